//! The Markdown pages that belong to entities, as MkDocs lays them out: `docs/` beside `mkdocs.yml`
//! in the folder that `backstage.io/techdocs-ref` names.

use super::entry::{Entry, EntryKind, folder_of, join, resolve};
use super::root::Root;
use super::search::{Words, about, found, with};
use super::shared::Shared;
use super::snapshot::Snapshot;
use crate::domain::model::listing::Row;
use crate::domain::model::{Hit, Terms, yaml};
use crate::domain::text::Clean;
use std::collections::HashSet;

/// Larger pages are not searched.
const CAP: u64 = 512 * 1024;
/// Pages that one search reads.
const PAGES: usize = 2_000;
/// Folders deeper than this hold no pages.
const DEEPEST: usize = 8;

/// Pages that hold all words, of entities that are wanted.
pub(super) fn search(shared: &Shared, snapshot: &Snapshot, words: &Words, terms: &Terms) -> Vec<(u32, Hit)> {
    let root = shared.root();
    let mut done = HashSet::new();
    let mut hits = Vec::new();
    let mut left = PAGES;
    for (folder, row) in sites(&root, snapshot) {
        let about = Hit { kind: Hit::DOCS.into(), ..about(row) };
        if !terms.admits(&about) || !done.insert(folder.clone()) {
            continue;
        }
        for page in pages(&root, &folder, &mut left) {
            let content = root.read(&join(&folder, &page), CAP);
            let text = content.ok().and_then(|content| String::from_utf8(content.bytes).ok());
            let hit = text.and_then(|text| hit(&page, &text, words));
            hits.extend(hit.map(|(score, found)| (score, with(found, about.clone()))));
        }
    }
    hits
}

/// The folders of pages, with the row of the entity that they belong to.
fn sites<'a>(root: &'a Root, snapshot: &'a Snapshot) -> impl Iterator<Item = (String, Row<'a>)> + 'a {
    snapshot.documents().filter_map(|it| {
        let docs = it.document()?.more.as_deref()?.docs.as_deref()?.strip_prefix("dir:")?;
        let site = resolve(folder_of(&it.file.path), docs).ok()?;
        Some((pages_of(root, &site)?, it.row))
    })
}

/// `docs_dir` of the site's `mkdocs.yml`.
fn pages_of(root: &Root, site: &str) -> Option<String> {
    let config = ["mkdocs.yml", "mkdocs.yaml"].iter().find_map(|name| root.read(&join(site, name), CAP).ok());
    let text = config.and_then(|content| String::from_utf8(content.bytes).ok()).unwrap_or_default();
    let first = yaml::documents(&text).into_iter().next().and_then(|document| document.content.ok());
    let named = first.as_ref().and_then(|parsed| parsed.value.get("docs_dir")?.as_str()).unwrap_or("docs");
    resolve(site, named).ok()
}

/// The paths of the pages below a folder, relative to it and in order.
pub(super) fn pages(root: &Root, folder: &str, left: &mut usize) -> Vec<String> {
    files(root, folder, &[".md"], left)
}

/// The paths of files with such an ending below a folder, relative to it and in order.
pub(super) fn files(root: &Root, folder: &str, endings: &[&str], left: &mut usize) -> Vec<String> {
    let mut pages = Vec::new();
    let mut folders = vec![(String::new(), 0)];
    while let Some((below, depth)) = folders.pop() {
        let Ok(opened) = root.folder(join(folder, &below).trim_end_matches('/')) else { continue };
        let _ = opened.entries(|entry: Entry<'_>| match entry.kind {
            _ if entry.name.starts_with('.') => {}
            EntryKind::Folder if depth < DEEPEST => folders.push((join(&below, entry.name), depth + 1)),
            EntryKind::File if *left > 0 && endings.iter().any(|end| entry.name.ends_with(end)) => {
                *left -= 1;
                pages.push(join(&below, entry.name));
            }
            _ => {}
        });
    }
    pages.sort();
    pages
}

fn hit(page: &str, text: &str, words: &Words) -> Option<(u32, Hit)> {
    let lower = text.to_lowercase();
    let name = page.trim_end_matches(".md");
    if !words.are_in(&format!("{lower}\n{}", name.to_lowercase())) {
        return None;
    }
    let headings = headings(text);
    let title = headings.first().map_or(name, |(_, heading)| heading);
    let at = words.first_in(&lower).unwrap_or(0);
    let above = headings.iter().skip(1).take_while(|(start, _)| *start <= at).last();
    let score = if words.are_in(&title.to_lowercase()) { 40 } else { 10 };
    let path = place(name, above.map(|(_, heading)| *heading));
    Some((score, found(Clean::line(title), path, text, words)))
}

/// The page as links name it, with the heading that the match stands below.
fn place(name: &str, heading: Option<&str>) -> Option<Clean> {
    let page = name.strip_suffix("index").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(name);
    let page = page.trim_end_matches('/');
    let place = match heading {
        Some(heading) => format!("{page}#{}", slug(heading)),
        None => page.to_owned(),
    };
    (!place.is_empty()).then(|| Clean::line(&place))
}

/// Byte and text of each heading; lines that begin with `#` in a code block are none.
fn headings(text: &str) -> Vec<(usize, &str)> {
    let mut headings = Vec::new();
    let (mut at, mut in_code) = (0, false);
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            in_code = !in_code;
        }
        let heading = trimmed.trim_start_matches('#');
        if !in_code && line.starts_with('#') && heading.starts_with(' ') {
            headings.push((at, heading.trim().trim_end_matches('#').trim()));
        }
        at += line.len();
    }
    headings
}

/// The id that Python-Markdown's `toc` gives a heading.
fn slug(heading: &str) -> String {
    let kept = heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .collect::<String>();
    kept.split([' ', '-']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_what_a_link_names() {
        let place = |name, heading| place(name, heading).map(|place| place.as_str().to_owned());
        assert_eq!(place("index", None), None);
        assert_eq!(place("index", Some("On call: who?")).as_deref(), Some("#on-call-who"));
        assert_eq!(place("adr/index", None).as_deref(), Some("adr"));
        assert_eq!(place("runbook", Some("A - b")).as_deref(), Some("runbook#a-b"));
    }

    #[test]
    fn a_comment_in_code_is_no_heading() {
        let found: Vec<_> = headings("# One\n```\n# no\n```\n## Two ##\n").into_iter().map(|(_, it)| it).collect();
        assert_eq!(found, ["One", "Two"]);
    }
}
