//! Walks the folder on a few threads, entering only what no rule leaves out.

use super::entry::{Entry, EntryKind, join};
use super::ignored::{Rules, holds_rules, is_ignored};
use super::root::{Folder, Root};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Folders deeper than this are not entered: no real tree is, and each level may hold a descriptor open.
const DEEPEST: usize = 64;

/// A file that was met and is wanted.
pub(super) struct Met<'a> {
    /// Its path below the root.
    pub(super) path: &'a str,
    pub(super) name: &'a str,
    pub(super) kind: EntryKind,
    pub(super) folder: &'a Folder,
}

/// What is walked for.
pub(super) trait Visitor: Sync {
    /// What each thread collects.
    type Found: Default + Send;

    /// Whether a file is wanted, by the folder's path and the file's name; asked for every file
    /// there is.
    fn wants(&self, folder: &str, name: &str) -> bool;

    /// Takes a wanted file.
    fn take(&self, met: Met<'_>, found: &mut Self::Found);
}

/// What a walk brought home.
pub(super) struct Walked<F> {
    /// One for each thread.
    pub(super) found: Vec<F>,
    /// The folders that were entered, in no order; `""` is the root.
    pub(super) folders: Vec<String>,
    /// Folders that lie too deep to be entered.
    pub(super) too_deep: Vec<String>,
}

struct Job {
    parent: Option<Folder>,
    path: String,
    depth: usize,
    rules: Option<Arc<Rules>>,
}

/// The jobs left, and how many are being worked on.
#[derive(Default)]
struct Queue {
    jobs: Vec<Job>,
    busy: usize,
}

struct Walk<'a, V> {
    root: &'a Root,
    visitor: &'a V,
    queue: Mutex<Queue>,
    changed: Condvar,
}

/// Walks from each of `starts`, which are entered whatever the rules say of them.
pub(super) fn walk<V: Visitor>(root: &Root, starts: Vec<String>, visitor: &V) -> Walked<V::Found> {
    let above = Rules::above(root);
    let jobs =
        starts.into_iter().map(|path| Job { parent: None, rules: rules_towards(root, &path, &above), path, depth: 0 });
    let queue = Mutex::new(Queue { jobs: jobs.collect(), busy: 0 });
    let walk = Walk { root, visitor, queue, changed: Condvar::new() };
    let mut walked = Walked { found: Vec::new(), folders: Vec::new(), too_deep: Vec::new() };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads()).map(|_| scope.spawn(|| walk.work())).collect();
        let mut add = |(found, mut folders, mut too_deep)| {
            walked.found.push(found);
            walked.folders.append(&mut folders);
            walked.too_deep.append(&mut too_deep);
        };
        add(walk.work());
        others.into_iter().filter_map(|other| other.join().ok()).for_each(add);
    });
    walked
}

/// How many threads a scan may keep busy.
pub(super) fn threads() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 4)
}

/// The rules that hold in the folder around `path`.
fn rules_towards(root: &Root, path: &str, above: &Option<Arc<Rules>>) -> Option<Arc<Rules>> {
    let mut rules = above.clone();
    let ends = path.match_indices('/').map(|(at, _)| at);
    let starts = (!path.is_empty()).then_some(0);
    for end in starts.into_iter().chain(ends) {
        let folder = path.get(..end).unwrap_or_default();
        if let Ok(opened) = root.folder(folder) {
            rules = Rules::of(&opened, folder, rules);
        }
    }
    rules
}

impl<V: Visitor> Walk<'_, V> {
    fn work(&self) -> (V::Found, Vec<String>, Vec<String>) {
        let mut found = V::Found::default();
        let (mut folders, mut too_deep) = (Vec::new(), Vec::new());
        while let Some(job) = self.next() {
            let mut busy = Busy { walk: self, below: Vec::new() };
            if job.depth > DEEPEST {
                too_deep.push(job.path);
            } else {
                busy.below = self.enter(job, &mut found, &mut folders);
            }
        }
        (found, folders, too_deep)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job; nothing when none is left and none can come any more.
    fn next(&self) -> Option<Job> {
        let mut queue = self.queue();
        loop {
            if let Some(job) = queue.jobs.pop() {
                queue.busy += 1;
                return Some(job);
            }
            if queue.busy == 0 {
                return None;
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn done(&self, mut below: Vec<Job>) {
        let mut queue = self.queue();
        queue.busy -= 1;
        queue.jobs.append(&mut below);
        let wake = !queue.jobs.is_empty() || queue.busy == 0;
        drop(queue);
        if wake {
            self.changed.notify_all();
        }
    }

    /// Takes the wanted files of a folder; its folders are the next jobs.
    fn enter(&self, job: Job, found: &mut V::Found, folders: &mut Vec<String>) -> Vec<Job> {
        let opened = match &job.parent {
            Some(parent) => parent.folder(super::entry::name_of(&job.path)),
            None => self.root.folder(&job.path),
        };
        let Ok(folder) = opened else { return Vec::new() };
        let Ok(content) = self.look(&folder, &job.path) else { return Vec::new() };
        let rules = if content.has_rules { Rules::of(&folder, &job.path, job.rules) } else { job.rules };
        for (name, kind) in &content.wanted {
            let path = join(&job.path, name);
            if !is_ignored(rules.as_ref(), &path, false) {
                self.visitor.take(Met { path: &path, name, kind: *kind, folder: &folder }, found);
            }
        }
        let below = content.folders.into_iter().map(|name| join(&job.path, &name));
        let below = below.filter(|path| !is_ignored(rules.as_ref(), path, true));
        let job_of = |path| Job { parent: Some(folder.clone()), path, depth: job.depth + 1, rules: rules.clone() };
        let below = below.map(job_of).collect();
        folders.push(job.path);
        below
    }

    fn look(&self, folder: &Folder, path: &str) -> Result<Look, super::entry::Refusal> {
        let mut look = Look::default();
        folder.entries(|entry: Entry<'_>| match entry.kind {
            _ if entry.name.starts_with('.') => look.has_rules |= holds_rules(entry.name),
            EntryKind::Folder => look.folders.push(entry.name.to_owned()),
            kind if self.visitor.wants(path, entry.name) => look.wanted.push((entry.name.to_owned(), kind)),
            _ => {}
        })?;
        Ok(look)
    }
}

/// A job being worked on; told to be done even by a thread that panics, for the others wait for it.
struct Busy<'a, 'b, V: Visitor> {
    walk: &'b Walk<'a, V>,
    below: Vec<Job>,
}

impl<V: Visitor> Drop for Busy<'_, '_, V> {
    fn drop(&mut self) {
        self.walk.done(std::mem::take(&mut self.below));
    }
}

#[derive(Default)]
struct Look {
    folders: Vec<String>,
    wanted: Vec<(String, EntryKind)>,
    has_rules: bool,
}
