//! What is read in a frame over a page of docs.

use crate::pictures::picture;
use crate::rooms::setup;
use crate::support::docs::BuiltDocs;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use futures_util::FutureExt as _;
use serde_json::json;
use stagedoor::domain::docs::{Finding, Href, Index, Page, PageName, Picture, Site, read_index};
use stagedoor::domain::model::EntityRef;
use stagedoor::platform::docs::{BuildState, Building, DocsPort};
use stagedoor::platform::gate::Gate;
use stagedoor::platform::ports::{Answering, Step, Steps, Told};
use stagedoor::screen::app::{Effect, Setup};
use std::sync::Arc;

/// The docs of the test with the index that was built with them, findings, and a build that goes on.
struct Whole {
    built: BuiltDocs,
    findings: Vec<Finding>,
}

impl DocsPort for Whole {
    fn site<'a>(&'a self, of: EntityRef, steps: Steps<Site>) -> Answering<'a, Site> {
        self.built.site(of, steps)
    }

    fn page<'a>(&'a self, of: EntityRef, page: PageName, steps: Steps<Page>) -> Answering<'a, Page> {
        self.built.page(of, page, steps)
    }

    fn index<'a>(&'a self, _: EntityRef) -> Answering<'a, Index> {
        let json = include_str!("../../docs/site/search/search_index.json");
        async move { Ok(Told::now(read_index(json).unwrap())) }.boxed()
    }

    fn picture<'a>(&'a self, of: EntityRef, path: String) -> Answering<'a, Picture> {
        self.built.picture(of, path)
    }

    fn building<'a>(&'a self, _: EntityRef, steps: Steps<Building>) -> Answering<'a, Building> {
        let said = |state, lines: usize| {
            let log = (1..=lines).map(|n| format!("INFO building page {n}").as_str().into_clean()).collect();
            Told::now(Building { log, state })
        };
        async move {
            steps.send(Step::Part(said(BuildState::Running, 40)));
            Ok(said(BuildState::Updated, 60))
        }
        .boxed()
    }

    fn findings<'a>(&'a self, _: EntityRef, _: Steps<Vec<Finding>>) -> Answering<'a, Vec<Finding>> {
        async move { Ok(Told::now(self.findings.clone())) }.boxed()
    }
}

trait IntoClean {
    fn into_clean(self) -> stagedoor::domain::text::Clean;
}

impl IntoClean for &str {
    fn into_clean(self) -> stagedoor::domain::text::Clean {
        stagedoor::domain::text::Clean::line(self)
    }
}

fn finding(page: Option<&str>, line: Option<usize>, problem: &'static str) -> Finding {
    Finding { page: page.map(PageName::of_path), line, lead: None, problem: problem.into() }
}

fn reading(size: (u16, u16)) -> Stage {
    reading_with(Gate::default(), size)
}

fn reading_with(gate: Gate, size: (u16, u16)) -> Stage {
    let findings = vec![
        finding(None, None, "there is no section on its architecture: add a page or a heading `Architecture`"),
        finding(Some("guide/links"), Some(7), "a link leads to the page `guide/missing`, which is not there"),
        Finding {
            lead: Some(Href::Other("../../../../etc/passwd".into())),
            ..finding(Some("guide/links"), Some(30), "a link leads out of the site")
        },
    ];
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    let docs = Whole { built: BuiltDocs::new(Mood::Well, NOW), findings };
    Arc::get_mut(&mut catalog).unwrap().docs = Arc::new(docs);
    let place = "stagedoor://catalog/component/default/payments/docs";
    let mut stage = Stage::new(Setup { gate, ..setup(place) }, size, catalog.ports());
    stage.rest();
    stage
}

#[test]
fn the_site_is_searched_as_one_types_and_enter_goes_to_the_section() {
    let mut stage = reading((80, 24));
    stage.press("S").type_text("queue long");
    assert!(stage.sees("Queue is long  Runbook"), "{}", stage.text());
    picture("docs-site-search-80x24", &stage);
    stage.keys("enter");
    assert!(stage.row_of("Queue is long").is_some_and(|row| row < 7), "{}", stage.text());
    stage.keys("S").type_text("nobody says this");
    assert!(stage.sees("Nothing in these docs matches"), "{}", stage.text());
    stage.keys("esc");
    assert!(!stage.sees("Nothing in these docs matches"), "{}", stage.text());
}

#[test]
fn where_docs_are_a_part_of_anothers_the_first_page_of_all_is_reached_and_places_are_on_the_page() {
    let owner: EntityRef = "system:default/shop".parse().unwrap();
    let mut docs = BuiltDocs::new(Mood::Well, NOW);
    docs.part_of = Some((owner, PageName::of_path("runbook")));
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    Arc::get_mut(&mut catalog).unwrap().docs = Arc::new(Whole { built: docs, findings: Vec::new() });
    let mut stage =
        Stage::new(setup("stagedoor://catalog/component/default/payments/docs"), (120, 36), catalog.ports());
    stage.rest();
    let copied = |stage: &mut Stage| {
        stage.keys("y l");
        let copied = stage.effects.iter().rev().find_map(|effect| match effect {
            Effect::Copy(text) => Some(text.clone()),
            _ => None,
        });
        copied.unwrap_or_default()
    };
    assert!(stage.sees("Runbook"), "{}", stage.text());
    stage.press("S").type_text("queue long");
    stage.rest();
    stage.keys("enter");
    // the name that the search has for the page is the one of the page that is shown
    assert!(stage.row_of("Queue is long").is_some(), "{}", stage.text());
    stage.press("S").type_text("harbor takes ships");
    stage.rest();
    stage.keys("enter");
    assert!(copied(&mut stage).starts_with("stagedoor://catalog/system/default/shop/docs"), "{}", stage.text());
    assert!(stage.sees("Harbor takes ships in"), "{}", stage.text());
}

#[test]
fn enter_before_the_answer_is_there_waits_for_it() {
    let mut stage = reading((80, 24));
    stage.press("S q u e u e space l o n g enter");
    stage.rest();
    stage.settle();
    assert!(stage.row_of("Queue is long").is_some_and(|row| row < 7), "{}", stage.text());
}

#[test]
fn what_the_build_says_is_followed_to_its_end() {
    let mut stage = reading((80, 24));
    stage.keys("B");
    assert!(stage.sees("INFO building page 60"), "{}", stage.text());
    stage.keys("g g");
    assert!(stage.sees("A newer one was built, and is shown."), "{}", stage.text());
    picture("docs-building-80x24", &stage);
    stage.keys("esc");
    assert!(!stage.sees("INFO building"), "{}", stage.text());
}

#[test]
fn nothing_is_built_while_only_reading_is_allowed() {
    let mut stage = reading_with(Gate::default().read_only(true), (80, 24));
    assert!(stage.sees("Harbor takes ships in") && !stage.sees("a newer build"), "{}", stage.text());
    stage.keys("B");
    assert!(stage.sees("something newer to build is not asked"), "{}", stage.text());
    assert!(!stage.sees("INFO building"), "{}", stage.text());
}

#[test]
fn what_is_wrong_is_listed_and_leads_to_its_page() {
    let mut stage = reading((80, 24));
    stage.keys("F");
    assert!(stage.sees("guide/links:7") && stage.sees("All of it"), "{}", stage.text());
    picture("docs-findings-80x24", &stage);
    stage.keys("enter");
    assert!(stage.row_of("Links").is_some() && !stage.sees("All of it"), "{}", stage.text());
    stage.keys("y l");
    let copied = stage.effects.iter().rev().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(copied.as_deref(), Some("stagedoor://catalog/component/default/payments/docs/guide/links"));
}

#[test]
fn a_finding_opens_its_page_at_the_link_that_is_wrong() {
    let mut stage = reading((80, 24));
    stage.keys("F j enter");
    let row = stage.row_of("out of the site").unwrap_or_else(|| panic!("out of sight\n{}", stage.text()));
    assert!(stage.text().lines().nth(row).is_some_and(|row| row.starts_with('▌')), "{}", stage.text());
    assert!(stage.sees("is not followed from a page"), "{}", stage.text());
}

#[test]
fn what_was_found_in_the_site_is_the_present_match_of_its_page() {
    let mut stage = reading((80, 24));
    stage.keys("S").type_text("checksums").keys("enter");
    assert!(stage.sees("The register keeps checksums") && stage.sees("1/1"), "{}", stage.text());
}

#[test]
fn what_was_looked_for_on_the_page_is_over_once_the_site_is_searched() {
    let mut stage = reading((80, 24));
    stage.keys("/").type_text("harbor").keys("enter");
    assert!(stage.sees("/ harbor"), "{}", stage.text());
    stage.keys("S").type_text("queue long").keys("enter esc");
    stage.keys("esc");
    assert!(stage.sees("Harbor takes ships in") && !stage.sees("/ harbor"), "{}", stage.text());
}

#[test]
fn an_entity_that_has_docs_shows_what_they_begin_with_and_one_that_has_none_asks_for_none() {
    let overview = |annotated: bool| {
        let mut all = entities();
        if annotated {
            all[0]["metadata"]["annotations"] = json!({"backstage.io/techdocs-ref": "dir:."});
        }
        let mut catalog = Scripted::new(Mood::Well, all, NOW);
        Arc::get_mut(&mut catalog).unwrap().docs = Arc::new(BuiltDocs::new(Mood::Well, NOW));
        let mut stage = Stage::new(setup("component:payments"), (80, 30), catalog.ports());
        stage.rest();
        stage
    };
    let mut stage = overview(true);
    assert!(stage.sees("Harbor takes ships in, gives each a berth"), "{}", stage.text());
    assert!(stage.sees("1. It listens for ships.") && stage.sees("★ New here?"), "as in the reader\n{}", stage.text());
    picture("entity-docs-80x30", &stage);
    let row = u16::try_from(stage.row_of("  Harbor").unwrap()).unwrap();
    stage.click(6, row);
    assert!(stage.sees("What it does"), "{}", stage.text());
    assert!(!overview(false).sees("Harbor"));
}
