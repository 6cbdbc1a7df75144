//! What the portal said to the questions that it was asked, and until when that holds.

use super::Gate;
use crate::domain::model::At;
use crate::domain::text::Clean;
use crate::platform::capability::Capability;
use crate::platform::permissions::{Permits, Question};
use std::collections::HashSet;

/// What the portal said to a question.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) word: Word,
    pub(super) because: Clean,
    until: Option<At>,
}

/// The word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Allows,
    Denies,
    /// It is not for the portal to say.
    Unjudged,
    /// The portal does not have the plugin.
    Absent,
}

impl Word {
    /// Whether it is so for every thing, whichever was asked about.
    pub(super) fn is_of_all(self) -> bool {
        matches!(self, Self::Unjudged | Self::Absent)
    }
}

impl Gate {
    /// Takes in what the portal said. What it said before stays until it ends; but a capability that it
    /// judges for one thing it judges for all.
    pub fn hear(&mut self, permits: &Permits) {
        let judged: HashSet<&Capability> = permits.said.iter().map(|(question, _)| &question.capability).collect();
        self.said.retain(|question, said| !said.word.is_of_all() || !judged.contains(&question.capability));
        for (question, allowed) in &permits.said {
            let (word, answer) = if *allowed { (Word::Allows, "allows") } else { (Word::Denies, "denies") };
            let because = Clean::line(&format!("the portal {answer} {}", question.capability.0));
            self.said.insert(question.clone(), Said { word, because, until: permits.until });
        }
        let until = [permits.until, permits.unjudged_until].into_iter().flatten().min();
        for (question, why) in &permits.unjudged {
            let said = Said { word: Word::Unjudged, because: why.clone(), until };
            // that it is not judged is so for every thing
            self.said.insert(Question { on: None, ..question.clone() }, said.clone());
            self.said.insert(question.clone(), said);
        }
        let there = permits.said.iter().map(|(it, _)| it).chain(permits.unjudged.iter().map(|(it, _)| it));
        there.for_each(|question| drop(self.absent.remove(question.capability.plugin())));
        for (plugin, until) in &permits.absent {
            let because = Clean::line(&format!("this portal has no {plugin}"));
            self.absent.insert(plugin.clone(), Said { word: Word::Absent, because, until: Some(*until) });
        }
    }

    /// Until when what the portal said to a question holds; `None` where it said nothing that holds,
    /// or holds without an end.
    pub fn until(&self, question: &Question) -> Option<At> {
        self.heard(question)?.until
    }

    /// What the portal said to a question; or to that capability, whatever it is about; or that it does
    /// not have what the capability belongs to.
    pub(super) fn heard(&self, question: &Question) -> Option<&Said> {
        let holds = |said: &&Said| said.until.is_none_or(|until| self.now < until);
        let general = || self.said.get(&Question { on: None, ..question.clone() });
        let of_all = || general().filter(|said| said.word.is_of_all()).filter(holds);
        let absent = self.absent.get(question.capability.plugin()).filter(holds);
        absent.or_else(|| self.said.get(question).filter(holds)).or_else(of_all)
    }
}
