//! Whose a token is, for keeping the data of one apart from that of another.

use super::claims::jwt_claims;
use super::number::number;
use super::tokens::Held;
use super::vault::{Marks, Seen, is_mark};
use crate::domain::text::Secret;
use crate::platform::fault::{Fault, FaultKind};
use std::path::PathBuf;

/// Whose tokens a session is to have: what is shown and kept belongs to that subject alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// The subject, as [`Whose::subject_of`] tells it; anybody's without one.
    pub subject: Option<String>,
    /// What stands for tokens that do not say whose they are.
    pub marks: Marks,
    /// Where to remember whose token a command gave.
    pub remembered: Option<Sighting>,
    /// The words of the ways of signing in that count; without it all do.
    pub ways: Option<Vec<&'static str>>,
}

/// Where it is remembered whose token a command gave, since a command is not run to find that out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The folder of the context's account.
    pub folder: PathBuf,
    /// The command, by [`Sighting::of_words`].
    pub by: String,
}

impl Sighting {
    /// What stands for the words of a command; they themselves may hold what is not to be kept.
    pub fn of_words(words: &[String]) -> String {
        format!("{:016x}", number(&words.join("\0")))
    }

    /// Whose token it gave last; `None` where that is not known.
    pub fn subject(&self) -> Option<String> {
        Seen::read(&self.folder).filter(|seen| seen.by == self.by).map(|seen| seen.subject)
    }

    fn note(&self, subject: &str) {
        if self.subject().as_deref() == Some(subject) {
            return;
        }
        let seen = Seen { by: self.by.clone(), subject: subject.to_owned() };
        if let Err(fault) = seen.write(&self.folder) {
            tracing::warn!(%fault, "whose token the command gives is not remembered");
        }
    }
}

impl Whose {
    /// Tokens of one subject.
    pub fn of(subject: impl Into<String>) -> Self {
        Self { subject: Some(subject.into()), ..Self::default() }
    }

    /// Whether a token may be used here. Whose it is is remembered in any case, so that the next
    /// start knows.
    ///
    /// # Errors
    /// [`FaultKind::AnotherUser`] when it is another subject's.
    pub(super) fn check(&self, token: &Secret) -> Result<(), Fault> {
        let subject = Self::subject_of(token, &self.marks);
        if let Some(sighting) = &self.remembered {
            sighting.note(&subject);
        }
        self.check_subject(&subject)
    }

    /// Whose token it is: its `sub`, or where it does not say what stands for the token itself.
    pub fn subject_of(token: &Secret, marks: &Marks) -> String {
        jwt_claims(token).and_then(|claims| claims.subject).unwrap_or_else(|| marks.of(token))
    }

    /// The same for a subject that is known. Of two tokens that do not say whose they are nothing can be
    /// told: the second one follows the first, as where a service's token is changed while one works.
    /// Only the next start gives it data of its own.
    pub(super) fn check_subject(&self, subject: &str) -> Result<(), Fault> {
        match &self.subject {
            Some(expected) if is_mark(expected) && is_mark(subject) => Ok(()),
            Some(expected) if expected != subject => Err(another()),
            _ => Ok(()),
        }
    }
}

impl Whose {
    /// Why the tokens of somebody who signed in do not count, in words: they came by a way that may not
    /// be gone any more.
    pub(super) fn refuses(&self, held: &Held) -> Option<String> {
        let ways = self.ways.as_ref().filter(|ways| !ways.contains(&held.way.as_str()))?;
        let others = if ways.is_empty() { "none is".to_owned() } else { format!("these are: {}", ways.join(", ")) };
        Some(format!("it was begun by the way `{}`, which is not allowed here; {others}", held.way))
    }
}

fn another() -> Fault {
    let happened = "somebody else is signed in now than when this was opened";
    Fault::new(FaultKind::AnotherUser, "use the token", happened, "start again: each one's data is kept apart")
}
