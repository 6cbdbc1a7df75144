//! A template cut into texts, expressions and tags, with the white space between them as it is asked for.

use super::failure::{Failure, Outcome};
use super::units::is_space;
use super::whitespace::{Edges, Options};
use std::ops::Range;

/// A piece of a template; the numbers are UTF-16 units of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text that stays, from and to.
    Text(Range<usize>),
    /// What stands between `{% raw %}` and `{% endraw %}`.
    Raw { at: usize, inside: Range<usize> },
    /// `${{ … }}`: where it begins, and what is inside.
    Output { at: usize, inside: Range<usize> },
    /// `{% name … %}`: where it begins, its name, and what follows that.
    Tag { at: usize, name: String, inside: Range<usize> },
}

/// What a delimiter opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opening {
    Output,
    Tag,
    Comment,
    /// `#}` where no comment is open.
    Stray,
}

struct Scanner<'a> {
    source: &'a [u16],
    options: Options,
    pieces: Vec<Piece>,
    /// Where the text begins that was not put down yet.
    from: usize,
    edges: Edges,
    /// Whether what was read last is a raw part, which a `-` after it strips as well.
    follows_raw: bool,
}

/// Cuts a template into pieces.
///
/// # Errors
/// On a delimiter that is not closed, or that closes nothing.
pub(super) fn scan(source: &[u16], options: Options) -> Outcome<Vec<Piece>> {
    let mut scanner =
        Scanner { source, options, pieces: Vec::new(), from: 0, edges: Edges::default(), follows_raw: false };
    while let Some((at, opening)) = scanner.next() {
        match opening {
            Opening::Output => scanner.output(at)?,
            Opening::Tag => scanner.tag(at)?,
            Opening::Comment => scanner.comment(at)?,
            Opening::Stray => return Err(Failure::at(at, "Unexpected end of comment")),
        }
    }
    scanner.text(source.len());
    Ok(scanner.pieces)
}

impl Scanner<'_> {
    fn unit(&self, at: usize) -> u16 {
        self.source.get(at).copied().unwrap_or(0)
    }

    fn is_at(&self, at: usize, delimiter: &str) -> bool {
        let mut units = delimiter.encode_utf16().enumerate();
        units.all(|(index, unit)| self.source.get(at + index) == Some(&unit))
    }

    fn opens(&self) -> &'static str {
        if self.options.cookiecutter { "{{" } else { "${{" }
    }

    /// The next delimiter of those that mean something in text.
    fn next(&self) -> Option<(usize, Opening)> {
        (self.from..self.source.len()).find_map(|at| {
            let opening = match self.unit(at) {
                0x24 | 0x7b if self.is_at(at, self.opens()) => Opening::Output,
                0x7b if self.is_at(at, "{%") => Opening::Tag,
                0x7b if self.is_at(at, "{#") => Opening::Comment,
                0x23 if self.is_at(at, "#}") => Opening::Stray,
                _ => return None,
            };
            Some((at, opening))
        })
    }

    /// Puts down the text up to a place.
    fn text(&mut self, to: usize) {
        let range = self.edges.trim(self.source, self.from..to);
        if !range.is_empty() {
            self.pieces.push(Piece::Text(range));
        }
    }

    /// Puts down the text before a delimiter; gives where the inside begins.
    fn open(&mut self, at: usize, delimiter: &str, is_tag: bool) -> usize {
        let inside = at + delimiter.len();
        let strips = self.unit(inside) == 0x2d;
        self.edges.before(strips, is_tag && self.options.lstrip_blocks);
        let before = self.pieces.len();
        self.text(at);
        if strips && self.follows_raw && self.pieces.len() == before {
            self.strip_raw();
        }
        self.follows_raw = false;
        inside + usize::from(strips)
    }

    /// Takes the space at the end of the raw part that was read last.
    fn strip_raw(&mut self) {
        let source = self.source;
        if let Some(Piece::Raw { inside, .. }) = self.pieces.last_mut() {
            let is_text = |at: &usize| source.get(*at).is_some_and(|unit| !is_space(*unit));
            inside.end = inside.clone().rev().find(is_text).map_or(inside.start, |at| at + 1);
        }
    }

    /// Ends a delimiter; gives where the inside ends.
    fn close(&mut self, inside: usize, end: usize, is_tag: bool) -> usize {
        let strips = end > inside && self.unit(end - 1) == 0x2d;
        self.edges = Edges::after(strips, is_tag && self.options.trim_blocks);
        self.from = end + 2;
        if strips { end - 1 } else { end }
    }

    fn comment(&mut self, at: usize) -> Outcome<()> {
        let inside = self.open(at, "{#", false);
        let end = (inside..self.source.len()).find(|place| self.is_at(*place, "#}"));
        let end = end.ok_or_else(|| Failure::at(at, "Unterminated comment tag"))?;
        // the one `-` of `{#-#}` is at both ends
        let inside = inside.min(end.saturating_sub(usize::from(self.unit(end.saturating_sub(1)) == 0x2d)));
        self.close(inside, end, false);
        Ok(())
    }

    fn output(&mut self, at: usize) -> Outcome<()> {
        let inside = self.open(at, self.opens(), false);
        let end = self.end(inside, "}}")?.ok_or_else(|| Failure::at(at, "Unterminated variable tag"))?;
        let end = self.close(inside, end, false);
        self.pieces.push(Piece::Output { at, inside: inside..end });
        Ok(())
    }

    fn tag(&mut self, at: usize) -> Outcome<()> {
        let inside = self.open(at, "{%", true);
        let end = self.end(inside, "%}")?.ok_or_else(|| Failure::at(at, "Unterminated block tag"))?;
        let strips_after = end > inside && self.unit(end - 1) == 0x2d;
        let end = self.close(inside, end, true);
        let range = self.without_space(inside..end);
        let is_word = |unit: u16| {
            unit == 0x5f || char::from_u32(unit.into()).is_some_and(|letter| letter.is_ascii_alphanumeric())
        };
        let length =
            self.source.get(range.clone()).unwrap_or_default().iter().take_while(|unit| is_word(**unit)).count();
        let name: String = self
            .source
            .iter()
            .skip(range.start)
            .take(length)
            .filter_map(|unit| char::from_u32((*unit).into()))
            .collect();
        let rest = range.start + length..range.end;
        if matches!(name.as_str(), "raw" | "verbatim") && self.without_space(rest.clone()).is_empty() {
            return self.raw(at, &name, strips_after);
        }
        self.pieces.push(Piece::Tag { at, name, inside: rest });
        Ok(())
    }

    /// What stands between a `raw` that was just read and its end; such pairs nest. A `-` of the opening tag strips what
    /// comes after the closing one.
    fn raw(&mut self, at: usize, name: &str, strips: bool) -> Outcome<()> {
        let inside = self.from;
        let end_name = format!("end{name}");
        let mut open = 1;
        let mut place = inside;
        while let Some(found) = (place..self.source.len()).find(|place| self.is_at(*place, "{%")) {
            place = found + 2;
            if let Some(after) = self.bare_tag(found, &end_name) {
                open -= 1;
                place = after;
            } else if let Some(after) = self.bare_tag(found, name) {
                open += 1;
                place = after;
            }
            if open == 0 {
                self.pieces.push(Piece::Raw { at, inside: self.after_line_end(inside)..found });
                self.edges = Edges::after(strips, false);
                self.follows_raw = true;
                self.from = place;
                return Ok(());
            }
        }
        Err(Failure::at(at, format!("Missing \"{end_name}\" tag")))
    }

    /// The place after a line end that goes with the tag before it, if it does.
    fn after_line_end(&self, at: usize) -> usize {
        match (self.options.trim_blocks, self.unit(at), self.unit(at + 1)) {
            (true, 0x0a, _) => at + 1,
            (true, 0x0d, 0x0a) => at + 2,
            _ => at,
        }
    }

    /// Where a tag ends that is nothing but this name.
    fn bare_tag(&self, at: usize, name: &str) -> Option<usize> {
        let skip = |from: usize| (from..self.source.len()).find(|place| !is_space(self.unit(*place))).unwrap_or(from);
        let start = skip(at + 2);
        let end = skip(start + name.len());
        (self.is_at(start, name) && self.is_at(end, "%}")).then_some(end + 2)
    }

    fn without_space(&self, range: Range<usize>) -> Range<usize> {
        let start = range.clone().find(|at| !is_space(self.unit(*at))).unwrap_or(range.end);
        let end = (start..range.end).rev().find(|at| !is_space(self.unit(*at))).map_or(start, |at| at + 1);
        start..end
    }

    /// Where a delimiter closes, outside of texts and regular expressions.
    fn end(&self, from: usize, delimiter: &str) -> Outcome<Option<usize>> {
        let mut at = from;
        while at < self.source.len() {
            at = match self.unit(at) {
                quote @ (0x22 | 0x27) => match self.past(at + 1, quote) {
                    Some(after) => after,
                    None => return Ok(None),
                },
                0x72 if self.begins_pattern(at, from) => {
                    let open = || Failure::at(at, "Unterminated regular-expression literal");
                    self.past(at + 2, 0x2f).ok_or_else(open)?
                }
                _ if self.is_at(at, delimiter) => return Ok(Some(at)),
                _ => at + 1,
            };
        }
        Ok(None)
    }

    /// Whether a regular expression begins: `r/`, the r not the end of a name.
    fn begins_pattern(&self, at: usize, from: usize) -> bool {
        let before = if at > from { self.unit(at - 1) } else { 0 };
        let is_word =
            before == 0x5f || char::from_u32(before.into()).is_some_and(|letter| letter.is_ascii_alphanumeric());
        !is_word && self.unit(at + 1) == 0x2f
    }

    /// The place after the next unit of that kind; a backslash takes the meaning of what follows.
    fn past(&self, from: usize, unit: u16) -> Option<usize> {
        let mut at = from;
        while at < self.source.len() {
            match self.unit(at) {
                0x5c => at += 2,
                found if found == unit => return Some(at + 1),
                _ => at += 1,
            }
        }
        None
    }
}
