//! Who may do what.

use super::ApiServer;
use super::state::State;
use serde_json::{Value, json};

/// Everything is allowed but what a test denies.
#[derive(Default)]
pub struct Rules {
    /// Verb, plural, namespace; `*` stands for any.
    denied: Vec<(String, String, String)>,
    /// The tokens that are accepted; any where there is none.
    pub tokens: Vec<String>,
}

impl Rules {
    pub fn denies(&self, verb: &str, plural: &str, namespace: &str) -> bool {
        let fits = |rule: &str, said: &str| rule == "*" || rule == said;
        let denies = |(v, p, n): &&(String, String, String)| fits(v, verb) && fits(p, plural) && fits(n, namespace);
        self.denied.iter().any(|rule| denies(&rule))
    }
}

impl ApiServer {
    /// Denies a verb on a plural in a namespace; `*` stands for any, and the empty namespace for all together.
    pub fn deny(&self, verb: &str, plural: &str, namespace: &str) {
        let rule = (verb.to_owned(), plural.to_owned(), namespace.to_owned());
        self.shared.change(|state| state.rules.denied.push(rule));
    }

    /// Takes back all that was denied.
    pub fn allow_all(&self) {
        self.shared.change(|state| state.rules.denied.clear());
    }

    /// Accepts these tokens and no others.
    pub fn accept(&self, tokens: &[&str]) {
        let tokens = tokens.iter().map(|token| (*token).to_owned()).collect();
        self.shared.change(|state| state.rules.tokens = tokens);
    }
}

/// The answer to a SelfSubjectAccessReview.
pub fn review(state: &State, body: &Value) -> Value {
    let asked = &body["spec"]["resourceAttributes"];
    let text = |name: &str| asked[name].as_str().unwrap_or_default();
    let is_denied = state.rules.denies(text("verb"), text("resource"), text("namespace"));
    let mut answer = body.clone();
    answer["status"] = match is_denied {
        true => json!({"allowed": false, "reason": "no RBAC policy matched"}),
        false => json!({"allowed": true, "reason": "RBAC: allowed by the test"}),
    };
    answer
}
