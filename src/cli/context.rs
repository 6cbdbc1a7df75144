//! `stagedoor context`: the configured platforms.

use super::desk::Desk;
use super::ending::{Ended, Ending, complain};
use super::out::{Column, Row};
use crate::config::{self, AuthWay, Config, Context, Home, NewContext};
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use serde_json::json;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Subcommand)]
pub(super) enum ContextCommand {
    /// All of them
    #[command(visible_alias = "list")]
    Ls,
    /// Make one the current one
    Use {
        /// Its name
        name: String,
    },
    /// Add one: `context add work --url https://portal.example`, or with --workspace DIR; the first
    /// one becomes the current one
    Add(AddArgs),
    /// Remove one, with the copy of its catalog, the session and the tokens on this machine; the journal
    /// stays
    Rm {
        /// Its name
        name: String,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct AddArgs {
    /// Its name
    pub name: String,
    /// Who you are there: user:default/alice
    #[arg(long, value_name = "REF")]
    pub user: Option<String>,
    /// A file that holds a token; says that a ready-made token is meant
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// An environment variable that holds a token; says that a ready-made token is meant
    #[arg(long, value_name = "VARIABLE", conflicts_with = "token_file")]
    pub token_env: Option<String>,
}

impl ContextCommand {
    pub(super) fn lists(&self) -> bool {
        matches!(self, ContextCommand::Ls)
    }
}

const COLUMNS: &[Column] = &[
    Column::whole("NAME"),
    Column::new("CURRENT"),
    Column::new("KIND"),
    Column::new("PLACE"),
    Column::wide("AUTH"),
    Column::wide("USER"),
    Column::wide("LOCKED"),
];

pub(super) fn run(desk: &mut Desk<'_>, command: &ContextCommand) -> Ended {
    let config = desk.config()?;
    match command {
        ContextCommand::Ls => {
            let rows: Vec<Row> = config.contexts.iter().map(|context| row(context, &config)).collect();
            desk.out.list(COLUMNS, &rows)?;
        }
        ContextCommand::Use { name } => make_current(desk, &config, name)?,
        ContextCommand::Add(args) => add(desk, &config, args)?,
        ContextCommand::Rm { name } => remove(desk, &config, name)?,
    }
    Ok(0)
}

fn make_current(desk: &Desk<'_>, config: &Config, name: &str) -> Result<(), Ending> {
    unlocked(config, "current")?;
    if config.context(name).is_none() {
        let names: Vec<&str> = config.contexts.iter().map(|context| context.name.as_str()).collect();
        return Err(Ending::usage(&format!("there is no context `{name}`; there are: {}", names.join(", "))));
    }
    config::use_context(&desk.folders.config_file(), name)?;
    tell(&format!("`{name}` is the current context now"));
    Ok(())
}

fn tell(what: &str) {
    complain(&Clean::line(what));
}

fn add(desk: &Desk<'_>, config: &Config, args: &AddArgs) -> Result<(), Ending> {
    if let Some(user) = &args.user {
        let parsed = EntityRef::parse(user, Some("user"), None);
        parsed.map_err(|error| Ending::usage(&error.to_string()))?;
    }
    desk.global.workspace.as_deref().map_or(Ok(()), is_folder)?;
    let ready_made = args.token_file.is_some() || args.token_env.is_some();
    let new = NewContext {
        name: args.name.clone(),
        url: desk.global.url.clone(),
        workspace: desk.global.workspace.clone(),
        user: args.user.clone(),
        token_file: args.token_file.clone(),
        token_env: args.token_env.clone(),
        accepts: if ready_made { vec![AuthWay::Static] } else { Vec::new() },
        // the first one is what a bare `stagedoor` is to open
        current: config.contexts.is_empty() && config.current.is_none(),
    };
    config::add_context(&desk.folders.config_file(), &new)?;
    tell(&added(&new));
    Ok(())
}

/// A folder that is not there yet is a typing error more often than a plan.
fn is_folder(path: &Path) -> Result<(), Ending> {
    let tried = format!("add the workspace {}", path.display());
    let (kind, happened) = match std::fs::metadata(path) {
        Ok(known) if known.is_dir() => return Ok(()),
        Ok(_) => (FaultKind::Invalid, "it is not a folder".to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => (FaultKind::NotFound, "it is not there".to_owned()),
        Err(error) => (FaultKind::Local, error.to_string()),
    };
    Err(Fault::new(kind, &tried, &happened, "name a folder that holds catalog files").into())
}

/// What was done, and what comes next.
fn added(new: &NewContext) -> String {
    let name = &new.name;
    let (done, next) = match new.current {
        true => ("added, and is the current context now", "`stagedoor doctor` checks it, `stagedoor` opens it".into()),
        false => ("added", format!("`stagedoor context use {name}` makes it the current one")),
    };
    let token = match (&new.url, new.token_file.is_some() || new.token_env.is_some()) {
        (Some(_), false) => format!("; `stagedoor login {name}` signs in to it"),
        _ => String::new(),
    };
    format!("`{name}` is {done}{token}; {next}")
}

fn remove(desk: &Desk<'_>, config: &Config, name: &str) -> Result<(), Ending> {
    unlocked(config, &format!("contexts.{name}"))?;
    // who it was for is known only as long as it is configured
    let chosen = config.context(name).and_then(|_| desk.choose_context(config, name).ok());
    config::remove_context(&desk.folders.config_file(), name)?;
    if let Some(chosen) = chosen {
        desk.platforms.forget(&chosen, &desk.folders)?;
    }
    let was_current = config.current.as_deref() == Some(name);
    let next = if was_current { "; there is no current context now, `stagedoor context use` makes one" } else { "" };
    tell(&format!("`{name}` is removed{next}"));
    Ok(())
}

pub(super) fn unlocked(config: &Config, key: &str) -> Result<(), Ending> {
    match config.is_locked(key) {
        false => Ok(()),
        true => Err(Fault::new(
            FaultKind::NotPermitted,
            &format!("change {key}"),
            "the administrator's configuration decides about it",
            "`stagedoor config check` shows what is locked",
        )
        .into()),
    }
}

fn row(context: &Context, config: &Config) -> Row {
    let current = config.current.as_deref() == Some(&context.name);
    let locked = config.is_locked(&format!("contexts.{}", context.name));
    let (kind, place, url, workspace) = match &context.home {
        Home::Portal { base, .. } => ("portal", base.clone(), Some(base), None),
        Home::Workspace(path) => ("workspace", path.display().to_string(), None, Some(path)),
    };
    let auth: Vec<&str> = context.sign_in.accepts.iter().map(|way| way.word()).collect();
    let user = context.user.as_ref().map(ToString::to_string);
    let mark = |is: bool, word: &str| if is { word.to_owned() } else { String::new() };
    let cells = [
        context.name.clone(),
        mark(current, "current"),
        kind.to_owned(),
        place,
        auth.join(" "),
        user.clone().unwrap_or_default(),
        mark(locked, "locked"),
    ];
    Row {
        cells: cells.iter().map(|cell| Clean::line(cell)).collect(),
        name: Clean::line(&context.name),
        value: json!({
            "name": context.name, "current": current, "url": url, "workspace": workspace,
            "user": user, "auth": auth, "locked": locked,
        }),
    }
}
