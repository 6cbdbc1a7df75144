//! The docs in a folder, whoever's they are: every site that is built out of it.

use super::ground::Ground;
use super::plan::{Plan, docs_dir};
use super::review::Review;
use crate::adapters::workspace::entry::{join, resolve};
use crate::adapters::workspace::root::Root;
use crate::domain::docs::{Finding, PageName, Section};
use crate::platform::docs::CheckedSite;
use crate::platform::fault::{Fault, FaultKind};
use std::path::Path;

/// Folders below each other that are looked into.
const DEEPEST: usize = 12;
/// Folders whose `mkdocs.yml` is somebody else's.
const FOREIGN: [&str; 4] = [".git", "node_modules", ".venv", "site-packages"];

/// What is wrong with the docs in a folder: of the site that its `mkdocs.yml` makes, or without one of all
/// sites below. Nothing is read outside the folder.
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
    let sites = sites(&root, root.path());
    if sites.is_empty() {
        return Err(fault(FaultKind::NotFound, "there is no mkdocs.yml in it", "name the folder of one"));
    }
    sites.into_iter().map(|site| checked(&root, site, sections)).collect::<Result<_, _>>().map_err(
        |(site, why): (String, String)| fault(FaultKind::Invalid, &format!("{site}: {why}"), "correct its docs_dir"),
    )
}

/// The folders with a `mkdocs.yml`: the first on each way down.
fn sites(root: &Root, path: &Path) -> Vec<String> {
    if config(root, "").is_some() {
        return vec![String::new()];
    }
    let is_ours = |entry: &ignore::DirEntry| !FOREIGN.iter().any(|name| entry.file_name() == *name);
    let walk = ignore::WalkBuilder::new(path).max_depth(Some(DEEPEST)).filter_entry(is_ours).build();
    let folders = walk.flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_dir()));
    let below = folders.filter_map(|entry| {
        let parts = entry.path().strip_prefix(path).ok()?.components();
        Some(parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
    });
    let mut sites: Vec<String> = below.filter(|folder| config(root, folder).is_some()).collect();
    sites.sort();
    sites
}

fn config(root: &Root, folder: &str) -> Option<String> {
    let configs = ["mkdocs.yml", "mkdocs.yaml"].map(|name| join(folder, name));
    configs.into_iter().find(|path| root.stamp(path).is_ok())
}

fn checked(root: &Root, site: String, sections: &[Section]) -> Result<CheckedSite, (String, String)> {
    let config = config(root, &site);
    let named = config.as_deref().and_then(|config| docs_dir(root, config)).unwrap_or_else(|| "docs".into());
    let docs = resolve(&site, &named).map_err(|refusal| (site.clone(), format!("docs_dir: {named}: {refusal}")))?;
    let first = PageName::default();
    let ground = Ground { title: "Docs".into(), site: site.clone(), config, docs, alone: None, first };
    let plan = Plan::of(root, &ground);
    let file = |page: &PageName| plan.below(plan.path_of(page)?).ok();
    let with_file = |finding: Finding| {
        let file = finding.page.as_ref().and_then(&file);
        (finding, file)
    };
    let findings = Review::of(root, &ground, sections).into_findings().into_iter().map(with_file).collect();
    Ok(CheckedSite { folder: site, findings })
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
}
