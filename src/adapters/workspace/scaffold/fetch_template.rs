//! `fetch:template`: a skeleton beside the template, with names and contents rendered.

use super::copy::copy_one;
use super::input::{is_set, text, texts};
use super::paths::{below, is_child};
use super::space::Space;
use super::{copy, errors};
use crate::domain::expression::{self, Context, Options};
use crate::domain::template::glob::{Candidate, select};
use crate::domain::template::run::Deed;
use crate::domain::template::{Failure, StepLog, binary};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::io::{Read as _, Write as _};
use std::path::Path;

pub(super) fn run(space: &Space, deed: &Deed<'_>, log: &mut StepLog<'_>) -> Result<(), Failure> {
    let input = deed.input;
    let target = space.path(text(input, "targetPath").unwrap_or("./"))?;
    let extension = extension(input)?;
    log.info("Fetching template content from remote URL");
    let skeleton = space.source(text(input, "url").unwrap_or("."))?;
    let meta = skeleton.symlink_metadata().map_err(|error| errors::of(&error, "lstat", &skeleton))?;
    log.info("Listing files and directories in template");
    if !meta.is_dir() {
        return Err(Failure::error("The `cwd` option must be a path to a directory"));
    }
    let entries = entries(&skeleton)?;
    let globs: Option<Vec<String>> =
        texts(input, "copyWithoutTemplating").into_iter().map(|glob| glob.map(str::to_owned)).collect();
    let globs = globs.ok_or_else(|| Failure::new("TypeError", "Patterns must be a string or an array of strings"))?;
    let copied: HashSet<usize> = select(&globs, &entries, false).into_iter().collect();
    let message = format!("Processing {} template files/directories with input values", entries.len());
    log.info_with(&message, input.get("values"));
    let rendering = Rendering::of(input, deed.values)?;
    let replaces = is_set(input, "replace");
    let work = Work { space, skeleton: &skeleton, target: &target, rendering, extension, replaces };
    for (n, entry) in entries.iter().enumerate() {
        work.entry(entry, copied.contains(&n), log)?;
    }
    log.info(&format!("Template result written to {}", target.display()));
    Ok(())
}

/// The extension of the files that are rendered, where only those are.
fn extension(input: &Value) -> Result<Option<String>, Failure> {
    let extension = match input.get("templateFileExtension") {
        Some(Value::Bool(true)) => ".njk".to_owned(),
        Some(Value::String(extension)) if extension.starts_with('.') => extension.clone(),
        Some(Value::String(extension)) if !extension.is_empty() => format!(".{extension}"),
        _ => return Ok(None),
    };
    if input.get("copyWithoutTemplating").is_some() || is_set(input, "cookiecutterCompat") {
        let message = "Fetch action input extension incompatible with copyWithoutTemplating and cookiecutterCompat";
        return Err(Failure::input(message));
    }
    Ok(Some(extension))
}

/// All that lies in a folder, folders before what is in them and names by their bytes. Links are not followed; those
/// that lead out are not there.
fn entries(root: &Path) -> Result<Vec<Candidate>, Failure> {
    let mut entries = Vec::new();
    let mut folders = std::collections::VecDeque::from([String::new()]);
    while let Some(folder) = folders.pop_front() {
        for name in copy::names(&root.join(&folder))? {
            let name = name.to_str().ok_or_else(|| Failure::error(format!("{} is no text", name.display())))?;
            let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            let full = root.join(&path);
            let meta = full.symlink_metadata().map_err(|error| errors::of(&error, "lstat", &full))?;
            if !is_child(root, &full)? {
                continue;
            }
            if !meta.is_dir() && !meta.is_file() && !meta.is_symlink() {
                return Err(Failure::error(format!("Cannot copy an unknown file: {}", full.display())));
            }
            if meta.is_dir() {
                folders.push_back(path.clone());
            }
            entries.push(Candidate { path, is_folder: meta.is_dir(), is_file: meta.is_file() });
        }
    }
    Ok(entries)
}

struct Work<'a> {
    space: &'a Space,
    skeleton: &'a Path,
    target: &'a Path,
    rendering: Rendering,
    extension: Option<String>,
    replaces: bool,
}

impl Work<'_> {
    fn entry(&self, entry: &Candidate, is_copied: bool, log: &mut StepLog<'_>) -> Result<(), Failure> {
        let location = if entry.is_folder { format!("{}/", entry.path) } else { entry.path.clone() };
        let (name, is_rendered) = self.name(&location, is_copied);
        let rendered = self.rendering.render(name)?;
        if rendered.is_empty() || rendered.starts_with('/') || rendered.contains("//") {
            return Ok(());
        }
        let path = below(self.target, &rendered)?;
        if path.exists() && !self.replaces {
            return Ok(());
        }
        if !is_rendered && self.extension.is_none() {
            log.info(&format!("Copying file/directory {location} without processing."));
        }
        if entry.is_folder {
            log.info(&format!("Writing directory {location} to template output path."));
            self.space.count(0)?;
            return fs::create_dir_all(&path).map_err(|error| errors::of(&error, "mkdir", &path));
        }
        let source = below(self.skeleton, &entry.path)?;
        let meta = source.symlink_metadata().map_err(|error| errors::of(&error, "lstat", &source))?;
        if meta.is_symlink() || is_binary(&source)? {
            let message = format!("Copying file binary or symbolic link at {location}, to template output path.");
            log.info(&message);
            return copy_one(self.space, &source, &path);
        }
        let message = format!("Writing file {location} to template output path with mode {}.", mode(&meta));
        log.info(&message);
        self.text(&source, &path, is_rendered, &meta)
    }

    /// What is rendered to the name of an entry, and whether its content is rendered too.
    fn name<'l>(&self, location: &'l str, is_copied: bool) -> (&'l str, bool) {
        let Some(extension) = &self.extension else { return (location, !is_copied) };
        let is_rendered = extension_of(location) == extension;
        let cut = location.encode_utf16().count().saturating_sub(extension.encode_utf16().count());
        let end = location.char_indices().nth(cut).map_or(location.len(), |(at, _)| at);
        (if is_rendered { location.get(..end).unwrap_or(location) } else { location }, is_rendered)
    }

    fn text(&self, source: &Path, path: &Path, is_rendered: bool, meta: &Metadata) -> Result<(), Failure> {
        self.space.count(meta.len())?;
        let bytes = fs::read(source).map_err(|error| errors::of(&error, "open", source))?;
        // bad bytes are lost even where nothing is rendered
        let content = String::from_utf8_lossy(&bytes);
        let content = if is_rendered { self.rendering.render(&content)? } else { content.into_owned() };
        write(self.space, path, content.as_bytes(), Some(mode(meta)))
    }
}

/// What follows the last dot of a name; nothing where the dot begins it (`path.extname`).
fn extension_of(location: &str) -> &str {
    let trimmed = location.trim_end_matches('/');
    let name = trimmed.rsplit_once('/').map_or(trimmed, |(_, name)| name);
    match name.rfind('.') {
        Some(at) if at > 0 && name != ".." => name.get(at..).unwrap_or_default(),
        _ => "",
    }
}

/// Files are rendered over these values, and with these settings.
pub(super) struct Rendering {
    context: Context,
    options: Options,
}

impl Rendering {
    pub(super) fn of(input: &Value, values: Option<&Value>) -> Result<Self, Failure> {
        let cookiecutter = is_set(input, "cookiecutterCompat");
        let name = if cookiecutter { "cookiecutter" } else { "values" };
        let seen = match values {
            Some(values) => json!({ name: values }),
            None => json!({}),
        };
        let context = Context::new(&seen).map_err(|error| Failure::new("TypeError", error.to_string()))?;
        let (trim_blocks, lstrip_blocks) = (is_set(input, "trimBlocks"), is_set(input, "lstripBlocks"));
        Ok(Self { context, options: Options { cookiecutter, trim_blocks, lstrip_blocks } })
    }

    pub(super) fn render(&self, source: &str) -> Result<String, Failure> {
        expression::text(source, &self.context, &self.options).map_err(|error| {
            let message = error.to_string();
            let name = if message.contains("exceeded the") { "TemplateLimitError" } else { "TemplateRenderError" };
            Failure::new(name, message)
        })
    }
}

fn is_binary(path: &Path) -> Result<bool, Failure> {
    let failed = |error: std::io::Error| errors::of(&error, "open", path);
    let mut first = Vec::with_capacity(binary::READ);
    fs::File::open(path).map_err(failed)?.take(binary::READ as u64).read_to_end(&mut first).map_err(failed)?;
    Ok(binary::is_binary(&first))
}

/// Kind and permissions of a file, as one number.
#[cfg(unix)]
fn mode(meta: &Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&meta.permissions())
}

#[cfg(not(unix))]
fn mode(_: &Metadata) -> u32 {
    0o100_644
}

/// Writes a file and makes its folders. A new file gets the mode; one that is there keeps its own.
pub(super) fn write(space: &Space, path: &Path, content: &[u8], mode: Option<u32>) -> Result<(), Failure> {
    space.count(content.len() as u64)?;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| errors::of(&error, "mkdir", parent))?;
    }
    let opened = opened(path, mode.map(|mode| mode & 0o777));
    opened.and_then(|mut file| file.write_all(content)).map_err(|error| errors::of(&error, "open", path))
}

#[cfg(unix)]
fn opened(path: &Path, mode: Option<u32>) -> std::io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    fs::OpenOptions::new().write(true).create(true).truncate(true).mode(mode.unwrap_or(0o666)).open(path)
}

#[cfg(not(unix))]
fn opened(path: &Path, _: Option<u32>) -> std::io::Result<fs::File> {
    fs::File::create(path)
}
