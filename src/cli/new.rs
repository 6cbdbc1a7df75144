//! `stagedoor new`: runs a template without a screen, and asks only for what is missing.

mod agreed;
mod asking;
mod bounded;
mod files;
mod filling;
mod like;
mod schema;
mod telling;
mod trial;
mod typed;

use super::desk::{Desk, wait};
use super::ending::{Ended, Ending, INVALID, complain};
use super::task::{Agreed, GivenSecrets, asked_secrets, begun, send};
use super::whole::whole;
use crate::domain::form::Form;
use crate::domain::model::EntityRef;
use crate::domain::model::task::TaskId;
use crate::domain::text::Clean;
use crate::platform::command::Command;
use crate::platform::files::FilePort;
use crate::platform::outcome::Outcome;
use crate::platform::templates::{Order, TemplateForm, UNTRUSTED};
use bounded::Bounded;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Debug, clap::Args)]
pub(super) struct NewArgs {
    /// The template: node-service, template:default/node-service, or its file in a workspace
    #[arg(value_name = "TEMPLATE")]
    pub template: String,
    /// A value: name=cart, size.storage=10, 'tags=["web"]'; of a field that takes a file logo=@PATH
    #[arg(long, value_name = "K=V")]
    pub set: Vec<String>,
    /// Values from a file, YAML or JSON; `-` reads them from standard input
    #[arg(long, value_name = "FILE")]
    pub values: Option<PathBuf>,
    /// A secret from a file: NAME=@FILE; or in STAGEDOOR_SECRET_NAME
    #[arg(long, value_name = "NAME=@FILE")]
    pub secret: Vec<String>,
    /// Only show what would be made
    #[arg(long)]
    pub dry_run: bool,
    /// Print what the template asks for, as JSON Schema
    #[arg(long, conflicts_with_all = ["set", "values", "secret", "dry_run", "yes", "follow"])]
    pub schema: bool,
    /// Run it without asking
    #[arg(long, short = 'y')]
    pub yes: bool,
    /// Print what it says until it ends; the exit code is 1 if it fails
    #[arg(long, short = 'f')]
    pub follow: bool,
    /// Leave out the steps that need a server, in a workspace
    #[arg(long)]
    pub skip: bool,
    /// The folder that the template comes from may run here, in a workspace; asked once otherwise
    #[arg(long)]
    pub trust: bool,
}

impl NewArgs {
    /// Whether a file is read for it.
    pub(super) fn reads_files(&self) -> bool {
        let is_input = |path: &PathBuf| path.as_os_str() == "-";
        !self.secret.is_empty() || self.values.as_ref().is_some_and(|path| !is_input(path)) || is_file(&self.template)
    }
}

pub(super) fn run(desk: &mut Desk<'_>, args: &NewArgs) -> Ended {
    let named = named(desk, args)?;
    let config = desk.config()?;
    let chosen = desk.choose(&config, None)?;
    let gate = desk.gate(&chosen);
    let connected = desk.connect_to(&chosen)?;
    let ports = &connected.ports;
    if args.dry_run {
        wait(trial::may_try(&connected, gate.clone(), &named))?;
    }
    let (template, asked) = wait(async {
        match whole(|steps| ports.templates.form(named.clone(), steps)).await {
            Ok(asked) => Ok((named, asked)),
            Err(ending) => Err(like::told(ports, &named, ending).await),
        }
    })?;
    if args.schema {
        desk.out.json(&schema::of(&asked))?;
        return Ok(0);
    }
    let mut form = asked.form();
    let secrets = GivenSecrets::read(&args.secret)?;
    filling::fill(&mut form, args, &secrets, &*ports.files)?;
    if let Some(code) = complete(&mut form, args, (&asked, &secrets), &*ports.files)? {
        return Ok(code);
    }
    let order = order(&template, &form, &secrets, args);
    if args.dry_run {
        return trial::run(desk, &connected, order, &template);
    }
    wait(agreed::agree(ports, &order))?;
    let trusted = trusts(&asked, args)?;
    let order = Order { trusted, ..order };
    telling::tell(&form, &asked, &order)?;
    if !args.yes {
        let limits = wait(async { Ok(Bounded::of(&connected, &order).await.lines()) })?;
        limits.iter().for_each(complain);
    }
    let sent = send(&connected, gate, Command::CreateTask(Box::new(order)), Agreed::given(args.yes))?;
    complain(&sent.told());
    match &sent.outcome {
        Outcome::Done { made: Some(place), .. } => match TaskId::parse(&place.page) {
            Some(id) => begun(desk, &connected, &id, args.follow),
            None => Ok(0),
        },
        _ => Ok(sent.exit_code()),
    }
}

/// Asks for what is missing where somebody can be asked, and else says what it is.
fn complete(
    form: &mut Form,
    args: &NewArgs,
    (asked, given): (&TemplateForm, &GivenSecrets),
    files: &dyn FilePort,
) -> Result<Option<u8>, Ending> {
    let can_ask = !args.yes && asking::can_ask();
    if can_ask && !form.incomplete_steps().is_empty() {
        wait(asking::ask(form, given, files))?;
    }
    let missing = filling::problems(form);
    if missing.is_empty() {
        return Ok(None);
    }
    complain(&Clean::line(&format!("{} cannot be run with what was given:", asked.title)));
    missing.iter().for_each(complain);
    complain(
        &"give values by --set NAME=VALUE or --values FILE, secrets by --secret NAME=@FILE; --schema prints the form"
            .into(),
    );
    Ok(Some(INVALID))
}

/// What is sent: the values, and of the secrets those that the form asks for.
fn order(template: &EntityRef, form: &Form, given: &GivenSecrets, args: &NewArgs) -> Order {
    let names = asked_secrets(form);
    let mut secrets = given.only(&names);
    let typed = form.secrets().iter().filter(|(name, _)| names.contains(*name));
    secrets.extend(typed.map(|(name, secret)| (name.clone(), secret.clone())));
    let order = Order::new(template.clone(), form.values());
    Order { secrets: Arc::new(secrets), skip: args.skip, ..order }
}

/// Whether the folder of the template is trusted; asked once, where it was not said before.
fn trusts(asked: &TemplateForm, args: &NewArgs) -> Result<bool, Ending> {
    if !asked.needs_trust || args.trust {
        return Ok(args.trust);
    }
    if !asking::can_ask() {
        return Err(Ending::usage(&format!("{UNTRUSTED} Give --trust if you trust it.")));
    }
    complain(&UNTRUSTED.into());
    match wait(super::hearing::ask("Do you trust the folder? [y/N] "))? {
        true => Ok(true),
        false => Err(Ending::usage("the folder is not trusted, and nothing was run")),
    }
}

/// The template that is meant. A file stands for the one in it, in the workspace around it.
fn named(desk: &mut Desk<'_>, args: &NewArgs) -> Result<EntityRef, Ending> {
    let text = &args.template;
    if is_file(text) && desk.restricted.is_none() {
        return filling::of_file(desk, text.as_ref());
    }
    let reference =
        EntityRef::parse(text, Some("template"), None).map_err(|error| Ending::usage(&error.to_string()))?;
    match reference.kind() {
        "template" => Ok(reference),
        kind => Err(Ending::usage(&format!("{reference} is no template, but of kind {kind}"))),
    }
}

fn is_file(text: &str) -> bool {
    let is_path = text.contains(std::path::MAIN_SEPARATOR) || text.ends_with(".yaml") || text.ends_with(".yml");
    is_path && !text.contains(':') && std::path::Path::new(text).exists()
}
