//! What is going to be sent, in lines that a terminal can take.

use crate::cli::ending::{Ending, complain};
use crate::domain::form::{Form, with_files_named};
use crate::domain::text::Clean;
use crate::platform::templates::{Order, TemplateForm};
use serde_json::Value;

/// Items of a list that are shown.
const MOST: usize = 20;
/// Characters of a value that are shown.
const LONGEST: usize = 1000;

/// Says on standard error what is going to be sent.
pub(super) fn tell(form: &Form, asked: &TemplateForm, order: &Order) -> Result<(), Ending> {
    complain(&Clean::line(&format!("{} with:", asked.title)));
    let rows = form.review_by_place().map_err(|broken| Ending::usage(&broken.to_string()))?;
    for row in rows {
        complain(&Clean::line(&format!("  {}: {}", row.name, said(&with_files_named(&row.value)))));
    }
    if !order.secrets.is_empty() {
        let names: Vec<&str> = order.secrets.keys().map(String::as_str).collect();
        complain(&Clean::line(&format!("  with the secrets: {}", names.join(", "))));
    }
    for step in asked.actions.iter().filter(|step| !step.lacks.is_empty()) {
        complain(&Clean::line(&format!("  {} ({}) cannot be done here: {}", step.name, step.action, step.lacks)));
    }
    Ok(())
}

/// A value on one line; of what is too long it is said how much more there is.
fn said(value: &Value) -> String {
    let (shown, left_out) = match value {
        Value::Array(items) if items.len() > MOST => {
            let first: Vec<&Value> = items.iter().take(MOST).collect();
            (serde_json::json!(first).to_string(), format!(" and {} more", items.len() - MOST))
        }
        Value::String(text) => (text.clone(), String::new()),
        other => (other.to_string(), String::new()),
    };
    match shown.char_indices().nth(LONGEST) {
        Some((at, _)) => {
            let (first, rest) = shown.split_at(at);
            format!("{first}... and {} more characters{left_out}", rest.chars().count())
        }
        None => shown + &left_out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_that_is_too_long_to_be_read_is_cut_and_says_how_much_more_there_is() {
        assert_eq!(said(&json!("a")), "a");
        assert_eq!(said(&json!([1, {"a": "b"}])), r#"[1,{"a":"b"}]"#);
        assert_eq!(said(&vec![7; 20].into()), format!("[{}7]", "7,".repeat(19)));
        assert_eq!(said(&vec![7; 5020].into()), format!("[{}7] and 5000 more", "7,".repeat(19)));
        assert_eq!(said(&"ä".repeat(1002).into()), format!("{}... and 2 more characters", "ä".repeat(1000)));
    }
}
