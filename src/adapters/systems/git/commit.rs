//! A commit of exactly some files, made of git's own building blocks.
//!
//! `git commit` looks at the whole checkout, and to compare it runs the filters that somebody else's
//! configuration names. Here a tree is made of the last commit and the given files alone, in an index
//! of its own; what is staged in the user's index stays as it is, except for these files.

use super::Git;
use super::call::{SHORT, failed, refused};
use super::file::{TRIED, existing, is_regular, is_same, line_of, no_file, path_of, refuse, within};
use crate::adapters::process::{self, Failure, Program};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::fell_over;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// What lies in a git folder while something else is being done there.
const UNDER_WAY: &[(&str, &str)] = &[
    ("MERGE_HEAD", "a merge"),
    ("CHERRY_PICK_HEAD", "a cherry-pick"),
    ("REVERT_HEAD", "a revert"),
    ("rebase-merge", "a rebase"),
    ("rebase-apply", "a rebase"),
];

/// Who wrote a commit, where that is not whom git knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The name.
    pub name: String,
    /// The address of mail.
    pub email: String,
}

/// What is to be committed.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The files by absolute paths, each with the content that it is to have: files are not read, so
    /// that nothing is committed but what was looked at. One without a content is committed as taken
    /// away. All in one repository.
    pub files: &'a [(&'a Path, Option<&'a [u8]>)],
    /// The message: a line, and below an empty one what more there is to say.
    pub message: &'a str,
    /// The author; `None` is whom git knows.
    pub author: Option<&'a Author>,
}

/// A commit that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Its id in full.
    pub id: String,
    /// The branch that it is on.
    pub branch: Clean,
    /// What the user should know: that it is not signed although git is set to sign, or that the
    /// index still has the files as they were.
    pub remarks: Vec<Clean>,
}

impl Git {
    /// Commits exactly the given files to the branch that is checked out. Hooks are not run and
    /// nothing is signed.
    ///
    /// # Errors
    /// When no branch is checked out, something else is under way there, a file is none of a kind
    /// that is committed, nothing changed, or git refuses. The branch is as it was then, unless the
    /// fault is of the kind [`FaultKind::TimedOut`]: that leaves open whether it was moved.
    pub async fn commit(&self, change: &Change<'_>) -> Result<Committed, Fault> {
        let checkout = Checkout::of(self, change.files).await?;
        let parent = checkout.parent().await?;
        let entries = checkout.entries(parent.as_deref(), change.files).await?;
        let tree = checkout.tree(parent.as_deref(), &entries).await?;
        if checkout.is_same(parent.as_deref(), &tree).await? {
            return Err(refuse(FaultKind::Conflict, "nothing changed in these files since the last commit", ""));
        }
        let id = checkout.commit_tree(&tree, parent.as_deref(), change).await?;
        let (before, message) = (parent.unwrap_or_default(), change.message.to_owned());
        // a task of its own: whoever stops waiting stops neither the branch nor the index half way
        let finished = tokio::spawn(async move { checkout.finish(id, &before, &message, &entries).await });
        finished.await.map_err(|_| Fault { kind: FaultKind::TimedOut, ..fell_over(TRIED) })?
    }
}

/// The id of nothing, in the longest form.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The file's mode, the id of its content and its path from the top; no content for one that is gone.
struct Entry {
    mode: String,
    content: Option<String>,
    path: OsString,
}

struct Checkout {
    git: Git,
    top: PathBuf,
    /// The folder that holds `HEAD` and the index.
    folder: PathBuf,
    branch: Clean,
    /// The branch in full, as its parent was read.
    reference: String,
    /// Letters of an id.
    width: usize,
    /// Settings that leave every filter there is without a program.
    unfiltered: Vec<String>,
    /// Absolute paths, and the same from the top.
    files: Vec<(PathBuf, OsString)>,
}

impl Checkout {
    async fn of(git: &Git, files: &[(&Path, Option<&[u8]>)]) -> Result<Self, Fault> {
        let first = files.first().and_then(|(path, _)| path.parent()).map(existing);
        let first = first.ok_or_else(|| refuse(FaultKind::Invalid, "no file is named", ""))?;
        let top = path_of(&git.ask(first, &["rev-parse", "--show-toplevel"], TRIED).await?);
        let folder = path_of(&git.ask(first, &["rev-parse", "--absolute-git-dir"], TRIED).await?);
        if !knows(git, &folder, &top).await? {
            let happened =
                format!("{} leads to a repository that does not know this folder", top.join(".git").display());
            return Err(refuse(FaultKind::Unsupported, &happened, "commit it with git itself"));
        }
        let placed = |(path, _): &(&Path, _)| Ok(((*path).to_owned(), within(&top, path)?));
        let files = files.iter().map(placed).collect::<Result<_, Fault>>()?;
        for (name, what) in UNDER_WAY {
            if folder.join(name).symlink_metadata().is_ok() {
                let happened = format!("{what} is under way in {}", top.display());
                return Err(refuse(FaultKind::Conflict, &happened, "finish it or give it up first"));
            }
        }
        let branch = git.look(&top, &["symbolic-ref", "-q", "HEAD"], TRIED).await?;
        let branch = branch.ok_or_else(|| {
            refuse(FaultKind::Conflict, "no branch is checked out", "check one out: git switch BRANCH")
        })?;
        let reference = line_of(&branch);
        let branch = Clean::line(reference.trim_start_matches("refs/heads/"));
        let format = git.ask(&top, &["rev-parse", "--show-object-format"], TRIED).await?;
        let width = if line_of(&format) == "sha256" { 64 } else { 40 };
        let unfiltered = unfiltered(git, &top).await?;
        let checkout = Self { git: git.clone(), top, folder, branch, reference, width, unfiltered, files };
        checkout.is_one_repository().await?;
        checkout.has_no_filter().await?;
        Ok(checkout)
    }

    /// Whenever git writes an index it looks again at files that changed just before it was written,
    /// and would run their filters.
    fn command(&self) -> Program {
        let mut command = self.git.command(&self.top);
        for setting in &self.unfiltered {
            command.args(["-c", setting]);
        }
        command
    }

    /// A folder in between may be a repository of its own; its files are none of this one's.
    async fn is_one_repository(&self) -> Result<(), Fault> {
        for (path, _) in &self.files {
            let folder = existing(path.parent().unwrap_or(&self.top));
            let top = path_of(&self.git.ask(folder, &["rev-parse", "--show-toplevel"], TRIED).await?);
            if top != self.top {
                return Err(refuse(
                    FaultKind::Invalid,
                    &format!("{} and {} are two repositories", self.top.display(), top.display()),
                    "commit them one after the other",
                ));
            }
        }
        Ok(())
    }

    /// A filter is a program that the checkout names, so none is run; what it would make of a file
    /// cannot be committed without it.
    async fn has_no_filter(&self) -> Result<(), Fault> {
        let mut args: Vec<&OsStr> = ["check-attr", "-z", "filter", "--"].map(OsStr::new).to_vec();
        args.extend(self.files.iter().map(|(_, path)| path.as_os_str()));
        let mut command = self.git.command_with_attributes(&self.top);
        command.args(args);
        let ran = self.git.ran(command, None, TRIED).await?;
        if !ran.is_good() {
            return Err(refused(&ran, &self.top, TRIED));
        }
        let told: Vec<&[u8]> = ran.output.split(|byte| *byte == 0).collect();
        for attribute in told.chunks_exact(3) {
            if let [path, _, value] = attribute
                && !matches!(*value, b"unspecified" | b"unset")
            {
                let [path, value] = [path, value].map(|bytes| String::from_utf8_lossy(bytes));
                let happened = format!("{path} goes through the filter `{value}`, which is not run");
                return Err(refuse(FaultKind::Unsupported, &happened, "commit it with git itself"));
            }
        }
        Ok(())
    }

    /// The last commit; `None` on a branch that has none yet.
    async fn parent(&self) -> Result<Option<String>, Fault> {
        let name = format!("{}^{{commit}}", self.reference);
        let parent = self.git.look(&self.top, &["rev-parse", "-q", "--verify", &name], TRIED).await?;
        Ok(parent.map(|id| line_of(&id)))
    }

    async fn entries(&self, parent: Option<&str>, files: &[(&Path, Option<&[u8]>)]) -> Result<Vec<Entry>, Fault> {
        let mut entries = Vec::new();
        for ((file, path), (_, content)) in self.files.iter().zip(files) {
            is_regular(file)?;
            let mode = match parent {
                Some(parent) => self.mode(parent, path).await?,
                None => None,
            };
            let content = match content {
                Some(bytes) => Some(self.store(bytes, path).await?),
                None => None,
            };
            entries.push(Entry { mode: mode.unwrap_or_else(|| "100644".into()), content, path: path.clone() });
        }
        Ok(entries)
    }

    /// The mode that the file has in the last commit.
    async fn mode(&self, parent: &str, path: &OsStr) -> Result<Option<String>, Fault> {
        let args = ["ls-tree", "-z", "--full-tree", parent, "--"].map(OsStr::new);
        let told = self.git.ask(&self.top, &[args.as_slice(), &[path]].concat(), TRIED).await?;
        let mode = String::from_utf8_lossy(&told).split(' ').next().unwrap_or_default().to_owned();
        match mode.as_str() {
            "" => Ok(None),
            "100644" | "100755" => Ok(Some(mode)),
            _ => Err(no_file(&self.top.join(path))),
        }
    }

    async fn store(&self, bytes: &[u8], path: &OsStr) -> Result<String, Fault> {
        let mut flag = OsString::from("--path=");
        flag.push(path);
        let mut command = self.command();
        command.args(["hash-object", "-w", "--stdin"]).arg(flag);
        self.said(command, Some(bytes)).await
    }

    /// Writes the tree of the last commit with the entries in it, in an index of its own.
    async fn tree(&self, parent: Option<&str>, entries: &[Entry]) -> Result<String, Fault> {
        let index = OwnIndex::in_folder(&self.folder);
        let mut fill = self.command();
        fill.env("GIT_INDEX_FILE", &index.0).arg("read-tree").arg(parent.unwrap_or("--empty"));
        self.said(fill, None).await?;
        let mut put = self.command();
        put.env("GIT_INDEX_FILE", &index.0).args(["update-index", "-z", "--index-info"]);
        self.said(put, Some(&index_info(entries, self.width))).await?;
        let mut write = self.command();
        write.env("GIT_INDEX_FILE", &index.0).arg("write-tree");
        self.said(write, None).await
    }

    async fn is_same(&self, parent: Option<&str>, tree: &str) -> Result<bool, Fault> {
        let Some(parent) = parent else { return Ok(false) };
        let name = format!("{parent}^{{tree}}");
        let before = self.git.ask(&self.top, &["rev-parse", "--verify", &name], TRIED).await?;
        Ok(line_of(&before) == tree)
    }

    async fn commit_tree(&self, tree: &str, parent: Option<&str>, change: &Change<'_>) -> Result<String, Fault> {
        let mut command = self.command();
        command.args(["commit-tree", "--no-gpg-sign", "-F", "-"]);
        if let Some(parent) = parent {
            command.args(["-p", parent]);
        }
        if let Some(author) = change.author {
            command.env("GIT_AUTHOR_NAME", &author.name).env("GIT_AUTHOR_EMAIL", &author.email);
        }
        command.arg(tree);
        let message = format!("{}\n", change.message.trim_end());
        self.said(command, Some(message.as_bytes())).await
    }

    /// Moves the branch to the commit, and has the index follow.
    async fn finish(self, id: String, before: &str, message: &str, entries: &[Entry]) -> Result<Committed, Fault> {
        self.move_branch(&id, before, message).await?;
        let remarks = [self.restage(entries).await, self.unsigned().await];
        Ok(Committed { id, branch: self.branch, remarks: remarks.into_iter().flatten().collect() })
    }

    /// Only if the branch is where it was: what somebody else committed meanwhile is not lost. It is
    /// the branch that was looked at, whichever is checked out by now.
    async fn move_branch(&self, id: &str, before: &str, message: &str) -> Result<(), Fault> {
        let words = format!("commit: {}", message.lines().next().unwrap_or_default());
        let mut command = self.git.command(&self.top);
        command.args(["update-ref", "-m", &words, &self.reference, id, before]);
        let fault = match process::run(command, None, SHORT).await {
            Ok(ran) if ran.is_good() => return Ok(()),
            Ok(ran) if ran.status.is_some_and(|status| status.code().is_some()) => {
                return Err(refused(&ran, &self.top, TRIED));
            }
            Err(failure @ Failure::NotStarted(_)) => return Err(failed(&failure, TRIED)),
            Ok(ran) => refused(&ran, &self.top, TRIED),
            Err(failure) => failed(&failure, TRIED),
        };
        // it was ended, and may have moved the branch before that
        if self.is_at(id).await { Ok(()) } else { Err(Fault { kind: FaultKind::TimedOut, ..fault }) }
    }

    async fn is_at(&self, id: &str) -> bool {
        let asked = self.git.look(&self.top, &["rev-parse", "-q", "--verify", &self.reference], TRIED).await;
        asked.ok().flatten().is_some_and(|found| line_of(&found) == id)
    }

    /// Has the user's index take the files as they were committed.
    async fn restage(&self, entries: &[Entry]) -> Option<Clean> {
        let mut command = self.command();
        command.args(["update-index", "-z", "--index-info"]);
        let staged = self.said(command, Some(&index_info(entries, self.width))).await;
        staged.is_err().then(|| "git's index was in use and has these files as they were: git status tells".into())
    }

    async fn unsigned(&self) -> Option<Clean> {
        let asked = self.git.look(&self.top, &["config", "--type=bool", "--get", "commit.gpgSign"], TRIED).await;
        let signs = asked.ok().flatten().is_some_and(|value| line_of(&value) == "true");
        signs.then(|| "it is not signed, though your git is set to sign: git commit --amend -S --no-edit".into())
    }

    async fn said(&self, command: Program, input: Option<&[u8]>) -> Result<String, Fault> {
        let ran = self.git.ran(command, input, TRIED).await?;
        if ran.is_good() { Ok(line_of(&ran.output)) } else { Err(refused(&ran, &self.top, TRIED)) }
    }
}

/// Whether the repository is this folder's: its git folder lies in it, or names it as a worktree or
/// a submodule of its own. A folder of somebody else's does not choose which repository is written.
pub(super) async fn knows(git: &Git, folder: &Path, top: &Path) -> Result<bool, Fault> {
    let own = top.join(".git");
    if own.symlink_metadata().is_ok_and(|meta| meta.is_dir()) {
        return Ok(is_same(&own, folder));
    }
    let back = std::fs::read_to_string(folder.join("gitdir")).unwrap_or_default();
    if !back.trim().is_empty() {
        return Ok(is_same(Path::new(back.trim()), &own));
    }
    let named = git.look(top, &["config", "--local", "--get", "core.worktree"], TRIED).await?;
    Ok(named.is_some_and(|named| is_same(&folder.join(path_of(&named)), top)))
}

pub(super) async fn unfiltered(git: &Git, top: &Path) -> Result<Vec<String>, Fault> {
    let args = ["config", "-z", "--name-only", "--get-regexp", "^filter\\."];
    let names = git.look(top, &args, TRIED).await?.unwrap_or_default();
    let mut settings = Vec::new();
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let name = String::from_utf8_lossy(name);
        let value = if name.ends_with(".required") { "false" } else { "" };
        // such a name cannot be set over
        if name.contains(['=', '\n', char::REPLACEMENT_CHARACTER]) {
            let happened = format!("the configuration of {} names an odd filter: {name}", top.display());
            return Err(refuse(FaultKind::Unsupported, &happened, "commit it with git itself"));
        }
        settings.push(format!("{name}={value}"));
    }
    Ok(settings)
}

/// An index beside the user's, gone when it is no longer needed.
struct OwnIndex(PathBuf);

impl OwnIndex {
    fn in_folder(folder: &Path) -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let nth = COUNT.fetch_add(1, Ordering::Relaxed);
        Self(folder.join(format!("stagedoor-index-{}-{nth}", std::process::id())))
    }
}

impl Drop for OwnIndex {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
        // git's own lock on it, where git had no time to take it away
        let mut lock = self.0.clone().into_os_string();
        lock.push(".lock");
        let _ = std::fs::remove_file(lock);
    }
}

/// `git-update-index(1)`, "using --index-info": mode 0 takes a path away.
fn index_info(entries: &[Entry], width: usize) -> Vec<u8> {
    let mut info = Vec::new();
    for entry in entries {
        let (mode, content) = match &entry.content {
            Some(content) => (entry.mode.as_str(), content.as_str()),
            None => ("0", NOTHING),
        };
        // ids of SHA-256 are longer, and of nothing as long
        let content = content.get(..width).unwrap_or(content);
        info.extend_from_slice(format!("{mode} {content}\t").as_bytes());
        info.extend_from_slice(entry.path.as_encoded_bytes());
        info.push(0);
    }
    info
}
