//! What there is at most of what is to be made.

use super::review::wrapped;
use super::state::Wizard;
use crate::domain::document::{Line, Role};
use crate::domain::template::limit::limits;
use crate::domain::template::quota::{Bounds, QuotaPlace, bounds};
use crate::domain::text::Clean;
use crate::platform::query::{Ask, ByRef, QuotasAt};
use crate::platform::quota::{Heard, lines};
use crate::screen::ctx::Ctx;

impl Wizard {
    /// What the context's policy says of these values.
    fn bounds(&self, ctx: &Ctx<'_>) -> Bounds {
        let values = self.filling.as_ref().map(|filling| filling.form.values()).unwrap_or_default();
        bounds(&ctx.platform.quotas, &self.template, &values)
    }

    /// The quotas that count for these values.
    pub(super) fn wanted_quotas(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        self.bounds(ctx).places.into_iter().map(|place| QuotasAt { place }.into()).collect()
    }

    /// Quotas and limits: those that the template tells, those of the context's policy, and those that a cluster has.
    pub(super) fn limit_lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let entity = ctx.store.get(&ByRef { reference: self.template.clone() });
        let values = self.filling.as_ref().map(|filling| filling.form.values()).unwrap_or_default();
        let all = entity.answer().map(|entity| limits(entity)).unwrap_or_default();
        let holding = all.iter().filter(|limit| limit.holds(&values));
        let told: Vec<Line> = holding.flat_map(|limit| wrapped(&limit.says, Role::Text, columns)).collect();
        let none =
            (told.is_empty() && !all.is_empty()).then(|| Line::of("the template has none for these values", Role::Dim));
        let quotas = lines(&self.bounds(ctx), |place| heard(ctx, place));
        let head = [Line::empty(), Line::of("Limits", Role::Heading)];
        head.into_iter()
            .chain(told)
            .chain(none)
            .chain(quotas.into_iter().flat_map(|line| fitted(line, columns)))
            .collect()
    }
}

fn heard<'a>(ctx: &Ctx<'a>, place: &QuotaPlace) -> Heard<'a> {
    let remote = ctx.store.get(&QuotasAt { place: place.clone() });
    match (remote.answer(), remote.fault) {
        (Some(quotas), _) => Heard::Told(quotas),
        (None, Some(fault)) => Heard::Failed(fault),
        (None, None) => Heard::Asking,
    }
}

/// A line that is too wide goes on in further ones, in the role of what it is about.
fn fitted(line: Line, columns: usize) -> Vec<Line> {
    if line.width() <= columns {
        return vec![line];
    }
    let mut roles = line.runs.iter().map(|run| run.role);
    let role = roles.clone().find(|role| matches!(role, Role::Bad | Role::Warn)).or(roles.next_back());
    wrapped(&Clean::line(&line.text()), role.unwrap_or(Role::Text), columns)
}
