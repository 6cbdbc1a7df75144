//! Forms as somebody fills them in.

use serde_json::{Value, json};

use super::{Content, Form, Kind, Path, Secrecy};
use crate::domain::text::Secret;

fn form(step: Value) -> Form {
    Form::from_parameters(&step)
}

fn at(path: &str) -> Path {
    Path::from_dotted(path)
}

fn paths(form: &Form) -> Vec<String> {
    form.view(0).fields.iter().map(|field| field.path.to_string()).collect()
}

#[test]
fn a_field_that_depends_on_another_comes_and_goes_and_keeps_what_was_typed() {
    let mut form = form(json!({
        "properties": { "database": { "type": "boolean" } },
        "dependencies": { "database": { "oneOf": [
            { "properties": { "database": { "const": false } } },
            { "properties": { "database": { "const": true }, "size": { "type": "string" } }, "required": ["size"] },
        ] } },
    }));
    assert_eq!(paths(&form), ["database"]);
    form.set(0, &at("database"), Some(json!(true)));
    assert_eq!(paths(&form), ["database", "size"]);
    assert!(form.view(0).problems().iter().any(|it| it.path == at("size") && it.message.contains("required")));
    form.set_text(0, &at("size"), "large");
    form.set(0, &at("database"), Some(json!(false)));
    assert_eq!(paths(&form), ["database"]);
    form.set(0, &at("database"), Some(json!(true)));
    assert_eq!(form.view(0).field(&at("size")).unwrap().value, Some(json!("large")));
    assert!(form.view(0).is_complete());
}

#[test]
fn a_branch_that_is_left_and_chosen_again_has_what_was_typed_into_it() {
    let mut form = form(json!({ "properties": { "source": { "type": "object", "title": "Source", "oneOf": [
        { "title": "Git", "properties": { "kind": { "const": "git" }, "url": { "type": "string" } } },
        { "title": "Archive", "properties": { "kind": { "const": "zip" }, "file": { "type": "string" } } },
    ] } } }));
    form.visit(0);
    let choice = form.view(0).fields.iter().find(|field| field.kind == Kind::Choice).unwrap().clone();
    assert_eq!((choice.path.to_string(), choice.options.unwrap().len()), ("source".to_owned(), 2));
    form.set_text(0, &at("source.url"), "https://example.com/x.git");
    form.choose(0, &at("source"), 1).unwrap();
    assert_eq!(form.state(), &json!({ "source": { "kind": "zip" } }));
    assert_eq!(paths(&form), ["source", "source.kind", "source.file"]);
    form.choose(0, &at("source"), 0).unwrap();
    assert_eq!(form.state()["source"], json!({ "kind": "git", "url": "https://example.com/x.git" }));
}

#[test]
fn what_was_emptied_stays_empty_though_it_has_a_default() {
    let mut form = form(json!({ "properties": { "branch": { "type": "string", "default": "main" } } }));
    assert_eq!(form.visit(0).data, json!({ "branch": "main" }));
    form.set_text(0, &at("branch"), "");
    assert_eq!(form.view(0).field(&at("branch")).unwrap().value, None);
    assert_eq!(form.values(), json!({}));
    form.set_text(0, &at("branch"), "next");
    assert_eq!(form.values(), json!({ "branch": "next" }));
}

#[test]
fn items_are_added_moved_and_taken_away() {
    let mut form = form(json!({ "properties": { "ports": {
        "type": "array", "maxItems": 2,
        "items": { "type": "object", "properties": { "number": { "type": "integer", "default": 80 } } },
    } } }));
    assert_eq!(form.add_item(0, &at("ports"), None), Ok(Some(0)));
    assert_eq!(form.add_item(0, &at("ports"), None), Ok(Some(1)));
    form.set_text(0, &at("ports.1.number"), "443");
    assert_eq!(form.add_item(0, &at("ports"), None), Ok(None), "there are two, and no more may be");
    form.move_item(0, &at("ports"), 1, 0);
    assert_eq!(form.values(), json!({ "ports": [{ "number": 443 }, { "number": 80 }] }));
    form.remove_item(0, &at("ports"), 0);
    assert_eq!(form.values(), json!({ "ports": [{ "number": 80 }] }));
    let view = form.view(0);
    let Content::Array { items, can_add, .. } = view.container(&at("ports")).unwrap().content else { unreachable!() };
    assert_eq!((items, can_add), (1, true));
}

#[test]
fn properties_beyond_the_schema_are_added_renamed_and_taken_away() {
    let mut form = form(json!({ "properties": { "labels": {
        "type": "object", "additionalProperties": { "type": "string" },
    } } }));
    assert_eq!(form.add_property(0, &at("labels")).as_deref(), Some("newKey"));
    assert_eq!(form.add_property(0, &at("labels")).as_deref(), Some("newKey-1"));
    assert_eq!(form.rename_property(0, &at("labels.newKey"), "team").as_deref(), Some("team"));
    form.set_text(0, &at("labels.team"), "a");
    form.remove_property(0, &at("labels.newKey-1"));
    assert_eq!(form.values(), json!({ "labels": { "team": "a" } }));
}

#[test]
fn what_is_typed_into_a_number_is_one_as_soon_as_it_can_be() {
    let mut form = form(json!({ "properties": { "size": { "type": "number" } } }));
    for (typed, value) in [("12", json!(12)), ("3.", json!(3)), (".50", json!(0.5)), ("x1", json!("x1"))] {
        form.set_text(0, &at("size"), typed);
        assert_eq!(form.values(), json!({ "size": value }), "{typed}");
    }
    assert_eq!(form.view(0).problems().first().map(|it| it.message.clone()).as_deref(), Some("must be number"));
}

#[test]
fn secrets_are_kept_apart_and_are_in_no_draft_and_no_review() {
    let mut form = form(json!({ "properties": {
        "token": { "type": "string", "ui:field": "Secret" },
        "password": { "type": "string", "ui:widget": "password" },
        "name": { "type": "string" },
    } }));
    form.set_secret(0, &at("token"), Some(Secret::new("geheim".to_owned())));
    form.set_text(0, &at("password"), "hidden-word");
    form.set_text(0, &at("name"), "x");
    let secrecy: Vec<Secrecy> = form.view(0).fields.iter().map(|field| field.secrecy).collect();
    assert_eq!(secrecy, [Secrecy::Secret, Secrecy::Masked, Secrecy::Open]);
    assert_eq!(form.values()["token"], json!("******"));
    assert_eq!(form.secrets().get("token").map(Secret::reveal), Some("geheim"));
    assert_eq!(form.draft(), json!({ "name": "x" }));
    let rows = form.review().unwrap();
    let shown: Vec<(&str, bool)> = rows.iter().map(|row| (row.name.as_str(), row.is_masked)).collect();
    assert_eq!(shown, [("Token", true), ("Password", true), ("Name", false)]);
    assert!(rows.iter().all(|row| !row.value.to_string().contains("word")));
}

#[test]
fn a_password_is_hidden_however_the_template_writes_it_and_wherever_it_stands() {
    for hidden in [json!({ "ui:widget": "password" }), json!({ "ui:options": { "widget": "password" } })] {
        let mut password = json!({ "type": "string", "title": "Password" });
        password.as_object_mut().unwrap().extend(hidden.as_object().unwrap().clone());
        let mut form = form(json!({
            "properties": {
                "plain": password,
                "users": { "type": "array", "items": { "type": "object", "properties": { "word": password } } },
                "words": { "type": "array", "items": password },
                "kind": { "type": "string", "enum": ["none", "basic"] },
                "login": { "type": "object", "oneOf": [{ "properties": { "word": password } }] },
            },
            "dependencies": { "kind": { "oneOf": [
                { "properties": { "kind": { "const": "none" } } },
                { "properties": { "kind": { "const": "basic" }, "below": password } },
            ] } },
        }));
        form.fill(&json!({
            "plain": "geheim", "kind": "basic", "below": "geheim", "users": [{ "word": "geheim" }], "words": ["geheim"],
            "login": { "word": "geheim" },
        }));
        form.visit_all();
        let open: Vec<_> = form.view(0).fields.iter().filter(|it| it.value == Some(json!("geheim"))).cloned().collect();
        assert!(open.len() >= 4 && open.iter().all(|field| field.secrecy == Secrecy::Masked), "{open:?}");
        assert!(!form.draft().to_string().contains("geheim"), "{}", form.draft());
        let rows = form.review_by_place().unwrap();
        assert!(rows.iter().all(|row| !row.value.to_string().contains("geheim")), "{rows:?}");
        form.set(0, &at("kind"), Some(json!("none")));
        assert!(!form.draft().to_string().contains("geheim"), "what is not shown any more: {}", form.draft());
    }
}

#[test]
fn fields_of_one_title_are_both_in_the_review() {
    let mut form = Form::from_parameters(&json!([
        { "properties": { "service": { "type": "string", "title": "Name" } } },
        { "properties": { "database": { "type": "string", "title": "Name" }, "size": { "type": "string", "title": "Size" } } },
    ]));
    form.fill(&json!({ "service": "cart", "database": "carts", "size": "small" }));
    let rows = form.review_by_place().unwrap();
    let shown: Vec<(&str, &Value)> = rows.iter().map(|row| (row.name.as_str(), &row.value)).collect();
    let wanted = [("Name (service)", json!("cart")), ("Name (database)", json!("carts")), ("Size", json!("small"))];
    assert_eq!(shown, wanted.each_ref().map(|(name, value)| (*name, value)));
}

#[test]
fn a_field_that_is_not_known_is_the_widget_of_its_type_and_says_so() {
    let form = form(json!({ "properties": { "cluster": { "type": "string", "ui:field": "ClusterPicker" } } }));
    let view = form.view(0);
    let field = view.field(&at("cluster")).unwrap();
    assert_eq!((field.name.as_str(), field.custom.as_deref()), ("TextWidget", Some("ClusterPicker")));
    assert_eq!(view.custom_fields(), ["ClusterPicker"]);
}

#[test]
fn values_of_a_step_that_is_not_shown_are_not_sent() {
    let mut form = Form::from_parameters(&json!([
        { "properties": { "cloud": { "type": "string", "enum": ["a", "b"], "default": "a" } } },
        { "when": "${{ parameters.cloud == 'a' }}", "properties": { "region": { "type": "string", "default": "north" } } },
    ]));
    form.visit_all();
    assert_eq!((form.shown_steps(), form.values()), (vec![0, 1], json!({ "cloud": "a", "region": "north" })));
    form.set(0, &at("cloud"), Some(json!("b")));
    assert_eq!((form.shown_steps(), form.values()), (vec![0], json!({ "cloud": "b" })));
}

#[test]
fn what_the_backend_would_refuse_is_known_before() {
    let mut form = form(json!({ "properties": { "name": { "type": "string", "minLength": 3 } } }));
    form.set_text(0, &at("name"), "ab");
    let refusal = form.refusal().unwrap();
    assert_eq!((refusal.step, refusal.problems.len()), (0, 1));
    form.set_text(0, &at("name"), "abc");
    assert!(form.refusal().is_none());
}

#[test]
fn a_schema_that_goes_in_circles_breaks_its_step_alone() {
    let mut form = Form::from_parameters(&json!([
        { "properties": { "x": { "$ref": "#/definitions/a" } },
          "definitions": { "a": { "$ref": "#/definitions/b" }, "b": { "$ref": "#/definitions/a" } } },
        { "properties": { "tree": { "$ref": "#/definitions/missing" } } },
        { "properties": { "name": { "type": "string" } } },
    ]));
    form.visit_all();
    let broken = |step: usize| form.view(step).broken.clone().unwrap_or_default();
    assert!(broken(0).contains("circular"), "{}", broken(0));
    assert_eq!(broken(1), "Could not find a definition for #/definitions/missing.");
    assert_eq!(form.incomplete_steps(), [0, 1]);
}

#[test]
fn a_tree_that_contains_itself_is_as_deep_as_its_data() {
    let mut form = form(json!({
        "properties": { "root": { "$ref": "#/definitions/node" } },
        "definitions": { "node": { "type": "object", "properties": {
            "name": { "type": "string" },
            "below": { "type": "array", "items": { "$ref": "#/definitions/node" } },
        } } },
    }));
    form.add_item(0, &at("root.below"), None).unwrap();
    form.add_item(0, &at("root.below.0.below"), None).unwrap();
    assert!(paths(&form).contains(&"root.below.0.below.0.name".to_owned()), "{:?}", paths(&form));
}

#[test]
fn what_was_chosen_and_emptied_in_an_item_goes_along_with_it() {
    let alike =
        |title: &str| json!({ "title": title, "type": "object", "properties": { "note": { "type": "string" } } });
    let mut form =
        form(json!({ "properties": { "list": { "type": "array", "items": { "type": "object", "properties": {
        "store": { "oneOf": [alike("None"), alike("Disk")] },
        "size": { "type": "string", "default": "small" },
    } } } } }));
    for _ in 0..2 {
        form.add_item(0, &at("list"), None).unwrap();
    }
    form.choose(0, &at("list.1.store"), 1).unwrap();
    form.set(0, &at("list.1.size"), None);
    let item = |form: &Form, number: usize| {
        let view = form.view(0);
        let store = at(&format!("list.{number}.store"));
        let chosen = view.fields.iter().find(|field| field.path == store).and_then(|field| field.value.clone());
        (chosen, form.values()["list"][number].get("size").cloned())
    };
    let (usual, own) = ((Some(json!(0)), Some(json!("small"))), (Some(json!(1)), None));
    assert_eq!([item(&form, 0), item(&form, 1)], [usual.clone(), own.clone()]);
    form.move_item(0, &at("list"), 1, 0);
    assert_eq!([item(&form, 0), item(&form, 1)], [own.clone(), usual.clone()]);
    form.add_item(0, &at("list"), Some(0)).unwrap();
    assert_eq!([item(&form, 0), item(&form, 1), item(&form, 2)], [usual.clone(), own.clone(), usual]);
    form.remove_item(0, &at("list"), 0);
    assert_eq!(item(&form, 0), own);
}

#[test]
fn a_pattern_that_explodes_and_one_that_is_none_are_errors_of_their_step() {
    let mut form = form(json!({ "properties": { "name": { "type": "string", "pattern": "^(a+)+$" } } }));
    form.set_text(0, &at("name"), &format!("{}!", "a".repeat(60)));
    assert!(!form.view(0).is_complete());
    let broken = self::form(json!({ "properties": { "name": { "type": "string", "pattern": "(" } } }));
    assert!(broken.view(0).problems().iter().any(|it| it.message.contains("Invalid regular expression")));
}

#[test]
fn a_form_is_a_json_schema_too() {
    let form = Form::from_parameters(&json!([
        { "title": "One", "required": ["a"], "properties": { "a": { "$ref": "#/definitions/n", "ui:widget": "radio" } },
          "definitions": { "n": { "type": "string" } } },
        { "title": "Two", "when": "${{ parameters.a }}", "required": ["b"], "properties": { "b": { "type": "number" } } },
    ]));
    let schema = form.json_schema();
    assert_eq!(schema["allOf"][0]["properties"]["a"], json!({ "$ref": "#/allOf/0/definitions/n" }));
    assert_eq!((&schema["allOf"][0]["required"], &schema["allOf"][1]["required"]), (&json!(["a"]), &Value::Null));
}
