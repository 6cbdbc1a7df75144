//! What `mkdocs.yml` says: title, nav, folder. Without a nav the files are it, as in MkDocs.

use super::Ground;
use super::source::{Sources, first_heading};
use crate::adapters::workspace::entry::{folder_of, name_of};
use crate::adapters::workspace::root::Root;
use crate::domain::docs::{Href, NavItem, PageName, resolve};
use crate::domain::model::yaml;
use crate::domain::text::Clean;
use serde_json::Value;
use std::collections::HashMap;

/// Bytes that a configuration may have.
const CONFIG: u64 = 1 << 20;
/// Levels of a nav, and lines of it.
const DEEPEST: u16 = 16;
const LINES: usize = 10_000;

/// What a configuration says.
#[derive(Default)]
pub(super) struct Said {
    pub(super) title: Option<Clean>,
    pub(super) description: Option<Clean>,
    pub(super) nav: Option<Vec<NavItem>>,
    /// Pages that were, and where each sends on to (the plugin `redirects`).
    pub(super) moved: HashMap<PageName, Href>,
}

impl Said {
    pub(super) fn of(root: &Root, ground: &Ground) -> Self {
        let Some(value) = ground.config.as_deref().and_then(|config| read(root, config)) else {
            return Self::default();
        };
        let text = |key: &str| Some(value.get(key)?.as_str()?).filter(|text| !text.is_empty()).map(Clean::line);
        let nav = value.get("nav").filter(|nav| nav.is_array()).map(|nav| {
            let mut lines = Vec::new();
            items(root, ground, nav, 0, &mut lines);
            lines
        });
        Self { title: text("site_name"), description: text("site_description"), nav, moved: moved(&value) }
    }
}

fn moved(config: &Value) -> HashMap<PageName, Href> {
    let plugins = config.get("plugins").and_then(Value::as_array).into_iter().flatten();
    let maps = plugins.filter_map(|plugin| plugin.get("redirects")?.get("redirect_maps")?.as_object());
    let pairs = maps.flatten().filter_map(|(from, to)| Some((PageName::of_path(from), resolve("", to.as_str()?))));
    pairs.take(LINES).collect()
}

/// The folder of the pages, as the configuration names it.
pub(super) fn docs_dir(root: &Root, config: &str) -> Option<String> {
    read(root, config)?.get("docs_dir")?.as_str().map(str::to_owned)
}

fn read(root: &Root, config: &str) -> Option<Value> {
    let content = root.read(config, CONFIG).ok()?;
    let text = String::from_utf8(content.bytes).ok()?;
    yaml::documents(&text).into_iter().next()?.content.ok().map(|parsed| parsed.value)
}

fn items(root: &Root, ground: &Ground, nav: &Value, depth: u16, lines: &mut Vec<NavItem>) {
    for item in nav.as_array().into_iter().flatten() {
        if depth > DEEPEST || lines.len() >= LINES {
            return;
        }
        match item {
            Value::String(target) => lines.push(line(root, ground, None, target, depth)),
            Value::Object(named) => {
                for (title, below) in named {
                    match below {
                        Value::String(target) => lines.push(line(root, ground, Some(title), target, depth)),
                        below => {
                            lines.push(NavItem { title: Clean::line(title), to: None, depth });
                            items(root, ground, below, depth + 1, lines);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

fn line(root: &Root, ground: &Ground, title: Option<&str>, target: &str, depth: u16) -> NavItem {
    let to = resolve("", target);
    let title = match (title, &to) {
        (Some(title), _) => title.to_owned(),
        (None, Href::Page(..)) => title_of(root, ground, target),
        (None, _) => target.to_owned(),
    };
    NavItem { title: Clean::line(&title), to: Some(to), depth }
}

/// The title of a page that the nav does not name: its first heading, else its name as MkDocs writes it.
fn title_of(root: &Root, ground: &Ground, path: &str) -> String {
    first_heading(root, ground, path).unwrap_or_else(|| {
        let stem = name_of(path).trim_end_matches(".md");
        match (stem, folder_of(path)) {
            ("index" | "README", "") => "Home".into(),
            ("index" | "README", folder) => words(name_of(folder)),
            _ => words(stem),
        }
    })
}

/// `on-call_duty` as `On call duty`.
fn words(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The files in their folders: pages of a folder before the folders in it, the first page before all.
pub(super) fn of_files(root: &Root, ground: &Ground, sources: &Sources) -> Vec<NavItem> {
    let mut paths: Vec<&str> = sources.paths().collect();
    paths.sort_by_key(|path| order(path));
    let mut lines = Vec::new();
    let mut folder: Vec<&str> = Vec::new();
    for path in paths {
        let folders: Vec<&str> = folder_of(path).split('/').filter(|part| !part.is_empty()).collect();
        let same = folder.iter().zip(&folders).take_while(|(one, other)| one == other).count();
        for (depth, name) in folders.iter().enumerate().skip(same) {
            lines.push(NavItem { title: Clean::line(&words(name)), to: None, depth: number(depth) });
        }
        let to = Some(Href::Page(PageName::of_path(path), None));
        let title = Clean::line(&title_of(root, ground, path));
        lines.push(NavItem { title, to, depth: number(folders.len()) });
        folder = folders;
    }
    lines
}

/// What sorts paths so that a folder's own pages come first, `index` at the head of them.
fn order(path: &str) -> Vec<(u8, &str)> {
    let (folder, name) = (folder_of(path), name_of(path));
    let folders = folder.split('/').filter(|part| !part.is_empty()).map(|part| (2, part));
    let rank = u8::from(!matches!(name, "index.md" | "README.md"));
    folders.chain([(rank, name)]).collect()
}

fn number(depth: usize) -> u16 {
    u16::try_from(depth).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_ordered_as_mkdocs_orders_them() {
        let mut paths = ["b/a.md", "z.md", "b/index.md", "a.md", "b/c/x.md", "index.md"];
        paths.sort_by_key(|path| order(path));
        assert_eq!(paths, ["index.md", "a.md", "z.md", "b/index.md", "b/a.md", "b/c/x.md"]);
        assert_eq!(words("on-call_duty"), "On call duty");
    }
}
