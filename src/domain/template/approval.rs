//! Who has to agree before what a template makes comes to be: the annotation `stagedoor.dev/approval`.
//!
//! On a template its text is a YAML list of `{when, by, because}`: `when` an expression over `parameters`
//! without `${{ }}`, `by` a reference of a group or user, `because` one sentence for the form.

use crate::domain::expression;
use crate::domain::model::yaml;
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;
use serde_json::Value;

/// The annotation.
pub const APPROVAL: &str = "stagedoor.dev/approval";

/// Somebody who has to agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Approval {
    /// When that is needed; always without it.
    pub when: Option<Value>,
    /// The group or user.
    pub by: EntityRef,
    /// Why, in one sentence.
    pub because: Clean,
}

/// Whose agreement runs of a template may need, in the order written. What is no list, and items that name
/// nobody, are left out.
#[must_use]
pub fn approvals(template: &Entity) -> Vec<Approval> {
    template.annotation(APPROVAL).map(read).unwrap_or_default()
}

fn read(text: &str) -> Vec<Approval> {
    items(text).iter().filter_map(approval).collect()
}

/// The items of a YAML list; none of what is no list.
pub(super) fn items(text: &str) -> Vec<Value> {
    let first = yaml::documents(text).into_iter().next().and_then(|document| document.content.ok());
    match first.map(|parsed| parsed.value) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

fn approval(item: &Value) -> Option<Approval> {
    let by = EntityRef::parse(item.get("by")?.as_str()?, Some("group"), None).ok()?;
    let because = Clean::line(item.get("because").and_then(Value::as_str).unwrap_or_default());
    let when = item.get("when").filter(|when| !when.is_null()).cloned();
    Some(Approval { when, by, because })
}

impl Approval {
    /// Whether it is needed for these values of the form. A condition that cannot be worked out asks for it.
    #[must_use]
    pub fn is_needed(&self, parameters: &Value) -> bool {
        expression::is_shown(self.when.as_ref(), parameters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_to_agree_is_read_and_what_names_nobody_is_left_out() {
        let text = "- when: parameters.environment == \"production\"\n  by: group:default/dba\n  because: It holds data.\n- by: security\n- because: nobody\n- 7\n";
        let found = read(text);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].when, Some(Value::from("parameters.environment == \"production\"")));
        assert_eq!(found[0].by.as_str(), "group:default/dba");
        assert_eq!((found[1].by.as_str(), &found[1].when), ("group:default/security", &None));
        assert!(read("{").is_empty() && read("just words").is_empty());
    }
}
