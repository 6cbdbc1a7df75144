use super::{Refusal, usage, value};
use crate::domain::model::access::{AccessLevel, AccessOrder, ResourceId, span};
use crate::platform::command::Command;

/// An order with how, for how long and why.
pub(super) fn ask(order: &AccessOrder, parameters: &[(String, String)]) -> Result<Command, Refusal> {
    let said = |name: &str| value(parameters, name).unwrap_or_default();
    let level = AccessLevel::of_word(said("type"));
    let level = level.ok_or_else(|| usage(&format!("`{}` is no type; there are: read, write, admin", said("type"))))?;
    let lasts = span(said("duration"));
    let lasts =
        lasts.ok_or_else(|| usage(&format!("`{}` is no duration; write 30m, 2h or 1h30m", said("duration"))))?;
    let order = match value(parameters, "resource").map(ResourceId::parse) {
        None => order.clone(),
        Some(Some(id)) => instead(order, id),
        Some(None) => return Err(usage("a resource is written /CLUSTER/KIND/NAME")),
    };
    let reason = said("reason").to_owned();
    Ok(Command::AskAccess(Box::new(AccessOrder { level, lasts, reason, ..order })))
}

/// An order for another resource: what was known of the first is not so of this one.
fn instead(order: &AccessOrder, id: ResourceId) -> AccessOrder {
    let (kind, environment) = (id.access(), String::new());
    AccessOrder { entity: None, roles: Vec::new(), resources: vec![id], kind, environment, ..order.clone() }
}
