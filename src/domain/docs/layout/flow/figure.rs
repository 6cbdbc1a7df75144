use super::Flow;
use crate::domain::docs::Style;
use crate::domain::docs::ids::{ImageId, LinkId};
use crate::domain::docs::layout::sheet::{Mark, ours};
use crate::domain::docs::layout::strand::Does;
use crate::domain::docs::layout::{Deed, PictureRow, tex};
use crate::domain::docs::name::Href;
use crate::domain::docs::page::{Block, Inline};
use crate::domain::document::Role;
use crate::domain::text::{Clean, Piece};

/// Columns that a formula is moved in.
const FORMULA: usize = 4;

impl<'a> Flow<'a> {
    /// Something, and what is said about it.
    pub(super) fn figure(&mut self, blocks: &'a [Block], caption: &'a [Inline]) {
        self.blocks(blocks, false);
        self.caption(caption);
    }

    pub(super) fn caption(&mut self, caption: &'a [Inline]) {
        let role = std::mem::replace(&mut self.role, Role::Dim);
        self.gather_all(caption);
        self.role = role;
        if !self.strand.is_empty() {
            self.strand.set(Style::EMPHASIS);
            self.strand.write(&mut self.sheet, self.measure);
        }
    }

    /// An image as such: rows left free for it.
    pub(super) fn picture(&mut self, id: ImageId) {
        let Some((columns, rows)) = self.reading.images.get(&id).copied() else { return };
        let (row, left, room) = (self.sheet.after_gap(), self.sheet.left(), self.sheet.room());
        let size = fitted((columns, rows), room);
        for at in 0..size.1 {
            self.sheet.open();
            if at == 0 {
                let does = self.page.image(id).and_then(|image| image.link).map_or(Deed::Show(id), Deed::Follow);
                self.sheet.spot(does, usize::from(size.0));
            }
            self.sheet.close();
        }
        let column = u32::try_from(left).unwrap_or(u32::MAX);
        self.sheet.out.pictures.push(PictureRow { image: id, row, column, size });
    }

    /// What a terminal does not show: a line that leads there.
    pub(super) fn embedded(&mut self, what: &Clean, link: LinkId) {
        let to = self.page.link(link).map(|link| address(&link.to)).unwrap_or_default();
        let text = format!("{} {what}: {to}", self.glyphs.outside);
        self.ours_in_line(&text, ours(Role::Link), Does::Follow(link));
        self.strand.write(&mut self.sheet, self.measure);
    }

    /// A formula on lines of its own.
    pub(super) fn math(&mut self, lines: &'a [Piece]) {
        self.sheet.enter(None, Mark::Blank(FORMULA));
        let source: Vec<&str> = lines.iter().map(|piece| self.page.text(*piece).as_str()).collect();
        let shown = tex::lines(&source.join("\n"));
        let ink = |flow: &Self| crate::domain::docs::layout::Ink { style: Style::MATH, ..ours(flow.role) };
        match shown.filter(|shown| !self.reading.is_ascii || shown.iter().all(|line| line.is_ascii())) {
            Some(shown) => {
                for line in shown {
                    self.ours_in_line(&line, ink(self), Does::Nothing);
                    self.strand.write(&mut self.sheet, self.measure);
                }
            }
            None => {
                for (piece, text) in lines.iter().zip(source) {
                    self.strand.add(text, *piece, false, ink(self), Does::Nothing);
                    self.strand.write(&mut self.sheet, self.measure);
                }
            }
        }
        self.sheet.leave();
    }
}

/// A size that keeps its shape and is not wider than there is room.
fn fitted((columns, rows): (u16, u16), room: usize) -> (u16, u16) {
    let room = u16::try_from(room).unwrap_or(u16::MAX);
    if columns <= room {
        return (columns, rows);
    }
    let less = u32::from(rows) * u32::from(room) / u32::from(columns.max(1));
    (room, u16::try_from(less).unwrap_or(u16::MAX).max(1))
}

fn address(to: &Href) -> String {
    match to {
        Href::Page(name, Some(id)) => format!("{name}#{id}"),
        Href::Page(name, None) => name.to_string(),
        Href::File(path) => path.to_string(),
        Href::Address(text) | Href::Path(text) | Href::Other(text) => text.to_string(),
    }
}
