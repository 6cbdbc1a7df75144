/// Where a repository is shown in a browser, as far as the address of its remote tells.
///
/// The forms are those of the forges' own pages; a forge at an unknown host is taken for one that
/// writes addresses as GitHub does, which most do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forge {
    base: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    GitHub,
    GitLab,
    Bitbucket,
    Gitea,
}

impl Forge {
    /// The forge of a remote: `https://HOST/PATH`, `ssh://USER@HOST:PORT/PATH` or `USER@HOST:PATH`.
    /// A user or password in it is left out. `None` for a folder of this machine.
    pub fn of_remote(remote: &str) -> Option<Self> {
        let (host, path) = match remote.split_once("://") {
            Some((scheme, rest)) => {
                let (authority, path) = rest.split_once('/')?;
                let host = authority.rsplit('@').next()?;
                let is_web = matches!(scheme, "http" | "https");
                let host = if is_web { host } else { host.split(':').next()? };
                (is_web || matches!(scheme, "ssh" | "git")).then_some((host, path))?
            }
            None => {
                let (authority, path) = remote.split_once(':')?;
                (authority.rsplit('@').next()?, path)
            }
        };
        let path = path.trim_matches('/').trim_end_matches(".git");
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        // a Windows drive or a local path is no host
        if !host.contains('.') || !host.chars().all(fits) || path.is_empty() {
            return None;
        }
        let kind = match host {
            host if host.contains("gitlab") => Kind::GitLab,
            host if host.contains("bitbucket") => Kind::Bitbucket,
            host if ["gitea", "forgejo", "codeberg"].iter().any(|it| host.contains(it)) => Kind::Gitea,
            _ => Kind::GitHub,
        };
        Some(Self { base: format!("https://{host}/{path}"), kind })
    }

    /// A folder at a branch.
    pub fn folder(&self, branch: &str, within: &str) -> String {
        let tree = match self.kind {
            Kind::GitHub => "tree",
            Kind::GitLab => "-/tree",
            Kind::Bitbucket => "src",
            Kind::Gitea => "src/branch",
        };
        let within = if within.is_empty() { String::new() } else { format!("/{within}") };
        format!("{}/{tree}/{branch}{within}", self.base)
    }

    /// A commit.
    pub fn commit(&self, id: &str) -> String {
        let commit = match self.kind {
            Kind::GitLab => "-/commit",
            Kind::Bitbucket => "commits",
            Kind::GitHub | Kind::Gitea => "commit",
        };
        format!("{}/{commit}/{id}", self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_shown_where_the_forge_of_the_remote_shows_it() {
        let commit = |remote| Forge::of_remote(remote).map(|forge| forge.commit("abc")).unwrap_or_default();
        assert_eq!(commit("git@github.com:o/r.git"), "https://github.com/o/r/commit/abc");
        assert_eq!(commit("https://user:secret@github.com/o/r"), "https://github.com/o/r/commit/abc");
        assert_eq!(
            commit("ssh://git@gitlab.example.com:2222/g/s/r.git"),
            "https://gitlab.example.com/g/s/r/-/commit/abc"
        );
        assert_eq!(commit("https://codeberg.org/o/r.git"), "https://codeberg.org/o/r/commit/abc");
        assert_eq!(commit("https://bitbucket.org/o/r.git"), "https://bitbucket.org/o/r/commits/abc");
        assert_eq!(commit("/srv/git/r.git"), "");
        assert_eq!(commit("file:///srv/git/r.git"), "");
        assert_eq!(commit("ext::sh -c x.y/z"), "");
        assert_eq!(commit("C:\\repos\\r"), "");
    }
}
