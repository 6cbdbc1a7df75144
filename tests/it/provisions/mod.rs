//! The rooms of what was asked for: the list, one line in full, and what can be asked for it.

mod deeds;
mod detail;
mod list;
mod past;

use crate::rooms::setup;
use crate::support::provisions::ScriptedProvisions;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use crate::support::templates::ScriptedTemplates;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The rooms over a platform of the tests; what is so is changed by the second.
fn looking(place: &str, size: (u16, u16)) -> (Stage, Arc<ScriptedProvisions>) {
    with(place, size, entities(), Arc::new(ScriptedTemplates::new(Mood::Well, NOW)))
}

/// The list while nobody has answered yet.
fn loading() -> (Stage, Arc<ScriptedProvisions>) {
    let provisions = ScriptedProvisions::new(Mood::Well, NOW);
    provisions.is_asking.store(true, Ordering::Relaxed);
    let templates = Arc::new(ScriptedTemplates::new(Mood::Well, NOW));
    let mut stage = over("provisioning", (120, 36), entities(), templates, &provisions);
    stage.until("Asking what was asked for");
    (stage, provisions)
}

fn with(
    place: &str,
    size: (u16, u16),
    entities: Vec<Value>,
    templates: Arc<ScriptedTemplates>,
) -> (Stage, Arc<ScriptedProvisions>) {
    let provisions = ScriptedProvisions::new(Mood::Well, NOW);
    let mut stage = over(place, size, entities, templates, &provisions);
    stage.rest();
    (stage, provisions)
}

fn over(
    place: &str,
    size: (u16, u16),
    entities: Vec<Value>,
    templates: Arc<ScriptedTemplates>,
    provisions: &Arc<ScriptedProvisions>,
) -> Stage {
    let mut catalog = Scripted::new(Mood::Well, entities, NOW);
    let it = Arc::get_mut(&mut catalog).unwrap();
    it.systems = provisions.systems();
    (it.templates, it.drafts) = (templates.clone(), templates);
    Stage::new(setup(place), size, catalog.ports())
}

/// Takes in what is told meanwhile.
fn told(stage: &mut Stage, words: &str) {
    stage.until(words);
}

/// The names of the rows in their order.
fn rows(stage: &Stage) -> Vec<String> {
    let names = ["orders", "order-events", "carts", "receipts", "shop", "baskets"];
    let screen = stage.text();
    let first = |line: &str| line.trim_start_matches(['▌', ' ']).split_whitespace().next().map(str::to_owned);
    screen.lines().filter_map(first).filter(|name| names.contains(&name.as_str())).collect()
}
