//! The text of a key that is itself a mapping or a list.
//!
//! JSON keys are texts, so such a key becomes the YAML that it would be written as in brackets:
//! the key of `{{ name }}: x` is `{ ? { name } }`.

use super::compose::Composer;
use super::core_schema::plain_value;
use super::node::{Id, Item, Shape};
use super::scalar;
use super::token::{Kind, Run};
use serde_json::Value;

/// Deepest nesting inside a key that is written out: each level adds indentation to every line.
const MAX_DEPTH: usize = 48;
const LINE_WIDTH: usize = 80;

/// The text of a key that is a collection, or an alias to one.
pub(super) fn key_text(composer: &Composer, id: Id) -> String {
    Writer { composer }.node(id, Run::default(), "", false, 0)
}

struct Writer<'a, 'b> {
    composer: &'a Composer<'b>,
}

impl Writer<'_, '_> {
    fn node(&self, id: Id, props: Run, indent: &str, key: bool, depth: usize) -> String {
        let node = self.composer.tree.node(id);
        let text = match node.shape {
            _ if depth > MAX_DEPTH => String::new(),
            Shape::Alias if key => format!("{} ", self.composer.text_of(node.text)),
            Shape::Alias => self.composer.text_of(node.text).to_owned(),
            Shape::Map | Shape::Seq | Shape::Flow => self.collection(id, indent, depth),
            _ => self.scalar(id, indent, key),
        };
        format!("{}{text}", self.props(props))
    }

    /// The anchor and tag in front of a node.
    fn props(&self, run: Run) -> String {
        let tree = self.composer.tree;
        let of = |kind| run.iter().find(|t| tree.kind(*t) == kind).map(|t| tree.token_text(t));
        [of(Kind::Anchor), of(Kind::Tag)].into_iter().flatten().map(|prop| format!("{prop} ")).collect()
    }

    /// A node that is not written: a tag makes it a text.
    fn empty(&self, props: Run) -> String {
        let text = if self.composer.tree.has(props, Kind::Tag) { "\"\"" } else { "" };
        format!("{}{text}", self.props(props))
    }

    fn collection(&self, id: Id, indent: &str, depth: usize) -> String {
        let node = self.composer.tree.node(id);
        let sequence = node.shape == Shape::Seq
            || (node.shape == Shape::Flow && self.composer.tree.kind(node.head.from) == Kind::FlowSeqStart);
        let (open, close) = if sequence { ('[', ']') } else { ('{', '}') };
        let inner = format!("{indent}{}", if sequence { "    " } else { "  " });
        let items: Vec<&Item> = node.items.iter().filter(|item| self.is_entry(item)).collect();
        let no_values = !items.iter().any(|item| self.has_value(item));
        let entry = |item: &&Item| match sequence && item.sep.is_none() && !item.explicit {
            true => match item.value {
                Some(value) => self.node(value, item.start, &inner, false, depth + 1),
                None => self.empty(item.start),
            },
            false if sequence => self.single_pair(item, &inner, depth),
            false => self.pair(item, &inner, no_values, depth),
        };
        let entries: Vec<String> = items.iter().map(entry).collect();
        lay_out(&entries, open, close, indent)
    }

    fn is_entry(&self, item: &Item) -> bool {
        let tree = self.composer.tree;
        let has_prop = tree.has(item.start, Kind::Anchor) || tree.has(item.start, Kind::Tag);
        item.sep.is_some()
            || item.value.is_some()
            || item.explicit
            || item.key.is_some()
            || has_prop
            || tree.has(item.start, Kind::SeqItem)
            || tree.has(item.start, Kind::ExplicitKey)
    }

    fn has_value(&self, item: &Item) -> bool {
        item.value.is_some() || item.sep.is_some_and(|sep| self.composer.tree.has(sep, Kind::MapValue))
    }

    fn single_pair(&self, item: &Item, indent: &str, depth: usize) -> String {
        let inner = format!("{indent}  ");
        let text = self.pair(item, &inner, !self.has_value(item), depth + 1);
        lay_out(&[text], '{', '}', indent)
    }

    fn pair(&self, item: &Item, indent: &str, no_values: bool, depth: usize) -> String {
        let tree = self.composer.tree;
        let inner = format!("{indent}  ");
        let shape = item.key.map(|key| tree.shape(key));
        let explicit = matches!(shape, Some(Shape::Alias | Shape::Map | Shape::Seq | Shape::Flow | Shape::BlockScalar));
        let implicit = !explicit && !no_values;
        let key = match item.key {
            Some(key) => self.node(key, item.start, &inner, implicit, depth + 1),
            None => self.empty(item.start),
        };
        if no_values || !self.has_value(item) {
            return match (key.is_empty(), explicit) {
                (true, _) => "?".to_owned(),
                (_, true) => format!("? {key}"),
                _ => key,
            };
        }
        let head = if explicit { format!("? {key}\n{indent}:") } else { format!("{key}:") };
        let value = match item.value {
            Some(value) => self.node(value, item.sep.unwrap_or_default(), &inner, false, depth + 1),
            None => self.empty(item.sep.unwrap_or_default()),
        };
        let collection = item.value.is_some_and(|v| super::flow::is_collection(tree.shape(v)));
        match () {
            () if value.is_empty() => head,
            () if collection && !explicit && value.contains('\n') => format!("{head}\n{inner}{value}"),
            () => format!("{head} {value}"),
        }
    }

    fn scalar(&self, id: Id, indent: &str, key: bool) -> String {
        let node = self.composer.tree.node(id);
        let text = scalar::text(self.composer.tree, id, false).unwrap_or_default();
        let control = |c: char| matches!(c, '\0'..='\x08' | '\x0b'..='\x1f' | '\x7f'..='\u{9f}');
        if node.shape == Shape::DoubleQuoted || text.chars().any(control) {
            return double_quoted(&text);
        }
        if node.shape == Shape::SingleQuoted {
            return single_quoted(&text);
        }
        let folded = text.contains('\n') && key;
        if node.shape == Shape::BlockScalar || folded || needs_quotes(&text) {
            return quoted(&text);
        }
        if let Value::Number(number) = plain_value(text.as_ref().into())
            && !text.contains(['.', 'e', 'E', 'x', 'o'])
        {
            return super::core_schema::number_text(number.as_f64().unwrap_or_default());
        }
        let text = text.replace('\n', &format!("\n\n{indent}"));
        if key { text } else { fold(&text, indent) }
    }
}

fn lay_out(entries: &[String], open: char, close: char, indent: &str) -> String {
    if entries.is_empty() {
        return format!("{open}{close}");
    }
    let last = entries.len() - 1;
    let comma = |n: usize| if n < last { "," } else { "" };
    let lines: Vec<String> = entries.iter().enumerate().map(|(n, e)| format!("{e}{}", comma(n))).collect();
    let width = lines.iter().map(|line| line.encode_utf16().count() + 2).sum::<usize>() + 2;
    if width <= LINE_WIDTH && !lines.iter().any(|line| line.contains('\n')) {
        return format!("{open} {} {close}", lines.join(" "));
    }
    let body: String = lines.iter().map(|line| format!("\n  {indent}{line}")).collect();
    format!("{open}{body}\n{indent}{close}")
}

/// True for a text that would not read as itself between brackets.
fn needs_quotes(text: &str) -> bool {
    const FIRST: [char; 18] =
        ['\n', '\t', ' ', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@'];
    let bytes = text.as_bytes();
    let lone = matches!(bytes, [b'?' | b'-'] | [b'?' | b'-', b' ' | b'\t', ..]);
    let pair = bytes
        .windows(2)
        .any(|w| matches!(w, [b'\n' | b':', b' ' | b'\t'] | [b' ' | b'\t', b'\n'] | [b'\n' | b'\t' | b' ', b'#']));
    text.starts_with(FIRST)
        || text.starts_with('`')
        || lone
        || pair
        || text.ends_with(['\n', '\t', ' ', ':'])
        || text.contains(['[', ']', '{', '}', ','])
}

fn quoted(text: &str) -> String {
    if text.contains('"') && !text.contains('\'') { single_quoted(text) } else { double_quoted(text) }
}

fn single_quoted(text: &str) -> String {
    if text.contains('\n') { double_quoted(text) } else { format!("'{}'", text.replace('\'', "''")) }
}

fn double_quoted(text: &str) -> String {
    let json = Value::String(text.to_owned()).to_string();
    json.replace("\\u0000", "\\0").replace("\\u001b", "\\e").replace("\\u0007", "\\a").replace("\\u000b", "\\v")
}

/// Breaks a long plain text at spaces.
fn fold(text: &str, indent: &str) -> String {
    let step = LINE_WIDTH.saturating_sub(indent.len()).max(20) + 1;
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= step {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let (mut line_end, mut split, mut from) = (LINE_WIDTH.saturating_sub(indent.len()), None, 0);
    let is_space = |c: Option<&char>| matches!(c, None | Some(' ' | '\n' | '\t'));
    for (n, c) in chars.iter().enumerate() {
        if *c == '\n' {
            line_end = n + indent.len() + step;
            split = None;
            continue;
        }
        let before = n.checked_sub(1).and_then(|p| chars.get(p));
        if *c == ' ' && !is_space(before) && !is_space(chars.get(n + 1)) {
            split = Some(n);
        }
        if n >= line_end
            && let Some(at) = split.take()
        {
            out.extend(chars.get(from..at).unwrap_or_default());
            out.push('\n');
            out.push_str(indent);
            from = at + 1;
            line_end = at + step;
        }
    }
    out.extend(chars.get(from..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use crate::domain::model::yaml::documents;

    fn first_key(text: &str) -> String {
        let value = documents(text).remove(0).content.unwrap().value;
        value.as_object().and_then(|map| map.keys().next().cloned()).unwrap_or_default()
    }

    #[test]
    fn a_mapping_as_a_key_becomes_its_text() {
        assert_eq!(first_key("{{ name | jsonify }}: x"), "{ ? { name | jsonify } }");
        assert_eq!(first_key("? [a, 'b', {c: 1}]\n: x"), "[ a, 'b', { c: 1 } ]");
        assert_eq!(first_key("? - a\n  - b\n: x"), "[ a, b ]");
    }
}
