//! The hands of a run in a workspace: which action is done by what.

use super::generate::Generating;
use super::space::Space;
use super::{
    catalog_write, debug_log, debug_wait, fetch_file, fetch_plain, fetch_template, fs_delete, fs_readdir, fs_rename,
};
use crate::domain::template::action::{self, ActionKind, Reach};
use crate::domain::template::run::{Deed, Hands};
use crate::domain::template::{Failure, StepLog};
use serde_json::Value;

/// Outputs of an action by their names.
pub type Outputs = Vec<(String, Value)>;

/// What a run reaches outside its own place.
pub trait Outside {
    /// `catalog:fetch`.
    ///
    /// # Errors
    /// When an entity that has to be there is not.
    fn fetch(&mut self, input: &Value) -> Result<Outputs, Failure>;

    /// `publish:*`: what lies in the place becomes a commit in the end.
    ///
    /// # Errors
    /// When it cannot be one.
    fn publish(
        &mut self,
        action: &str,
        space: &Space,
        input: &Value,
        log: &mut StepLog<'_>,
    ) -> Result<Outputs, Failure>;

    /// `catalog:register`: what is registered is found by the scan.
    ///
    /// # Errors
    /// When there is nothing to be found.
    fn register(&mut self, space: &Space, input: &Value, log: &mut StepLog<'_>) -> Result<Outputs, Failure>;
}

/// Where a run is done.
pub struct Workshop<'a> {
    /// Its place.
    pub space: Space,
    /// The template, as a reference.
    pub template: String,
    /// The task's id.
    pub task: String,
    /// What lies outside.
    pub outside: &'a mut dyn Outside,
}

impl std::fmt::Debug for Workshop<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workshop").field("space", &self.space).field("task", &self.task).finish_non_exhaustive()
    }
}

/// Where the reference says more of actions.
const MORE: &str = "https://backstage.io/docs/features/software-templates/builtin-actions/";

impl Hands for Workshop<'_> {
    fn find(&self, id: &str) -> Result<&'static ActionKind, Failure> {
        action::find(id).ok_or_else(|| {
            let message = format!(
                "Template action with ID '{id}' is not registered. See {MORE} on how to add a new action module."
            );
            Failure::new("NotFoundError", message)
        })
    }

    fn act(&mut self, deed: &Deed<'_>, log: &mut StepLog<'_>) -> Result<Outputs, Failure> {
        let (space, input) = (&self.space, deed.input);
        let generating = Generating { space, task: &self.task, input };
        let nothing = |done: Result<(), Failure>| done.map(|()| Vec::new());
        match deed.action.id.as_str() {
            "fetch:template" => nothing(fetch_template::run(space, deed, log)),
            "fetch:plain" => nothing(fetch_plain::run(space, input, log)),
            "fetch:plain:file" => nothing(fetch_file::plain(space, input, log)),
            "fetch:template:file" => nothing(fetch_file::template(space, deed, log)),
            "fs:delete" => nothing(fs_delete::run(space, input, log)),
            "fs:rename" => nothing(fs_rename::run(space, input, log)),
            "fs:readdir" => fs_readdir::run(space, input),
            "debug:log" => nothing(debug_log::run(space, input, log)),
            "debug:wait" => nothing(debug_wait::run(space, input)),
            "catalog:write" => nothing(catalog_write::run(space, &self.template, input, log)),
            "catalog:fetch" => self.outside.fetch(input),
            "crossplane:create-claim" => generating.claim(log),
            "kafka:create-topic" => generating.topic(log),
            "argocd:create-application" => generating.application(log),
            id => match deed.action.reach {
                Reach::Publishes => self.outside.publish(id, space, input, log),
                Reach::Registers => self.outside.register(space, input, log),
                Reach::Here => Err(Failure::error(format!("{id} is not there"))),
            },
        }
    }
}
