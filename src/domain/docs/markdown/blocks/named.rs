//! What is defined by name in lines of their own: links and abbreviations.

use super::{INDENT, Part, Parts, Reader, is_indented, one, put_back};
use crate::domain::docs::markdown::tree::Id;

/// A link by its name: address and title.
struct Reference<'a> {
    name: String,
    address: &'a str,
    title: &'a str,
    /// The lines it takes.
    lines: usize,
}

impl<'a> Reader<'a> {
    /// Definitions of abbreviations and of links. They may stand among text: what is above one and what is
    /// below it are blocks of their own.
    pub(super) fn reference(&mut self, parent: Id, part: Part<'a>, rest: &mut Parts<'a>) -> Option<Part<'a>> {
        let mut lines = part.lines.as_slice();
        let (mut text, mut is_any) = (Vec::new(), false);
        while let Some((first, after)) = lines.split_first() {
            let length = self.defined(lines);
            if length == 0 {
                text.push(*first);
                lines = after;
                continue;
            }
            is_any = true;
            lines = lines.get(length..).unwrap_or_default();
            if !text.is_empty() {
                self.parts(parent, Parts::from([one(&text)]));
                text.clear();
            }
        }
        if !is_any {
            return Some(part);
        }
        put_back(rest, &text);
        None
    }

    /// Takes a definition in that begins here; how many lines it has.
    fn defined(&mut self, lines: &[&'a str]) -> usize {
        if let Some((short, long)) = lines.first().and_then(|line| abbreviation(line)) {
            self.abbreviations.insert(short, long);
            return 1;
        }
        let Some(found) = reference(lines) else { return 0 };
        self.references.insert(found.name, (found.address, found.title));
        found.lines
    }
}

fn abbreviation(line: &str) -> Option<(&str, &str)> {
    let inner = line.trim_start_matches(' ').strip_prefix("*[").filter(|_| !is_indented(line, INDENT))?;
    let (short, long) = inner.split_once("]:")?;
    (!short.contains(['[', ']', '\\'])).then(|| (short.trim(), long.trim()))
}

/// The address may stand in the line below the name, and the title in the one below the address.
fn reference<'a>(lines: &[&'a str]) -> Option<Reference<'a>> {
    let line = lines.first()?;
    let inner = line.trim_start_matches(' ').strip_prefix('[').filter(|_| !is_indented(line, INDENT))?;
    let (name, own) = inner.split_once("]:")?;
    if name.contains(['[', ']']) {
        return None;
    }
    let (rest, taken) = if own.trim().is_empty() { (*lines.get(1)?, 2) } else { (own, 1) };
    let rest = rest.trim();
    let (address, title) = rest.split_once(' ').map_or((rest, ""), |(address, title)| (address, title.trim()));
    if address.is_empty() || (!title.is_empty() && !is_title(title)) {
        return None;
    }
    let below = lines.get(taken).filter(|next| title.is_empty() && is_title(next));
    Some(Reference {
        name: name.trim().to_lowercase(),
        address: address.trim_start_matches('<').trim_end_matches('>'),
        title: unquoted(below.unwrap_or(&title)),
        lines: taken + usize::from(below.is_some()),
    })
}

fn is_title(text: &str) -> bool {
    let text = text.trim();
    let ends = |open, close| text.len() > 1 && text.starts_with(open) && text.ends_with(close);
    ends('"', '"') || ends('\'', '\'') || ends('(', ')')
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    text.get(1..text.len().saturating_sub(1)).unwrap_or_default()
}
