//! Finds the files of a catalog: those that `stagedoor.toml` names or else those of the usual
//! names, and what their Location entities lead to. Each file counts once.

use super::entry::{Refusal, folder_of, is_within, resolve};
use super::file::{CatalogFile, More, Target, problem};
use super::load::{Batch, ByGlob, ByName, Loaded, Loader};
use super::manifest::{self, Manifest};
use super::omitted::{drop_links, drop_skeletons};
use super::root::Root;
use super::snapshot::{Member, Scanned, Snapshot, build};
use super::walk::walk;
use crate::domain::model::{Problem, Severity};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// Reads a folder. What did not change since `old` is taken from there.
pub(super) fn scan(root: &Root, old: Option<&Snapshot>) -> Snapshot {
    let loader = Loader::new(root, old);
    let mut scan = Scan {
        root,
        loader: &loader,
        found: BTreeMap::new(),
        paths: HashSet::new(),
        folders: BTreeSet::new(),
        problems: Vec::new(),
    };
    let manifest = Manifest::of(root);
    let first = match &manifest.catalog {
        Some(_) => scan.named(&manifest),
        None => scan.by_name(),
    };
    scan.follow(first);
    let Scan { found, folders, mut problems, .. } = scan;
    problems.extend(manifest.problems.iter().cloned());
    let folders = Arc::new(folders);
    let taker = loader.into_taker();
    let scanned = Scanned { files: found.into_values().collect(), taker, manifest, folders, problems };
    build(root, scanned, old)
}

/// Reads these files anew; nothing when what changed in them can lead to other files.
pub(super) fn reread(root: &Root, old: &Snapshot, paths: &BTreeSet<String>) -> Option<Snapshot> {
    let loader = Loader::new(root, Some(old));
    let mut batch = Batch::default();
    let mut files = Vec::with_capacity(old.members.len());
    for member in &old.members {
        let mut loaded = Loaded { file: Arc::clone(&member.file), rows: None, is_link: false };
        if paths.contains(&*member.file.path) {
            loaded = loader.named(&member.file.path, &mut batch)?;
            if leads(&loaded.file) != leads(&member.file) {
                return None;
            }
        }
        files.push((Member { file: Arc::clone(&loaded.file), origin: member.origin.clone() }, loaded.rows));
    }
    let scanned = Scanned {
        files,
        taker: loader.into_taker(),
        manifest: old.manifest.clone(),
        folders: Arc::clone(&old.folders),
        problems: old.scan_problems.clone(),
    };
    Some(build(root, scanned, Some(old)))
}

/// What a file says of other files: where its Locations lead, and what its templates hide.
fn leads(file: &CatalogFile) -> Vec<(Vec<&str>, bool, &[String])> {
    let more = file.documents.iter().filter_map(|document| document.more.as_deref());
    let lead = |more: &'_ More| !more.targets.is_empty() || !more.skeletons.is_empty();
    let leads = more.filter(|more| lead(more));
    leads
        .map(|more| {
            (more.targets.iter().map(|it| it.text.as_str()).collect(), more.optional, more.skeletons.as_slice())
        })
        .collect()
}

type Found = (Member, Option<Vec<u32>>);

struct Scan<'a> {
    root: &'a Root,
    loader: &'a Loader<'a>,
    /// By path.
    found: BTreeMap<Box<str>, Found>,
    /// The paths that were looked at.
    paths: HashSet<String>,
    /// The folders that were entered.
    folders: BTreeSet<String>,
    problems: Vec<Problem>,
}

/// A glob, and what it is for.
struct Wish {
    glob: String,
    origin: Option<Arc<str>>,
    /// File and place of what named it.
    by: (String, (u32, u32)),
    optional: bool,
}

impl Scan<'_> {
    /// What a walk finds; the paths of those files.
    fn by_name(&mut self) -> Vec<Box<str>> {
        let walked = walk(self.root, vec![String::new()], &ByName(self.loader));
        self.folders.extend(walked.folders);
        for path in walked.too_deep {
            let message = "this folder lies too deep to be looked into";
            self.problems.push(problem(&path, Severity::Warning, (0, 0), None, message));
        }
        let mut files: Vec<Loaded> = walked.found.into_iter().flat_map(|batch| batch.files).collect();
        drop_skeletons(&mut files);
        drop_links(&mut files);
        files.into_iter().map(|loaded| self.add(loaded, None)).collect()
    }

    /// What `stagedoor.toml` names.
    fn named(&mut self, manifest: &Manifest) -> Vec<Box<str>> {
        let (mut paths, mut wishes) = (Vec::new(), Vec::new());
        for pattern in manifest.catalog.iter().flatten() {
            let place = (u32::try_from(pattern.line).unwrap_or(0), u32::try_from(pattern.column).unwrap_or(0));
            match resolve("", &pattern.text) {
                Ok(glob) if is_glob(&glob) => {
                    let by = (manifest::NAME.to_owned(), place);
                    wishes.push(Wish { glob, origin: None, by, optional: true });
                }
                Ok(path) => paths.push((path, place)),
                Err(refusal) => self.complain(manifest::NAME, Severity::Error, place, &pattern.text, &refusal),
            }
        }
        let mut added = self.globs(&wishes);
        paths.retain(|(path, _)| self.paths.insert(path.clone()));
        let names: Vec<String> = paths.iter().map(|(path, _)| path.clone()).collect();
        for (loaded, (path, place)) in self.loader.all(&names).into_iter().zip(paths) {
            match loaded {
                Some(loaded) => added.push(self.add(loaded, None)),
                None => self.complain(manifest::NAME, Severity::Warning, place, &path, &Refusal::Missing),
            }
        }
        added
    }

    /// Follows the Locations of these files, and of those that they lead to.
    fn follow(&mut self, first: Vec<Box<str>>) {
        let mut next = first;
        while !next.is_empty() {
            let files: Vec<_> = next.iter().filter_map(|path| self.found.get(path)).map(|(it, _)| it.clone()).collect();
            let (mut paths, mut wishes) = (Vec::new(), Vec::new());
            for member in &files {
                for more in member.file.documents.iter().filter_map(|document| document.more.as_deref()) {
                    for target in &more.targets {
                        self.target(member, more.optional, target, &mut paths, &mut wishes);
                    }
                }
            }
            next = self.literals(paths);
            next.extend(self.globs(&wishes));
        }
    }

    fn target(
        &mut self,
        member: &Member,
        optional: bool,
        target: &Target,
        paths: &mut Vec<(String, Wish)>,
        wishes: &mut Vec<Wish>,
    ) {
        let file = &member.file.path;
        if target.text.contains("://") {
            let message = format!("{}: remote targets are not read in a workspace", target.text);
            return self.problems.push(problem(file, Severity::Warning, target.place, None, &message));
        }
        match resolve(folder_of(file), &target.text) {
            Err(refusal) => self.complain(file, Severity::Error, target.place, &target.text, &refusal),
            Ok(path) => {
                let by = (file.to_string(), target.place);
                let wish = Wish { glob: path.clone(), origin: Some(Arc::clone(&member.origin)), by, optional };
                if is_glob(&path) { wishes.push(wish) } else { paths.push((path, wish)) }
            }
        }
    }

    fn literals(&mut self, mut wanted: Vec<(String, Wish)>) -> Vec<Box<str>> {
        wanted.retain(|(path, _)| self.paths.insert(path.clone()));
        let paths: Vec<String> = wanted.iter().map(|(path, _)| path.clone()).collect();
        let mut added = Vec::new();
        for (loaded, (path, wish)) in self.loader.all(&paths).into_iter().zip(wanted) {
            self.folders.insert(folder_of(&path).to_owned());
            match loaded {
                Some(loaded) => added.push(self.add(loaded, wish.origin)),
                None if wish.optional => {}
                None => self.complain(&wish.by.0, Severity::Error, wish.by.1, &path, &Refusal::Missing),
            }
        }
        added
    }

    /// What these globs match, in one walk.
    fn globs(&mut self, wishes: &[Wish]) -> Vec<Box<str>> {
        let mut set = GlobSetBuilder::new();
        let mut valid = Vec::new();
        for wish in wishes {
            match GlobBuilder::new(&wish.glob).literal_separator(true).backslash_escape(false).build() {
                Ok(glob) => {
                    set.add(glob);
                    valid.push(wish);
                }
                Err(error) => {
                    let refusal = Refusal::Failed(error.kind().to_string());
                    self.complain(&wish.by.0, Severity::Error, wish.by.1, &wish.glob, &refusal);
                }
            }
        }
        let globs = set.build().unwrap_or_else(|_| GlobSet::empty());
        if globs.is_empty() {
            return Vec::new();
        }
        let starts = starts(valid.iter().map(|wish| literal_part(&wish.glob)));
        let walked = walk(self.root, starts, &ByGlob { loader: self.loader, globs: &globs, done: &self.paths });
        self.folders.extend(walked.folders);
        let mut matched = vec![false; valid.len()];
        let mut added = Vec::new();
        for (indices, loaded) in walked.found.into_iter().flat_map(|found| found.files) {
            indices.iter().for_each(|index| matched.iter_mut().skip(*index).take(1).for_each(|it| *it = true));
            let origin = indices.first().and_then(|index| valid.get(*index)).and_then(|wish| wish.origin.clone());
            if let Some(loaded) = loaded {
                added.push(self.add(loaded, origin));
            }
        }
        for (wish, _) in valid.iter().zip(matched).filter(|(wish, matched)| !matched && !wish.optional) {
            let refusal = Refusal::Failed("no file matches".into());
            self.complain(&wish.by.0, Severity::Warning, wish.by.1, &wish.glob, &refusal);
        }
        added
    }

    fn add(&mut self, loaded: Loaded, origin: Option<Arc<str>>) -> Box<str> {
        let path = loaded.file.path.clone();
        self.paths.insert(path.to_string());
        let origin = origin.unwrap_or_else(|| Arc::from(&*path));
        self.found.insert(path.clone(), (Member { file: loaded.file, origin }, loaded.rows));
        path
    }

    fn complain(&mut self, file: &str, severity: Severity, place: (u32, u32), target: &str, refusal: &Refusal) {
        self.problems.push(problem(file, severity, place, None, &format!("{target}: {refusal}")));
    }
}

fn is_glob(path: &str) -> bool {
    path.contains(['*', '?', '[', '{'])
}

/// The folder that all matches of a glob lie in.
fn literal_part(glob: &str) -> String {
    let end = glob.find(['*', '?', '[', '{']).unwrap_or(glob.len());
    glob.get(..end)
        .and_then(|literal| literal.rsplit_once('/'))
        .map_or_else(String::new, |(folder, _)| folder.to_owned())
}

/// The folders to walk from: none lies within another.
fn starts(folders: impl Iterator<Item = String>) -> Vec<String> {
    let mut starts: Vec<String> = Vec::new();
    for folder in folders.collect::<BTreeSet<_>>() {
        if !starts.iter().any(|start| is_within(&folder, start)) {
            starts.push(folder);
        }
    }
    starts
}
