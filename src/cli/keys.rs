//! `stagedoor keys`: the keys of the chosen map.

use super::desk::Desk;
use super::ending::{Ended, Ending};
use super::out::{Column, Row};
use super::reference::{self, keys_markdown};
use crate::config::Config;
use crate::domain::text::Clean;
use crate::platform::actions::{Action, Danger};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::keys::Keymap;
use serde_json::json;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(super) struct KeysArgs {
    /// As a table in Markdown, of all maps where none is chosen: docs/keys.md
    #[arg(long)]
    pub markdown: bool,
}

const COLUMNS: &[Column] = &[
    Column::whole("KEYS"),
    Column::new("ACTION"),
    Column::new("TITLE"),
    Column::new("WHERE"),
    Column::wide("WHY"),
    Column::wide("DANGER"),
];

pub(super) fn run(desk: &mut Desk<'_>, args: &KeysArgs) -> Ended {
    let config = desk.config()?;
    let map = chosen(desk, &config)?;
    if args.markdown {
        let any = desk.global.keymap.is_none() && config.look.keymap.is_none();
        let page = if any { reference::keys() } else { keys_markdown(&map) };
        desk.out.text(&page)?;
        return Ok(0);
    }
    let rows: Vec<Row> = Action::ALL.iter().map(|action| row(*action, &map)).collect();
    desk.out.list(COLUMNS, &rows)?;
    Ok(0)
}

/// The key map of `--keymap`, else of the configuration, else our own.
pub(super) fn chosen(desk: &Desk<'_>, config: &Config) -> Result<Keymap, Ending> {
    match (&desk.global.keymap, &config.look.keymap) {
        (Some(name), _) => read(name, &desk.folder()),
        (None, Some(said)) => read(&said.text, said.folder()),
        (None, None) => default_map(),
    }
    .map_err(Ending::from)
}

/// A key map by its name, or that of a file.
pub(super) fn read(name: &str, base: &Path) -> Result<Keymap, Fault> {
    if let Some(map) = bundled(name) {
        return map;
    }
    let default = default_map()?;
    let path = base.join(name);
    let tried = format!("read the keys of {}", path.display());
    let cure = format!("name one of {}, or a file", Keymap::NAMES.join(", "));
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Fault::new(FaultKind::Local, &tried, &error.to_string(), &cure))?;
    Keymap::read(&text, &default)
        .map_err(|error| Fault::new(FaultKind::Invalid, &tried, &error.to_string(), "correct it there"))
}

/// Our own map.
pub(super) fn default_map() -> Result<Keymap, Fault> {
    bundled("default").unwrap_or_else(|| Ok(Keymap::default()))
}

/// A map that comes with the program, where there is one of that name.
fn bundled(name: &str) -> Option<Result<Keymap, Fault>> {
    Keymap::NAMES.contains(&name).then(|| {
        let tried = format!("read the {name} keys");
        Keymap::bundled(name).map_err(|error| Fault::new(FaultKind::Local, &tried, &error.to_string(), ""))
    })
}

/// Where an action can be met, for people.
pub(super) fn place(action: Action) -> &'static str {
    match action.room() {
        "app" => "everywhere",
        "list" => "lists",
        room => room,
    }
}

pub(super) fn danger(action: Action) -> &'static str {
    match action.spec().danger {
        Danger::Reads => "reads",
        Danger::Writes => "writes",
        Danger::Destroys => "destroys",
    }
}

fn row(action: Action, map: &Keymap) -> Row {
    let spec = action.spec();
    let keys = map.keys_of(action);
    let cells = [&keys.join(", "), spec.id, spec.title, place(action), spec.why, danger(action)];
    Row {
        cells: cells.into_iter().map(Clean::line).collect(),
        name: spec.id.into(),
        value: json!({
            "action": spec.id, "title": spec.title, "why": spec.why, "keys": keys,
            "where": place(action), "danger": danger(action),
        }),
    }
}
