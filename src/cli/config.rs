//! `stagedoor config`: where it is, what is wrong with it, its schema.

use super::desk::Desk;
use super::ending::{Ended, INVALID};
use super::out::{Column, Row};
use crate::config::{self, Config, ConfigProblem, FileState};
use crate::domain::text::Clean;
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
    let rows: Vec<Row> = match &loaded {
        Ok(config) => config.files.iter().map(file).chain(config.locked.iter().map(|key| locked(key))).collect(),
        Err(problems) => problems.iter().map(problem).collect(),
    };
    desk.out.list(COLUMNS, &rows)?;
    Ok(if loaded.is_ok() { 0 } else { INVALID })
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

fn problem(problem: &ConfigProblem) -> Row {
    let place = format!("{}:{}:{}", problem.file.display(), problem.line, problem.column);
    let value = json!({
        "what": "problem",
        "state": "error",
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "cure": problem.cure,
    });
    row("problem", &problem.message, &place, &problem.cure, value)
}
