//! `stagedoor workspace`: what Backstage's catalog would say of catalog files, what is wrong with docs, and what
//! templates render to.

mod check_docs;
mod eval;
mod form;
mod golden;
mod templates;

use super::desk::Desk;
use super::ending::{Ended, Ending, INVALID, complain};
use super::out::{Column, Row};
use crate::domain::model::Problem;
use crate::domain::model::descriptor::{self, catalog_rows, tree_report};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Subcommand)]
pub(super) enum WorkspaceCommand {
    /// Check entities as Backstage's catalog does, and what templates make; exit code 7 when something is wrong
    Validate(ValidateArgs),
    /// Look for broken links, missing sections and lost pages in docs; exit code 7 when there is
    /// something
    CheckDocs(check_docs::CheckDocsArgs),
    /// Evaluate template expressions as Backstage's scaffolder does, from a file of cases (JSON)
    Eval(eval::EvalArgs),
    /// What a template's form shows, refuses and sends
    Form(form::FormArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct ValidateArgs {
    /// A file: every document in it; a folder: every *.yaml and *.yml below. In JSON every document is
    /// a row; in tables of a folder only those with apiVersion or kind, and of what is no YAML only
    /// catalog-info*, template* and files with entities beside
    #[arg(default_value = ".")]
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
    match command {
        WorkspaceCommand::Validate(args) => validated(desk, args),
        WorkspaceCommand::CheckDocs(args) => check_docs::run(desk, args),
        WorkspaceCommand::Eval(args) => eval::run(desk, args),
        WorkspaceCommand::Form(args) => form::run(desk, args),
    }
}

fn validated(desk: &mut Desk<'_>, args: &ValidateArgs) -> Ended {
    let files = files(&args.path)?;
    if args.tree {
        let report = tree_report(files.iter().map(|file| (file.name.as_str(), file.text.as_str())));
        desk.out.json(&report)?;
        return Ok(0);
    }
    if files.is_empty() {
        complain(&Clean::line(&format!("there is no *.yaml and no *.yml below {}", args.path.display())));
    }
    let wrong: Vec<Vec<Problem>> = files.iter().map(templates::told).collect();
    let lacking = golden::lacking(desk, &args.path, &files)?;
    let whole_folder = args.path.is_dir() && desk.out.for_people();
    let mut passed = Passed::default();
    let mut rows = Vec::new();
    for (file, wrong) in files.iter().zip(&wrong) {
        let mut documents = catalog_rows(&file.name, &file.text);
        if whole_folder {
            documents = passed.sieve(&file.name, documents);
        }
        let place = if args.path.is_dir() { file.name.as_str() } else { &*args.path.to_string_lossy() };
        let beyond = Beyond { wrong, lacks: lacking.contains(&file.name) };
        let ends: Vec<usize> = documents.iter().skip(1).map(|row| row.line).chain([usize::MAX]).collect();
        let judged = documents.into_iter().zip(ends);
        rows.extend(judged.map(|(row, end)| shown(place, &file.path, beyond.of(&row, end), row)));
    }
    let is_catalog_well = rows.iter().all(|row| row.value.get("valid") == Some(&true.into()));
    let valid = is_catalog_well && lacking.is_empty() && wrong.iter().all(Vec::is_empty);
    desk.out.list(COLUMNS, &rows)?;
    passed.tell();
    Ok(if valid { 0 } else { INVALID })
}

/// What is wrong with the templates of a file beyond what the catalog says.
struct Beyond<'a> {
    wrong: &'a [Problem],
    lacks: bool,
}

impl Beyond<'_> {
    /// The verdict on a document that ends before a line, with the reason; none where there is no more to say.
    fn of(&self, row: &descriptor::Row, end: usize) -> Option<(&'static str, Clean)> {
        let is_template = row.json.get("ref").and_then(serde_json::Value::as_str)?.starts_with("template:");
        let first = self.wrong.iter().find(|problem| (row.line..end).contains(&problem.line));
        match first {
            Some(problem) => Some(("invalid: template", problem.message.clone())),
            None if self.lacks && is_template => {
                Some(("incomplete", "what it makes is not all that it has to be".into()))
            }
            None => None,
        }
    }
}

/// What in a folder is for other programs.
#[derive(Default)]
struct Passed {
    /// Documents with neither apiVersion nor kind.
    foreign: usize,
    /// Files that are no YAML and do not say that they are of the catalog.
    unreadable: Vec<String>,
}

impl Passed {
    /// The documents of a file that are meant for the catalog.
    fn sieve(&mut self, file: &str, documents: Vec<descriptor::Row>) -> Vec<descriptor::Row> {
        let of_catalog = is_catalog_name(file) || documents.iter().any(is_descriptor);
        let (kept, passed): (Vec<_>, Vec<_>) =
            documents.into_iter().partition(|row| is_descriptor(row) || (of_catalog && stage(row) == "yaml"));
        let unreadable = passed.iter().filter(|row| stage(row) == "yaml").count();
        self.foreign += passed.len() - unreadable;
        self.unreadable.extend((unreadable > 0).then(|| file.to_owned()));
        kept
    }

    fn tell(&self) {
        if self.foreign > 0 {
            let (count, are) = (self.foreign, if self.foreign == 1 { "document is" } else { "documents are" });
            complain(&Clean::line(&format!("passed over: {count} {are} no entity: neither apiVersion nor kind")));
        }
        if let Some(first) = self.unreadable.first() {
            let more = self.unreadable.len() - 1;
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            complain(&Clean::line(&format!(
                "passed over, being no YAML or no mapping: {first}{more}; name a file to have it checked"
            )));
        }
    }
}

/// Whether a file says by its name that it is of the catalog.
fn is_catalog_name(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.starts_with("catalog-info") || name.starts_with("template")
}

fn is_descriptor(row: &descriptor::Row) -> bool {
    row.json.get("apiVersion").is_some() || row.json.get("kind").is_some()
}

fn stage(row: &descriptor::Row) -> &str {
    row.json.get("stage").and_then(serde_json::Value::as_str).unwrap_or_default()
}

/// An error of the catalog without the address of its docs, which is the same at every one.
fn without_the_lesson(error: &str) -> &str {
    error.split(" To learn more about catalog file format").next().unwrap_or(error)
}

/// A document as a row. In JSON it is what Backstage's catalog says of it; `beyond` is the verdict of more than that,
/// and stands there as a field of its own.
/// `name` is the file relative to what was named, `path` where it is from here.
fn shown(name: &str, path: &Path, beyond: Option<(&str, Clean)>, row: descriptor::Row) -> Row {
    let text = |name: &str| row.json.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    let (line, column) = row.at.map_or((row.line, 1), |at| (at.line, at.column));
    let place = format!("{name}:{line}:{column}");
    let mut beyond_in_json = None;
    let (verdict, message) = match (text("stage"), beyond) {
        ("", Some((verdict, why))) => {
            beyond_in_json = Some(serde_json::json!({"verdict": verdict, "error": why.as_str()}));
            (verdict.to_owned(), why)
        }
        ("", None) => ("valid".to_owned(), Clean::default()),
        (stage, _) => (format!("invalid: {stage}"), Clean::line(without_the_lesson(text("error")))),
    };
    let cells = vec![Clean::line(&place), Clean::line(text("ref")), Clean::line(&verdict), message];
    let mut value = row.json;
    if let (Some(fields), Some(beyond)) = (value.as_object_mut(), beyond_in_json) {
        fields.insert("beyond".into(), beyond);
    }
    Row { cells, name: Clean::line(&format!("{}:{line}:{column}", path.display())), value }
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
