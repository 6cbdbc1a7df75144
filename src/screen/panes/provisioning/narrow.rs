//! Which of all are shown, and in which order: pure, and done again only when something changed.

use crate::domain::model::EntityRef;
use crate::domain::model::provision::{Pressing, Provision, Provisions};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Whose things are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Whose {
    #[default]
    All,
    /// What the user asked for or owns, and what the user's groups own: mine, as everywhere.
    Mine,
    /// What the user asked for or owns without a group.
    Alone,
}

/// What narrows the list besides the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) whose: Whose,
    pub(super) failing: bool,
    pub(super) environment: Option<String>,
    /// A word of [`crate::domain::model::provision::ProvisionKind::word`].
    pub(super) sort: Option<String>,
}

/// The rows that are shown, and what there is to narrow by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Narrowed {
    /// By their place in the answer: what fails or waits for the user first, then the latest.
    pub(super) rows: Vec<usize>,
    /// The environments that occur.
    pub(super) environments: Vec<String>,
    /// The sorts that occur.
    pub(super) sorts: Vec<String>,
    /// Of all: how many failed, and how many wait for the user.
    pub(super) failed: usize,
    pub(super) for_me: usize,
}

/// Narrows and sorts. `me` is who the user counts as, the user first.
pub(super) fn narrowed(all: &Provisions, text: &str, wanted: &Wanted, me: &[EntityRef]) -> Narrowed {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let mut told = Narrowed::default();
    let (mut environments, mut sorts) = (BTreeSet::new(), BTreeSet::new());
    let mut rows = Vec::new();
    for (n, one) in all.list.iter().enumerate() {
        let pressing = one.pressing(me);
        told.failed += usize::from(pressing == Pressing::Failed);
        told.for_me += usize::from(pressing == Pressing::ForMe);
        if !one.environment.is_empty() && !environments.contains(one.environment.as_str()) {
            environments.insert(one.environment.as_str());
        }
        sorts.insert(one.kind.word());
        if fits(one, pressing, wanted, me) && says(one, &words) {
            rows.push((pressing, Reverse(one.since()), n));
        }
    }
    rows.sort_unstable();
    told.rows = rows.into_iter().map(|(.., n)| n).collect();
    told.environments = environments.into_iter().map(str::to_owned).collect();
    told.sorts = sorts.into_iter().map(str::to_owned).collect();
    told
}

fn fits(one: &Provision, pressing: Pressing, wanted: &Wanted, me: &[EntityRef]) -> bool {
    let whose = match wanted.whose {
        Whose::All => true,
        Whose::Mine => one.is_of(me),
        Whose::Alone => me.first().is_some_and(|me| one.is_of(std::slice::from_ref(me))),
    };
    let is =
        |word: &str, wanted: &Option<String>| wanted.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(word));
    whose
        && (!wanted.failing || pressing == Pressing::Failed)
        && is(one.environment.as_str(), &wanted.environment)
        && is(one.kind.word(), &wanted.sort)
}

/// Whether all words occur in what its row says, whatever their case.
fn says(one: &Provision, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let sort = one.kind.words();
    let mut all: Vec<&str> = vec![one.name.as_str(), &one.id.0, one.environment.as_str(), one.kind.word()];
    all.push(sort.as_str());
    all.extend([&one.owner, &one.requested_by, &one.entity].into_iter().flatten().map(EntityRef::as_str));
    if let Some(stage) = one.here() {
        all.extend([stage.name.word(), stage.progress.word(), stage.reason.as_str(), stage.evidence.as_str()]);
        all.extend(stage.waiting_for.iter().map(|whom| whom.as_str()));
    }
    let all = all.join("\n").to_lowercase();
    words.iter().all(|word| all.contains(word.as_str()))
}

/// The one after `now` among `all`, and after the last none.
pub(super) fn next(all: &[String], now: Option<&str>) -> Option<String> {
    let at = now.and_then(|now| all.iter().position(|it| it == now));
    match (now, at) {
        (None, _) => all.first().cloned(),
        (Some(_), None) => None,
        (Some(_), Some(at)) => all.get(at + 1).cloned(),
    }
}
