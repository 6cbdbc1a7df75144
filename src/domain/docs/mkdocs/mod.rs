//! `mkdocs.yml`: what a site is called, and how its pages are ordered
//! (<https://www.mkdocs.org/user-guide/configuration/>), with the includes of the monorepo plugin that
//! techdocs-core turns on.

mod nav;

pub(super) use nav::{INCLUDE, INCLUDE_EACH};

use super::finding::Finding;
use super::markdown::{Extension, Extensions, OfSite};
use super::name::PageName;
use super::site::{NavItem, Site};
use crate::domain::model::yaml;
use crate::domain::text::Clean;
use serde_json::Value;

/// What a `mkdocs.yml` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// What the site is called; empty where nothing is said.
    pub title: Clean,
    /// What it is about.
    pub description: Clean,
    /// The folder of its pages, relative to the file.
    pub docs_dir: String,
    /// Folders that snippets come from, relative to the file.
    pub snippet_paths: Vec<String>,
    /// What stands before a page's path where its source is edited.
    pub edit: Option<String>,
    /// The extensions that its pages are read with.
    pub extensions: Extensions,
    nav: Option<Value>,
}

/// Files that another `mkdocs.yml` takes in (`!include`), by their paths relative to the first one.
pub trait Includes {
    /// The text of a file; nothing where there is none that may be read.
    fn config(&self, path: &str) -> Option<String>;
}

/// A site that another one takes in: its pages stand under a name of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Included {
    /// What stands before the names of its pages.
    pub prefix: String,
    /// The folder of its pages, relative to the first `mkdocs.yml`.
    pub docs_dir: String,
}

impl Config {
    /// Reads a `mkdocs.yml`.
    ///
    /// # Errors
    /// What is wrong with it, and in which line.
    pub fn read(text: &str) -> Result<Self, Finding> {
        let wrong = |line, problem: String| Finding {
            page: None,
            line: Some(line),
            lead: None,
            problem: Clean::line(&problem),
        };
        let Some(document) = yaml::documents(text).into_iter().next() else {
            return Err(wrong(1, "mkdocs.yml is empty. Give the site a name: site_name: ...".to_owned()));
        };
        let parsed = document.content.map_err(|error| {
            wrong(error.line, format!("mkdocs.yml cannot be read at column {}: {}", error.column, error.message))
        })?;
        let Value::Object(_) = parsed.value else {
            return Err(wrong(1, "mkdocs.yml holds no settings. Write them as key: value.".to_owned()));
        };
        Ok(Self::of(&parsed.value))
    }

    fn of(value: &Value) -> Self {
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let docs_dir = match text("docs_dir") {
            "" => "docs",
            folder => folder,
        };
        Self {
            title: Clean::line(text("site_name")),
            description: Clean::line(text("site_description")),
            docs_dir: docs_dir.trim_end_matches('/').trim_start_matches("./").to_owned(),
            snippet_paths: snippet_paths(value),
            edit: edit_of(text("repo_url"), value.get("edit_uri").and_then(Value::as_str)),
            extensions: extensions(value),
            nav: value.get("nav").filter(|nav| nav.is_array()).cloned(),
        }
    }

    /// What the site says about a page of it, by its path within the pages' folder.
    pub fn of_site(&self, path: &str) -> OfSite {
        let title = self.nav.as_ref().and_then(|nav| title_in(nav, path, 0));
        OfSite { extensions: self.extensions, is_titled: true, title: title.map(Clean::line) }
    }

    /// Where a page's source is edited, by its path within the pages' folder.
    pub fn edit_of(&self, path: &str) -> Option<Clean> {
        self.edit.as_deref().map(|before| Clean::line(&format!("{before}{path}")))
    }

    /// The site, of the files in its folder (paths of all that is a page) and what each page is called.
    /// Without a nav of its author's the files make one.
    pub fn site(
        &self,
        files: &[&str],
        title_of: &dyn Fn(&str) -> Option<Clean>,
        includes: &dyn Includes,
    ) -> (Site, Vec<Included>) {
        let mut reading = nav::Reading { title_of, includes, items: Vec::new(), included: Vec::new(), depth: 0 };
        match &self.nav {
            Some(nav) => reading.entries(nav, &nav::At::default()),
            None => reading.files(files),
        }
        let nav::Reading { items, included, .. } = reading;
        let site = Site {
            title: self.title.clone(),
            description: self.description.clone(),
            pages: pages_of(files, &items),
            nav: items,
            ..Site::default()
        };
        (site, included)
    }
}

/// The folders that snippets come from; the folder of the file itself where nothing is said.
fn snippet_paths(value: &Value) -> Vec<String> {
    match entry(value, "markdown_extensions", "pymdownx.snippets").and_then(|options| options.get("base_path")) {
        Some(Value::String(path)) => vec![path.clone()],
        Some(Value::Array(paths)) => paths.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => vec![".".to_owned()],
    }
}

/// The title that a nav gives a page.
fn title_in<'n>(nav: &'n Value, path: &str, depth: u8) -> Option<&'n str> {
    const DEEPEST: u8 = 16;
    let entries = nav.as_array().into_iter().flatten().filter_map(Value::as_object).flatten();
    let mut titles = entries.filter_map(|(title, value)| match value.as_str() {
        Some(file) => (file.trim_start_matches("./") == path).then_some(title.as_str()),
        None if depth < DEEPEST => title_in(value, path, depth + 1),
        None => None,
    });
    titles.next()
}

/// What a list, or a table, of extensions or plugins says of one: its options, or its bare name.
fn entry<'v>(value: &'v Value, list: &str, name: &str) -> Option<&'v Value> {
    let all = value.get(list)?;
    let mut listed = all.as_array().into_iter().flatten();
    listed.find_map(|one| if one.as_str() == Some(name) { Some(one) } else { one.get(name) }).or_else(|| all.get(name))
}

/// The extensions that a site turns on, by itself or by an option of techdocs-core.
fn extensions(value: &Value) -> Extensions {
    const NAMES: [(&str, Extension); 6] = [
        ("pymdownx.arithmatex", Extension::Math),
        ("pymdownx.keys", Extension::Keys),
        ("pymdownx.blocks.caption", Extension::Caption),
        ("pymdownx.blocks.admonition", Extension::Admonition),
        ("pymdownx.blocks.details", Extension::Details),
        ("pymdownx.blocks.tab", Extension::Tab),
    ];
    let said = |name| entry(value, "markdown_extensions", name);
    let named = NAMES.iter().filter(|(name, _)| said(name).is_some()).map(|(_, extension)| *extension);
    let icons = said("pymdownx.emoji").is_some_and(|options| options.get("emoji_index").is_some());
    let core = entry(value, "plugins", "techdocs-core").and_then(|options| options.get("use_pymdownx_blocks"));
    let blocks = core.and_then(Value::as_bool).unwrap_or_default();
    let blocks = [Extension::Admonition, Extension::Details, Extension::Tab].into_iter().filter(|_| blocks);
    named.chain(Some(Extension::Icons).filter(|_| icons)).chain(blocks).collect()
}

/// What stands before a page's path where it is edited: known hosts have a place of their own for it.
fn edit_of(repo: &str, edit_uri: Option<&str>) -> Option<String> {
    if edit_uri.is_some_and(|uri| uri.contains("://")) {
        return edit_uri.map(|uri| format!("{}/", uri.trim_end_matches('/')));
    }
    if !repo.starts_with("https://") && !repo.starts_with("http://") {
        return None;
    }
    let place = match edit_uri {
        Some("") => return None,
        Some(uri) => uri,
        None if repo.contains("github.com") || repo.contains("gitlab.com") => "edit/master/docs/",
        None if repo.contains("bitbucket.org") => "src/default/docs/",
        None => return None,
    };
    let gap = if place.starts_with(['?', '#']) { "" } else { "/" };
    let end = if place.ends_with('/') || place.contains(['?', '#']) { "" } else { "/" };
    Some(format!("{}{gap}{}{end}", repo.trim_end_matches('/'), place.trim_start_matches('/')))
}

/// Every page there is, in the order of their names.
fn pages_of(files: &[&str], nav: &[NavItem]) -> Vec<PageName> {
    let mut pages: Vec<PageName> = files.iter().map(|file| PageName::of_path(file)).collect();
    pages.extend(nav.iter().filter_map(NavItem::page).cloned());
    pages.sort_unstable();
    pages.dedup();
    pages
}

#[cfg(test)]
mod tests;
