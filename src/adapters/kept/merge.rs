//! What becomes of a session that two processes changed.

use crate::domain::model::EntityRef;
use crate::platform::ports::{Bookmark, Saved, SavedFilter};
use std::collections::{BTreeMap, HashSet};

/// Entities looked at that are kept at most: as many as a screen holds itself.
const RECENT: usize = 30;

/// `mine`, which was `base` when this process last saw or saved it, on top of what is `there` now.
pub(super) fn merged(base: &Saved, mine: &Saved, there: Saved) -> Saved {
    let starred = stars(&base.starred, &mine.starred, there.starred);
    let recent = recents(&base.recent, &mine.recent, there.recent);
    let filters = filters(&base.filters, &mine.filters, there.filters);
    let marks = marks(&base.marks, &mine.marks, there.marks);
    let columns = newer(&base.columns, &mine.columns, there.columns);
    let parts = newer(&base.parts, &mine.parts, there.parts);
    let preview = newer(&base.preview, &mine.preview, there.preview);
    let theme = newer(&base.theme, &mine.theme, there.theme);
    Saved { starred, recent, filters, marks, columns, parts, preview, theme, ..mine.clone() }
}

/// What is there, unless it was set otherwise here.
fn newer<T: Clone + PartialEq>(base: &T, mine: &T, there: T) -> T {
    if mine == base { there } else { mine.clone() }
}

/// What is there without what was deleted here, with what was saved here; of one name the last word
/// is that of whoever changed it.
fn filters(base: &[SavedFilter], mine: &[SavedFilter], there: Vec<SavedFilter>) -> Vec<SavedFilter> {
    let changed = |filter: &SavedFilter| !base.contains(filter);
    let named = |filters: &[SavedFilter], name: &str| filters.iter().any(|filter| filter.name == name);
    let goes = |filter: &SavedFilter| {
        let deleted = named(base, &filter.name) && !named(mine, &filter.name);
        let replaced = mine.iter().any(|own| own.name == filter.name && changed(own));
        deleted || replaced
    };
    let mut filters: Vec<SavedFilter> = there.into_iter().filter(|filter| !goes(filter)).collect();
    let new = mine.iter().filter(|filter| changed(filter)).cloned();
    filters.extend(new);
    filters
}

type Marks = BTreeMap<char, Bookmark>;

/// What is there, with what was marked anew here.
fn marks(base: &Marks, mine: &Marks, mut there: Marks) -> Marks {
    let new = mine.iter().filter(|(letter, mark)| base.get(letter) != Some(*mark));
    there.extend(new.map(|(letter, mark)| (*letter, mark.clone())));
    there
}

/// What is there without what was unstarred here, and with what was starred here.
fn stars(base: &[EntityRef], mine: &[EntityRef], there: Vec<EntityRef>) -> Vec<EntityRef> {
    let (before, now): (HashSet<_>, HashSet<_>) = (base.iter().collect(), mine.iter().collect());
    let unstarred = |star: &EntityRef| before.contains(star) && !now.contains(star);
    let kept: Vec<EntityRef> = there.into_iter().filter(|star| !unstarred(star)).collect();
    let known: HashSet<_> = kept.iter().collect();
    let new = mine.iter().filter(|star| !before.contains(star) && !known.contains(star)).cloned();
    let new: Vec<EntityRef> = new.collect();
    kept.into_iter().chain(new).collect()
}

/// What was looked at here since then, before what is there.
fn recents(base: &[EntityRef], mine: &[EntityRef], there: Vec<EntityRef>) -> Vec<EntityRef> {
    let (looked_at, cleared) = since(base, mine);
    let goes = |entity: &EntityRef| looked_at.contains(entity) || (cleared && base.contains(entity));
    let rest = there.into_iter().filter(|entity| !goes(entity));
    looked_at.iter().cloned().chain(rest).take(RECENT).collect()
}

/// The entities at the head of `mine` that were looked at after `base`, and whether those of `base`
/// were cleared away.
fn since<'a>(base: &[EntityRef], mine: &'a [EntityRef]) -> (&'a [EntityRef], bool) {
    // the last ones fall off a full list
    let left_of = |rest: &[EntityRef]| if mine.len() < RECENT { base.len() } else { rest.len() };
    let is_head = |head: &[EntityRef], rest: &[EntityRef]| {
        let left = base.iter().filter(|entity| !head.contains(entity));
        !rest.is_empty() && rest.iter().eq(left.take(left_of(rest)))
    };
    let found = (0..=mine.len()).filter_map(|at| mine.split_at_checked(at)).find(|(head, rest)| is_head(head, rest));
    let all_looked_at = base.iter().all(|entity| mine.contains(entity));
    found.map_or((mine, !all_looked_at), |(head, _)| (head, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_elsewhere_stays_where_it_was_not_set_here() {
        let theme = |name: &str| Some(name.to_owned());
        let base = Saved { columns: vec!["name".into()], theme: theme("dark"), ..Saved::default() };
        let mine = Saved { theme: theme("light"), ..base.clone() };
        let there = Saved { columns: vec!["kind".into()], preview: Some(false), theme: theme("mono"), ..base.clone() };
        let merged = merged(&base, &mine, there);
        assert_eq!((merged.columns, merged.preview), (vec!["kind".to_owned()], Some(false)));
        assert_eq!(merged.theme, theme("light"), "the last word is that of whoever changed it");
    }
}
