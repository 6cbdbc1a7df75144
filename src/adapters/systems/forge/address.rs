//! Which repository an entity comes from.

use crate::domain::model::provision::repository_of;
use crate::domain::model::{Entity, EntityRef};
use crate::platform::fault::Fault;
use crate::platform::ports::{CatalogPort, Wanted};
use std::sync::Arc;

const GITHUB: &str = "github.com/project-slug";
const GITLAB: &str = "gitlab.com/project-slug";
/// The host of a GitLab that is not gitlab.com.
const GITLAB_INSTANCE: &str = "gitlab.com/instance";
const LOCATIONS: [&str; 2] = ["backstage.io/source-location", "backstage.io/managed-by-location"];
/// What stands between a repository and a branch in an address: GitLab, GitHub, Gitea.
const FOLDERS: [&str; 3] = ["/-/tree/", "/tree/", "/src/branch/"];
const FILES: [&str; 6] = ["/-/blob/", "/-/raw/", "/-/edit/", "/blob/", "/raw/", "/edit/"];

/// The address of the remote of the checkout that an entity's folder is in, where it is in one. May read files.
pub type Remotes = Arc<dyn Fn(&EntityRef) -> Option<String> + Send + Sync>;

/// A place in a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Site {
    /// The repository: `github.com/org/name`.
    pub(super) repository: String,
    /// The branch; empty where none is named.
    pub(super) branch: String,
    /// The folder in it; empty for all of it.
    pub(super) folder: String,
}

/// Finds the repositories of entities.
#[derive(Clone)]
pub(super) struct Sites {
    pub(super) catalog: Arc<dyn CatalogPort>,
    pub(super) remotes: Option<Remotes>,
}

impl Sites {
    /// Where an entity comes from, as far as its annotations or its checkout tell.
    pub(super) async fn of(&self, reference: &EntityRef) -> Result<Option<Site>, Fault> {
        let wanted = Wanted { refs: vec![reference.clone()], ..Wanted::default() };
        let told = self.catalog.entities(wanted).await?;
        let entity = told.answer.iter().find(|entity| entity.reference() == reference);
        if let Some(site) = entity.and_then(site) {
            return Ok(Some(site));
        }
        let Some(remotes) = self.remotes.clone() else { return Ok(None) };
        let reference = reference.clone();
        let found = tokio::task::spawn_blocking(move || remotes(&reference)).await.ok().flatten();
        let repository = found.map(|remote| repository_of(&remote));
        Ok(repository.map(|repository| Site { repository, ..Site::default() }))
    }
}

/// Where an entity comes from, by its annotations. What names a place in a repository tells more than its name.
fn site(entity: &Entity) -> Option<Site> {
    let located = LOCATIONS.iter().filter_map(|name| site_at(entity.annotation(name)?)).next();
    let slug = |name| entity.annotation(name).map(|slug| slug.trim_matches('/').to_lowercase());
    let gitlab = || entity.annotation(GITLAB_INSTANCE).unwrap_or("gitlab.com").to_lowercase();
    let named = slug(GITHUB).map(|slug| format!("github.com/{slug}"));
    let named = named.or_else(|| slug(GITLAB).map(|slug| format!("{}/{slug}", gitlab())));
    match (located, named) {
        // a name without its host may be of an enterprise's own forge, which the location tells
        (Some(located), Some(named)) if tail(&located.repository) != tail(&named) => {
            Some(Site { repository: named, ..Site::default() })
        }
        (Some(located), _) => Some(located),
        (None, named) => named.map(|repository| Site { repository, ..Site::default() }),
    }
}

/// A repository without its host.
fn tail(repository: &str) -> &str {
    repository.split_once('/').map_or("", |(_, path)| path)
}

/// The place that a location shows: `url:https://HOST/ORG/NAME/tree/main/FOLDER/`.
fn site_at(location: &str) -> Option<Site> {
    let address = location.strip_prefix("url:")?;
    let split = |marks: &[&str]| {
        marks.iter().find_map(|mark| address.split_once(mark).map(|(repository, rest)| (repository.to_owned(), rest)))
    };
    let plain = |repository: &str| Some(repository_of(repository)).filter(|name| name.matches('/').count() >= 2);
    let (repository, rest, is_file) = match (split(&FOLDERS), split(&FILES)) {
        (Some((repository, rest)), _) => (repository, rest, false),
        (None, Some((repository, rest))) => (repository, rest, true),
        (None, None) => return Some(Site { repository: plain(address)?, ..Site::default() }),
    };
    let (branch, within) = rest.split_once('/').unwrap_or((rest, ""));
    let folder = if is_file { within.rsplit_once('/').map_or("", |(folder, _)| folder) } else { within };
    let branch = branch.split(['?', '#']).next().unwrap_or_default();
    Some(Site {
        repository: plain(&repository)?,
        branch: branch.to_owned(),
        folder: folder.trim_matches('/').to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_branch_and_folder_are_told_by_the_addresses_of_each_forge() {
        let at = |location: &str| {
            site_at(location).map(|site| format!("{} {} {}", site.repository, site.branch, site.folder))
        };
        let said = |text: &str| Some(text.to_owned());
        assert_eq!(
            at("url:https://github.com/Acme/Shop/tree/main/services/cart/"),
            said("github.com/acme/shop main services/cart")
        );
        assert_eq!(
            at("url:https://github.com/acme/shop/blob/main/catalog-info.yaml"),
            said("github.com/acme/shop main ")
        );
        assert_eq!(
            at("url:https://git.example/g/sub/shop/-/blob/main/a/catalog-info.yaml"),
            said("git.example/g/sub/shop main a")
        );
        assert_eq!(
            at("url:http://git.example:3000/acme/shop/src/branch/main/a"),
            said("git.example:3000/acme/shop main a")
        );
        assert_eq!(at("url:https://github.com/acme/shop"), said("github.com/acme/shop  "));
        assert_eq!(at("url:https://portal.example/catalog"), None);
        assert_eq!(at("file:/srv/catalog-info.yaml"), None);
    }
}
