use super::Flow;
use crate::domain::docs::code::Diagram;
use crate::domain::docs::diagram::{Drawing, ascii};
use crate::domain::docs::layout::Deed;
use crate::domain::docs::layout::measure::columns;
use crate::domain::docs::layout::sheet::ours;
use crate::domain::docs::layout::strand::Does;
use crate::domain::document::Role;
use crate::domain::text::Clean;

impl<'a> Flow<'a> {
    /// A drawing, and below it what shows its source; the source, folded, where it cannot be drawn.
    pub(super) fn diagram(&mut self, diagram: &'a Diagram) {
        let is_source = self.reading.as_source.contains(&diagram.key);
        let page = self.page;
        match page.drawing(diagram.key) {
            Some(Drawing::Drawn { lines, columns }) if !is_source && !self.is_cell => {
                self.drawing(diagram, lines, *columns);
                self.source_row(diagram, false, "source");
            }
            Some(Drawing::Undrawn { why }) => self.in_words(diagram, is_source, &format!("drawing: {why}")),
            None => self.in_words(diagram, is_source, "drawing: soon"),
            _ => {
                self.source_row(diagram, true, "source");
                self.code(&diagram.source);
            }
        }
    }

    /// What is said of a drawing that is not there; below it its source, folded.
    fn in_words(&mut self, diagram: &'a Diagram, is_source: bool, says: &str) {
        self.source_row(diagram, is_source, says);
        if is_source || self.reading.is_whole {
            self.code(&diagram.source);
        }
    }

    fn source_row(&mut self, diagram: &Diagram, is_open: bool, says: &str) {
        if self.reading.is_whole || self.is_cell {
            return;
        }
        let [folded, unfolded] = self.glyphs.folds;
        let text = format!("{} {says}", if is_open { unfolded } else { folded });
        self.ours_in_line(&text, ours(Role::Dim), Does::Deed(Deed::Source(diagram.key)));
        self.strand.write(&mut self.sheet, self.measure);
    }

    fn drawing(&mut self, diagram: &Diagram, lines: &[Clean], widest: usize) {
        self.sheet.settle();
        let wide = self.widen(0, widest);
        for line in lines {
            self.sheet.open();
            if wide.is_some() {
                self.sheet.move_rest();
            }
            match self.reading.is_ascii {
                true => self.drawn_line(&ascii(line.as_str())),
                false => self.drawn_line(line.as_str()),
            }
            self.sheet.close();
        }
        self.widened(wide, diagram.key, widest);
    }

    /// A line of a drawing: what is drawn looks another way than what is written.
    fn drawn_line(&mut self, line: &str) {
        let piece = self.sheet.ours.once(line);
        let mut from = 0;
        while let Some(rest) = line.get(from..).filter(|rest| !rest.is_empty()) {
            let is_drawn = rest.trim_start().starts_with(is_stroke);
            let end = rest.find(|c: char| c != ' ' && is_stroke(c) != is_drawn).unwrap_or(rest.len()).max(1);
            let place = |at: usize| piece.from + u32::try_from(at).unwrap_or(u32::MAX);
            let part = crate::domain::text::Piece { from: place(from), to: place(from + end) };
            let role = if is_drawn { Role::Rule } else { Role::Text };
            self.sheet.own(part, ours(role), columns(rest.get(..end).unwrap_or_default()), None);
            from += end;
        }
    }
}

/// Lines, corners and points of arrows.
fn is_stroke(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{25ff}')
}
