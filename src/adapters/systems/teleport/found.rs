//! A request that is found by its mark, and whether it is the one that is ordered now.

use super::{json, request};
use crate::domain::model::access::RequestId;
use crate::platform::access::another_is_there;
use crate::platform::fault::Fault;
use serde_json::Value;

/// A request that has the mark of an order.
pub(super) struct Found {
    id: RequestId,
    /// What is other in it than in the order.
    differs: Vec<&'static str>,
}

impl Found {
    /// Of a request as it is printed, and the arguments that the order would be sent with. For how long is not
    /// compared: Teleport shortens that by its roles, and tells no more than the moment of the end.
    pub(super) fn of(value: &Value, order: &[String]) -> Option<Self> {
        let id = RequestId::parse(json::raw(value, "/metadata/name"))?;
        let parts = [
            ("what it is for", is_for_other(value, order)),
            ("the reason", of_option(order, "--reason=").next().unwrap_or_default() != reason(value)),
        ];
        let differs = parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect();
        Some(Self { id, differs })
    }

    /// Its id, where it is what is ordered.
    ///
    /// # Errors
    /// Where it is what was ordered before that was changed.
    pub(super) fn that_very_one(self, tried: &str) -> Result<RequestId, Fault> {
        if self.differs.is_empty() { Ok(self.id) } else { Err(another_is_there(&self.id, &self.differs, tried)) }
    }
}

fn reason(value: &Value) -> &str {
    json::raw(value, "/spec/request_reason").trim_end()
}

/// Whether it is for other resources; where none are ordered, for other roles. Which roles give resources is
/// Teleport's to say.
fn is_for_other(value: &Value, order: &[String]) -> bool {
    let mut wanted: Vec<String> = of_option(order, "--resource=").map(str::to_owned).collect();
    let mut there: Vec<String> = request::resource_ids(value).map(|id| id.to_string()).collect();
    if wanted.is_empty() && there.is_empty() {
        wanted = of_option(order, "--roles=").flat_map(|roles| roles.split(',')).map(str::to_owned).collect();
        there = json::texts(value, "/spec/roles").iter().map(ToString::to_string).collect();
    }
    wanted.sort();
    there.sort();
    wanted != there
}

fn of_option<'a>(order: &'a [String], option: &'a str) -> impl Iterator<Item = &'a str> {
    order.iter().filter_map(move |argument| argument.strip_prefix(option))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn differs(order: &[&str]) -> Vec<&'static str> {
        let there = json!({
            "metadata": {"name": "0197-aa"},
            "spec": {
                "request_reason": "INC-1 [sd:7f3a9b2c]", "roles": ["dba", "sre"],
                "resource_ids": [{"cluster": "c", "kind": "db", "name": "orders"}],
            },
        });
        let order: Vec<String> = order.iter().map(|argument| (*argument).to_owned()).collect();
        Found::of(&there, &order).unwrap().differs
    }

    #[test]
    fn what_was_changed_since_it_was_sent_is_another_one() {
        assert!(differs(&["--resource=/c/db/orders", "--reason=INC-1 [sd:7f3a9b2c]", "--roles=x"]).is_empty());
        let other = ["--resource=/c/db/ledger", "--reason=INC-1 [sd:7f3a9b2c]"];
        assert_eq!(differs(&other), ["what it is for"]);
        assert_eq!(differs(&["--resource=/c/db/orders", "--reason=INC-2 [sd:7f3a9b2c]"]), ["the reason"]);
        assert_eq!(differs(&["--roles=dba,sre", "--reason=INC-1 [sd:7f3a9b2c]"]), ["what it is for"]);
    }
}
