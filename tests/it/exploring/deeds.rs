//! What is done through stagedoor: the review sheet, the command line, the journal.

mod journal;
mod portal;
mod program;
mod sheet;
mod terminal;

use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A workspace in a git repository of its own, with one commit in it.
pub struct Checkout {
    folder: TempDir,
}

const CATALOG: &str = "\
# the shop
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart   # what people buy
spec:
  type: service
  lifecycle: production
  owner: team-a   # for now
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: shelf }
spec: { type: website, lifecycle: production, owner: 'team-a' }
";

const ORG: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: team-a, title: The A team }
spec: { type: team, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: team-b, title: The B team }
spec: { type: team, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: alice }
spec: { profile: { displayName: Alice, email: alice@example.com }, memberOf: [team-a] }
";

impl Checkout {
    pub fn new() -> Self {
        let checkout = Self::without_git();
        let hook = checkout.root().join("hooks/pre-commit");
        checkout.git(&["init", "-q", "-b", "main"]);
        checkout.git(&["add", "."]);
        checkout.git(&["commit", "-q", "-m", "The shop"]);
        // planted: none of this may run
        let planted = format!("#!/bin/sh\ntouch {}\n", checkout.trap().display());
        for name in ["pre-commit", "commit-msg", "post-commit", "prepare-commit-msg"] {
            let hook = hook.with_file_name(name);
            std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
            std::fs::write(&hook, &planted).unwrap();
            std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        }
        let pre_commit = hook.with_file_name("pre-commit");
        let program = pre_commit.to_str().unwrap();
        for (key, value) in [
            ("core.hooksPath", hook.parent().unwrap().to_str().unwrap()),
            ("core.fsmonitor", program),
            ("core.editor", program),
            ("core.pager", program),
            ("gpg.program", program),
            ("commit.gpgSign", "true"),
        ] {
            checkout.git(&["config", key, value]);
        }
        std::fs::write(checkout.root().join(".git/info/exclude"), "hooks\n").unwrap();
        checkout
    }

    pub fn without_git() -> Self {
        let checkout = Self { folder: TempDir::new().unwrap() };
        checkout.write("catalog-info.yaml", CATALOG);
        checkout.write("org.yaml", ORG);
        checkout.write("stagedoor.toml", "catalog = [\"catalog-info.yaml\", \"org.yaml\"]\n");
        checkout
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("shop")
    }

    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    fn trap(&self) -> PathBuf {
        self.folder.path().join("it-ran")
    }

    /// Nothing that was planted has run.
    #[track_caller]
    pub fn nothing_ran(&self) {
        assert!(!self.trap().exists(), "a hook or a program of the repository ran");
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::create_dir_all(self.root()).unwrap();
        std::fs::write(self.root().join(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.root().join(name)).unwrap()
    }

    pub fn git(&self, args: &[&str]) -> String {
        git(&self.root(), args)
    }

    pub fn subjects(&self) -> Vec<String> {
        self.git(&["log", "--format=%s"]).lines().map(str::to_owned).collect()
    }
}

fn git(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    // what was planted in the repository is not to run for the test itself either
    command.args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false"]);
    for (name, value) in [("NAME", "Alice"), ("EMAIL", "alice@example.com")] {
        command.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
    }
    let output = command.args(args).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
