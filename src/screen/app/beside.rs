//! What the screen has besides its cells: where they lead to, and images over them.

use super::state::App;
use crate::screen::terminal::{Beside, Link, Placed};
use ratatui::layout::Rect;

impl App {
    /// What the frame has besides what [`App::view`] paints.
    pub fn beside(&self) -> Beside {
        Beside { links: self.links(), pictures: self.pictures() }
    }

    /// What leads to addresses of the web on the screen, for terminals that can follow them.
    pub fn links(&self) -> Vec<Link> {
        if let Some(sheet) = &self.signing.sheet {
            return sheet.links(self.sign_in_area(), &self.look, self.now);
        }
        let cover = self.cover();
        let of_rooms = self.seen().into_iter().filter_map(|(window, body)| {
            let room = self.windows.room_of(window)?;
            Some(room.links(&self.ctx_in(body)))
        });
        of_rooms.flatten().filter(|link| !cover.intersects(link.cells())).collect()
    }

    /// The images that nothing lies over.
    pub fn pictures(&self) -> Vec<Placed> {
        if self.cell.is_none() {
            return Vec::new();
        }
        let cover = self.cover();
        let of_rooms = self.seen().into_iter().filter_map(|(window, body)| {
            let room = self.windows.room_of(window)?;
            let within = move |placed: &Placed| body.union(placed.area) == body;
            Some(room.pictures(&self.ctx_in(body)).into_iter().filter(within))
        });
        of_rooms.flatten().filter(|placed| !cover.intersects(placed.area)).collect()
    }

    /// Takes the pixels of a cell; none where images are not shown.
    pub fn measure(&mut self, cell: Option<(u16, u16)>) {
        self.cell = cell;
    }

    /// What lies over the rooms.
    fn cover(&self) -> Rect {
        match (&self.signing.sheet, &self.overlay) {
            (Some(_), _) => self.sign_in_area(),
            (None, Some(_)) => self.frame(),
            (None, None) => Rect::default(),
        }
    }
}
