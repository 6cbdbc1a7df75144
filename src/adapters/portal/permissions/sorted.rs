//! Questions put together by permission, and their answers taken apart again.

use crate::adapters::systems::backstage::{Check, Said};
use crate::platform::permissions::{Permission, Question};
use std::collections::HashSet;

/// The questions about one plugin.
pub(super) struct Sorted {
    /// What there is to ask.
    pub checks: Vec<Check>,
    /// Where in the answers that of each question stands.
    pub places: Vec<Place>,
    /// Questions about things, without a thing: only the portal's word that it judges nothing
    /// answers them.
    general: Vec<Question>,
    /// Questions about permissions that the plugin does not have.
    pub unpublished: Vec<Question>,
}

/// A question, and where its answer stands.
pub(super) struct Place {
    question: Question,
    check: usize,
    thing: usize,
}

impl Sorted {
    pub(super) fn of(questions: Vec<Question>, published: &[Permission], undecidable: &HashSet<String>) -> Self {
        let mut sorted = Self { checks: Vec::new(), places: Vec::new(), general: Vec::new(), unpublished: Vec::new() };
        for question in questions {
            match published.iter().find(|permission| permission.name == question.capability.0) {
                None => sorted.unpublished.push(question),
                Some(permission) if undecidable.contains(&permission.name) => {}
                Some(permission) => sorted.place(question, permission),
            }
        }
        sorted
    }

    fn place(&mut self, question: Question, permission: &Permission) {
        if permission.resource.is_some() && question.on.is_none() {
            return self.general.push(question);
        }
        let known = self.checks.iter().position(|check| check.permission == *permission);
        let check = known.unwrap_or(self.checks.len());
        if known.is_none() {
            self.checks.push(Check { permission: permission.clone(), on: Vec::new() });
        }
        let Some(to) = self.checks.get_mut(check) else { return };
        let mut thing = 0;
        if let (Some(on), true) = (&question.on, permission.resource.is_some()) {
            thing = to.on.len();
            to.on.push(on.clone());
        }
        self.places.push(Place { question, check, thing });
    }

    /// All questions that the plugin's permissions are about.
    pub(super) fn asked(self) -> Vec<Question> {
        self.places.into_iter().map(|place| place.question).chain(self.general).collect()
    }
}

impl Place {
    /// The question with its answer, where there is one.
    pub(super) fn answer(&self, said: &[Said]) -> Option<(Question, bool)> {
        let answer = (*said.get(self.check)?.get(self.thing)?)?;
        Some((self.question.clone(), answer))
    }
}
