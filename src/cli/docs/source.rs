//! A page of docs from its source, with the `mkdocs.yml` that it belongs to.

use super::file::{read, within};
use crate::cli::ending::Ending;
use crate::domain::docs::Page;
use crate::domain::docs::markdown::{self, Snippets};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders above a page that are looked at for its `mkdocs.yml`.
const ABOVE: usize = 12;
/// The largest file that a page takes in, in bytes.
const LARGEST: u64 = 4 << 20;

/// The page of a Markdown file.
pub(super) fn page(path: &Path) -> Result<Page, Ending> {
    let text = read(path)?;
    let project = project_of(path);
    let docs = project.as_ref().map(|project| project.join("docs"));
    let docs = docs.filter(|docs| std::path::absolute(path).is_ok_and(|path| path.starts_with(docs)));
    let root = project.or_else(|| path.parent().map(Path::to_owned)).unwrap_or_default();
    Ok(markdown::read(&text, &within(docs.as_deref(), path), &Below::of(&root)))
}

/// The folder of the `mkdocs.yml` that a file belongs to; not looked for beyond the repository.
fn project_of(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    for folder in path.ancestors().skip(1).take(ABOVE) {
        if ["mkdocs.yml", "mkdocs.yaml"].iter().any(|name| folder.join(name).is_file()) {
            return Some(folder.to_owned());
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
}

impl Below {
    fn of(root: &Path) -> Self {
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        Self { root: fs::canonicalize(root).ok() }
    }
}

impl Snippets for Below {
    fn snippet(&self, path: &str) -> Option<String> {
        let root = self.root.as_ref()?;
        let file = fs::canonicalize(root.join(path)).ok()?;
        let known = fs::metadata(&file).ok()?;
        let fits = file.starts_with(root) && known.is_file() && known.len() <= LARGEST;
        fits.then(|| fs::read_to_string(&file).ok()).flatten()
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
        let below = Below::of(&project);
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
