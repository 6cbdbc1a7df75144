//! What git says of a folder, read from its files: no git process, so no hook, filter or monitor of
//! somebody else's repository ever runs. `include` and `includeIf` are not followed.

use super::root::Root;
use crate::domain::model::timeline::Forge;
use std::path::{Path, PathBuf};

/// No honest configuration is larger.
const CAP: u64 = 256 * 1024;

/// A checkout, as far as it matters here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Checkout {
    /// The address of the folder in a browser, without a slash at its end.
    pub(super) address: Option<String>,
    /// `user.email`.
    pub(super) email: Option<String>,
}

impl Checkout {
    /// Reads the repository that `root` lies in, and the user's own configuration.
    pub(super) fn of(root: &Path) -> Self {
        let repository = Repository::around(root);
        let email = repository.as_ref().and_then(|it| setting(&it.config, "user", None, "email"));
        let address = repository.and_then(|it| it.address(root));
        Self { address, email: email.or_else(email_of_user) }
    }
}

/// A repository, as its files describe it.
#[derive(Clone, Debug)]
pub struct Repository {
    top: PathBuf,
    head: String,
    config: String,
}

impl Repository {
    /// The repository that a folder lies in. One that the folder only points at counts when it
    /// points back: a folder of somebody else's does not choose which files are read.
    pub fn around(folder: &Path) -> Option<Self> {
        let top = folder.ancestors().find(|top| top.join(".git").symlink_metadata().is_ok())?;
        let git = git_folder(top)?;
        let (head, config) = (text(&git.own, "HEAD"), text(&git.common, "config"));
        Some(Self { top: top.to_owned(), head: head.unwrap_or_default(), config: config.unwrap_or_default() })
    }

    /// The folder that is checked out.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The branch that is checked out; `None` where it is a commit.
    pub fn branch(&self) -> Option<String> {
        self.head.trim().strip_prefix("ref: refs/heads/").map(str::to_owned)
    }

    /// The address of `origin`, else of the first remote, without the name and token that may stand
    /// in one with a scheme.
    pub fn remote(&self) -> Option<String> {
        let origin = setting(&self.config, "remote", Some("origin"), "url");
        let remote = origin.or_else(|| setting(&self.config, "remote", Some(&first_remote(&self.config)?), "url"))?;
        Some(without_user(&remote))
    }

    /// Where a forge shows a folder in it.
    fn address(&self, folder: &Path) -> Option<String> {
        let within = folder.strip_prefix(&self.top).ok().and_then(Path::to_str).unwrap_or_default();
        let branch = self.branch().unwrap_or_else(|| "HEAD".into());
        Some(Forge::of_remote(&self.remote()?)?.folder(&branch, within))
    }
}

/// The git folder of a checkout, and of a worktree the one that it shares.
struct GitFolder {
    own: PathBuf,
    common: PathBuf,
}

fn git_folder(top: &Path) -> Option<GitFolder> {
    let git = top.join(".git");
    let kind = git.symlink_metadata().ok()?.file_type();
    if kind.is_dir() {
        return Some(GitFolder { own: git.clone(), common: git });
    }
    let named = text(top, ".git")?.trim().strip_prefix("gitdir:")?.trim().to_owned();
    let own = top.join(named).canonicalize().ok()?;
    if !is_worktree(&own, &git) && !is_submodule(&own, top) {
        return None;
    }
    let common = text(&own, "commondir").map_or_else(|| own.clone(), |common| own.join(common.trim()));
    Some(GitFolder { own, common })
}

/// Whether the repository names this file as its worktree's.
fn is_worktree(own: &Path, git: &Path) -> bool {
    text(own, "gitdir").is_some_and(|back| is_same(Path::new(back.trim()), git))
}

/// Whether the repository is checked out into this folder.
fn is_submodule(own: &Path, top: &Path) -> bool {
    let config = text(own, "config").unwrap_or_default();
    setting(&config, "core", None, "worktree").is_some_and(|back| is_same(&own.join(back), top))
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

fn text(folder: &Path, name: &str) -> Option<String> {
    let content = Root::open(folder).ok()?.folder("").ok()?.read(name, CAP).ok()?;
    String::from_utf8(content.bytes).ok()
}

fn email_of_user() -> Option<String> {
    let home = std::env::home_dir()?;
    let in_home = text(&home, ".gitconfig").and_then(|config| setting(&config, "user", None, "email"));
    in_home.or_else(|| {
        let folder = std::env::var_os("XDG_CONFIG_HOME").map_or_else(|| home.join(".config"), PathBuf::from);
        setting(&text(&folder.join("git"), "config")?, "user", None, "email")
    })
}

fn first_remote(config: &str) -> Option<String> {
    let headers = config.lines().filter_map(|line| line.trim().strip_prefix("[remote \""));
    headers.filter_map(|rest| rest.split_once("\"]")).map(|(name, _)| name.to_owned()).next()
}

/// `https://user:token@host/path` without what stands before the host. The user of `user@host:path`
/// is a part of the address and no secret.
fn without_user(remote: &str) -> String {
    let parts =
        remote.split_once("://").map(|(scheme, rest)| (scheme, rest.split_at(rest.find('/').unwrap_or(rest.len()))));
    match parts.and_then(|(scheme, (host, path))| Some((scheme, host.rsplit_once('@')?.1, path))) {
        Some((scheme, host, path)) => format!("{scheme}://{host}{path}"),
        None => remote.to_owned(),
    }
}

/// The last value of a setting in a file as git-config(1) describes it.
fn setting(config: &str, section: &str, subsection: Option<&str>, key: &str) -> Option<String> {
    let (mut inside, mut value) = (false, None);
    for line in config.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[').and_then(|line| line.split(']').next()) {
            let (name, sub) = match header.split_once(char::is_whitespace) {
                Some((name, sub)) => (name, Some(sub.trim().trim_matches('"'))),
                None => (header, None),
            };
            inside = name.eq_ignore_ascii_case(section) && sub == subsection;
        } else if let Some((name, text)) = line.split_once('=').filter(|_| inside)
            && name.trim().eq_ignore_ascii_case(key)
        {
            let text = text.split(['#', ';']).next().unwrap_or_default();
            value = Some(text.trim().trim_matches('"').to_owned());
        }
    }
    value.filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remote_becomes_an_address_without_its_password() {
        let address = |remote| Forge::of_remote(remote).map(|forge| forge.folder("main", "a")).unwrap_or_default();
        assert_eq!(address("git@github.com:o/r.git"), "https://github.com/o/r/tree/main/a");
        assert_eq!(address("https://user:secret@github.com/o/r"), "https://github.com/o/r/tree/main/a");
        assert_eq!(
            address("ssh://git@gitlab.example.com:2222/g/s/r.git"),
            "https://gitlab.example.com/g/s/r/-/tree/main/a"
        );
        assert_eq!(address("/srv/git/r.git"), "");
        assert_eq!(address("file:///srv/git/r.git"), "");
    }

    #[test]
    fn what_signs_in_is_left_out_of_a_remote() {
        for (remote, wanted) in [
            ("https://user:t0k@n@github.com/o/r.git", "https://github.com/o/r.git"),
            ("https://t0ken@github.com", "https://github.com"),
            ("https://github.com/o/r@v1.git", "https://github.com/o/r@v1.git"),
            ("ssh://git@h.x:2222/o/r", "ssh://h.x:2222/o/r"),
            ("git@github.com:o/r.git", "git@github.com:o/r.git"),
        ] {
            assert_eq!(without_user(remote), wanted);
        }
    }

    #[test]
    fn settings_are_read_as_git_writes_them() {
        let config = "[core]\n\tfsmonitor = touch /tmp/x\n[remote \"origin\"]\n\turl = git@h.x:o/r.git\n[user]\n email = \"a@b.c\" ; me\n";
        assert_eq!(setting(config, "remote", Some("origin"), "url").as_deref(), Some("git@h.x:o/r.git"));
        assert_eq!(setting(config, "user", None, "email").as_deref(), Some("a@b.c"));
        assert_eq!(setting(config, "remote", Some("upstream"), "url"), None);
    }
}
