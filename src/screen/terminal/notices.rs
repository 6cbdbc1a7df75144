//! Notices on the desktop, by the terminal: it is told a line, and shows it where its window is not looked at. There is no
//! way to ask a terminal whether it can; what it says of itself in the environment has to do.

use crate::domain::text::{Clean, clip};

/// Columns of a notice at most.
const LONGEST: usize = 200;

/// How a terminal is told to show a notice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notices {
    /// Not at all.
    #[default]
    Off,
    /// By OSC 9, as iTerm2 began and kitty, WezTerm and Ghostty know.
    Osc9,
    /// By OSC 777, as urxvt began and foot knows.
    Osc777,
}

impl Notices {
    /// What the environment tells of the terminal. One that is not known is told nothing: it might print it.
    pub fn of(env: &dyn Fn(&str) -> Option<String>) -> Self {
        let is_inside_another = ["TMUX", "STY", "ZELLIJ"].iter().any(|name| env(name).is_some());
        let (program, term) = (env("TERM_PROGRAM").unwrap_or_default(), env("TERM").unwrap_or_default());
        match (program.as_str(), term.as_str()) {
            _ if is_inside_another => Self::Off,
            ("iTerm.app" | "WezTerm" | "ghostty", _) | (_, "xterm-kitty" | "xterm-ghostty") => Self::Osc9,
            (_, term) if term.starts_with("foot") || term.starts_with("rxvt-unicode") => Self::Osc777,
            _ => Self::Off,
        }
    }

    /// What the terminal is told; nothing where it is told nothing.
    pub(super) fn words(self, text: &Clean) -> Option<String> {
        let text = clip(text.shown(), LONGEST).to_clean();
        // a semicolon ends a part of it, and a number before one means something else
        let text = text.as_str().replace(';', ",");
        match self {
            Self::Off => None,
            Self::Osc9 => Some(format!("\u{1b}]9;stagedoor: {text}\u{1b}\\")),
            Self::Osc777 => Some(format!("\u{1b}]777;notify;stagedoor;{text}\u{1b}\\")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Notices {
        Notices::of(&|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn only_a_terminal_that_is_known_to_show_notices_is_told_any() {
        assert_eq!(of(&[("TERM", "xterm-256color")]), Notices::Off);
        assert_eq!(of(&[("TERM", "xterm-kitty")]), Notices::Osc9);
        assert_eq!(of(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")]), Notices::Osc9);
        assert_eq!(of(&[("TERM", "foot-extra")]), Notices::Osc777);
        assert_eq!(of(&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/tmux-1/default,1,0")]), Notices::Off);
    }

    #[test]
    fn nothing_that_others_wrote_ends_the_notice_or_becomes_a_part_of_it() {
        let text = Clean::line("a;b\u{1b}]0;title\u{7}\u{9c} 4;1;50");
        for how in [Notices::Osc9, Notices::Osc777] {
            let words = how.words(&text).unwrap();
            let inner = words.strip_prefix("\u{1b}]").unwrap().strip_suffix("\u{1b}\\").unwrap();
            assert!(!inner.contains(['\u{1b}', '\u{7}', '\u{9c}']), "{words:?}");
            assert_eq!(inner.matches(';').count(), if how == Notices::Osc9 { 1 } else { 3 }, "{words:?}");
        }
        assert_eq!(Notices::Off.words(&text), None);
        assert!(Notices::Osc9.words(&Clean::line(&"x".repeat(9_000))).unwrap().len() < 300);
    }
}
