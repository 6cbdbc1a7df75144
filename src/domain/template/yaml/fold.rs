//! Long lines are folded at single spaces, or anywhere within double quotes.

/// Columns that a line should not pass.
pub(super) const WIDTH: usize = 80;
/// Columns of text that a line has at least.
const LEAST: usize = 20;

const SPACE: u16 = b' ' as u16;
const TAB: u16 = b'\t' as u16;
const LINE_END: u16 = b'\n' as u16;
const BACKSLASH: u16 = b'\\' as u16;

/// What a text is folded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folding {
    /// A plain text, or one in single quotes.
    Flow,
    /// A folded block: lines that are indented more stay as they are.
    Block,
    /// Double quotes: where there is no space, a line ends in a backslash.
    Quoted,
}

/// A text after folding.
pub(super) struct Folded {
    pub(super) text: String,
    /// A line is too long all the same.
    pub(super) is_too_wide: bool,
}

/// Folds a text whose further lines begin after `indent` columns; `taken` are those before its first line.
pub(super) fn fold(text: &str, indent: usize, folding: Folding, taken: Option<usize>) -> Folded {
    let units: Vec<u16> = text.encode_utf16().collect();
    let step = (1 + LEAST).max((1 + WIDTH).saturating_sub(indent));
    let whole = |is_too_wide| Folded { text: text.to_owned(), is_too_wide };
    if units.len() <= step {
        return whole(false);
    }
    let mut folder = Folder::new(&units, indent, folding, step);
    folder.begin(taken);
    if !folder.find() {
        return whole(folder.is_too_wide);
    }
    Folded { text: folder.joined(), is_too_wide: folder.is_too_wide }
}

struct Folder<'a> {
    units: &'a [u16],
    indent: usize,
    folding: Folding,
    step: usize,
    /// Where lines end, and whether that is at a backslash of our own.
    folds: Vec<(usize, bool)>,
    end: usize,
    is_too_wide: bool,
    /// The place of the letter that is looked at; before the first one there is none.
    at: Option<usize>,
    split: Option<usize>,
    before: Option<u16>,
    /// The last escape: where it begins and ends.
    escape: (Option<usize>, Option<usize>),
}

impl<'a> Folder<'a> {
    fn new(units: &'a [u16], indent: usize, folding: Folding, step: usize) -> Self {
        Self {
            units,
            indent,
            folding,
            step,
            folds: Vec::new(),
            end: WIDTH.saturating_sub(indent),
            is_too_wide: false,
            at: None,
            split: None,
            before: None,
            escape: (None, None),
        }
    }

    fn begin(&mut self, taken: Option<usize>) {
        match taken {
            Some(taken) if taken > WIDTH - LEAST => self.folds.push((0, false)),
            Some(taken) => self.end = WIDTH - taken,
            None => {}
        }
        if self.folding == Folding::Block {
            self.pass_indented_lines();
            if let Some(at) = self.at {
                self.end = at + self.step;
            }
        }
    }

    fn unit(&self, at: usize) -> Option<u16> {
        self.units.get(at).copied()
    }

    fn next(&self) -> usize {
        self.at.map_or(0, |at| at + 1)
    }

    /// Finds all folds; false where the text stays as it is.
    fn find(&mut self) -> bool {
        while let Some(unit) = self.unit(self.next()) {
            self.at = Some(self.next());
            if self.folding == Folding::Quoted && unit == BACKSLASH {
                self.pass_escape();
            }
            let unit = if unit == LINE_END {
                self.line_end();
                unit
            } else {
                match self.letter(unit) {
                    Some(unit) => unit,
                    None => return false,
                }
            };
            self.before = Some(unit);
        }
        !self.folds.is_empty()
    }

    fn pass_escape(&mut self) {
        let at = self.next() - 1;
        let length = match self.unit(at + 1).and_then(|unit| u8::try_from(unit).ok()) {
            Some(b'x') => 3,
            Some(b'u') => 5,
            Some(b'U') => 9,
            _ => 1,
        };
        self.escape = (Some(at), Some(at + length));
        self.at = Some(at + length);
    }

    fn line_end(&mut self) {
        if self.folding == Folding::Block {
            self.pass_indented_lines();
        }
        self.end = self.at.unwrap_or_default() + self.indent + self.step;
        self.split = None;
    }

    /// Looks at a letter; the one that was looked at last, or `None` where folding is given up.
    fn letter(&mut self, unit: u16) -> Option<u16> {
        let at = self.at.unwrap_or_default();
        let is_white = |unit: u16| matches!(unit, SPACE | TAB | LINE_END);
        if unit == SPACE
            && self.before.is_some_and(|before| !is_white(before))
            && self.unit(at + 1).is_some_and(|next| !is_white(next))
        {
            self.split = Some(at);
        }
        if at < self.end {
            return Some(unit);
        }
        if let Some(split) = self.split.take().filter(|split| *split > 0) {
            self.folds.push((split, false));
            self.end = split + self.step;
            return Some(unit);
        }
        if self.folding == Folding::Quoted {
            return self.fold_anywhere(unit);
        }
        self.is_too_wide = true;
        Some(unit)
    }

    fn fold_anywhere(&mut self, mut unit: u16) -> Option<u16> {
        // white space at the end of a line may stand out
        while matches!(self.before, Some(SPACE | TAB)) {
            self.before = Some(unit);
            self.at = Some(self.next());
            unit = self.unit(self.next() - 1).unwrap_or_default();
            self.is_too_wide = true;
        }
        let at = self.at.unwrap_or_default();
        let is_after_escape = self.escape.1.is_none_or(|end| at > end + 1);
        let fold = if is_after_escape { at.checked_sub(2)? } else { self.escape.0?.checked_sub(1)? };
        if self.folds.contains(&(fold, true)) {
            self.folds.clear();
            return None;
        }
        self.folds.push((fold, true));
        self.end = fold + self.step;
        self.split = None;
        Some(unit)
    }

    /// Passes over lines that are indented more than the block; the place is then the line end behind them.
    fn pass_indented_lines(&mut self) {
        let mut at = self.next();
        let mut start = at;
        while matches!(self.unit(at), Some(SPACE | TAB)) {
            // the margin itself is no part of a line's own white space
            if at < start + self.indent {
                at += 1;
                continue;
            }
            while self.unit(at).is_some_and(|unit| unit != LINE_END) {
                at += 1;
            }
            self.at = Some(at);
            start = at + 1;
            at = start;
        }
    }

    fn joined(&self) -> String {
        let margin: Vec<u16> = format!("\n{}", " ".repeat(self.indent)).encode_utf16().collect();
        let slice = |from: usize, to: usize| self.units.get(from..to).unwrap_or_default();
        let mut out = slice(0, self.folds.first().map_or(0, |fold| fold.0)).to_vec();
        for (n, (fold, is_ours)) in self.folds.iter().enumerate() {
            let end = self.folds.get(n + 1).map_or(self.units.len(), |next| next.0);
            if *fold == 0 {
                out = [margin.as_slice(), slice(0, end)].concat();
                continue;
            }
            if *is_ours {
                out.extend(slice(*fold, fold + 1));
                out.push(BACKSLASH);
            }
            out.extend(&margin);
            out.extend(slice(fold + 1, end));
        }
        String::from_utf16_lossy(&out)
    }
}
