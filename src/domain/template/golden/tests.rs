use super::*;

const ENTITY: &str = "apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: shop
  annotations:
    backstage.io/techdocs-ref: dir:.
spec:
  type: service
  lifecycle: production
  owner: team-a
";

/// A project that has all.
fn whole() -> Vec<(&'static str, String)> {
    let workflow = "jobs:\n  scan:\n    steps:\n      - uses: aquasecurity/Trivy-action@v1\n";
    vec![
        ("README.md", "# Shop".to_owned()),
        ("catalog-info.yaml", ENTITY.to_owned()),
        (".github/workflows/ci.yaml", workflow.to_owned()),
        ("deploy/chart/templates/monitor.yaml", "kind: ServiceMonitor\n".to_owned()),
        ("mkdocs.yml", "site_name: Shop\n".to_owned()),
        ("docs/index.md", "# Shop".to_owned()),
    ]
}

fn found(files: &[(&str, String)], category: &str) -> Vec<String> {
    let files: Vec<MadeFile<'_>> =
        files.iter().map(|(path, content)| MadeFile { path, content: content.as_bytes() }).collect();
    let is_known = |owner: &EntityRef| Some(owner.name() == "team-a");
    let findings = check(&bundled(), &files, &Setting { category, is_known: &is_known });
    findings.into_iter().map(|it| format!("{}: {}", it.rule, it.message)).collect()
}

fn without(path: &str) -> Vec<(&'static str, String)> {
    whole().into_iter().filter(|(known, _)| *known != path).collect()
}

fn with(path: &'static str, content: &str) -> Vec<(&'static str, String)> {
    without(path).into_iter().chain([(path, content.to_owned())]).collect()
}

#[test]
fn a_project_that_has_all_passes() {
    assert_eq!(found(&whole(), "application"), [""; 0]);
}

#[test]
fn each_thing_that_is_missing_is_named_by_its_rule() {
    for (path, rules) in [
        ("README.md", vec!["readme"]),
        ("catalog-info.yaml", vec!["descriptor"]),
        (".github/workflows/ci.yaml", vec!["ci", "scan"]),
        ("deploy/chart/templates/monitor.yaml", vec!["monitoring"]),
        ("mkdocs.yml", vec!["docs"]),
        ("docs/index.md", vec!["docs"]),
    ] {
        let found = found(&without(path), "application");
        let named: Vec<&str> = found.iter().filter_map(|it| it.split(':').next()).collect();
        assert_eq!(named, rules, "{path}: {found:?}");
    }
}

#[test]
fn a_pipeline_that_scans_nothing_and_a_chart_that_nobody_watches_are_told() {
    let found = found(&with(".github/workflows/ci.yaml", "jobs: {}\n"), "application");
    assert!(matches!(&found[..], [one] if one.starts_with("scan: no ") && one.contains("says `trivy`")), "{found:?}");
}

#[test]
fn what_an_entity_lacks_is_told_with_its_name() {
    let broken = with("catalog-info.yaml", &ENTITY.replace("kind: Component", "kind: Componen t"));
    assert!(
        found(&broken, "application").iter().any(|it| it.starts_with("entities: ")),
        "{:?}",
        found(&broken, "application")
    );
    let nobodys = with("catalog-info.yaml", &ENTITY.replace("  owner: team-a\n", ""));
    assert!(found(&nobodys, "application").contains(&"owner: component:default/shop has no owner".to_owned()));
    let strangers = with("catalog-info.yaml", &ENTITY.replace("owner: team-a", "owner: team-z"));
    let told = "owner: component:default/shop is owned by group:default/team-z, which the catalog does not have";
    assert_eq!(found(&strangers, "application"), [told]);
    let undocumented =
        with("catalog-info.yaml", &ENTITY.replace("    backstage.io/techdocs-ref: dir:.\n", "    a/b: c\n"));
    assert_eq!(
        found(&undocumented, "application"),
        ["docs: component:default/shop has no annotation backstage.io/techdocs-ref"]
    );
}

#[test]
fn an_owner_that_the_template_makes_itself_is_known() {
    let two = format!(
        "{}---\n{}",
        ENTITY.replace("owner: team-a", "owner: new-team"),
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: new-team\nspec:\n  type: team\n  children: []\n"
    );
    assert_eq!(found(&with("catalog-info.yaml", &two), "application"), [""; 0]);
}

#[test]
fn rules_are_for_the_categories_that_they_name() {
    assert_eq!(found(&[("docs/adr/0001.md", "# Use it".into())], "documentation"), [""; 0]);
    let infrastructure: Vec<String> = found(&[("claim.yaml", "kind: Bucket\n".into())], "infrastructure");
    let named: Vec<&str> = infrastructure.iter().filter_map(|it| it.split(':').next()).collect();
    assert_eq!(named, ["descriptor", "monitoring"]);
}

#[test]
fn docs_that_lie_in_another_folder_of_the_project_are_found() {
    let entity = ENTITY.replace("dir:.", "dir:./handbook");
    let files = vec![
        ("a/catalog-info.yaml", entity),
        ("a/handbook/mkdocs.yml", String::new()),
        ("a/handbook/docs/README.md", String::new()),
        ("a/monitor.yaml", "kind: PodMonitor".to_owned()),
    ];
    assert_eq!(found(&files, "infrastructure"), [""; 0]);
}

#[test]
fn a_rule_that_cannot_be_one_says_why() {
    assert_eq!(rules::Paths::new::<&str>(&[]).unwrap_err(), RuleError::Empty);
    assert!(rules::Paths::new(&["a["]).unwrap_err().to_string().contains("`a[` is no pattern of paths"));
}
