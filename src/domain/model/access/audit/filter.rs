use super::{AuditKind, AuditRow};
use crate::domain::model::At;
use crate::domain::model::access::RequestId;

/// Which rows are looked at; all of them without anything said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AuditFilter {
    /// Words that are in who did it, whatever the case.
    pub who: String,
    /// Words that are in what access was had to.
    pub what: String,
    /// Only from then on; what has no time passes.
    pub since: Option<At>,
    /// Only of these sorts; of all without any.
    pub kinds: Vec<AuditKind>,
    /// Only of this request.
    pub request: Option<RequestId>,
}

impl AuditFilter {
    /// Whether a row is one of those.
    pub fn passes(&self, row: &AuditRow) -> bool {
        holds(row.who.as_str(), &self.who)
            && holds(row.what.as_str(), &self.what)
            && self.since.is_none_or(|since| row.at.is_none_or(|at| at >= since))
            && (self.kinds.is_empty() || self.kinds.contains(&row.kind))
            && (self.request.is_none() || self.request == row.request)
    }
}

/// Whether each of some words is in a text.
fn holds(text: &str, words: &str) -> bool {
    let text = text.to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| text.contains(word))
}
