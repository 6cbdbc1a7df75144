use super::*;
use stagedoor::domain::model::Terms;
use stagedoor::platform::command::Command;
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{CommandPort, IdentityPort, SearchPort, Wanted};
use stagedoor::platform::query::{Folder, Source};

fn monorepo() -> Tree {
    Tree::new(&[
        ("catalog-info.yaml", &location(&["./org.yaml"])),
        ("org.yaml", &format!("{TEAM}---\n{}", user("guest", "guest@example.com", "team-a"))),
        (
            "pay/catalog-info.yaml",
            &format!("{}---\n{}", api("pay-api"), component_with("pay", "providesApis: [pay-api]")),
        ),
        ("pay/src/main.rs", ""),
        ("docs/catalog-info.yaml", DOCUMENTED),
        ("docs/mkdocs.yml", "docs_dir: pages\n"),
        ("docs/pages/index.md", "# Handbook\n\nWelcome.\n\n## On call\n\nRing the *zephyr* bell.\n"),
        ("docs/pages/adr/one.md", "# One\n\nWe chose zephyr.\n"),
    ])
}

const DOCUMENTED: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: handbook\n  title: The Handbook\n  description: How we work, and why the zebra is striped.\n  tags: [docs, people]\n  annotations:\n    backstage.io/techdocs-ref: dir:.\nspec:\n  type: documentation\n  lifecycle: production\n  owner: group:default/team-b\n";

fn user(name: &str, email: &str, group: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata:\n  name: {name}\nspec:\n  profile:\n    email: {email}\n  memberOf: [{group}]\n"
    )
}

fn api(name: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: {name}\nspec:\n  type: openapi\n  lifecycle: production\n  owner: team-a\n  definition: x\n"
    )
}

fn at(seen: &Seen<'_>, path: PathBuf) -> Option<String> {
    let folder = Folder { path, ..Folder::default() };
    seen.ask(seen.workspace.at_folder(folder)).unwrap().as_ref().clone().map(|it| it.to_string())
}

#[test]
fn a_folder_belongs_to_the_nearest_descriptor_and_a_component_goes_first() {
    let tree = monorepo();
    let seen = tree.open();
    assert_eq!(at(&seen, tree.path("pay")).as_deref(), Some("component:default/pay"));
    assert_eq!(at(&seen, tree.path("pay/src")).as_deref(), Some("component:default/pay"));
    assert_eq!(at(&seen, tree.folder.path().to_owned()), None, "outside of the workspace");
    assert_eq!(at(&seen, tree.path("not-there")), None);
    let alone = Tree::new(&[("catalog-info.yaml", &component("alone")), ("src/deep/x", "")]);
    assert_eq!(at(&alone.open(), alone.path("src/deep")).as_deref(), Some("component:default/alone"));
}

#[test]
fn a_descriptor_s_place_is_its_file_and_line() {
    let tree = monorepo();
    let seen = tree.open();
    let source = seen.ask(seen.workspace.source_of(parsed("component:default/pay"))).unwrap();
    let path = tree.root().canonicalize().unwrap().join("pay/catalog-info.yaml");
    assert_eq!(*source, Source::File { path, line: 10 });
    let fault = seen.ask(seen.workspace.source_of(parsed("component:default/none"))).unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotFound);
}

fn wanted(seen: &Seen<'_>, wanted: Wanted) -> Vec<String> {
    let found = seen.ask(seen.workspace.entities(wanted)).unwrap();
    found.iter().map(|it| it.reference().short().to_string()).collect()
}

fn filter(conditions: &[&str]) -> Wanted {
    let condition = |text: &&str| match text.split_once('=') {
        Some((field, value)) => (field.to_owned(), Some(value.to_owned())),
        None => ((*text).to_owned(), None),
    };
    Wanted { filters: conditions.iter().map(condition).collect(), ..Wanted::default() }
}

#[test]
fn entities_are_filtered_as_backstage_filters_them() {
    let tree = monorepo();
    let seen = tree.open();
    let by = |conditions: &[&str]| wanted(&seen, filter(conditions));
    assert_eq!(by(&["kind=COMPONENT"]), ["component:handbook", "component:pay"]);
    assert_eq!(by(&["kind=component", "spec.type=Service"]), ["component:pay"]);
    assert_eq!(by(&["spec.type=service", "spec.type=documentation"]), ["component:handbook", "component:pay"]);
    assert_eq!(by(&["metadata.tags=people"]), ["component:handbook"]);
    assert_eq!(by(&["metadata.tags.people=true"]), ["component:handbook"]);
    assert_eq!(by(&["metadata.annotations.backstage.io/techdocs-ref"]), ["component:handbook"]);
    assert_eq!(by(&["relations.apiProvidedBy=component:default/pay"]), ["api:pay-api"]);
    assert_eq!(by(&["spec.profile.email=guest@example.com"]), ["user:guest"]);
    assert_eq!(by(&["spec.nothing"]), [""; 0]);
    assert_eq!(by(&["metadata.namespace=default", "kind=user"]), ["user:guest"]);
    let owned = Wanted { owned_by: vec![parsed("group:default/team-a")], ..Wanted::default() };
    assert_eq!(wanted(&seen, owned), ["api:pay-api", "component:pay"]);
}

#[test]
fn entities_are_sorted_limited_and_whole() {
    let tree = monorepo();
    let seen = tree.open();
    let sorted = |descending| Wanted {
        kind: Some("component".into()),
        sort: Some(("metadata.title".into(), descending)),
        ..Wanted::default()
    };
    assert_eq!(wanted(&seen, sorted(false)), ["component:handbook", "component:pay"], "without a title last");
    assert_eq!(wanted(&seen, sorted(true)), ["component:handbook", "component:pay"], "without a title last");
    let by_name = Wanted { sort: Some(("metadata.name".into(), true)), limit: Some(2), ..Wanted::default() };
    assert_eq!(wanted(&seen, by_name), ["group:team-a", "api:pay-api"]);
    let refs =
        Wanted { refs: vec![parsed("component:default/pay"), parsed("component:default/gone")], ..Wanted::default() };
    let found = seen.ask(seen.workspace.entities(refs)).unwrap();
    assert_eq!(found.len(), 1);
    let relations: Vec<_> =
        found[0].value()["relations"].as_array().unwrap().iter().map(|it| it["targetRef"].as_str().unwrap()).collect();
    assert_eq!(relations, ["group:default/team-a", "api:default/pay-api"]);
}

#[test]
fn words_are_found_in_the_catalog_and_in_its_docs() {
    let tree = monorepo();
    let seen = tree.open();
    let find = |terms: Terms| seen.ask(seen.workspace.search(terms)).unwrap().hits.clone();
    let search = |text: &str, kind: Option<&str>| {
        find(Terms { text: text.into(), kind: kind.map(str::to_owned), ..Terms::default() })
    };
    let hits = search("ZEBRA", None);
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].title.as_str(), "The Handbook");
    assert!(hits[0].snippet.as_str().contains("why the zebra is striped"));
    let hits = search("zephyr", Some("techdocs"));
    let places: Vec<_> = hits.iter().map(|hit| hit.path.as_ref().unwrap().as_str()).collect();
    assert_eq!(places, ["adr/one", "#on-call"]);
    assert!(hits.iter().all(|hit| hit.entity == Some(parsed("component:default/handbook"))));
    assert_eq!(search("pay", None)[0].title.as_str(), "pay", "the name itself first");
    assert!(search("people docs", Some("software-catalog")).len() == 1 && search("  ", None).is_empty());
    let marked: Vec<_> = hits[0].marks.iter().map(|mark| &hits[0].snippet.as_str()[mark.clone()]).collect();
    assert!(!marked.is_empty() && marked.iter().all(|it| it.eq_ignore_ascii_case("zephyr")), "{marked:?}");
    let owned = |owner: &str| Terms { owners: vec![parsed(owner)], ..Terms::default() };
    let docs = |terms: Terms| find(Terms { kind: Some("techdocs".into()), ..terms }).len();
    assert_eq!(
        docs(Terms { entity: Some(parsed("component:default/handbook")), ..Terms::default() }),
        docs(owned("group:default/team-b"))
    );
    assert!(docs(owned("group:default/team-b")) > 1 && docs(owned("group:default/nobody")) == 0);
}

#[test]
fn the_user_is_who_the_configuration_or_git_says_or_the_guest() {
    let tree = monorepo();
    let who = |seen: &Seen<'_>| {
        let identity = seen.ask(seen.workspace.who_am_i(Steps::ignored())).unwrap();
        let owners: Vec<_> = identity.ownership.iter().map(ToString::to_string).collect();
        (owners.join(" "), identity.source.to_string())
    };
    assert_eq!(who(&tree.open()), ("user:default/guest group:default/team-a".into(), "guest".into()));
    tree.write("org.yaml", format!("{TEAM}---\n{}", user("ada", "Ada@Example.com", "team-a")));
    assert_eq!(who(&tree.open()), (String::new(), "nobody".into()));
    tree.write(".git/config", "[user]\n\temail = ada@example.com\n");
    assert_eq!(who(&tree.open()), ("user:default/ada group:default/team-a".into(), "git".into()));
    let setup = WorkspaceSetup { root: tree.root(), user: Some(parsed("user:default/eve")), name: None };
    let seen = Seen { workspace: Workspace::open(setup).unwrap(), runtime: &tree.runtime };
    assert_eq!(who(&seen), ("user:default/eve".into(), "configuration".into()));
}

#[test]
fn a_refresh_reads_the_file_again_and_registering_is_not_offered() {
    let tree = monorepo();
    let seen = tree.open();
    let run = |command| tree.runtime.block_on(seen.workspace.command(command));
    let refresh = run(Command::Refresh(parsed("component:default/pay")));
    assert!(
        matches!(&refresh, Outcome::Done { told, .. } if told.as_str().contains("pay/catalog-info.yaml")),
        "{refresh:?}"
    );
    let register = run(Command::Register { target: "https://x".into() });
    assert!(matches!(&register, Outcome::Refused(fault) if fault.kind == FaultKind::Unsupported), "{register:?}");
}

#[test]
fn a_folder_that_is_not_there_is_a_fault_that_says_so() {
    let setup = WorkspaceSetup { root: "/nowhere/at/all".into(), ..WorkspaceSetup::default() };
    let Err(fault) = Workspace::open(setup) else { panic!("opened") };
    assert_eq!(fault.kind, FaultKind::NotFound);
    assert!(fault.to_string().contains("/nowhere/at/all"));
}
