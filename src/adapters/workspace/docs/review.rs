//! What is wrong with the docs of a site, looked at anew only when something of it is another.

use super::ground::Ground;
use super::lines;
use super::plan::{Plan, Shape};
use super::source::{self, Stamps, is_same};
use crate::adapters::workspace::entry::{Stamp, folder_of};
use crate::adapters::workspace::root::Root;
use crate::domain::docs::{self, Finding, Href, Page, PageName, Section, check};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What was found, and in what.
pub(super) struct Review {
    ground: Ground,
    shape: Shape,
    made_of: Stamps,
    findings: Vec<Finding>,
}

impl Review {
    /// What is wrong now; as `last` says while nothing changed since.
    pub(super) fn again(root: &Root, ground: &Ground, last: &Mutex<Option<Self>>) -> Vec<Finding> {
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_so = |it: &&Self| {
            it.ground == *ground && it.shape == Plan::of(root, ground).shape() && is_same(root, &it.made_of)
        };
        if let Some(last) = last.as_ref().filter(is_so) {
            return last.findings.clone();
        }
        let review = Self::of(root, ground, &Section::ALL);
        last.insert(review).findings.clone()
    }

    /// What is wrong, with sections that have to be there.
    pub(super) fn of(root: &Root, ground: &Ground, sections: &[Section]) -> Self {
        let plan = Plan::titled(root, ground);
        let read = |path| Some((path, source::plain(root, ground, &plan, path).ok()?));
        let (mut pages, mut made_of) = (Vec::new(), stamped(root, ground.config.iter().cloned()));
        let mut paths_of = HashMap::new();
        for (path, (page, files)) in plan.paths().filter_map(read) {
            paths_of.insert(page.name.clone(), path);
            pages.push(Arc::new(page));
            made_of.extend(files.into_iter().flatten());
        }
        let (found, asked) = found(root, ground, &plan, &pages, &paths_of, sections);
        made_of.extend(asked);
        let findings = plan.wrong.iter().cloned().chain(found).collect();
        // without titles, for which pages would have to be looked into again
        let shape = Plan::of(root, ground).shape();
        Self { ground: ground.clone(), shape, made_of: Some(made_of), findings }
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}

type Files = Vec<(String, Option<Stamp>)>;

/// What is wrong, and the files that it was looked for.
fn found(
    root: &Root,
    ground: &Ground,
    plan: &Plan,
    pages: &[Arc<Page>],
    paths: &HashMap<PageName, &str>,
    sections: &[Section],
) -> (Vec<Finding>, Files) {
    let asked = RefCell::new(Vec::new());
    let found = check(&docs::Review {
        site: &plan.site,
        pages,
        is_whole: true,
        has_file: &|path| {
            asked.borrow_mut().extend(plan.below(path).ok());
            plan.has(root, path)
        },
        line_of: &|page: &PageName, href: &Href| {
            let path = paths.get(page)?;
            lines::line_of(&source::text(root, plan, path).ok()?, folder_of(path), page, href)
        },
        // a single page is no site that has to have all of them
        sections: if ground.config.is_some() { sections } else { &[] },
    });
    (found, stamped(root, asked.into_inner()))
}

fn stamped(root: &Root, files: impl IntoIterator<Item = String>) -> Files {
    let stamped = |path: String| {
        let stamp = root.stamp(&path).ok();
        (path, stamp)
    };
    files.into_iter().map(stamped).collect()
}
