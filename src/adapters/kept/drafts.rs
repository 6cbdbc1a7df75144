//! Wizards that were begun and not sent, each in a file of its own beside the session. Secrets are never
//! in a [`Draft`]; what it holds is the user's all the same, and goes when they sign out.

use super::files;
use super::theirs::Theirs;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Answering, Told};
use crate::platform::templates::{Draft, DraftPort};
use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What the name of a draft's file begins with.
const BEGINS: &str = "draft.";
const ENDS: &str = ".json";
/// Bytes of a draft: more than a form ever holds. A file beyond that is none of ours.
const LARGEST: u64 = 4 << 20;
/// Drafts that are listed at most.
const MOST: usize = 200;

/// The drafts of one context and one subject.
#[derive(Debug)]
pub struct KeptDrafts {
    home: Home,
}

#[derive(Debug)]
enum Home {
    Folder { folder: PathBuf, theirs: Theirs },
    Memory(Mutex<BTreeMap<String, Draft>>),
}

impl KeptDrafts {
    /// Keeps them in a folder that belongs to one context and one subject.
    pub fn new(folder: PathBuf) -> Self {
        Self { home: Home::Folder { folder, theirs: Theirs::default() } }
    }

    /// Keeps them in memory, as long as this lives.
    pub fn in_memory() -> Self {
        Self { home: Home::Memory(Mutex::default()) }
    }

    /// The same, written only as long as it is its subject's.
    #[must_use]
    pub fn while_theirs(self, theirs: Theirs) -> Self {
        match self.home {
            Home::Folder { folder, .. } => Self { home: Home::Folder { folder, theirs } },
            home @ Home::Memory(_) => Self { home },
        }
    }
}

impl DraftPort for KeptDrafts {
    fn drafts<'a>(&'a self) -> Answering<'a, Vec<Draft>> {
        Box::pin(async move {
            let mut drafts = match &self.home {
                Home::Memory(drafts) => in_memory(drafts).values().cloned().collect(),
                Home::Folder { folder, .. } => {
                    let from = folder.clone();
                    let read = tokio::task::spawn_blocking(move || there(&from)).await;
                    let read = read.unwrap_or_else(|_| Err(io::Error::other("the reading was given up")));
                    read.map_err(|error| fault("read the drafts", folder, &error))?
                }
            };
            drafts.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
            drafts.truncate(MOST);
            Ok(Told { answer: Arc::new(drafts), as_of: None })
        })
    }

    fn keep(&self, draft: &Draft) -> Result<(), Fault> {
        match &self.home {
            Home::Memory(drafts) => {
                in_memory(drafts).insert(draft.id.clone(), draft.clone());
                Ok(())
            }
            Home::Folder { folder, theirs } => {
                let put = || put(folder, theirs, draft);
                files::patiently(put).map_err(|error| fault("keep the draft", folder, &error))
            }
        }
    }

    fn drop_draft(&self, id: &str) -> Result<(), Fault> {
        match &self.home {
            Home::Memory(drafts) => {
                in_memory(drafts).remove(id);
                Ok(())
            }
            Home::Folder { folder, .. } => match name(id).map(|name| std::fs::remove_file(folder.join(name))) {
                Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => {
                    Err(fault("remove the draft", folder, &error))
                }
                _ => Ok(()),
            },
        }
    }
}

fn in_memory(drafts: &Mutex<BTreeMap<String, Draft>>) -> std::sync::MutexGuard<'_, BTreeMap<String, Draft>> {
    drafts.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The name of a draft's file; none where its id could lead elsewhere.
fn name(id: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (!id.is_empty() && id.len() <= 80 && id.chars().all(fits)).then(|| format!("{BEGINS}{id}{ENDS}"))
}

fn put(folder: &Path, theirs: &Theirs, draft: &Draft) -> io::Result<()> {
    let Some(name) = name(&draft.id) else { return Err(io::Error::other("its id is none of ours")) };
    if !theirs.is_so()? {
        return Ok(());
    }
    let text = serde_json::to_vec(draft)?;
    // it would not be read again, and nobody would know
    if text.len() as u64 > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {LARGEST} bytes")));
    }
    // forced to the disk: what was typed is asked for nowhere else
    files::replace(folder, &name, |file| file.write_all(&text).and_then(|()| file.sync_all()))
}

fn there(folder: &Path) -> io::Result<Vec<Draft>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    // a damaged one costs that one
    Ok(entries.flatten().filter_map(|entry| read(&entry.path())).collect())
}

fn read(path: &Path) -> Option<Draft> {
    let id = path.file_name()?.to_str()?.strip_prefix(BEGINS)?.strip_suffix(ENDS)?;
    let is_small = std::fs::symlink_metadata(path).is_ok_and(|data| data.is_file() && data.len() <= LARGEST);
    let draft: Draft =
        is_small.then(|| std::fs::read(path).ok()).flatten().and_then(|it| serde_json::from_slice(&it).ok())?;
    (draft.id == id).then_some(draft)
}

fn fault(tried: &str, folder: &Path, error: &io::Error) -> Fault {
    let happened = format!("{}: {error}", folder.display());
    let cure = match error.kind() {
        io::ErrorKind::FileTooLarge => "send it, or make what is filled in shorter".to_owned(),
        _ => format!("see that what is in {} can be read and written", folder.display()),
    };
    Fault::new(FaultKind::Local, tried, &happened, &cure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::At;
    use serde_json::json;

    fn draft(id: &str, at: i64) -> Draft {
        Draft {
            id: id.into(),
            template: "template:default/node-service".parse().unwrap(),
            title: "Node.js service".into(),
            step: 1,
            values: vec![json!({"name": id}), json!({})],
            marks: json!({"emptied": [["size"]]}),
            at: At(at),
            version: 7,
        }
    }

    fn all(drafts: &KeptDrafts) -> Vec<Draft> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(drafts.drafts()).unwrap().answer.to_vec()
    }

    #[test]
    fn drafts_come_back_newest_first_and_the_last_word_of_each_counts() {
        let folder = tempfile::tempdir().unwrap();
        for drafts in [KeptDrafts::new(folder.path().join("a")), KeptDrafts::in_memory()] {
            assert!(all(&drafts).is_empty());
            drafts.keep(&draft("one", 1)).unwrap();
            drafts.keep(&draft("two", 2)).unwrap();
            drafts.keep(&Draft { step: 0, ..draft("one", 3) }).unwrap();
            assert_eq!(all(&drafts), [Draft { step: 0, ..draft("one", 3) }, draft("two", 2)]);
            drafts.drop_draft("one").unwrap();
            drafts.drop_draft("never").unwrap();
            assert_eq!(all(&drafts), [draft("two", 2)]);
        }
    }

    #[test]
    fn a_draft_that_is_too_large_is_refused_and_the_one_before_it_stays() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = KeptDrafts::new(folder.path().to_owned());
        drafts.keep(&draft("one", 1)).unwrap();
        let long = "x".repeat(5 << 20);
        let fault = drafts.keep(&Draft { values: vec![json!({ "text": long })], ..draft("one", 2) }).unwrap_err();
        assert!(fault.happened.as_str().contains("larger than 4194304 bytes"), "{fault}");
        assert_eq!(all(&drafts), [draft("one", 1)]);
    }

    #[test]
    fn of_very_many_drafts_the_newest_are_listed() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = KeptDrafts::new(folder.path().to_owned());
        for n in 0..=200 {
            std::fs::write(
                folder.path().join(format!("draft.d-{n}.json")),
                serde_json::to_vec(&draft(&format!("d-{n}"), n)).unwrap(),
            )
            .unwrap();
        }
        let listed = all(&drafts);
        assert_eq!((listed.len(), listed[0].id.as_str(), listed[199].id.as_str()), (200, "d-200", "d-1"));
    }

    #[test]
    fn a_damaged_draft_costs_that_one_and_one_of_another_name_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = KeptDrafts::new(folder.path().to_owned());
        drafts.keep(&draft("one", 1)).unwrap();
        std::fs::write(folder.path().join("draft.half.json"), "{\"id\":\"half\"").unwrap();
        std::fs::copy(folder.path().join("draft.one.json"), folder.path().join("draft.other.json")).unwrap();
        assert_eq!(all(&drafts), [draft("one", 1)]);
        assert!(drafts.keep(&draft("../out", 1)).is_err());
    }

    #[test]
    fn signing_out_leaves_no_draft_and_afterwards_none_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = KeptDrafts::new(folder.path().to_owned());
        drafts.keep(&draft("one", 1)).unwrap();
        files::purge(folder.path()).unwrap();
        assert!(all(&drafts).is_empty());
        let drafts = drafts.while_theirs(Theirs::as_long_as(|| Ok(false)));
        drafts.keep(&draft("late", 1)).unwrap();
        assert!(all(&drafts).is_empty());
    }
}
