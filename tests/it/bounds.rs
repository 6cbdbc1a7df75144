//! What templates of others may not cost: whatever is in them, forms, expressions, patterns and globs come to an end, and
//! say so in words.

use serde_json::{Map, Value, json};
use stagedoor::domain::expression::{Context, ContextError, Options, check, evaluate, text};
use stagedoor::domain::form::Form;
use stagedoor::domain::pattern::Pattern;
use stagedoor::domain::schema::jsonschema;
use stagedoor::domain::template::glob::{Candidate, select};
use stagedoor::domain::template::golden::{self, MadeFile, Setting};

fn what_is_broken(parameters: &Value) -> String {
    let mut form = Form::from_parameters(parameters);
    form.visit_all();
    form.view(0).broken.clone().unwrap_or_default()
}

/// Something that holds itself so often.
fn nested(times: usize, inner: Value, around: impl Fn(Value) -> Value) -> Value {
    (0..times).fold(inner, |inner, _| around(inner))
}

/// Definitions of which each refers to the next one twice.
fn doubling(keyword: &str) -> Value {
    let twice = |n: usize| json!({ "$ref": format!("#/definitions/d{}", n + 1) });
    let definition = |n: usize| (format!("d{n}"), json!({ keyword: [twice(n), twice(n)] }));
    let mut definitions: Map<String, Value> = (0..40).map(definition).collect();
    definitions.insert("d40".into(), json!({ "type": "string" }));
    json!({ "properties": { "a": { "$ref": "#/definitions/d0" } }, "definitions": definitions })
}

#[test]
fn a_form_that_is_nested_too_deep_says_so_and_one_of_many_levels_is_shown() {
    let deep =
        |times| nested(times, json!({"type": "string"}), |it| json!({"type": "object", "properties": {"a": it}}));
    assert_eq!(what_is_broken(&deep(40)), "");
    assert!(what_is_broken(&deep(120)).contains("nested too deep"), "{}", what_is_broken(&deep(120)));
}

#[test]
fn a_schema_that_multiplies_comes_to_an_end_wherever_it_is_looked_at() {
    let schema = doubling("allOf");
    let mut form = Form::from_parameters(&schema);
    form.visit_all();
    form.fill(&json!({"a": "x"}));
    form.visit_all();
    assert_eq!(form.values()["a"], "x");
    drop(form.review());
    let error = jsonschema::check(&schema, &json!({"a": "x"})).unwrap_err();
    assert_eq!(error.message, "the schema takes too long");
    assert_eq!(form.refusal().unwrap().broken.as_deref(), Some("the schema takes too long"));
}

#[test]
fn branches_that_multiply_come_to_an_end_whatever_is_filled_in() {
    for keyword in ["anyOf", "oneOf"] {
        for value in [json!("x"), json!(5)] {
            let mut form = Form::from_parameters(&doubling(keyword));
            form.fill(&json!({ "a": value }));
            form.visit_all();
            drop(form.review());
            assert_eq!(form.values()["a"], value, "{keyword}");
            assert!(form.refusal().is_some() || (keyword, &value) == ("anyOf", &json!("x")), "{keyword} {value}");
        }
    }
}

#[test]
fn definitions_that_lead_to_one_another_without_an_end_are_not_followed_to_it() {
    let next = |n: usize| (format!("d{n}"), json!({ "$ref": format!("#/definitions/d{}", n + 1) }));
    let definitions: Map<String, Value> = (0..100_000).map(next).collect();
    let long =
        json!({ "properties": { "a": { "type": "string" } }, "$ref": "#/definitions/d0", "definitions": definitions });
    let hidden = json!({ "when": false, "properties": { "b": { "type": "string" } } });
    let mut form = Form::from_parameters(&json!([long, hidden]));
    form.fill(&json!({ "a": "x" }));
    assert_eq!(form.values(), json!({ "a": "x" }));
    assert!(!form.view(0).broken.clone().unwrap_or_default().is_empty());
}

#[test]
fn a_list_of_more_items_than_anyone_fills_in_is_not_made() {
    let list =
        |least: u64| json!({"properties": {"a": {"type": "array", "minItems": least, "items": {"default": "x"}}}});
    assert_eq!(what_is_broken(&list(9_000)), "");
    assert!(what_is_broken(&list(9_000_000_000)).contains("a list of at least 9000000000 items"));
}

fn context(root: &Value) -> Context {
    Context::new(root).unwrap()
}

fn said(source: &str, root: &Value) -> String {
    text(source, &context(root), &Options::default()).map_err(|error| error.message).unwrap_err()
}

#[test]
fn a_template_that_is_too_long_is_not_read() {
    let source = "x".repeat(4 * 1024 * 1024 + 1);
    let error = check(&source, &Options::default()).unwrap_err();
    assert_eq!((error.line, error.column), (1, 1));
    assert!(error.message.contains("4194304 code units"), "{error}");
    assert!(check(&source[1..], &Options::default()).is_ok());
}

#[test]
fn what_a_template_makes_has_a_bound_and_so_has_every_list_in_it() {
    let long = json!({ "long": "x".repeat(1 << 20) });
    let many = "{% for i in range(20) %}${{ long }}{% endfor %}";
    assert!(said(many, &long).contains("16777216"), "{}", said(many, &long));
    let fewer = many.replace("20", "15");
    assert_eq!(text(&fewer, &context(&long), &Options::default()).unwrap().len(), 15 << 20);
    let list = "{% set a = [] %}{% for i in range(100001) %}{% endfor %}";
    assert!(said(list, &json!({})).contains("cannot exceed 100000 entries"), "{}", said(list, &json!({})));
}

#[test]
fn values_that_are_too_large_or_nested_too_deep_are_no_context() {
    let is = |value: Value| Context::new(&json!({ "a": value })).err();
    assert_eq!(is(vec![1; 100_000].into()), None);
    assert_eq!(is(vec![1; 100_001].into()), Some(ContextError::TooLarge));
    let record: Map<String, Value> = (0..=100_000).map(|n| (n.to_string(), Value::Null)).collect();
    assert_eq!(is(record.into()), Some(ContextError::TooLarge));
    assert_eq!(is(nested(200, json!(1), |it| json!([it]))), None);
    assert_eq!(is(nested(300, json!(1), |it| json!([it]))), Some(ContextError::TooLarge));
}

#[test]
fn work_is_counted_over_all_that_a_template_does() {
    let loops = "${{ 1 }}{% for a in range(1200) %}{% for b in range(1200) %}{% set c = a %}{% endfor %}{% endfor %}";
    let evaluated = evaluate(loops, &context(&json!({})));
    let error = evaluated.error.unwrap();
    assert!(error.message.contains("work unit limit of 1000000"), "{error}");
    assert_eq!(evaluated.value, Some(json!(loops)), "what cannot be evaluated stays as it is");
}

#[test]
fn a_pattern_of_groups_in_groups_is_refused_and_one_of_a_few_is_read() {
    let groups = |count: usize| format!("{}a{}", "(".repeat(count), ")".repeat(count));
    assert!(Pattern::new(&groups(200), "").is_ok());
    assert!(Pattern::new(&groups(300), "").is_err());
    assert!(Pattern::new(&"()".repeat(32_000), "").is_ok());
    assert!(Pattern::new(&"()".repeat(33_000), "").is_err());
}

fn are_meant(glob: &str, paths: &[&str]) -> Vec<usize> {
    let file = |path: &&str| Candidate { path: (*path).to_owned(), is_folder: false, is_file: true };
    select(&[glob.to_owned()], &paths.iter().map(file).collect::<Vec<_>>(), true)
}

#[test]
fn braces_that_stand_for_too_much_are_taken_as_they_are_written() {
    assert_eq!(are_meant("{1..900}.txt", &["7.txt", "901.txt"]), [0]);
    let all = "{1..90000}.txt";
    assert_eq!(are_meant(all, &["7.txt"]), [0; 0]);
    let product = "{a,b}".repeat(40);
    assert_eq!(are_meant(&product, &["ab".repeat(20).as_str()]), [0; 0]);
}

#[test]
fn a_glob_that_explodes_means_nothing() {
    let (stars, long) = ("*a".repeat(30) + "b", "a".repeat(200));
    assert_eq!(are_meant(&stars, &[long.as_str(), "b"]), [0; 0]);
    assert_eq!(are_meant("*a*a*b", &["aab"]), [0]);
    let deep = "a/".repeat(3_000) + "b";
    assert_eq!(are_meant("**/b", &[deep.as_str()]), [0]);
}

#[test]
fn groups_and_braces_that_are_opened_again_and_again_come_to_an_end() {
    let nested = |times: usize| format!("{}a{}", "@(".repeat(times), ")".repeat(times));
    assert_eq!(are_meant(&nested(20), &["a", "b"]), [0]);
    let open = "(".repeat(60);
    assert_eq!(are_meant(&format!("{open}*"), &[format!("{open}a").as_str(), "a"]), [0], "they mean themselves");
    assert_eq!(are_meant(&format!("{}a", "@(".repeat(100_000)), &["a"]), [0; 0]);
    assert_eq!(are_meant(&nested(100_000), &["a"]), [0; 0]);
    assert_eq!(are_meant(&format!("{}*", "[".repeat(200_000)), &["a"]), [0; 0]);
    assert_eq!(are_meant(&format!("{{1..900}}{}", "{".repeat(10_000)), &["7"]), [0; 0]);
}

#[test]
fn words_are_looked_for_in_the_first_megabyte_of_a_file() {
    let rules = golden::bundled();
    let missing = |before: usize| {
        let text = format!("{}\ntrivy", "#".repeat(before));
        let files = [MadeFile { path: ".github/workflows/ci.yml", content: text.as_bytes() }];
        golden::check(&rules, &files, &Setting { category: "application", is_known: &|_| None }).len()
    };
    assert!(missing(10) < missing(2 << 20));
}
