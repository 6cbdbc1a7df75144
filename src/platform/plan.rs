//! From an action, its targets and its parameters to the steps that do it: one function for the
//! command line and for the review on the screen. Here it is decided what the gate lets through,
//! also for what the screen sends without a review ([`permit_command`]).

use super::actions::{Action, Danger, Takes};
use super::capability::Capability;
use super::command::{AppTarget, Command, Promotion};
use super::fault::{Fault, FaultKind};
use super::gate::{Decision, Gate, Ruling};
use super::permissions::On;
use crate::domain::model::access::{AccessOrder, Decision as Said, RequestId};
use crate::domain::model::delivery::{AppId, StageId, WantedSync};
use crate::domain::model::provision::landed_at;
use crate::domain::model::{EntityRef, WebAddress};
use crate::domain::text::Clean;
use std::collections::HashSet;

mod asking;
#[cfg(test)]
mod tests;

use asking::ask;

/// What an action is done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An entity.
    Entity(EntityRef),
    /// The address of a descriptor, of a pull request, of a commit.
    Address(String),
    /// An application of Argo CD, and the entity that led to it.
    App(AppId, Option<EntityRef>),
    /// A stage of Kargo, and the freight for it, by its name.
    Stage(StageId, String),
    /// A request for access.
    Request(RequestId),
    /// What access is asked to; how, for how long and why is said by parameters.
    Access(Box<AccessOrder>),
}

impl Target {
    /// The entity, where it is one, or where one led to it.
    pub fn entity(&self) -> Option<&EntityRef> {
        match self {
            Target::Entity(entity) => Some(entity),
            Target::App(_, entity) => entity.as_ref(),
            Target::Stage(id, _) => Some(&id.entity),
            Target::Access(order) => order.entity.as_ref(),
            Target::Address(_) | Target::Request(_) => None,
        }
    }
}

impl Target {
    /// As it is named in results.
    pub fn name(&self) -> Clean {
        match self {
            Target::Entity(entity) => Clean::line(entity.as_str()),
            Target::Address(address) => Clean::line(address),
            Target::App(id, _) => Clean::line(&format!("app/{id}")),
            Target::Stage(id, _) => Clean::line(&format!("stage/{id}")),
            Target::Request(id) => Clean::line(&format!("request/{id}")),
            Target::Access(order) => order.what(),
        }
    }
}

/// One thing to do, for one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is done to.
    pub target: Target,
    /// What is done.
    pub does: Does,
    /// What that is, in words.
    pub words: Clean,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// Something to the platform.
    Command(Command),
    /// Something is told about an entity.
    Tell(Tells),
    /// An entity is starred, or no longer.
    Star(bool),
    /// A descriptor is judged; without a file the entity's own.
    Validate {
        /// The file.
        file: Option<String>,
    },
}

/// What is told about an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// Its reference.
    Reference,
    /// Its link.
    Link,
    /// The entity as the catalog has it.
    Yaml,
    /// Who owns it.
    Owner,
}

/// Why nothing is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The action cannot be meant so.
    Usage(Clean),
    /// It may not be done.
    Denied(Fault),
}

impl Refusal {
    /// Why, in words.
    pub fn words(&self) -> Clean {
        match self {
            Refusal::Usage(why) => why.clone(),
            Refusal::Denied(fault) => Clean::line(&fault.to_string()),
        }
    }
}

/// The steps of an action, one a target, in the order given; a target that is named twice has one.
///
/// # Errors
/// When the gate keeps the action away, when it takes other targets, or when a parameter is
/// missing, unknown or wrong.
pub fn plan(
    gate: &Gate,
    action: Action,
    targets: &[Target],
    parameters: &[(String, String)],
) -> Result<Vec<Step>, Refusal> {
    known(action, parameters)?;
    targets.iter().try_for_each(|target| permit(gate, action, target.entity()))?;
    if targets.is_empty() {
        permit(gate, action, None)?;
    }
    prepare(action, targets, parameters)
}

/// The same steps without a word of the gate: for who asks it about each step ([`permit_command`]), and
/// leaves out what it does not let through.
///
/// # Errors
/// When the action takes other targets, or when a parameter is missing, unknown or wrong.
pub fn prepare(action: Action, targets: &[Target], parameters: &[(String, String)]) -> Result<Vec<Step>, Refusal> {
    known(action, parameters)?;
    let mut once = HashSet::with_capacity(targets.len());
    let mut steps = Vec::with_capacity(targets.len());
    for target in targets {
        fits(action, target)?;
        if once.insert(target.name()) {
            steps.push(step(action, target, parameters)?);
        }
    }
    if steps.is_empty() { Err(nothing_named(action)) } else { Ok(steps) }
}

/// Whether the gate lets an action through, by what it needs whatever comes of it, and why not. What it
/// comes to is found out later, and judged by [`permit_command`].
///
/// # Errors
/// [`Refusal::Denied`] with [`FaultKind::NotPermitted`].
pub fn permit(gate: &Gate, action: Action, on: Option<&EntityRef>) -> Result<(), Refusal> {
    permit_with(gate, action, action.spec().capability.map(Capability::of).as_slice(), on)
}

/// Whether the gate lets exactly that command through, and why not.
///
/// # Errors
/// As [`permit`].
pub fn permit_command(gate: &Gate, command: &Command) -> Result<(), Refusal> {
    permit_with(gate, command.action(), &command.needs(), command.on())
}

/// Whether the gate lets an action through that needs these capabilities, and why not.
///
/// # Errors
/// As [`permit`].
pub fn permit_with<'a>(
    gate: &Gate,
    action: Action,
    needs: &[Capability],
    on: impl Into<On<'a>>,
) -> Result<(), Refusal> {
    let on = on.into();
    if gate.lets_with(action, needs, on) {
        return Ok(());
    }
    let spec = action.spec();
    let (happened, cure) = match gate.lacks(needs, on) {
        _ if let Some(leaves) = action.leaves().filter(|_| gate.is_restricted()) => {
            (leaves.refusal().to_owned(), "do it elsewhere")
        }
        _ if gate.is_read_only() && spec.danger != Danger::Reads => (
            "only reading is allowed here".to_owned(),
            "leave out --read-only, or see `read_only` in the configuration",
        ),
        Some((Capability(name), Ruling { decision: Decision::Denied, because })) => (
            format!("you are not allowed {name}: {because}"),
            "`stagedoor whoami` tells more; ask the administrators for it",
        ),
        Some((_, Ruling { decision: Decision::Absent, because })) => {
            (because.to_string(), "it can be done on portals that have it")
        }
        Some((Capability(name), Ruling { because, .. })) => {
            (format!("whether you are allowed {name} is not known: {because}"), "try again later")
        }
        None => ("it is not allowed".to_owned(), ""),
    };
    let tried = format!("do {}", spec.id);
    Err(Refusal::Denied(Fault::new(FaultKind::NotPermitted, &tried, &happened, cure)))
}

fn known(action: Action, parameters: &[(String, String)]) -> Result<(), Refusal> {
    let takes = action.parameters();
    for (n, (name, _)) in parameters.iter().enumerate() {
        if !takes.iter().any(|parameter| parameter.name == name) {
            return Err(usage(&format!("{} has no parameter `{name}`; {}", action.spec().id, names(action))));
        }
        if parameters.iter().take(n).any(|(before, _)| before == name) {
            return Err(usage(&format!("the parameter `{name}` is given twice")));
        }
    }
    match takes.iter().find(|parameter| parameter.required && value(parameters, parameter.name).is_none()) {
        Some(missing) => Err(usage(&format!("{} needs --set {}=...: {}", action.spec().id, missing.name, missing.why))),
        None => Ok(()),
    }
}

fn names(action: Action) -> String {
    let names: Vec<&str> = action.parameters().iter().map(|parameter| parameter.name).collect();
    if names.is_empty() { "it has none".into() } else { format!("it has: {}", names.join(", ")) }
}

/// A parameter's value; an empty one is none.
fn value<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = parameters.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

fn fits(action: Action, target: &Target) -> Result<(), Refusal> {
    let id = action.spec().id;
    match (action.takes(), target) {
        (Takes::Entities, Target::Entity(_))
        | (Takes::Addresses, Target::Address(_))
        | (Takes::Requests, Target::Request(_))
        | (Takes::Access, Target::Access(_)) => Ok(()),
        (Takes::Entities, Target::App(..)) if matches!(action, Action::ArgocdSync | Action::ArgocdRefresh) => Ok(()),
        (Takes::Screen(instead), _) => Err(on_the_screen(action, instead)),
        (Takes::Entities, Target::Stage(..)) if action == Action::KargoPromote => Ok(()),
        (_, Target::Stage(stage, _)) => {
            Err(usage(&format!("{id} means nothing for a stage, and stage/{stage} is one")))
        }
        (_, Target::App(app, _)) => Err(usage(&format!("{id} means nothing for an application, and app/{app} is one"))),
        (Takes::Access, _) | (_, Target::Access(_)) => {
            Err(usage(&format!("{id} does not go together with {}", target.name())))
        }
        (Takes::Requests, _) => Err(usage(&format!("{id} takes requests for access, and {} is none", target.name()))),
        (_, Target::Request(request)) => {
            Err(usage(&format!("{id} means nothing for a request, and request/{request} is one")))
        }
        (Takes::Entities, Target::Address(address)) => {
            Err(usage(&format!("{id} takes entities, and `{address}` is an address")))
        }
        (Takes::Addresses, Target::Entity(entity)) => {
            Err(usage(&format!("{id} takes the address of {}, and {entity} is an entity", addressed(action))))
        }
    }
}

fn nothing_named(action: Action) -> Refusal {
    match action.takes() {
        Takes::Screen(instead) => on_the_screen(action, instead),
        Takes::Entities => usage(&format!("{} takes entities: component:default/payments", action.spec().id)),
        Takes::Access => usage(&format!(
            "{} takes what access is asked to: resource:default/x, /CLUSTER/KIND/NAME, role:NAME",
            action.spec().id
        )),
        Takes::Requests => usage(&format!("{} takes requests for access: request/ID", action.spec().id)),
        Takes::Addresses => {
            usage(&format!("{} takes the address of {}: https://...", action.spec().id, addressed(action)))
        }
    }
}

/// What the addresses are of that an action takes.
fn addressed(action: Action) -> &'static str {
    match action {
        Action::ForgeRevert => "a pull request or commit",
        _ => "a descriptor",
    }
}

fn on_the_screen(action: Action, instead: &str) -> Refusal {
    let instead = if instead.is_empty() { String::new() } else { format!("; instead: {instead}") };
    usage(&format!("{} means something on the screen alone{instead}", action.spec().id))
}

fn usage(why: &str) -> Refusal {
    Refusal::Usage(Clean::line(why))
}

fn step(action: Action, target: &Target, parameters: &[(String, String)]) -> Result<Step, Refusal> {
    let does = match target {
        Target::App(id, entity) => {
            let app = AppTarget { entity: entity.clone(), name: None, id: Some(id.clone()) };
            to_app(action, app, parameters)?
        }
        Target::Entity(entity) if matches!(action, Action::ArgocdSync | Action::ArgocdRefresh) => {
            let name = value(parameters, "app").map(str::to_owned);
            to_app(action, AppTarget { entity: Some(entity.clone()), name, id: None }, parameters)?
        }
        Target::Entity(entity) if action == Action::KargoPromote => {
            let said = |name: &str| value(parameters, name).map(str::to_owned);
            promote(entity, said("stage"), said("freight"), None)
        }
        Target::Stage(id, freight) => promote(&id.entity, None, Some(freight.clone()), Some(id.clone())),
        Target::Entity(entity) => to_entity(action, entity, parameters)?,
        Target::Request(id) => Does::Command(to_request(action, id.clone(), parameters)?),
        Target::Access(order) => Does::Command(ask(order, parameters)?),
        Target::Address(address) => Does::Command(to_address(action, address)?),
    };
    let words = match &does {
        Does::Command(command) => command.words(),
        _ => Clean::line(&format!("{}: {}", action.spec().title, target.name())),
    };
    Ok(Step { target: target.clone(), does, words })
}

fn to_entity(action: Action, entity: &EntityRef, parameters: &[(String, String)]) -> Result<Does, Refusal> {
    let entity = entity.clone();
    let message = value(parameters, "message").map(str::to_owned);
    Ok(match action {
        Action::EntityRefresh => Does::Command(Command::Refresh(entity)),
        Action::EntityUnregister => Does::Command(Command::Unregister { entity, removal: None, seen: None }),
        Action::EntityCommit => Does::Command(Command::Commit { entity, message, file: None, seen: None }),
        Action::EntityTransfer => {
            let owner = owner(value(parameters, "owner").unwrap_or_default(), &entity)?;
            Does::Command(Command::Transfer { entity, owner, message, seen: None })
        }
        Action::EntityValidate => Does::Validate { file: value(parameters, "file").map(str::to_owned) },
        Action::AppStar => Does::Star(yes(value(parameters, "starred").unwrap_or("true"))?),
        Action::AppCopyRef => Does::Tell(Tells::Reference),
        Action::AppCopyLink => Does::Tell(Tells::Link),
        Action::AppCopyYaml => Does::Tell(Tells::Yaml),
        Action::EntityOwner => Does::Tell(Tells::Owner),
        _ => return Err(on_the_screen(action, "")),
    })
}

fn to_request(action: Action, id: RequestId, parameters: &[(String, String)]) -> Result<Command, Refusal> {
    let comment = value(parameters, "comment").unwrap_or_default().to_owned();
    Ok(match action {
        Action::AccessApprove => Command::ReviewAccess { id, decision: Said::Approve, comment, seen: None },
        Action::AccessDeny => Command::ReviewAccess { id, decision: Said::Deny, comment, seen: None },
        Action::AccessAssume => Command::AssumeAccess(id),
        Action::AccessDrop => Command::DropAccess(id),
        Action::AccessRevoke => Command::RevokeAccess { id, comment },
        _ => return Err(on_the_screen(action, "")),
    })
}

fn to_address(action: Action, address: &str) -> Result<Command, Refusal> {
    match action {
        Action::ForgeRevert => {
            let what = landed_at(address);
            let what = what.ok_or_else(|| usage(&format!("`{address}` shows no pull request and no commit")))?;
            Ok(Command::Revert { what, seen: None })
        }
        _ => Ok(Command::Register { target: web_address(address)? }),
    }
}

fn to_app(action: Action, app: AppTarget, parameters: &[(String, String)]) -> Result<Does, Refusal> {
    let is_set = |name: &str| yes(value(parameters, name).unwrap_or("false"));
    let app = Box::new(app);
    Ok(Does::Command(match action {
        Action::ArgocdSync => {
            let revision = value(parameters, "revision").map(str::to_owned);
            let how = WantedSync { revision, prune: is_set("prune")?, dry_run: is_set("dry-run")? };
            Command::SyncApp { app, how, seen: None }
        }
        _ => Command::RefreshApp { app, hard: is_set("hard")? },
    }))
}

fn promote(entity: &EntityRef, stage: Option<String>, freight: Option<String>, to: Option<StageId>) -> Does {
    Does::Command(Command::Promote(Box::new(Promotion { entity: entity.clone(), stage, freight, to, seen: None })))
}

/// An owner as it is typed: without a kind it is a group, without a namespace that of the entity.
fn owner(text: &str, entity: &EntityRef) -> Result<EntityRef, Refusal> {
    let owner = EntityRef::parse(text, Some("group"), Some(entity.namespace()));
    let owner = owner.map_err(|error| usage(&format!("the owner: {error}")))?;
    match owner.kind() {
        "group" | "user" => Ok(owner),
        _ => Err(usage(&format!("{owner} can own nothing: an owner is a group or a user"))),
    }
}

fn web_address(text: &str) -> Result<String, Refusal> {
    let address = WebAddress::parse(text.trim());
    let address = address.map_err(|why| usage(&format!("this is no address of a descriptor: {why}")))?;
    Ok(address.as_str().to_owned())
}

fn yes(text: &str) -> Result<bool, Refusal> {
    match text {
        "true" | "yes" | "on" => Ok(true),
        "false" | "no" | "off" => Ok(false),
        _ => Err(usage(&format!("`{text}` is neither true nor false"))),
    }
}
