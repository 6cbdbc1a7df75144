//! Which entity a folder of the user's belongs to: its git remote and path against the source
//! locations of the catalog, in the forms that the forges' addresses have.

use crate::adapters::systems::backstage::{Backstage, Match, Query};
use crate::domain::model::{Entity, EntityRef};
use crate::platform::fault::Fault;
use crate::platform::query::Folder;
use std::collections::HashMap;

const SOURCE: &str = "backstage.io/source-location";
const MANAGED_BY: &str = "backstage.io/managed-by-location";
const DESCRIPTORS: [&str; 2] = ["catalog-info.yaml", "catalog-info.yml"];
/// Bytes of the filters in one address; a server takes some 16 kB of head in all.
const FILTERS: usize = 6_000;
/// Folders above that are looked at.
const DEEPEST: usize = 8;
const BRANCHES: usize = 4;

/// A forge's way to write where something in a repository is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    GitHub,
    GitLab,
    Gitea,
    BitbucketCloud,
    BitbucketServer,
}

/// A remote, as far as it makes addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Repository {
    scheme: &'static str,
    host: String,
    path: String,
}

/// The entity with the longest path that the folder lies in.
pub(super) async fn entity_at(backstage: &Backstage, folder: &Folder) -> Result<Option<EntityRef>, Fault> {
    let Some(repository) = repository(&folder.remote) else { return Ok(None) };
    let places = places(&repository, folder);
    let mut best: Option<(Rank, EntityRef)> = None;
    for conditions in requests(&places) {
        let fields = Some("kind,metadata.namespace,metadata.name,metadata.annotations".to_owned());
        let query = Query { any_of: conditions, fields, ..Query::default() };
        let found = backstage.entities(&query).await?;
        let ranked =
            found.iter().filter_map(|entity| Some((rank(entity, &places, folder)?, entity.reference().clone())));
        best = best.into_iter().chain(ranked).max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
    }
    Ok(best.map(|(_, reference)| reference))
}

/// `git@host:group/repo.git`, `ssh://git@host:22/group/repo.git`, `https://host/group/repo.git`.
fn repository(remote: &str) -> Option<Repository> {
    let (host, path) = match remote.split_once("://") {
        Some(("http" | "https" | "ssh" | "git" | "git+ssh", rest)) => rest.split_once('/')?,
        Some(_) => return None,
        None => remote.split_once(':')?,
    };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    // the port of SSH says nothing about the port of the forge's pages
    let keeps_port = remote.starts_with("http");
    let host = if keeps_port { host } else { host.split(':').next().unwrap_or(host) };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let whole = !host.is_empty() && path.contains('/');
    let scheme = if remote.starts_with("http://") { "http" } else { "https" };
    whole.then(|| Repository { scheme, host: host.to_lowercase(), path: path.to_owned() })
}

fn shapes(repository: &Repository) -> &'static [Shape] {
    use Shape::{BitbucketCloud, BitbucketServer, GitHub, GitLab, Gitea};
    let host = &repository.host;
    let has = |word: &str| host.contains(word);
    if has("github") {
        &[GitHub]
    } else if has("gitlab") {
        &[GitLab]
    } else if host == "bitbucket.org" {
        &[BitbucketCloud]
    } else if has("bitbucket") || has("stash") || repository.path.starts_with("scm/") {
        &[BitbucketServer]
    } else if has("gitea") || has("forgejo") || has("codeberg") {
        &[Gitea]
    } else {
        &[GitHub, GitLab, Gitea]
    }
}

/// Each address that may stand in an annotation, with the depth of the folder that it means.
type Places = HashMap<String, usize>;

fn places(repository: &Repository, folder: &Folder) -> Places {
    let mut places = Places::new();
    for (depth, path) in ancestors(&folder.within) {
        for branch in folder.branches.iter().take(BRANCHES) {
            for shape in shapes(repository) {
                let addresses = addresses(*shape, repository, branch, &path);
                places.extend(addresses.into_iter().map(|address| (format!("url:{address}").to_lowercase(), depth)));
            }
        }
    }
    places
}

/// The folder and those above it, the nearest and the root of the repository among them.
fn ancestors(within: &str) -> Vec<(usize, String)> {
    let parts: Vec<&str> = within.split('/').filter(|part| !part.is_empty()).collect();
    let nearest = (1..=parts.len()).rev().take(DEEPEST);
    let mut found: Vec<_> =
        nearest.map(|depth| (depth, format!("{}/", parts.get(..depth).unwrap_or_default().join("/")))).collect();
    found.push((0, String::new()));
    found
}

/// The addresses of a folder and of the descriptors in it; `path` is empty or ends with `/`.
fn addresses(shape: Shape, repository: &Repository, branch: &str, path: &str) -> Vec<String> {
    let Repository { scheme, host, path: repo } = repository;
    let home = format!("{scheme}://{host}/{repo}");
    let (folders, files): (Vec<String>, String) = match shape {
        Shape::GitHub => (vec![format!("{home}/tree/{branch}/{path}")], format!("{home}/blob/{branch}/{path}")),
        Shape::GitLab => {
            let files = format!("{home}/-/blob/{branch}/{path}");
            (vec![format!("{home}/-/tree/{branch}/{path}"), files.clone()], files)
        }
        Shape::Gitea => {
            let files = format!("{home}/src/branch/{branch}/{path}");
            (vec![files.clone()], files)
        }
        Shape::BitbucketCloud => {
            let files = format!("{home}/src/{branch}/{path}");
            (vec![files.clone()], files)
        }
        Shape::BitbucketServer => return bitbucket_server(repository, branch, path),
    };
    let mut all = Vec::new();
    for folder in folders {
        // written by hand the last slash is often left out
        all.extend(folder.strip_suffix('/').map(str::to_owned));
        all.push(folder);
    }
    all.extend(DESCRIPTORS.iter().map(|file| format!("{files}{file}")));
    if path.is_empty() {
        all.extend([home.clone(), format!("{home}/")]);
    }
    all
}

/// `/scm/KEY/repo` is cloned, `/projects/KEY/repos/repo/browse/PATH?at=BRANCH` is looked at.
fn bitbucket_server(repository: &Repository, branch: &str, path: &str) -> Vec<String> {
    let Repository { scheme, host, path: repo } = repository;
    let Some((key, name)) = repo.strip_prefix("scm/").unwrap_or(repo).split_once('/') else { return Vec::new() };
    let browse = format!("{scheme}://{host}/projects/{key}/repos/{name}/browse/{path}");
    let mut all = vec![browse.clone(), browse.trim_end_matches('/').to_owned()];
    for file in DESCRIPTORS {
        all.push(format!("{browse}{file}"));
        all.push(format!("{browse}{file}?at={branch}"));
        all.push(format!("{browse}{file}?at=refs/heads/{branch}"));
    }
    all
}

/// The filters of as few requests as their size allows: nearly always one.
fn requests(places: &Places) -> Vec<Vec<Vec<Match>>> {
    let mut addresses: Vec<_> = places.iter().filter(|(address, _)| !address.contains(',')).collect();
    addresses.sort_by_key(|(address, depth)| (std::cmp::Reverse(**depth), *address));
    let mut requests: Vec<Vec<Vec<Match>>> = Vec::new();
    let mut size = usize::MAX;
    for (address, _) in addresses {
        let field = if is_file(address) { MANAGED_BY } else { SOURCE };
        let condition = (format!("metadata.annotations.{field}"), Some(address.clone()));
        size = size.saturating_add(address.len() + field.len() + 40);
        if size > FILTERS {
            requests.push(vec![Vec::new(), Vec::new()]);
            size = 0;
        }
        let set = requests.last_mut().and_then(|request| request.get_mut(usize::from(field == MANAGED_BY)));
        if let Some(set) = set {
            set.push(condition);
        }
    }
    requests
}

fn is_file(address: &str) -> bool {
    let path = address.split('?').next().unwrap_or(address);
    DESCRIPTORS.iter().any(|file| path.ends_with(file))
}

/// How well an entity fits: the deepest folder first, then what people mean by a folder.
type Rank = (usize, u8, bool);

fn rank(entity: &Entity, places: &Places, folder: &Folder) -> Option<Rank> {
    let at = |name| entity.annotation(name).and_then(|location| places.get(&location.to_lowercase())).copied();
    let depth = at(SOURCE).into_iter().chain(at(MANAGED_BY)).max()?;
    let kind = match entity.reference().kind() {
        "component" => 3,
        "system" | "template" => 2,
        // a location stands for its file, and nobody means it
        "location" => 0,
        _ => 1,
    };
    let named =
        folder.path.file_name().is_some_and(|name| name.to_string_lossy().to_lowercase() == entity.reference().name());
    Some((depth, kind, named))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places_of(remote: &str, within: &str) -> Places {
        let folder = Folder { within: within.into(), branches: vec!["main".into()], ..Folder::default() };
        places(&repository(remote).unwrap(), &folder)
    }

    #[test]
    fn every_form_of_a_remote_names_the_same_repository() {
        let one = Some(Repository { scheme: "https", host: "github.com".into(), path: "acme/shop".into() });
        for remote in [
            "git@github.com:acme/shop.git",
            "ssh://git@github.com/acme/shop.git",
            "ssh://git@github.com:22/acme/shop",
            "https://github.com/acme/shop.git",
            "https://user@GitHub.com/acme/shop/",
        ] {
            assert_eq!(repository(remote), one, "{remote}");
        }
        for nothing in ["", "/srv/git/shop.git", "file:///srv/git/shop", "https://github.com"] {
            assert_eq!(repository(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn the_forges_addresses_are_known_for_the_folder_and_all_above_it() {
        let github = places_of("git@github.com:acme/shop.git", "services/pay");
        assert_eq!(github.get("url:https://github.com/acme/shop/tree/main/services/pay/"), Some(&2));
        assert_eq!(github.get("url:https://github.com/acme/shop/blob/main/services/catalog-info.yaml"), Some(&1));
        assert_eq!(github.get("url:https://github.com/acme/shop"), Some(&0));
        let gitlab = places_of("https://gitlab.acme.io/a/b/shop.git", "x");
        assert!(gitlab.contains_key("url:https://gitlab.acme.io/a/b/shop/-/blob/main/x/catalog-info.yaml"));
        assert!(gitlab.contains_key("url:https://gitlab.acme.io/a/b/shop/-/tree/main/x"));
        let gitea = places_of("https://codeberg.org/acme/shop.git", "");
        assert!(gitea.contains_key("url:https://codeberg.org/acme/shop/src/branch/main/catalog-info.yaml"));
        let cloud = places_of("git@bitbucket.org:acme/shop.git", "x");
        assert!(cloud.contains_key("url:https://bitbucket.org/acme/shop/src/main/x/"));
        let server = places_of("ssh://git@bitbucket.acme.io:7999/pay/shop.git", "x");
        assert!(
            server.contains_key("url:https://bitbucket.acme.io/projects/pay/repos/shop/browse/x/catalog-info.yaml")
        );
    }

    #[test]
    fn one_request_is_enough_for_a_usual_folder_and_none_is_too_long() {
        assert_eq!(requests(&places_of("git@github.com:acme/shop.git", "services/pay")).len(), 1);
        let deep = requests(&places_of("git@git.acme.io:acme/shop.git", "a/b/c/d/e/f/g/h/i/j/k"));
        assert!(deep.len() <= 4, "{}", deep.len());
    }
}
