//! A source made ready: what Python-Markdown and its plugins do to the text before blocks are looked at.

use std::borrow::Cow;

/// Sign around numbers that stand for fences and HTML; sources cannot hold it.
pub(super) const MARK: char = '\u{2}';
/// Ends what [`MARK`] begins.
pub(super) const MARK_END: char = '\u{3}';
/// Columns between two stops of a tab.
const TAB: usize = 4;

/// Takes what stands between two lines `---` at the beginning apart: it and the rest.
pub(super) fn front_matter(source: &str) -> (Option<&str>, &str) {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let Some(rest) = source.strip_prefix("---\n").or_else(|| source.strip_prefix("---\r\n")) else {
        return (None, source);
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        let end = at + line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return (rest.get(..at), rest.get(end..).unwrap_or_default());
        }
        at = end;
    }
    (None, source)
}

/// One kind of line break, tabs as blanks, no signs of our own, nothing in lines of blanks.
pub(super) fn normal(source: &str) -> String {
    let mut text = String::with_capacity(source.len() + source.len() / 16);
    for line in source.split_inclusive('\n') {
        let bytes = line.as_bytes();
        let from = text.len();
        if memchr::memchr3(b'\t', b'\r', MARK as u8, bytes).is_none() && memchr::memchr(MARK_END as u8, bytes).is_none()
        {
            text.push_str(line);
        } else {
            normal_line(line, &mut text);
        }
        let is_blank = |line: &str| line.ends_with('\n') && line.bytes().all(|byte| matches!(byte, b' ' | b'\n'));
        // what stands in the first line is kept
        if from > 0 && text.get(from..).is_some_and(is_blank) {
            text.truncate(from);
            text.push('\n');
        }
    }
    text
}

fn normal_line(line: &str, text: &mut String) {
    let mut column = 0;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => {
                text.push('\n');
                column = 0;
            }
            '\t' => {
                let blanks = TAB - column % TAB;
                text.extend(std::iter::repeat_n(' ', blanks));
                column += blanks;
            }
            MARK | MARK_END => {}
            c => {
                text.push(c);
                column += 1;
            }
        }
    }
}

/// Alerts as GitHub writes them (`> [!NOTE]`) become admonitions.
pub(super) fn alerts(text: String) -> String {
    if !text.contains("[!") {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut lines = text.lines().peekable();
    let mut is_fenced = false;
    while let Some(line) = lines.next() {
        is_fenced ^= line.starts_with("```");
        let head = if is_fenced { None } else { alert(line) };
        let Some((kind, title)) = head.filter(|_| lines.peek().is_some_and(|next| next.starts_with('>'))) else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        out.push_str(&format!("!!! {kind} \"{title}\"\n"));
        while let Some(body) = lines.next_if(|next| next.starts_with('>')) {
            let body = body.get(1..).unwrap_or_default();
            out.push_str("    ");
            out.push_str(body.strip_prefix(' ').unwrap_or(body));
            out.push('\n');
        }
    }
    out
}

/// The kind and title of the first line of an alert.
fn alert(line: &str) -> Option<(&'static str, String)> {
    let rest = line.strip_prefix('>')?;
    let inner = rest.trim_start_matches(' ');
    if rest.len() - inner.len() > 4 {
        return None;
    }
    let (word, title) = inner.strip_prefix("[!")?.split_once(']')?;
    let (kind, own) = match word.to_ascii_lowercase().as_str() {
        "note" => ("note", "Note"),
        "tip" => ("tip", "Tip"),
        "important" => ("warning", "Important"),
        "caution" => ("danger", "Caution"),
        "warning" => ("warning", "Warning"),
        _ => return None,
    };
    let title = title.trim();
    Some((kind, if title.is_empty() { own } else { title }.to_owned()))
}

/// The number that a mark at the beginning of a line stands for, and what comes after it.
pub(super) fn marked(line: &str, sign: char) -> Option<(usize, &str)> {
    let rest = line.trim_start().strip_prefix(MARK)?.strip_prefix(sign)?;
    let (number, after) = rest.split_once(MARK_END)?;
    Some((number.parse().ok()?, after))
}

/// Whether a text holds a mark: then a part of it stands elsewhere.
pub(super) fn holds_mark(text: &str) -> bool {
    memchr::memchr(MARK as u8, text.as_bytes()).is_some()
}

/// A text with what its marks stand for, as `told` has it.
pub(super) fn unmarked<'t>(text: &'t str, told: &dyn Fn(char, usize) -> String) -> Cow<'t, str> {
    if !holds_mark(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(MARK) {
        out.push_str(before);
        let inner = after.split_once(MARK_END).and_then(|(inner, after)| {
            let sign = inner.chars().next()?;
            Some((sign, inner.get(sign.len_utf8()..)?.parse().ok()?, after))
        });
        let Some((sign, number, after)) = inner else {
            rest = after;
            continue;
        };
        out.push_str(&told(sign, number));
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Writes a mark.
pub(super) fn mark(out: &mut String, sign: char, number: usize) {
    out.push(MARK);
    out.push(sign);
    out.push_str(&number.to_string());
    out.push(MARK_END);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_stands_between_two_lines_at_the_beginning() {
        assert_eq!(front_matter("---\na: b\n---\n# x\n"), (Some("a: b\n"), "# x\n"));
        assert_eq!(front_matter("---\nnever ended\n"), (None, "---\nnever ended\n"));
        assert_eq!(front_matter("text\n---\n"), (None, "text\n---\n"));
    }

    #[test]
    fn alerts_become_admonitions_outside_of_fences() {
        let text = "> [!CAUTION]\n> a\n>\n> b\n\n```\n> [!NOTE]\n> x\n```\n".to_owned();
        assert_eq!(alerts(text), "!!! danger \"Caution\"\n    a\n    \n    b\n\n```\n> [!NOTE]\n> x\n```\n");
    }

    #[test]
    fn tabs_become_blanks_up_to_the_next_stop() {
        assert_eq!(normal("a\tb\r\n\tc\rd\u{2}"), "a   b\n    c\nd");
        assert_eq!(normal("  \na\n  \n \t\nb\n  "), "  \na\n\n\nb\n  ");
    }
}
