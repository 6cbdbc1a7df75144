//! Forms of any schema, filled in by anybody: every step is laid out, or it is said why not; a secret is in nothing that
//! is kept or shown; and a draft that is resumed is the form that was left.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use stagedoor::domain::form::{Field, Form, Path, Secrecy, Step};
use stagedoor::domain::model::yaml;
use stagedoor::domain::text::Secret;
use stagedoor_fuzz::{Seed, schema};

const SECRET: &str = "hunter2-is-it";
const TYPED: [&str; 6] = ["", "a", "true", "-1.5", "[default/x]", "zwölf 12"];

fn fill(form: &mut Form, step: usize, field: &Field, seed: &mut Seed<'_>) {
    match (field.secrecy, seed.below(4)) {
        (Secrecy::Secret, _) => form.set_secret(step, &field.path, Some(Secret::new(SECRET.into()))),
        (_, 0) => form.set(step, &field.path, Some(schema::value(seed, 2))),
        (_, 1) => drop(form.choose(step, &field.path, seed.below(3))),
        _ => form.set_text(step, &field.path, seed.one_of(&TYPED)),
    }
}

fn change(form: &mut Form, step: usize, path: &Path, seed: &mut Seed<'_>) {
    match seed.below(6) {
        0 | 1 => drop(form.add_item(step, path, None)),
        2 => form.remove_item(step, path, seed.below(3)),
        3 => form.move_item(step, path, seed.below(3), seed.below(3)),
        4 => drop(form.add_property(step, path)),
        _ => drop(form.rename_property(step, path, seed.one_of(&TYPED))),
    }
}

/// Goes through all steps and does what the seed says at each.
fn walk(form: &mut Form, seed: &mut Seed<'_>) {
    for step in form.shown_steps() {
        let view = form.visit(step);
        for field in view.fields.iter().take(20) {
            fill(form, step, field, seed);
        }
        for container in view.containers.iter().take(10) {
            change(form, step, &container.path, seed);
        }
        form.view(step).problems();
    }
}

fn assert_keeps_secrets(form: &Form) {
    let shown = format!("{:?} {:?} {} {} {}", form.review(), form.review_by_place(), form.values(), form.draft(), form.marks());
    assert!(!shown.contains(SECRET), "{shown}");
}

fn try_out(parameters: &Value, seed: &mut Seed<'_>) {
    let mut form = Form::from_parameters(parameters);
    walk(&mut form, seed);
    walk(&mut form, seed);
    assert_keeps_secrets(&form);
    form.refusal();
    form.json_schema();
    let mut back = Form::new(form.steps().iter().map(Step::clone).collect());
    back.visit_all();
    back.resume(&form.draft(), &form.marks());
    back.visit_all();
    assert_keeps_secrets(&back);
}

fuzz_target!(|bytes: &[u8]| {
    let seed = &mut Seed::new(bytes);
    let steps: Value = (0..=seed.below(2)).map(|_| schema::schema(seed, 5)).collect();
    try_out(&steps, seed);
    if let Some(Ok(parsed)) = std::str::from_utf8(bytes).ok().and_then(|text| yaml::documents(text).into_iter().next()).map(|document| document.content) {
        try_out(&parsed.value, &mut Seed::new(bytes));
    }
});
