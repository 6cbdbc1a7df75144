//! The history that the files of a folder are kept in, as a port.

use super::{Change, Git};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Committed, HistoryPort};
use futures_util::future::BoxFuture;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// Letters of a commit's id that are shown.
const SHORT: usize = 8;

/// The git history of a folder. git is looked for when it is needed, and not before.
#[derive(Clone, Debug)]
pub struct History {
    root: PathBuf,
}

impl History {
    /// The history of what lies below `root`.
    pub fn of(root: PathBuf) -> Self {
        Self { root }
    }

    async fn last(&self, path: &Path) -> Result<Committed, Fault> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(Committed::Nowhere) };
        let tried = format!("look at the history of {}", path.display());
        if !folder.ancestors().any(|folder| folder.join(".git").exists()) {
            return Ok(Committed::NoRepository);
        }
        let git = Git::find_beside(vec![self.root.clone()]).await?;
        match git.ask(folder, &["rev-parse", "--show-toplevel"], &tried).await {
            Err(fault) if fault.kind == FaultKind::NotFound => return Ok(Committed::NoRepository),
            Err(fault) => return Err(fault),
            Ok(_) => {}
        }
        let mut revision = OsString::from("HEAD:./");
        revision.push(name);
        let args = [OsStr::new("rev-parse"), OsStr::new("-q"), OsStr::new("--verify"), &revision];
        let Some(id) = git.look(folder, &args, &tried).await? else { return Ok(Committed::Nowhere) };
        let id = String::from_utf8_lossy(&id).trim().to_owned();
        git.ask(folder, &["cat-file", "blob", &id], &tried).await.map(Committed::As)
    }

    async fn add(&self, path: &Path, content: &[u8], message: &str) -> Result<Clean, Fault> {
        let files = [(path, Some(content))];
        let git = Git::find_beside(vec![self.root.clone()]).await?;
        let made = git.commit(&Change { files: &files, message, author: None }).await?;
        let id = made.id.get(..SHORT).unwrap_or(&made.id);
        let remarks: String = made.remarks.iter().map(|remark| format!("; {remark}")).collect();
        Ok(Clean::line(&format!("commit {id} on {}{remarks}", made.branch)))
    }
}

impl HistoryPort for History {
    fn committed<'a>(&'a self, path: &'a Path) -> BoxFuture<'a, Result<Committed, Fault>> {
        Box::pin(self.last(path))
    }

    fn commit<'a>(
        &'a self,
        path: &'a Path,
        content: &'a [u8],
        message: &'a str,
    ) -> BoxFuture<'a, Result<Clean, Fault>> {
        Box::pin(self.add(path, content, message))
    }
}
