//! Secrets for a run: from files and the environment, and only those that the template asks for.

use crate::cli::bounded;
use crate::cli::ending::Ending;
use crate::cli::whole::whole;
use crate::domain::form::{Field, Form, Secrecy, credential, credential_names, secret_names};
use crate::domain::model::task::TaskId;
use crate::domain::text::Secret;
use crate::platform::ports::Ports;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The most that a secret may be.
const LONGEST: u64 = 64 << 10;
const FROM_ENVIRONMENT: &str = "STAGEDOOR_SECRET_";

/// Secrets that were given: an argument could be read by others on the machine.
#[derive(Debug, Default)]
pub(in crate::cli) struct GivenSecrets {
    /// By arguments that name their files.
    named: BTreeMap<String, Secret>,
    /// By the environment, which may have been set for another template.
    around: BTreeMap<String, Secret>,
}

impl GivenSecrets {
    /// Reads them.
    ///
    /// # Errors
    /// When one is given in another way, or its file cannot be read.
    pub(in crate::cli) fn read(given: &[String]) -> Result<Self, Ending> {
        let around = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.to_str()?.strip_prefix(FROM_ENVIRONMENT)?.to_owned();
            Some((name, Secret::new(value.into_string().ok()?)))
        });
        let named = given.iter().map(|one| from_file(one));
        Ok(Self { named: named.collect::<Result<_, _>>()?, around: around.collect() })
    }

    /// Those of these names.
    pub(in crate::cli) fn only(&self, names: &BTreeSet<String>) -> BTreeMap<String, Secret> {
        let wanted = |(name, secret): (&String, &Secret)| names.contains(name).then(|| (name.clone(), secret.clone()));
        self.around.iter().chain(&self.named).filter_map(wanted).collect()
    }

    /// Refuses one that was named and that a form never asks for.
    ///
    /// # Errors
    /// When there is one.
    pub(in crate::cli) fn check(&self, form: &Form) -> Result<(), Ending> {
        let known = known_secrets(form);
        let Some(strange) = self.named.keys().find(|name| !known.contains(*name)) else { return Ok(()) };
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let asked = match known.is_empty() {
            true => "it asks for none".to_owned(),
            false => format!("it asks for: {}", known.join(", ")),
        };
        Err(Ending::usage(&format!("the template asks for no secret `{strange}`; {asked}")))
    }

    /// Those that go along when a task is run again: what its template asks for. Where its form cannot be had, those
    /// that were named.
    ///
    /// # Errors
    /// When the task is not there, or a secret was named that the template does not ask for.
    pub(in crate::cli) async fn of_retry(
        &self,
        ports: &Ports,
        id: &TaskId,
    ) -> Result<BTreeMap<String, Secret>, Ending> {
        if self.named.is_empty() && self.around.is_empty() {
            return Ok(BTreeMap::new());
        }
        let run = super::known(ports, id).await?;
        let Some(template) = run.task.template.clone() else { return Ok(self.named.clone()) };
        let Ok(asked) = whole(|steps| ports.templates.form(template, steps)).await else {
            return Ok(self.named.clone());
        };
        let mut form = asked.form();
        form.fill(&run.task.parameters);
        form.visit_all();
        self.check(&form)?;
        Ok(self.only(&asked_secrets(&form)))
    }
}

fn from_file(one: &str) -> Result<(String, Secret), Ending> {
    let Some((name, path)) = one.split_once("=@").filter(|(name, _)| !name.is_empty()) else {
        let name = one.split('=').next().unwrap_or_default();
        return Err(Ending::usage(&format!(
            "a secret is read from a file: --secret {name}=@FILE; or from the variable {FROM_ENVIRONMENT}{name}"
        )));
    };
    let text = bounded::file(Path::new(path), LONGEST)
        .map_err(|error| Ending::usage(&format!("{path} cannot be read: {error}")))?;
    Ok((name.to_owned(), Secret::new(text.trim_end_matches(['\n', '\r']).to_owned())))
}

/// The names of the secrets that a form asks for as it is filled in now.
pub(in crate::cli) fn asked_secrets(form: &Form) -> BTreeSet<String> {
    let of_field = |field: &Field| match field.secrecy {
        Secrecy::Secret => field.path.last().map(str::to_owned),
        _ => credential(field.ui_options.get("requestUserCredentials")),
    };
    let of_step = |step| form.view(step).fields.iter().filter_map(of_field).collect::<Vec<_>>();
    form.shown_steps().into_iter().flat_map(of_step).collect()
}

/// All that it may ask for, whatever is filled in.
fn known_secrets(form: &Form) -> BTreeSet<String> {
    let of_step = |schema: &Value| secret_names(schema).into_iter().chain(credential_names(schema));
    asked_secrets(form).into_iter().chain(form.steps().iter().flat_map(|step| of_step(&step.merged))).collect()
}
