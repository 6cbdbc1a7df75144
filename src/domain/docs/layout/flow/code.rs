use super::Flow;
use crate::domain::docs::code::{Code, Token};
use crate::domain::docs::layout::annotation::{Annotation, annotation};
use crate::domain::docs::layout::measure::columns;
use crate::domain::docs::layout::sheet::ours;
use crate::domain::docs::layout::strand::Does;
use crate::domain::docs::layout::{Bit, Deed, Ink};
use crate::domain::docs::style::Style;
use crate::domain::document::Role;
use crate::domain::text::Piece;

/// What is known of a row of code beside its text.
#[derive(Clone, Copy)]
struct CodeRow {
    at: usize,
    number: Option<u64>,
    digits: usize,
    is_marked: bool,
    is_wide: bool,
}

impl<'a> Flow<'a> {
    /// A bar, the title where there is one, and the lines, numbered where their author has it so. Lines
    /// that are wider than there is room are moved sideways together.
    pub(super) fn code(&mut self, code: &'a Code) {
        self.code_title(code);
        let last = code.numbers_from.map(|from| u64::from(from) + code.lines.len().saturating_sub(1) as u64);
        let digits = last.filter(|_| !self.is_cell).map_or(0, |last| last.to_string().len());
        let gutter = if digits == 0 { 2 } else { digits + 4 };
        let widest = code.rows().map(|(pieces, _)| self.code_columns(pieces)).max().unwrap_or(0);
        let wide = self.widen(gutter, widest);
        for (at, (pieces, is_marked)) in code.rows().enumerate() {
            let number = code.numbers_from.filter(|_| digits > 0).map(|from| u64::from(from) + at as u64);
            let row = CodeRow { at, number, digits, is_marked, is_wide: wide.is_some() };
            if self.is_cell { self.code_in_cell(pieces, row) } else { self.code_row(code, pieces, row) }
        }
        self.widened(wide, code.key, widest);
    }

    fn code_title(&mut self, code: &'a Code) {
        let Some(title) = code.title else { return };
        let bar = self.bar(self.glyphs.code[0], Role::Rule);
        self.sheet.enter(None, bar);
        let ink = Ink { style: Style::STRONG, ..ours(Role::Label) };
        self.strand.add(self.page.text(title).as_str(), title, false, ink, Does::Nothing);
        self.strand.write(&mut self.sheet, self.measure);
        self.sheet.leave();
    }

    /// The columns that a line of code takes.
    pub(super) fn code_columns(&self, pieces: &[(Piece, Token)]) -> usize {
        let wide = |(piece, token): &(Piece, Token)| {
            let text = self.page.text(*piece).as_str();
            let sign = self.annotation(text, *token).map_or(0, |sign| sign.until - sign.from - 1);
            columns(text) - sign
        };
        pieces.iter().map(wide).sum()
    }

    fn annotation(&self, text: &str, token: Token) -> Option<Annotation> {
        annotation(text, token).filter(|_| !self.reading.is_ascii)
    }

    fn code_row(&mut self, code: &Code, pieces: &[(Piece, Token)], row: CodeRow) {
        self.sheet.open();
        if row.at == 0 {
            self.sheet.spot(Deed::Copy(code.key), 1);
        }
        let [bar, marked] = self.glyphs.code;
        let (bar, role) = if row.is_marked { (marked, Role::Mark) } else { (bar, Role::Rule) };
        self.sheet.word(bar, ours(role));
        if let Some(number) = row.number {
            let digits = row.digits;
            self.sheet.word(&format!("{number:>digits$}  "), ours(Role::Dim));
        }
        if row.is_wide {
            self.sheet.move_rest();
        }
        for (piece, token) in pieces {
            self.code_piece(*piece, *token, row.is_marked);
        }
        self.sheet.close();
    }

    /// A line of code in a cell: nothing moves there, so it is broken.
    fn code_in_cell(&mut self, pieces: &[(Piece, Token)], row: CodeRow) {
        let [bar, marked] = self.glyphs.code;
        let bar = if row.is_marked { self.bar(marked, Role::Mark) } else { self.bar(bar, Role::Rule) };
        self.sheet.enter(None, bar);
        for (piece, token) in pieces {
            let ink = code_ink(*token, row.is_marked);
            self.strand.add(self.page.text(*piece).as_str(), *piece, false, ink, Does::Nothing);
        }
        self.strand.write(&mut self.sheet, self.measure);
        self.sheet.leave();
    }

    fn code_piece(&mut self, piece: Piece, token: Token, is_marked: bool) {
        let text = self.page.text(piece).as_str();
        let ink = code_ink(token, is_marked);
        let mut put = |from: usize, until: usize| {
            let place = |at: usize| piece.from + u32::try_from(at).unwrap_or(u32::MAX);
            let part = Bit { text: Piece { from: place(from), to: place(until) }, is_own: false, ink, link: None };
            self.sheet.put(part, columns(text.get(from..until).unwrap_or_default()));
        };
        let sign = annotation(text, token).filter(|_| !self.reading.is_ascii);
        let Some(sign) = sign else { return put(0, text.len()) };
        put(0, sign.from);
        self.sheet.word(sign.circled.encode_utf8(&mut [0; 4]), Ink { style: Style::CODE, ..ours(Role::Mark) });
        let rest = Piece { from: piece.from + u32::try_from(sign.until).unwrap_or(u32::MAX), to: piece.to };
        let text = text.get(sign.until..).unwrap_or_default();
        self.sheet.put(Bit { text: rest, is_own: false, ink, link: None }, columns(text));
    }
}

fn code_ink(token: Token, is_marked: bool) -> Ink {
    Ink { role: Role::Text, style: Style::CODE, token, is_marked }
}
