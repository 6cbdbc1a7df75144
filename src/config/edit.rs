//! Changing the user's file: comments and order stay as they are.

use super::address::{ADDRESS_CURE, portal_address};
use super::read::is_context_name;
use super::table::AuthWay;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use toml_edit::{Array, DocumentMut, Item, Table, value};

/// A context that is to be added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewContext {
    /// Its name.
    pub name: String,
    /// The address of a portal, or else
    pub url: Option<String>,
    /// a folder.
    pub workspace: Option<PathBuf>,
    /// Who the user is there.
    pub user: Option<String>,
    /// A file with a token.
    pub token_file: Option<PathBuf>,
    /// A variable with a token.
    pub token_env: Option<String>,
    /// The ways of signing in that it takes; those of the default where none is named.
    pub accepts: Vec<AuthWay>,
    /// Whether it becomes the current one.
    pub current: bool,
}

/// Why the configuration was not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// What is asked makes no sense.
    #[error("{0}")]
    Usage(String),
    /// The file is not as it should be; `config check` says where.
    #[error("cannot change {file}: {why}; `stagedoor config check` says where it is wrong")]
    Broken {
        /// The file.
        file: PathBuf,
        /// What the reader says.
        why: String,
    },
    /// The file cannot be read or written.
    #[error("cannot change {file}: {error}; make it and its folder writable for you")]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
}

/// Makes a context the current one. Whether there is one of that name is the caller's to check.
///
/// # Errors
/// When the file cannot be read or written.
pub fn use_context(file: &Path, name: &str) -> Result<(), EditError> {
    let mut doc = open(file)?;
    doc.insert("current", value(name));
    write(file, &doc)
}

/// Adds a context.
///
/// # Errors
/// When the name is no name, or taken, or the address is none; when the file cannot be changed.
pub fn add_context(file: &Path, new: &NewContext) -> Result<(), EditError> {
    let usage = |why: String| Err(EditError::Usage(why));
    if !is_context_name(&new.name) {
        return usage("a context is named with letters, digits, `-`, `_` and `.`".into());
    }
    let mut doc = open(file)?;
    let contexts = doc.entry("contexts").or_insert_with(|| Item::Table(Table::new()));
    let Some(contexts) = contexts.as_table_like_mut() else {
        return usage("`contexts` in the configuration is no table; correct that first".into());
    };
    if contexts.contains_key(&new.name) {
        return usage(format!("there is a context `{}` already; remove it first, or choose another name", new.name));
    }
    contexts.insert(&new.name, Item::Table(table(new)?));
    if let Some(contexts) = doc.get_mut("contexts").and_then(Item::as_table_mut) {
        // only [contexts.NAME] is to be seen
        contexts.set_implicit(true);
    }
    if new.current {
        doc.insert("current", value(&new.name));
    }
    write(file, &doc)
}

fn table(new: &NewContext) -> Result<Table, EditError> {
    let mut table = Table::new();
    match (&new.url, &new.workspace) {
        (Some(url), None) => {
            let base = portal_address(url).map_err(|why| EditError::Usage(format!("{why}; {ADDRESS_CURE}")))?;
            table.insert("url", value(base));
        }
        (None, Some(folder)) => {
            let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
            table.insert("workspace", value(text(&folder)?));
        }
        _ => return Err(EditError::Usage("a context is either `--url URL` or `--workspace DIR`".into())),
    }
    if let Some(user) = &new.user {
        table.insert("user", value(user));
    }
    if !new.accepts.is_empty() {
        table.insert("auth", value(Array::from_iter(new.accepts.iter().map(|way| way.word()))));
    }
    if let Some(path) = &new.token_file {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        table.insert("token_file", value(text(&path)?));
    }
    if let Some(variable) = &new.token_env {
        table.insert("token_env", value(variable));
    }
    Ok(table)
}

fn text(path: &Path) -> Result<String, EditError> {
    let text = path.to_str().map(str::to_owned);
    text.ok_or_else(|| EditError::Usage("a path in the configuration has to be UTF-8".into()))
}

/// Removes a context, and what names it as the current one.
///
/// # Errors
/// When the file does not hold it, or cannot be changed.
pub fn remove_context(file: &Path, name: &str) -> Result<(), EditError> {
    let mut doc = open(file)?;
    let contexts = doc.get_mut("contexts").and_then(Item::as_table_like_mut);
    if contexts.and_then(|contexts| contexts.remove(name)).is_none() {
        return Err(EditError::Usage(format!("{} has no context `{name}`", file.display())));
    }
    if doc.get("current").and_then(Item::as_str) == Some(name) {
        doc.remove("current");
    }
    write(file, &doc)
}

fn open(file: &Path) -> Result<DocumentMut, EditError> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(EditError::Io { file: file.to_owned(), error }),
    };
    text.parse().map_err(|error: toml_edit::TomlError| EditError::Broken {
        file: file.to_owned(),
        why: error.message().to_owned(),
    })
}

/// Writes beside and renames, so that a full disk leaves the old file. A link stays a link: people
/// keep their configuration in a repository.
fn write(file: &Path, doc: &DocumentMut) -> Result<(), EditError> {
    let target = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    write_beside(&target, &doc.to_string()).map_err(|error| EditError::Io { file: file.to_owned(), error })
}

fn write_beside(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        make_private_folder(folder)?;
    }
    let beside = file.with_extension(format!("new{}", std::process::id()));
    let written = std::fs::write(&beside, text)
        .and_then(|()| match std::fs::metadata(file) {
            Ok(known) => std::fs::set_permissions(&beside, known.permissions()),
            Err(_) => only_owner(&beside),
        })
        .and_then(|()| std::fs::rename(&beside, file));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

#[cfg(unix)]
fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

#[cfg(unix)]
fn only_owner(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn only_owner(_: &Path) -> std::io::Result<()> {
    Ok(())
}
