//! A page of docs from its source, with the `mkdocs.yml` that it belongs to.

use super::file::{read, within};
use crate::cli::ending::Ending;
use crate::domain::docs::Page;
use crate::domain::docs::markdown::{self, OfSite, Snippets};
use crate::domain::docs::mkdocs::Config;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders above a page that are looked at for its `mkdocs.yml`.
const ABOVE: usize = 12;
/// The largest file that a page takes in, in bytes.
const LARGEST: u64 = 4 << 20;

/// The page of a Markdown file.
pub(super) fn page(path: &Path) -> Result<Page, Ending> {
    let text = read(path)?;
    let (folder, config) = match project_of(path) {
        Some((folder, file)) => (folder, config(&file)),
        None => (path.parent().map(Path::to_owned).unwrap_or_default(), Config::default()),
    };
    let docs_dir = if config.docs_dir.is_empty() { "docs" } else { &config.docs_dir };
    let docs = folder.join(docs_dir);
    let is_of_site = std::path::absolute(path).is_ok_and(|path| path.starts_with(&docs));
    let below = Below::of(&folder, config.snippet_paths.iter().map(String::as_str).chain(["", docs_dir]));
    let name = within(is_of_site.then_some(docs.as_path()), path);
    let site = OfSite { is_titled: is_of_site, ..config.of_site(&name) };
    Ok(markdown::read_of(&text, &name, &below, &site))
}

/// What a `mkdocs.yml` says; nothing where it cannot be read: the page is there all the same.
fn config(file: &Path) -> Config {
    let text = read(file).ok();
    text.and_then(|text| Config::read(&text).ok()).unwrap_or_default()
}

/// The `mkdocs.yml` that a file belongs to, and its folder; not looked for beyond the repository.
fn project_of(path: &Path) -> Option<(PathBuf, PathBuf)> {
    let path = std::path::absolute(path).ok()?;
    for folder in path.ancestors().skip(1).take(ABOVE) {
        let files = ["mkdocs.yml", "mkdocs.yaml"].map(|name| folder.join(name));
        if let Some(file) = files.into_iter().find(|file| file.is_file()) {
            return Some((folder.to_owned(), file));
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}

/// Files below a folder; none that a link leads out to.
struct Below {
    root: Option<PathBuf>,
    /// Folders that are looked into.
    folders: Vec<PathBuf>,
}

impl Below {
    fn of<'a>(root: &Path, folders: impl Iterator<Item = &'a str>) -> Self {
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        Self { root: fs::canonicalize(root).ok(), folders: folders.map(|folder| root.join(folder)).collect() }
    }

    fn read(&self, file: &Path) -> Option<String> {
        let root = self.root.as_ref()?;
        let file = fs::canonicalize(file).ok()?;
        let known = fs::metadata(&file).ok()?;
        let fits = file.starts_with(root) && known.is_file() && known.len() <= LARGEST;
        fits.then(|| fs::read_to_string(&file).ok()).flatten()
    }
}

impl Snippets for Below {
    fn snippet(&self, path: &str) -> Option<String> {
        self.folders.iter().find_map(|folder| self.read(&folder.join(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_of_the_project_is_taken_in() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("project");
        fs::create_dir_all(project.join("parts")).unwrap();
        fs::write(project.join("parts/a.md"), "inside").unwrap();
        fs::write(folder.path().join("secret"), "outside").unwrap();
        let below = Below::of(&project, [""].into_iter());
        assert_eq!(below.snippet("parts/a.md").as_deref(), Some("inside"));
        assert_eq!(below.snippet("../secret"), None);
        assert_eq!(below.snippet(&folder.path().join("secret").to_string_lossy()), None);
        assert_eq!(below.snippet("parts"), None);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("secret"), project.join("link")).unwrap();
            assert_eq!(below.snippet("link"), None);
        }
    }
}
