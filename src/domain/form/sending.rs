//! What a filled-in form sends, and what is known of it before.

use std::collections::BTreeMap;

use serde_json::Value;

use super::hidden::without_hidden;
use super::problem::Broken;
use super::review::{Filled, ReviewRow, once_by_name, review, told_apart};
use super::step::Step;
use super::wizard::Form;
use crate::domain::schema::jsonschema;
use crate::domain::text::Secret;

/// What the backend would refuse: the first step that the values do not agree with.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The number of the step among all steps.
    pub step: usize,
    /// What is wrong, in the backend's words.
    pub problems: Vec<jsonschema::Problem>,
    /// Why the backend cannot use the schema of the step at all.
    pub broken: Option<String>,
}

impl Form {
    /// The values that are sent: all that is filled in, without what belongs to steps that are not shown.
    #[must_use]
    pub fn values(&self) -> Value {
        let shown = self.shown();
        let steps: Vec<(&Value, bool)> = self.steps.iter().map(|step| &step.merged).zip(shown).collect();
        without_hidden(&self.state, &steps)
    }

    /// The secrets that are sent beside the values, by name.
    #[must_use]
    pub fn secrets(&self) -> &BTreeMap<String, Secret> {
        &self.secrets
    }

    fn visible(&self) -> Vec<(usize, &Step)> {
        let shown = self.shown();
        self.steps.iter().enumerate().filter(|(number, _)| shown.get(*number) == Some(&true)).collect()
    }

    /// The values that are going to be sent by their names, as Backstage lists them: of two that are called alike it
    /// has the last one only.
    ///
    /// # Errors
    /// Where the schema of a value is broken.
    pub fn review(&self) -> Result<Vec<ReviewRow>, Broken> {
        self.rows().map(once_by_name)
    }

    /// Every value that is going to be sent; those that are called alike have the place in their names too.
    ///
    /// # Errors
    /// Where the schema of a value is broken.
    pub fn review_by_place(&self) -> Result<Vec<ReviewRow>, Broken> {
        self.rows().map(told_apart)
    }

    fn rows(&self) -> Result<Vec<ReviewRow>, Broken> {
        let hidden = self.hidden_paths();
        let filled = Filled { state: &self.state, holes: &self.holes, hidden: &hidden };
        review(&self.values(), filled, &self.visible())
    }

    /// What the backend would refuse of the values; `None` where it takes them.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        let values = self.values();
        self.visible().into_iter().find_map(|(step, of)| {
            let (problems, broken) = match jsonschema::check(&of.merged, &values) {
                Ok(problems) => (problems, None),
                Err(error) => (Vec::new(), Some(error.message)),
            };
            let is_refused = broken.is_some() || !problems.is_empty();
            is_refused.then_some(Refusal { step, problems, broken })
        })
    }
}
