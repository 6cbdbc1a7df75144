//! What there is at most of what a template makes: the annotation `stagedoor.dev/limits`.
//!
//! On a template its text is a YAML list of sentences, or of `{when, says}`: `when` an expression over `parameters`
//! without `${{ }}`, `says` one sentence for the form.

use super::approval::items;
use crate::domain::expression;
use crate::domain::model::Entity;
use crate::domain::text::Clean;
use serde_json::Value;

/// The annotation.
pub const LIMITS: &str = "stagedoor.dev/limits";

/// A quota or a limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// When it holds; always without it.
    pub when: Option<Value>,
    /// It, in one sentence.
    pub says: Clean,
}

/// The limits that a template tells, in the order written. What says nothing is left out.
#[must_use]
pub fn limits(template: &Entity) -> Vec<Limit> {
    template.annotation(LIMITS).map(|text| items(text).iter().filter_map(limit).collect()).unwrap_or_default()
}

fn limit(item: &Value) -> Option<Limit> {
    let says = item.as_str().or_else(|| item.get("says")?.as_str()).filter(|says| !says.trim().is_empty())?;
    Some(Limit { when: item.get("when").filter(|when| !when.is_null()).cloned(), says: Clean::line(says) })
}

impl Limit {
    /// Whether it holds for these values of the form. Where that cannot be worked out it is told.
    #[must_use]
    pub fn holds(&self, parameters: &Value) -> bool {
        expression::is_shown(self.when.as_ref(), parameters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_limit_holds_always_or_where_its_condition_does() {
        let text = "- Three databases a team.\n- when: parameters.environment == \"production\"\n  says: 500 GB at most.\n- when: x\n- 7\n";
        let value =
            json!({"apiVersion": "x", "kind": "Template", "metadata": {"name": "t", "annotations": {LIMITS: text}}});
        let found = limits(&Entity::new(value).unwrap());
        let told = |environment: &str| {
            let values = json!({"environment": environment});
            found.iter().filter(|it| it.holds(&values)).map(|it| it.says.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(told("dev"), ["Three databases a team."]);
        assert_eq!(told("production"), ["Three databases a team.", "500 GB at most."]);
    }
}
