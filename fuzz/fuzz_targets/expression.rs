//! Expressions of templates, as anyone may write them: they have a value, or it is said where they are wrong; and that
//! comes to an end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::json;
use stagedoor::domain::expression::{Context, ExpressionError, Options, check, evaluate, is_shown, text};
use stagedoor_fuzz::tokens::template;

fn assert_stands_in(source: &str, error: &ExpressionError) {
    let line = source.split('\n').nth(error.line - 1);
    let columns = line.map(|line| line.encode_utf16().count() + 1);
    assert!(columns.is_some_and(|columns| (1..=columns).contains(&error.column)), "{error} of {source:?}");
}

fn try_out(source: &str) {
    let parameters = json!({"a": "text", "b": [3, "x", null], "n": -1.5, "list": [{"a": 1}, {"a": 2}], "record": {"a": {}}});
    let root = json!({"parameters": parameters, "secrets": {"token": "s"}, "steps": {"a": {"output": {"b": 1}}},
        "a": "text", "b": true, "n": 7, "list": [2, 1, 3], "record": {"b": "x", "a": 1}, "text": "Ein Satz, ä𝒳."});
    let context = Context::new(&root).unwrap().with_status(true);
    for cookiecutter in [false, true] {
        let options = Options { cookiecutter, trim_blocks: cookiecutter, lstrip_blocks: cookiecutter };
        let (is_read, rendered) = (check(source, &options), text(source, &context, &options));
        // what cannot be read cannot be rendered, and says the same
        assert!(is_read.is_ok() || is_read.as_ref().err() == rendered.as_ref().err(), "{source:?}");
        if let Err(error) = &rendered {
            assert_stands_in(source, error);
        }
    }
    let evaluated = evaluate(source, &context);
    if let Some(error) = &evaluated.error {
        assert_stands_in(source, error);
        assert_eq!(evaluated.value, Some(json!(source)));
    }
    is_shown(Some(&json!(source)), &parameters);
}

fuzz_target!(|bytes: &[u8]| {
    let made = template(bytes);
    try_out(&made);
    try_out(&format!("${{{{ {made} }}}}"));
    if let Ok(text) = std::str::from_utf8(bytes) {
        try_out(text);
    }
});
