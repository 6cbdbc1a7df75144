use super::*;
use stagedoor::adapters::workspace::unpack_example;

fn example() -> (Tree, PathBuf) {
    let tree = Tree::new(&[]);
    let folder = unpack_example(&tree.folder.path().join("example"), false).unwrap();
    (tree, folder)
}

#[test]
fn the_example_is_read_whole_with_one_file_that_cannot_be() {
    let (tree, folder) = example();
    let seen = tree.open_at(&folder);
    assert_eq!(seen.listing().len(), 101);
    let problems = seen.raw_problems();
    let errors: Vec<_> = problems.iter().filter(|it| it.severity == Severity::Error).map(told).collect();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert!(errors[0].starts_with("error services/loyalty/catalog-info.yaml:9:"), "{errors:#?}");
    let warnings: Vec<_> = problems.iter().filter(|it| it.severity == Severity::Warning).map(told).collect();
    assert!(!warnings.is_empty() && warnings.iter().all(|it| it.contains("is not in the catalog")), "{warnings:#?}");
    let owner =
        "warning services/invoice-printer/catalog-info.yaml:17:3 ownedBy leads to group:default/team-backoffice";
    assert!(warnings.iter().any(|it| it.starts_with(owner)), "{warnings:#?}");
}

#[test]
fn the_example_in_the_program_is_the_same_and_nothing_of_it_is_on_the_disk() {
    let (tree, folder) = example();
    let nowhere = tree.folder.path().join("nowhere");
    let setup = WorkspaceSetup { root: nowhere.clone(), ..WorkspaceSetup::default() };
    let bundled = Seen { workspace: Workspace::bundled_example(setup), runtime: &tree.runtime };
    let unpacked = tree.open_at(&folder);
    assert_eq!(bundled.refs(), unpacked.refs());
    assert_eq!(bundled.problems(), unpacked.problems());
    assert_eq!(bundled.workspace.platform().name, unpacked.workspace.platform().name);
    for reference in unpacked.refs() {
        let of = |seen: &Seen<'_>| seen.entity(&reference).map(|entity| entity.value().clone()).ok();
        assert_eq!(of(&bundled), of(&unpacked), "{reference}");
    }
    assert!(!nowhere.exists());
}

#[test]
fn relations_go_both_ways() {
    let (tree, folder) = example();
    let seen = tree.open_at(&folder);
    let database = seen.entity("resource:default/payments-db").unwrap();
    let users: Vec<_> = database.relations().into_iter().filter(|it| it.kind.as_str() == "dependencyOf").collect();
    assert!(users.iter().any(|it| it.target.as_str() == "component:default/payments"), "{users:?}");
    let gone = seen.entity("component:default/invoice-printer").unwrap();
    assert_eq!(gone.owners(), [parsed("group:default/team-backoffice")], "what it states stays");
}

#[test]
fn placeholders_bring_in_the_definition_and_annotations_say_where_from() {
    let (tree, folder) = example();
    let api = tree.open_at(&folder).entity("api:default/payments-api").unwrap();
    let definition = api.text("/spec/definition");
    assert!(definition.as_str().contains("openapi"), "{definition}");
    assert_eq!(api.text("/metadata/namespace").as_str(), "default");
    let annotation = |name| api.annotation(&format!("backstage.io/{name}")).unwrap_or_default().to_owned();
    assert_eq!(annotation("managed-by-location"), "file:services/payments/catalog-info.yaml");
    assert_eq!(annotation("managed-by-origin-location"), "file:services/payments/catalog-info.yaml");
    assert_eq!(annotation("source-location"), "file:services/payments/");
}

#[test]
fn what_only_a_location_leads_to_says_so() {
    let (tree, folder) = example();
    let template = tree.open_at(&folder).entity("template:default/node-service").unwrap();
    assert_eq!(template.annotation("backstage.io/managed-by-origin-location"), Some("file:catalog/locations.yaml"));
}

#[test]
fn the_example_is_put_back_when_asked_and_else_left_alone() {
    let (_tree, folder) = example();
    let readme = folder.join("README.md");
    std::fs::write(&readme, "mine").unwrap();
    unpack_example(&folder, false).unwrap();
    assert_eq!(std::fs::read_to_string(&readme).unwrap(), "mine");
    unpack_example(&folder, true).unwrap();
    assert_ne!(std::fs::read_to_string(&readme).unwrap(), "mine");
    std::fs::write(folder.join(".stagedoor-example"), "0.0.0 older").unwrap();
    std::fs::write(&readme, "mine").unwrap();
    unpack_example(&folder, false).unwrap();
    assert_ne!(std::fs::read_to_string(&readme).unwrap(), "mine", "another version is another example");
}

#[test]
fn a_folder_of_somebody_else_is_never_replaced() {
    let tree = Tree::new(&[("thesis.txt", "ten years of work")]);
    let fault = unpack_example(&tree.root(), true).unwrap_err();
    assert!(fault.to_string().contains("holds something else"), "{fault}");
    assert!(tree.path("thesis.txt").exists());
}
