//! `stagedoor config`: where it is, what is wrong with it, its schema.

use super::desk::Desk;
use super::ending::{Ended, INVALID};
use super::out::{Column, Row};
use super::{keys, theme};
use crate::config::{self, Config, ConfigProblem, FileState, Look, Said};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use serde_json::{Value, json};

#[derive(Debug, clap::Subcommand)]
pub(super) enum ConfigCommand {
    /// Where the configuration is; with `-o json` all folders
    Path,
    /// What is wrong with it, with line and column, and what the administrator decides
    Check,
    /// Its JSON Schema, for editors
    Schema,
}

impl ConfigCommand {
    pub(super) fn lists(&self) -> bool {
        !matches!(self, ConfigCommand::Schema)
    }
}

pub(super) fn run(desk: &mut Desk<'_>, command: &ConfigCommand) -> Ended {
    match command {
        ConfigCommand::Path => path(desk),
        ConfigCommand::Check => check(desk),
        ConfigCommand::Schema => desk.out.json(&config::schema()).map(|()| 0),
    }
}

fn path(desk: &mut Desk<'_>) -> Ended {
    let folders = desk.folders.clone();
    let file = folders.config_file();
    let value = json!({
        "config": file,
        "data": folders.data,
        "cache": folders.cache,
        "state": folders.state,
    });
    desk.out.one(&Clean::line(&file.to_string_lossy()), &value)?;
    Ok(0)
}

const COLUMNS: &[Column] = &[Column::whole("WHAT"), Column::new("STATE"), Column::new("WHERE"), Column::new("CURE")];

fn check(desk: &mut Desk<'_>) -> Ended {
    let loaded = Config::load(&desk.folders);
    let problems = match &loaded {
        Ok(config) => look(desk, config),
        Err(problems) => problems.clone(),
    };
    let read = loaded.iter().flat_map(|config| config.files.iter().map(file));
    let decided = loaded.iter().flat_map(|config| config.locked.iter().map(|key| locked(key)));
    let noted = loaded.iter().flat_map(|config| config.notes.iter().map(|note| found(note, "note")));
    let wrong = problems.iter().map(|problem| found(problem, "error"));
    let rows: Vec<Row> = wrong.chain(noted).chain(read).chain(decided).collect();
    desk.out.list(COLUMNS, &rows)?;
    Ok(if problems.is_empty() { 0 } else { INVALID })
}

/// What the screen would refuse to start with: themes and keys that are not there, or wrong.
fn look(desk: &Desk<'_>, config: &Config) -> Vec<ConfigProblem> {
    let Look { theme, keymap, .. } = &config.look;
    let theme = theme.as_ref().and_then(|said| {
        let read = theme::read(&said.text, said.folder());
        refused(said, read.and_then(|theme| desk.platforms.check_theme(&theme)))
    });
    let keymap = keymap.as_ref().and_then(|said| refused(said, keys::read(&said.text, said.folder())));
    theme.into_iter().chain(keymap).collect()
}

fn refused<T>(said: &Said, read: Result<T, Fault>) -> Option<ConfigProblem> {
    let fault = read.err()?;
    Some(said.problem(&format!("cannot {}: {}", fault.tried, fault.happened), fault.cure.as_str()))
}

fn row(what: &str, state: &str, place: &str, cure: &str, value: Value) -> Row {
    let cells = [what, state, place, cure].into_iter().map(Clean::line).collect();
    Row { cells, name: Clean::line(place), value }
}

fn file((path, state): &(std::path::PathBuf, FileState)) -> Row {
    let (word, cure) = match state {
        FileState::Read => ("read", ""),
        FileState::Absent => ("absent", ""),
        FileState::Ignored(reason) => ("ignored", reason.as_str()),
    };
    let reason = if cure.is_empty() { Value::Null } else { cure.into() };
    let value = json!({"what": "file", "state": word, "file": path, "reason": reason});
    row("file", word, &path.to_string_lossy(), cure, value)
}

fn locked(key: &str) -> Row {
    row("key", "locked", key, "", json!({"what": "key", "state": "locked", "key": key}))
}

/// Something that is wrong, or that may not be meant so.
fn found(problem: &ConfigProblem, state: &str) -> Row {
    let what = if state == "note" { "note" } else { "problem" };
    let place = format!("{}:{}:{}", problem.file.display(), problem.line, problem.column);
    let value = json!({
        "what": what,
        "state": state,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "cure": problem.cure,
    });
    row(what, &problem.message, &place, &problem.cure, value)
}
