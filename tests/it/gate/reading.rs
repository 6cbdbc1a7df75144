//! What a rule keeps from being read is not asked and not shown, by whatever way one comes to it.

use crate::rooms::setup;
use crate::support::scripted::{Mood, Scripted, alice, entities};
use crate::support::stage::{NOW, Stage};
use stagedoor::domain::model::{Claims, Identity, Place, Rule, Rules};
use stagedoor::platform::actions::Action;
use stagedoor::platform::gate::{Gate, Ground};
use stagedoor::screen::app::{Effect, Setup};
use std::sync::Arc;

const WHY: &str = "you are not allowed catalog.entity.read: it needs group readers";
const PLACES: [&str; 9] = [
    "home",
    "catalog",
    "catalog?q=pay",
    "component:default/payments",
    "component:default/payments/relations",
    "component:default/payments/graph",
    "component:default/payments/timeline",
    "component:default/payments/yaml",
    "api:default/payments-api/api",
];

fn readers(covers: &str, templates: &[&str]) -> Rule {
    let templates = templates.iter().map(|text| (*text).to_owned()).collect();
    Rule { covers: covers.into(), templates, groups: vec!["readers".into()], ..Rule::default() }
}

fn in_group(group: &str) -> Identity {
    Identity { claims: Some(Claims { groups: vec![group.into()], ..Claims::default() }), ..alice() }
}

fn stage(place: &str, rule: Rule, catalog: &Arc<Scripted>) -> Stage {
    let gate = Gate::new(Ground::Portal, Arc::new(Rules(vec![rule])));
    let mut stage = Stage::new(Setup { gate, ..setup(place) }, (120, 36), catalog.clone().ports());
    stage.rest();
    stage
}

fn catalog(who: Identity) -> Arc<Scripted> {
    let catalog = Scripted::new(Mood::Well, entities(), NOW);
    *catalog.who.lock().unwrap() = who;
    catalog
}

fn asked(catalog: &Scripted) -> Vec<String> {
    catalog.asked.lock().unwrap().clone()
}

#[test]
fn whoever_a_rule_keeps_from_reading_is_told_so_in_every_room_and_nothing_is_asked() {
    for place in PLACES {
        let catalog = catalog(in_group("others"));
        let mut stage = stage(place, readers("catalog.*", &[]), &catalog);
        assert!(stage.sees(WHY), "{place}\n{}", stage.text());
        stage.keys("ctrl+r").keys("ctrl+p").type_text("payments").keys("esc");
        assert_eq!(asked(&catalog), [""; 0], "{place}");
        assert!(!stage.app.offers(Action::AppCatalog) && !stage.sees("Loading"), "{place}\n{}", stage.text());
    }
}

#[test]
fn a_link_is_no_way_round() {
    let catalog = catalog(in_group("others"));
    let mut stage = stage("home", readers("catalog.entity.read", &[]), &catalog);
    for place in PLACES {
        stage.app.go(&Place::parse(place).unwrap());
        stage.rest();
        assert!(stage.sees(WHY), "{place}\n{}", stage.text());
    }
    assert_eq!(asked(&catalog), [""; 0]);
}

#[test]
fn whoever_meets_the_rule_reads_and_so_do_all_while_it_cannot_be_told_who_one_is() {
    let readers_too = catalog(in_group("readers"));
    let mut stage_of = stage("home", readers("catalog.entity.read", &[]), &readers_too);
    assert!(stage_of.app.listing().is_some() && !stage_of.sees("not allowed"), "{}", stage_of.text());
    assert!(stage_of.keys("g c").sees("filler-000"), "{}", stage_of.text());
    let unknown = catalog(Identity { claims: None, ..alice() });
    assert!(stage("catalog", readers("catalog.entity.read", &[]), &unknown).sees("filler-000"));
}

#[test]
fn a_rule_about_some_templates_keeps_those_alone_away() {
    let catalog = catalog(in_group("others"));
    let rule = || readers("catalog.entity.read", &["secret-*"]);
    assert!(stage("template:default/secret-one", rule(), &catalog).sees(WHY));
    assert!(!asked(&catalog).iter().any(|asked| asked.contains("secret-one")), "{:?}", asked(&catalog));
    assert!(!stage("component:default/payments", rule(), &catalog).sees("not allowed"));
}

#[test]
fn who_loses_the_right_to_read_sees_nothing_of_it_any_more() {
    let catalog = catalog(in_group("readers"));
    let mut stage = stage("catalog", readers("catalog.entity.read", &[]), &catalog);
    assert!(stage.sees("filler-000") && stage.effects.is_empty());
    *catalog.who.lock().unwrap() = in_group("others");
    // who one is is looked up again by and by
    stage.now = stage.now.after(std::time::Duration::from_secs(3_700));
    stage.rest();
    let anew = stage.effects.iter().filter(|effect| matches!(effect, Effect::Reopen { forget: false, .. })).count();
    assert_eq!((anew, stage.app.listing().is_none()), (1, true), "{:?}\n{}", stage.effects, stage.text());
}
