//! Docs on the command line, as people and scripts see them.

use crate::stand::{Ran, Stand, harmless, keys};
use crate::support::terminal::{Pty, Start};
use stagedoor::domain::text::width;
use std::path::{Path, PathBuf};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docs").join(name)
}

fn docs(stand: &Stand, name: &str, more: &[&str]) -> Ran {
    let path = file(name);
    stand.run(&[&["docs", path.to_str().unwrap()], more].concat())
}

#[test]
fn a_built_page_is_plain_text_in_a_pipe_and_fits_the_width_asked_for() {
    let stand = Stand::new();
    let page = docs(&stand, "site/guide/notes/index.html", &["--width", "60"]).ends(0).out;
    assert!(page.starts_with("Notes\n") && harmless(&page), "{page}");
    assert!(page.lines().all(|line| width(line) <= 60 && !line.ends_with(' ')), "{page}");
    let hostile = docs(&stand, "site/guide/hostile/index.html", &[]).ends(0).out;
    assert!(harmless(&hostile), "{hostile:?}");
    let ascii = docs(&stand, "site/guide/tables/index.html", &["--glyphs", "ascii"]).ends(0).out;
    assert!(!ascii.contains(['│', '━']), "{ascii}");
}

#[test]
fn a_page_reads_the_same_from_its_source_and_as_it_was_built() {
    let stand = Stand::new();
    for page in ["runbook", "guide/tabs"] {
        let built = docs(&stand, &format!("site/{page}/index.html"), &[]).ends(0).out;
        let source = docs(&stand, &format!("docs/{page}.md"), &[]).ends(0).out;
        assert_eq!(built, source, "{page}");
    }
}

#[test]
fn a_page_begins_at_the_place_that_is_named() {
    let stand = Stand::new();
    let page = docs(&stand, "site/index.html", &["#getting-started"]).ends(0).out;
    assert!(page.starts_with("Getting started\n"), "{page}");
    let whole = docs(&stand, "site/index.html", &["#nowhere"]).says("#getting-started");
    assert!(whole.out.starts_with("Harbor\n"));
    docs(&stand, "site/index.html", &["runbook"]).ends(2).says("as #id");
}

#[test]
fn printed_links_are_numbered_and_their_targets_stand_at_the_end() {
    let stand = Stand::new();
    let page = docs(&stand, "site/index.html", &[]).ends(0).out;
    let (text, links) = page.split_once("\nLinks\n\n").unwrap();
    let links: Vec<&str> = links.lines().collect();
    assert!(text.contains("how code looks[1]") && links[0] == "[1] guide/code#with-a-title", "{page}");
    let without = docs(&stand, "site/index.html", &["--no-links"]).ends(0).out;
    assert_eq!(docs(&stand, "site/index.html", &["-o", "json"]).ends(0).json()["text"], without);
    assert!(!without.contains("\nLinks\n") && !without.contains("[1]"), "{without}");
    let part = docs(&stand, "site/guide/links/index.html", &["#outside"]).out;
    let whole = docs(&stand, "site/guide/links/index.html", &[]).out;
    assert!(whole.contains("\n[5] index\n") && !part.contains("[5]"), "{part}");
    assert!(part.ends_with(whole.split_once("\n[15] ").unwrap().1), "{part}");
    let of_entity = stand.run(&["docs", "component:checkout"]).ends(0).out;
    assert!(of_entity.contains("\n[1] stagedoor://catalog/component/default/checkout/docs/"), "{of_entity}");
}

#[test]
fn a_page_that_sends_on_to_a_place_begins_there() {
    let stand = Stand::new();
    stand.write("here/site/sitemap.xml", "<x/>");
    stand.write("here/site/old/index.html", "<meta http-equiv=\"refresh\" content=\"0; url=../new/#late\">");
    stand.write("here/site/new/index.html", "<article><h1>New</h1><p>x</p><h2 id=late>Late</h2><p>y</p></article>");
    assert!(stand.run(&["docs", "site/old/index.html"]).ends(0).out.starts_with("Late\n"));
    assert!(stand.run(&["docs", "site/new/index.html"]).ends(0).out.starts_with("New\n"));
}

#[test]
fn a_page_as_json_has_its_links_and_headings() {
    let stand = Stand::new();
    let page = docs(&stand, "site/index.html", &["-o", "json"]).ends(0).json();
    assert_eq!(keys(&page), ["title", "page", "built_at", "source", "text", "links", "headings"]);
    assert_eq!((page["title"].as_str(), page["built_at"].as_str()), (Some("Harbor"), None));
    assert_eq!(
        page["headings"][2],
        serde_json::json!({"level": 2, "text": "Getting started", "id": "getting-started"})
    );
    assert_eq!(page["links"][1], serde_json::json!({"text": "how code looks", "target": "guide/code#with-a-title"}));
}

#[test]
fn the_docs_of_an_entity_are_read_from_its_sources() {
    let stand = Stand::new();
    let first = stand.run(&["docs", "component:ledger"]).ends(0).out;
    assert!(first.contains("Every movement of money is a transaction"), "{first}");
    let runbook = stand.run(&["docs", "component:ledger", "runbook"]).ends(0).out;
    assert!(runbook.starts_with("Runbook\n"), "{runbook}");
    assert_eq!(stand.run(&["docs", "docs:component:default/ledger/runbook"]).ends(0).out, runbook);
    let json = stand.run(&["docs", "component:checkout", "-o", "json"]).ends(0).json();
    assert_eq!(json["links"][0]["target"], "stagedoor://catalog/component/default/checkout/docs/getting-started");
}

#[test]
fn what_is_not_there_is_said_with_what_is_nearest() {
    let stand = Stand::new();
    stand.run(&["docs", "component:ledger", "runbok"]).ends(3).says("the nearest are: runbook");
    stand.run(&["docs", "component:money"]).ends(3).says("has no docs");
    stand.run(&["docs", "nowhere.html"]).ends(3).says("nowhere.html");
    stand.run(&["docs", "stagedoor://home"]).ends(2).says("no entity");
}

#[test]
fn on_a_terminal_a_long_page_is_shown_in_colours_in_the_pager_of_the_user() {
    let path = file("site/guide/text/index.html");
    let home = tempfile::TempDir::new().unwrap();
    let seen = home.path().join("seen");
    let pager = format!("sh -c 'cat > {}; echo the-pager-ran'", seen.display());
    let args = vec!["docs", path.to_str().unwrap()];
    let mut pty = Pty::start(Start { args, size: (80, 12), env: vec![("PAGER", &pager)], home, ..Start::default() });
    pty.until("the-pager-ran");
    assert_eq!(pty.end(), 0);
    let text = std::fs::read_to_string(seen).unwrap();
    assert!(text.contains("\u{1b}[") && text.contains("\u{1b}]8;;https://"), "{text:?}");
    assert!(
        text.lines().all(|line| !line.contains("\u{1b}[") || line.ends_with("\u{1b}[0m") || line.contains("\u{1b}[0m"))
    );
}

#[test]
fn docs_are_searched_with_filters() {
    let stand = Stand::new();
    let refs = |args: &[&str]| -> Vec<String> {
        let found = stand.run(&[&["search"], args, &["-o", "json"]].concat()).ends(0).json();
        found.as_array().unwrap().iter().map(|hit| hit["link"].as_str().unwrap().to_owned()).collect()
    };
    let restart = refs(&["restart", "--type", "techdocs"]);
    assert!(restart[0].starts_with("stagedoor://catalog/component/default/checkout/docs/runbook"), "{restart:?}");
    assert!(refs(&["restart", "--type", "techdocs", "--owner", "team-payments"]).is_empty());
    let ledger = refs(&["", "--entity", "component:ledger", "--type", "techdocs"]);
    assert!(ledger.len() > 3 && ledger.iter().all(|link| link.contains("/ledger/docs")), "{ledger:?}");
    assert_eq!(refs(&["", "--entity", "component:ledger", "--type", "techdocs", "--limit", "2"]).len(), 2);
    assert!(refs(&["e", "--kind", "API"]).iter().all(|link| link.starts_with("stagedoor://catalog/api/")));
    stand.run(&["search", " "]).ends(2).says("what to search for");
}

#[test]
fn broken_links_and_missing_sections_of_a_folder_are_listed() {
    let stand = Stand::new();
    let project = file("");
    let args = ["workspace", "check-docs", project.to_str().unwrap(), "-o", "json"];
    let found = stand.run(&args);
    assert_eq!(found.code, Some(7));
    let found = found.json();
    let found = found.as_array().unwrap();
    assert_eq!(keys(&found[0]), ["page", "line", "problem", "file", "site"]);
    let missing = found.iter().find(|it| it["problem"].as_str().unwrap().contains("`guide/missing`")).unwrap();
    assert_eq!((missing["page"].as_str(), missing["line"].as_u64()), (Some("guide/links"), Some(7)));
    assert_eq!(missing["file"], "docs/guide/links.md");
    assert!(found.iter().any(|it| it["page"].is_null() && it["problem"].as_str().unwrap().contains("architecture")));
    stand.write("here/mkdocs.yml", "site_name: x\n");
    stand.write("here/docs/index.md", "# Overview\n");
    stand.run(&["workspace", "check-docs"]).ends(7);
    assert_eq!(stand.run(&["workspace", "check-docs", "--sections", "overview", "-o", "json"]).ends(0).out, "[]\n");
    stand.run(&["workspace", "check-docs", "--sections", "attic"]).ends(2).says("no section `attic`");
    stand.run(&["workspace", "check-docs", "/no/such"]).ends(3).says("/no/such");
    stand.run(&["workspace", "check-docs", stand.path("home").to_str().unwrap()]).ends(3);
}

#[test]
fn of_several_with_a_name_the_only_one_that_has_docs_is_meant() {
    let stand = Stand::new();
    stand.run(&["docs", "payments", "--example"]).ends(0);
    let told = stand.run(&["docs", "component:payments-api", "--example"]);
    told.ends(3).says("there is an api:payments-api");
}

#[test]
fn the_docs_of_the_example_can_be_checked() {
    let stand = Stand::new();
    let found = stand.run(&["workspace", "check-docs", "--example", "-o", "json"]);
    assert!(matches!(found.code, Some(0 | 7)));
    assert!(found.json().is_array());
    stand.write("here/mkdocs.yml", "site_name: x\n");
    stand.write("here/docs/index.md", "[gone](nowhere-at-all.md)\n");
    assert!(!stand.run(&["workspace", "check-docs", "--example", "-o", "json"]).out.contains("nowhere-at-all"));
}
