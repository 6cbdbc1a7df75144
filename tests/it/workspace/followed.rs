use super::*;

fn names(listing: &Listing) -> Vec<String> {
    listing.rows().map(|row| row.name().to_string()).collect()
}

fn followed_tree() -> Tree {
    Tree::new(&[
        ("a/catalog-info.yaml", &component("a")),
        ("b/catalog-info.yaml", &component("b")),
        ("t/catalog-info.yaml", TEAM),
    ])
}

#[test]
fn a_saved_file_shows() {
    let tree = followed_tree();
    let seen = tree.open();
    let rows = seen.follow_rows();
    assert_eq!(rows.next().len(), 3);
    tree.write("a/catalog-info.yaml", component("renamed"));
    let after = rows.until(|listing| names(listing) != ["a", "b", "team-a"]);
    assert_eq!(names(&after), ["b", "renamed", "team-a"]);
    let owner = after.find(&parsed("component:default/renamed")).unwrap();
    assert!(!owner.is_ownerless(), "relations are made anew");
    // written in place, as some editors do
    std::fs::write(tree.path("b/catalog-info.yaml"), component("in-place")).unwrap();
    assert_eq!(
        names(&rows.until(|listing| names(listing).len() == 3 && !names(listing).contains(&"b".into()))),
        ["in-place", "renamed", "team-a"]
    );
}

#[test]
fn what_is_deleted_goes_and_what_is_moved_or_new_comes() {
    let tree = followed_tree();
    let seen = tree.open();
    let rows = seen.follow_rows();
    rows.next();
    std::fs::remove_file(tree.path("a/catalog-info.yaml")).unwrap();
    assert_eq!(names(&rows.next()), ["b", "team-a"]);
    std::fs::rename(tree.path("b"), tree.path("moved")).unwrap();
    tree.write("new/folder/catalog-info.yaml", component("new"));
    rows.until(|listing| names(listing) == ["b", "new", "team-a"]);
    // the folders that came are watched as the old ones were
    tree.write("moved/catalog-info.yaml", component("b2"));
    rows.until(|listing| names(listing) == ["b2", "new", "team-a"]);
    tree.write("new/folder/catalog-info.yaml", component("new2"));
    rows.until(|listing| names(listing) == ["b2", "new2", "team-a"]);
    std::fs::remove_dir_all(tree.path("new")).unwrap();
    rows.until(|listing| names(listing) == ["b2", "team-a"]);
}

#[test]
fn two_of_one_name_change_places_when_the_first_goes() {
    let tree = followed_tree();
    tree.write("c/catalog-info.yaml", component("a").replace("service", "second"));
    let seen = tree.open();
    let rows = seen.follow_rows();
    let type_of = |listing: &Listing| listing.find(&parsed("component:default/a")).unwrap().kind_type().to_string();
    assert_eq!(type_of(&rows.next()), "service");
    std::fs::remove_file(tree.path("a/catalog-info.yaml")).unwrap();
    assert_eq!(type_of(&rows.next()), "second");
}

#[test]
fn problems_come_and_go_with_what_is_saved() {
    let tree = followed_tree();
    let seen = tree.open();
    let problems = seen.follow_problems();
    assert_eq!(problems.next().len(), 0);
    tree.write("a/catalog-info.yaml", "kind: [\n");
    assert_eq!(problems.next()[0].file.as_str(), "a/catalog-info.yaml");
    tree.write("a/catalog-info.yaml", component("a"));
    assert_eq!(problems.next().len(), 0);
}

#[test]
fn an_entity_that_is_looked_at_changes_with_its_file_its_relations_and_what_it_brings_in() {
    let tree = followed_tree();
    tree.write("a/catalog-info.yaml", component_with("a", "definition:\n  $text: ./text.txt"));
    tree.write("a/text.txt", "one");
    let seen = tree.open();
    let entity = seen.follow_entity("component:default/a");
    assert_eq!(entity.next().text("/spec/definition").as_str(), "one");
    tree.write("a/text.txt", "two");
    assert_eq!(
        entity.until(|it| it.text("/spec/definition").as_str() != "one").text("/spec/definition").as_str(),
        "two"
    );
    tree.write("b/catalog-info.yaml", component_with("b", "dependsOn: [\"component:a\"]"));
    let users = |it: &Entity| it.relations().iter().filter(|it| it.kind.as_str() == "dependencyOf").count();
    entity.until(|it| users(it) == 1);
    // half saved it stays as it was, and is followed on
    tree.write("a/catalog-info.yaml", "kind: [\n");
    let problems = seen.follow_problems();
    problems.until(|problems| problems.iter().any(|it| it.file.as_str() == "a/catalog-info.yaml"));
    tree.write("a/catalog-info.yaml", component_with("a", "definition: three"));
    entity.until(|it| it.text("/spec/definition").as_str() == "three");
}

#[test]
fn ignore_rules_locations_and_the_folder_s_own_list_are_followed_too() {
    let tree = followed_tree();
    tree.write("x/one.yaml", component("one"));
    let seen = tree.open();
    let rows = seen.follow_rows();
    rows.next();
    tree.write(".gitignore", "/b\n");
    rows.until(|listing| names(listing) == ["a", "team-a"]);
    tree.write("a/catalog-info.yaml", location(&["../x/*.yaml"]));
    rows.until(|listing| names(listing) == ["l", "one", "team-a"]);
    tree.write("x/two.yaml", component("two"));
    rows.until(|listing| names(listing) == ["l", "one", "team-a", "two"]);
    tree.write("stagedoor.toml", "catalog = [\"b/catalog-info.yaml\"]");
    rows.until(|listing| names(listing) == ["b"]);
}

#[test]
fn followers_share_what_is_known_and_a_saved_file_reaches_each() {
    let tree = followed_tree();
    let seen = tree.open();
    let (one, two) = (seen.follow_rows(), seen.follow_rows());
    assert_eq!(one.next().version(), two.next().version());
    tree.write("a/catalog-info.yaml", component("c"));
    assert_eq!(one.next().version(), two.next().version());
    drop(one);
    tree.write("a/catalog-info.yaml", component("d"));
    assert_eq!(names(&two.next()), ["b", "d", "team-a"]);
}

#[test]
fn what_is_asked_once_is_true_though_nobody_follows() {
    let tree = followed_tree();
    let seen = tree.open();
    assert!(seen.ask(seen.workspace.source_of(parsed("component:default/a"))).is_ok());
    tree.write("z/catalog-info.yaml", component("z"));
    assert!(seen.ask(seen.workspace.source_of(parsed("component:default/z"))).is_ok());
}
