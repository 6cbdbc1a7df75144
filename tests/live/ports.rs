//! The ports of a portal, by the library, against the real backend: what is read.

use crate::program::alice;
use crate::rig::{self, ADMIN_TOKEN, READER_TOKEN};
use serde_json::json;
use stagedoor::adapters::http::Limits;
use stagedoor::adapters::portal::{Portal, PortalSetup};
use stagedoor::adapters::session::{TokenSource, Whose};
use stagedoor::adapters::systems::backstage::{Match, Query};
use stagedoor::domain::model::listing::Listing;
use stagedoor::domain::model::{EntityRef, Identity};
use stagedoor::domain::text::Secret;
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{CatalogPort as _, IdentityPort as _, Step, Steps};
use stagedoor::platform::query::Folder;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

pub fn portal(token: &str) -> Portal {
    portal_with(token, Limits::default())
}

fn portal_with(token: &str, limits: Limits) -> Portal {
    at(&rig::rig().url, token, limits)
}

/// The portal at an address, as somebody sees it.
pub fn portal_of(url: &str, token: &str) -> Portal {
    at(url, token, Limits::default())
}

/// The portal at an address, seen by the administrator.
pub fn portal_at(url: &str) -> Portal {
    at(url, ADMIN_TOKEN, Limits::default())
}

fn at(url: &str, token: &str, limits: Limits) -> Portal {
    let setup = PortalSetup {
        name: "rig".into(),
        base: url.to_owned(),
        token: TokenSource::Fixed(Secret::new(token.into())),
        whose: Whose::default(),
        headers: None,
        user: None,
        offline: false,
    };
    Portal::with_limits(setup, limits).unwrap()
}

pub fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

pub fn reference(text: &str) -> EntityRef {
    text.parse().unwrap()
}

pub fn rows(portal: &Portal) -> Arc<Listing> {
    wait(portal.rows(None, Steps::ignored())).unwrap().answer
}

#[test]
fn rows_come_whole_over_many_pages_and_the_first_are_shown_meanwhile() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let small = Limits { first_page: 20, later_page: 50, ..Limits::default() };
    let (portal, whole) = (portal_with(ADMIN_TOKEN, small), rows(&portal(ADMIN_TOKEN)));
    let parts: Arc<Mutex<Vec<usize>>> = Arc::default();
    let seen = Arc::clone(&parts);
    let steps = Steps::to(move |step: Step<Listing>| {
        if let Step::Part(told) = step {
            assert!(!told.answer.complete);
            seen.lock().unwrap().push(told.answer.len());
        }
    });
    let paged = wait(portal.rows(None, steps)).unwrap().answer;
    let refs = |listing: &Listing| listing.rows().map(|row| row.reference()).collect::<BTreeSet<_>>();
    assert_eq!(paged.len(), rig::rig().total("", ADMIN_TOKEN));
    assert_eq!(refs(&paged), refs(&whole), "each once, none left out");
    assert!(paged.complete);
    assert_eq!(parts.lock().unwrap().first(), Some(&20));
    let pages = 1 + (paged.len() as u64 - 20).div_ceil(50);
    assert_eq!(portal.counts().requests, pages);
}

#[test]
fn a_row_says_what_the_entity_says() {
    if !rig::live() {
        return;
    }
    let listing = rows(&portal(ADMIN_TOKEN));
    let row = listing.find(&reference("component:timetable")).unwrap();
    assert_eq!(row.title().as_str(), "Timetable");
    assert_eq!(row.kind_type().as_str(), "service");
    assert_eq!(row.owner().as_str(), "group:default/team-a");
    assert_eq!(row.system().as_str(), "system:default/booking");
    assert_eq!(row.tags().map(|tag| tag.as_str().to_owned()).collect::<Vec<_>>(), ["rust", "public"]);
    let driftwood = listing.find(&reference("component:driftwood")).unwrap();
    assert!(driftwood.is_ownerless(), "its owner is not there");
    assert!(listing.find(&reference("component:ghost-ship")).is_none(), "never valid");
}

#[test]
fn by_reference_what_is_missing_is_a_hole_in_its_place() {
    if !rig::live() {
        return;
    }
    let portal = portal(READER_TOKEN);
    let refs = ["component:timetable", "component:ghost-ship", "api:tides-api", "odd:nothing/here"].map(reference);
    let found = wait(portal.backstage().entities_of(&refs)).unwrap();
    let names: Vec<_> = found.iter().map(|entity| entity.as_ref().map(|entity| entity.reference().clone())).collect();
    let [timetable, _, tides, _] = refs;
    assert_eq!(names, [Some(timetable), None, Some(tides), None]);
}

#[test]
fn thousands_of_references_go_in_as_many_requests_as_the_portal_takes() {
    if !rig::live() {
        return;
    }
    let portal = portal(READER_TOKEN);
    let refs: Vec<_> = (0..4_000).map(|n| reference(&format!("component:default/bulk-{n:05}"))).collect();
    let found = wait(portal.backstage().entities_of(&refs)).unwrap();
    assert_eq!(found.len(), refs.len());
    assert!(found[0].is_none() && found[300].is_some() && found[301].is_none());
    assert!(portal.counts().requests > 1, "one body would be too large");
}

#[test]
fn ancestry_leads_from_an_entity_to_the_location_that_named_it() {
    if !rig::live() {
        return;
    }
    let found = wait(portal(ADMIN_TOKEN).backstage().ancestry(&reference("component:pier-lights"))).unwrap();
    assert_eq!(found[0].entity.reference(), &reference("component:pier-lights"));
    assert!(found.iter().any(|ancestor| ancestor.entity.reference() == &reference("location:piers")), "{found:?}");
    assert!(found[0].parents.iter().all(|parent| parent.kind() == "location"), "{found:?}");
}

#[test]
fn an_entity_is_judged_before_it_is_anywhere() {
    if !rig::live() {
        return;
    }
    let portal = portal(ADMIN_TOKEN);
    let judge = |entity| wait(portal.backstage().validate(&entity, "url:https://git.ferries.example/x.yaml")).unwrap();
    let entity = |name: &str| {
        json!({"apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": {"name": name},
               "spec": {"type": "service", "lifecycle": "production", "owner": "team-a"}})
    };
    assert_eq!(judge(entity("good")), []);
    let said = judge(entity("not a name"));
    assert!(said.iter().any(|line| line.as_str().contains("metadata.name")), "{said:?}");
}

#[test]
fn facets_of_the_portal_are_counted_within_a_filter() {
    if !rig::live() {
        return;
    }
    let portal = portal(ADMIN_TOKEN);
    let worker: Vec<Match> =
        vec![("spec.type".into(), Some("worker".into())), ("metadata.tags".into(), Some("bulk".into()))];
    let facets = wait(portal.backstage().facets(&["spec.lifecycle"], &[worker])).unwrap();
    assert_eq!(facets["spec.lifecycle"].iter().map(|(_, count)| count).sum::<u64>(), 75, "{facets:?}");
}

#[test]
fn what_the_portal_does_not_take_is_an_invalid_request() {
    if !rig::live() {
        return;
    }
    let portal = portal(ADMIN_TOKEN);
    let query = Query { order: Some(("metadata.name,sideways".into(), false)), ..Query::default() };
    let fault: Fault = wait(portal.backstage().entities(&query)).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Invalid, "{fault}");
    assert!(fault.request_id.is_some() && fault.happened.as_str().contains("400"), "{fault}");
}

#[test]
fn the_entity_of_a_checkout_is_found_by_where_its_source_lies() {
    if !rig::live() {
        return;
    }
    let portal = portal(READER_TOKEN);
    let folder = |remote: &str, within: &str| Folder {
        path: "/src".into(),
        remote: remote.into(),
        within: within.into(),
        branches: vec!["topic".into(), "main".into()],
    };
    let at = |remote, within| wait(portal.at_folder(folder(remote, within))).unwrap().answer.as_ref().clone();
    let timetable = Some(reference("component:timetable"));
    assert_eq!(at("git@git.ferries.example:booking/timetable.git", ""), timetable);
    assert_eq!(at("https://git.ferries.example/booking/timetable", "lib/deep"), timetable, "from further down");
    assert_eq!(at("git@git.ferries.example:booking/tickets.git", ""), None);
    assert_eq!(at("", ""), None);
}

#[test]
fn a_user_is_known_with_groups_and_a_service_stands_for_nobody() {
    if !rig::live() {
        return;
    }
    let who =
        |token: &str| -> Identity { wait(portal(token).who_am_i(Steps::ignored())).unwrap().answer.as_ref().clone() };
    let rig = rig::rig();
    let alice = who(&rig.token_for("alice"));
    assert_eq!(alice.user, Some(reference("user:alice")));
    let owners: BTreeSet<_> = alice.ownership.iter().map(EntityRef::as_str).collect();
    assert_eq!(owners, ["group:default/platform", "group:default/team-a", "user:default/alice"].into());
    let guest = who(&rig.token_for("guest"));
    assert_eq!((guest.user, guest.ownership.len()), (Some(reference("user:guest")), 1));
    let service = who(ADMIN_TOKEN);
    assert_eq!((service.user, service.ownership), (None, vec![]));
}

#[test]
fn where_a_descriptor_is_edited_is_said_for_what_came_from_the_web_alone() {
    if !rig::live() {
        return;
    }
    let (_, _, token) = alice();
    let fault = wait(portal(&token).source_of(reference("component:timetable"))).unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotFound, "it came from a file of the server's: {fault}");
}
