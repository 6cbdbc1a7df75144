//! Reading docs on the screen, by keys.

use crate::pictures::picture;
use crate::rooms::{MOODS, setup};
use crate::support::docs::BuiltDocs;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use stagedoor::platform::docs::BuildState;
use stagedoor::screen::app::Setup;
use stagedoor::screen::look::{Glyphs, Look, Theme};
use std::sync::Arc;

const DOCS: &str = "stagedoor://catalog/component/default/payments/docs";
const LARGE: (u16, u16) = (120, 36);
const SMALL: (u16, u16) = (80, 24);

fn docs_of(docs: BuiltDocs, page: &str, size: (u16, u16), look: Look) -> (Stage, Arc<BuiltDocs>) {
    let docs = Arc::new(docs);
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    Arc::get_mut(&mut catalog).unwrap().docs = docs.clone();
    let mut setup = Setup { look, ..setup(&format!("{DOCS}{page}")) };
    setup.platform.web = vec!["https://portal.example".into()];
    let mut stage = Stage::new(setup, size, catalog.ports());
    match docs.mood {
        Mood::Silent | Mood::Half => stage.take_what_came(),
        _ => stage.rest(),
    }
    (stage, docs)
}

fn reading(page: &str, size: (u16, u16)) -> Stage {
    docs_of(BuiltDocs::new(Mood::Well, NOW), page, size, Look::default()).0
}

#[test]
fn a_look() {
    for page in ["", "/guide", "/guide/code", "/guide/tables", "/guide/notes", "/guide/tabs"] {
        println!("{page}\n{}", reading(page, LARGE).text());
    }
    println!("{}", reading("", SMALL).text());
}
