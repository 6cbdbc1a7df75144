//! Docs that a portal has not built yet.

use crate::rooms::setup;
use crate::support::docs::BuiltDocs;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use futures_util::FutureExt as _;
use stagedoor::domain::docs::{Finding, Index, Page, PageName, Picture, Site};
use stagedoor::domain::model::EntityRef;
use stagedoor::platform::docs::{BuildState, Building, DocsPort};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::gate::Gate;
use stagedoor::platform::ports::{Answering, Step, Steps, Told};
use stagedoor::screen::app::Setup;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Docs that are there once a build was asked for and the test lets it end.
struct Unbuilt {
    built: BuiltDocs,
    is_built: AtomicBool,
    was_asked: AtomicBool,
    end: tokio::sync::Notify,
}

impl Unbuilt {
    fn none(&self) -> Option<Fault> {
        let fault =
            || Fault::new(FaultKind::NotFound, "read the docs", "its docs were not built yet", "have them built");
        (!self.is_built.load(Ordering::SeqCst)).then(fault)
    }
}

impl DocsPort for Unbuilt {
    fn site<'a>(&'a self, of: EntityRef, steps: Steps<Site>) -> Answering<'a, Site> {
        match self.none() {
            Some(fault) => async move { Err(fault) }.boxed(),
            None => self.built.site(of, steps),
        }
    }

    fn page<'a>(&'a self, of: EntityRef, page: PageName, steps: Steps<Page>) -> Answering<'a, Page> {
        match self.none() {
            Some(fault) => async move { Err(fault) }.boxed(),
            None => self.built.page(of, page, steps),
        }
    }

    fn index<'a>(&'a self, of: EntityRef) -> Answering<'a, Index> {
        self.built.index(of)
    }

    fn picture<'a>(&'a self, of: EntityRef, path: String) -> Answering<'a, Picture> {
        self.built.picture(of, path)
    }

    fn building<'a>(&'a self, _: EntityRef, steps: Steps<Building>) -> Answering<'a, Building> {
        self.was_asked.store(true, Ordering::SeqCst);
        let said = |state| Told::now(Building { log: vec!["INFO building the first page".into()], state });
        async move {
            steps.send(Step::Part(said(BuildState::Running)));
            self.end.notified().await;
            self.is_built.store(true, Ordering::SeqCst);
            Ok(said(BuildState::Updated))
        }
        .boxed()
    }

    fn findings<'a>(&'a self, of: EntityRef, steps: Steps<Vec<Finding>>) -> Answering<'a, Vec<Finding>> {
        self.built.findings(of, steps)
    }
}

fn opened(gate: Gate) -> (Stage, Arc<Unbuilt>) {
    let docs = Arc::new(Unbuilt {
        built: BuiltDocs::new(Mood::Well, NOW),
        is_built: AtomicBool::new(false),
        was_asked: AtomicBool::new(false),
        end: tokio::sync::Notify::new(),
    });
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    Arc::get_mut(&mut catalog).unwrap().docs = docs.clone();
    let place = "stagedoor://catalog/component/default/payments/docs";
    (Stage::new(Setup { gate, ..setup(place) }, (80, 24), catalog.ports()), docs)
}

#[test]
fn docs_that_were_never_built_are_built_when_they_are_opened_and_then_shown() {
    let (mut stage, docs) = opened(Gate::default());
    stage.until("The portal was asked to build them");
    assert!(stage.sees("its docs were not built yet"), "{}", stage.text());
    stage.press("B");
    stage.until("INFO building the first page");
    stage.press("esc");
    docs.end.notify_one();
    stage.until("Harbor takes ships in");
    assert!(!stage.sees("not built yet"), "{}", stage.text());
}

#[test]
fn docs_that_were_never_built_stay_so_while_only_reading_is_allowed() {
    let (mut stage, docs) = opened(Gate::default().read_only(true));
    stage.rest();
    assert!(stage.sees("its docs were not built yet"), "{}", stage.text());
    assert!(!docs.was_asked.load(Ordering::SeqCst));
}
