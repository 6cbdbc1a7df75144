//! A repository with a given history, for the example workspace.

use super::Git;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::timeline::PastCommit;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

const TRIED: &str = "give the example a history";
/// How folders begin in which a repository is made.
const ASIDE: &str = ".git-begun-";

impl Git {
    /// Makes a repository of a folder that is none, with these commits, oldest first. The files lie
    /// there already as the last commit has them; `left_out` names some that are none of it.
    ///
    /// # Errors
    /// When git refuses. It is made aside and put in its place whole, so that neither a sudden end nor
    /// somebody who does the same at once leaves half of one.
    pub async fn begin(&self, folder: &Path, commits: &[PastCommit], left_out: &[&str]) -> Result<(), Fault> {
        let aside = Aside::within(folder).map_err(|error| unmade(folder, &error))?;
        self.fill(&aside.0, commits, left_out).await?;
        let own = folder.join(".git");
        match std::fs::rename(aside.0.join(".git"), &own) {
            // somebody else was faster
            Err(_) if own.symlink_metadata().is_ok() => Ok(()),
            moved => moved.map_err(|error| unmade(folder, &error)),
        }
    }

    async fn fill(&self, folder: &Path, commits: &[PastCommit], left_out: &[&str]) -> Result<(), Fault> {
        self.ask(folder, &["init", "-q", "--template=", "."], TRIED).await?;
        self.ask(folder, &["symbolic-ref", "HEAD", "refs/heads/main"], TRIED).await?;
        let info = folder.join(".git/info");
        let excluded = std::fs::create_dir_all(&info)
            .and_then(|()| std::fs::write(info.join("exclude"), format!("{}\n{ASIDE}*\n", left_out.join("\n"))));
        // git would only show these files as new
        drop(excluded);
        let mut import = self.command(folder);
        import.args(["fast-import", "--quiet", "--date-format=raw"]);
        let ran = self.ran(import, Some(&stream(commits)), TRIED).await?;
        if !ran.is_good() {
            return Err(super::call::refused(&ran, folder, TRIED));
        }
        self.ask(folder, &["read-tree", "HEAD"], TRIED).await.map(drop)
    }
}

/// A folder for what is being made, gone when that is over.
struct Aside(PathBuf);

impl Aside {
    fn within(folder: &Path) -> std::io::Result<Self> {
        use std::sync::atomic::{AtomicU32, Ordering};
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let nth = COUNT.fetch_add(1, Ordering::Relaxed);
        let aside = folder.join(format!("{ASIDE}{}-{nth}", std::process::id()));
        std::fs::create_dir(&aside).map(|()| Self(aside))
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn unmade(folder: &Path, error: &std::io::Error) -> Fault {
    let happened = format!("{}: {error}", folder.display());
    Fault::new(FaultKind::Local, TRIED, &happened, "make the folder writable for you")
}

/// `git-fast-import(1)`, "INPUT FORMAT".
fn stream(commits: &[PastCommit]) -> Vec<u8> {
    let mut out = Vec::new();
    // the last commit of each branch, by its mark
    let mut tips: HashMap<&str, usize> = HashMap::new();
    for (mark, commit) in (1..).zip(commits) {
        let branch = commit.branch.as_deref().unwrap_or("main");
        let who = format!("{} <{}> {} +0000", name(&commit.who), name(&commit.email), commit.at.0.div_euclid(1_000));
        let head = format!("commit refs/heads/{branch}\nmark :{mark}\nauthor {who}\ncommitter {who}\n");
        out.extend_from_slice(head.as_bytes());
        data(commit.message.as_bytes(), &mut out);
        let before = tips.get(branch).or_else(|| tips.get("main"));
        before.iter().for_each(|mark| out.extend_from_slice(format!("from :{mark}\n").as_bytes()));
        let merged = commit.merges.as_deref().and_then(|branch| tips.get(branch));
        merged.iter().for_each(|mark| out.extend_from_slice(format!("merge :{mark}\n").as_bytes()));
        for (path, content) in &commit.files {
            out.extend_from_slice(format!("M 644 inline {}\n", quoted(path)).as_bytes());
            data(content, &mut out);
        }
        out.push(b'\n');
        tips.insert(branch, mark);
        if let Some((tag, message)) = &commit.tag {
            out.extend_from_slice(format!("tag {tag}\nfrom :{mark}\ntagger {who}\n").as_bytes());
            data(message.as_bytes(), &mut out);
        }
    }
    let merged = commits.iter().filter_map(|commit| commit.merges.as_deref());
    let gone = "0".repeat(40);
    merged.for_each(|branch| out.extend_from_slice(format!("reset refs/heads/{branch}\nfrom {gone}\n\n").as_bytes()));
    out
}

fn data(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(format!("data {}\n", bytes.len()).as_bytes());
    out.extend_from_slice(bytes);
    out.push(b'\n');
}

/// A name as a line of git's can hold it.
fn name(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '<' | '>' | '\n' | '\0')).collect()
}

fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
