use super::Flow;
use crate::domain::docs::Style;
use crate::domain::docs::layout::Deed;
use crate::domain::docs::layout::kind::{icon, role};
use crate::domain::docs::layout::sheet::ours;
use crate::domain::docs::layout::strand::Does;
use crate::domain::docs::page::Note;

impl<'a> Flow<'a> {
    /// A bar in the colour of its kind, the title after an icon, and what it says.
    pub(super) fn note(&mut self, note: &'a Note) {
        let role = role(&note.kind);
        let bar = self.bar(self.glyphs.note, role);
        let is_open = self.reading.is_open(note);
        self.sheet.enter(None, bar);
        if !note.title.is_empty() || !is_open || note.is_open.is_some() {
            self.note_title(note, is_open);
        }
        if is_open {
            self.blocks(&note.blocks, false);
        }
        self.sheet.leave();
    }

    fn note_title(&mut self, note: &'a Note, is_open: bool) {
        let ink = ours(role(&note.kind));
        let [folded, unfolded] = self.glyphs.folds;
        if note.is_open.is_some() && !self.reading.is_whole {
            let does = Does::Deed(Deed::Fold(note.key));
            self.ours_in_line(&format!("{} ", if is_open { unfolded } else { folded }), ink, does);
        }
        if let Some(icon) = icon(&note.kind, self.reading.is_ascii) {
            self.ours_in_line(&format!("{icon} "), ink, Does::Nothing);
        }
        let before = std::mem::replace(&mut self.role, ink.role);
        self.gather_all(&note.title);
        self.role = before;
        self.strand.set(Style::STRONG);
        if note.is_open.is_some() && !self.reading.is_whole {
            self.strand.press(0, Deed::Fold(note.key));
        }
        self.strand.write(&mut self.sheet, self.measure);
    }
}
