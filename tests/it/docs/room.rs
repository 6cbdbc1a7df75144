//! Looking through the docs of everything and searching them, by keys.

use crate::pictures::picture;
use crate::rooms::{self, setup};
use crate::support::docs::BuiltDocs;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use futures_util::FutureExt as _;
use serde_json::json;
use stagedoor::domain::model::{EntityRef, Hit, Hits, Identity, Terms};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{Answering, IdentityPort, Reply, SearchPort, Steps, Told};
use stagedoor::platform::store::Ticket;
use stagedoor::screen::app::{Effect, Message, Setup};
use stagedoor::screen::look::Look;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

const LARGE: (u16, u16) = (120, 36);
const SMALL: (u16, u16) = (80, 24);

/// A search that finds the same whatever is looked for, in two parts, and keeps in mind what was asked.
#[derive(Default)]
struct Finds {
    asked: Mutex<Vec<Terms>>,
    nothing: bool,
}

impl SearchPort for Finds {
    fn search<'a>(&'a self, terms: Terms) -> Answering<'a, Hits> {
        let is_first = terms.from.is_none();
        self.asked.lock().unwrap().push(terms);
        let hits = match (self.nothing, is_first) {
            (true, _) => Hits::default(),
            (false, true) => Hits { hits: first(), total: Some(3), next: Some("2".into()) },
            (false, false) => {
                Hits { hits: vec![hit("Sign off", "guide/notes", "the very end")], total: Some(3), next: None }
            }
        };
        async move { Ok(Told::now(hits)) }.boxed()
    }
}

fn hit(title: &'static str, path: &'static str, snippet: &'static str) -> Hit {
    Hit {
        kind: Hit::DOCS.into(),
        title: title.into(),
        entity: Some("component:default/payments".parse().unwrap()),
        path: Some(path.into()),
        snippet: snippet.into(),
        marks: snippet.match_indices("gate").map(|(at, word)| at..at + word.len()).collect(),
        ..Hit::default()
    }
}

fn first() -> Vec<Hit> {
    vec![
        hit(
            "Tables",
            "guide/tables#wide",
            "How long the gate stays open after the last ship went through. Raise it when \
             pilots complain that the gate closes before the tugs are through.",
        ),
        hit("Harbor", "", "what the gate is for"),
    ]
}

/// The room over a portal in which two components have docs.
fn room_with(place: &str, size: (u16, u16), finds: Finds) -> (Stage, Arc<Finds>) {
    let mut all = entities();
    for (entity, annotation) in [(0, "techdocs-ref"), (1, "techdocs-entity")] {
        all[entity]["metadata"]["annotations"] = json!({format!("backstage.io/{annotation}"): "dir:."});
    }
    let finds = Arc::new(finds);
    let mut catalog = Scripted::new(Mood::Well, all, NOW);
    Arc::get_mut(&mut catalog).unwrap().docs = Arc::new(BuiltDocs::new(Mood::Well, NOW));
    let mut ports = catalog.ports();
    ports.search = finds.clone();
    let mut stage = Stage::new(Setup { ..setup(place) }, size, ports);
    stage.rest();
    (stage, finds)
}

fn room(place: &str, size: (u16, u16)) -> (Stage, Arc<Finds>) {
    room_with(place, size, Finds::default())
}

/// The link to what is shown.
fn link(stage: &mut Stage) -> String {
    stage.keys("y l");
    let copied = stage.effects.iter().rev().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.clone()),
        _ => None,
    });
    copied.expect("a link")
}

#[test]
fn what_has_docs_is_listed_and_leads_to_its_first_page() {
    let (mut stage, finds) = room("home", SMALL);
    stage.keys("g d");
    assert!(stage.sees("Payments") && stage.sees("payments-worker"), "{}", stage.text());
    assert!(!stage.sees("old-cart") && stage.sees("2 entities with docs"), "{}", stage.text());
    picture("docs-room-80x24", &stage);
    stage.keys("enter");
    assert!(stage.sees("Harbor takes ships in"), "{}", stage.text());
    assert!(finds.asked.lock().unwrap().is_empty(), "nothing is searched before something is looked for");
}

#[test]
fn what_is_typed_is_searched_in_all_docs_and_goes_along_to_the_page() {
    let (mut stage, finds) = room("docs", SMALL);
    stage.press("/").type_text("the gate");
    let asked = |finds: &Finds| finds.asked.lock().unwrap().iter().map(|terms| terms.text.clone()).collect::<Vec<_>>();
    assert_eq!(asked(&finds), ["the gate"], "a portal is not asked for each letter");
    assert!(finds.asked.lock().unwrap().iter().all(|terms| terms.kind.as_deref() == Some("techdocs")));
    assert!(stage.sees("Tables  Payments / guide/tables") && stage.sees("2 of 3 found"), "{}", stage.text());
    picture("docs-found-80x24", &stage);
    stage.keys("enter");
    assert!(stage.sees("How long the gate stays"), "{}", stage.text());
    assert!(stage.row_of("Wide").is_some_and(|row| row < 7), "it opens at the heading\n{}", stage.text());
    stage.keys("backspace");
    assert!(stage.sees("2 of 3 found") || stage.sees("of 3 found"), "{}", stage.text());
    assert_eq!(asked(&finds).len(), 1, "going back asks nothing");
}

#[test]
fn enter_that_comes_before_the_answer_waits_for_it() {
    let (mut stage, _) = room("docs", SMALL);
    stage.press("/ g a t e enter");
    stage.rest();
    stage.settle();
    assert!(stage.sees("How long the gate stays"), "{}", stage.text());
}

/// Tells who the user is when it is told to.
struct Known(Notify, Vec<EntityRef>);

impl IdentityPort for Known {
    fn who_am_i<'a>(&'a self, _: Steps<Identity>) -> Answering<'a, Identity> {
        async move {
            self.0.notified().await;
            Ok(Told::now(Identity { ownership: self.1.clone(), ..Identity::default() }))
        }
        .boxed()
    }
}

#[test]
fn nothing_is_found_as_mine_before_it_is_known_who_i_am_or_where_i_own_nothing() {
    let mut ports = Scripted::new(Mood::Well, entities(), NOW).ports();
    let (finds, known) = (Arc::new(Finds::default()), Arc::new(Known(Notify::new(), Vec::new())));
    (ports.search, ports.identity) = (finds.clone(), known.clone());
    let mut stage = Stage::new(Setup { ..setup("stagedoor://docs?q=gate&mine=yes") }, SMALL, ports);
    stage.until("Loading who you are");
    assert!(finds.asked.lock().unwrap().is_empty(), "{:?}", finds.asked);
    known.0.notify_one();
    stage.until("Nothing in the docs matches `gate` with only mine.");
    assert!(finds.asked.lock().unwrap().is_empty(), "{:?}", finds.asked);
}

#[test]
fn the_search_goes_on_where_the_end_of_what_was_found_comes_in_sight() {
    let (mut stage, finds) = room("docs?q=gate", SMALL);
    assert!(!stage.sees("Sign off"));
    stage.keys("j");
    assert!(stage.sees("Sign off") && stage.sees("3 found"), "{}", stage.text());
    let from: Vec<_> = finds.asked.lock().unwrap().iter().map(|terms| terms.from.clone()).collect();
    assert_eq!(from, [None, Some("2".into())]);
}

#[test]
fn the_docs_are_narrowed_by_owner_kind_type_and_entity_and_every_state_has_a_link() {
    let (mut stage, finds) = room("docs?q=gate", LARGE);
    stage.keys("f").type_text("owner team");
    picture("docs-narrow-120x36", &stage);
    stage.keys("enter");
    assert_eq!(link(&mut stage), "stagedoor://docs?q=gate&owner=group:default%2Fteam-a");
    let last = |finds: &Finds| finds.asked.lock().unwrap().last().cloned().unwrap();
    assert_eq!(last(&finds).owners, ["group:default/team-a".parse().unwrap()]);
    stage.keys("f").type_text("entity payments-worker").keys("enter");
    assert_eq!(last(&finds).entity, Some("component:default/payments-worker".parse().unwrap()));
    stage.keys("esc");
    assert!(stage.sees("1 entity with docs") && stage.sees("owner"), "{}", stage.text());
    stage.keys("esc");
    assert!(stage.sees("2 entities with docs"), "{}", stage.text());
    stage.keys("m");
    assert_eq!(link(&mut stage), "stagedoor://docs?mine=yes");
}

#[test]
fn a_link_opens_the_room_as_it_was() {
    let (mut stage, finds) = room("docs?q=gate&owner=team-a&type=Service&kind=component&lifecycle=production", SMALL);
    let terms = finds.asked.lock().unwrap().last().cloned().unwrap();
    assert_eq!((terms.entity_type.as_deref(), terms.entity_kind.as_deref()), (Some("service"), Some("component")));
    assert_eq!((terms.lifecycle.as_deref(), terms.owners.len()), (Some("production"), 1));
    let link = link(&mut stage);
    assert_eq!(
        link,
        "stagedoor://docs?q=gate&owner=group:default%2Fteam-a&type=service&kind=component&lifecycle=production"
    );
}

#[test]
fn the_page_that_was_found_stands_beside_where_there_is_room() {
    let (stage, _) = room("docs?q=gate", LARGE);
    assert!(stage.sees("Many columns") || stage.sees("Wide"), "{}", stage.text());
    picture("docs-found-120x36", &stage);
}

#[test]
fn that_nothing_is_found_is_said_with_what_it_was_narrowed_by() {
    let (stage, _) = room_with("docs?q=gate&type=service", SMALL, Finds { nothing: true, ..Finds::default() });
    assert!(stage.sees("Nothing in the docs matches `gate` with type service."), "{}", stage.text());
}

#[test]
fn the_palette_leads_to_docs_and_searches_them() {
    let (mut stage, finds) = room("docs", LARGE);
    stage.press("ctrl+p").type_text("payments");
    assert!(stage.sees("Read its docs") && stage.sees("Docs: payments"), "{}", stage.text());
    stage.press("ctrl+u").type_text("how the gate opens").keys("enter");
    assert!(stage.sees("2 of 3 found"), "{}", stage.text());
    assert_eq!(finds.asked.lock().unwrap()[0].text, "how the gate opens");
}

#[test]
fn why_it_is_not_known_which_have_docs_is_said_also_when_that_comes_last() {
    let mut stage = rooms::room("docs", Mood::Half, (120, 36), Look::default());
    assert!(stage.sees("Loading which have docs"), "{}", stage.text());
    let refused = || Fault::new(FaultKind::Unreachable, "read a field", "the connection was refused", "");
    (0..40).for_each(|n| stage.send_in(Message::Reply(Ticket(n), Reply::Failed(refused()))));
    assert!(stage.sees("Cannot read a field") && !stage.sees("Loading which"), "{}", stage.text());
}

/// The room while no answer has come yet.
fn silent() -> Stage {
    let catalog = Scripted::new(Mood::Silent, entities(), NOW);
    Stage::new(setup("docs"), LARGE, catalog.ports())
}

#[test]
fn why_nothing_is_listed_is_said_whichever_of_two_like_answers_comes_last() {
    for last_first in [false, true] {
        let mut stage = silent();
        let refused = || Fault::new(FaultKind::Unreachable, "read the catalog", "the connection was refused", "");
        let mut tickets: Vec<u64> = (0..40).collect();
        if last_first {
            tickets.reverse();
        }
        tickets.into_iter().for_each(|n| stage.send_in(Message::Reply(Ticket(n), Reply::Failed(refused()))));
        assert!(stage.sees("Cannot read the catalog"), "last first {last_first}\n{}", stage.text());
        assert!(!stage.sees("Loading the catalog"), "last first {last_first}\n{}", stage.text());
    }
}
