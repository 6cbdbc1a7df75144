//! One call of git, neutralised and within bounds.

use super::Git;
use crate::adapters::process::{self, Bounds, Failure, Program, Ran};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

/// Settings that stand over whatever a checkout's own configuration says, `git-config(1)`.
const SETTINGS: &[&str] = &[
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.safecrlf=false",
    "core.splitIndex=false",
    "core.sshCommand=false",
    "core.askPass=",
    "core.editor=:",
    "credential.helper=",
    "protocol.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
    "log.showSignature=false",
    "log.mailmap=false",
    "diff.orderFile=/dev/null",
    "log.showRoot=true",
    "log.follow=false",
    "i18n.logOutputEncoding=UTF-8",
    // a folder that looks like a repository of its own is none, unless it is the one that was named
    "safe.bareRepository=explicit",
];

/// Variables with the same purpose, `git(1)`. An allowed protocol cannot be empty, so it is one that
/// there is not.
const VARIABLES: &[(&str, &str)] = &[
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_EDITOR", ":"),
    ("GIT_SEQUENCE_EDITOR", ":"),
    ("GIT_SSH_COMMAND", "false"),
    ("GIT_ASKPASS", ""),
    ("SSH_ASKPASS", ""),
    ("LC_ALL", "C"),
];

/// The same against attributes from outside the checkout. Only who asks for the attributes themselves
/// wants those: a filter of the user's own is there.
const NO_ATTRIBUTES: (&str, (&str, &str)) = ("core.attributesFile=/dev/null", ("GIT_ATTR_NOSYSTEM", "1"));

/// What the user may say to git through the environment; the rest of its variables is left out.
const KEPT: &[&str] = &[
    "GIT_AUTHOR_NAME",
    "GIT_AUTHOR_EMAIL",
    "GIT_COMMITTER_NAME",
    "GIT_COMMITTER_EMAIL",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CEILING_DIRECTORIES",
    "GIT_EXEC_PATH",
];

/// What a short answer may take.
pub(super) const SHORT: Bounds = Bounds { time: Duration::from_secs(20), output: 4 << 20 };
/// What one look at a history may take.
pub(super) const LONG: Bounds = Bounds { time: Duration::from_secs(30), output: 64 << 20 };

impl Git {
    /// A command in a folder, with nothing of the checkout's own configuration that runs.
    pub(super) fn command(&self, folder: &Path) -> Program {
        let (setting, (name, value)) = NO_ATTRIBUTES;
        let mut command = self.command_with_attributes(folder);
        command.env(name, value).args(["-c", setting]);
        command
    }

    /// The same with the attributes that the user's own git would see.
    pub(super) fn command_with_attributes(&self, folder: &Path) -> Program {
        let mut command = Program::new(&self.program);
        let foreign = std::env::vars_os().map(|(name, _)| name).filter(|name| {
            name.to_string_lossy().starts_with("GIT_") && !KEPT.iter().any(|kept| OsStr::new(kept) == name)
        });
        for name in foreign {
            command.env_remove(name);
        }
        command.env("PATH", &self.search).envs(VARIABLES.iter().copied());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.current_dir(folder).args(["--no-pager", "--no-optional-locks"]);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command
    }

    /// Runs a command and gives how it ended, whether well or not. `tried` is what it is for, as the
    /// object of "cannot".
    pub(super) async fn ran(&self, command: Program, input: Option<&[u8]>, tried: &str) -> Result<Ran, Fault> {
        let ran = process::run(command, input, SHORT).await.map_err(|failure| failed(&failure, tried))?;
        if ran.is_cut { Err(too_much(tried)) } else { Ok(ran) }
    }

    /// Asks for something short; an answer that git does not give is a fault.
    pub(super) async fn ask<S: AsRef<OsStr>>(&self, folder: &Path, args: &[S], tried: &str) -> Result<Vec<u8>, Fault> {
        let mut command = self.command(folder);
        command.args(args);
        let ran = self.ran(command, None, tried).await?;
        if ran.is_good() { Ok(ran.output) } else { Err(refused(&ran, folder, tried)) }
    }

    /// The same; `None` where git says that there is no such thing (it ends with 1 and says nothing).
    pub(super) async fn look<S: AsRef<OsStr>>(
        &self,
        folder: &Path,
        args: &[S],
        tried: &str,
    ) -> Result<Option<Vec<u8>>, Fault> {
        let mut command = self.command(folder);
        command.args(args);
        let ran = self.ran(command, None, tried).await?;
        match ran.status.and_then(|status| status.code()) {
            Some(0) => Ok(Some(ran.output)),
            Some(1) if ran.complaint.trim().is_empty() => Ok(None),
            _ => Err(refused(&ran, folder, tried)),
        }
    }

    /// Hears a long answer as it comes; `each` says when it is enough.
    pub(super) async fn hear(
        &self,
        command: Program,
        folder: &Path,
        bounds: Bounds,
        tried: &str,
        each: impl FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<Ran, Fault> {
        let ran = process::hear(command, None, bounds, each).await.map_err(|failure| failed(&failure, tried))?;
        match ran.status {
            Some(status) if !status.success() => Err(refused(&ran, folder, tried)),
            _ => Ok(ran),
        }
    }
}

/// The fault of a git that came to no end of its own.
pub(super) fn failed(failure: &Failure, tried: &str) -> Fault {
    match failure {
        Failure::NotStarted(error) => Fault::new(
            FaultKind::Local,
            tried,
            &format!("git does not start: {error}"),
            "see whether git works by hand",
        ),
        Failure::TooLong(_) => {
            let cure = "try it by hand: a slow disk or a very large repository may be why";
            Fault::new(FaultKind::Local, tried, "git took too long and was ended", cure)
        }
    }
}

fn too_much(tried: &str) -> Fault {
    Fault::new(FaultKind::Malformed, tried, "git said more than is read", "")
}

/// git's own first word on why it does not, in words that help where that is known.
pub(super) fn refused(ran: &Ran, folder: &Path, tried: &str) -> Fault {
    let complaint = ran.complaint.lines().map(Clean::line).find(|line| !line.is_empty()).unwrap_or_default();
    let said = complaint.as_str().trim_start_matches("fatal: ").trim_start_matches("error: ");
    let place = folder.display();
    if said.contains("dubious ownership") {
        // git compares the top of the checkout, and no folder within
        let top = folder.ancestors().find(|it| it.join(".git").symlink_metadata().is_ok()).unwrap_or(folder);
        let happened = format!("git refuses {}: the repository belongs to somebody else", top.display());
        let cure = format!("if you trust it: git config --global --add safe.directory {}", quoted(top));
        return Fault::new(FaultKind::NotPermitted, tried, &happened, &cure);
    }
    if said.contains("not a git repository") {
        let happened = format!("{place} is in no git repository");
        return Fault::new(FaultKind::NotFound, tried, &happened, "git init there begins one");
    }
    if said.contains("tell me who you are") || ran.complaint.contains("user.email") {
        let cure = "git config --global user.name NAME, and user.email ADDRESS";
        return Fault::new(FaultKind::Invalid, tried, "git does not know who you are", cure);
    }
    let happened = if said.is_empty() { "git failed without a word".to_owned() } else { format!("git says: {said}") };
    Fault::new(FaultKind::Local, tried, &happened, "see what git says by hand")
}

/// A path as one word of a shell's.
fn quoted(path: &Path) -> String {
    let path = path.to_string_lossy();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    match !path.is_empty() && path.chars().all(is_plain) {
        true => path.into_owned(),
        false => format!("'{}'", path.replace('\'', r"'\''")),
    }
}
