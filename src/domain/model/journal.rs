//! What was done through stagedoor, entry by entry.

use super::At;
use crate::domain::text::Clean;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashSet;

/// One thing that was done, or tried. It is recorded twice: when it begins, and with its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it ended; of one whose end is not known, when it began.
    pub at: At,
    /// What the record of the beginning and that of the end have in common.
    #[serde(default, with = "maybe", skip_serializing_if = "Option::is_none")]
    pub deed: Option<Clean>,
    /// Who did it, as the platform knows them; empty where nobody says.
    #[serde(with = "text")]
    pub subject: Clean,
    /// The platform: its context, or its own name.
    #[serde(with = "text")]
    pub context: Clean,
    /// The id of the action, `entity.refresh`.
    #[serde(with = "text")]
    pub action: Clean,
    /// What it was done to: an entity's reference, or an address.
    #[serde(with = "text")]
    pub target: Clean,
    /// How it ended.
    pub outcome: Ending,
    /// What was told of it.
    #[serde(with = "text")]
    pub detail: Clean,
    /// The id that its request carried, for the other side's logs.
    #[serde(default, with = "maybe", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<Clean>,
}

/// How something that was tried ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// It has not ended, as far as is recorded.
    Begun,
    /// It was done.
    Done,
    /// It was not done.
    Refused,
    /// The answer was lost; nobody here knows.
    InDoubt,
}

impl Ending {
    /// The word for it: `begun`, `done`, `refused`, `in-doubt`.
    pub fn word(self) -> &'static str {
        match self {
            Ending::Begun => "begun",
            Ending::Done => "done",
            Ending::Refused => "refused",
            Ending::InDoubt => "in-doubt",
        }
    }
}

/// The journal of one context and one subject, as far as it could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    /// The entries, latest first.
    pub entries: Vec<Entry>,
    /// Lines that could not be read.
    pub damaged: usize,
}

impl Journal {
    /// Puts beginnings and ends together: a beginning whose end is recorded goes, and one without is
    /// in doubt, as whoever was to record the end was ended itself.
    #[must_use]
    pub fn settled(mut self) -> Self {
        let is_end = |entry: &&Entry| entry.outcome != Ending::Begun;
        let ended: HashSet<Clean> = self.entries.iter().filter(is_end).filter_map(|entry| entry.deed.clone()).collect();
        self.entries.retain(|entry| {
            entry.outcome != Ending::Begun || entry.deed.as_ref().is_none_or(|deed| !ended.contains(deed))
        });
        for entry in self.entries.iter_mut().filter(|entry| entry.outcome == Ending::Begun) {
            entry.outcome = Ending::InDoubt;
            entry.detail = "it was begun, and no end of it is recorded: whether it was done is not known".into();
        }
        self
    }

    /// The entries from a moment on, latest first.
    pub fn since(&self, at: At) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.at >= at)
    }
}

impl Entry {
    /// That something begins, of which no more is known than the id of its action and what it is done to.
    pub fn beginning(action: &str, target: Clean) -> Self {
        Self {
            at: At::default(),
            deed: None,
            subject: Clean::default(),
            context: Clean::default(),
            action: Clean::line(action),
            target,
            outcome: Ending::Begun,
            detail: Clean::default(),
            request_id: None,
        }
    }

    /// Whether every word of a text is somewhere in it, whatever the case.
    pub fn matches(&self, text: &str) -> bool {
        let all = [
            self.subject.as_str(),
            self.context.as_str(),
            self.action.as_str(),
            self.target.as_str(),
            self.outcome.word(),
            self.detail.as_str(),
            self.request_id.as_ref().map_or("", Clean::as_str),
        ];
        let all = all.map(str::to_lowercase);
        text.to_lowercase().split_whitespace().all(|word| all.iter().any(|part| part.contains(word)))
    }
}

/// Clean text as JSON text; what is read was written by anyone, and is cleaned again.
mod text {
    use super::{Clean, Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &Clean, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(text.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Clean, D::Error> {
        String::deserialize(from).map(|text| Clean::line(&text))
    }
}

mod maybe {
    use super::{Clean, Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &Option<Clean>, to: S) -> Result<S::Ok, S::Error> {
        match text {
            Some(text) => to.serialize_some(text.as_str()),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Clean>, D::Error> {
        Ok(Option::<String>::deserialize(from)?.map(|text| Clean::line(&text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            deed: None,
            at: At(1_790_000_000_000),
            subject: "user:default/alice".into(),
            context: "work".into(),
            action: "entity.refresh".into(),
            target: "component:default/payments".into(),
            outcome: Ending::InDoubt,
            detail: "the answer was lost".into(),
            request_id: None,
        }
    }

    #[test]
    fn an_entry_comes_back_as_it_was_written_and_is_cleaned_again() {
        let text = serde_json::to_string(&entry()).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry());
        let forged = text.replace("work", "w\\u001b[2Jork");
        assert_eq!(serde_json::from_str::<Entry>(&forged).unwrap().context.as_str(), "work");
    }

    #[test]
    fn an_entry_is_found_by_words_of_any_of_its_parts() {
        assert!(entry().matches("PAYMENTS in-doubt"));
        assert!(!entry().matches("payments done"));
    }
}
