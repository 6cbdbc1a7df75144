//! The templates that the example brings: all there, whole, and with forms that can be filled in.

mod forms;
mod read;
mod rendered;
mod run;

use read::{Bundled, bundled, example, files, folders, groups, named, read, values};
use serde_json::Value;
use std::collections::BTreeSet;

const ALL: [(&str, &str); 20] = [
    ("adr", "documentation"),
    ("avro-schema", "configuration"),
    ("ci-pipeline", "configuration"),
    ("clickhouse", "infrastructure"),
    ("cloudevents-schema", "configuration"),
    ("database-delete", "operation"),
    ("database-restore", "operation"),
    ("database-scale", "operation"),
    ("go-service", "application"),
    ("java-service", "application"),
    ("json-schema", "configuration"),
    ("kafka-topic", "infrastructure"),
    ("mongodb", "infrastructure"),
    ("node-service", "application"),
    ("postgresql", "infrastructure"),
    ("python-service", "application"),
    ("redis", "infrastructure"),
    ("runbook", "documentation"),
    ("s3-bucket", "infrastructure"),
    ("static-site", "application"),
];

/// What all services have in common, byte for byte.
const SHARED: [&str; 16] = [
    ".editorconfig",
    ".github/CODEOWNERS.njk",
    "api/openapi.yaml.njk",
    "deploy/argocd/${{ values.environment }}.yaml.njk",
    "deploy/chart/.helmignore",
    "deploy/chart/Chart.yaml.njk",
    "deploy/chart/templates/_labels.tpl",
    "deploy/chart/templates/deployment.yaml.njk",
    "deploy/chart/templates/disruption.yaml.njk",
    "deploy/chart/templates/external-secret.yaml.njk",
    "deploy/chart/templates/ingress.yaml.njk",
    "deploy/chart/templates/monitor.yaml.njk",
    "deploy/chart/templates/service.yaml.njk",
    "deploy/chart/values.schema.json",
    "deploy/values/${{ values.environment }}.yaml.njk",
    "docs/api.md.njk",
];

const ACTIONS: [&str; 5] = [
    "fetch:template",
    "publish:github",
    "publish:github:pull-request",
    "publish:gitlab:merge-request",
    "catalog:register",
];

#[test]
fn twenty_templates_are_there_each_in_its_category() {
    let all = bundled();
    let found: Vec<_> = all.iter().map(|it| (it.name.as_str(), it.text("/spec/type"))).collect();
    assert_eq!(found, ALL);
    assert!(all.iter().all(|it| it.text("/metadata/name") == it.name), "a folder is called as what is in it");
}

#[test]
fn each_is_owned_and_says_what_it_is_for_its_version_and_how_far_it_is() {
    let groups = groups();
    for it in bundled() {
        assert!(groups.iter().any(|group| group == it.text("/spec/owner")), "{}", it.name);
        assert!(it.text("/metadata/description").len() > 40, "{}", it.name);
        assert!(it.entity.pointer("/metadata/tags/0").is_some(), "{}", it.name);
        assert!(["beta", "ga", "deprecated", "retired"].contains(&it.text("/spec/lifecycle")), "{}", it.name);
        let version = it.annotation("stagedoor.dev/version").unwrap();
        assert!(version.split('.').filter(|part| part.parse::<u32>().is_ok()).count() == 3, "{}: {version}", it.name);
    }
}

#[test]
fn whoever_has_to_approve_something_is_there_and_the_form_says_why() {
    let groups = groups();
    let mut asked = 0;
    for it in bundled() {
        let Some(text) = it.annotation("stagedoor.dev/approval") else { continue };
        for approval in values(text).remove(0).as_array().unwrap() {
            let said = |key: &str| approval.get(key).and_then(Value::as_str).unwrap_or_default();
            assert!(groups.iter().any(|group| group == said("by")), "{}: {approval}", it.name);
            assert!(said("when").contains("parameters.") && said("because").ends_with('.'), "{}: {approval}", it.name);
            asked += 1;
        }
    }
    assert!(asked >= 10, "production, public addresses and unchecked schemas are approved by somebody: {asked}");
}

#[test]
fn every_step_works_on_any_portal_and_finds_its_skeleton_and_no_skeleton_is_left_over() {
    for it in bundled() {
        let mut named = BTreeSet::new();
        for step in it.steps() {
            let action = step.get("action").and_then(Value::as_str).unwrap();
            assert!(ACTIONS.contains(&action), "{}: {action}", it.name);
            if let Some(url) = step.pointer("/input/url").and_then(Value::as_str) {
                named.insert(it.folder.join(url.strip_prefix("./").unwrap()));
            }
        }
        let there: BTreeSet<_> = folders(&it.folder).into_iter().collect();
        assert_eq!(named, there, "{}", it.name);
        let publishes = |step: &Value| step.get("action").unwrap().as_str().unwrap().starts_with("publish:");
        assert!(it.steps().iter().any(publishes), "{} ends nowhere", it.name);
    }
}

fn skeleton_files(it: &Bundled) -> Vec<(String, String)> {
    folders(&it.folder).iter().flat_map(|folder| files(folder)).collect()
}

#[test]
fn what_is_applied_says_which_request_asked_for_it() {
    for it in bundled() {
        let mut stamped = 0;
        for (path, text) in skeleton_files(&it) {
            let is_object = text.contains("\nkind: ") || text.starts_with("kind: ");
            let is_stamped = text.contains("stagedoor.dev/request") || text.contains(r#"include "app.labels""#);
            assert!(!is_object || is_stamped, "{}/{path}", it.name);
            stamped += usize::from(text.contains("stagedoor.dev/request"));
        }
        assert!(stamped > 0, "{}", it.name);
        let request = it.steps().iter().filter_map(|step| step.pointer("/input/values/request"));
        assert!(request.clone().next().is_some(), "{}", it.name);
        assert!(request.into_iter().all(|it| it == "${{ context.task.id }}"), "{}", it.name);
    }
}

#[test]
fn a_service_comes_with_all_that_it_needs_to_be_run() {
    for it in bundled().iter().filter(|it| it.text("/spec/type") == "application") {
        let there: Vec<_> = skeleton_files(it).into_iter().map(|(path, _)| path).collect();
        let wanted = [
            "README.md.njk",
            "catalog-info.yaml.njk",
            "Dockerfile",
            ".dockerignore",
            ".gitignore",
            "mkdocs.yml.njk",
            ".github/workflows/ci.yaml.njk",
            ".github/dependabot.yml.njk",
            ".github/CODEOWNERS.njk",
            "deploy/chart/Chart.yaml.njk",
            "deploy/chart/values.yaml.njk",
            "deploy/chart/values.schema.json",
            "deploy/chart/templates/alerts.yaml.njk",
            "deploy/chart/templates/monitor.yaml.njk",
            "deploy/argocd/${{ values.environment }}.yaml.njk",
            "docs/index.md.njk",
            "docs/getting-started.md.njk",
            "docs/architecture.md.njk",
            "docs/runbook.md.njk",
        ];
        for path in wanted {
            assert!(there.iter().any(|it| it == path), "{} lacks {path}", it.name);
        }
        assert!(there.iter().any(|path| path.to_lowercase().contains("test")), "{} has no tests", it.name);
    }
}

#[test]
fn what_services_have_in_common_is_the_same_in_each() {
    let first = files(&named("node-service").folder.join("skeleton"));
    for other in ["python-service", "go-service", "java-service"] {
        let other = files(&named(other).folder.join("skeleton"));
        for path in SHARED {
            let of = |all: &[(String, String)]| all.iter().find(|it| it.0 == path).map(|it| it.1.clone());
            assert!(of(&first).is_some() && of(&first) == of(&other), "{path}");
        }
    }
}

#[test]
fn images_and_actions_are_named_with_their_versions() {
    for it in bundled() {
        for (path, text) in skeleton_files(&it) {
            for line in text.lines().map(|line| line.trim_start_matches("- ").trim()) {
                let named =
                    line.strip_prefix("FROM ").or(line.strip_prefix("uses: ")).or(line.strip_prefix("- uses: "));
                let Some(named) = named.and_then(|it| it.split_whitespace().next()) else { continue };
                let version = named.rsplit_once([':', '@']).map_or("", |it| it.1).trim_start_matches('v');
                let is_pinned = version.starts_with(|it: char| it.is_ascii_digit()) || named == "scratch";
                assert!(is_pinned, "{}/{path}: {line}", it.name);
            }
            assert!(!text.contains(":latest"), "{}/{path}", it.name);
        }
    }
}

#[test]
fn a_claim_is_one_that_the_platform_has_defined() {
    let definitions = files(&example().join("platform/definitions"));
    let defined: BTreeSet<_> = definitions.iter().map(|(_, text)| claim_of(&values(text)[0])).collect();
    assert_eq!(defined.len(), 6);
    for it in bundled().iter().filter(|it| it.text("/spec/type") == "infrastructure") {
        let claim = read(&it.folder.join("skeleton/claim.yaml.njk"));
        let said = |key: &str| claim.lines().find_map(|line| line.strip_prefix(key)).unwrap().to_owned();
        assert!(defined.contains(&(said("apiVersion: "), said("kind: "))), "{}", it.name);
    }
}

/// The API version and the kind of the claims of a definition.
fn claim_of(definition: &Value) -> (String, String) {
    let text = |pointer: &str| definition.pointer(pointer).and_then(Value::as_str).unwrap();
    let version = format!("{}/{}", text("/spec/group"), text("/spec/versions/0/name"));
    (version, text("/spec/claimNames/kind").to_owned())
}

#[test]
fn all_of_them_together_stay_small() {
    let bytes: usize = files(&example().join("templates")).iter().map(|(_, text)| text.len()).sum();
    assert!(bytes < 400_000, "{bytes} bytes are in every program");
}
