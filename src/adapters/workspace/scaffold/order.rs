//! What is asked for, made ready: the template, its folder, and whether it can run here.

use super::runs::Runs;
use crate::adapters::workspace::bodies::Bodies;
use crate::adapters::workspace::ports::missing;
use crate::adapters::workspace::shared::Shared;
use crate::adapters::workspace::{identity, root};
use crate::domain::document::{Line, Role};
use crate::domain::expression;
use crate::domain::form::{password_names, without_fields, without_hidden};
use crate::domain::model::{Entity, EntityRef};
use crate::domain::schema::jsonschema;
use crate::domain::template::action::{self, Reach};
use crate::domain::template::run::{Secrets, Task};
use crate::domain::template::{ActionStep, FormStep, Template};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::templates::{Order, PlannedStep, UNTRUSTED, terms};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// An order, looked up.
pub(super) struct Ready {
    pub(super) template: Template,
    pub(super) title: String,
    /// The folder of the template, from the root of the workspace.
    pub(super) folder: String,
    /// Who asks.
    pub(super) by: Option<EntityRef>,
    pub(super) user: Value,
    /// The values without those of steps that were not shown.
    pub(super) parameters: Value,
    /// Steps that have no meaning here.
    pub(super) lacking: Vec<ActionStep>,
    /// Who has to agree, and what there is at most.
    pub(super) terms: Vec<Line>,
}

/// The template of a reference, and the folder that it lies in.
pub(super) fn template(shared: &Shared, reference: &EntityRef) -> Result<(Template, Entity, String), Fault> {
    let snapshot = shared.current()?;
    let row = snapshot.listing.find(reference).ok_or_else(|| missing(reference))?;
    let entity = Bodies::new(shared, &snapshot).whole(row).ok_or_else(|| missing(reference))?;
    let path = snapshot.origin(row).map(|origin| origin.member.file.path.to_string()).unwrap_or_default();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let template = Template::of_entity(entity.value())
        .map_err(|why| Fault::new(FaultKind::Invalid, &format!("read {reference}"), &why, &format!("mend {path}")))?;
    Ok((template, entity, folder))
}

/// Steps whose actions nobody here can do.
pub(super) fn lacking(template: &Template, runs: &Runs) -> Vec<ActionStep> {
    let is_done = |step: &&ActionStep| match action::find(&step.action) {
        Some(kind) => kind.reach != Reach::Publishes || runs.publishes(),
        None => false,
    };
    template.steps.iter().filter(|step| !is_done(step)).cloned().collect()
}

/// The steps of a run, as they are told before it.
pub(super) fn planned(template: &Template, runs: &Runs) -> Vec<PlannedStep> {
    let lacking = lacking(template, runs);
    let step = |step: &ActionStep| PlannedStep {
        name: Clean::line(&step.name),
        action: Clean::line(&step.action),
        lacks: match lacking.contains(step) {
            true => Clean::from("it needs a server"),
            false => Clean::default(),
        },
    };
    template.steps.iter().map(step).collect()
}

impl Ready {
    pub(super) fn of(shared: &Shared, runs: &Runs, order: &Order) -> Result<Self, Fault> {
        let (template, entity, folder) = template(shared, &order.template)?;
        let snapshot = shared.current()?;
        let by = identity::who(shared, &snapshot).user;
        let row = by.as_ref().and_then(|by| snapshot.listing.find(by));
        let user = row.and_then(|row| Bodies::new(shared, &snapshot).whole(row)).map(|user| user.value().clone());
        let title = entity.value().pointer("/metadata/title").and_then(Value::as_str);
        let parameters = checked(&template, &order.values)?;
        Ok(Self {
            title: title.unwrap_or(template.reference.name()).to_owned(),
            user: json!({"ref": by, "entity": user}),
            terms: terms(&entity, &parameters),
            parameters,
            lacking: lacking(&template, runs),
            template,
            folder,
            by,
        })
    }

    fn passwords(&self) -> BTreeSet<String> {
        self.template.form.iter().flat_map(|step| password_names(&step.schema)).collect()
    }

    /// The values as they are kept: without passwords.
    pub(super) fn kept(&self) -> Value {
        without_fields(&self.parameters, &self.passwords())
    }

    /// The names of what is not kept though it was filled in.
    pub(super) fn withheld(&self) -> Vec<String> {
        let is_lost = |name: &String| {
            let one = BTreeSet::from([name.clone()]);
            without_fields(&self.parameters, &one) != self.parameters
        };
        self.passwords().into_iter().filter(is_lost).collect()
    }

    /// What the reference calls a task, for the runner.
    pub(super) fn task(&self, id: &str, order: &Order, is_dry_run: bool) -> Task {
        let secrets = order.secrets.iter().map(|(name, secret)| (name.clone(), secret.reveal().to_owned()));
        Task {
            id: id.to_owned(),
            steps: self.template.steps.clone(),
            left_out: self.lacking.iter().map(|step| step.id.clone()).collect(),
            output: if self.template.output.is_null() { json!({}) } else { self.template.output.clone() },
            parameters: self.parameters.clone(),
            secrets: Secrets::new(secrets.collect()),
            user: self.user.clone(),
            is_dry_run,
        }
    }

    /// What has to be said before it runs.
    pub(super) fn warnings(&self, is_trusted: bool, root: &Path) -> Vec<Line> {
        let warn = |text: String| Line::of(Clean::line(&text), Role::Warn);
        let mut lines = Vec::new();
        if !is_trusted {
            lines.push(warn(format!("{UNTRUSTED} Going on says that you trust {}.", root.display())));
        }
        let left_out = |step: &ActionStep| warn(format!("left out: {} ({}) needs a server", step.name, step.action));
        lines.extend(self.lacking.iter().map(left_out));
        lines.extend(self.terms.iter().cloned());
        lines
    }

    /// Refuses what was not agreed to.
    pub(super) fn refuse(&self, order: &Order, is_trusted: bool, root: &Path) -> Result<(), Fault> {
        let tried = format!("run {}", order.template);
        if !is_trusted && !order.trusted {
            let happened = format!("the folder {} is not trusted yet", root.display());
            return Err(Fault::new(FaultKind::NotPermitted, &tried, &happened, "say that you trust it"));
        }
        if let Some(step) = self.lacking.first().filter(|_| !order.skip) {
            let names: Vec<String> =
                self.lacking.iter().map(|step| format!("{} ({})", step.name, step.action)).collect();
            let verb = if self.lacking.len() == 1 { "needs" } else { "need" };
            let happened = format!("{} {verb} a server", names.join(", "));
            let cure = format!("run it without: {} can be left out", step.action);
            return Err(Fault::new(FaultKind::Unsupported, &tried, &happened, &cure));
        }
        Ok(())
    }
}

/// The values as the backend takes them: what belongs to hidden steps is dropped, the rest is held to the schemas of
/// the steps that were shown.
fn checked(template: &Template, values: &Value) -> Result<Value, Fault> {
    let is_shown = |step: &&FormStep| expression::is_shown(step.when.as_ref(), values);
    let steps: Vec<(&Value, bool)> = template.form.iter().map(|step| (&step.schema, is_shown(&step))).collect();
    let values = without_hidden(values, &steps);
    for step in template.form.iter().filter(is_shown) {
        let tried = format!("run {}", template.reference);
        let refused = |why: &str| Fault::new(FaultKind::Invalid, &tried, why, &format!("see the step {}", step.title));
        let problems = jsonschema::check(&step.schema, &values).map_err(|error| refused(&error.to_string()))?;
        if let Some(problem) = problems.first() {
            return Err(refused(&problem.stack()));
        }
    }
    Ok(values)
}

/// The folder of a template on the disk: as it lies there, or written out of the program.
pub(super) fn source(root: &root::Root, folder: &str, aside: &Path) -> Result<PathBuf, Fault> {
    let failed = |why: String| Fault::new(FaultKind::Local, "read the folder of the template", &why, "");
    match root {
        root::Root::Disk(_) => Ok(if folder.is_empty() { root.path().to_owned() } else { root.path().join(folder) }),
        root::Root::Bundled(_) => {
            let from = root.folder(folder).map_err(|refusal| failed(refusal.to_string()))?;
            write_out(&from, aside).map_err(failed)?;
            Ok(aside.to_owned())
        }
    }
}

fn write_out(from: &root::Folder, to: &Path) -> Result<(), String> {
    use crate::adapters::workspace::entry::EntryKind;
    std::fs::create_dir_all(to).map_err(|error| error.to_string())?;
    let mut entries = Vec::new();
    from.entries(|entry| entries.push((entry.name.to_owned(), entry.kind))).map_err(|refusal| refusal.to_string())?;
    for (name, kind) in entries {
        let place = to.join(&name);
        if kind == EntryKind::Folder {
            write_out(&from.folder(&name).map_err(|refusal| refusal.to_string())?, &place)?;
        } else {
            let content = from.read(&name, 16 << 20).map_err(|refusal| refusal.to_string())?;
            std::fs::write(place, content.bytes).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}
