use super::Flow;
use crate::domain::docs::code::{Code, Diagram, Token};
use crate::domain::docs::layout::measure::columns;
use crate::domain::docs::layout::sheet::{Mark, ours};
use crate::domain::docs::layout::{Bit, Deed, Ink, script};
use crate::domain::docs::style::Style;
use crate::domain::document::Role;
use crate::domain::text::Piece;

impl<'a> Flow<'a> {
    /// A bar, the title where there is one, and the lines, numbered where their author has it so. Lines
    /// that are wider than there is room are moved sideways together.
    pub(super) fn code(&mut self, code: &'a Code) {
        self.code_title(code);
        let lines = code.lines.len();
        let last = code.numbers_from.map(|from| u64::from(from) + lines.saturating_sub(1) as u64);
        let digits = last.map_or(0, |last| last.to_string().len());
        let gutter = if digits == 0 { 2 } else { digits + 4 };
        let widest = code.rows().map(|(pieces, _)| self.code_columns(pieces)).max().unwrap_or(0);
        let wide = self.widen(gutter, widest);
        for (at, (pieces, is_marked)) in code.rows().enumerate() {
            let number = code.numbers_from.map(|from| u64::from(from) + at as u64);
            self.code_row(code, pieces, CodeRow { at, number, digits, is_marked, is_wide: wide.is_some() });
        }
        self.widened(wide, code.key, widest);
    }

    fn code_title(&mut self, code: &'a Code) {
        let Some(title) = code.title else { return };
        let bar = self.bar(self.glyphs.code[0], Role::Rule);
        self.sheet.enter(None, bar);
        let ink = ours(Role::Label);
        let text = self.page.text(title).as_str();
        self.strand.add(text, title, false, ink, crate::domain::docs::layout::strand::Does::Nothing);
        self.strand.set(Style::STRONG);
        self.strand.write(&mut self.sheet, self.measure);
        self.sheet.leave();
    }

    pub(super) fn code_columns(&self, pieces: &[(Piece, Token)]) -> usize {
        pieces.iter().map(|(piece, _)| columns(self.page.text(*piece).as_str())).sum()
    }

    fn code_row(&mut self, code: &Code, pieces: &[(Piece, Token)], row: CodeRow) {
        self.sheet.open();
        if row.at == 0 {
            self.sheet.spot(Deed::Copy(code.key), 1);
        }
        let [bar, marked] = self.glyphs.code;
        let (bar, role) = if row.is_marked { (marked, Role::Mark) } else { (bar, Role::Rule) };
        self.sheet.word(&format!("{bar} "), ours(role));
        if let Some(number) = row.number {
            let digits = row.digits;
            self.sheet.word(&format!("{number:>digits$}  "), ours(Role::Dim));
        }
        if row.is_wide {
            self.sheet.move_rest();
        }
        self.code_text(pieces, &row);
        self.sheet.close();
    }

    fn code_text(&mut self, pieces: &[(Piece, Token)], row: &CodeRow) {
        for (piece, token) in pieces {
            let ink = Ink { role: Role::Text, style: Style::CODE, token: *token, is_marked: row.is_marked };
            let text = self.page.text(*piece).as_str();
            self.code_piece(text, *piece, ink);
        }
    }

    fn code_piece(&mut self, text: &str, piece: Piece, ink: Ink) {
        if self.is_cell || text.contains(")!") {
            self.cut_code(text, piece, ink);
        } else {
            self.sheet.put(Bit { text: piece, is_own: false, ink, link: None }, columns(text));
        }
    }

    fn cut_code(&mut self, text: &str, piece: Piece, ink: Ink) {
        let _ = script::circled;
        self.sheet.put(Bit { text: piece, is_own: false, ink, link: None }, columns(text));
    }

    /// A drawing.
    pub(super) fn diagram(&mut self, diagram: &'a Diagram) {
        let _ = Mark::Blank(0);
        self.code(&diagram.source);
    }
}

/// What is known of a row of code beside its text.
#[derive(Clone, Copy)]
struct CodeRow {
    at: usize,
    number: Option<u64>,
    digits: usize,
    is_marked: bool,
    is_wide: bool,
}
