//! A run beside another one.

use super::case::{Ran, comparable};
use serde_json::{Value, json};

/// What differs, in few words.
pub fn told(what: &str, ours: &Value, theirs: &Value, wrong: &mut Vec<String>) {
    if ours != theirs {
        wrong.push(format!("  {what}\n    ours   {ours}\n    theirs {theirs}"));
    }
}

/// What is missing in a list, and what is too much.
pub fn tell_lists(what: &str, ours: &[Value], theirs: &[Value], wrong: &mut Vec<String>) {
    for item in theirs.iter().filter(|item| !ours.contains(item)) {
        wrong.push(format!("  {what} missing: {item}"));
    }
    for item in ours.iter().filter(|item| !theirs.contains(item)) {
        wrong.push(format!("  {what} more:    {item}"));
    }
    if wrong.is_empty() && ours != theirs {
        wrong.push(format!("  {what}: another order"));
    }
}

/// The lines of a log as they are compared.
pub fn lines(log: &[Value]) -> Vec<Value> {
    comparable(log).into_iter().map(|line| json!(line)).collect()
}

/// What is other in a run than in that of the scaffolder.
pub fn differences(ran: &Ran, theirs: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let status = if ran.result.is_ok() { "completed" } else { "failed" };
    told("status", &json!(status), &theirs["status"], &mut wrong);
    let output = ran.result.as_ref().ok().cloned().unwrap_or_default();
    told("output", &output, &theirs["output"], &mut wrong);
    let error = ran.result.as_ref().err().map(|failure| json!({"name": failure.name, "message": failure.message}));
    told("error", &error.unwrap_or_default(), &theirs["error"], &mut wrong);
    tell_lists("entry", &ran.entries, theirs["files"].as_array().unwrap(), &mut wrong);
    tell_lists("line", &lines(&ran.log), &lines(theirs["log"].as_array().unwrap()), &mut wrong);
    wrong
}
