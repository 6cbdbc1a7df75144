//! The rooms of access for a while: requests, one in full, asking, sessions, the audit; and what is seen everywhere.

mod ask;
mod following;
mod list;
mod request;
mod sessions;

use crate::rooms::setup;
use crate::support::access::ScriptedAccess;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use crate::support::templates::ScriptedTemplates;
use serde_json::{Value, json};
use stagedoor::domain::model::{Claims, Rule, Rules};
use stagedoor::platform::gate::{Gate, Ground};
use stagedoor::platform::ports::Systems;
use stagedoor::screen::app::Setup;
use stagedoor::screen::terminal::Notices;
use std::sync::Arc;

/// Somebody who may ask, review and take back.
struct World {
    stage: Stage,
    access: Arc<ScriptedAccess>,
    catalog: Arc<Scripted>,
}

fn gate() -> Gate {
    let rule = Rule { covers: "jit-access.*".into(), groups: vec!["staff".into()], ..Rule::default() };
    Gate::new(Ground::Portal, Arc::new(Rules(vec![rule])))
}

/// A database of the catalog.
fn database() -> Value {
    json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Resource",
        "metadata": {"name": "orders-db", "labels": {"environment": "production"}},
        "spec": {"type": "database", "owner": "team-a"},
    })
}

/// The screen at a place; `before` sets what is so.
fn world(place: &str, size: (u16, u16), before: impl FnOnce(&ScriptedAccess)) -> World {
    let access = ScriptedAccess::new(Mood::Well, NOW);
    before(&access);
    let mut all = entities();
    all.push(database());
    let templates = Arc::new(ScriptedTemplates::new(Mood::Well, NOW));
    at(place, size, (access, all, templates))
}

fn at(place: &str, size: (u16, u16), of: (Arc<ScriptedAccess>, Vec<Value>, Arc<ScriptedTemplates>)) -> World {
    let (access, all, templates) = of;
    let mut catalog = Scripted::new(Mood::Well, all, NOW);
    let it = Arc::get_mut(&mut catalog).unwrap();
    it.systems = Systems { access: access.clone(), ..Systems::default() };
    (it.templates, it.drafts) = (templates.clone(), templates);
    it.who.lock().unwrap().claims = Some(Claims { groups: vec!["staff".into()], ..Claims::default() });
    let setup = Setup { gate: gate(), notices: Notices::Osc9, ..setup(place) };
    let mut stage = Stage::new(setup, size, catalog.clone().ports());
    stage.rest();
    World { stage, access, catalog }
}
