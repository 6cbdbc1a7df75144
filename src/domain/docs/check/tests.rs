use super::*;
use crate::domain::docs::{Block, Heading, NavItem, Prose, Set, Writer, resolve};

fn page(name: &str, headings: &[&str], links: &[&str]) -> Arc<Page> {
    let mut writer = Writer::new(PageName::of_path(name));
    for heading in headings {
        let mut prose = Prose::default();
        writer.text(&mut prose, heading, &Set::default());
        let text = writer.end(prose);
        let id = heading.to_lowercase().replace(' ', "-").into();
        writer.page().blocks.push(Block::Heading(Heading { level: 1, id, text }));
    }
    for link in links {
        let to = match link.strip_prefix('#') {
            Some(id) => Href::Page(PageName::of_path(name), Some(id.into())),
            None => resolve("", link),
        };
        writer.link(to, "");
    }
    Arc::new(writer.finish())
}

fn found(pages: &[Arc<Page>], nav: &[&str], is_whole: bool) -> Vec<String> {
    let item = |name: &&str| NavItem {
        title: Clean::line(name),
        to: Some(Href::Page(PageName::of_path(name), None)),
        depth: 0,
    };
    let site = Site { nav: nav.iter().map(item).collect(), ..Site::default() };
    let review = Review {
        site: &site,
        pages,
        is_whole,
        has_file: &|path| path == "img/there.png",
        line_of: &|_, _| Some(7),
        sections: &Section::ALL,
    };
    check(&review).iter().map(|it| format!("{:?} {}", it.page.as_ref().map(ToString::to_string), it.problem)).collect()
}

fn all_sections() -> Vec<&'static str> {
    vec!["Quick-Start", "The API", "Runbooks", "How it works", "About"]
}

#[test]
fn sections_are_found_by_what_authors_call_them_and_the_others_are_missing() {
    assert_eq!(found(&[page("a", &all_sections(), &[])], &[], false), [] as [&str; 0]);
    let missing = found(&[page("a", &["Overviews", "Rapid"], &[])], &["On-Call"], false);
    let missing: Vec<_> = missing.into_iter().filter(|problem| problem.contains("no section")).collect();
    assert_eq!(missing.len(), 4, "{missing:?}");
    assert!(missing[1].contains("no section on getting started: add a page or a heading `Getting started`"));
}

#[test]
fn links_to_pages_ids_and_files_that_are_not_there_are_told_once_each() {
    let links = [
        "b.md",
        "b.md#there",
        "b.md#gone",
        "b.md#gone",
        "c.md",
        "img/there.png",
        "img/gone.png",
        "https://x/gone",
        "#__tabbed_1_1",
    ];
    let pages = [page("a.md", &all_sections(), &links), page("b.md", &["There"], &["a.md"])];
    let found = found(&pages, &["a", "b"], true);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(
        found[0].contains("`#gone` on `b`")
            && found[1].contains("page `c`")
            && found[2].contains("file `img/gone.png`")
    );
}

#[test]
fn a_page_that_nobody_leads_to_is_told_where_all_pages_are_known() {
    let pages =
        [page("index.md", &all_sections(), &["b.md"]), page("b.md", &[], &[]), page("lost.md", &[], &["lost.md"])];
    assert_eq!(found(&pages, &["index"], true).len(), 1);
    assert!(found(&pages, &["index"], true)[0].starts_with("Some(\"lost\") the page stands in no nav"));
    assert_eq!(found(&pages, &["index"], false), [] as [&str; 0]);
}

#[test]
fn lines_of_the_nav_that_lead_to_no_file_or_take_in_nothing_are_told() {
    let lines = ["missing.pdf", "img/there.png", "https://x/gone", "!include ./none.yml", "*include ./*/mkdocs.yml"];
    let to = |line: &str| if line.contains("include ") { Href::Other(Clean::line(line)) } else { resolve("", line) };
    let nav = lines.iter().map(|line| NavItem { title: "x".into(), to: Some(to(line)), depth: 0 }).collect();
    let site = Site { nav, ..Site::default() };
    let has_file = &|path: &str| path == "img/there.png";
    let review = Review { site: &site, pages: &[], is_whole: false, has_file, line_of: &|_, _| None, sections: &[] };
    let found: Vec<String> = check(&review).iter().map(|finding| finding.problem.to_string()).collect();
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].contains("the nav leads to the file `missing.pdf`"), "{found:?}");
    assert!(found[1].contains("takes in `./none.yml`, which cannot be read"), "{found:?}");
    assert!(found[2].contains("`*include ./*/mkdocs.yml`"), "{found:?}");
}

#[test]
fn a_finding_tells_which_link_of_the_page_is_wrong() {
    let pages = [page("a.md", &["There"], &["b.md", "gone.md#x"]), page("b.md", &[], &[])];
    let site = Site::default();
    let review = Review {
        site: &site,
        pages: &pages,
        is_whole: false,
        has_file: &|_| false,
        line_of: &|_, _| None,
        sections: &[],
    };
    let leads: Vec<_> = check(&review).into_iter().filter_map(|finding| finding.lead).collect();
    assert_eq!(leads.iter().map(ToString::to_string).collect::<Vec<_>>(), ["gone#x"]);
}
