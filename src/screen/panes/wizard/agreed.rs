//! What is done to something that was asked for needs somebody else's agreement in production.

use super::state::Wizard;
use crate::domain::model::{Entity, EntityRef};
use crate::domain::template::approval::approvals;
use crate::domain::template::deed::{DEED, disagreement, members};
use crate::domain::text::Clean;
use crate::platform::query::{Ask, ByRef};
use crate::screen::ctx::Ctx;
use std::sync::Arc;

fn entity(ctx: &Ctx<'_>, reference: &EntityRef) -> Option<Arc<Entity>> {
    ctx.store.get(&ByRef { reference: reference.clone() }).answer().cloned()
}

impl Wizard {
    /// Who is in the groups that approve it has to be known.
    pub(super) fn wanted_to_agree(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let template = entity(ctx, &self.template).filter(|template| template.annotation(DEED).is_some());
        let all = template.map(|template| approvals(&template)).unwrap_or_default();
        let groups = all.into_iter().map(|approval| approval.by).filter(|by| by.kind() != "user");
        groups.map(|reference| ByRef { reference }.into()).collect()
    }

    /// Why it may not be sent by whoever fills it in.
    pub(super) fn disagreement(&self, ctx: &Ctx<'_>) -> Option<Clean> {
        let values = self.filling.as_ref()?.form.values();
        let template = entity(ctx, &self.template)?;
        let asker = ctx.who().and_then(|who| who.user.clone());
        disagreement(&template, &values, asker.as_ref(), &|group| members(&*entity(ctx, group)?))
    }
}
