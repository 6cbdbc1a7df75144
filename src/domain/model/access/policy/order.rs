//! What the rows say to an order: to each thing as what it is, whatever the order calls it.

use super::{AccessPolicy, Approval, Ruling};
use crate::domain::model::access::{AccessKind, AccessLevel, AccessOrder};
use crate::domain::text::Clean;

impl AccessPolicy {
    /// What it says to an order for things: of each the sort that it is by itself, and its environment, empty where
    /// nothing but the order tells that. Roles are taken as what the rows that name them say.
    pub fn ruling_of(&self, order: &AccessOrder, things: &[(AccessKind, Clean)]) -> Ruling {
        let own = |(own, environment): &(AccessKind, Clean)| self.ruling_on(order.kind, *own, order.level, environment);
        let things: Vec<Ruling> = things.iter().map(own).collect();
        let is_unsettled = |role: &&String| !things.iter().any(|ruling| ruling.roles.contains(role));
        let roles: Vec<Ruling> =
            order.roles.iter().filter(is_unsettled).map(|role| self.ruling_of_role(role)).collect();
        things.into_iter().chain(roles).reduce(Ruling::and).unwrap_or_else(Ruling::open)
    }

    /// What it says to one thing that is of a sort by itself, where the user calls it another. A port that is led to it
    /// is given no longer than the thing; what nothing tells of is taken as both.
    pub fn ruling_on(&self, called: AccessKind, own: AccessKind, level: AccessLevel, environment: &Clean) -> Ruling {
        let as_itself = self.ruling(own, level, environment.as_str());
        match (called, own) {
            (AccessKind::PortForward, own) if own != called => {
                let port = self.ruling_to(called, Some(own), level, environment.as_str());
                let roles = if port.roles.is_empty() { as_itself.roles.clone() } else { port.roles.clone() };
                Ruling { approval: port.approval.clone(), roles, ..port.and(as_itself) }
            }
            (called, AccessKind::Other) if called != own => {
                as_itself.and(self.ruling(called, level, environment.as_str()))
            }
            _ => as_itself,
        }
    }

    /// What it says to a role by itself: the strictest of the rows that name it. Where none does nobody knows what it
    /// gives, and no longer than anything else is it given.
    fn ruling_of_role(&self, role: &String) -> Ruling {
        let named = || self.rows.iter().filter(|row| row.roles.contains(role));
        match named().max_by_key(|row| row.approval.strictness()) {
            Some(row) => {
                let (usual, at_most) = (named().map(|row| row.usual).min(), named().map(|row| row.at_most).min());
                Ruling { usual, at_most, ..row.ruling() }
            }
            None => Ruling { approval: Approval::SystemDecides, roles: Vec::new(), ..self.shortest() },
        }
    }

    /// Of all that it says to anything the shortest time.
    fn shortest(&self) -> Ruling {
        let levels = |kind| AccessLevel::ALL.into_iter().map(move |level| self.ruling(kind, level, ""));
        let all = AccessKind::ALL.into_iter().flat_map(levels).filter(|ruling| ruling.at_most.is_some());
        let Some(least) = all.min_by_key(|ruling| ruling.at_most) else { return Ruling::open() };
        let from = Clean::line(&format!("{}, as it is not known what the role gives", least.from));
        Ruling { from, ..least }
    }
}
