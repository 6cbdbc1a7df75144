//! Where a template publishes to, as the scaffolder writes it: `github.com?owner=acme&repo=shop`.

use crate::domain::template::Failure;
use std::fmt;
use std::path::{Path, PathBuf};

/// A repository of a forge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RepoUrl {
    host: String,
    /// Who it belongs to: owner, group, workspace, project; several where the forge has several.
    owners: Vec<String>,
    /// Its name.
    pub(super) name: String,
}

impl RepoUrl {
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let bad = |why: &str| Failure::input(format!("Invalid repo URL passed to publisher, got {text}, {why}"));
        let url = url::Url::parse(&format!("https://{text}")).map_err(|why| bad(&why.to_string()))?;
        let part = |name: &str| {
            url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.trim_matches('/').to_owned())
        };
        let host = url.host_str().unwrap_or_default().to_owned();
        let owners: Vec<String> = ["organization", "workspace", "owner", "project"]
            .iter()
            .filter_map(|name| part(name))
            .filter(|owner| !owner.is_empty())
            .flat_map(|owner| owner.split('/').map(str::to_owned).collect::<Vec<_>>())
            .collect();
        let name = part("repo").filter(|name| !name.is_empty()).ok_or_else(|| bad("missing repo"))?;
        if owners.is_empty() {
            return Err(bad("missing owner"));
        }
        let all = || owners.iter().chain([&host, &name]);
        if !all().all(|part| is_plain(part)) {
            return Err(bad("a part of it cannot be the name of a folder"));
        }
        Ok(Self { host, owners, name })
    }

    /// Where a bare repository of it is kept.
    pub(super) fn path(&self, repositories: &Path) -> PathBuf {
        let owners = self.owners.iter().fold(repositories.join(&self.host), |path, owner| path.join(owner));
        owners.join(format!("{}.git", self.name))
    }

    /// Whether the address of a remote leads to it: at its forge, or where a bare repository of it is kept.
    pub(super) fn is_at(&self, remote: &str, repositories: &Path) -> bool {
        let Some((host, path)) = parts(remote) else {
            let path = remote.strip_prefix("file://").unwrap_or(remote);
            return Path::new(path) == self.path(repositories);
        };
        let path = path.trim_matches('/').trim_end_matches(".git");
        // what forges have in paths besides names: Bitbucket Server and Azure DevOps
        let path = path.strip_prefix("scm/").unwrap_or(path).replace("/_git/", "/");
        host.eq_ignore_ascii_case(&self.host) && path == format!("{}/{}", self.owners.join("/"), self.name)
    }
}

/// Host and path of an address as `git-fetch(1)` knows them, "GIT URLS"; none of a path of this machine.
fn parts(remote: &str) -> Option<(String, String)> {
    if let Some((scheme, _)) = remote.split_once("://") {
        let url = url::Url::parse(remote).ok().filter(|_| scheme != "file")?;
        return Some((url.host_str()?.to_owned(), url.path().to_owned()));
    }
    let (place, path) = remote.split_once(':').filter(|(place, _)| place.len() > 1 && !place.contains(['/', '\\']))?;
    let host = place.rsplit('@').next().unwrap_or(place);
    Some((host.to_owned(), path.to_owned()))
}

impl fmt::Display for RepoUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.host, self.owners.join("/"), self.name)
    }
}

/// A name that leads nowhere else and hides nothing.
fn is_plain(name: &str) -> bool {
    let fits = |character: char| character.is_alphanumeric() || "-_.~ ".contains(character);
    !name.is_empty() && !name.starts_with(['.', '-']) && name.len() <= 128 && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_known_by_its_remotes() {
        let shop = RepoUrl::parse("github.com?owner=acme&repo=shop").unwrap();
        assert_eq!(shop.to_string(), "github.com/acme/shop");
        assert_eq!(shop.path(Path::new("/d")), Path::new("/d/github.com/acme/shop.git"));
        for remote in [
            "https://github.com/acme/shop.git",
            "git@github.com:acme/shop",
            "ssh://git@github.com:22/acme/shop/",
            "/d/github.com/acme/shop.git",
        ] {
            assert!(shop.is_at(remote, Path::new("/d")), "{remote}");
        }
        for remote in [
            "https://github.com/acme/shop2",
            "https://gitlab.com/acme/shop",
            "https://github.com/x-acme/shop",
            "https://evil.example/github.com/acme/shop",
            "https://github.com@evil.example/acme/shop",
            "git@evil.example:github.com/acme/shop",
            "/elsewhere/github.com/acme/shop.git",
        ] {
            assert!(!shop.is_at(remote, Path::new("/d")), "{remote}");
        }
    }

    #[test]
    fn nothing_leads_out_of_the_folder_of_repositories() {
        for text in [
            "github.com?owner=..&repo=x",
            "github.com?owner=a&repo=../x",
            "github.com?owner=a",
            "?owner=a&repo=b",
            "github.com?owner=a&repo=.git",
        ] {
            assert!(RepoUrl::parse(text).is_err(), "{text}");
        }
    }
}
