use super::Flow;
use crate::domain::docs::Style;
use crate::domain::docs::ids::Key;
use crate::domain::docs::layout::Deed;
use crate::domain::docs::layout::sheet::{Mark, ours};
use crate::domain::docs::layout::strand::Does;
use crate::domain::docs::page::Tab;
use crate::domain::document::Role;

impl<'a> Flow<'a> {
    /// A strip of labels with the one that is seen marked, and what that holds; in what is whole, each
    /// label with what it holds.
    pub(super) fn tabs(&mut self, key: Key, tabs: &'a [Tab], first: usize) {
        let [top, between, bottom] = self.glyphs.corners;
        if self.reading.is_whole {
            for (at, tab) in tabs.iter().enumerate() {
                self.gather_all(&tab.label);
                self.strand.set(Style::STRONG);
                self.strip(if at == 0 { top } else { between });
                self.tab_body(tab);
            }
        } else {
            let seen = self.reading.tab(key, first).min(tabs.len().saturating_sub(1));
            self.labels(key, tabs, seen);
            self.strip(top);
            if let Some(tab) = tabs.get(seen) {
                self.tab_body(tab);
            }
        }
        self.sheet.open();
        self.sheet.word(&format!("{bottom}{}", self.glyphs.horizontal), ours(Role::Rule));
        self.sheet.close();
    }

    fn tab_body(&mut self, tab: &'a Tab) {
        let bar = self.bar(self.glyphs.bar, Role::Rule);
        self.sheet.enter(None, bar);
        self.blocks(&tab.blocks, false);
        self.sheet.leave();
    }

    /// Writes the labels that were gathered, after a corner.
    fn strip(&mut self, corner: &str) {
        let first = self.sheet.ours.word(&format!("{corner}{} ", self.glyphs.horizontal));
        let rest = self.sheet.ours.word(&format!("{} ", self.glyphs.bar));
        let mark = |piece| Mark::Word(piece, ours(Role::Rule), 3);
        self.sheet.enter(Some(mark(first)), mark(rest));
        self.strand.write(&mut self.sheet, self.measure);
        self.sheet.leave();
    }

    fn labels(&mut self, key: Key, tabs: &'a [Tab], seen: usize) {
        for (at, tab) in tabs.iter().enumerate() {
            if at > 0 {
                let line = format!(" {} ", self.glyphs.horizontal);
                self.ours_in_line(&line, ours(Role::Rule), Does::Nothing);
            }
            let from = self.strand.text().len();
            let role = std::mem::replace(&mut self.role, if at == seen { Role::Heading } else { Role::Dim });
            let ink = ours(self.role);
            self.ours_in_line(if at == seen { "[" } else { "" }, ink, Does::Nothing);
            self.gather_all(&tab.label);
            self.ours_in_line(if at == seen { "]" } else { "" }, ink, Does::Nothing);
            self.role = role;
            self.strand.press(from, Deed::Choose(key, u32::try_from(at).unwrap_or(u32::MAX)));
        }
    }
}
