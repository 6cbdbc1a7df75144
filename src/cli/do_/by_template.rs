//! What is done to something that was asked for: by the run of a template alone, which is named with its values.

use super::super::desk::{Desk, wait};
use super::super::ending::{Ended, Ending, NOT_FOUND, complain};
use super::super::provisions::{named, not_one, not_there, settled};
use super::super::task::known;
use super::super::whole::whole;
use crate::config::Chosen;
use crate::domain::model::provision::{Provision, Provisions};
use crate::domain::model::{Entity, EntityRef};
use crate::domain::template::deed::{DEED, Deed, DeedName, MADE_BY, deeds, made_by};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::ports::Ports;
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;

/// So long systems are waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// The deed that an action is.
pub(super) fn deed_of(action: Action) -> Option<DeedName> {
    match action {
        Action::ProvisionRestore => Some(DeedName::Restore),
        Action::ProvisionScale => Some(DeedName::Scale),
        Action::ProvisionDelete => Some(DeedName::Delete),
        _ => None,
    }
}

/// Names the template and the command that runs it; nothing is done.
pub(super) fn run(desk: &Desk<'_>, chosen: &Chosen, deed: DeedName, words: &[String]) -> Ended {
    let [word] = words else {
        let word = deed.word();
        return Err(Ending::usage(&format!(
            "provision.{word} takes one thing that was asked for, as `stagedoor get provisions` names it, and tells which template is run for it"
        )));
    };
    let word = word.strip_prefix("provision/").unwrap_or(word);
    let connected = desk.connect_to(chosen)?;
    let ports = &connected.ports;
    let all = wait(settled(ports, PATIENCE))?;
    match all.find(word).as_slice() {
        [one] => Err(Ending::usage(&wait(told(ports, &all, one, deed))?)),
        [] => {
            complain(&not_there(word, &all));
            Ok(NOT_FOUND)
        }
        several => {
            complain(&not_one(word, several));
            Ok(NOT_FOUND)
        }
    }
}

async fn told(ports: &Ports, all: &Provisions, one: &Provision, name: DeedName) -> Result<String, Ending> {
    let (word, thing) = (name.word(), named(one, all));
    let Some((template, parameters)) = maker(ports, one).await? else {
        return Ok(format!("{thing}: no request and no {MADE_BY} on it says which template made it"));
    };
    Ok(match deeds(&template).into_iter().find(|deed| deed.name == name) {
        Some(deed) => format!("provision.{word} is the run of a template: {}", line(&deed, one, &parameters)),
        None => format!("{thing}: {} names no template to {word} what it made", template.reference().short()),
    })
}

/// The template that made it, and what it was asked for with. What was done to it since is no making.
async fn maker(ports: &Ports, one: &Provision) -> Result<Option<(Arc<Entity>, Arc<Value>)>, Ending> {
    for id in &one.tasks {
        let Ok(run) = known(ports, id).await else { continue };
        let Some(template) = run.task.template.clone() else { continue };
        let Ok(template) = by_ref(ports, template).await else { continue };
        if template.annotation(DEED).is_none() {
            return Ok(Some((template, Arc::clone(&run.task.parameters))));
        }
    }
    let id = one.id.clone();
    let Ok(detail) = whole(|steps| ports.systems.provisioning.provision(id, steps)).await else { return Ok(None) };
    let object = detail.tree.first().and_then(|node| node.object.as_ref().ok());
    match object.and_then(|object| made_by(object)) {
        Some(template) => Ok(Some((by_ref(ports, template).await?, Arc::default()))),
        None => Ok(None),
    }
}

async fn by_ref(ports: &Ports, reference: EntityRef) -> Result<Arc<Entity>, Ending> {
    whole(|steps| ports.catalog.by_ref(reference, steps)).await
}

/// The command, with what is known of its values; what is missing is asked for by it.
fn line(deed: &Deed, one: &Provision, parameters: &Value) -> Clean {
    let values: Map<String, Value> = deed.values(one, parameters);
    let set = values.into_iter().filter(|(_, value)| !is_empty(value)).map(|(name, value)| {
        let text = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        format!(" --set {}", quoted(&format!("{name}={text}")))
    });
    let template = match deed.template.namespace() {
        "default" => deed.template.name(),
        _ => deed.template.as_str(),
    };
    Clean::line(&format!("stagedoor new {template}{}", set.collect::<String>()))
}

fn is_empty(value: &Value) -> bool {
    value.as_str().is_some_and(str::is_empty)
}

/// An argument as a shell takes it.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+".contains(c);
    if text.chars().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_one_argument_of_a_shell_whatever_stands_in_it() {
        assert_eq!(quoted("name=orders"), "name=orders");
        assert_eq!(quoted("tags=[\"a b\"]"), "'tags=[\"a b\"]'");
        assert_eq!(quoted("why=it's $HOME"), "'why=it'\\''s $HOME'");
    }
}
