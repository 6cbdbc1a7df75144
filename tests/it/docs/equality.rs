//! A page from its source is the page from what techdocs-core builds of it.

use super::built::folder;
use stagedoor::domain::docs::markdown::{self, Snippets};
use stagedoor::domain::docs::mkdocs::Config;
use stagedoor::domain::docs::{Page, html, outline};
use std::path::{Path, PathBuf};

/// The projects: one with everything that can be turned on, and one as most are, with pages like READMEs.
const PROJECTS: [&str; 2] = ["", "bare"];

/// Lines that differ, and why.
const DIFFERENT: &[(&str, &str, &str)] = &[
    // elements that nobody knows are text, and HTML has no capitals in their names
    ("html.md", "<T> and List<String>", "<t> and List<string>"),
    // MkDocs takes what it finds no file for as an address, and those are relative to the built page;
    // from a source it leads to where its author wanted it
    ("guide/hostile.md", "file guide/x.png", "file guide/hostile/x.png"),
    ("guide/images.md", "file img/missing.png", "file guide/img/missing.png"),
    ("guide/links.md", "page /guide/missing\u{203a}", "page /guide/links/missing\u{203a}"),
    ("guide/links.md", "page /guide/spaced name\u{203a}", "page /guide/links/spaced name\u{203a}"),
];

/// The files beside the project's `mkdocs.yml`, as techdocs-core gives them to pages.
pub struct Files(pub PathBuf);

impl Snippets for Files {
    fn snippet(&self, path: &str) -> Option<String> {
        let is_within = Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        if is_within { std::fs::read_to_string(self.0.join(path)).ok() } else { None }
    }
}

/// One of the projects.
struct Project {
    folder: PathBuf,
    config: Config,
}

impl Project {
    fn open(name: &str) -> Self {
        let folder = folder().join(name);
        let config = Config::read(&std::fs::read_to_string(folder.join("mkdocs.yml")).unwrap()).unwrap();
        Self { folder, config }
    }

    /// The sources of its pages, by their paths.
    fn sources(&self) -> Vec<(String, String)> {
        let docs = self.folder.join("docs");
        let (mut found, mut folders) = (Vec::new(), vec![docs.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "md") {
                    let name = path.strip_prefix(&docs).unwrap().to_str().unwrap().to_owned();
                    found.push((name, std::fs::read_to_string(path).unwrap()));
                }
            }
        }
        found.sort();
        assert!(found.len() > 8, "the sources are there");
        found
    }

    fn sourced(&self, path: &str, source: &str) -> Page {
        markdown::read_of(source, path, &Files(self.folder.clone()), &self.config.of_site(path))
    }

    fn built(&self, path: &str) -> Page {
        let stem = path.strip_suffix(".md").unwrap();
        let built = if stem.ends_with("index") { format!("{stem}.html") } else { format!("{stem}/index.html") };
        html::read(&std::fs::read_to_string(self.folder.join("site").join(&built)).unwrap(), &built)
    }
}

/// The sources of the first project, by their paths within its pages.
pub fn sources() -> Vec<(String, String)> {
    Project::open("").sources()
}

pub fn from_source(path: &str, source: &str) -> Page {
    Project::open("").sourced(path, source)
}

#[test]
fn a_page_is_the_same_from_its_source_and_from_its_html() {
    let mut different = Vec::new();
    let mut expected: Vec<&(&str, &str, &str)> = DIFFERENT.iter().collect();
    for project in PROJECTS.map(Project::open) {
        for (path, source) in project.sources() {
            let (own, built) = (outline(&project.sourced(&path, &source)), outline(&project.built(&path)));
            different.extend(differences(&path, &own, &built, &mut expected));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    assert!(expected.is_empty(), "no longer different: {expected:?}");
}

/// The lines of a page that differ; those of which that is known are taken out of `expected`.
fn differences(path: &str, own: &str, built: &str, expected: &mut Vec<&(&str, &str, &str)>) -> Vec<String> {
    let mut different = Vec::new();
    let (mut own, mut built) = (own.lines(), built.lines());
    loop {
        let (one, other) = match (own.next(), built.next()) {
            (Some(one), Some(other)) => (one, other),
            (None, None) => return different,
            (one, other) => {
                different.push(format!("{path}: alone {}{}", one.unwrap_or_default(), other.unwrap_or_default()));
                return different;
            }
        };
        let known = expected.iter().position(|(page, ours, theirs)| {
            *page == path && one.contains(ours) && one.replace(ours, theirs) == *other
        });
        match known {
            _ if one == other => {}
            Some(known) => drop(expected.remove(known)),
            None => different.push(format!("{path}\n  source: {one}\n  built:  {other}")),
        }
    }
}

#[test]
fn every_link_to_a_place_on_a_page_lands_there() {
    for project in PROJECTS.map(Project::open) {
        for (path, source) in project.sources() {
            let (page, built) = (project.sourced(&path, &source), project.built(&path));
            assert_eq!(ids(&page), ids(&built), "{}", page.name);
        }
    }
}

/// The ids of the headings of a page.
fn ids(page: &Page) -> Vec<&str> {
    let headings = page.blocks.iter().filter_map(|block| match block {
        stagedoor::domain::docs::Block::Heading(heading) => Some(&*heading.id),
        _ => None,
    });
    headings.collect()
}
