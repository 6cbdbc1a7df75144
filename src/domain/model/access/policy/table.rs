//! The table that comes along: it counts where a context says nothing else.

use super::{AccessPolicy, Approval, Approver, PolicyRow};
use crate::domain::model::access::AccessKind;
use crate::domain::text::Clean;
use std::time::Duration;

const MINUTES: u64 = 60;
const HOURS: u64 = 60 * MINUTES;

/// Where its rows are from, in words.
const FROM: &str = "the default policy";

const BELOW_PRODUCTION: &[&str] = &["development", "staging"];
const PRODUCTION: &[&str] = &["production"];

impl Default for AccessPolicy {
    fn default() -> Self {
        Self { rows: table() }
    }
}

fn table() -> Vec<PolicyRow> {
    use AccessKind::{Database, Kubernetes, PortForward, Ssh};
    let one = |who: &[&[&str]]| Approval::Each(who.iter().map(|any| approvers(any)).collect());
    vec![
        row(Database, BELOW_PRODUCTION, Approval::Nobody, HOURS, 8 * HOURS),
        row(Database, PRODUCTION, one(&[&["DBA"]]), 30 * MINUTES, 2 * HOURS),
        row(Ssh, &["development"], Approval::Nobody, 8 * HOURS, 24 * HOURS),
        row(Ssh, &["staging"], one(&[&["lead", "SRE"]]), 8 * HOURS, 24 * HOURS),
        row(Ssh, PRODUCTION, one(&[&["SRE on call"], &["manager"]]), 8 * HOURS, 24 * HOURS),
        row(Kubernetes, BELOW_PRODUCTION, Approval::SystemDecides, HOURS, 4 * HOURS),
        row(Kubernetes, PRODUCTION, one(&[&["SRE on call"]]), HOURS, 4 * HOURS),
        // who has to agree is that of what is behind it
        row(PortForward, &[], Approval::SystemDecides, HOURS, 4 * HOURS),
    ]
}

fn row(kind: AccessKind, environments: &[&str], approval: Approval, usual: u64, at_most: u64) -> PolicyRow {
    PolicyRow {
        kind,
        levels: Vec::new(),
        environments: environments.iter().map(|name| (*name).to_owned()).collect(),
        approval,
        usual: Duration::from_secs(usual),
        at_most: Duration::from_secs(at_most),
        roles: Vec::new(),
        from: Clean::from(FROM),
    }
}

fn approvers(any: &[&str]) -> Vec<Approver> {
    any.iter().map(|name| Approver(Clean::line(name))).collect()
}
