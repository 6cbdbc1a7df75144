use super::*;

#[test]
fn descriptors_are_found_where_no_rule_leaves_them_out() {
    let tree = Tree::new(&[
        ("catalog-info.yaml", &component("root")),
        ("a/catalog-info.yml", &component("a")),
        ("a/b/c/catalog-info.yaml", &component("deep")),
        ("a/other.yaml", &component("other")),
        (".hidden/catalog-info.yaml", &component("hidden")),
        (".gitignore", "/out\n*.gen/\n"),
        ("out/catalog-info.yaml", &component("out")),
        ("a/x.gen/catalog-info.yaml", &component("generated")),
        ("a/.ignore", "vendor\n!vendor/kept\n"),
        ("a/vendor/catalog-info.yaml", &component("vendor")),
        ("b/.gitignore", "catalog-info.yaml\n"),
        ("b/catalog-info.yaml", &component("b")),
        ("b/c/.gitignore", "!catalog-info.yaml\n"),
        ("b/c/catalog-info.yaml", &component("kept")),
        ("node_modules/catalog-info.yaml", &component("modules")),
    ]);
    let expected = ["a", "deep", "kept", "modules", "root"].map(|name| format!("component:default/{name}"));
    assert_eq!(tree.refs(), expected);
}

#[test]
fn rules_above_the_folder_hold_too_when_it_is_part_of_a_checkout() {
    let tree = Tree::new(&[
        (".git/info/exclude", "/sub/a\n"),
        (".gitignore", "/sub/b\n"),
        ("sub/a/catalog-info.yaml", &component("a")),
        ("sub/b/catalog-info.yaml", &component("b")),
        ("sub/c/catalog-info.yaml", &component("c")),
    ]);
    assert_eq!(tree.open_at(&tree.path("sub")).refs(), ["component:default/c"]);
}

#[test]
fn locations_lead_on_through_globs_and_circles_and_each_file_counts_once() {
    let tree = Tree::new(&[
        (
            "catalog-info.yaml",
            &location(&["./all/one.yaml", "./all/more/*.yaml", "./all/**/deep.yaml", "./all/one.yaml"]),
        ),
        (
            "all/one.yaml",
            &format!(
                "{}---\n{}",
                location(&["../catalog-info.yaml", "./one.yaml", "more/two.yaml"]).replace("name: l", "name: m"),
                component("one")
            ),
        ),
        ("all/more/two.yaml", &component("two")),
        ("all/more/three.yaml", &component("three")),
        ("all/more/a/b/deep.yaml", &component("deep")),
        ("all/unnamed.yaml", &component("unnamed")),
        ("team.yaml", TEAM),
    ]);
    let names = ["component:default/deep", "component:default/one", "component:default/three", "component:default/two"];
    let locations = ["location:default/l", "location:default/m"];
    assert_eq!(tree.refs(), [&names[..], &locations[..]].concat());
    let errors: Vec<_> = tree.problems().into_iter().filter(|it| !it.contains("team-a")).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn what_a_location_cannot_lead_to_is_told_with_its_line() {
    let tree = Tree::new(&[(
        "a/catalog-info.yaml",
        &location(&["https://example.com/x.yaml", "./gone.yaml", "./none/*.yaml", "../../out.yaml"]),
    )]);
    std::fs::write(tree.folder.path().join("out.yaml"), component("out")).unwrap();
    let problems = tree.problems();
    let has = |start: &str, words: &str| problems.iter().any(|it| it.starts_with(start) && it.contains(words));
    assert!(has("warning a/catalog-info.yaml:7:", "remote targets are not read in a workspace"), "{problems:#?}");
    assert!(has("error a/catalog-info.yaml:8:", "no such file"), "{problems:#?}");
    assert!(has("warning a/catalog-info.yaml:9:", "no file matches"), "{problems:#?}");
    assert!(has("error a/catalog-info.yaml:10:", "leads out"), "{problems:#?}");
    assert_eq!(tree.refs(), ["location:default/l"]);
}

#[test]
fn one_bad_file_hides_no_other_and_one_bad_document_hides_no_other() {
    let tree = Tree::new(&[
        ("a/catalog-info.yaml", "kind: [\n"),
        ("b/catalog-info.yaml", &format!("{}---\nkind: Nonsense\n---\n{}", component("b1"), component("b2"))),
        (
            "c/catalog-info.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: c\nspec:\n  lifecycle: x\n  owner: y\n  type: 7\n",
        ),
        ("team/catalog-info.yaml", TEAM),
    ]);
    assert_eq!(tree.refs(), ["component:default/b1", "component:default/b2", "group:default/team-a"]);
    let problems = tree.problems();
    assert_eq!(problems.len(), 3, "{problems:#?}");
    assert!(problems[0].starts_with("error a/catalog-info.yaml:"), "{problems:#?}");
    assert!(problems[1].starts_with("error b/catalog-info.yaml:10:"), "{problems:#?}");
    assert!(problems[2].starts_with("error c/catalog-info.yaml:8:3"), "{problems:#?}");
}

#[test]
fn of_two_with_one_name_the_first_path_counts_and_the_other_is_told() {
    let tree = Tree::new(&[
        ("b/catalog-info.yaml", &component("Same").replace("service", "second")),
        ("a/catalog-info.yaml", &component("same").replace("service", "first")),
        ("team/catalog-info.yaml", TEAM),
    ]);
    let seen = tree.open();
    assert_eq!(seen.listing().find(&parsed("component:default/same")).unwrap().kind_type().as_str(), "first");
    let problems = seen.problems();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(
        problems[0].starts_with("error b/catalog-info.yaml:1:1 component:default/same stands in a/catalog-info.yaml:1")
    );
}

#[test]
fn a_folder_says_itself_which_files_are_its_catalog() {
    let tree = Tree::new(&[
        (
            "stagedoor.toml",
            "name = \"Ours\"\ncatalog = [\"org.yaml\", \"services/*/c.yaml\", \".backstage/x.yaml\", \"none.yaml\"]\n",
        ),
        ("catalog-info.yaml", &component("not-named")),
        ("org.yaml", TEAM),
        ("services/a/c.yaml", &component("a")),
        ("services/a/b/c.yaml", &component("too-deep")),
        (".backstage/x.yaml", &component("named-though-hidden")),
    ]);
    assert_eq!(tree.refs(), ["component:default/a", "component:default/named-though-hidden", "group:default/team-a"]);
    assert_eq!(tree.problems(), ["warning stagedoor.toml:2:66 none.yaml: there is no such file"]);
    assert_eq!(tree.open().workspace.platform().name.as_str(), "Ours");
}

const TEMPLATE: &str = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata:\n  name: NAME\nspec:\n  type: service\n  steps:\n    - id: a\n      action: fetch:template\n      input:\n        url: URL\n";

fn template(name: &str, url: &str) -> String {
    TEMPLATE.replace("NAME", name).replace("URL", url)
}

#[test]
fn what_a_template_renders_from_is_no_entity_yet() {
    let tree = Tree::new(&[
        ("t/template.yaml", &template("one", "./skeleton")),
        ("t/skeleton/catalog-info.yaml", &component("\"${{ values.name }}\"")),
        ("t/skeleton/inner/catalog-info.yaml", &component("plain")),
        ("u/template.yaml", &template("two", "../shared/${{ parameters.language }}")),
        ("shared/go/catalog-info.yaml", "metadata:\n{%- if x %}\n"),
        ("t/content/catalog-info.yaml", "metadata:\n{%- if x %}\n"),
        ("cloud/template.yaml", "AWSTemplateFormatVersion: 2010-09-09\nX: !Ref y\n"),
        ("chart/templates/template.yaml", "{{- if .Values.x }}\n"),
    ]);
    assert_eq!(tree.refs(), ["template:default/one", "template:default/two"]);
    assert_eq!(tree.problems(), [""; 0]);
}

#[test]
fn placeholders_bring_in_text_json_and_yaml_and_what_is_missing_is_told() {
    let spec = "a:\n  $text: ./x/text.txt\nb:\n  $json: ../data.json\nc:\n  $yaml: data.yaml\nd:\n  - $text: ./gone.txt\ne:\n  $text: https://example.com/x\nf:\n  $openapi: ./x/text.txt";
    let tree = Tree::new(&[
        ("s/catalog-info.yaml", &component_with("s", spec)),
        ("s/x/text.txt", "words: {{ kept }}\n"),
        ("data.json", "{\"k\": [1, 2]}"),
        ("s/data.yaml", "k: &a {n: 1}\nm: *a\n"),
        ("team/catalog-info.yaml", TEAM),
    ]);
    let seen = tree.open();
    let entity = seen.entity("component:default/s").unwrap();
    let spec = &entity.value()["spec"];
    assert_eq!(spec["a"], "words: {{ kept }}\n");
    assert_eq!(spec["b"]["k"][1], 2);
    assert_eq!(spec["c"]["m"]["n"], 1);
    assert_eq!(spec["d"][0]["$text"], "./gone.txt");
    assert_eq!(spec["e"]["$text"], "https://example.com/x");
    assert_eq!(spec["f"], "words: {{ kept }}\n");
    let problems = seen.problems();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(
        problems[0].starts_with("warning s/catalog-info.yaml:16:") && problems[0].contains("gone.txt"),
        "{problems:#?}"
    );
}

#[test]
fn every_template_and_location_of_real_trees_is_found_as_the_reference_says() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/trees");
    let Ok(expected) = std::fs::read_to_string(corpora.join("expected.json")) else { return };
    let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
    let tree = Tree::new(&[]);
    for (name, expected) in expected.as_object().unwrap() {
        let refs = tree.open_at(&corpora.join(name)).refs();
        let by_file = expected["byFile"].as_object().unwrap();
        for (file, documents) in by_file.iter().filter(|(file, _)| file.ends_with("template.yaml")) {
            for reference in documents.as_array().unwrap().iter().filter_map(|it| it["ref"].as_str()) {
                assert!(refs.iter().any(|it| it == reference), "{name}: {file} has {reference}");
            }
        }
        assert!(refs.iter().all(|it| !it.contains("{{")), "{name}: {refs:#?}");
    }
}
