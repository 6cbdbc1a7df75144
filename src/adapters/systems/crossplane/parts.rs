//! The parts of composites that are not well, each kind by few watches. What is watched goes on as it is when more
//! composites stop: only these are listed.

use super::composite::{COMPOSITE, Composite, is_label, is_well, root_of};
use super::watches::Watches;
use crate::adapters::cluster::{Cluster, Wanted};
use crate::domain::model::cluster::{Kind, Object};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Composites whose parts are looked at, of one place.
const ROOTS: usize = 40;
/// Places of parts that are looked at.
const PLACES: usize = 30;
/// Watches that are held of one place; where it would be more, one that is listed anew takes the place of all.
const MOST: usize = 8;

/// Where parts are looked for: their kind, and the namespace; empty for those without.
type Place = (Kind, Arc<str>);
/// Composites at the root, by name.
type Roots = BTreeSet<Arc<str>>;

/// The parts that are followed.
pub(super) struct Parts {
    watches: Watches<Object>,
    groups: Groups,
}

/// Which roots share a watch, by place.
#[derive(Default)]
struct Groups {
    /// Those that are not well.
    unwell: BTreeMap<Place, Roots>,
    /// All of a group by one watch. Some of them may be well by now.
    groups: BTreeMap<Place, Vec<Roots>>,
}

impl Parts {
    pub fn new() -> Self {
        Self { watches: Watches::new(), groups: Groups::default() }
    }

    /// Follows the parts of what is not well among these.
    pub fn want(&mut self, cluster: &Cluster, things: &Watches<Composite>) {
        self.groups.take(unwell(things));
        self.watches.want(cluster, self.groups.wanted().map(|(_, wanted)| wanted));
    }

    /// The parts of what is not well.
    pub fn all(&self) -> impl Iterator<Item = Arc<Object>> {
        self.groups.wanted().flat_map(|(roots, wanted)| {
            let objects = self.watches.get(&wanted).map(|snapshot| snapshot.objects.as_slice()).unwrap_or_default();
            objects.iter().filter(move |object| roots.contains(root_of(object))).cloned()
        })
    }

    /// Waits for a change. It may be dropped while it waits.
    pub async fn changed(&mut self) {
        self.watches.changed().await;
    }
}

impl Groups {
    /// These are not well from here on. Those that nobody watches become a group of their own.
    fn take(&mut self, unwell: BTreeMap<Place, Roots>) {
        let none = Roots::new();
        for (place, groups) in &mut self.groups {
            let roots = unwell.get(place).unwrap_or(&none);
            groups.retain(|group| !group.is_disjoint(roots));
        }
        self.groups.retain(|_, groups| !groups.is_empty());
        for (place, roots) in &unwell {
            let groups = self.groups.entry(place.clone()).or_default();
            let new: Roots = roots.iter().filter(|root| !groups.iter().any(|it| it.contains(*root))).cloned().collect();
            match new.is_empty() {
                true => {}
                false if groups.len() < MOST => groups.push(new),
                false => *groups = vec![roots.clone()],
            }
        }
        self.unwell = unwell;
    }

    /// What is to be followed, with those of its place that are not well.
    fn wanted(&self) -> impl Iterator<Item = (&Roots, Wanted)> {
        let of = |place: &Place| self.groups.get(place).map(Vec::as_slice).unwrap_or_default();
        let each = move |(place, roots)| of(place).iter().map(move |group| (roots, wanted(place, group)));
        self.unwell.iter().flat_map(each)
    }
}

fn wanted((kind, namespace): &Place, roots: &Roots) -> Wanted {
    let names: Vec<&str> = roots.iter().map(|root| &**root).collect();
    let wanted = Wanted::all(kind.clone()).labelled(&format!("{COMPOSITE} in ({})", names.join(",")));
    if namespace.is_empty() { wanted } else { wanted.within(&[Arc::clone(namespace)]) }
}

/// The roots of what is not well, by the places of their parts.
fn unwell(things: &Watches<Composite>) -> BTreeMap<Place, Roots> {
    let followed: BTreeSet<&Kind> = things.all().map(|(wanted, _)| &wanted.kind).collect();
    let mut all: BTreeMap<Place, Roots> = BTreeMap::new();
    let objects = things.all().flat_map(|(_, snapshot)| &snapshot.objects).map(|thing| &thing.0);
    for object in objects.filter(|object| !is_well(object) && is_label(root_of(object))) {
        // composites among them are followed anyway
        for part in object.parts.iter().filter(|part| !followed.contains(&part.kind)) {
            let roots = all.entry((part.kind.clone(), Arc::clone(&part.namespace))).or_default();
            if roots.len() < ROOTS {
                roots.insert(root_of(object).into());
            }
        }
    }
    all.into_iter().take(PLACES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        (Kind::new("rds.aws.example", "Instance"), Arc::default())
    }

    fn take(groups: &mut Groups, unwell: &[&str]) {
        let roots: Roots = unwell.iter().map(|root| (*root).into()).collect();
        groups.take(if roots.is_empty() { BTreeMap::new() } else { BTreeMap::from([(place(), roots)]) });
    }

    fn selectors(groups: &Groups) -> Vec<String> {
        let all = groups.wanted().filter_map(|(_, wanted)| wanted.labels);
        all.map(|labels| labels.replace("crossplane.io/composite in ", "")).collect()
    }

    #[test]
    fn one_more_that_stops_is_watched_beside_the_others_and_a_watch_ends_when_all_of_it_is_well() {
        let mut groups = Groups::default();
        take(&mut groups, &["a", "b"]);
        assert_eq!(selectors(&groups), ["(a,b)"]);
        take(&mut groups, &["a", "b", "c"]);
        assert_eq!(selectors(&groups), ["(a,b)", "(c)"]);
        take(&mut groups, &["b", "c"]);
        assert_eq!(selectors(&groups), ["(a,b)", "(c)"], "what one does not look at any more needs no list");
        take(&mut groups, &["a", "c"]);
        assert_eq!(selectors(&groups), ["(a,b)", "(c)"], "one that stops again is watched already");
        take(&mut groups, &["c"]);
        assert_eq!(selectors(&groups), ["(c)"]);
        take(&mut groups, &[]);
        assert!(selectors(&groups).is_empty() && groups.groups.is_empty());
    }

    #[test]
    fn of_many_that_stop_one_after_the_other_few_watches_are_held() {
        let mut groups = Groups::default();
        let names: Vec<String> = (0..30).map(|n| format!("r{n:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for count in 1..=names.len() {
            take(&mut groups, &names[..count]);
            let all = selectors(&groups);
            assert!(all.len() <= MOST, "{all:?}");
            let watched = all.iter().flat_map(|group| group.trim_matches(['(', ')']).split(',')).count();
            assert_eq!(watched, count, "each by one watch");
        }
    }
}
