//! The plan of a site: what its `mkdocs.yml` says, which files it has, and where each lies. Sites that it
//! takes in stand under names of their own.

use super::Ground;
use crate::adapters::workspace::entry::{Refusal, join, resolve};
use crate::adapters::workspace::pages::files;
use crate::adapters::workspace::root::Root;
use crate::domain::docs::mkdocs::{Config, Includes};
use crate::domain::docs::{Finding, Href, PageName, Site, resolve as lead_to};
use crate::domain::model::yaml;
use crate::domain::text::Clean;
use serde_json::Value;
use std::collections::HashMap;

/// Bytes that a configuration may have.
const CONFIG: u64 = 1 << 20;
/// Bytes of a page that are looked through for what it is called.
const PAGE: u64 = 1 << 20;
/// Pages that a site may have.
const PAGES: usize = 5_000;
/// What MkDocs makes pages of, and pages that it takes as they are.
pub(super) const ENDINGS: [&str; 4] = [".md", ".markdown", ".html", ".htm"];

/// A site, with its files.
pub(super) struct Plan {
    pub(super) config: Config,
    pub(super) site: Site,
    /// What is wrong with the configuration.
    pub(super) wrong: Option<Finding>,
    /// The pages by their paths in the site.
    files: Vec<String>,
    /// The folders of pages below the root, each with what stands before the paths of its pages; the
    /// site's own is the last.
    folders: Vec<(String, String)>,
    /// Pages that were, and where each sends on to (the plugin `redirects`).
    moved: HashMap<PageName, Href>,
}

/// All that its configurations and the names of files tell of a site.
pub(super) type Shape = (Site, Vec<String>, Vec<(String, String)>);

impl Plan {
    /// The plan of a site, without the titles of pages that only the pages themselves tell.
    pub(super) fn of(root: &Root, ground: &Ground) -> Self {
        Self::with(root, ground, &|_| None)
    }

    /// The plan of a site with the titles of its pages, for which these are looked into.
    pub(super) fn titled(root: &Root, ground: &Ground) -> Self {
        Self::with(root, ground, &|path| first_heading(root, &join(&ground.docs, path)))
    }

    fn with(root: &Root, ground: &Ground, title_of: &dyn Fn(&str) -> Option<Clean>) -> Self {
        let text = ground.config.as_deref().and_then(|config| text(root, config, CONFIG).ok());
        let (config, wrong) = match text.as_deref().map(Config::read) {
            Some(Ok(config)) => (config, None),
            Some(Err(wrong)) => (Config::default(), Some(wrong)),
            None => (Config::default(), None),
        };
        let own = match &ground.alone {
            Some(name) => vec![name.clone()],
            None => files(root, &ground.docs, &ENDINGS, &mut { PAGES }),
        };
        let paths: Vec<&str> = own.iter().map(String::as_str).collect();
        let (site, included) = config.site(&paths, title_of, &Beside { root, site: &ground.site });
        let mut plan = Self {
            config,
            site,
            wrong,
            files: own,
            folders: Vec::new(),
            moved: text.as_deref().map(moved).unwrap_or_default(),
        };
        for part in included {
            if let Ok(folder) = resolve(&ground.site, &part.docs_dir) {
                plan.take_in(root, part.prefix, folder);
            }
        }
        plan.folders.push((String::new(), ground.docs.clone()));
        plan.complete(ground)
    }

    fn take_in(&mut self, root: &Root, prefix: String, folder: String) {
        let mut left = PAGES.saturating_sub(self.files.len());
        self.files.extend(files(root, &folder, &ENDINGS, &mut left).into_iter().map(|path| format!("{prefix}{path}")));
        self.folders.push((prefix, folder));
    }

    fn complete(mut self, ground: &Ground) -> Self {
        // what the nav names and is not there is no page
        self.site.pages = self.paths().map(PageName::of_path).collect();
        self.site.pages.sort();
        self.site.pages.dedup();
        if self.site.title.is_empty() {
            self.site.title = ground.title.clone();
        }
        self.site.source = Clean::line(if ground.docs.is_empty() { "." } else { &ground.docs });
        self
    }

    /// What shows that another plan is the same.
    pub(super) fn shape(self) -> Shape {
        (self.site, self.files, self.folders)
    }

    /// The pages by their paths in the site.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// The file of a page, or of the page that it was moved to; of two the one that MkDocs takes.
    pub(super) fn path_of(&self, page: &PageName) -> Option<&str> {
        let named = |name: &PageName| {
            let of_name = self.paths().filter(|path| PageName::of_path(path) == *name);
            of_name.min_by_key(|path| !path.ends_with("index.md"))
        };
        named(page).or_else(|| match self.moved.get(page) {
            Some(Href::Page(to, _)) => named(to),
            _ => None,
        })
    }

    /// Where a file of the site lies below the root.
    pub(super) fn below(&self, path: &str) -> Result<String, Refusal> {
        let folder = self.folders.iter().find_map(|(prefix, folder)| Some((folder, path.strip_prefix(&**prefix)?)));
        let (folder, rest) = folder.ok_or(Refusal::Missing)?;
        resolve(folder, rest)
    }

    /// Whether there is such a file, or was such a page.
    pub(super) fn has(&self, root: &Root, path: &str) -> bool {
        self.moved.contains_key(&PageName::of_path(path))
            || self.below(path).is_ok_and(|path| root.stamp(&path).is_ok())
    }
}

/// The folder of the pages, as a configuration names it.
pub(super) fn docs_dir(root: &Root, config: &str) -> Option<String> {
    let config = Config::read(&text(root, config, CONFIG).ok()?).ok()?;
    Some(config.docs_dir).filter(|folder| !folder.is_empty())
}

fn text(root: &Root, path: &str, cap: u64) -> Result<String, Refusal> {
    Ok(String::from_utf8_lossy(&root.read(path, cap)?.bytes).into_owned())
}

/// Configurations that another one takes in: of the workspace, and nothing outside it.
struct Beside<'a> {
    root: &'a Root,
    site: &'a str,
}

impl Includes for Beside<'_> {
    fn config(&self, path: &str) -> Option<String> {
        text(self.root, &resolve(self.site, path).ok()?, CONFIG).ok()
    }
}

fn moved(config: &str) -> HashMap<PageName, Href> {
    let first = yaml::documents(config).into_iter().next().and_then(|document| document.content.ok());
    let plugins = first.as_ref().and_then(|parsed| parsed.value.get("plugins")?.as_array());
    let maps = plugins.into_iter().flatten().filter_map(|it| it.get("redirects")?.get("redirect_maps")?.as_object());
    let pair = |(from, to): (&String, &Value)| Some((PageName::of_path(from), lead_to("", to.as_str()?)));
    maps.flatten().filter_map(pair).take(PAGES).collect()
}

/// What a page calls itself: its first heading of the first level.
fn first_heading(root: &Root, path: &str) -> Option<Clean> {
    let text = text(root, path, PAGE).ok()?;
    let mut is_code = false;
    let heading = text.lines().find_map(|line| {
        is_code ^= line.starts_with("```") || line.starts_with("~~~");
        line.strip_prefix("# ").filter(|_| !is_code)
    })?;
    Some(Clean::line(heading.trim().trim_end_matches('#').trim()))
}
