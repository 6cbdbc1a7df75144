use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::{Age, At};
use crate::domain::text::Clean;
use std::collections::VecDeque;

/// How many messages are remembered.
const KEPT: usize = 200;
/// Columns before the words.
const AGE: usize = 5;

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It worked.
    Good,
    /// For information.
    Plain,
    /// It did not work.
    Bad,
}

/// Something that was told to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// When.
    pub at: At,
    /// How it is meant.
    pub tone: Tone,
    /// The words.
    pub text: Clean,
}

/// What was told since the start; the latest stands at the foot of the screen until the next key.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    all: VecDeque<Notice>,
    fresh: bool,
}

impl Messages {
    /// Tells something. What is told again in a row is told once.
    pub fn tell(&mut self, notice: Notice) {
        self.fresh = true;
        if self.all.front().is_some_and(|last| last.text == notice.text) {
            self.all.pop_front();
        }
        self.all.push_front(notice);
        self.all.truncate(KEPT);
    }

    /// The latest, until it has been seen.
    pub fn latest(&self) -> Option<&Notice> {
        self.all.front().filter(|_| self.fresh)
    }

    /// The user has gone on.
    pub fn seen(&mut self) {
        self.fresh = false;
    }

    /// All of them, latest first, as lines of at most `columns`.
    pub fn lines(&self, now: At, columns: usize) -> Vec<Line> {
        if self.all.is_empty() {
            return vec![Line::of("Nothing was told since the start.", Role::Dim)];
        }
        self.all.iter().flat_map(|notice| told(notice, now, columns)).collect()
    }
}

fn told(notice: &Notice, now: At, columns: usize) -> Vec<Line> {
    let age = Clean::line(&Age(now.since(notice.at)).to_string());
    let parts = wrap(notice.text.shown(), columns.saturating_sub(AGE + 3));
    let line = |(n, part)| {
        let age = if n == 0 { age.clone() } else { Clean::default() };
        Line::of(age, Role::Dim).pad_to(AGE).and(part, role(notice.tone))
    };
    parts.into_iter().enumerate().map(line).collect()
}

/// The role of a tone's words.
pub fn role(tone: Tone) -> Role {
    match tone {
        Tone::Good => Role::Good,
        Tone::Plain => Role::Text,
        Tone::Bad => Role::Bad,
    }
}
