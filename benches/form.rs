//! What a key costs in a form: the step worked out anew, with its errors.

use std::hint::black_box;
use std::path::Path as File;

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Map, Value, json};
use stagedoor::domain::form::{Form, Path};
use stagedoor::domain::model::yaml;

/// A step of many fields of all sorts, some of which depend on others.
fn many_fields(count: usize) -> Value {
    let (mut properties, mut dependencies, mut conditions) = (Map::new(), Map::new(), Vec::new());
    for number in 0..count {
        let name = format!("f{number}");
        let schema = match number % 5 {
            0 => json!({ "type": "string", "title": name, "pattern": "^[a-z][a-z0-9-]*$", "maxLength": 63 }),
            1 => json!({ "type": "string", "enum": ["a", "b", "c"], "default": "a" }),
            2 => json!({ "type": "boolean", "default": true }),
            3 => json!({ "type": "integer", "minimum": 1, "default": 3 }),
            _ => json!({ "type": "string", "ui:field": "EntityNamePicker", "default": "abc" }),
        };
        if number % 50 == 1 {
            let branch = |values: Value, field: String| json!({ "properties": { name.clone(): { "enum": values }, field: { "type": "string" } } });
            let branches = [branch(json!(["a"]), format!("d{number}")), branch(json!(["b"]), format!("e{number}"))];
            dependencies.insert(name.clone(), json!({ "oneOf": branches }));
        }
        if number % 50 == 2 {
            let then = json!({ "properties": { format!("t{number}"): { "type": "string" } } });
            conditions.push(json!({ "if": { "properties": { name.clone(): { "const": true } } }, "then": then }));
        }
        properties.insert(name, schema);
    }
    json!({ "required": ["f0", "f5"], "properties": properties, "dependencies": dependencies, "allOf": conditions })
}

fn type_a_key(criterion: &mut Criterion, name: &str, mut form: Form, field: &str) {
    form.visit(0);
    let path = Path::from_dotted(field);
    let mut key = 0_u32;
    criterion.bench_function(name, |bencher| {
        bencher.iter(|| {
            key += 1;
            form.set_text(0, &path, &format!("name-{key}"));
            black_box(form.view(0).problems().len())
        });
    });
}

fn keys(criterion: &mut Criterion) {
    type_a_key(criterion, "a key in a form of 500 fields", Form::from_parameters(&many_fields(500)), "f0");
    let name = "redhat-ai-dev__ai-lab-template__templates-rag-template.yaml";
    let file = File::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/templates").join(name);
    let Ok(text) = std::fs::read_to_string(file) else { return };
    if let Some(template) = yaml::values_in_spite(&text).first() {
        let form = Form::from_parameters(&template["spec"]["parameters"]);
        type_a_key(criterion, "a key in a real template", form, "name");
    }
}

criterion_group!(benches, keys);
criterion_main!(benches);
