//! What there is at most of what is to be made.

use super::review::wrapped;
use super::state::Wizard;
use crate::domain::document::{Line, Role};
use crate::domain::template::limit::limits;
use crate::domain::text::Clean;
use crate::platform::query::ByRef;
use crate::screen::ctx::Ctx;

impl Wizard {
    /// Quotas and limits, where the template tells them; neither portals nor folders do.
    pub(super) fn limit_lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let entity = ctx.store.get(&ByRef { reference: self.template.clone() });
        let values = self.filling.as_ref().map(|filling| filling.form.values()).unwrap_or_default();
        let all = entity.answer().map(|entity| limits(entity)).unwrap_or_default();
        if all.is_empty() {
            let words = Clean::from("Quotas and limits of the environment are not known here.");
            return std::iter::once(Line::empty()).chain(wrapped(&words, Role::Dim, columns)).collect();
        }
        let holding = all.iter().filter(|limit| limit.holds(&values));
        let told: Vec<Line> = holding.flat_map(|limit| wrapped(&limit.says, Role::Text, columns)).collect();
        let head = [Line::empty(), Line::of("Limits", Role::Heading)];
        let none = told.is_empty().then(|| Line::of("none for these values", Role::Dim));
        head.into_iter().chain(told).chain(none).collect()
    }
}
