//! Keeping what is filled in, as a draft, whenever it was changed.

use super::state::{Page, Wizard};
use crate::domain::model::Place;
use crate::platform::templates::Draft;
use crate::screen::ctx::Ctx;
use crate::screen::panes::Intent;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

impl Wizard {
    /// The draft to keep, where something was changed since the last one.
    pub(super) fn keep(&mut self, ctx: &Ctx<'_>) -> Option<Intent> {
        let is_review = !matches!(self.page, Page::Step(_));
        let step = match self.page {
            Page::Step(step) => step,
            Page::Review | Page::Trial => self.steps().last().copied().unwrap_or(0),
        };
        let filling = self.filling.as_mut().filter(|filling| filling.is_changed && self.sent.is_none())?;
        filling.is_changed = false;
        let (mut values, mut marks) = (filling.form.draft(), filling.marks(is_review));
        if let Some(marks) = marks.as_object_mut() {
            marks.insert("files".to_owned(), filling.files_of_draft(&mut values));
        }
        let id = filling.draft.get_or_insert_with(|| id_of(self.template.name(), ctx.now.0)).clone();
        Some(Intent::KeepDraft(Box::new(Draft {
            id,
            template: self.template.clone(),
            title: filling.asked.title.to_string(),
            step,
            values: vec![values],
            marks,
            at: ctx.now,
            version: filling.asked.version,
        })))
    }

    /// The link to the wizard: with its draft, once there is one, else as it was opened.
    pub(super) fn here(&self) -> Place {
        let draft = self.filling.as_ref().and_then(|filling| filling.draft.as_deref());
        match draft {
            Some(id) => Place::draft(self.template.clone(), id),
            None => self.place.clone(),
        }
    }
}

/// An id of letters, digits and dashes: which template, and when. Two windows may begin at the same moment, and so may two
/// programs: chance keeps them apart.
fn id_of(name: &str, at: i64) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = name.chars().take(40).map(plain).collect();
    let chance = RandomState::new().build_hasher().finish() >> 32;
    format!("{name}-{at:x}-{chance:08x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_draft_names_its_template_and_can_be_a_file() {
        assert!(id_of("node_service.v2", 255).starts_with("node-service-v2-ff-"));
        let longest = id_of(&"ä".repeat(200), i64::MAX);
        assert!(longest.len() <= 80 && longest.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{longest}");
    }

    #[test]
    fn drafts_that_are_begun_at_the_same_moment_are_two() {
        assert_ne!(id_of("service", 255), id_of("service", 255));
    }
}
