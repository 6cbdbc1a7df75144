//! Docs out of the sources in a folder.

use super::*;
use stagedoor::domain::docs::{PageName, Site};
use stagedoor::platform::docs::{BuildState, DocsPort};
use stagedoor::platform::fault::FaultKind;

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
    assert!(seen.ask(seen.workspace.findings(parsed("component:other"))).unwrap().is_empty());
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
