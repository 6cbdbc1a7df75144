//! Choosing a template and filling it in, by keys.

use crate::rooms::setup;
use crate::support::forms;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use crate::support::templates::ScriptedTemplates;
use std::sync::Arc;

pub const EVERYTHING: &str = include_str!("everything.yaml");

/// A platform with a template that asks for everything.
pub fn world(mood: Mood, texts: &[&str]) -> (Arc<Scripted>, Arc<ScriptedTemplates>) {
    let templates = Arc::new(ScriptedTemplates::new(mood, NOW));
    let mut all = entities();
    for text in texts {
        let entity = forms::entity(text);
        let reference = format!("template:default/{}", entity["metadata"]["name"].as_str().unwrap()).parse().unwrap();
        templates.forms.lock().unwrap().insert(reference, forms::form(text));
        all.push(entity);
    }
    let mut catalog = Scripted::new(mood, all, NOW);
    let it = Arc::get_mut(&mut catalog).unwrap();
    (it.templates, it.drafts) = (templates.clone(), templates.clone());
    (catalog, templates)
}

pub fn stage(place: &str, size: (u16, u16)) -> Stage {
    let (catalog, _) = world(Mood::Well, &[EVERYTHING]);
    let mut stage = Stage::new(setup(place), size, catalog.ports());
    stage.rest();
    stage
}

const WIZARD: &str = "stagedoor://templates/default/everything";

#[test]
fn look() {
    let mut stage = stage("templates", (120, 36));
    println!("{}", stage.text());
    stage.keys("enter");
    println!("{}", stage.text());
    stage.type_text("Orders!").keys("tab");
    println!("{}", stage.text());
    stage.keys("tab");
    stage.type_text("tea");
    println!("{}", stage.text());
    stage.keys("enter");
    println!("{}", stage.text());
}
