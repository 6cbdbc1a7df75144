//! Whatever is not heard, nothing wrong is said.

use super::world::*;
use crate::domain::model::provision::{Evidence, Manifest, Progress, Provision, join};
use crate::domain::text::Clean;
use proptest::prelude::*;
use std::sync::Arc;

/// A platform with all that is hard: two clusters with one name, a rerun, an application per folder, a pull request,
/// a squash merge, things without labels.
fn platform() -> World {
    let (orders, carts) = (claim("databases", "orders"), claim("databases", "carts"));
    let mut squashed = landed('c', 240);
    squashed.parts = vec![Clean::line(&id('b'))];
    let mut first = landed('a', 200);
    first.contained_in = vec![Clean::line(&id('c')), Clean::line(&id('d'))];
    let mut task = asked("t5", 600);
    task.leads = vec!["https://github.com/acme/infrastructure/pull/8".into()];
    let old = Manifest { is_present: Some(false), ..file("production/carts.yaml", &carts, Some("t2"), 'b') };
    World::default()
        .asked(asked("t1", 100))
        .asked(asked("t2", 110))
        .asked(asked("t3", 300))
        .asked(task)
        .file(file("production/orders.yaml", &orders, Some("t1"), 'a'))
        .file(file("staging/orders.yaml", &orders, None, 'a'))
        .file(old)
        .file(file("production/carts.yaml", &carts, Some("t3"), 'd'))
        .change(first)
        .change(squashed)
        .change(landed('d', 320))
        .change(proposed(pull(8, 'e', 610)))
        .app(app("p", "production", "prod", 'd', &[orders.clone(), carts.clone()]))
        .app(app("s", "staging", "stage", 'd', std::slice::from_ref(&orders)))
        .live(tracked(live("prod", &orders, Some("t1"), 210), "p"))
        .live(tracked(live("stage", &orders, None, 210), "s"))
        .live(tracked(live("prod", &carts, Some("t3"), 330), "p"))
        .entity(cataloged("orders", Some("t1")))
        .entity(cataloged("carts", Some("t3")))
}

/// Every fact as evidence of its own.
fn facts(world: &World) -> Vec<Evidence> {
    let all = &world.0;
    let of =
        |asked: Vec<_>, manifests: Vec<_>, changes: Vec<_>, rollouts: Vec<_>, objects: Vec<_>, cataloged: Vec<_>| {
            Evidence { asked, manifests, changes, rollouts, objects, cataloged, ..Evidence::default() }
        };
    let none = || (vec![], vec![], vec![], vec![], vec![], vec![]);
    let mut facts = Vec::new();
    macro_rules! each {
        ($($field:ident),+) => {
            $(for it in &all.$field {
                let (asked, manifests, changes, rollouts, objects, cataloged) = none();
                let mut one = of(asked, manifests, changes, rollouts, objects, cataloged);
                one.$field = vec![Arc::clone(it)];
                facts.push(one);
            })+
        };
    }
    each!(asked, manifests, changes, rollouts, objects, cataloged);
    facts
}

/// Whether less was said: the same, nothing, or that it waits.
fn is_weaker(less: &Provision, whole: &Provision) -> bool {
    less.stages
        .iter()
        .zip(&whole.stages)
        .all(|(less, whole)| less.progress == whole.progress || less.progress == Progress::Unknown)
}

proptest! {
    #[test]
    fn less_evidence_says_less_and_never_something_else(heard in prop::collection::vec(any::<bool>(), 24)) {
        let facts = facts(&platform());
        let whole = join(&facts, NOW);
        let part: Vec<Evidence> = facts.iter().zip(heard.iter().cycle()).filter(|(_, heard)| **heard).map(|(it, _)| it.clone()).collect();
        for line in &join(&part, NOW).list {
            let name = line.id.to_string();
            let same = |other: &&Arc<Provision>| match (&line.object, &other.object) {
                (Some(own), Some(others)) => own == others || (own.cluster.is_empty() && own.object == others.object && line.file == other.file),
                (None, None) => line.tasks.first() == other.tasks.first(),
                _ => false,
            };
            // a request whose object is not heard of is told by its task
            let by_task = |other: &&Arc<Provision>| line.object.is_none() && other.tasks.contains(&line.tasks[0]);
            let found = whole.list.iter().find(same).or_else(|| whole.list.iter().find(by_task));
            let Some(found) = found else { return Err(TestCaseError::fail(format!("{name} is new"))) };
            prop_assert!(is_weaker(line, found), "{name}: {} of {} {}", letters(line), found.id, letters(found));
        }
    }

    #[test]
    fn the_order_of_the_evidence_does_not_matter(keys in prop::collection::vec(any::<u32>(), 24)) {
        let facts = facts(&platform());
        let mut shuffled: Vec<(u32, Evidence)> = facts.iter().zip(keys.iter().cycle()).map(|(it, key)| (*key, it.clone())).collect();
        shuffled.sort_by_key(|(key, _)| *key);
        let shuffled: Vec<Evidence> = shuffled.into_iter().map(|(_, it)| it).collect();
        prop_assert_eq!(join(&shuffled, NOW).list, join(&facts, NOW).list);
    }

    #[test]
    fn a_line_is_found_by_its_name_of_before_while_more_becomes_known(heard in prop::collection::vec(any::<bool>(), 24)) {
        let facts = facts(&platform());
        let part: Vec<Evidence> = facts.iter().zip(heard.iter().cycle()).filter(|(_, heard)| **heard).map(|(it, _)| it.clone()).collect();
        let whole = join(&facts, NOW);
        for line in &join(&part, NOW).list {
            let found = whole.find(&line.id.to_string());
            prop_assert!(!found.is_empty(), "{} is lost", line.id);
            let same = |other: &&Arc<Provision>| line.object.is_none() || other.name == line.name;
            prop_assert!(found.iter().all(same), "{} leads elsewhere", line.id);
        }
    }

    #[test]
    fn told_twice_is_told_once(twice in any::<u8>()) {
        let mut facts = facts(&platform());
        let again = facts.get(usize::from(twice) % facts.len()).cloned();
        let whole = join(&facts, NOW);
        facts.extend(again);
        prop_assert_eq!(join(&facts, NOW).list, whole.list);
    }
}

#[test]
fn the_platform_of_these_tests_is_as_it_is_meant() {
    let lines = platform().lines();
    let told: Vec<String> = lines.list.iter().map(|line| format!("{} {}", line.id, letters(line))).collect();
    let name = "PostgresDatabase.databases.example/databases";
    assert_eq!(
        told,
        [
            "task/t5 DDDWWWWW".to_owned(),
            format!("{name}/carts DDDDDDDD"),
            format!("stage:{name}/orders ???DDDD?"),
            format!("prod:{name}/orders DDDDDDDD"),
        ]
    );
}
