//! What the screen remembers of access for a while ([`super::granting`]).

use crate::domain::model::access::{AccessState, RequestId};
use std::collections::{BTreeMap, BTreeSet};

/// What was known of requests when they were looked at last.
#[derive(Debug, Default)]
pub(super) struct Granted {
    /// How each stood; nothing before the first answer.
    pub(super) states: Option<BTreeMap<RequestId, AccessState>>,
    /// They were asked for once, whatever came of it.
    pub(super) is_asked: bool,
    /// Of which it was told that they end soon.
    pub(super) warned: BTreeSet<RequestId>,
}
