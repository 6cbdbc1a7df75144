//! Pages that come in parts, and links to places that are not on them.

use super::reader::{DOCS, LARGE, SMALL, docs_of, first_row, reading};
use crate::rooms::setup;
use crate::support::docs::BuiltDocs;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use futures_util::FutureExt as _;
use stagedoor::domain::docs::{Finding, Index, Page, PageName, Picture, Site, html};
use stagedoor::domain::model::EntityRef;
use stagedoor::platform::docs::{BuildState, Building, DocsPort};
use stagedoor::platform::ports::{Answering, Step, Steps, Told};
use stagedoor::screen::look::Look;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Docs of which an older copy comes at once, and the newer page when the test lets it come.
struct Slow {
    built: BuiltDocs,
    let_go: tokio::sync::Notify,
}

impl DocsPort for Slow {
    fn site<'a>(&'a self, of: EntityRef, steps: Steps<Site>) -> Answering<'a, Site> {
        self.built.site(of, steps)
    }

    fn page<'a>(&'a self, of: EntityRef, page: PageName, steps: Steps<Page>) -> Answering<'a, Page> {
        async move {
            let newer = self.built.page(of, page, Steps::to(|_| {})).await?;
            let old = html::read("<article><h1>Old</h1><p>An older copy.</p></article>", "index.html");
            steps.send(Step::Part(Told { answer: Arc::new(old), as_of: None }));
            self.let_go.notified().await;
            Ok(newer)
        }
        .boxed()
    }

    fn index<'a>(&'a self, of: EntityRef) -> Answering<'a, Index> {
        self.built.index(of)
    }

    fn picture<'a>(&'a self, of: EntityRef, path: String) -> Answering<'a, Picture> {
        self.built.picture(of, path)
    }

    fn building<'a>(&'a self, of: EntityRef, steps: Steps<Building>) -> Answering<'a, Building> {
        self.built.building(of, steps)
    }

    fn findings<'a>(&'a self, of: EntityRef, steps: Steps<Vec<Finding>>) -> Answering<'a, Vec<Finding>> {
        self.built.findings(of, steps)
    }
}

/// A page whose older copy is seen, and which is still to come; then it comes.
fn after_an_older_copy(page: &str) -> Stage {
    let docs = Arc::new(Slow { built: BuiltDocs::new(Mood::Well, NOW), let_go: tokio::sync::Notify::new() });
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    Arc::get_mut(&mut catalog).unwrap().docs = docs.clone();
    let mut stage = Stage::new(setup(&format!("{DOCS}{page}")), SMALL, catalog.ports());
    stage.until("An older copy.");
    assert!(!stage.sees("has no place"), "{}", stage.text());
    docs.let_go.notify_one();
    stage.rest();
    stage
}

#[test]
fn a_place_that_an_older_copy_lacks_is_gone_to_when_the_newer_page_comes() {
    let stage = after_an_older_copy("/runbook#berth-is-lost");
    assert!(first_row(&stage).contains("Berth is lost"), "{}", stage.text());
    let stage = after_an_older_copy("/runbook?q=checksums");
    assert!(stage.sees("1/1") && stage.sees("The register keeps checksums"), "{}", stage.text());
}

#[test]
fn a_link_to_a_place_that_the_page_does_not_have_says_so() {
    assert!(reading("/runbook#nowhere", LARGE).sees("the page has no place #nowhere"));
    assert!(after_an_older_copy("/runbook#nowhere").sees("the page has no place #nowhere"));
    assert!(!reading("/runbook#berth-is-lost", LARGE).sees("has no place"));
}

#[test]
fn what_a_newer_build_made_is_shown_by_itself() {
    let mut docs = BuiltDocs::new(Mood::Well, NOW);
    docs.state = BuildState::Updated;
    let (stage, docs) = docs_of(docs, "/runbook", LARGE, Look::default());
    assert_eq!(docs.pages.load(Ordering::SeqCst), 2, "before the build and after it");
    assert!(!stage.sees("reload"), "{}", stage.text());
}
