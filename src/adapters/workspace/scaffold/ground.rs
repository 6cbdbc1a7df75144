//! What a run reaches outside its place: the catalog of the workspace, and repositories that it publishes to.

use super::hands::{Outputs, Outside};
use super::input::{is_set, text, texts};
use super::paths::below;
use super::repository::RepoUrl;
use super::space::Space;
use super::tree::{MadeKind, made, refuse_links_out};
use crate::domain::model::EntityRef;
use crate::domain::model::yaml::documents;
use crate::domain::template::{Failure, StepLog};
use crate::platform::fault::Fault;
use crate::platform::repositories::{CommitContent, CommitFile, Prepared, Publication, RepositoryPort, Target};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Finds an entity of the catalog.
pub(super) type Find = Box<dyn Fn(&EntityRef) -> Option<Value> + Send>;

/// The outside of one run.
pub(super) struct Ground {
    /// The folder of the workspace.
    pub(super) workspace: PathBuf,
    /// Where bare repositories are kept.
    pub(super) repositories: PathBuf,
    /// Who makes commits; none where that is not allowed.
    pub(super) port: Option<Arc<dyn RepositoryPort>>,
    /// What drives what waits.
    pub(super) driver: tokio::runtime::Handle,
    /// The folder of the run.
    pub(super) aside: PathBuf,
    /// The task's id.
    pub(super) task: String,
    /// The template's name.
    pub(super) template: String,
    /// The catalog.
    pub(super) find: Find,
    /// Commits that are made and not yet in their places.
    pub(super) prepared: Vec<Prepared>,
}

fn told(fault: &Fault) -> Failure {
    let cure = if fault.cure.is_empty() { String::new() } else { format!(" ({})", fault.cure.as_str()) };
    Failure::error(format!("{}{cure}", fault.happened.as_str()))
}

impl Outside for Ground {
    fn fetch(&mut self, input: &Value) -> Result<Outputs, Failure> {
        let (one, many) = (
            text(input, "entityRef").filter(|one| !one.is_empty()),
            input.get("entityRefs").map(|_| texts(input, "entityRefs")),
        );
        let is_optional = is_set(input, "optional");
        let entity = |reference: &str| {
            let (kind, namespace) = (text(input, "defaultKind"), text(input, "defaultNamespace"));
            let parsed = EntityRef::parse(reference, kind, namespace)
                .map_err(|why| Failure::new("TypeError", why.to_string()))?;
            match (self.find)(&parsed) {
                None if !is_optional => Err(Failure::error(format!("Entity {reference} not found"))),
                found => Ok(found.unwrap_or_default()),
            }
        };
        if one.is_none() && many.is_none() {
            return if is_optional {
                Ok(Vec::new())
            } else {
                Err(Failure::error("Missing entity reference or references"))
            };
        }
        let mut outputs = Vec::new();
        if let Some(one) = one {
            outputs.push(("entity".to_owned(), entity(one)?));
        }
        if let Some(many) = many {
            let all = many.into_iter().map(|one| entity(one.unwrap_or_default())).collect::<Result<Vec<_>, _>>()?;
            outputs.push(("entities".to_owned(), all.into()));
        }
        Ok(outputs)
    }

    fn publish(
        &mut self,
        action: &str,
        space: &Space,
        input: &Value,
        log: &mut StepLog<'_>,
    ) -> Result<Outputs, Failure> {
        let repository = RepoUrl::parse(text(input, "repoUrl").unwrap_or_default())?;
        let target = self.target(&repository)?;
        let is_request = action.ends_with("-request") || action.ends_with(":review");
        let branch = self.branch(input, &target, is_request);
        let files = files(space, input, is_request)?;
        let from = text(input, if is_request { "targetBranchName" } else { "defaultBranch" }).map(str::to_owned);
        log.info(&format!("Committing {} files to the branch {branch} of {repository}", files.len()));
        let aside = self.aside.join(format!("aside-{}", self.prepared.len()));
        let message = self.message(input, is_request);
        let publication = Publication { target, branch, from: from.clone(), message, files, aside };
        let port = self.port.clone().ok_or_else(|| Failure::error("nothing may be published here"))?;
        let prepared = self.driver.block_on(port.prepare(publication)).map_err(|fault| told(&fault))?;
        let outputs = outputs(&prepared, from.as_deref(), is_request);
        self.prepared.push(prepared);
        Ok(outputs)
    }

    fn register(&mut self, space: &Space, input: &Value, log: &mut StepLog<'_>) -> Result<Outputs, Failure> {
        let address = match (text(input, "catalogInfoUrl"), text(input, "repoContentsUrl")) {
            (Some(address), _) => address.to_owned(),
            (None, base) => {
                let path = text(input, "catalogInfoPath").unwrap_or("/catalog-info.yaml");
                format!("{}/{}", base.unwrap_or_default().trim_end_matches('/'), path.trim_start_matches('/'))
            }
        };
        log.info(&format!("Registering {address} in the catalog"));
        let mut outputs = Vec::new();
        match registered(space, &address) {
            Some(entity) => outputs.push(("entityRef".to_owned(), entity.into())),
            None if is_set(input, "optional") => {}
            None => {
                return Err(Failure::error(format!(
                    "{address} is nothing that this template made: there is nothing to register"
                )));
            }
        }
        outputs.push(("catalogInfoUrl".to_owned(), address.into()));
        Ok(outputs)
    }
}

impl Ground {
    fn target(&self, repository: &RepoUrl) -> Result<Target, Failure> {
        let port = self.port.as_ref().ok_or_else(|| Failure::error("nothing may be published here"))?;
        let target =
            |repository: &Path, is_new, checkout| Target { repository: repository.to_owned(), is_new, checkout };
        // where it cannot be told which repository a folder is, nothing is committed to it
        let remote_of = |folder: &Path| self.driver.block_on(port.remote_of(folder)).map_err(|fault| told(&fault));
        let is_at = |remote: &str| repository.is_at(remote, &self.repositories);
        for top in self.workspace.ancestors() {
            match remote_of(top)? {
                Some(Some(remote)) if is_at(&remote) => return Ok(target(top, false, None)),
                Some(_) => break,
                None => {}
            }
        }
        let folder = below(&self.workspace, &repository.name)?;
        let bare = repository.path(&self.repositories);
        let is_new = bare.symlink_metadata().is_err();
        if self.prepared.iter().any(|other| other.target.is_new && other.target.repository == bare) {
            return Err(Failure::error(format!("{repository} is published to by a step before")));
        }
        if folder.symlink_metadata().is_err() {
            return Ok(target(&bare, is_new, Some(folder)));
        }
        match remote_of(&folder)? {
            Some(Some(remote)) if !is_at(&remote) => {
                Err(Failure::error(format!("{} is another repository: {remote}", folder.display())))
            }
            Some(_) => Ok(target(&folder, false, None)),
            None => Err(Failure::error(format!(
                "{} is there already, and is no git repository of its own",
                folder.display()
            ))),
        }
    }

    /// A new repository has its default branch; otherwise it is always a branch that is not there yet.
    fn branch(&self, input: &Value, target: &Target, is_request: bool) -> String {
        let named = if is_request { text(input, "branchName") } else { None };
        if let Some(named) = named.filter(|named| !named.is_empty()) {
            return named.to_owned();
        }
        if target.is_new {
            let name = if is_request { "targetBranchName" } else { "defaultBranch" };
            return text(input, name).unwrap_or("main").to_owned();
        }
        let short = self.task.get(..8).unwrap_or(&self.task);
        format!("stagedoor/{}-{short}", self.template)
    }

    fn message(&self, input: &Value, is_request: bool) -> String {
        let said = match is_request {
            false => text(input, "gitCommitMessage").unwrap_or("initial commit").to_owned(),
            true => match text(input, "commitMessage") {
                Some(message) => message.to_owned(),
                None => [text(input, "title"), text(input, "description")]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join("\n\n"),
            },
        };
        let said = if said.trim().is_empty() { format!("Run {}", self.template) } else { said };
        format!("{}\n\nStagedoor-Request: {}\n", said.trim_end(), self.task)
    }
}

fn files(space: &Space, input: &Value, is_request: bool) -> Result<Vec<CommitFile>, Failure> {
    let folder = space.path(text(input, "sourcePath").unwrap_or("."))?;
    let into = text(input, "targetPath").filter(|_| is_request).unwrap_or_default().trim_matches('/');
    let into = into.trim_start_matches("./");
    let placed = |path: &str| if into.is_empty() || into == "." { path.to_owned() } else { format!("{into}/{path}") };
    refuse_links_out(&folder)?;
    let mut files = Vec::new();
    for made in made(&folder)? {
        if made.path == ".git" || made.path.starts_with(".git/") {
            continue;
        }
        let is_executable = made.is_executable();
        let content = match made.kind {
            MadeKind::File(bytes) => CommitContent::File(bytes, is_executable),
            MadeKind::Link(target) => CommitContent::Link(target),
            MadeKind::Folder => continue,
        };
        files.push(CommitFile { path: placed(&made.path), content });
    }
    Ok(files)
}

fn outputs(prepared: &Prepared, from: Option<&str>, is_request: bool) -> Outputs {
    let place = prepared.target.checkout.as_ref().unwrap_or(&prepared.target.repository);
    let address = url::Url::from_file_path(place).map(String::from).unwrap_or_default();
    let mut outputs = vec![
        ("remoteUrl".to_owned(), json!(address)),
        ("repoContentsUrl".to_owned(), json!(address)),
        ("commitHash".to_owned(), json!(prepared.commit)),
        ("branch".to_owned(), json!(prepared.branch)),
    ];
    if is_request {
        outputs.push(("targetBranchName".to_owned(), json!(from.unwrap_or("main"))));
        outputs.push(("pullRequestNumber".to_owned(), json!(0)));
    }
    outputs
}

/// The entity in the file of the place that an address ends with: a component before others.
fn registered(space: &Space, address: &str) -> Option<String> {
    let path = address.split_once("://").map_or(address, |(_, path)| path);
    let ends = path.match_indices('/').filter_map(|(at, _)| path.get(at + 1..));
    let text = ends.filter(|end| !end.is_empty()).find_map(|end| {
        let file = below(&space.files, end).ok().filter(|file| file.is_file())?;
        std::fs::read_to_string(file).ok()
    })?;
    let entities: Vec<Value> =
        documents(&text).into_iter().filter_map(|document| document.content.ok()).map(|parsed| parsed.value).collect();
    let named = |entity: &&Value| {
        let name = entity.pointer("/metadata/name").and_then(Value::as_str);
        name.is_some_and(|name| !name.starts_with("generated-"))
    };
    let is_component = |entity: &&Value| entity.get("kind").and_then(Value::as_str) == Some("Component");
    let all = || entities.iter().filter(named);
    let entity = all().find(is_component).or_else(|| all().next()).or(entities.first())?;
    let part = |pointer: &str| entity.pointer(pointer).and_then(Value::as_str);
    let namespace = part("/metadata/namespace").unwrap_or("default");
    Some(format!("{}:{namespace}/{}", part("/kind")?, part("/metadata/name")?).to_lowercase())
}
