//! Where in a source a link stands.

use crate::domain::docs::{Href, PageName, resolve};

/// What stands before the target of a link or an image, in Markdown and in HTML.
const BEFORE: [&str; 6] = ["](", "]: ", "href=\"", "src=\"", "href='", "src='"];

/// The line, from 1, of the first link that leads there; `folder` is that of the source in its site. What
/// stands in HTML of the author's own is taken as from the built page, which has a folder to itself.
pub(super) fn line_of(source: &str, folder: &str, page: &PageName, href: &Href) -> Option<usize> {
    let leads = |line: &str| {
        targets(line).any(|target| resolve(folder, target) == *href || resolve(page.as_str(), target) == *href)
    };
    source.lines().position(leads).map(|at| at + 1)
}

fn targets(line: &str) -> impl Iterator<Item = &str> {
    BEFORE
        .iter()
        .flat_map(move |before| line.match_indices(before).filter_map(|(at, _)| line.get(at + before.len()..)))
        .map(|rest| {
            let rest = rest.trim_start_matches('<');
            let end = rest.find([')', '>', '"', '\'', ' ', '\t']).unwrap_or(rest.len());
            rest.get(..end).unwrap_or_default()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_however_it_is_written() {
        let source =
            "[here](#t)\nsee [a](other.md#x \"t\") and ![b](<img/b c.png>)\n\n[r]: ../up.md\n<a href='/catalog'>\n";
        let at = |target| line_of(source, "guide", &PageName::of_path("guide/t.md"), &resolve("guide", target));
        let here = Href::Page(PageName::of_path("guide/t.md"), Some("t".into()));
        assert_eq!(line_of(source, "guide", &PageName::of_path("guide/t.md"), &here), Some(1));
        assert_eq!(
            (at("other.md#x"), at("../up.md"), at("/catalog"), at("none.md")),
            (Some(2), Some(4), Some(5), None)
        );
    }
}
