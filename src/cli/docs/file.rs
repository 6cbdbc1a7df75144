//! A page of docs in a file: built, or its source.

use super::{Found, page_and_id, source};
use crate::cli::ending::Ending;
use crate::domain::docs::{Href, Page, PageName, Site, html};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest file that is read, in bytes; real pages have up to two million.
const LARGEST: u64 = 64 << 20;
/// Folders above a page that are looked at for the root of its site.
const ABOVE: usize = 12;
/// Pages that only send on which are followed.
const MOVES: usize = 4;
/// What lies at the root of a built site.
const AT_ROOT: [&str; 3] = ["techdocs_metadata.json", "search/search_index.json", "sitemap.xml"];

/// The page of a file; `place` is where on it to begin, as `#id`.
pub(super) fn found(path: &Path, place: Option<&str>) -> Result<Found, Ending> {
    let (page_name, id) = place.map(page_and_id).unwrap_or_default();
    if !page_name.is_home() {
        return Err(Ending::usage("a file is one page already; after it only a place on it can be named, as #id"));
    }
    let ending = path.extension().map(|end| end.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let is_built = matches!(ending.as_str(), "html" | "htm" | "xhtml");
    let (page, moved_to) = if is_built { built(path)? } else { (source::page(path)?, None) };
    let source = Clean::line(&path.display().to_string());
    let site = Site { source, ..Site::default() };
    Ok(Found { page: Arc::new(page), site: Some(Arc::new(site)), of: None, web: Vec::new(), id: id.or(moved_to) })
}

/// A page that was built. One that only sends on is followed within its site; where on the last page that leads.
fn built(path: &Path) -> Result<(Page, Option<String>), Ending> {
    let root = root_of(path);
    let mut page = html::read(&read(path)?, &within(root.as_deref(), path));
    let mut id = None;
    for _ in 0..MOVES {
        let Some(Href::Page(to, at)) = &page.moved else { break };
        let Some(file) = root.as_deref().and_then(|root| file_of(root, to)) else { break };
        id = at.as_deref().filter(|at| !at.is_empty()).map(str::to_owned).or(id);
        page = html::read(&read(&file)?, &within(root.as_deref(), &file));
    }
    Ok((page, id))
}

/// The root of the built site that a file lies in.
fn root_of(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let is_root = |folder: &&Path| AT_ROOT.iter().any(|name| folder.join(name).is_file());
    path.ancestors().skip(1).take(ABOVE).find(is_root).map(Path::to_owned)
}

/// The file of a page.
fn file_of(root: &Path, page: &PageName) -> Option<PathBuf> {
    let folder = root.join(page.as_str());
    let files = [folder.join("index.html"), root.join(format!("{page}.html"))];
    files.into_iter().find(|file| file.is_file())
}

/// A file's path within its site, with `/`; its name alone where the site is not known.
pub(super) fn within(root: Option<&Path>, path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let below = root.and_then(|root| absolute.strip_prefix(root).ok());
    let below = below.unwrap_or_else(|| Path::new(path.file_name().unwrap_or_default()));
    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// A file as text.
pub(super) fn read(path: &Path) -> Result<String, Ending> {
    let fault = |kind, happened: &str| {
        Fault::new(kind, &format!("read {}", path.display()), happened, "name a file that you can read")
    };
    let failed = |error: std::io::Error| {
        let is_missing = error.kind() == std::io::ErrorKind::NotFound;
        fault(if is_missing { FaultKind::NotFound } else { FaultKind::Local }, &error.to_string())
    };
    let file = fs::File::open(path).map_err(failed)?;
    let size = file.metadata().map(|known| known.len()).unwrap_or_default();
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(LARGEST)).unwrap_or_default() + 1);
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(fault(FaultKind::Invalid, "it is larger than 64 MiB").into());
    }
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_built_page_knows_where_in_its_site_it_lies() {
        let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docs/site");
        let page = site.join("guide/tables/index.html");
        let root = root_of(&page).unwrap();
        assert_eq!((root.as_path(), within(Some(&root), &page).as_str()), (site.as_path(), "guide/tables/index.html"));
        assert_eq!(file_of(&root, &PageName::of_path("guide/tables")), Some(page));
        assert_eq!(within(None, Path::new("x/y.html")), "y.html");
    }
}
