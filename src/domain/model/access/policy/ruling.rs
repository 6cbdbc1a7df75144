//! What the rows say to something that is asked for. What is not known is never the reason for less: where the
//! environment is not known, the strictest that could be meant counts.

use super::{AccessPolicy, Approval, Approver, PolicyRow, Ruling};
use crate::domain::model::access::{AccessKind, AccessLevel};
use crate::domain::model::provision::Tier;
use crate::domain::text::Clean;
use std::time::Duration;

impl AccessPolicy {
    /// These rows over the table that comes along: where one of them fits, it counts.
    pub fn over(rows: Vec<PolicyRow>) -> Self {
        Self::default().below(rows)
    }

    /// The same below these rows: where one of them fits, none of this counts.
    #[must_use]
    pub fn below(self, rows: Vec<PolicyRow>) -> Self {
        Self { rows: rows.into_iter().chain(self.rows).collect() }
    }

    /// What it says to access of a sort in an environment; empty where nothing tells the environment.
    pub fn ruling(&self, kind: AccessKind, level: AccessLevel, environment: &str) -> Ruling {
        self.ruling_to(kind, None, level, environment)
    }

    /// The same, where `behind` is the sort of what a port is led to: who has to agree to that has to agree to this,
    /// unless a row about forwarded ports says who.
    pub fn ruling_to(
        &self,
        kind: AccessKind,
        behind: Option<AccessKind>,
        level: AccessLevel,
        environment: &str,
    ) -> Ruling {
        let own = self.found(kind, level, environment);
        let behind = behind.filter(|behind| kind == AccessKind::PortForward && *behind != kind);
        match (behind, &own.approval) {
            (Some(behind), Approval::SystemDecides) => {
                Ruling { approval: self.found(behind, level, environment).approval, ..own }
            }
            _ => own,
        }
    }

    fn found(&self, kind: AccessKind, level: AccessLevel, environment: &str) -> Ruling {
        let rows: Vec<&PolicyRow> = self.rows.iter().filter(|row| row.is_about(kind, level)).collect();
        let named = (!environment.is_empty()).then(|| first(&rows, environment)).flatten();
        named.map_or_else(|| strictest(&rows), PolicyRow::ruling)
    }
}

/// The first row that fits; in an environment without a name those that are for all.
fn first<'r>(rows: &[&'r PolicyRow], environment: &str) -> Option<&'r PolicyRow> {
    rows.iter().copied().find(|row| row.holds_in(environment))
}

/// The strictest of what could be meant: of each environment that a row names, and of all others.
fn strictest(rows: &[&PolicyRow]) -> Ruling {
    let others = first(rows, "");
    let named = rows.iter().flat_map(|row| &row.environments).filter_map(|name| first(rows, name));
    let could_be: Vec<&PolicyRow> = named.chain(others).collect();
    let Some(strictest) = could_be.iter().max_by_key(|row| row.approval.strictness()) else { return Ruling::open() };
    let from = Clean::line(&format!("{}, as the environment is not known", strictest.from));
    let approval = match &strictest.approval {
        // that is said of environments that have a name, and of this one by nobody
        Approval::Nobody if others.is_none() => Approval::SystemDecides,
        approval => approval.clone(),
    };
    Ruling {
        approval,
        usual: could_be.iter().map(|row| row.usual).min(),
        at_most: could_be.iter().map(|row| row.at_most).min(),
        from,
        ..strictest.ruling()
    }
}

impl PolicyRow {
    fn is_about(&self, kind: AccessKind, level: AccessLevel) -> bool {
        self.kind == kind && (self.levels.is_empty() || self.levels.contains(&level))
    }

    fn holds_in(&self, environment: &str) -> bool {
        self.environments.is_empty() || self.environments.iter().any(|name| is_same(name, environment))
    }

    pub(super) fn ruling(&self) -> Ruling {
        Ruling {
            approval: self.approval.clone(),
            usual: Some(self.usual),
            at_most: Some(self.at_most),
            roles: self.roles.clone(),
            from: self.from.clone(),
        }
    }
}

/// `prod` is `production`.
fn is_same(one: &str, other: &str) -> bool {
    let tier = Tier::of(one);
    one.eq_ignore_ascii_case(other) || (tier.is_some() && tier == Tier::of(other))
}

impl Approval {
    /// How much has to happen, to be compared.
    pub(super) fn strictness(&self) -> usize {
        match self {
            Self::Nobody => 0,
            Self::SystemDecides => 1,
            Self::Each(of) => of.len() + 1,
        }
    }

    /// What it takes, in words: `approval by SRE on call and by manager`.
    pub fn words(&self) -> Clean {
        let any = |of: &Vec<Approver>| {
            let names: Vec<&str> = of.iter().map(|approver| approver.0.as_str()).collect();
            format!("by {}", names.join(" or "))
        };
        Clean::line(&match self {
            Self::Nobody => "no approval".to_owned(),
            Self::SystemDecides => "the access system decides".to_owned(),
            Self::Each(of) => format!("approval {}", of.iter().map(any).collect::<Vec<_>>().join(" and ")),
        })
    }

    /// This and the other as well.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Each(mut of), Self::Each(more)) => {
                let new: Vec<_> = more.into_iter().filter(|any| !of.contains(any)).collect();
                of.extend(new);
                Self::Each(of)
            }
            (of @ Self::Each(_), _) | (_, of @ Self::Each(_)) => of,
            (Self::SystemDecides, _) | (_, Self::SystemDecides) => Self::SystemDecides,
            (Self::Nobody, Self::Nobody) => Self::Nobody,
        }
    }
}

impl Ruling {
    /// Nothing is known: the access system decides.
    pub fn open() -> Self {
        Self {
            approval: Approval::SystemDecides,
            usual: None,
            at_most: None,
            roles: Vec::new(),
            from: Clean::from("no policy"),
        }
    }

    /// What it takes, in words.
    pub fn words(&self) -> Clean {
        self.approval.words()
    }

    /// Whether access may be asked for so long.
    pub fn allows(&self, lasts: Duration) -> bool {
        !lasts.is_zero() && self.at_most.is_none_or(|most| lasts <= most)
    }

    /// This and the other as well: what several things take that are asked for at once.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let least = |a: Option<Duration>, b: Option<Duration>| a.into_iter().chain(b).min();
        let from = match self.from == other.from {
            true => self.from,
            false => Clean::line(&format!("{}; {}", self.from, other.from)),
        };
        let more = other.roles.into_iter().filter(|role| !self.roles.contains(role)).collect::<Vec<_>>();
        Self {
            approval: self.approval.and(other.approval),
            usual: least(self.usual, other.usual),
            at_most: least(self.at_most, other.at_most),
            roles: self.roles.into_iter().chain(more).collect(),
            from,
        }
    }
}
