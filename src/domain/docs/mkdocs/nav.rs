use super::{Config, Included, Includes};
use crate::domain::docs::markdown::name_title;
use crate::domain::docs::name::{Href, PageName, resolve};
use crate::domain::docs::site::NavItem;
use crate::domain::text::Clean;
use serde_json::Value;
use std::collections::BTreeMap;

/// How deep navs take in others, and sections stand in each other.
const DEEPEST: u16 = 16;
/// What the monorepo plugin takes another `mkdocs.yml` in with.
pub(in crate::domain::docs) const INCLUDE: &str = "!include ";
/// What it takes those in with that a pattern matches.
pub(in crate::domain::docs) const INCLUDE_EACH: &str = "*include ";

/// Makes a nav.
pub(super) struct Reading<'r> {
    pub title_of: &'r dyn Fn(&str) -> Option<Clean>,
    pub includes: &'r dyn Includes,
    pub items: Vec<NavItem>,
    pub included: Vec<Included>,
    pub depth: u16,
}

/// Where a part of a nav comes from.
#[derive(Clone, Debug, Default)]
pub(super) struct At {
    /// The folder of its `mkdocs.yml`, with a slash, relative to the first one.
    folder: String,
    /// What stands before the paths of its pages, with a slash.
    prefix: String,
    /// How many navs it was taken in by.
    level: u16,
}

impl Reading<'_> {
    /// The entries of a nav: files, titles with files, titles with entries.
    pub(super) fn entries(&mut self, nav: &Value, at: &At) {
        for entry in nav.as_array().into_iter().flatten() {
            match entry {
                Value::String(path) => self.leaf(None, path, at),
                Value::Object(titled) => {
                    for (title, value) in titled {
                        self.titled(title, value, at);
                    }
                }
                _ => {}
            }
        }
    }

    fn titled(&mut self, title: &str, value: &Value, at: &At) {
        match value {
            Value::String(path) => self.leaf(Some(title), path, at),
            Value::Array(_) if self.depth < DEEPEST => {
                self.head(title);
                self.depth += 1;
                self.entries(value, at);
                self.depth -= 1;
            }
            _ => self.head(title),
        }
    }

    fn head(&mut self, title: &str) {
        self.items.push(NavItem { title: Clean::line(title), to: None, depth: self.depth });
    }

    fn leaf(&mut self, title: Option<&str>, path: &str, at: &At) {
        if let Some(file) = path.strip_prefix(INCLUDE) {
            return self.include(title, file.trim(), at);
        }
        if path.starts_with(INCLUDE_EACH) {
            return self.not_taken_in(title, path);
        }
        let path = path.trim_start_matches("./");
        let whole = format!("{}{path}", at.prefix);
        let to = if path.contains("://") || path.starts_with('/') { resolve("", path) } else { resolve("", &whole) };
        let title = match title {
            Some(title) => Clean::line(title),
            None => self.called(&whole),
        };
        self.items.push(NavItem { title, to: Some(to), depth: self.depth });
    }

    /// The line itself stands for what it did not take in, so that it is missed.
    fn not_taken_in(&mut self, title: Option<&str>, line: &str) {
        let to = Some(Href::Other(Clean::line(line)));
        self.items.push(NavItem { title: Clean::line(title.unwrap_or(line)), to, depth: self.depth });
    }

    fn called(&self, path: &str) -> Clean {
        (self.title_of)(path).filter(|title| !title.is_empty()).unwrap_or_else(|| Clean::line(&name_title(path)))
    }

    /// The nav of another `mkdocs.yml`, under its title; its pages stand under the name of its site.
    fn include(&mut self, title: Option<&str>, file: &str, at: &At) {
        let path = format!("{}{}", at.folder, file.trim_start_matches("./"));
        let text = if at.level < DEEPEST { self.includes.config(&path) } else { None };
        let Some(config) = text.and_then(|text| Config::read(&text).ok()) else {
            return self.not_taken_in(title, &format!("{INCLUDE}{file}"));
        };
        let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let prefix = format!("{}{}/", at.prefix, alias(config.title.as_str()));
        self.included.push(Included { prefix: prefix.clone(), docs_dir: format!("{folder}{}", config.docs_dir) });
        self.head(title.unwrap_or(config.title.as_str()));
        self.depth += 1;
        if let Some(nav) = &config.nav {
            self.entries(nav, &At { folder, prefix, level: at.level + 1 });
        }
        self.depth -= 1;
    }

    /// A nav of files alone: a folder's own page first, its others, then the folders in it.
    pub(super) fn files(&mut self, files: &[&str]) {
        let mut files = files.to_vec();
        files.sort_unstable_by_key(|path| {
            let last = path.rsplit('/').next().unwrap_or_default();
            (!matches!(last, "index.md" | "README.md"), *path)
        });
        self.folder("", &files);
    }

    fn folder(&mut self, folder: &str, files: &[&str]) {
        let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for file in files {
            let rest = file.get(folder.len()..).unwrap_or_default();
            match rest.split_once('/') {
                Some((name, _)) => folders.entry(name).or_default().push(file),
                None => {
                    let to = Some(Href::Page(PageName::of_path(file), None));
                    self.items.push(NavItem { title: self.called(file), to, depth: self.depth });
                }
            }
        }
        for (name, files) in folders {
            self.head(&name_title(&format!("x/{name}.md")));
            if self.depth < DEEPEST {
                self.depth += 1;
                self.folder(&format!("{folder}{name}/"), &files);
                self.depth -= 1;
            }
        }
    }
}

/// What stands before the pages of a site that another one takes in: its name, as the plugin makes it.
fn alias(name: &str) -> String {
    let is_kept = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
    let words = name.split(|c: char| !is_kept(c)).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}
