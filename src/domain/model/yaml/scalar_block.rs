//! Block scalars: `|` keeps lines, `>` folds them.

use super::error::{Code, Fault};
use super::node::Node;
use super::token::Kind;
use super::tree::Tree;

struct Header {
    folded: bool,
    indent: usize,
    chomp: Option<u8>,
    length: usize,
}

/// A line split into its indentation and the rest.
type Line<'t> = (&'t str, &'t str);

pub(super) fn block_text(tree: &Tree, node: &Node, at_root: bool) -> Result<String, Fault> {
    let header = header(tree, node)?;
    let source = tree.text.get(node.text.0 as usize..node.text.1 as usize).unwrap_or_default();
    let lines = split(source);
    let content = lines.iter().rposition(|(_, text)| !is_empty(text)).map_or(0, |n| n + 1);
    if content == 0 {
        let keep = header.chomp == Some(b'+') && !lines.is_empty();
        return Ok(if keep { "\n".repeat(lines.len().saturating_sub(1).max(1)) } else { String::new() });
    }
    let start = node.at as usize + header.length;
    let (trim, first, offset) = measure(node, &header, &lines, start, at_root)?;
    let more_indented = lines.iter().skip(content).rposition(|(indent, _)| indent.len() > trim);
    let chomp = more_indented.map_or(content, |n| content + n + 1);
    let mut out = String::with_capacity(source.len());
    for (indent, _) in lines.iter().take(first) {
        out.push_str(indent.get(trim..).unwrap_or_default());
        out.push('\n');
    }
    let body = lines.get(first..chomp).unwrap_or_default();
    join(&mut out, body, header.folded, trim, offset, &header)?;
    end(&mut out, lines.get(chomp..).unwrap_or_default(), trim, header.chomp);
    Ok(out)
}

fn is_empty(text: &str) -> bool {
    text.is_empty() || text == "\r"
}

fn split(source: &str) -> Vec<Line<'_>> {
    if source.is_empty() {
        return Vec::new();
    }
    source.split('\n').map(|line| line.split_at(line.len() - line.trim_start_matches(' ').len())).collect()
}

fn header(tree: &Tree, node: &Node) -> Result<Header, Fault> {
    let mut spaced = false;
    let token = tree.token(node.head.from);
    let source = tree.token_text(node.head.from);
    let mut header = Header { folded: source.starts_with('>'), indent: 0, chomp: None, length: 0 };
    for (n, letter) in source.char_indices().skip(1) {
        match letter {
            '-' | '+' if header.chomp.is_none() => header.chomp = Some(letter as u8),
            '1'..='9' if header.indent == 0 => header.indent = letter as usize - '0' as usize,
            _ => {
                let at = token.start + n as u32;
                return Err(Fault::new(at, Code::UnexpectedToken, "after | or > only a number, + or - can stand"));
            }
        }
    }
    for t in node.head.iter().skip(1) {
        let token = tree.token(t);
        match token.kind {
            Kind::Space => spaced = true,
            Kind::Newline => {}
            Kind::Comment if spaced => {}
            Kind::Comment => {
                return Err(Fault::missing(token.start, "a comment needs a space before its #"));
            }
            _ => return Err(Fault::misplaced(token.start)),
        }
    }
    header.length = node.head.iter().map(|t| (tree.token(t).end - tree.token(t).start) as usize).sum();
    Ok(header)
}

/// The indentation to cut, the first line with content and the byte where that line starts.
fn measure(
    node: &Node,
    header: &Header,
    lines: &[Line],
    start: usize,
    at_root: bool,
) -> Result<(usize, usize, usize), Fault> {
    let mut trim = node.indent as usize + header.indent;
    let mut offset = start;
    for (n, (indent, text)) in lines.iter().enumerate() {
        if !is_empty(text) {
            if indent.len() < trim {
                let at = (offset + indent.len()) as u32;
                return Err(Fault::missing(at, "empty lines with more spaces need an indentation number after | or >"));
            }
            if header.indent == 0 {
                trim = indent.len();
            }
            if trim == 0 && !at_root {
                return Err(Fault::indent(offset as u32, "the lines after | or > must be indented"));
            }
            return Ok((trim, n, offset));
        }
        if header.indent == 0 {
            trim = trim.max(indent.len());
        }
        offset += indent.len() + text.len() + 1;
    }
    Ok((trim, 0, offset))
}

fn join(
    out: &mut String,
    lines: &[Line],
    folded: bool,
    trim: usize,
    start: usize,
    header: &Header,
) -> Result<(), Fault> {
    let mut offset = start;
    let mut separator = "";
    let mut was_indented = false;
    for (indent, text) in lines {
        offset += indent.len() + text.len() + 1;
        let carriage = text.ends_with('\r');
        let text = text.strip_suffix('\r').unwrap_or(text);
        if !text.is_empty() && indent.len() < trim {
            let at = offset - text.len() - if carriage { 2 } else { 1 };
            let words = match header.indent {
                0 => "lines of a block text cannot be less indented than its first",
                _ => "lines of a block text cannot be less indented than its number says",
            };
            return Err(Fault::indent(at as u32, words));
        }
        let extra = indent.get(trim..).unwrap_or_default();
        if !folded {
            out.extend([separator, extra, text]);
            separator = "\n";
        } else if indent.len() > trim || text.starts_with('\t') {
            if separator == " " {
                separator = "\n";
            } else if !was_indented && separator == "\n" {
                separator = "\n\n";
            }
            out.extend([separator, extra, text]);
            separator = "\n";
            was_indented = true;
        } else if text.is_empty() {
            if separator == "\n" {
                out.push('\n');
            } else {
                separator = "\n";
            }
        } else {
            out.extend([separator, text]);
            separator = " ";
            was_indented = false;
        }
    }
    Ok(())
}

fn end(out: &mut String, rest: &[Line], trim: usize, chomp: Option<u8>) {
    match chomp {
        Some(b'-') => {}
        Some(_) => {
            for (indent, _) in rest {
                out.push('\n');
                out.push_str(indent.get(trim..).unwrap_or_default());
            }
            if !out.ends_with('\n') {
                out.push('\n');
            }
        }
        None => out.push('\n'),
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::model::yaml::documents;

    fn text_of(source: &str) -> Result<String, &'static str> {
        let content = documents(source).remove(0).content.map_err(|e| e.code.name())?;
        Ok(content.value.get("k").and_then(|v| v.as_str()).unwrap_or_default().to_owned())
    }

    #[test]
    fn literal_keeps_and_folded_joins_lines() {
        assert_eq!(text_of("k: |\n  a\n   b\n\n").as_deref(), Ok("a\n b\n"));
        assert_eq!(text_of("k: >-\n  a\n  b\n\n  c\n   d\n").as_deref(), Ok("a b\nc\n d"));
        assert_eq!(text_of("k: |+\n  a\n\n").as_deref(), Ok("a\n\n"));
        assert_eq!(text_of("k: |2\n   a\n").as_deref(), Ok(" a\n"));
        assert_eq!(text_of("k: | words\n  a\n"), Err("UNEXPECTED_TOKEN"));
    }
}
