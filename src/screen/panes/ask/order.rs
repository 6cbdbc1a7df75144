//! From what is filled in to what is asked for, and what that will need.

use super::fields::{DURATION, ENVIRONMENT, KIND, LEVEL, REASON, RESOURCE, REVIEWERS, ROLE};
use super::state::AskRoom;
use crate::domain::model::EntityRef;
use crate::domain::model::access::{
    AccessKind, AccessLevel, AccessOrder, Resource, ResourceId, Ruling, environment_of, kind_of, span, span_words,
};
use crate::domain::text::Clean;
use crate::platform::access::ResourceSearch;
use crate::platform::query::{Accessible, ByRef};
use crate::screen::ctx::Ctx;
use std::sync::Arc;
use std::time::Duration;

/// What access is asked to, as it is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Nothing,
    Resource(ResourceId),
    Entity(EntityRef),
    /// It names neither.
    Unknown,
}

impl AskRoom {
    pub(super) fn named(&self) -> Named {
        let text = self.text(RESOURCE);
        match (ResourceId::parse(text), text.parse::<EntityRef>()) {
            _ if text.is_empty() => Named::Nothing,
            (Some(id), _) => Named::Resource(id),
            (None, Ok(entity)) => Named::Entity(entity),
            (None, Err(_)) => Named::Unknown,
        }
    }

    /// A bare name that a link brought is the resource of that name, or the entity, where there is one of it alone.
    pub(super) fn take_name(&mut self, ctx: &Ctx<'_>) {
        if self.named() != Named::Unknown || !self.from_link.contains(RESOURCE) {
            return;
        }
        let name = self.text(RESOURCE);
        let all = ctx.store.get(&Self::all_resources()).answer();
        let mut named = all
            .into_iter()
            .flat_map(|all| all.iter())
            .filter(|one| *one.id.name == *name || one.entity.as_ref().is_some_and(|entity| entity.name() == name));
        if let (Some(one), None) = (named.next(), named.next()) {
            let text = one.id.to_string();
            self.set(RESOURCE, Some(&text));
        }
    }

    pub(super) fn entity(&self) -> Option<EntityRef> {
        match self.named() {
            Named::Entity(entity) => Some(entity),
            _ => None,
        }
    }

    /// All that access may be asked to.
    pub(super) fn all_resources() -> Accessible {
        Accessible { wanted: ResourceSearch::default() }
    }

    /// What of that belongs to the entity.
    pub(super) fn resources_of(entity: &EntityRef) -> Accessible {
        Accessible { wanted: ResourceSearch { entity: Some(entity.clone()), ..ResourceSearch::default() } }
    }

    /// The resources that are meant: the one that is named, or those that belong to the entity that is.
    pub(super) fn resources(&self, ctx: &Ctx<'_>) -> Vec<Resource> {
        match self.named() {
            Named::Resource(id) => {
                let all = ctx.store.get(&Self::all_resources()).answer();
                let known = all.and_then(|all| all.iter().find(|one| one.id == id)).cloned();
                vec![known.unwrap_or_else(|| Resource::of(id))]
            }
            Named::Entity(entity) => {
                let of_entity = ctx.store.get(&Self::resources_of(&entity)).answer();
                of_entity.map(|found: &Arc<Vec<Resource>>| found.as_ref().clone()).unwrap_or_default()
            }
            Named::Nothing | Named::Unknown => Vec::new(),
        }
    }

    /// Where the resource is, where something says that.
    pub(super) fn known_environment(&self, ctx: &Ctx<'_>) -> Option<Clean> {
        let of_resource = self.resources(ctx).into_iter().map(|one| one.environment).find(|one| !one.is_empty());
        let of_entity = || {
            let reference = self.entity()?;
            let entity = ctx.store.get(&ByRef { reference }).answer()?;
            Some(environment_of(entity)).filter(|words| !words.is_empty())
        };
        of_resource.or_else(of_entity)
    }

    pub(super) fn environment(&self, ctx: &Ctx<'_>) -> Clean {
        self.known_environment(ctx).unwrap_or_else(|| Clean::line(self.text(ENVIRONMENT)))
    }

    /// The sort of access that the resource takes by itself.
    pub(super) fn proposed_kind(&self, ctx: &Ctx<'_>) -> Option<AccessKind> {
        let of_resource = self.resources(ctx).first().map(Resource::kind).filter(|kind| *kind != AccessKind::Other);
        let of_entity = || kind_of(ctx.store.get(&ByRef { reference: self.entity()? }).answer()?);
        of_resource.or_else(of_entity)
    }

    pub(super) fn kind(&self, ctx: &Ctx<'_>) -> AccessKind {
        AccessKind::of_word(self.text(KIND)).or_else(|| self.proposed_kind(ctx)).unwrap_or_default()
    }

    pub(super) fn level(&self) -> AccessLevel {
        AccessLevel::of_word(self.text(LEVEL)).unwrap_or(AccessLevel::Read)
    }

    /// What the policy says to what is filled in. What the resource tells of itself counts, whatever the user calls it;
    /// an environment of one's own choice is no way round.
    pub(super) fn ruling(&self, ctx: &Ctx<'_>) -> Ruling {
        let (kind, environment) = (self.kind(ctx), self.known_environment(ctx).unwrap_or_default());
        let own = self.proposed_kind(ctx).unwrap_or(kind);
        ctx.platform.access.ruling_on(kind, own, self.level(), &environment)
    }

    pub(super) fn lasts(&self) -> Option<Duration> {
        span(self.text(DURATION)).filter(|lasts| !lasts.is_zero())
    }

    /// Why it cannot be asked for so, each with the field that has to be mended.
    pub(super) fn problems(&self, ctx: &Ctx<'_>) -> Vec<(&'static str, Clean)> {
        let mut problems: Vec<(&'static str, Clean)> = Vec::new();
        let by_role = self.shown.roles && !self.text(ROLE).is_empty();
        match self.named() {
            Named::Unknown => {
                let words = "it names neither an entity nor a resource: choose one";
                problems.push((RESOURCE, words.into()));
            }
            Named::Entity(_) if self.resources(ctx).len() > 1 && !by_role => {
                let words = "several resources belong to it: choose the one that is meant";
                problems.push((RESOURCE, words.into()));
            }
            Named::Nothing if !by_role => problems.push((RESOURCE, "it has to be said to what".into())),
            _ => {}
        }
        problems.extend(self.duration_problem(ctx).map(|words| (DURATION, words)));
        if self.text(REASON).is_empty() {
            problems.push((REASON, "it has to be said why".into()));
        }
        problems
    }

    pub(super) fn duration_problem(&self, ctx: &Ctx<'_>) -> Option<Clean> {
        let text = self.text(DURATION);
        if text.is_empty() {
            return Some("it has to be said for how long".into());
        }
        let Some(lasts) = self.lasts() else {
            return Some("a time is written as `30m`, `2h` or `1h30m`".into());
        };
        let at_most = self.ruling(ctx).at_most.filter(|at_most| lasts > *at_most)?;
        Some(Clean::line(&format!("it is {} at most", span_words(at_most))))
    }

    /// What is to be asked for; nothing while something has to be mended.
    pub(super) fn order(&self, ctx: &Ctx<'_>) -> Option<AccessOrder> {
        if !self.problems(ctx).is_empty() {
            return None;
        }
        let resources = self.resources(ctx);
        let entity = self.entity().or_else(|| resources.iter().find_map(|one| one.entity.clone()));
        let role = Some(self.text(ROLE)).filter(|role| self.shown.roles && !role.is_empty());
        let ruling = self.ruling(ctx);
        let by_policy = || if self.shown.roles { ruling.roles.clone() } else { Vec::new() };
        let split = |c: char| c == ',' || c.is_whitespace();
        let reviewers = self.text(REVIEWERS).split(split).filter(|name| !name.is_empty()).map(str::to_owned);
        Some(AccessOrder {
            // where roles alone can be asked for they are what is sent
            resources: if self.shown.roles { Vec::new() } else { resources.into_iter().map(|one| one.id).collect() },
            roles: role.map_or_else(by_policy, |role| vec![role.to_owned()]),
            entity,
            kind: self.kind(ctx),
            level: self.level(),
            environment: self.environment(ctx).to_string(),
            lasts: self.lasts()?,
            reason: self.text(REASON).to_owned(),
            reviewers: reviewers.collect(),
            mark: self.mark.clone(),
        })
    }
}
