//! What a site tells about itself on each of its pages.

use super::built::page;
use stagedoor::domain::docs::{Href, NavItem, PageName, html};

fn shown(item: &NavItem) -> String {
    let to = match &item.to {
        None => String::new(),
        Some(Href::Page(page, _)) => format!(" /{page}"),
        Some(Href::Address(address)) => format!(" {address}"),
        Some(other) => format!(" {other:?}"),
    };
    format!("{}{}{to}", "  ".repeat(usize::from(item.depth)), item.title)
}

#[test]
fn the_nav_is_as_its_author_ordered_it_from_whichever_page_it_is_taken() {
    let of = |path: &str| -> Vec<String> { html::nav(&page(path).html, path).iter().map(shown).collect() };
    let nav = of("guide/tables/index.html");
    let begin = ["Home /", "Runbook /runbook", "Guide", "  Guide /guide", "  Text", "    Headings /guide/headings"];
    assert_eq!(nav[..6], begin);
    assert_eq!(nav[6], "    Words & signs /guide/text");
    assert_eq!(nav.last().unwrap(), "Elsewhere https://elsewhere.example/handbook/");
    assert_eq!(nav.len(), 26);
    for path in ["index.html", "runbook/index.html", "guide/hostile/index.html"] {
        assert_eq!(of(path), nav, "{path}");
    }
    assert!(of("report.html").is_empty());
}

#[test]
fn a_page_that_only_sends_on_tells_where() {
    let moved = |path: &str| page(path).page().moved;
    assert_eq!(moved("old/index.html"), Some(Href::Page(PageName::of_path("runbook"), None)));
    assert_eq!(moved("moved/away/index.html"), Some(Href::Address("https://elsewhere.example/docs/".into())));
    assert_eq!(moved("runbook/index.html"), None);
}

#[test]
fn a_page_tells_its_title_and_where_its_source_is() {
    let runbook = page("runbook/index.html").page();
    assert_eq!(runbook.title.as_str(), "Runbook");
    assert_eq!(runbook.edit.unwrap().as_str(), "https://git.example/acme/harbor/edit/main/docs/runbook.md");
    let report = page("report.html").page();
    assert_eq!((report.title.as_str(), report.edit), ("Report", None));
}
