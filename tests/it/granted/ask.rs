use super::{World, at, database, world};
use crate::pictures::picture;
use crate::support::access::ScriptedAccess;
use crate::support::scripted::{Mood, entities};
use crate::support::stage::NOW;
use crate::support::templates::ScriptedTemplates;
use stagedoor::domain::model::Place;
use stagedoor::domain::model::access::{AccessKind, AccessLevel, AccessOrder, AccessWay, Lack};
use stagedoor::platform::actions::Action;
use stagedoor::platform::command::Command;
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::query::AccessAsked;
use stagedoor::screen::app::{Effect, Message};
use std::sync::Arc;
use std::time::Duration;

const DATABASE: &str = "stagedoor://access/new?resource=/main.example/db/orders-production";

/// What was asked for, each order that was sent.
fn orders(world: &World) -> Vec<AccessOrder> {
    let sent = world.catalog.commands.lock().unwrap().clone();
    sent.into_iter().filter_map(|it| if let Command::AskAccess(order) = it { Some(*order) } else { None }).collect()
}

#[test]
fn a_link_fills_in_and_what_it_will_need_is_shown_before_anything_is_sent() {
    let link = format!("{DATABASE}&type=write&duration=45m&reason=repair%20rows");
    let mut world = world(&link, (120, 36), |_| {});
    let text = world.stage.text();
    for words in ["approval by DBA", "30m usually, 2h at most", "from link", "45m", "repair rows", "in production"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(orders(&world).is_empty(), "a link never asks");
    picture("access-ask-120x36", &world.stage);
    world.stage.keys("ctrl+n");
    assert!(orders(&world).is_empty(), "nor does the key without a yes");
    world.stage.keys("enter");
    let sent = orders(&world);
    let [order] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(order.resources[0].to_string(), "/main.example/db/orders-production");
    assert_eq!((order.kind, order.level), (AccessKind::Database, AccessLevel::Write));
    assert_eq!((order.environment.as_str(), order.lasts), ("production", Duration::from_secs(45 * 60)));
    assert_eq!((order.reason.as_str(), order.mark.len()), ("repair rows", 8));
}

#[test]
fn nothing_is_asked_for_longer_than_the_policy_allows_or_without_a_reason() {
    let mut world = world(&format!("{DATABASE}&duration=3h&reason=x"), (120, 36), |_| {});
    assert!(world.stage.sees("it is 2h at most"), "{}", world.stage.text());
    world.stage.keys("ctrl+n enter");
    assert!(orders(&world).is_empty());
    let mut world = super::world(DATABASE, (80, 24), |_| {});
    world.stage.keys("ctrl+n");
    assert!(world.stage.sees("it has to be said why"), "{}", world.stage.text());
    assert!(orders(&world).is_empty());
    picture("access-ask-missing-80x24", &world.stage);
}

#[test]
fn the_resource_is_chosen_as_one_types_and_the_usual_time_follows_from_it() {
    let mut world = world("stagedoor://access/new", (120, 36), |_| {});
    world.stage.keys("o").type_text("rders-prod");
    assert!(world.stage.sees("orders-production"), "{}", world.stage.text());
    picture("access-ask-choosing-120x36", &world.stage);
    world.stage.keys("enter");
    assert!(world.stage.sees("/main.example/db/orders-production"), "{}", world.stage.text());
    assert!(world.stage.sees("30m"), "{}", world.stage.text());
    assert!(world.stage.sees("Needs approval by DBA"), "{}", world.stage.text());
}

#[test]
fn from_an_entity_its_own_resource_is_meant() {
    let mut world = world("stagedoor://catalog/resource/default/orders-db", (120, 36), |_| {});
    assert!(world.stage.sees("Ask for access"), "{}", world.stage.text());
    picture("access-entity-120x36", &world.stage);
    world.stage.keys("n");
    assert_eq!(
        world.stage.app.place().unwrap().to_string(),
        "stagedoor://access/new?resource=resource:default%2Forders-db"
    );
    assert!(world.stage.sees("Needs approval by DBA"), "{}", world.stage.text());
    assert!(!super::world("component:payments", (120, 36), |_| {}).stage.app.offers(Action::AccessAsk));
}

#[test]
fn where_roles_alone_can_be_asked_for_that_is_said_and_a_role_is_asked_for() {
    let lack = Lack {
        way: AccessWay::Resources,
        because: "Community Edition: only roles can be asked for".into(),
        instead: "".into(),
    };
    let mut world = world("stagedoor://access/new?role=dba&duration=30m&reason=x&type=read", (120, 36), |access| {
        let mut all = access.all.lock().unwrap();
        (all.ways.lacks, all.ways.roles) = (vec![lack], vec!["dba".into(), "sre".into()]);
    });
    assert!(world.stage.sees("only roles can be asked for"), "{}", world.stage.text());
    world.stage.keys("ctrl+n enter");
    let sent = orders(&world);
    assert!(sent.len() == 1 && sent[0].roles == ["dba"] && sent[0].resources.is_empty(), "{sent:?}");
}

#[test]
fn what_is_filled_in_is_kept_over_leaving_and_gone_on_with() {
    let templates = Arc::new(ScriptedTemplates::new(Mood::Well, NOW));
    let all = || {
        let mut all = entities();
        all.push(database());
        all
    };
    let of = |place: &str| at(place, (120, 36), (ScriptedAccess::new(Mood::Well, NOW), all(), templates.clone()));
    let mut world = of(DATABASE);
    world.stage.keys("tab tab tab tab").type_text("the nightly job");
    let link = world.stage.app.place().unwrap();
    assert!(link.draft_id().is_some(), "{link}");
    drop(world);
    assert!(of(&link.to_string()).stage.sees("the nightly job"));
    let mut anew = of("stagedoor://access/new");
    assert!(anew.stage.sees("What was begun before is kept"), "{}", anew.stage.text());
    anew.stage.keys("f3");
    assert!(anew.stage.sees("the nightly job"), "{}", anew.stage.text());
    assert!(of("home").stage.sees("Access to orders-production"));
    anew.stage.keys("ctrl+n enter");
    assert_eq!(orders(&anew).len(), 1);
    assert!(!of("home").stage.sees("Access to orders-production"), "what was asked for is no draft any more");
}

#[test]
fn a_lost_answer_is_said_and_what_is_sent_again_has_the_same_mark() {
    let mut world = world(&format!("{DATABASE}&reason=x"), (120, 36), |_| {});
    let fault = Fault::new(FaultKind::TimedOut, "ask for access", "no answer came", "");
    world.catalog.outcomes.lock().unwrap().push_back(Outcome::InDoubt { probe: AccessAsked {}.into(), fault });
    world.stage.keys("ctrl+n enter esc");
    assert!(world.stage.sees("whether it was asked for is not known"), "{}", world.stage.text());
    world.stage.keys("ctrl+n enter");
    let sent = orders(&world);
    assert!(sent.len() == 2 && sent[0].mark == sent[1].mark, "{sent:?}");
}

fn refused(kind: FaultKind) -> Outcome {
    Outcome::Refused(Fault::new(kind, "ask for access", "it was not done", ""))
}

/// The form at a place, with what is kept of forms.
fn form(place: &str, templates: &Arc<ScriptedTemplates>) -> World {
    let mut all = entities();
    all.push(database());
    at(place, (120, 36), (ScriptedAccess::new(Mood::Well, NOW), all, templates.clone()))
}

/// A form whose first answer was lost, that was changed then and sent twice: once it ended so, and once it was refused.
fn after_a_loss(second: Outcome, templates: &Arc<ScriptedTemplates>) -> World {
    let mut world = form(&format!("{DATABASE}&reason=x"), templates);
    let fault = Fault::new(FaultKind::TimedOut, "ask for access", "no answer came", "");
    let lost = Outcome::InDoubt { probe: AccessAsked {}.into(), fault };
    world.catalog.outcomes.lock().unwrap().extend([lost, second, refused(FaultKind::Invalid)]);
    world.stage.keys("ctrl+n enter esc");
    world.stage.keys("tab tab tab tab").type_text("yz");
    world.stage.keys("esc ctrl+n enter esc ctrl+n enter esc");
    world
}

#[test]
fn a_refusal_before_anything_was_looked_up_leaves_the_doubt_and_its_mark_over_a_start_anew() {
    let templates = Arc::new(ScriptedTemplates::new(Mood::Well, NOW));
    let world = after_a_loss(refused(FaultKind::Unreachable), &templates);
    let marks: Vec<String> = orders(&world).into_iter().map(|order| order.mark).collect();
    assert!(marks.len() == 3 && marks.iter().all(|mark| *mark == marks[0]), "{marks:?}");
    assert!(world.stage.sees("whether it was asked for is not known"), "{}", world.stage.text());
    let link = world.stage.app.place().unwrap().to_string();
    drop(world);
    let mut anew = form(&link, &templates);
    assert!(anew.stage.sees("whether it was asked for is not known"), "{}", anew.stage.text());
    anew.stage.keys("ctrl+n enter");
    assert_eq!(orders(&anew)[0].mark, marks[0]);
}

#[test]
fn where_something_else_is_found_by_the_mark_what_is_filled_in_stays_and_is_another_one() {
    let templates = Arc::new(ScriptedTemplates::new(Mood::Well, NOW));
    let world = after_a_loss(refused(FaultKind::Conflict), &templates);
    let sent = orders(&world);
    assert_eq!(sent[0].mark, sent[1].mark);
    assert_ne!(sent[1].mark, sent[2].mark, "it is known what came of the first");
    assert!(!world.stage.sees("whether it was asked for is not known"), "{}", world.stage.text());
    assert!(sent[2].reason.contains("yz"), "{sent:?}");
    assert!(world.stage.app.place().unwrap().draft_id().is_some());
}

#[test]
fn once_asked_the_request_is_gone_to() {
    let mut world = world(&format!("{DATABASE}&reason=x"), (120, 36), |_| {});
    let made = Outcome::Done {
        told: "it was asked for".into(),
        stale: Vec::new(),
        made: Some(Place::access(crate::support::access::PENDING)),
        request_id: None,
    };
    world.catalog.outcomes.lock().unwrap().push_back(made);
    world.stage.keys("ctrl+n enter esc");
    assert_eq!(world.stage.app.place().unwrap().page, crate::support::access::PENDING, "{}", world.stage.text());
}

#[test]
fn the_reason_is_written_in_the_editor() {
    let mut world = world(DATABASE, (120, 36), |_| {});
    world.stage.keys("tab tab tab tab f2");
    let writes = |effect: &Effect| matches!(effect, Effect::Write { name, .. } if name == "reason.md");
    assert!(world.stage.effects.iter().any(writes), "{}", world.stage.text());
    world.stage.send_in(Message::Written("two lines\nof reasons\n".into()));
    world.stage.rest();
    assert!(world.stage.sees("of reasons"), "{}", world.stage.text());
}
