//! Images on the screen. Whoever shows one says where it is to be seen ([`Placed`]); how, the terminal
//! knows. What is written are pixels that were decoded and encoded here, never bytes of others.
//!
//! Half blocks are cells like all others. The other ways draw over cells, which are blank below them:
//! where an image was and is no more, kitty is told so, and with the others the cells are written again,
//! as text wipes out what was drawn there. What stays as it is is not sent again.

mod blocks;
mod iterm;
mod kitty;
mod palette;
mod placed;
mod sixel;
#[cfg(test)]
mod tests;
mod way;

pub use blocks::Depth;
pub use placed::Placed;
pub use way::{Cells, Way, Wish};

use crate::domain::docs::Picture;
use kitty::{Kitty, let_go};
use palette::Indexed;
use placed::Shown;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use std::fmt::Write as _;
use std::sync::Weak;
use std::sync::atomic::{AtomicBool, Ordering};

/// The pixels of a cell where the terminal does not tell them. Sixels that are too small leave a gap,
/// those that are too large would lie over other things.
const USUAL: (u16, u16) = (8, 16);
const SMALL: (u16, u16) = (6, 12);

/// Pixels that are read and made for images within one frame: a key waits for the frame. One image that is
/// larger is made all the same, alone.
const AT_ONCE: u64 = 1 << 20;

/// What cells of a frame carry that differ from all that is painted: no style of ours has it.
const SPOILT: Modifier = Modifier::RAPID_BLINK;

/// Whether anything was drawn on the screen that is ours now.
static DRAWN: AtomicBool = AtomicBool::new(false);

/// What gives the screen back without images, whoever does so; empty where there were none.
pub(super) fn leave() -> String {
    // a terminal that was cut off within an image takes everything for a part of it until that is ended
    if DRAWN.swap(false, Ordering::SeqCst) { format!("\x1b\\{}", let_go()) } else { String::new() }
}

/// What was made of an image to show it.
#[derive(Debug)]
enum Made {
    Pixels(Picture),
    Indexed(Indexed),
}

/// The images of a terminal.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    way: Way,
    /// The pixels of a cell, where they are known.
    cell: Option<(u16, u16)>,
    /// What is on the screen, and what is to be there.
    shown: Vec<Shown>,
    next: Vec<Shown>,
    /// Of those that are in sight.
    made: Vec<(Shown, Made)>,
    /// Whether some wait for the next frame.
    is_behind: bool,
    kitty: Kitty,
}

impl Pictures {
    pub(super) fn by(way: Way) -> Self {
        Self { way, ..Self::default() }
    }

    /// The pixels of a cell, as the terminal says.
    pub(super) fn measure(&mut self, cell: Option<(u16, u16)>) {
        if self.cell != cell {
            self.cell = cell;
            self.made.clear();
        }
    }

    /// The pixels of a cell that images are shaped by; none where they are not shown.
    pub(super) fn cell(&self) -> Option<(u16, u16)> {
        (self.way != Way::Off).then(|| self.cell.unwrap_or(USUAL))
    }

    /// Nothing of what was drawn is there any more; what is to be said about it.
    pub(super) fn forget(&mut self) -> String {
        self.shown.clear();
        self.kitty.forget();
        let_go()
    }

    /// Prepares a frame for its images: paints those that are cells, leaves the cells below the others
    /// blank, and marks in the frame before which cells have to be written again. The areas of images
    /// that stay as they are, whose cells nobody may touch.
    pub(super) fn lay(&mut self, placed: &[Placed], before: &mut Buffer, frame: &mut Buffer) -> Vec<Rect> {
        let wanted = Shown::all(placed, frame.area);
        self.made.retain(|(known, _)| wanted.iter().any(|shown| known.is_of(shown)));
        let wanted = self.of_this_frame(wanted);
        match self.way {
            Way::Off => return Vec::new(),
            Way::Blocks(depth) => {
                wanted.iter().for_each(|shown| self.paint(frame, shown, depth));
                return Vec::new();
            }
            Way::Kitty | Way::Iterm | Way::Sixel => {}
        }
        wanted.iter().for_each(|shown| blank(frame, shown.area));
        let mut still: Vec<&Shown> = self.shown.iter().filter(|old| wanted.iter().any(|new| new.is(old))).collect();
        if self.way != Way::Kitty {
            let gone = self.shown.iter().filter(|old| !wanted.iter().any(|new| new.is(old)));
            gone.for_each(|old| spoil(before, old.area));
            still.retain(|shown| are_equal(before, frame, shown.area));
        }
        self.next = wanted;
        if self.way == Way::Kitty {
            return Vec::new();
        }
        let still: Vec<Shown> = still.into_iter().cloned().collect();
        let areas = still.iter().map(|shown| shown.area).collect();
        // what is not there any more as it was is drawn anew
        self.shown = still;
        areas
    }

    /// Whether another frame is needed for all that is to be seen.
    pub(super) fn is_behind(&self) -> bool {
        self.is_behind
    }

    /// Those that are made already, and as many new ones as a frame has time for; below the others their
    /// words stay until the next.
    fn of_this_frame(&mut self, wanted: Vec<Shown>) -> Vec<Shown> {
        let (all, mut room) = (wanted.len(), AT_ONCE);
        let mut shown = wanted;
        shown.retain(|shown| {
            if self.way == Way::Off || self.is_made(shown) {
                return true;
            }
            let pixels = shown.work(self.cell.unwrap_or(USUAL));
            let has_room = room == AT_ONCE || pixels <= room;
            room = room.saturating_sub(pixels.max(1));
            has_room
        });
        self.is_behind = shown.len() < all;
        shown
    }

    fn is_made(&self, shown: &Shown) -> bool {
        match self.way {
            Way::Kitty => self.kitty.holds(shown),
            _ => self.made.iter().any(|(known, _)| known.is_of(shown)),
        }
    }

    /// What brings the images of the frame that was prepared on the screen; after its cells. Empty where
    /// nothing changed.
    pub(super) fn words(&mut self) -> String {
        let mut out = String::new();
        let (before, next) = (std::mem::take(&mut self.shown), std::mem::take(&mut self.next));
        if self.way == Way::Kitty {
            let gone = before.iter().filter(|old| !next.iter().any(|new| new.is_of(old)));
            gone.for_each(|old| self.kitty.take_away(&mut out, old));
        }
        for shown in next.iter().filter(|new| !before.iter().any(|old| old.is(new))) {
            let _ = write!(out, "\x1b[{};{}H", shown.area.y + 1, shown.area.x + 1);
            self.draw(&mut out, shown);
        }
        if self.way == Way::Kitty {
            self.kitty.tidy(&mut out, &next);
        }
        self.shown = next;
        if !out.is_empty() {
            DRAWN.store(true, Ordering::SeqCst);
        }
        out
    }

    fn draw(&mut self, out: &mut String, shown: &Shown) {
        let cell = self.cell.unwrap_or(USUAL);
        if self.way == Way::Kitty {
            return self.kitty.place(out, shown, || kitty::scaled(shown, cell));
        }
        match self.made(shown) {
            Some(Made::Pixels(picture)) => {
                let rows = shown.pixel_rows(picture.height);
                out.push_str(&iterm::encode(picture, rows, (shown.area.width, shown.area.height)));
            }
            Some(Made::Indexed(image)) => {
                let rows = shown.pixel_rows(u32::try_from(image.height).unwrap_or_default());
                out.push_str(&sixel::encode(image, rows.start as usize..rows.end as usize));
            }
            None => {}
        }
    }

    fn paint(&mut self, frame: &mut Buffer, shown: &Shown, depth: Depth) {
        if let Some(Made::Pixels(picture)) = self.made(shown) {
            blocks::paint(frame, shown.area, shown.above, picture, depth);
        }
    }

    /// What was made of an image, or is now: its pixels as this way needs them.
    fn made(&mut self, shown: &Shown) -> Option<&Made> {
        let at = match self.made.iter().position(|(known, _)| known.is_of(shown)) {
            Some(at) => at,
            None => {
                let made = self.make(shown)?;
                self.made.push((shown.clone(), made));
                self.made.len() - 1
            }
        };
        self.made.get(at).map(|(_, made)| made)
    }

    fn make(&self, shown: &Shown) -> Option<Made> {
        let picture = Weak::upgrade(&shown.picture)?;
        Some(match self.way {
            Way::Blocks(_) => Made::Pixels(picture.scaled(shown.whole.0.into(), u32::from(shown.whole.1) * 2)),
            Way::Sixel => {
                let (width, height) = shown.pixels(self.cell.unwrap_or(SMALL));
                Made::Indexed(Indexed::of(&picture.scaled(width, height)))
            }
            Way::Iterm | Way::Kitty | Way::Off => Made::Pixels(kitty::scaled(shown, self.cell.unwrap_or(USUAL))?),
        })
    }
}

/// Nothing stands in these cells; what they lie on stays.
fn blank(frame: &mut Buffer, area: Rect) {
    for position in area.positions() {
        if let Some(cell) = frame.cell_mut(position) {
            let ground = cell.bg;
            cell.reset();
            cell.bg = ground;
        }
    }
}

/// These cells are to be written again, whatever stands there.
pub(super) fn spoil(before: &mut Buffer, area: Rect) {
    for position in area.intersection(before.area).positions() {
        if let Some(cell) = before.cell_mut(position) {
            cell.modifier |= SPOILT;
        }
    }
}

fn are_equal(before: &Buffer, frame: &Buffer, area: Rect) -> bool {
    area.positions().all(|position| before.cell(position) == frame.cell(position))
}
