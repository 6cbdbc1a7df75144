//! JSON whose strings hold no character that a terminal would obey or hide: those are written as
//! `\u` escapes, so that a reader gets them back and a screen does not.

use crate::domain::text::unsafe_to_show;
use serde::Serialize as _;
use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};
use std::io::{self, Write};

/// On several lines.
pub(super) fn pretty(mut to: impl Write, value: &Value) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut to, Safe(PrettyFormatter::new())))?;
    writeln!(to)
}

/// On one line.
pub(super) fn line(mut to: impl Write, value: &Value) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut to, Safe(CompactFormatter)))?;
    writeln!(to)
}

struct Safe<F>(F);

macro_rules! as_inside {
    ($($name:ident($($argument:ident: $type:ty),*);)+) => {
        $(fn $name<W: ?Sized + Write>(&mut self, to: &mut W $(, $argument: $type)*) -> io::Result<()> {
            self.0.$name(to $(, $argument)*)
        })+
    };
}

impl<F: Formatter> Formatter for Safe<F> {
    as_inside! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, to: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| unsafe_to_show(*c)) {
            let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
            to.write_all(before.as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(to, "\\u{unit:04x}")?;
            }
            rest = after.get(c.len_utf8()..).unwrap_or_default();
        }
        to.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_terminal_would_obey_is_escaped_and_reads_back() {
        let value = json!({"a\u{7f}": ["x\u{1b}[2J", "\u{9b}31m", "user\u{202e}nimda", "\u{e0041}", "日本 \"q\"\n"]});
        for pretty_printed in [false, true] {
            let mut bytes = Vec::new();
            let written = if pretty_printed { pretty(&mut bytes, &value) } else { line(&mut bytes, &value) };
            written.unwrap();
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.chars().all(|c| c == '\n' || !unsafe_to_show(c)), "{text:?}");
            assert!(text.contains("日本"));
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        }
    }
}
