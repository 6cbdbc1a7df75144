//! What git says of a folder, read from its files: no git process, so no hook, filter or monitor of
//! somebody else's repository ever runs. `include` and `includeIf` are not followed.

use super::root::Root;
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
        let repository = root.ancestors().find_map(|top| Some((top, git_folder(top)?)));
        let (mut address, mut email) = (None, None);
        if let Some((top, git)) = repository {
            let config = text(&git.common, "config").unwrap_or_default();
            email = setting(&config, "user", None, "email");
            let within = root.strip_prefix(top).ok().and_then(Path::to_str).unwrap_or_default();
            let branch = text(&git.own, "HEAD").and_then(|head| branch(&head)).unwrap_or_else(|| "HEAD".into());
            let remote = setting(&config, "remote", Some("origin"), "url");
            address = remote.and_then(|remote| address_of(&remote, &branch, within));
        }
        Self { address, email: email.or_else(email_of_user) }
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
    // a worktree: only when the repository that it names knows it, too
    let named = text(top, ".git")?.trim().strip_prefix("gitdir:")?.trim().to_owned();
    let own = top.join(named).canonicalize().ok()?;
    let back = PathBuf::from(text(&own, "gitdir")?.trim());
    if back.canonicalize().ok()? != git.canonicalize().ok()? {
        return None;
    }
    let common = text(&own, "commondir").map_or_else(|| own.clone(), |common| own.join(common.trim()));
    Some(GitFolder { own, common })
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

fn branch(head: &str) -> Option<String> {
    head.trim().strip_prefix("ref: refs/heads/").map(str::to_owned)
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

/// Where a forge shows a folder of a repository. A user or password in the remote is left out.
fn address_of(remote: &str, branch: &str, within: &str) -> Option<String> {
    let (host, path) = match remote.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.split_once('/')?;
            let host = authority.rsplit('@').next()?;
            let is_web = matches!(scheme, "http" | "https");
            let host = if is_web { host } else { host.split(':').next()? };
            (matches!(scheme, "http" | "https" | "ssh" | "git")).then_some((host, path))?
        }
        None => {
            let (authority, path) = remote.split_once(':')?;
            (authority.rsplit('@').next()?, path)
        }
    };
    let path = path.trim_matches('/').trim_end_matches(".git");
    // a Windows drive or a local path is no host
    if !host.contains('.') || path.is_empty() {
        return None;
    }
    let tree = match host {
        host if host.contains("gitlab") => "-/tree",
        host if host.contains("bitbucket") => "src",
        host if host.contains("gitea") || host.contains("forgejo") || host.contains("codeberg") => "src/branch",
        _ => "tree",
    };
    let within = if within.is_empty() { String::new() } else { format!("/{within}") };
    Some(format!("https://{host}/{path}/{tree}/{branch}{within}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remote_becomes_an_address_without_its_password() {
        let address = |remote| address_of(remote, "main", "a").unwrap_or_default();
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
    fn settings_are_read_as_git_writes_them() {
        let config = "[core]\n\tfsmonitor = touch /tmp/x\n[remote \"origin\"]\n\turl = git@h.x:o/r.git\n[user]\n email = \"a@b.c\" ; me\n";
        assert_eq!(setting(config, "remote", Some("origin"), "url").as_deref(), Some("git@h.x:o/r.git"));
        assert_eq!(setting(config, "user", None, "email").as_deref(), Some("a@b.c"));
        assert_eq!(setting(config, "remote", Some("upstream"), "url"), None);
    }
}
