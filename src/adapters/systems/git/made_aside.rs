//! A commit made in a repository of its own, over the objects of another one, which are only read.

use super::Git;
use super::publish::{MARK, TRIED, checkout, conflict, git_folder, local, looked, said, store, within};
use super::put::copy_objects;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::repositories::{CommitContent, CommitFile, Prepared, Publication};
use std::fs;
use std::path::{Path, PathBuf};

pub(super) struct Making {
    pub(super) git: Git,
    pub(super) publication: Publication,
}

/// The repository as it is.
struct Base {
    /// Where its objects lie.
    objects: Option<PathBuf>,
    commit: Option<String>,
    format: String,
}

impl Making {
    pub(super) async fn make(&self) -> Result<Prepared, Fault> {
        let Publication { target, branch, aside, .. } = &self.publication;
        fs::create_dir_all(aside).map_err(|error| local(aside, &error))?;
        self.refuse_bad_paths()?;
        let base = self.base().await?;
        let store = store(aside);
        let init = ["init", "-q", "--bare", "--template=", "--object-format", &base.format];
        said(&self.git, self.git.command(aside), &[&init[..], &["repository.git"]].concat(), None, aside).await?;
        if let Some(objects) = &base.objects {
            let alternates = store.join("objects/info");
            fs::create_dir_all(&alternates)
                .and_then(|()| fs::write(alternates.join("alternates"), format!("{}\n", objects.display())))
                .map_err(|error| local(&alternates, &error))?;
        }
        let commit = self.import(&store, base.commit.as_deref()).await?;
        self.refuse_nothing_new(&store, &commit, base.commit.as_deref()).await?;
        let head = format!("refs/heads/{branch}");
        said(&self.git, within(&self.git, &store), &["symbolic-ref", "HEAD", &head], None, &store).await?;
        let prepared = Prepared { target: target.clone(), branch: branch.clone(), commit, aside: aside.clone() };
        if target.checkout.is_some() {
            self.check_out(&prepared, base.objects.as_deref()).await?;
        }
        Ok(prepared)
    }

    /// Paths that would lead out of a checkout, or into its git folder.
    fn refuse_bad_paths(&self) -> Result<(), Fault> {
        let is_bad = |part: &str| {
            matches!(part, "" | "." | "..") || part.eq_ignore_ascii_case(".git") || part.eq_ignore_ascii_case("git~1")
        };
        match self.publication.files.iter().find(|file| file.path.split('/').any(is_bad)) {
            Some(file) => {
                let happened = format!("{} cannot be the path of a file in a repository", file.path);
                Err(Fault::new(FaultKind::Invalid, TRIED, &happened, "have the template write it elsewhere"))
            }
            None if self.publication.files.is_empty() => {
                Err(Fault::new(FaultKind::Invalid, TRIED, "there are no files to commit", ""))
            }
            None => Ok(()),
        }
    }

    async fn base(&self) -> Result<Base, Fault> {
        let Publication { target, branch, from, .. } = &self.publication;
        let check = ["check-ref-format", "--branch", branch];
        said(&self.git, self.git.command(&self.publication.aside), &check, None, &target.repository).await?;
        if target.is_new {
            return Ok(Base { objects: None, commit: None, format: "sha1".into() });
        }
        let folder = git_folder(&self.git, &target.repository).await?;
        let ask = async |args: &[&str]| looked(&self.git, &folder, args).await;
        let commit_of = async |name: &str| ask(&["rev-parse", "-q", "--verify", &format!("{name}^{{commit}}")]).await;
        if commit_of(&format!("refs/heads/{branch}")).await?.is_some() {
            let happened = format!("{} has a branch {branch} already", target.repository.display());
            return Err(conflict(&happened, "merge or delete it, or name another one"));
        }
        let start = from.as_ref().map(|from| format!("refs/heads/{from}"));
        let named = match &start {
            Some(start) => commit_of(start).await?,
            None => None,
        };
        let commit = match named {
            Some(commit) => Some(commit),
            None => commit_of("HEAD").await?,
        };
        let objects = ask(&["rev-parse", "--path-format=absolute", "--git-path", "objects"]).await?;
        let format = ask(&["rev-parse", "--show-object-format"]).await?.unwrap_or_else(|| "sha1".into());
        Ok(Base { objects: objects.map(PathBuf::from), commit, format })
    }

    async fn import(&self, store: &Path, parent: Option<&str>) -> Result<String, Fault> {
        // who commits is whom git knows in the repository
        let place = if self.publication.target.is_new { store } else { self.publication.target.repository.as_path() };
        let who = said(
            &self.git,
            self.git.command(&self.identity_place(place)),
            &["var", "GIT_COMMITTER_IDENT"],
            None,
            place,
        )
        .await?;
        let stream = stream(&self.publication, &who, parent);
        let args = ["fast-import", "--quiet", "--date-format=raw"];
        said(&self.git, within(&self.git, store), &args, Some(&stream), store).await?;
        let name = format!("refs/heads/{}", self.publication.branch);
        said(&self.git, within(&self.git, store), &["rev-parse", "--verify", &name], None, store).await
    }

    /// A bare repository is not entered without being named; the folder around it knows the user as well.
    fn identity_place(&self, place: &Path) -> PathBuf {
        let is_checkout = place.join(".git").symlink_metadata().is_ok();
        if is_checkout { place.to_owned() } else { self.publication.aside.clone() }
    }

    async fn refuse_nothing_new(&self, store: &Path, commit: &str, parent: Option<&str>) -> Result<(), Fault> {
        let Some(parent) = parent else { return Ok(()) };
        let tree = |name: &str| format!("{name}^{{tree}}");
        let args = ["rev-parse".to_owned(), tree(commit), tree(parent)];
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let mut command = within(&self.git, store);
        command.args(&args);
        let ran = self.git.ran(command, None, TRIED).await?;
        let trees = String::from_utf8_lossy(&ran.output).into_owned();
        let mut trees = trees.lines();
        if ran.is_good() && trees.next() == trees.next() {
            return Err(conflict("nothing would change in the repository", "what the template makes is there already"));
        }
        Ok(())
    }

    /// The folder that is checked out, with a repository of its own and the target as its remote.
    async fn check_out(&self, prepared: &Prepared, older: Option<&Path>) -> Result<(), Fault> {
        let (folder, branch) = (checkout(&prepared.aside), &prepared.branch);
        let store = store(&prepared.aside);
        fs::create_dir(&folder).map_err(|error| local(&folder, &error))?;
        let format =
            said(&self.git, within(&self.git, &store), &["rev-parse", "--show-object-format"], None, &store).await?;
        let ask = async |args: &[&str]| said(&self.git, self.git.command(&folder), args, None, &folder).await;
        ask(&["init", "-q", "--template=", "--object-format", &format, "."]).await?;
        let objects = folder.join(".git/objects");
        for from in [older, Some(store.join("objects").as_path())].into_iter().flatten() {
            copy_objects(from, &objects).map_err(|error| local(&objects, &error))?;
        }
        let url = prepared.target.repository.to_string_lossy();
        let (head, remote) = (format!("refs/heads/{branch}"), format!("refs/remotes/origin/{branch}"));
        ask(&["config", "remote.origin.url", &url]).await?;
        ask(&["config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"]).await?;
        ask(&["config", &format!("branch.{branch}.remote"), "origin"]).await?;
        ask(&["config", &format!("branch.{branch}.merge"), &head]).await?;
        ask(&["update-ref", &remote, &prepared.commit]).await?;
        ask(&["update-ref", &head, &prepared.commit]).await?;
        ask(&["symbolic-ref", "HEAD", &head]).await?;
        let mut files = self.git.command(&folder);
        for setting in super::commit::unfiltered(&self.git, &folder).await? {
            files.args(["-c", &setting]);
        }
        said(&self.git, files, &["read-tree", "--reset", "-u", "HEAD"], None, &folder).await?;
        let mark = folder.join(".git").join(MARK);
        fs::write(&mark, &prepared.commit).map_err(|error| local(&mark, &error))
    }
}

/// `git-fast-import(1)`, "INPUT FORMAT".
fn stream(publication: &Publication, who: &str, parent: Option<&str>) -> Vec<u8> {
    let mut out = Vec::new();
    let message = format!("{}\n", publication.message.trim_end());
    out.extend_from_slice(format!("commit refs/heads/{}\ncommitter {who}\n", publication.branch).as_bytes());
    data(&mut out, message.as_bytes());
    if let Some(parent) = parent {
        out.extend_from_slice(format!("from {parent}\n").as_bytes());
    }
    for file in &publication.files {
        entry(&mut out, file);
    }
    out.extend_from_slice(b"\ndone\n");
    out
}

fn entry(out: &mut Vec<u8>, file: &CommitFile) {
    let mode = match &file.content {
        CommitContent::File(_, true) => "100755",
        CommitContent::File(_, false) => "100644",
        CommitContent::Link(_) => "120000",
    };
    let path = file.path.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    out.extend_from_slice(format!("M {mode} inline \"{path}\"\n").as_bytes());
    match &file.content {
        CommitContent::File(bytes, _) => data(out, bytes),
        CommitContent::Link(target) => data(out, target.as_bytes()),
    }
}

fn data(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(format!("data {}\n", bytes.len()).as_bytes());
    out.extend_from_slice(bytes);
    out.push(b'\n');
}
