use super::Flow;
use crate::domain::docs::code::{Code, Token};
use crate::domain::docs::ids::LinkId;
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
            if self.is_cell { self.code_in_cell(code, pieces, row) } else { self.code_row(code, pieces, row) }
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
            self.code_piece(code, *piece, *token, row.is_marked);
        }
        self.sheet.close();
    }

    /// A line of code in a cell: nothing moves there, so it is broken.
    fn code_in_cell(&mut self, code: &Code, pieces: &[(Piece, Token)], row: CodeRow) {
        let [bar, marked] = self.glyphs.code;
        let bar = if row.is_marked { self.bar(marked, Role::Mark) } else { self.bar(bar, Role::Rule) };
        self.sheet.enter(None, bar);
        for (piece, token) in pieces {
            let ink = code_ink(*token, row.is_marked);
            for (part, link) in linked(code, *piece) {
                let does = link.map_or(Does::Nothing, Does::Follow);
                self.strand.add(self.page.text(part).as_str(), part, false, ink, does);
            }
        }
        self.strand.write(&mut self.sheet, self.measure);
        self.sheet.leave();
    }

    fn code_piece(&mut self, code: &Code, piece: Piece, token: Token, is_marked: bool) {
        let ink = code_ink(token, is_marked);
        let sign = self.annotation(self.page.text(piece).as_str(), token);
        let Some(sign) = sign else { return self.code_text(code, piece, ink) };
        let place = |at: usize| piece.from + u32::try_from(at).unwrap_or(u32::MAX);
        self.code_text(code, Piece { from: piece.from, to: place(sign.from) }, ink);
        self.sheet.word(sign.circled.encode_utf8(&mut [0; 4]), Ink { style: Style::CODE, ..ours(Role::Mark) });
        self.code_text(code, Piece { from: place(sign.until), to: piece.to }, ink);
    }

    fn code_text(&mut self, code: &Code, piece: Piece, ink: Ink) {
        if code.links.is_empty() {
            return self.code_bit(piece, ink, None);
        }
        for (part, link) in linked(code, piece) {
            self.code_bit(part, ink, link);
        }
    }

    fn code_bit(&mut self, text: Piece, ink: Ink, link: Option<LinkId>) {
        let wide = columns(self.page.text(text).as_str());
        self.sheet.put(Bit { text, is_own: false, ink, link }, wide);
    }
}

/// The parts of a piece of code, each with where it leads.
fn linked(code: &Code, piece: Piece) -> Vec<(Piece, Option<LinkId>)> {
    let mut parts = Vec::new();
    let mut from = piece.from;
    let next = code.links.partition_point(|(link, _)| link.to <= piece.from);
    for (link, id) in code.links.get(next..).unwrap_or_default().iter().take_while(|(link, _)| link.from < piece.to) {
        let (begin, end) = (link.from.max(from), link.to.min(piece.to));
        parts.extend([(Piece { from, to: begin }, None), (Piece { from: begin, to: end }, Some(*id))]);
        from = end;
    }
    parts.push((Piece { from, to: piece.to }, None));
    parts
}

fn code_ink(token: Token, is_marked: bool) -> Ink {
    Ink { role: Role::Text, style: Style::CODE, token, is_marked }
}
