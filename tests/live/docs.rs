//! Docs and search over them, by the library, against the real TechDocs and search backends.

use crate::ports::{portal, reference, wait};
use crate::rig::{self, ADMIN_TOKEN};
use stagedoor::adapters::kept::KeptDocs;
use stagedoor::adapters::portal::PortalDocs;
use stagedoor::domain::docs::{Page, PageName};
use stagedoor::domain::model::{EntityRef, Hit, Place, Terms};
use stagedoor::platform::docs::{BuildState, DocsKeep, DocsPort as _, NoDocsKept};
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::ports::{SearchPort as _, Steps};
use std::sync::Arc;

fn almanac() -> EntityRef {
    reference("component:almanac")
}

fn docs() -> PortalDocs {
    PortalDocs::new(Arc::new(portal(ADMIN_TOKEN)), Arc::new(NoDocsKept))
}

fn page(docs: &PortalDocs, of: EntityRef, name: &str) -> Arc<Page> {
    wait(docs.page(of, PageName::of_path(name), Steps::ignored())).unwrap().answer
}

#[test]
fn pages_site_and_index_are_read_as_techdocs_serves_them() {
    if !rig::live() {
        return;
    }
    let docs = docs();
    let site = wait(docs.site(almanac(), Steps::ignored())).unwrap().answer;
    assert!(!site.title.is_empty() && site.pages.contains(&PageName::of_path("tides")), "{site:?}");
    let tides = page(&docs, almanac(), "tides");
    assert_eq!(tides.name.as_str(), "tides");
    assert!(tides.pool.as_str().len() > 20, "{tides:?}");
    let index = wait(docs.index(almanac())).unwrap().answer;
    assert!(index.sections.iter().any(|section| section.page == tides.name), "{index:?}");
}

#[test]
fn a_page_that_is_kept_costs_no_more_than_a_word() {
    if !rig::live() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let keep = || Arc::new(KeptDocs::new(folder.path().to_owned()));
    let first = Arc::new(portal(ADMIN_TOKEN));
    let whole = page(&PortalDocs::new(Arc::clone(&first), keep()), almanac(), "tides");
    rig::eventually("the page on disk", || keep().load(&almanac(), "tides/index.html"));
    let again = Arc::new(portal(ADMIN_TOKEN));
    assert_eq!(page(&PortalDocs::new(Arc::clone(&again), keep()), almanac(), "tides"), whole);
    let (first, again) = (first.counts(), again.counts());
    assert_eq!((first.requests, again.requests), (1, 1));
    assert!(first.decoded > 100 && again.decoded == 0, "{first:?} {again:?}");
}

#[test]
fn what_is_not_there_is_told_apart() {
    if !rig::live() {
        return;
    }
    let said = |of: &str, name: &str| {
        let docs = docs();
        let asked = docs.page(reference(of), PageName::of_path(name), Steps::ignored());
        wait(asked).map(|told| told.answer.title.to_string()).unwrap_err()
    };
    let fault = said("component:timetable", "");
    assert!(fault.kind == FaultKind::NotFound && fault.to_string().contains("it has no docs"), "{fault}");
    let fault = said("component:almanac", "gone");
    assert!(fault.to_string().contains("there is no such page"), "{fault}");
    let fault = said("component:nowhere", "");
    assert_eq!(fault.kind, FaultKind::NotFound, "{fault}");
    assert!(!fault.to_string().contains("has no docs"), "{fault}");
}

#[test]
fn a_backend_that_does_not_build_says_that_nothing_newer_comes() {
    if !rig::live() {
        return;
    }
    let building = wait(docs().building(almanac(), Steps::ignored())).unwrap().answer;
    assert_eq!(building.state, BuildState::UpToDate, "{building:?}");
}

#[test]
fn docs_are_searched_with_filters_and_lead_to_their_pages() {
    if !rig::live() {
        return;
    }
    let portal = portal(ADMIN_TOKEN);
    let find = |terms: Terms| wait(portal.search(terms)).unwrap().answer;
    let docs = |terms: Terms| find(Terms { text: "pier".into(), kind: Some(Hit::DOCS.into()), ..terms });
    let all = docs(Terms::default());
    let hit = all.hits.first().expect("a hit");
    assert_eq!((hit.kind.as_str(), hit.entity.clone()), ("techdocs", Some(almanac())));
    assert!(!hit.marks.is_empty(), "{hit:?}");
    let marked = hit.marks.iter().filter_map(|mark| hit.snippet.as_str().get(mark.clone()));
    assert!(marked.map(str::to_lowercase).all(|it| it.starts_with("pier")), "{hit:?}");
    assert_eq!(hit.place().and_then(|place: Place| place.subject), Some(almanac()));
    let owner = hit.owner.clone().expect("an owner");
    let narrowed = Terms {
        entity: Some(almanac()),
        owners: vec![owner],
        entity_kind: Some("component".into()),
        entity_type: Some(hit.entity_type.to_string()),
        lifecycle: Some(hit.lifecycle.to_string()),
        ..Terms::default()
    };
    assert_eq!(docs(narrowed.clone()).hits, all.hits);
    for none in [
        Terms { owners: vec![reference("group:nobody")], ..Terms::default() },
        Terms { entity: Some(reference("component:timetable")), ..Terms::default() },
        Terms { lifecycle: Some("gone".into()), ..Terms::default() },
    ] {
        assert!(docs(none.clone()).hits.is_empty(), "{none:?}");
    }
}
