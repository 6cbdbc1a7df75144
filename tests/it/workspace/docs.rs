//! Docs out of the sources in a folder.

use super::*;
use stagedoor::domain::docs::{Finding, Page, PageName, Site};
use stagedoor::domain::model::{Hit, Terms};
use stagedoor::platform::docs::{BuildState, DocsPort};
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::ports::SearchPort;

const MKDOCS: &str = "site_name: Quay\nsite_description: How it is run\nmarkdown_extensions:\n  - pymdownx.emoji:\n      emoji_index: !!python/name:material.extensions.emoji.twemoji\nnav:\n  - index.md\n  - Guide:\n      - Berths: guide/berths.md\n      - guide/cranes.md\n  - Elsewhere: https://elsewhere.example/\n";

fn documented(name: &str, annotations: &str) -> String {
    let annotations =
        if annotations.is_empty() { String::new() } else { format!("  annotations:\n    {annotations}\n") };
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n{annotations}spec:\n  type: service\n  lifecycle: production\n  owner: team-a\n"
    )
}

fn quay() -> Tree {
    Tree::new(&[
        ("quay/catalog-info.yaml", &documented("quay", "backstage.io/techdocs-ref: dir:.")),
        ("quay/mkdocs.yml", MKDOCS),
        ("quay/docs/index.md", "# Quay\n\nWelcome. See [berths](guide/berths.md).\n"),
        ("quay/docs/guide/berths.md", "# Berths\n\n[gone](gone.md)\n\n![no](img/no.png) ![is](../img/is.png)\n"),
        ("quay/docs/guide/cranes.md", "# All cranes #\n"),
        ("quay/docs/img/is.png", "x"),
    ])
}

fn follow_site(seen: &Seen<'_>, of: &str) -> Followed<Site> {
    let (workspace, of) = (seen.workspace.clone(), parsed(of));
    follow(seen.runtime, move |steps| async move { workspace.site(of, steps).await.err() })
}

fn follow_findings(seen: &Seen<'_>, of: &str) -> Followed<Vec<Finding>> {
    let (workspace, of) = (seen.workspace.clone(), parsed(of));
    follow(seen.runtime, move |steps| async move { workspace.findings(of, steps).await.err() })
}

fn nav(site: &Site) -> Vec<String> {
    let to = |item: &stagedoor::domain::docs::NavItem| match item.page() {
        Some(page) => format!("/{page}"),
        None if item.to.is_some() => "away".into(),
        None => "-".into(),
    };
    site.nav.iter().map(|item| format!("{}{} {}", "  ".repeat(item.depth.into()), item.title, to(item))).collect()
}

#[test]
fn the_site_is_what_its_mkdocs_yml_says() {
    let tree = quay();
    let site = follow_site(&tree.open(), "component:quay").next();
    assert_eq!((site.title.as_str(), site.description.as_str()), ("Quay", "How it is run"));
    assert_eq!(site.source.as_str(), "quay/docs");
    let expected = ["Quay /", "Guide -", "  Berths /guide/berths", "  All cranes /guide/cranes", "Elsewhere away"];
    assert_eq!(nav(&site), expected);
    let pages: Vec<&str> = site.pages.iter().map(PageName::as_str).collect();
    assert_eq!(pages, ["", "guide/berths", "guide/cranes"]);
}

#[test]
fn without_a_configuration_the_files_are_the_nav_and_a_readme_is_a_page() {
    let tree = quay();
    std::fs::remove_file(tree.path("quay/mkdocs.yml")).unwrap();
    tree.write("other/catalog-info.yaml", documented("other", ""));
    tree.write("other/README.md", "# Other\n");
    let seen = tree.open();
    let site = follow_site(&seen, "component:quay").next();
    assert_eq!(nav(&site), ["Quay /", "Guide -", "  Berths /guide/berths", "  All cranes /guide/cranes"]);
    assert_eq!(site.title.as_str(), "quay");
    let readme = follow_site(&seen, "component:other").next();
    assert_eq!((nav(&readme), readme.pages.len()), (vec!["Other /".to_owned()], 1));
    assert!(follow_findings(&seen, "component:other").next().is_empty());
}

#[test]
fn a_saved_nav_and_a_new_page_show() {
    let tree = quay();
    let seen = tree.open();
    let site = follow_site(&seen, "component:quay");
    site.next();
    tree.write("quay/mkdocs.yml", "site_name: Renamed\nnav: [index.md]\n");
    assert_eq!(nav(&site.until(|site| site.title.as_str() == "Renamed")), ["Quay /"]);
    tree.write("quay/docs/new/folder/page.md", "# New\n");
    site.until(|site| site.pages.iter().any(|page| page.as_str() == "new/folder/page"));
    tree.write("quay/docs/new/folder/second.md", "# Second\n");
    site.until(|site| site.pages.iter().any(|page| page.as_str() == "new/folder/second"));
    tree.write("quay/docs/index.md", "# The quay\n");
    assert_eq!(nav(&site.until(|site| nav(site) != ["Quay /"])), ["The quay /"]);
}

#[test]
fn docs_of_another_entity_are_its_own() {
    let tree = quay();
    tree.write("crane/catalog-info.yaml", documented("crane", "backstage.io/techdocs-entity: component:default/quay"));
    tree.write("a/catalog-info.yaml", documented("a", "backstage.io/techdocs-entity: component:b"));
    tree.write("b/catalog-info.yaml", documented("b", "backstage.io/techdocs-entity: component:a"));
    let seen = tree.open();
    assert_eq!(follow_site(&seen, "component:crane").next().title.as_str(), "Quay");
    let fault = seen.ask(seen.workspace.index(parsed("component:a"))).unwrap_err();
    assert!(fault.to_string().contains("without an end"), "{fault}");
}

#[test]
fn docs_that_are_a_page_of_another_entity_begin_with_it_whatever_source_stands_beside() {
    let tree = quay();
    let annotations = "backstage.io/techdocs-entity: component:quay\n    backstage.io/techdocs-entity-path: /guide/cranes/\n    backstage.io/techdocs-ref: dir:.";
    tree.write("crane/catalog-info.yaml", documented("crane", annotations));
    tree.write("crane/docs/index.md", "# Its own\n");
    let seen = tree.open();
    assert_eq!(follow_site(&seen, "component:crane").next().title.as_str(), "Quay");
    let page = |name: &str| {
        let (workspace, name) = (seen.workspace.clone(), PageName::of_path(name));
        let of = parsed("component:crane");
        follow(seen.runtime, move |steps| async move { workspace.page(of, name, steps).await.err() }).next()
    };
    assert_eq!(page("").title.as_str(), "All cranes");
    assert_eq!(page("guide/berths").title.as_str(), "Berths");
}

#[test]
fn what_leads_out_of_the_folder_is_refused_and_what_is_elsewhere_is_named() {
    let tree = quay();
    let refused = |annotation: &str, config: &str| {
        tree.write("quay/catalog-info.yaml", documented("quay", annotation));
        tree.write("quay/mkdocs.yml", config);
        let seen = tree.open();
        seen.ask(seen.workspace.index(parsed("component:quay"))).unwrap_err().to_string()
    };
    std::fs::create_dir_all(tree.folder.path().join("secret")).unwrap();
    std::fs::write(tree.folder.path().join("secret/index.md"), "# Secret\n").unwrap();
    let own = "backstage.io/techdocs-ref: dir:.";
    for (annotation, config) in [
        ("backstage.io/techdocs-ref: dir:../../secret", MKDOCS),
        ("backstage.io/techdocs-ref: dir:/etc", MKDOCS),
        (own, "docs_dir: ../../secret\n"),
        (own, "docs_dir: /etc\n"),
    ] {
        let words = refused(annotation, config);
        assert!(words.contains("leads out of the workspace's folder"), "{annotation} {config}: {words}");
    }
    let words = refused("backstage.io/techdocs-ref: url:https://git.example/book", MKDOCS);
    assert!(words.contains("built from `url:https://git.example/book`, which is not in this folder"), "{words}");
    tree.write("bare/catalog-info.yaml", documented("bare", ""));
    let seen = tree.open();
    let fault = seen.ask(seen.workspace.index(parsed("component:bare"))).unwrap_err();
    assert!(fault.kind == FaultKind::NotFound && fault.to_string().contains("it has no docs; write some"), "{fault}");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_gives_no_page_and_no_image() {
    let tree = quay();
    let outside = tree.folder.path().join("outside");
    std::fs::create_dir_all(&outside).unwrap();
    std::fs::write(outside.join("secret.md"), "# zephyr\n").unwrap();
    std::os::unix::fs::symlink(outside.join("secret.md"), tree.path("quay/docs/linked.md")).unwrap();
    std::os::unix::fs::symlink(&outside, tree.path("quay/docs/folder")).unwrap();
    let seen = tree.open();
    let site = follow_site(&seen, "component:quay").next();
    assert_eq!(site.pages.len(), 3, "{:?}", site.pages);
    for path in ["../../../outside/secret.md", "folder/secret.md", "linked.md", "/etc/passwd"] {
        let fault = seen.ask(seen.workspace.picture(parsed("component:quay"), path.into())).unwrap_err();
        assert!(fault.to_string().contains("leads out of the workspace's folder"), "{path}: {fault}");
    }
}

#[test]
fn docs_in_a_folder_are_read_from_their_source() {
    let tree = quay();
    let seen = tree.open();
    let building = seen.ask(seen.workspace.building(parsed("component:quay"), Steps::ignored())).unwrap();
    assert_eq!(building.state, BuildState::FromSource);
}

fn follow_page(seen: &Seen<'_>, name: &str) -> Followed<Page> {
    let (workspace, name) = (seen.workspace.clone(), PageName::of_path(name));
    follow(seen.runtime, move |steps| async move { workspace.page(parsed("component:quay"), name, steps).await.err() })
}

#[test]
fn a_saved_page_shows_at_once_and_so_does_what_it_takes_in() {
    let tree = quay();
    tree.write("quay/docs/index.md", "# Quay\n\nWelcome.\n\n--8<-- \"parts/tide.md\"\n");
    let seen = tree.open();
    let page = follow_page(&seen, "");
    assert!(!page.next().pool.as_str().contains("High"));
    tree.write("quay/parts/tide.md", "High at noon.\n");
    page.until(|page| page.pool.as_str().contains("High at noon."));
    tree.write("quay/parts/tide.md", "Low at noon.\n");
    page.until(|page| page.pool.as_str().contains("Low at noon."));
    // written in place, and something else beside it
    tree.write("quay/docs/other.md", "# Other\n");
    std::fs::write(tree.path("quay/docs/index.md"), "# Quay 2\n").unwrap();
    assert_eq!(page.until(|page| page.title.as_str() == "Quay 2").pool.as_str(), "Quay 2\n");
}

#[test]
fn a_page_that_is_gone_for_a_moment_stands() {
    let tree = quay();
    let seen = tree.open();
    let (page, site) = (follow_page(&seen, "guide/cranes"), follow_site(&seen, "component:quay"));
    page.next();
    site.next();
    std::fs::remove_file(tree.path("quay/docs/guide/cranes.md")).unwrap();
    site.until(|site| !site.pages.contains(&PageName::of_path("guide/cranes")));
    tree.write("quay/docs/guide/cranes.md", "# Back\n");
    assert_eq!(page.next().title.as_str(), "Back");
}

#[test]
fn a_page_takes_in_nothing_from_outside_its_site() {
    let tree = quay();
    tree.write("secret.md", "zephyr of the neighbour\n");
    std::fs::create_dir_all(tree.folder.path().join("outside")).unwrap();
    std::fs::write(tree.folder.path().join("outside/secret.md"), "zephyr of the user\n").unwrap();
    for path in ["../secret.md", "../../outside/secret.md", "/etc/passwd", "docs/../../secret.md"] {
        tree.write("quay/docs/index.md", format!("# Quay\n\n--8<-- \"{path}\"\n\nend\n"));
        let page = follow_page(&tree.open(), "").next();
        let text = page.pool.as_str();
        assert!(text.contains("end") && !text.contains("zephyr") && !text.contains("root:"), "{path}: {text}");
    }
}

#[test]
fn what_is_wrong_with_docs_is_told_with_its_page_and_line() {
    let tree = quay();
    tree.write("quay/docs/guide/lost.md", "# Lost\n");
    let seen = tree.open();
    let findings = follow_findings(&seen, "component:quay").next();
    let line = |it: &stagedoor::domain::docs::Finding| {
        let page = it.page.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{page}:{} {}", it.line.unwrap_or_default(), it.problem)
    };
    let told: Vec<String> = findings.iter().map(line).collect();
    for start in [
        ":0 there is no section on getting started",
        "guide/berths:3 a link leads to the page `guide/gone`",
        "guide/berths:5 an image leads to the file `guide/img/no.png`",
        "guide/lost:0 the page stands in no nav",
    ] {
        assert!(told.iter().any(|it| it.starts_with(start)), "{start}: {told:#?}");
    }
    assert!(!told.iter().any(|it| it.contains("is.png")), "{told:#?}");
}

#[test]
fn what_is_wrong_is_told_anew_when_a_page_a_file_or_the_nav_is_saved() {
    let tree = quay();
    let seen = tree.open();
    let findings = follow_findings(&seen, "component:quay");
    let has = |findings: &Vec<Finding>, words: &str| findings.iter().any(|it| it.problem.as_str().contains(words));
    assert!(has(&findings.next(), "guide/gone"));
    tree.write("quay/docs/guide/gone.md", "# Here\n");
    findings.until(|now| !has(now, "the page `guide/gone`"));
    tree.write("quay/docs/guide/lonely.md", "# Lonely\n");
    findings.until(|now| has(now, "no nav"));
    tree.write("quay/docs/guide/img/no.png", "x");
    findings.until(|now| !has(now, "no.png"));
    tree.write("quay/docs/index.md", "# Quay\n\n[lost](lost.md)\n");
    findings.until(|now| has(now, "the page `lost`"));
    tree.write("quay/mkdocs.yml", "site_name: Quay\n");
    findings.until(|now| !has(now, "no nav"));
}

fn search(seen: &Seen<'_>, text: &str) -> Vec<Hit> {
    let terms = Terms { text: text.into(), kind: Some(Hit::DOCS.into()), ..Terms::default() };
    seen.ask(seen.workspace.search(terms)).unwrap().hits.clone()
}

/// What was found, as `name page#id`.
fn places(hits: &[Hit]) -> Vec<String> {
    let place = |hit: &Hit| {
        let path = hit.path.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} {path}", hit.entity.as_ref().unwrap().name())
    };
    let mut places: Vec<String> = hits.iter().map(place).collect();
    places.sort();
    places
}

#[test]
fn what_is_found_in_docs_leads_to_headings_that_are_there() {
    let tree = quay();
    let sections = ["Überblick", "Named { #my-id }", "Same", "Same"];
    let text: String =
        sections.iter().map(|title| format!("## {title}\n\nThe **zephyr** [blows](x.md).\n\n")).collect();
    tree.write("quay/docs/index.md", format!("# Quay\n\n{text}"));
    let seen = tree.open();
    let hits = search(&seen, "zephyr");
    let index = seen.ask(seen.workspace.index(parsed("component:quay"))).unwrap();
    let ids: Vec<String> = index.sections.iter().map(|section| format!("quay #{}", section.id)).collect();
    let places = places(&hits);
    assert!(places.len() == 4 && places.iter().all(|place| ids.contains(place)), "{places:?} {ids:?}");
    assert!(places.contains(&"quay #my-id".to_owned()), "{places:?}");
    assert!(hits.iter().all(|hit| hit.snippet.as_str() == "The zephyr blows."), "{hits:#?}");
    tree.write("quay/docs/index.md", "# Quay\n\nNo wind in the first part.\n\n## Second\n\nThe mistral.\n");
    assert!(search(&seen, "zephyr").is_empty());
    assert_eq!(self::places(&search(&seen, "mistral")), ["quay #second"], "a page that was saved is read again");
    assert_eq!(self::places(&search(&seen, "mistral first")), ["quay "], "words of different sections");
    assert_eq!(self::places(&search(&seen, "cranes all")), ["quay guide/cranes"]);
}

#[test]
fn all_docs_that_can_be_read_are_searched() {
    let tree = Tree::new(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".git/config", "[remote \"origin\"]\n\turl = https://github.com/acme/shop.git\n"),
        ("readme/catalog-info.yaml", &documented("readme", "")),
        ("readme/README.md", "# Readme\n\nzephyr\n"),
        ("beside/catalog-info.yaml", &documented("beside", "")),
        ("beside/docs/a.markdown", "# A\n\nzephyr\n"),
        (
            "address/catalog-info.yaml",
            &documented("address", "backstage.io/techdocs-ref: url:https://github.com/acme/shop/tree/main/book"),
        ),
        ("book/docs/b.md", "# B\n\nzephyr\n"),
        ("taker/catalog-info.yaml", &documented("taker", "backstage.io/techdocs-ref: dir:.")),
        ("taker/mkdocs.yml", "site_name: T\nnav:\n  - Part: '!include ./part/mkdocs.yml'\n"),
        ("taker/part/mkdocs.yml", "site_name: part\nnav:\n  - c.md\n"),
        ("taker/part/docs/c.md", "# C\n\nzephyr\n"),
        // one site is found once, as whose it says it is
        ("taker/a.yaml", &component("a")),
        ("sharer/catalog-info.yaml", &documented("sharer", "backstage.io/techdocs-entity: component:taker")),
    ]);
    let seen = tree.open();
    let found = places(&search(&seen, "zephyr"));
    assert_eq!(found, ["address b", "beside a", "readme ", "taker part/c"]);
    let terms = Terms { text: "zephyr".into(), entity: Some(parsed("component:default/sharer")), ..Terms::default() };
    let hits = seen.ask(seen.workspace.search(terms)).unwrap().hits.clone();
    assert_eq!(places(&hits), ["sharer part/c"], "what another entity shares is found as its own");
}

#[test]
fn what_can_be_searched_of_a_site_is_its_sections() {
    let tree = quay();
    let seen = tree.open();
    let index = seen.ask(seen.workspace.index(parsed("component:quay"))).unwrap();
    let found = index.sections.iter().find(|section| &*section.id == "quay").unwrap();
    assert_eq!((found.title.as_str(), found.text.as_str()), ("Quay", "Welcome. See berths."));
}

#[test]
fn the_docs_project_of_our_own_has_nothing_wrong_but_what_is_meant_to_be() {
    let tree = Tree::new(&[("catalog-info.yaml", &documented("harbor", "backstage.io/techdocs-ref: dir:."))]);
    copy(Path::new("tests/docs/docs"), &tree.path("docs"));
    copy(Path::new("tests/docs/parts"), &tree.path("parts"));
    std::fs::copy("tests/docs/mkdocs.yml", tree.path("mkdocs.yml")).unwrap();
    let seen = tree.open();
    let site = follow_site(&seen, "component:harbor").next();
    assert_eq!(site.title.as_str(), "Harbor", "a configuration with tags of Python is read");
    assert!(site.nav.len() > 20);
    let harbor = |name: &str| {
        let (workspace, name) = (seen.workspace.clone(), PageName::of_path(name));
        let of = parsed("component:harbor");
        follow(seen.runtime, move |steps| async move { workspace.page(of, name, steps).await.err() }).next()
    };
    assert_eq!(harbor("old").name.as_str(), "runbook", "a page that was moved leads to where it is");
    assert!(!harbor("report").pool.as_str().is_empty(), "a page that is HTML already");
    let findings = follow_findings(&seen, "component:harbor").next();
    let told: Vec<String> = findings
        .iter()
        .map(|it| format!("{:?}:{:?} {}", it.page.as_ref().map(PageName::as_str), it.line, it.problem))
        .collect();
    insta::assert_debug_snapshot!(told);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let to = to.join(entry.file_name());
        match entry.path() {
            folder if folder.is_dir() => copy(&folder, &to),
            file => drop(std::fs::copy(file, to).unwrap()),
        }
    }
}
