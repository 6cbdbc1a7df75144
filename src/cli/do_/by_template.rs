//! What is done to something that was asked for: by the run of a template alone, which is named with its values.

use super::super::desk::{Desk, wait};
use super::super::ending::{Ended, Ending, NOT_FOUND, TIMED_OUT, complain};
use super::super::provisions::{named, not_one, not_there, settled};
use super::super::task::known;
use super::super::whole::whole;
use crate::config::Chosen;
use crate::domain::form::Form;
use crate::domain::model::provision::{Provision, Provisions, not_known_yet};
use crate::domain::model::{Entity, EntityRef};
use crate::domain::template::deed::{DEED, Deed, DeedName, Lack, deeds};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::fault::FaultKind;
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
    match (all.find(word).as_slice(), not_known_yet(&all.sources)) {
        ([one], _) => wait(told(ports, &all, one, deed)),
        ([], Some(words)) => {
            complain(&Clean::line(&format!("whether {word} was asked for is {words}")));
            Ok(TIMED_OUT)
        }
        ([], None) => {
            complain(&not_there(word, &all));
            Ok(NOT_FOUND)
        }
        (several, _) => {
            complain(&not_one(word, several));
            Ok(NOT_FOUND)
        }
    }
}

async fn told(ports: &Ports, all: &Provisions, one: &Provision, name: DeedName) -> Ended {
    let (word, thing) = (name.word(), named(one, all));
    let lacks = |lack: &Lack| Err(Ending::usage(&format!("{thing}: {}", lack.words())));
    let (template, parameters) = match maker(ports, one).await? {
        Ok(known) => known,
        Err(lack) => match not_known_yet(&all.sources).filter(|_| lack == Lack::Maker) {
            Some(words) => {
                complain(&Clean::line(&format!("{thing}: which template made it is {words}")));
                return Ok(TIMED_OUT);
            }
            None => return lacks(&lack),
        },
    };
    let Some(deed) = deeds(&template).into_iter().find(|deed| deed.name == name) else {
        return lacks(&Lack::Deed(template.reference().clone(), name));
    };
    let Some(form) = there(whole(|steps| ports.templates.form(deed.template.clone(), steps)).await)? else {
        return lacks(&Lack::DeedHere(deed.template));
    };
    let mut values = deed.values(one, &parameters);
    values.retain(|_, value| !is_empty(value));
    let open = open(form.form(), &values);
    let line = line(&deed, values);
    Err(Ending::usage(&format!("provision.{word} is the run of a template: {line}{open}")))
}

type Made = (Arc<Entity>, Arc<Value>);

/// The template that made it, and what it was asked for with. What was done to it since is no making.
async fn maker(ports: &Ports, one: &Provision) -> Result<Result<Made, Lack>, Ending> {
    for id in &one.tasks {
        let run = there(known(ports, id).await)?;
        let Some((template, run)) = run.and_then(|run| Some((run.task.template.clone()?, run))) else { continue };
        match there(by_ref(ports, template.clone()).await)? {
            Some(found) if found.annotation(DEED).is_some() => {}
            Some(found) => return Ok(Ok((found, Arc::clone(&run.task.parameters)))),
            None => return Ok(Err(Lack::MakerHere(template))),
        }
    }
    let Some(template) = one.made_by.clone() else { return Ok(Err(Lack::Maker)) };
    let found = there(by_ref(ports, template.clone()).await)?;
    Ok(found.map(|found| (found, Arc::default())).ok_or(Lack::MakerHere(template)))
}

async fn by_ref(ports: &Ports, reference: EntityRef) -> Result<Arc<Entity>, Ending> {
    whole(|steps| ports.catalog.by_ref(reference, steps)).await
}

/// None of what is not there; whatever else keeps it from being read is told, as nothing follows from that.
fn there<T>(found: Result<T, Ending>) -> Result<Option<T>, Ending> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Ending::Fault(fault)) if fault.kind == FaultKind::NotFound => Ok(None),
        Err(ending) => Err(ending),
    }
}

/// What the form asks for besides, as arguments to be filled in.
fn open(mut form: Form, values: &Map<String, Value>) -> String {
    form.fill(&Value::Object(values.clone()));
    form.visit_all();
    let steps = form.incomplete_steps().into_iter().map(|step| form.view(step));
    let problems =
        steps.flat_map(|view| view.problems().into_iter().map(|it| it.path.names().join(".")).collect::<Vec<_>>());
    let mut names: Vec<String> = problems.filter(|name| !name.is_empty()).collect();
    names.dedup();
    let arguments: Vec<String> = names.iter().map(|name| format!("--set {name}=...")).collect();
    if arguments.is_empty() { String::new() } else { format!("; still to be given: {}", arguments.join(" ")) }
}

/// The command, with what is known of its values.
fn line(deed: &Deed, values: Map<String, Value>) -> Clean {
    let set = values.into_iter().map(|(name, value)| {
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
    value.as_str().is_some_and(str::is_empty) || value.as_array().is_some_and(Vec::is_empty)
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
