//! Filling in the forms of the bundled templates.

use super::read::{Bundled, bundled, named};
use serde_json::{Value, json};
use stagedoor::domain::form::Form;

/// The form of a template with values filled in, and all pages visited.
fn filled(it: &Bundled, values: &Value) -> Form {
    let mut form = Form::from_parameters(it.entity.pointer("/spec/parameters").unwrap());
    form.fill(values);
    form.visit_all();
    form
}

/// What keeps a form from being sent: the path of each field and what is wrong with it.
fn problems(form: &Form) -> Vec<(String, String)> {
    let pages = form.shown_steps().into_iter().flat_map(|step| form.view(step).problems());
    pages.map(|it| (it.path.names().join("."), it.message)).collect()
}

fn filling(it: &Bundled, name: &str) -> Value {
    it.fillings().into_iter().find(|(of, _)| of == name).unwrap().1
}

/// A filling with some values put over it; null takes one away.
fn with(mut values: Value, over: &Value) -> Value {
    for (name, value) in over.as_object().unwrap() {
        if value.is_null() {
            values.as_object_mut().unwrap().shift_remove(name);
        } else {
            values[name] = value.clone();
        }
    }
    values
}

#[test]
fn every_form_takes_what_it_is_meant_for() {
    for it in bundled() {
        let fillings = it.fillings();
        assert!(fillings.len() >= 2, "{}", it.name);
        for (name, values) in fillings {
            let form = filled(&it, &values);
            assert_eq!(problems(&form), [], "{} {name}", it.name);
            assert!(form.refusal().is_none(), "{} {name}: {:?}", it.name, form.refusal());
            for (key, value) in values.as_object().unwrap() {
                assert_eq!(form.values().get(key), Some(value), "{} {name} {key}", it.name);
            }
        }
    }
}

#[test]
fn every_form_uses_only_fields_that_a_portal_has_and_every_field_says_what_it_is() {
    for it in bundled() {
        for (name, values) in it.fillings() {
            let form = filled(&it, &values);
            for step in form.shown_steps() {
                let view = form.view(step);
                assert_eq!(view.custom_fields(), Vec::<&str>::new(), "{} {name}", it.name);
                assert!(view.fields.iter().all(|field| !field.title().is_empty()), "{} {name}", it.name);
            }
        }
    }
}

#[test]
fn every_form_has_few_pages_and_asks_for_an_owner_where_something_lasts() {
    for it in bundled() {
        let form = filled(&it, &filling(&it, it.fillings()[0].0.as_str()));
        assert!((2..=3).contains(&form.steps().len()), "{}", it.name);
        let asks_for_owner = form.values().get("owner").is_some();
        assert_eq!(
            asks_for_owner,
            !["ci-pipeline", "runbook"].contains(&it.name.as_str()) && it.text("/spec/type") != "operation",
            "{}",
            it.name
        );
    }
}

#[test]
fn a_name_that_cannot_be_is_refused_in_words_for_people() {
    for it in bundled().iter().filter(|it| it.entity.pointer("/spec/parameters/0/properties/name").is_some()) {
        let values = with(filling(it, "least"), &json!({ "name": "Not.Good_" }));
        let said = problems(&filled(it, &values));
        let (_, words) = said.iter().find(|it| it.0 == "name").unwrap();
        assert!(!words.contains("pattern") && words.to_lowercase().contains("lower"), "{}: {words}", it.name);
    }
}

#[test]
fn a_database_in_production_asks_for_three_replicas_and_for_the_reason() {
    for name in ["postgresql", "mongodb", "clickhouse", "redis"] {
        let it = named(name);
        let production = |over: Value| {
            let values = with(filling(&it, "least"), &json!({ "environment": "production", "storage": 50 }));
            filled(&it, &with(values, &over))
        };
        let paths = |form: &Form| problems(form).into_iter().map(|it| it.0).collect::<Vec<_>>();
        assert_eq!(paths(&production(json!({}))), ["reason"], "{name}");
        assert_eq!(production(json!({ "reason": "Black Friday" })).values()["replicas"], 3, "{name}");
        let two = production(json!({ "reason": "Black Friday", "replicas": 2 }));
        assert_eq!(paths(&two), ["replicas"], "{name}");
    }
}

#[test]
fn what_development_may_have_ends_earlier_than_what_production_may() {
    let it = named("postgresql");
    let ask = |environment: &str| {
        let over = json!({ "environment": environment, "storage": 60, "reason": "It has grown so far" });
        problems(&filled(&it, &with(filling(&it, "least"), &over))).into_iter().map(|it| it.0).collect::<Vec<_>>()
    };
    assert_eq!(ask("development"), ["storage"]);
    assert_eq!(ask("production"), Vec::<String>::new());
}

#[test]
fn what_everyone_can_reach_needs_an_address_of_ours() {
    for name in ["node-service", "python-service", "go-service", "java-service", "static-site"] {
        let it = named(name);
        let ask = |over: Value| problems(&filled(&it, &with(filling(&it, "least"), &over)));
        let missing = ask(json!({ "access": "public", "host": null }));
        assert_eq!(missing.len(), 1, "{name}: {missing:?}");
        let foreign = ask(json!({ "access": "public", "host": "shop.example.com" }));
        assert!(foreign.iter().any(|it| it.1.contains("directly below nordlicht.example")), "{name}: {foreign:?}");
        assert_eq!(ask(json!({ "access": "internal", "host": null })), [], "{name}");
    }
}
