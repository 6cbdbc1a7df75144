//! The docs in a folder, whoever's they are: every site that is built out of it.

use super::ground::Ground;
use super::plan::{Plan, docs_dir};
use super::review::Review;
use crate::adapters::workspace::entry::{Entry, EntryKind, Refusal, join, resolve};
use crate::adapters::workspace::ignored::{Rules, is_ignored};
use crate::adapters::workspace::root::Root;
use crate::domain::docs::{Finding, PageName, Section};
use crate::domain::text::Clean;
use crate::platform::docs::CheckedSite;
use crate::platform::fault::{Fault, FaultKind};
use std::path::Path;

/// Folders below each other that are looked into.
const DEEPEST: usize = 12;
/// Folders whose `mkdocs.yml` is somebody else's.
const FOREIGN: [&str; 2] = ["node_modules", "site-packages"];

/// What is wrong with the docs in a folder: of the site that its `mkdocs.yml` makes, or without one of all
/// sites below that the ignore rules in the folder do not leave out. Nothing is read outside the folder.
///
/// # Errors
/// When the folder cannot be read, or no site is in it.
pub fn check_folder(folder: &Path, sections: &[Section]) -> Result<Vec<CheckedSite>, Fault> {
    let tried = format!("check the docs in {}", folder.display());
    let fault = |kind, happened: &str, cure: &str| Fault::new(kind, &tried, happened, cure);
    let root = Root::open(folder).map_err(|error| {
        let is_missing = error.kind() == std::io::ErrorKind::NotFound;
        let kind = if is_missing { FaultKind::NotFound } else { FaultKind::Local };
        fault(kind, &error.to_string(), "name a folder that you can read")
    })?;
    let sites = sites(&root);
    if sites.is_empty() {
        let happened = "there is no mkdocs.yml in it that its ignore rules do not leave out";
        return Err(fault(FaultKind::NotFound, happened, "name the folder of one"));
    }
    Ok(sites.into_iter().map(|site| checked(&root, site, sections)).collect())
}

/// The folders with a `mkdocs.yml`; that of the root alone, where it has one.
fn sites(root: &Root) -> Vec<String> {
    if config(root, "").is_some() {
        return vec![String::new()];
    }
    let (mut sites, mut left) = (Vec::new(), vec![(String::new(), 0, None)]);
    while let Some((path, depth, rules)) = left.pop() {
        let Ok(folder) = root.folder(&path) else { continue };
        let rules = Rules::of(&folder, &path, rules);
        let _ = folder.entries(|entry: Entry<'_>| {
            let below = join(&path, entry.name);
            if is_ours(entry) && depth < DEEPEST && !is_ignored(rules.as_ref(), &below, true) {
                left.push((below, depth + 1, rules.clone()));
            }
        });
        if config(root, &path).is_some() {
            sites.push(path);
        }
    }
    sites.sort();
    sites
}

fn is_ours(entry: Entry<'_>) -> bool {
    entry.kind == EntryKind::Folder && !entry.name.starts_with('.') && !FOREIGN.contains(&entry.name)
}

fn config(root: &Root, folder: &str) -> Option<String> {
    let configs = ["mkdocs.yml", "mkdocs.yaml"].map(|name| join(folder, name));
    configs.into_iter().find(|path| root.stamp(path).is_ok())
}

fn checked(root: &Root, site: String, sections: &[Section]) -> CheckedSite {
    let config = config(root, &site);
    let named = config.as_deref().and_then(|config| docs_dir(root, config)).unwrap_or_else(|| "docs".into());
    let docs = match resolve(&site, &named) {
        Ok(docs) => docs,
        Err(refusal) => return CheckedSite { folder: site, findings: vec![(refused(&named, &refusal), None)] },
    };
    let first = PageName::default();
    let ground = Ground { title: "Docs".into(), site: site.clone(), config, docs, alone: None, first };
    let plan = Plan::of(root, &ground);
    let file = |page: &PageName| plan.below(plan.path_of(page)?).ok();
    let with_file = |finding: Finding| {
        let file = finding.page.as_ref().and_then(&file);
        (finding, file)
    };
    let findings = Review::of(root, &ground, sections).into_findings().into_iter().map(with_file).collect();
    CheckedSite { folder: site, findings }
}

fn refused(named: &str, refusal: &Refusal) -> Finding {
    let problem = Clean::line(&format!("mkdocs.yml says docs_dir: {named}: {refusal}; name a folder beside it"));
    Finding { page: None, line: None, problem, lead: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn every_site_below_a_folder_is_checked_and_none_of_a_folder_of_packages() {
        let folder = tempfile::tempdir().unwrap();
        for site in ["a", "deep/b", "node_modules/c"] {
            let site = folder.path().join(site);
            fs::create_dir_all(site.join("docs")).unwrap();
            fs::write(site.join("mkdocs.yml"), "site_name: x\n").unwrap();
            fs::write(site.join("docs/index.md"), "# Overview\n\n[gone](gone.md)\n").unwrap();
        }
        let sites = check_folder(folder.path(), &[]).unwrap();
        let told: Vec<_> = sites.iter().map(|site| (site.folder.as_str(), site.findings.len())).collect();
        assert_eq!(told, [("a", 1), ("deep/b", 1)]);
        let (finding, file) = &sites[0].findings[0];
        assert_eq!((finding.line, file.as_deref()), (Some(3), Some("a/docs/index.md")));
        let missing = check_folder(folder.path(), &[Section::Overview, Section::Api]).unwrap();
        assert_eq!(missing[0].findings.len(), 2, "{:?}", missing[0].findings);
        assert!(check_folder(&folder.path().join("a/docs"), &[]).is_err());
    }

    fn site(folder: &Path, config: &str) {
        fs::create_dir_all(folder.join("docs")).unwrap();
        fs::write(folder.join("mkdocs.yml"), config).unwrap();
        fs::write(folder.join("docs/index.md"), "# Overview\n\n[gone](gone.md)\n").unwrap();
    }

    fn told(folder: &Path) -> Vec<(String, Vec<String>)> {
        let problems = |site: &CheckedSite| site.findings.iter().map(|(it, _)| it.problem.to_string()).collect();
        let sites = check_folder(folder, &[]).unwrap();
        sites.iter().map(|site| (site.folder.clone(), problems(site))).collect()
    }

    #[test]
    fn a_site_whose_docs_dir_leads_out_hides_nothing_of_the_others() {
        let folder = tempfile::tempdir().unwrap();
        site(&folder.path().join("a"), "docs_dir: ../../secret\n");
        site(&folder.path().join("b"), "site_name: B\n");
        let told = told(folder.path());
        assert_eq!((told[0].0.as_str(), told[1].0.as_str()), ("a", "b"));
        assert!(told[0].1[0].contains("docs_dir: ../../secret") && told[0].1[0].contains("leads out"), "{told:#?}");
        assert!(told[1].1[0].contains("gone"), "{told:#?}");
    }

    #[test]
    fn what_lies_around_a_folder_says_nothing_of_what_is_checked_in_it() {
        let around = tempfile::tempdir().unwrap();
        fs::create_dir_all(around.path().join(".git/info")).unwrap();
        fs::write(around.path().join(".gitignore"), "a\n").unwrap();
        fs::write(around.path().join(".git/info/exclude"), "b\n").unwrap();
        let folder = around.path().join("in");
        for name in ["a", "b", "c", "d/made"] {
            site(&folder.join(name), "site_name: x\n");
        }
        fs::write(folder.join("d/.gitignore"), "made\n").unwrap();
        let told: Vec<_> = told(&folder).into_iter().map(|(name, _)| name).collect();
        assert_eq!(told, ["a", "b", "c"], "and its own rules hold");
    }
}
