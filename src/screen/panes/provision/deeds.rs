//! What can be done to it: each a run of a template that the one that made it names, and in production only a request
//! that somebody else approves. Nothing is written to a cluster.

use super::state::ProvisionRoom;
use crate::domain::model::provision::{Provision, not_known_yet};
use crate::domain::model::task::TaskRun;
use crate::domain::model::{Entity, EntityRef, Place};
use crate::domain::template::approval::{Approval, approvals};
use crate::domain::template::deed::{DEED, Deed, DeedName, Lack, agreement, deeds, members, needs_agreement};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::fault::FaultKind;
use crate::platform::query::{Ask, ByRef, TaskById};
use crate::screen::ctx::Ctx;
use crate::screen::panes::Intent;
use serde_json::{Map, Value};
use std::sync::Arc;

fn entity(ctx: &Ctx<'_>, reference: &EntityRef) -> Option<Arc<Entity>> {
    ctx.store.get(&ByRef { reference: reference.clone() }).answer().cloned()
}

fn template_of(ctx: &Ctx<'_>, task: &TaskById) -> Option<EntityRef> {
    ctx.store.get(task).answer()?.task.template.clone()
}

fn is_deed(ctx: &Ctx<'_>, template: &EntityRef) -> bool {
    entity(ctx, template).is_some_and(|template| template.annotation(DEED).is_some())
}

fn name_of(action: Action) -> Option<DeedName> {
    match action {
        Action::ProvisionRestore => Some(DeedName::Restore),
        Action::ProvisionScale => Some(DeedName::Scale),
        Action::ProvisionDelete => Some(DeedName::Delete),
        _ => None,
    }
}

impl ProvisionRoom {
    /// What has to be known to say what can be done: one after the other, as each leads to the next.
    pub(super) fn wanted_for_deeds(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let mut wants: Vec<Ask> = self.tasks_asked(ctx).into_iter().map(Ask::from).collect();
        let by_ref = |reference: EntityRef| Ask::from(ByRef { reference });
        let templates = self.tasks_asked(ctx).into_iter().filter_map(|task| template_of(ctx, &task));
        wants.extend(templates.map(by_ref));
        wants.extend(self.made_by(ctx).map(by_ref));
        for deed in self.deeds(ctx) {
            let approvers = entity(ctx, &deed.template).map(|template| approvals(&template)).unwrap_or_default();
            let groups = approvers.into_iter().map(|approval| approval.by).filter(|by| by.kind() != "user");
            wants.extend(groups.map(by_ref));
            wants.push(by_ref(deed.template));
        }
        let mut once: Vec<Ask> = Vec::with_capacity(wants.len());
        for ask in wants {
            if !once.contains(&ask) {
                once.push(ask);
            }
        }
        once
    }

    /// The tasks up to the one that made it: what was done to it since is told by others before that. Those that are
    /// not there any more say nothing.
    fn tasks_asked(&self, ctx: &Ctx<'_>) -> Vec<TaskById> {
        let mut asked = Vec::new();
        for id in self.provision().into_iter().flat_map(|one| &one.tasks) {
            let task = TaskById { id: id.clone() };
            let is_past = template_of(ctx, &task).is_some_and(|template| is_deed(ctx, &template))
                || ctx.store.is_refused(&Ask::from(task.clone()), FaultKind::NotFound);
            asked.push(task);
            if !is_past {
                break;
            }
        }
        asked
    }

    /// The task that made it.
    fn task(&self, ctx: &Ctx<'_>) -> Option<Arc<TaskRun>> {
        let run = ctx.store.get(&self.tasks_asked(ctx).pop()?).answer().cloned()?;
        let is_making = run.task.template.as_ref().is_some_and(|template| !is_deed(ctx, template));
        is_making.then_some(run)
    }

    /// The template that made it.
    fn made_by(&self, ctx: &Ctx<'_>) -> Option<EntityRef> {
        let of_task = self.task(ctx).and_then(|run| run.task.template.clone());
        of_task.or_else(|| self.provision()?.made_by.clone())
    }

    /// That it is not known yet which template made it, as long as anybody is asked who may say it.
    fn not_known_yet(&self, ctx: &Ctx<'_>) -> Option<Clean> {
        let asking = |what: &str| Clean::line(&format!("not known yet: asking for {what}"));
        let pending = |ask: &Ask| ctx.store.is_pending(ask);
        let is_asked = |task: &TaskById| pending(&Ask::from(task.clone()));
        let task = self.tasks_asked(ctx).into_iter().find(is_asked);
        task.map(|task| asking(&format!("task {}", task.id.as_str()))).or_else(|| match self.made_by(ctx) {
            Some(template) => {
                let is_asked = pending(&ByRef { reference: template.clone() }.into());
                is_asked.then(|| asking(&template.short().to_string()))
            }
            None => not_known_yet(&self.detail.as_ref()?.sources),
        })
    }

    fn deeds(&self, ctx: &Ctx<'_>) -> Vec<Deed> {
        self.made_by(ctx).and_then(|template| entity(ctx, &template)).map(|it| deeds(&it)).unwrap_or_default()
    }

    fn deed(&self, action: Action, ctx: &Ctx<'_>) -> Option<Deed> {
        let name = name_of(action)?;
        self.deeds(ctx).into_iter().find(|deed| deed.name == name)
    }

    /// Whether there is a template for it that may be run.
    pub(super) fn has_deed(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let is_there = |deed: &Deed| entity(ctx, &deed.template).is_some() && ctx.gate.offers_template(&deed.template);
        self.provision().is_some_and(|one| !one.is_ending) && self.deed(action, ctx).as_ref().is_some_and(is_there)
    }

    /// What is missing for it to be asked for here.
    pub(super) fn lacks_for(&self, action: Action, ctx: &Ctx<'_>) -> Option<Clean> {
        let deed = name_of(action)?;
        let one = self.provision()?;
        if one.is_ending {
            return Some("it goes away already".into());
        }
        if let Some(words) = self.not_known_yet(ctx) {
            return Some(words);
        }
        let Some(made_by) = self.made_by(ctx) else { return Some(Clean::line(&Lack::Maker.words())) };
        let words = match (entity(ctx, &made_by), self.deed(action, ctx)) {
            (None, _) => Lack::MakerHere(made_by).words(),
            (Some(_), None) => Lack::Deed(made_by, deed).words(),
            (Some(_), Some(deed)) if entity(ctx, &deed.template).is_none() => Lack::DeedHere(deed.template).words(),
            (Some(_), Some(deed)) => format!("you may not run {}", deed.template.short()),
        };
        Some(Clean::line(&words))
    }

    /// To the wizard of its template, filled in; or why not.
    pub(super) fn ask_for(&self, action: Action, ctx: &Ctx<'_>) -> Intent {
        let (Some(one), Some(deed)) = (self.provision(), self.deed(action, ctx)) else {
            return Intent::Tell("no template is named for that".into());
        };
        let parameters = self.task(ctx).map(|run| Arc::clone(&run.task.parameters)).unwrap_or_default();
        let values = deed.values(one, &parameters);
        match self.agreed(ctx, one, &deed, &values) {
            Ok(()) => Intent::Go(Place { query: query(values), ..Place::wizard(deed.template) }),
            Err(why) => Intent::Tell(Clean::line(&format!("{} is not asked for: {why}", deed.name.word()))),
        }
    }

    /// Whether it may be asked for where it is, by who asks.
    fn agreed(&self, ctx: &Ctx<'_>, one: &Provision, deed: &Deed, values: &Map<String, Value>) -> Result<(), Clean> {
        if !needs_agreement(one.environment.as_str()) {
            return Ok(());
        }
        let template = entity(ctx, &deed.template);
        let values = Value::Object(values.clone());
        let all = template.map(|template| approvals(&template)).unwrap_or_default();
        let needed: Vec<Approval> = all.into_iter().filter(|approval| approval.is_needed(&values)).collect();
        let asker = ctx.who().and_then(|who| who.user.clone());
        agreement(&deed.template, &needed, asker.as_ref(), &|group| members(&*entity(ctx, group)?))
    }
}

/// Values as the link to a wizard has them.
fn query(values: Map<String, Value>) -> Vec<(String, String)> {
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    values.into_iter().map(|(name, value)| (name, text(value))).collect()
}
