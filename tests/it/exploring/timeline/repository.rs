//! Real repositories, made by the real git.

use stagedoor::adapters::systems::git::Git;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A repository in a folder of its own, with a git that reads no configuration of this machine.
pub struct Repo {
    temp: tempfile::TempDir,
    pub path: PathBuf,
    clock: std::cell::Cell<i64>,
}

/// The date of the first commit: 2026-01-01 12:00 UTC.
pub const BEGIN: i64 = 1_767_268_800;

impl Repo {
    pub fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().canonicalize().unwrap().join("repo");
        std::fs::create_dir(&path).unwrap();
        let config = "[user]\n\tname = Ada Example\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n";
        std::fs::write(temp.path().join("gitconfig"), config).unwrap();
        let repo = Self { temp, path, clock: std::cell::Cell::new(BEGIN) };
        repo.git(&["init", "-q"]);
        repo
    }

    /// A folder beside the repository, for what must not appear.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    pub fn global(&self) -> PathBuf {
        self.temp.path().join("gitconfig")
    }

    /// The git under test, with the configuration of these tests.
    pub fn subject(&self) -> Git {
        let git = Git::find(&self.path).unwrap();
        git.with("GIT_CONFIG_GLOBAL", self.global()).with("GIT_CONFIG_NOSYSTEM", "1")
    }

    /// The same where one command of git's has something else done first, in a shell's words.
    #[cfg(unix)]
    pub fn subject_that(&self, command: &str, does: &str) -> Git {
        let bin = self.beside("bin");
        std::fs::create_dir_all(&bin).unwrap();
        let path = std::env::var("PATH").unwrap();
        let script = format!(
            "#!/bin/sh\nfor word in \"$@\"; do [ \"$word\" = {command} ] && {{ {does}; }}; done\nPATH={path} exec git \"$@\"\n"
        );
        std::fs::write(bin.join("git"), script).unwrap();
        std::fs::set_permissions(bin.join("git"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let path = std::env::join_paths([bin.as_path(), "/usr/bin".as_ref(), "/bin".as_ref()]).unwrap();
        let git = Git::find_along(&path, &self.path).unwrap();
        git.with("GIT_CONFIG_GLOBAL", self.global()).with("GIT_CONFIG_NOSYSTEM", "1")
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.path).env("GIT_CONFIG_GLOBAL", self.global()).env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("LC_ALL", "C");
        command
    }

    #[track_caller]
    pub fn git(&self, args: &[&str]) -> String {
        self.git_at(args, self.clock.get())
    }

    /// The same at a time, in seconds since 1970.
    #[track_caller]
    pub fn git_at(&self, args: &[&str], at: i64) -> String {
        let date = format!("{at} +0100");
        let out = self
            .command()
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .args(args)
            .output()
            .expect("git runs");
        assert!(out.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).trim_end().to_owned()
    }

    pub fn write(&self, path: &str, text: &str) -> PathBuf {
        let file = self.path.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        file
    }

    /// Writes a file and commits it, a minute after the last one.
    #[track_caller]
    pub fn commit(&self, path: &str, text: &str, message: &str) -> String {
        self.write(path, text);
        self.git(&["add", "--", path]);
        self.git(&["commit", "-q", "-m", message]);
        self.clock.set(self.clock.get() + 60);
        self.git(&["rev-parse", "HEAD"])
    }
}

/// Everything that a repository's own configuration can have git run.
pub fn plant(repo: &Repo) -> PathBuf {
    let ran = repo.beside("ran");
    std::fs::create_dir_all(&ran).unwrap();
    let touch = |name: &str| format!("touch {}/{name}; cat", ran.display());
    let hooks = repo.path.join(".git/hooks");
    let planted = repo.path.join("planted");
    for folder in [&hooks, &planted] {
        std::fs::create_dir_all(folder).unwrap();
        for hook in [
            "pre-commit",
            "prepare-commit-msg",
            "commit-msg",
            "post-commit",
            "reference-transaction",
            "post-index-change",
            "pre-auto-gc",
            "post-rewrite",
            "fsmonitor-watchman",
            "post-checkout",
        ] {
            let file = folder.join(hook);
            std::fs::write(&file, format!("#!/bin/sh\ntouch {}/hook-{hook}\n", ran.display())).unwrap();
            #[cfg(unix)]
            std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        }
    }
    let included = repo.path.join(".git/included");
    std::fs::write(
        &included,
        format!("[core]\n\tfsmonitor = \"{}\"\n\tpager = \"{}\"\n", touch("fsmonitor2"), touch("pager2")),
    )
    .unwrap();
    for (name, value) in [
        ("core.fsmonitor", touch("fsmonitor")),
        ("core.pager", touch("pager")),
        ("pager.log", touch("pager-log")),
        ("pager.rev-parse", touch("pager-rev-parse")),
        ("core.editor", touch("editor")),
        ("core.sshCommand", touch("ssh")),
        ("core.askPass", touch("askpass")),
        ("core.alternateRefsCommand", touch("alternates")),
        ("core.gitProxy", touch("proxy")),
        ("core.hooksPath", "planted".into()),
        ("sequence.editor", touch("sequence")),
        ("commit.gpgSign", "true".into()),
        ("tag.gpgSign", "true".into()),
        ("log.showSignature", "true".into()),
        ("gpg.program", format!("{}/gpg", planted.display())),
        ("gpg.ssh.program", format!("{}/gpg", planted.display())),
        ("gpg.x509.program", format!("{}/gpg", planted.display())),
        ("diff.external", touch("diff")),
        ("diff.evil.textconv", touch("textconv")),
        ("diff.evil.command", touch("diffcommand")),
        ("filter.evil.clean", touch("clean")),
        ("filter.evil.smudge", touch("smudge")),
        ("filter.evil.process", touch("process")),
        ("merge.evil.driver", touch("merge")),
        ("alias.log", format!("!{}", touch("alias"))),
        ("alias.rev-parse", format!("!{}", touch("alias2"))),
        ("credential.helper", format!("!{}", touch("credential"))),
        ("protocol.ext.allow", "always".into()),
        ("protocol.file.allow", "always".into()),
        ("remote.origin.url", format!("ext::sh -c {}/remote", planted.display())),
        ("remote.origin.promisor", "true".into()),
        ("remote.origin.partialclonefilter", "blob:none".into()),
        ("include.path", included.display().to_string()),
    ] {
        repo.git(&["config", "--local", "--add", name, &value]);
    }
    for name in ["gpg", "remote"] {
        let file = planted.join(name);
        std::fs::write(&file, format!("#!/bin/sh\ntouch {}/{name}\n", ran.display())).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    repo.write(".gitattributes", "*.bin filter=evil diff=evil merge=evil\n*.yaml diff=evil merge=evil\n");
    ran
}

pub fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).map_or(true, |mut it| it.next().is_none())
}
