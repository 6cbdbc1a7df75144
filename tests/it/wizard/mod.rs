//! Choosing a template and filling it in, by keys.

mod bundled;
mod choosing;
mod fields;
mod files;
mod gallery;
mod produced;
mod quotas;
mod resumed;
mod review;
mod seen;
mod whatever;

use crate::rooms::setup;
use crate::support::forms;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use crate::support::templates::ScriptedTemplates;
use serde_json::Value;
use stagedoor::platform::command::Command;

use stagedoor::platform::templates::{Draft, DraftPort as _, Order, TemplateForm};
use std::sync::Arc;

pub const EVERYTHING: &str = include_str!("everything.yaml");
pub const WIZARD: &str = "stagedoor://templates/default/everything";

/// A platform with templates, and what is asked of it.
pub struct World {
    pub catalog: Arc<Scripted>,
    pub templates: Arc<ScriptedTemplates>,
}

impl World {
    pub fn of(texts: &[&str]) -> Self {
        Self::with(texts, Vec::new(), |_| ())
    }

    /// One with further entities, and with forms that are not quite those of the files.
    pub fn with(texts: &[&str], more: Vec<Value>, change: impl Fn(&mut TemplateForm)) -> Self {
        let templates = Arc::new(ScriptedTemplates::new(Mood::Well, NOW));
        let mut all = entities();
        all.extend(more);
        for text in texts {
            let entity = forms::entity(text);
            let name = entity["metadata"]["name"].as_str().unwrap();
            let mut form = forms::form(text);
            change(&mut form);
            templates.forms.lock().unwrap().insert(format!("template:default/{name}").parse().unwrap(), form);
            all.push(entity);
        }
        let mut catalog = Scripted::new(Mood::Well, all, NOW);
        let it = Arc::get_mut(&mut catalog).unwrap();
        (it.templates, it.drafts) = (templates.clone(), templates.clone());
        Self { catalog, templates }
    }

    pub fn stage(&self, place: &str, size: (u16, u16)) -> Stage {
        let mut stage = Stage::new(setup(place), size, Arc::clone(&self.catalog).ports());
        stage.rest();
        stage
    }

    /// What was sent last.
    pub fn order(&self) -> Option<Order> {
        let commands = self.catalog.commands.lock().unwrap();
        commands.iter().rev().find_map(|command| match command {
            Command::CreateTask(order) => Some((**order).clone()),
            _ => None,
        })
    }

    pub fn drafts(&self) -> Vec<Draft> {
        let told = futures_util::FutureExt::now_or_never(self.templates.drafts.drafts());
        told.unwrap().unwrap().answer.to_vec()
    }
}
