//! What the room knows of the form besides: what is chosen from lists, what things are called, and what is wrong.

use super::fields::{DURATION, ENVIRONMENT, KIND, RESOURCE, ROLE};
use super::state::AskRoom;
use crate::domain::document::Role;
use crate::domain::form::Field;
use crate::domain::model::access::span_words;
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::form::{Dress, Shape, shape_of};
use serde_json::Value;

/// Fields that are chosen from a list.
const PICKED: [&str; 5] = [RESOURCE, ROLE, KIND, ENVIRONMENT, DURATION];

/// The form as it is shown.
pub(super) struct Dressed {
    bad: &'static str,
    from_link: Vec<String>,
    /// What the resource is called.
    resource: Option<Clean>,
    /// What is wrong or to be known, by field.
    notes: Vec<(&'static str, Clean, Role)>,
}

impl AskRoom {
    pub(super) fn dress(&self, ctx: &Ctx<'_>) -> Dressed {
        let resources = self.resources(ctx);
        let mut notes = Vec::new();
        if !self.text(DURATION).is_empty() {
            notes.extend(self.duration_problem(ctx).map(|words| (DURATION, words, Role::Bad)));
        }
        let ruling = self.ruling(ctx);
        if let (Some(usual), Some(at_most)) = (ruling.usual, ruling.at_most) {
            let words = format!("{} where nobody says, {} at most", span_words(usual), span_words(at_most));
            notes.push((DURATION, Clean::line(&words), Role::Dim));
        }
        // to say that nothing is filled in is the form's own
        let own =
            self.problems(ctx).into_iter().filter(|(name, _)| *name == RESOURCE && !self.text(RESOURCE).is_empty());
        notes.extend(own.map(|(name, words)| (name, words, Role::Bad)));
        if let Some(environment) = self.known_environment(ctx) {
            notes.push((RESOURCE, Clean::line(&format!("in {environment}")), Role::Dim));
        }
        let title = resources.first().filter(|_| resources.len() == 1).map(|one| {
            let about = if one.about.is_empty() { String::new() } else { format!("  {}", one.about) };
            Clean::line(&format!("{}  {}{about}", one.title, self.text(RESOURCE)))
        });
        Dressed {
            bad: ctx.look.glyphs.bad,
            from_link: self.from_link.iter().cloned().collect(),
            resource: title,
            notes,
        }
    }
}

impl Dress for Dressed {
    fn shape(&self, field: &Field) -> Shape {
        let is_picked = field.path.last().is_some_and(|name| PICKED.contains(&name));
        if is_picked { Shape::Pick { several: false } } else { shape_of(field) }
    }

    fn title_of(&self, field: &Field, _value: &Value) -> Option<Clean> {
        self.resource.clone().filter(|_| field.path.last() == Some(RESOURCE))
    }

    fn notes(&self, field: &Field) -> Vec<(Clean, Role)> {
        let Some(name) = field.path.last() else { return Vec::new() };
        let own = self.notes.iter().filter(|(of, ..)| *of == name);
        let mut notes: Vec<(Clean, Role)> = own
            .map(|(_, words, role)| match role {
                Role::Bad => (Clean::line(&format!("{} {words}", self.bad)), *role),
                _ => (words.clone(), *role),
            })
            .collect();
        if self.from_link.iter().any(|of| of == name) {
            notes.push(("from link".into(), Role::Badge));
        }
        notes
    }
}
