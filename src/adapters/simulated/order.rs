//! What is asked for, with everything found out that it takes.

use super::SimulatedAccess;
use crate::domain::model::access::{
    AccessKind, AccessLevel, AccessOrder, Approval, Asked, AskedFor, RequestId, Resource, ResourceId, Ruling,
    span_words,
};
use crate::platform::access::{ResourceSearch, new_mark};
use crate::platform::fault::{Fault, FaultKind};
use std::time::Duration;

/// The longest time where the policy says none.
const LONGEST: Duration = Duration::from_secs(24 * 3_600);
const USUAL: Duration = Duration::from_secs(3_600);

/// An order that can be carried out.
pub(super) struct Meant {
    pub(super) id: RequestId,
    pub(super) order: AccessOrder,
    pub(super) things: Vec<Resource>,
    pub(super) ruling: Ruling,
}

impl SimulatedAccess {
    /// Finds out what is meant, and what it takes.
    pub(super) async fn meant(&self, order: AccessOrder, tried: &str) -> Result<Meant, Fault> {
        let invalid = |happened: &str, cure: &str| Fault::new(FaultKind::Invalid, tried, happened, cure);
        if order.reason.trim().is_empty() {
            return Err(invalid("no reason is given", "say what you need it for"));
        }
        if !order.roles.is_empty() {
            let cure = "ask for a database, a machine or what runs in a cluster";
            return Err(Fault::new(FaultKind::Unsupported, tried, "the simulated ledger has no roles", cure));
        }
        let things = self.things_of(&order, tried).await?;
        let Some(first) = things.first() else {
            return Err(invalid("nothing is named that access could be had to", "name an entity, or a resource"));
        };
        let kind = if order.kind == AccessKind::PortForward { order.kind } else { first.kind() };
        let environment = first.environment.to_string();
        let ruling = self.ruling(kind, order.level, &things);
        let lasts = if order.lasts.is_zero() { ruling.usual.unwrap_or(USUAL) } else { order.lasts };
        if !ruling.allows(lasts) || lasts > LONGEST.max(ruling.at_most.unwrap_or_default()) {
            let most = span_words(ruling.at_most.unwrap_or(LONGEST));
            return Err(invalid(&format!("{} is longer than {most}", span_words(lasts)), "ask for less time"));
        }
        let resources = things.iter().map(|thing| thing.id.clone()).collect();
        let mark = if order.mark.is_empty() { new_mark() } else { order.mark };
        let Some(id) = RequestId::parse(&mark) else {
            return Err(invalid("its mark is no id", "leave the mark away"));
        };
        let order = AccessOrder { resources, kind, environment, lasts, mark, ..order };
        Ok(Meant { id, order, things, ruling })
    }

    async fn things_of(&self, order: &AccessOrder, tried: &str) -> Result<Vec<Resource>, Fault> {
        let mut things = Vec::new();
        for id in &order.resources {
            things.push(self.thing_of(id).await?.ok_or_else(|| unknown(id, tried))?);
        }
        if let (true, Some(entity)) = (things.is_empty(), &order.entity) {
            let wanted = ResourceSearch { entity: Some(entity.clone()), ..ResourceSearch::default() };
            things.extend(self.things(&wanted).await?);
        }
        Ok(things)
    }

    /// What the policy says to all of it at once.
    pub(super) fn ruling(&self, kind: AccessKind, level: AccessLevel, things: &[Resource]) -> Ruling {
        let policy = &self.0.setup.policy;
        let rulings = things.iter().map(|thing| policy.ruling_on(kind, thing.kind(), level, &thing.environment));
        rulings.reduce(Ruling::and).unwrap_or_else(Ruling::open)
    }
}

impl Meant {
    /// As the ledger takes it.
    pub(super) fn asked(&self) -> Asked {
        let thing = |thing: &Resource| AskedFor {
            id: thing.id.to_string(),
            title: thing.title.to_string(),
            environment: thing.environment.to_string(),
            entity: thing.entity.as_ref().map(ToString::to_string),
        };
        Asked {
            resources: self.things.iter().map(thing).collect(),
            roles: Vec::new(),
            kind: self.order.kind,
            level: self.order.level,
            environment: self.order.environment.clone(),
            seconds: self.order.lasts.as_secs(),
            reason: self.order.reason.clone(),
            reviewers: self.order.reviewers.clone(),
            needs: needs(&self.ruling.approval),
        }
    }
}

/// Who has to agree. Where a system would decide by itself, anybody else does here.
fn needs(approval: &Approval) -> Vec<Vec<String>> {
    match approval {
        Approval::Nobody => Vec::new(),
        Approval::SystemDecides => vec![Vec::new()],
        Approval::Each(of) => of.iter().map(|any| any.iter().map(|one| one.0.to_string()).collect()).collect(),
    }
}

fn unknown(id: &ResourceId, tried: &str) -> Fault {
    let cure = "look for it among what access may be asked to";
    Fault::new(FaultKind::NotFound, tried, &format!("there is no {id} in this workspace"), cure)
}
