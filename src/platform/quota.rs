//! What there is at most of what a run makes, in lines: for the review, and for the command line.

use super::fault::Fault;
use crate::domain::document::{Line, Role};
use crate::domain::template::quota::{Bounds, Quota, QuotaPlace};
use crate::domain::text::Clean;

/// From so many percent on it is said that a quota is nearly spent.
const NEARLY: u32 = 90;

/// What is known of the quotas of a namespace.
#[derive(Clone, Copy, Debug)]
pub enum Heard<'a> {
    /// Nothing yet.
    Asking,
    /// They, as they are.
    Told(&'a [Quota]),
    /// Nothing, and why.
    Failed(&'a Fault),
}

/// What a policy says of a run, and what the namespaces say that it is about.
pub fn lines<'a>(bounds: &Bounds, heard: impl Fn(&QuotaPlace) -> Heard<'a>) -> Vec<Line> {
    let said = bounds.says.iter().map(|says| Line::of(says.clone(), Role::Text));
    let places = bounds.places.iter().flat_map(|place| place_lines(place, heard(place)));
    let unknown = bounds.unknown.iter().map(|why| unknown(&format!("Quotas are not known: {why}.")));
    said.chain(places).chain(unknown).collect()
}

fn place_lines(place: &QuotaPlace, heard: Heard<'_>) -> Vec<Line> {
    let named = named(place);
    match heard {
        Heard::Asking => vec![Line::of(Clean::line(&format!("{named} is being asked for its quotas")), Role::Dim)],
        Heard::Failed(fault) => {
            let why = [&fault.happened, &fault.cure].map(|it| it.as_str().to_owned());
            let why = why.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("; ");
            vec![unknown(&format!("Quotas of {named} are not known: {why}."))]
        }
        Heard::Told([]) => vec![Line::of(Clean::line(&format!("{named} has no quotas")), Role::Text)],
        Heard::Told(quotas) => quotas.iter().map(|quota| quota_line(quota, &named)).collect(),
    }
}

/// A namespace in words.
fn named(place: &QuotaPlace) -> String {
    match &place.cluster {
        Some(cluster) => format!("the namespace {} of {cluster}", place.namespace),
        None => format!("the namespace {}", place.namespace),
    }
}

fn unknown(words: &str) -> Line {
    Line::of(Clean::line(words), Role::Dim)
}

fn quota_line(quota: &Quota, named: &str) -> Line {
    let (used, role) = match (&quota.used, quota.percent) {
        (None, _) => (format!("{}, how much is used is not known", quota.hard), Role::Text),
        (Some(used), Some(100..)) => (format!("{used} of {} used: it is spent", quota.hard), Role::Bad),
        (Some(used), Some(NEARLY..)) => (format!("{used} of {} used: nearly spent", quota.hard), Role::Warn),
        (Some(used), _) => (format!("{used} of {} used", quota.hard), Role::Text),
    };
    let line = Line::of(quota.resource.clone(), Role::Label).and("  ", Role::Text).and(Clean::line(&used), role);
    line.and(Clean::line(&format!("  {} in {named}", quota.set_by)), Role::Dim)
}
