//! A real git repository behind a forge's double: whatever it tells of commits, git says.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicI64, Ordering};

/// Seconds since 1970 at which the first commit is made.
pub const BEGIN: i64 = 1_790_000_000;

/// A repository with its branches.
pub struct Repository {
    folder: tempfile::TempDir,
    clock: AtomicI64,
}

/// A commit as git has it.
pub struct Committed {
    pub id: String,
    pub parents: Vec<String>,
    pub message: String,
    pub author: String,
    /// Seconds since 1970.
    pub at: i64,
}

impl Repository {
    pub fn new() -> Self {
        let made = Self { folder: tempfile::tempdir().unwrap(), clock: AtomicI64::new(BEGIN) };
        made.git(&["init", "-q", "-b", "main"]);
        made.commit("main", &[("README.md", Some("# infrastructure\n"))], "Begin");
        made
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The moment by the clock of this world; each asking is a minute later.
    pub fn tick(&self) -> i64 {
        self.clock.fetch_add(60, Ordering::Relaxed)
    }

    pub fn git(&self, args: &[&str]) -> String {
        self.tried(args).unwrap_or_else(|said| panic!("git {args:?}: {said}"))
    }

    /// What git says, or says against it.
    pub fn tried(&self, args: &[&str]) -> Result<String, String> {
        self.with(args, None, &[])
    }

    fn with(&self, args: &[&str], input: Option<&[u8]>, set: &[(&str, &str)]) -> Result<String, String> {
        let date = format!("{} +0000", self.tick());
        let mut command = Command::new("git");
        command.arg("-C").arg(self.path()).args(["-c", "core.quotepath=off", "-c", "commit.gpgsign=false"]).args(args);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Ada Example").env(format!("GIT_{who}_EMAIL"), "ada@example.com");
            command.env(format!("GIT_{who}_DATE"), &date);
        }
        command.envs(set.iter().copied());
        command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        command.stderr(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut stdin, input.unwrap_or_default()).unwrap();
        drop(stdin);
        let ran = child.wait_with_output().unwrap();
        let said = String::from_utf8(ran.stdout).unwrap();
        match ran.status.success() {
            true => Ok(said.trim_end_matches('\n').to_owned()),
            false => Err(format!("{said}{}", String::from_utf8_lossy(&ran.stderr))),
        }
    }

    /// Commits files on a branch, which is made from `main` where there is none; nothing takes a file away.
    pub fn commit(&self, branch: &str, files: &[(&str, Option<&str>)], message: &str) -> String {
        self.on(branch);
        for (path, text) in files {
            let file = self.path().join(path);
            match text {
                Some(text) => {
                    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                    std::fs::write(file, text).unwrap();
                }
                None => std::fs::remove_file(file).unwrap(),
            }
        }
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.tip("HEAD").unwrap()
    }

    fn on(&self, branch: &str) {
        let is_there = self.tip(branch).is_some();
        let is_first = self.tip("HEAD").is_none();
        match (is_there, is_first) {
            (_, true) => {}
            (true, _) => drop(self.git(&["checkout", "-q", "-f", branch])),
            (false, _) => drop(self.git(&["checkout", "-q", "-f", "-b", branch, "main"])),
        }
    }

    /// The commit of a branch, or of anything that names one.
    pub fn tip(&self, name: &str) -> Option<String> {
        self.tried(&["rev-parse", "-q", "--verify", &format!("{name}^{{commit}}")]).ok()
    }

    /// Merges a branch into `into` in one of the three ways; the commit that `into` is at then.
    pub fn merge(&self, how: &str, from: &str, into: &str, message: &str) -> String {
        match how {
            "squash" => {
                self.git(&["checkout", "-q", "-f", into]);
                self.git(&["merge", "-q", "--squash", from]);
                self.git(&["commit", "-q", "--allow-empty", "-m", message]);
            }
            "rebase" => {
                // each commit is made anew, as forges do even where that is not needed
                let base = self.git(&["merge-base", into, from]);
                let all = self.git(&["rev-list", "--reverse", &format!("{base}..{from}")]);
                self.git(&["checkout", "-q", "-f", into]);
                all.lines().for_each(|commit| drop(self.git(&["cherry-pick", "--allow-empty", commit])));
            }
            "fast-forward" => {
                self.git(&["checkout", "-q", "-f", into]);
                self.git(&["merge", "-q", "--ff-only", from]);
            }
            _ => {
                self.git(&["checkout", "-q", "-f", into]);
                self.git(&["merge", "-q", "--no-ff", "-m", message, from]);
            }
        }
        self.tip(into).unwrap()
    }

    /// Has git itself take a commit back on a branch.
    pub fn revert(&self, branch: &str, commit: &str) -> Result<String, String> {
        self.git(&["checkout", "-q", "-f", branch]);
        let is_merge = self.committed(commit).unwrap().parents.len() > 1;
        let mainline: &[&str] = if is_merge { &["-m", "1"] } else { &[] };
        let args = [&["revert", "--no-edit"], mainline, &[commit]].concat();
        self.tried(&args).inspect_err(|_| drop(self.tried(&["revert", "--abort"])))?;
        Ok(self.tip(branch).unwrap())
    }

    pub fn committed(&self, id: &str) -> Option<Committed> {
        let said = self.tried(&["show", "-s", "--format=%H%x00%P%x00%an%x00%ct%x00%B", id]).ok()?;
        let parts: Vec<&str> = said.split('\0').collect();
        Some(Committed {
            id: parts[0].into(),
            parents: parts[1].split_whitespace().map(str::to_owned).collect(),
            author: parts[2].into(),
            at: parts[3].parse().unwrap(),
            message: parts[4].trim_end().into(),
        })
    }

    /// The commits of a range, newest first, that changed a folder.
    pub fn log(&self, range: &str, folder: &str) -> Option<Vec<String>> {
        let mut args = vec!["log", "--format=%H", range, "--"];
        args.extend(Some(folder).filter(|folder| !folder.is_empty()));
        Some(self.tried(&args).ok()?.lines().map(str::to_owned).collect())
    }

    /// What differs: status and paths, as `git diff --name-status` has it.
    pub fn changed(&self, from: &str, to: &str) -> Vec<Vec<String>> {
        let said = self.git(&["diff", "--name-status", "-M", from, to]);
        said.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
    }

    /// All of a tree: mode, type, id, path.
    pub fn tree(&self, id: &str) -> Option<Vec<(String, String, String, String)>> {
        let said = self.tried(&["ls-tree", "-r", "-t", "-z", id]).ok()?;
        let entry = |line: &str| {
            let (meta, path) = line.split_once('\t').unwrap();
            let meta: Vec<&str> = meta.split_whitespace().collect();
            (meta[0].to_owned(), meta[1].to_owned(), meta[2].to_owned(), path.to_owned())
        };
        Some(said.split('\0').filter(|line| !line.is_empty()).map(entry).collect())
    }

    pub fn text(&self, at: &str, path: &str) -> Option<String> {
        let mut said = self.tried(&["cat-file", "blob", &format!("{at}:{path}")]).ok()?;
        said.push('\n');
        Some(said)
    }

    pub fn blob(&self, id: &str) -> Option<String> {
        let mut said = self.tried(&["cat-file", "blob", id]).ok()?;
        said.push('\n');
        Some(said)
    }

    pub fn hash(&self, text: &[u8]) -> String {
        self.with(&["hash-object", "-w", "--stdin"], Some(text), &[]).unwrap()
    }

    /// A tree made of another one: entries with a mode and an id, or taken away.
    pub fn write_tree(&self, base: &str, entries: &[(String, Option<(String, String)>)]) -> String {
        let index: PathBuf = self.path().join(".git/index-of-tests");
        let set = [("GIT_INDEX_FILE", index.to_str().unwrap())];
        let run = |args: &[&str]| self.with(args, None, &set).unwrap();
        run(&["read-tree", base]);
        for (path, becomes) in entries {
            match becomes {
                Some((mode, id)) => run(&["update-index", "--add", "--cacheinfo", &format!("{mode},{id},{path}")]),
                None => run(&["update-index", "--force-remove", path]),
            };
        }
        run(&["write-tree"])
    }

    pub fn commit_tree(&self, tree: &str, parents: &[String], message: &str) -> String {
        let mut args = vec!["commit-tree", tree, "-m", message];
        parents.iter().for_each(|parent| args.extend(["-p", parent]));
        self.git(&args)
    }

    /// Makes a branch; `false` where there is one.
    pub fn branch(&self, name: &str, at: &str) -> bool {
        self.tip(&format!("refs/heads/{name}")).is_none() && self.tried(&["branch", name, at]).is_ok()
    }
}

/// A moment as RFC 3339 has it.
pub fn rfc3339(at: i64) -> String {
    let said = Command::new("date").args(["-u", "-d", &format!("@{at}"), "+%Y-%m-%dT%H:%M:%SZ"]).output().unwrap();
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}
