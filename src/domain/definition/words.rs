//! Words that describe a type or a field, left in the text until they are looked at.

use super::lex::{Kind, Token};
use crate::domain::text::Clean;

/// Where words stand, in bytes of the text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Words {
    from: u32,
    to: u32,
    written: Written,
}

/// How words are written.
#[derive(Clone, Copy, Debug, Default)]
enum Written {
    #[default]
    Quoted,
    Block,
    Remark,
}

impl Words {
    fn at(from: usize, to: usize, written: Written) -> Self {
        // a text is far shorter than that
        Self { from: u32::try_from(from).unwrap_or(0), to: u32::try_from(to).unwrap_or(0), written }
    }

    /// The words of a token in quotes; none of another one.
    pub(super) fn quoted(token: &Token<'_>) -> Self {
        let (quotes, written) = match token.kind {
            Kind::Text => (1, Written::Quoted),
            Kind::Block => (3, Written::Block),
            _ => return Self::default(),
        };
        Self::at(token.at + quotes, token.at + quotes + token.text.len(), written)
    }

    /// Remarks from one byte to another.
    pub(super) fn remark((from, to): (usize, usize)) -> Self {
        Self::at(from, to, Written::Remark)
    }

    pub(super) fn is_empty(self) -> bool {
        self.from == self.to
    }

    pub(super) fn read(self, text: &str) -> String {
        let raw = text.get(self.from as usize..self.to as usize).unwrap_or_default();
        match self.written {
            Written::Quoted => unescaped(raw),
            Written::Block => block(raw),
            Written::Remark => plain(raw),
        }
    }

    pub(super) fn lines(self, text: &str) -> Vec<Clean> {
        Clean::lines(&self.read(text))
    }

    pub(super) fn first_line(self, text: &str) -> Clean {
        Clean::line(self.read(text).trim_start().lines().next().unwrap_or_default())
    }
}

fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    serde_json::from_str(&format!("\"{text}\"")).unwrap_or_else(|_| text.to_owned())
}

/// The value of a text in three quotes (section 2.9.4): without the indentation that its lines
/// share, and without empty lines at its ends.
fn block(text: &str) -> String {
    let text = text.replace("\\\"\"\"", "\"\"\"");
    let indent = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let shared =
        text.lines().skip(1).filter(|line| !line.trim().is_empty()).map(|line| indent(&line)).min().unwrap_or(0);
    let lines =
        text.lines().enumerate().map(|(n, line)| if n == 0 { line } else { line.get(shared..).unwrap_or_default() });
    let lines: Vec<&str> = lines.collect();
    lines.join("\n").trim_matches('\n').trim_end().to_owned()
}

/// Remarks without their marks.
fn plain(remark: &str) -> String {
    let strip = |line: &str| {
        let line = line.trim();
        let line = line.trim_start_matches('/').trim_start_matches('*').trim_end_matches("*/");
        line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()
    };
    let lines: Vec<String> = remark.lines().map(strip).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}
