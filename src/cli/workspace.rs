//! `stagedoor workspace validate`: what Backstage's catalog would say of catalog files.

use super::desk::Desk;
use super::ending::{Ended, Ending, INVALID};
use super::out::{Column, Row};
use crate::domain::model::descriptor::{self, catalog_rows, tree_report};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Subcommand)]
pub(super) enum WorkspaceCommand {
    /// Check entities as Backstage's catalog does; exit code 7 when one is invalid
    Validate(ValidateArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct ValidateArgs {
    /// A file: every document in it; a folder: every *.yaml and *.yml below
    pub path: PathBuf,
    /// What the folder holds as a whole: its entities, and where its Locations lead (JSON)
    #[arg(long)]
    pub tree: bool,
}

/// Catalog files are small; what is larger is something else, and is said to be.
const LARGEST: u64 = 16 << 20;

const COLUMNS: &[Column] =
    &[Column::whole("PLACE"), Column::whole("REF"), Column::new("VERDICT"), Column::new("MESSAGE")];

/// A file with its path relative to what is validated, with `/`.
struct Found {
    path: PathBuf,
    name: String,
    text: String,
}

pub(super) fn run(desk: &mut Desk<'_>, command: &WorkspaceCommand) -> Ended {
    let WorkspaceCommand::Validate(args) = command;
    let files = files(&args.path)?;
    if args.tree {
        let report = tree_report(files.iter().map(|file| (file.name.as_str(), file.text.as_str())));
        desk.out.json(&report)?;
        return Ok(0);
    }
    let rows: Vec<Row> = files.iter().flat_map(rows).collect();
    let valid = rows.iter().all(|row| row.value.get("valid") == Some(&true.into()));
    desk.out.list(COLUMNS, &rows)?;
    Ok(if valid { 0 } else { INVALID })
}

fn rows(file: &Found) -> impl Iterator<Item = Row> {
    let path = file.path.display().to_string();
    catalog_rows(&file.name, &file.text).into_iter().map(move |row| shown(&path, row))
}

fn shown(path: &str, row: descriptor::Row) -> Row {
    let text = |name: &str| row.json.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    let (line, column) = row.at.map_or((row.line, 1), |at| (at.line, at.column));
    let place = format!("{path}:{line}:{column}");
    let verdict = match text("stage") {
        "" => "valid".to_owned(),
        stage => format!("invalid: {stage}"),
    };
    let cells = [place.as_str(), text("ref"), &verdict, text("error")].into_iter().map(Clean::line).collect();
    Row { cells, name: Clean::line(&place), value: row.json }
}

fn files(path: &Path) -> Result<Vec<Found>, Ending> {
    let known = fs::metadata(path).map_err(|error| fault(path, &error))?;
    if !known.is_dir() {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        return Ok(vec![Found { path: path.to_owned(), name, text: read(path)? }]);
    }
    // every file counts, also those that git ignores; links are not followed out of the folder
    let walk = ignore::WalkBuilder::new(path).standard_filters(false).filter_entry(|e| e.file_name() != ".git").build();
    let mut files = Vec::new();
    for entry in walk {
        let entry = entry.map_err(|error| Fault::new(FaultKind::Local, &validate(path), &error.to_string(), ""))?;
        if entry.file_type().is_some_and(|kind| kind.is_file()) && is_yaml(entry.path()) {
            files.push(Found {
                path: entry.path().to_owned(),
                name: below(path, entry.path()),
                text: read(entry.path())?,
            });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

fn below(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn read(path: &Path) -> Result<String, Ending> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| fault(path, &error))?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| fault(path, &error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Fault::new(FaultKind::Invalid, &validate(path), "it is larger than 16 MiB", "split it").into());
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn validate(path: &Path) -> String {
    format!("validate {}", path.display())
}

fn fault(path: &Path, error: &std::io::Error) -> Ending {
    let kind = if error.kind() == std::io::ErrorKind::NotFound { FaultKind::NotFound } else { FaultKind::Local };
    Fault::new(kind, &validate(path), &error.to_string(), "name a file or a folder that you can read").into()
}
