//! What the bundled templates make of their fillings.

use super::read::{Bundled, bundled, example, files, values};
use serde_json::{Map, Value, json};
use stagedoor::domain::expression::{Context, Options, check as syntax, is_shown, text, value};
use stagedoor::domain::model::{EntityRef, descriptor, yaml};
use stagedoor::domain::schema::ajv;
use stagedoor::domain::template::golden::{GoldenPath, MadeFile, Setting, check};
use std::collections::BTreeMap;

/// The id of the run.
pub const REQUEST: &str = "11111111-2222-4333-8444-555555555555";

/// Files by their paths.
pub type Made = BTreeMap<String, String>;

fn context(root: &Value) -> Context {
    Context::new(root).unwrap()
}

fn inputs(parameters: &Value) -> Context {
    let user = json!({ "ref": "user:default/guest" });
    context(&json!({ "parameters": parameters, "steps": {}, "user": user, "context": { "task": { "id": REQUEST } } }))
}

/// The files of a template, filled in: all its `fetch:template` steps, one after the other.
pub fn made(it: &Bundled, parameters: &Value) -> Made {
    let inputs = inputs(parameters);
    let renders = it.steps().iter().filter(|step| step["action"] == "fetch:template");
    let runs = |step: &&Value| step.get("if").is_none_or(|of| is_truthy(value(of, &inputs)));
    renders.filter(runs).flat_map(|step| rendered(it, &value(&step["input"], &inputs).unwrap())).collect()
}

fn is_truthy(found: Option<Value>) -> bool {
    !matches!(found, None | Some(Value::Null | Value::Bool(false)))
}

fn rendered(it: &Bundled, input: &Value) -> Made {
    let options = Options::default();
    let within = context(&json!({ "values": input["values"] }));
    let target = input.get("targetPath").map_or(String::new(), |it| format!("{}/", it.as_str().unwrap()));
    let skeleton = files(&it.folder.join(input["url"].as_str().unwrap()));
    let one = |(path, content): (String, String)| {
        let name = text(&path, &within, &options).unwrap();
        match name.strip_suffix(".njk") {
            Some(name) => (format!("{target}{name}"), text(&content, &within, &options).unwrap()),
            None => (format!("{target}{name}"), content),
        }
    };
    skeleton.into_iter().map(one).collect()
}

/// All templates with all their fillings, rendered.
fn all() -> Vec<(String, String, Made)> {
    let of = |it: &Bundled| {
        let fillings = it.fillings().into_iter();
        fillings
            .map(|(name, parameters)| (format!("{} {name}", it.name), category(it), made(it, &parameters)))
            .collect::<Vec<_>>()
    };
    bundled().iter().flat_map(of).collect()
}

fn category(it: &Bundled) -> String {
    it.text("/spec/type").to_owned()
}

#[test]
fn no_expression_has_a_mistake_in_it() {
    fn walk(name: &str, at: &Value) {
        match at {
            Value::String(source) => assert!(syntax(source, &Options::default()).is_ok(), "{name}: {source}"),
            Value::Array(parts) => parts.iter().for_each(|part| walk(name, part)),
            Value::Object(parts) => parts.values().for_each(|part| walk(name, part)),
            _ => {}
        }
    }
    for it in bundled() {
        it.steps().iter().for_each(|step| walk(&it.name, step));
        walk(&it.name, it.entity.pointer("/spec/output").unwrap());
    }
}

#[test]
fn what_is_said_in_the_end_leaves_no_expression_behind() {
    for it in bundled() {
        for (name, parameters) in it.fillings() {
            let inputs = inputs(&parameters);
            let published = it.steps().iter().map(|step| &step["input"]);
            for source in published.chain(it.entity.pointer("/spec/output")) {
                let said = value(source, &inputs).unwrap_or_default().to_string();
                assert!(!said.contains("${{") && !said.contains("{%"), "{} {name}: {said}", it.name);
            }
        }
    }
}

#[test]
fn what_is_made_has_no_expression_of_the_template_left_and_no_gaps() {
    for (name, _, made) in all() {
        for (path, content) in made {
            let is_workflow = path.starts_with(".github/workflows/");
            assert!(is_workflow || !(content.contains("${{") || content.contains("{%")), "{name} {path}");
            assert!(content.is_empty() || content.ends_with('\n') && !content.ends_with("\n\n"), "{name} {path}");
            let gap = content.lines().find(|line| line.ends_with([' ', '\t']));
            assert!(gap.is_none(), "{name} {path}: {gap:?}");
            for unwanted in ["undefined", "[object Object]", "NaN"] {
                assert!(!content.contains(unwanted), "{name} {path} says {unwanted}");
            }
        }
    }
}

#[test]
fn yaml_and_json_can_be_read_and_every_object_says_which_request_asked_for_it() {
    for (name, _, made) in all() {
        for (path, content) in made.iter().filter(|(path, _)| !path.contains("deploy/chart/templates/")) {
            if path.ends_with(".json") || path.ends_with(".avsc") {
                assert!(serde_json::from_str::<Value>(content).is_ok(), "{name} {path}");
            }
            if !path.ends_with(".yaml") && !path.ends_with(".yml") {
                continue;
            }
            for document in yaml::documents(content) {
                let object = document.content.unwrap_or_else(|error| panic!("{name} {path}: {error}")).value;
                let said = ["/metadata/labels", "/metadata/annotations"]
                    .iter()
                    .find_map(|at| object.pointer(at)?.get("stagedoor.dev/request"));
                let is_chart = path.ends_with("Chart.yaml");
                let is_object = object.get("kind").is_some() && object.get("metadata").is_some();
                assert!(!is_object || is_chart || said == Some(&json!(REQUEST)), "{name} {path}");
            }
        }
    }
}

#[test]
fn every_entity_is_valid_and_has_an_owner_and_docs_where_it_runs() {
    for (name, category, made) in all().into_iter().filter(|(_, category, _)| category != "operation") {
        let descriptors: Vec<_> = made.iter().filter(|(path, _)| path.ends_with("catalog-info.yaml")).collect();
        let is_page = category == "documentation" || name.starts_with("ci-pipeline");
        assert_eq!(descriptors.len(), usize::from(!is_page), "{name}");
        for (path, content) in descriptors {
            let folder = path.strip_suffix("catalog-info.yaml").unwrap();
            for entity in values(content) {
                let checked = descriptor::check(&entity);
                assert!(checked.verdict.is_ok(), "{name} {path}: {:?}", checked.verdict.err());
                assert!(
                    entity.pointer("/spec/owner").and_then(Value::as_str).is_some_and(|it| !it.is_empty()),
                    "{name}"
                );
                let text = entity.pointer("/spec/definition/$text").and_then(Value::as_str);
                let named = text.map(|it| format!("{folder}{}", it.trim_start_matches("./")));
                assert!(named.is_none_or(|it| made.contains_key(&it)), "{name} {path}");
            }
            assert!(made.contains_key(&format!("{folder}mkdocs.yml")), "{name}");
            assert!(made.contains_key(&format!("{folder}docs/index.md")), "{name}");
        }
    }
}

/// The schemas of claims by their kind, closed: what is not in them is refused.
fn definitions() -> Map<String, Value> {
    let one = |(_, text): (String, String)| {
        let definition = values(&text).remove(0);
        let mut schema = definition.pointer("/spec/versions/0/schema/openAPIV3Schema/properties/spec").unwrap().clone();
        schema["additionalProperties"] = json!(false);
        let kind = definition.pointer("/spec/claimNames/kind").unwrap().as_str().unwrap().to_owned();
        (kind, schema)
    };
    files(&example().join("platform/definitions")).into_iter().map(one).collect()
}

#[test]
fn a_claim_asks_for_what_its_definition_allows_and_production_for_what_production_needs() {
    let definitions = definitions();
    let mut seen = 0;
    for (name, _, made) in all() {
        for (path, content) in made.iter().filter(|(path, _)| path.ends_with("/claim.yaml")) {
            // what is deleted is described no more
            let Some(claim) = values(content).into_iter().find(|it| !it.is_null()) else { continue };
            let (spec, kind) = (&claim["spec"], claim["kind"].as_str().unwrap());
            let errors = ajv::check(&definitions[kind], spec).unwrap();
            assert!(errors.is_empty(), "{name} {path}: {errors:?}");
            let approval = claim.pointer("/metadata/annotations").and_then(|it| it.get("stagedoor.dev/approval"));
            if spec["environment"] == "production" {
                assert!(spec["replicas"].as_u64().unwrap() >= 3, "{name}");
                assert_eq!(approval.is_some(), kind != "Topic", "{name}: topics are self service everywhere");
                assert_ne!(spec["backup"], "daily", "{name}");
            } else {
                assert_eq!(approval, None, "{name}");
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 21);
}

#[test]
fn an_approval_is_asked_for_exactly_where_what_is_made_says_so() {
    for it in bundled().iter().filter(|it| it.annotation("stagedoor.dev/approval").is_some()) {
        let rules = values(it.annotation("stagedoor.dev/approval").unwrap()).remove(0);
        for (name, parameters) in it.fillings() {
            let asked = rules.as_array().unwrap().iter().filter(|rule| is_shown(rule.get("when"), &parameters));
            let asked: Vec<_> = asked.map(|rule| rule["by"].as_str().unwrap().to_owned()).collect();
            let made = made(it, &parameters);
            let said = made.values().flat_map(|content| content.lines()).find_map(|line| {
                Some(
                    line.trim()
                        .trim_start_matches("# ")
                        .strip_prefix("stagedoor.dev/approval: ")?
                        .trim_matches('"')
                        .to_owned(),
                )
            });
            assert_eq!(said.unwrap_or_default(), asked.join(","), "{} {name}", it.name);
        }
    }
}

#[test]
fn an_application_that_somebody_has_to_approve_does_not_sync_by_itself() {
    for (name, _, made) in all() {
        for (path, content) in made.iter().filter(|(path, _)| path.starts_with("deploy/argocd/")) {
            let application = values(content).remove(0);
            let asks = application.pointer("/metadata/annotations").is_some();
            let syncs = application.pointer("/spec/syncPolicy/automated").is_some();
            assert_ne!(asks, syncs, "{name} {path}");
        }
    }
}

#[test]
fn what_is_made_has_all_that_the_golden_path_asks_for() {
    let groups = super::read::groups();
    let is_known = |it: &EntityRef| (it.kind() == "group").then(|| groups.iter().any(|group| group == it.as_str()));
    for (name, category, made) in all() {
        let files: Vec<MadeFile<'_>> =
            made.iter().map(|(path, content)| MadeFile { path, content: content.as_bytes() }).collect();
        let found =
            check(&GoldenPath::default().rules(), &files, &Setting { category: &category, is_known: &is_known });
        assert_eq!(found, [], "{name}");
        if category == "application" {
            let without: Vec<MadeFile<'_>> =
                files.into_iter().filter(|file| !file.path.starts_with(".github/")).collect();
            let setting = Setting { category: &category, is_known: &is_known };
            let found = check(&GoldenPath::default().rules(), &without, &setting);
            let rules: Vec<&str> = found.iter().map(|finding| finding.rule.as_str()).collect();
            assert_eq!(rules, ["ci", "scan"], "{name}");
        }
    }
}
