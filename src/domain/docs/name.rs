use crate::domain::text::{Clean, percent_decoded_in_spite};
use std::borrow::Cow;
use std::fmt;

/// A page of a site: its path without what the way of building adds (`index.html`, `.html`, `.md`,
/// slashes around). The home page is empty. `guide/tables` is the page of `guide/tables.md`, of
/// `guide/tables/index.html` and of `guide/tables.html`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PageName(Box<str>);

impl PageName {
    /// The page of a path within a site, given as a source, as a built file, or as an address.
    pub fn of_path(path: &str) -> Self {
        let path = path.trim_matches('/');
        let stem = [".html", ".md", ".htm", ".markdown"].iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path);
        let name = match stem.rsplit_once('/') {
            Some((folder, "index" | "README")) => folder,
            None if matches!(stem, "index" | "README") => "",
            _ => stem,
        };
        Self(name.into())
    }

    /// Its path without a slash around it; empty for the home page.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the page that a site begins with.
    pub fn is_home(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for PageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a link of a page leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Href {
    /// A page of the same site, and a place on it by its id.
    Page(PageName, Option<Box<str>>),
    /// A file of the same site that is no page: its path in the site.
    File(Box<str>),
    /// An address outside: http, https or mailto.
    Address(Clean),
    /// A path from the root of the host that serves the site: on a portal one of its own pages.
    Path(Clean),
    /// What cannot be followed, as it was written: another scheme, or a path out of the site.
    Other(Clean),
}

impl fmt::Display for Href {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Href::Page(page, None) => write!(f, "{page}"),
            Href::Page(page, Some(id)) => write!(f, "{page}#{id}"),
            Href::File(path) => f.write_str(path),
            Href::Address(text) | Href::Path(text) | Href::Other(text) => f.write_str(text.as_str()),
        }
    }
}

/// Where a reference leads that stands in a file of `folder` (a path within the site, empty for its
/// root). Nothing leads out of the site by `..`, and no name holds a control character.
pub fn resolve(folder: &str, reference: &str) -> Href {
    let reference = &*without_controls(reference.trim());
    let lower = reference.get(..8.min(reference.len())).unwrap_or_default().to_ascii_lowercase();
    if ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
        return Href::Address(Clean::line(reference));
    }
    if reference.starts_with("//") {
        return Href::Address(Clean::line(&format!("https:{reference}")));
    }
    let (path, fragment) = reference.split_once('#').map_or((reference, None), |(path, id)| (path, Some(id)));
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    if path.starts_with('/') {
        return Href::Path(Clean::line(reference));
    }
    if path.split('/').next().is_some_and(|first| first.contains(':')) {
        return Href::Other(Clean::line(reference));
    }
    let fragment = fragment.map(decoded);
    match within(folder, &decoded(path)) {
        Some(joined) if is_page(&joined, path) => Href::Page(PageName::of_path(&joined), fragment),
        Some(joined) => Href::File(joined.into()),
        None => Href::Other(Clean::line(reference)),
    }
}

/// The path with its dots taken out; none where it would leave the root.
fn within(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether a path is a page: it has the ending of one, or none at all.
fn is_page(joined: &str, path: &str) -> bool {
    let last = joined.rsplit('/').next().unwrap_or_default();
    let known = [".html", ".htm", ".md", ".markdown"].iter().any(|end| last.ends_with(end));
    known || path.is_empty() || path.ends_with('/') || path.ends_with("..") || path == "." || !last.contains('.')
}

/// Percent-decoding of RFC 3986, forgiving: what is badly encoded stays as it is.
fn decoded(text: &str) -> Box<str> {
    let decoded = String::from_utf8(percent_decoded_in_spite(text)).unwrap_or_else(|_| text.to_owned());
    without_controls(&decoded).into()
}

/// The text without control characters, for what tells a place.
pub(super) fn without_controls(text: &str) -> Cow<'_, str> {
    if text.chars().any(char::is_control) { text.chars().filter(|c| !c.is_control()).collect() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(name: &str, id: Option<&str>) -> Href {
        Href::Page(PageName::of_path(name), id.map(Into::into))
    }

    #[test]
    fn a_page_has_one_name_however_it_is_given() {
        for path in ["guide/tables.md", "guide/tables/", "guide/tables/index.html", "/guide/tables.html"] {
            assert_eq!(PageName::of_path(path).as_str(), "guide/tables");
        }
        for path in ["", "/", "index.html", "index.md", "README.md"] {
            assert!(PageName::of_path(path).is_home(), "{path}");
        }
    }

    #[test]
    fn references_lead_to_pages_files_and_outside() {
        assert_eq!(resolve("guide/tables", "../code/#x"), page("guide/code", Some("x")));
        assert_eq!(resolve("guide", "code.md#x%20y"), page("guide/code", Some("x y")));
        assert_eq!(resolve("guide/tables", "#top"), page("guide/tables", Some("top")));
        assert_eq!(resolve("guide", ".."), page("", None));
        assert_eq!(resolve("guide", "img/a.png"), Href::File("guide/img/a.png".into()));
        assert_eq!(resolve("", "HTTPS://a.example/b"), Href::Address("HTTPS://a.example/b".into()));
        assert_eq!(resolve("", "/catalog/default/component/x"), Href::Path("/catalog/default/component/x".into()));
    }

    #[test]
    fn what_leads_out_of_the_site_or_runs_something_is_not_followed() {
        assert_eq!(resolve("", "a%1b[31m\u{1b}.png"), Href::File("a[31m.png".into()));
        for reference in [
            "../../etc/passwd",
            "java\nscript:alert(1)",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
        ] {
            assert!(matches!(resolve("guide", reference), Href::Other(_)), "{reference}");
        }
    }
}
