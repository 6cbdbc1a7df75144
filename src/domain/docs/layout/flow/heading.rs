use super::Flow;
use crate::domain::docs::layout::HeadingRow;
use crate::domain::docs::layout::sheet::{Mark, ours};
use crate::domain::docs::page::{Heading, Inline, Page};
use crate::domain::document::Role;
use crate::domain::text::Clean;

impl<'a> Flow<'a> {
    /// The head of a section: a line below it for the first two levels, a mark before it for the others.
    pub(super) fn heading(&mut self, heading: &'a Heading) {
        let row = self.sheet.after_gap();
        self.sheet.anchor(&heading.id);
        let mark = usize::from(heading.level).checked_sub(3).and_then(|at| self.glyphs.heads.get(at));
        if let Some(mark) = mark {
            let word = self.sheet.ours.word(mark);
            let columns = mark.chars().count();
            self.sheet.enter(Some(Mark::Word(word, ours(Role::Heading), columns)), Mark::Blank(columns));
        }
        let role = std::mem::replace(&mut self.role, Role::Heading);
        self.paragraph(&heading.text);
        self.role = role;
        match mark {
            Some(_) => self.sheet.leave(),
            None => self.underline(heading.level),
        }
        let text = Clean::line(&plain(self.page, &heading.text));
        self.sheet.out.headings.push(HeadingRow { level: heading.level, id: heading.id.clone(), text, row });
    }

    fn underline(&mut self, level: u8) {
        let columns = self.text_room();
        let [first, second] = self.glyphs.lines;
        let line = self.sheet.ours.fill(if level == 1 { first } else { second }, columns);
        self.sheet.open();
        self.sheet.own(line, ours(Role::Rule), columns, None);
        self.sheet.close();
    }
}

/// The text of inlines without how it is set.
fn plain(page: &Page, inlines: &[Inline]) -> String {
    let texts = inlines.iter().map(|inline| match inline {
        Inline::Text(span) => page.text(span.text).as_str(),
        Inline::Break => " ",
        Inline::Image(_) | Inline::Anchor(_) => "",
    });
    texts.collect::<String>().trim().to_owned()
}
