//! How a step of signing in is shown on standard error.

use crate::cli::args::Global;
use crate::cli::told;
use crate::config::{Glyphs, system_env};
use crate::domain::document::qr_lines;
use crate::domain::model::WebAddress;
use crate::domain::text::Clean;
use crate::platform::account::SignIn;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};

/// What can be shown there.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    /// Links that a terminal opens (OSC 8).
    pub links: bool,
    /// Columns and rows for a QR code; none where it cannot be drawn, or black on white not be had.
    pub room: Option<(usize, usize)>,
}

impl Look {
    pub(super) fn of(global: &Global) -> Self {
        let says = |name: &str, what: &str| system_env(name).is_some_and(|value| value == *what);
        if !io::stderr().is_terminal() || says("TERM", "dumb") {
            return Self::default();
        }
        let plain = global.no_color || system_env("NO_COLOR").is_some() || global.glyphs == Some(Glyphs::Ascii);
        let size = crossterm::terminal::size().ok().filter(|_| !plain);
        Self { links: true, room: size.map(|(columns, rows)| (columns.into(), rows.into())) }
    }
}

/// Shows a step.
pub(super) fn show(step: &SignIn, look: Look) {
    told::show(&words(step, look));
}

fn words(step: &SignIn, look: Look) -> String {
    match step {
        SignIn::Asking(what) => format!("stagedoor: {what}\n"),
        SignIn::Visit { address, at, comes_back: true, .. } => {
            format!("Sign in at {at}, in a browser on this machine:\n\n  {}\n\n", link(address, look))
        }
        SignIn::Visit { address, at, comes_back: false, part, .. } => {
            let part = part.words().map(|part| format!(" ({part})")).unwrap_or_default();
            let text = |address: &str| {
                format!(
                    "Sign in at {at}, in a browser anywhere{part}:\n\n  {address}\n\nIt ends at a page that cannot be shown. \
                     Paste its address here, all of it; it is not shown.\n"
                )
            };
            qr(address, &text(address.as_str()), look) + &text(&link(address, look))
        }
        SignIn::Code { address, complete, code, .. } => {
            let text =
                |address: &str| format!("Type this code, in a browser anywhere:\n\n  {code}\n\nat\n\n  {address}\n\n");
            qr(complete.as_ref().unwrap_or(address), &text(address.as_str()), look) + &text(&link(address, look))
        }
        SignIn::Paste { hint } => format!("{hint}\nPaste it here; it is not shown.\n"),
        SignIn::Again { why, .. } => format!("stagedoor: {why}\n"),
        SignIn::Done(_) => String::new(),
    }
}

/// An address to be opened with a click where the terminal can. Only one of the web leads anywhere.
fn link(address: &Clean, look: Look) -> String {
    match WebAddress::parse(address.as_str()) {
        Ok(leads) if look.links => format!("\x1b]8;;{}\x1b\\{address}\x1b]8;;\x1b\\", leads.as_str()),
        _ => address.to_string(),
    }
}

/// Black and white, whatever the terminal's colours are; nothing where it does not fit above `text` and
/// the line that is typed on.
fn qr(address: &Clean, text: &str, look: Look) -> String {
    let Some((columns, rows)) = look.room else { return String::new() };
    let lines = qr_lines(address.as_str()).unwrap_or_default();
    let width = lines.first().map_or(0, |line| line.chars().count());
    // an empty line after the code, and the one of the prompt
    let height = lines.len() + height(text, columns) + 2;
    if lines.is_empty() {
        return String::new();
    }
    if width > columns || height > rows {
        return format!(
            "(There is no room for a QR code: with its address it takes {width} columns and {height} rows.)\n\n"
        );
    }
    let mut drawn = lines.iter().fold(String::new(), |mut drawn, line| {
        let _ = writeln!(drawn, "\x1b[38;5;16;48;5;231m{line}\x1b[0m");
        drawn
    });
    drawn.push('\n');
    drawn
}

/// Rows that a text takes in a terminal, which breaks lines where they end.
fn height(text: &str, columns: usize) -> usize {
    text.lines().map(|line| line.chars().count().div_ceil(columns.max(1)).max(1)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::At;
    use crate::platform::account::Part;

    const ADDRESS: &str = "https://portal.example/authorize?state=x";

    fn visit(comes_back: bool, look: Look) -> String {
        let (address, at) = (Clean::line(ADDRESS), Clean::line("portal.example"));
        words(&SignIn::Visit { address, start: None, at, comes_back, until: At::default(), part: Part::ONLY }, look)
    }

    #[test]
    fn where_there_is_no_terminal_there_is_only_text() {
        for comes_back in [true, false] {
            let shown = visit(comes_back, Look::default());
            assert!(shown.contains(ADDRESS) && !shown.contains('\x1b'), "{shown}");
        }
    }

    #[test]
    fn a_terminal_gets_a_link_and_a_code_that_fits() {
        let terminal = |room| Look { links: true, room: Some(room) };
        let shown = visit(false, terminal((120, 50)));
        assert!(shown.contains(&format!("\x1b]8;;{ADDRESS}\x1b\\{ADDRESS}\x1b]8;;\x1b\\")), "{shown}");
        assert!(shown.contains('█'), "{shown}");
        assert!(!visit(false, terminal((20, 50))).contains('█'), "too narrow");
        assert!(!visit(false, terminal((120, 8))).contains('█'), "too low");
        assert!(!visit(true, terminal((120, 50))).contains('█'), "another machine's browser cannot come back here");
    }

    #[test]
    fn a_code_never_pushes_the_address_out_of_sight() {
        let address = format!("{ADDRESS}{}", "x".repeat(400));
        for rows in 8..80 {
            let look = Look { links: false, room: Some((120, rows)) };
            let (address, at) = (Clean::line(&address), Clean::line("portal.example"));
            let shown = words(
                &SignIn::Visit {
                    address,
                    at,
                    comes_back: false,
                    start: None,
                    until: At::default(),
                    part: Part { at: 1, of: 2 },
                },
                look,
            );
            let has_code = shown.contains('█');
            assert!(
                !has_code || shown.lines().filter(|line| !line.contains("x".repeat(99).as_str())).count() + 5 <= rows
            );
            assert!(rows < 70 || has_code, "{rows} rows are enough: {shown}");
            assert!(shown.rfind('█') < shown.find(ADDRESS), "the address comes after the code");
        }
    }

    #[test]
    fn an_address_that_is_none_of_the_web_leads_nowhere() {
        let address = Clean::line("javascript:alert(1)");
        let look = Look { links: true, room: None };
        assert_eq!(link(&address, look), "javascript:alert(1)");
    }
}
