//! What is told on standard error: messages of whole lines, broken between words where somebody reads
//! them on a terminal, and never behind what is being typed there.

use crate::domain::text::{Clean, width};
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether something stands on the terminal's line that is being typed on.
static BEGUN: AtomicBool = AtomicBool::new(false);

/// Narrower than this lines are left to the terminal.
const NARROWEST: usize = 20;
/// Before what goes on of a message.
const INDENT: &str = "  ";

/// Says whether something stands on the line that is typed on.
pub(super) fn begun(is: bool) {
    BEGUN.store(is, Ordering::SeqCst);
}

/// Ends the line that is typed on, where something stands there.
pub(super) fn end_line() {
    if BEGUN.swap(false, Ordering::SeqCst) {
        let _ = io::stderr().lock().write_all(b"\n");
    }
}

/// Writes a text as it is, on lines of its own; where standard error is closed there is nobody to tell.
pub(super) fn show(text: &str) {
    end_line();
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// One message.
pub(super) fn complain(what: &Clean) {
    let message = Clean::line(&format!("stagedoor: {what}"));
    match columns() {
        Some(columns) => show(&broken(message.as_str(), columns)),
        None => show(&format!("{message}\n")),
    }
}

fn columns() -> Option<usize> {
    let is_read = io::stderr().is_terminal();
    let (columns, _) = is_read.then(|| crossterm::terminal::size().ok()).flatten()?;
    Some(usize::from(columns)).filter(|columns| *columns >= NARROWEST)
}

/// A message in lines of so many columns. A word that is longer, an address or a path, is left whole:
/// the terminal knows then that it is one when it is copied.
fn broken(message: &str, columns: usize) -> String {
    let mut text = String::with_capacity(message.len() + 8);
    let mut used = 0;
    for word in message.split(' ') {
        let wide = width(word);
        if used > 0 && used + 1 + wide > columns {
            text.push('\n');
            text.push_str(INDENT);
            used = INDENT.len();
        } else if used > 0 {
            text.push(' ');
            used += 1;
        }
        text.push_str(word);
        used += wide;
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_broken_between_words_and_a_long_word_stays_whole() {
        let message = "stagedoor: cannot read https://portal.example/api/catalog/entities now: try again";
        assert_eq!(
            broken(message, 30),
            "stagedoor: cannot read\n  https://portal.example/api/catalog/entities\n  now: try again\n"
        );
        assert_eq!(broken(message, 200), format!("{message}\n"));
        for columns in NARROWEST..90 {
            let lines = broken(message, columns);
            assert!(lines.lines().all(|line| width(line) <= columns || line.trim().starts_with("https")), "{lines}");
            assert_eq!(lines.split_whitespace().collect::<Vec<_>>().join(" "), message);
        }
    }
}
