//! Asking for what a form lacks, one field after the other.

use crate::cli::ending::{Ending, complain};
use crate::cli::hearing;
use crate::cli::new::{files, filling, typed};
use crate::cli::task::GivenSecrets;
use crate::domain::form::{Field, Form, Kind, Path, Secrecy, View};
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::files::FilePort;
use serde_json::Value;
use std::io::IsTerminal as _;

/// How often the same is asked in a row before it is given up.
const PATIENCE: usize = 20;

/// Whether there is a terminal to ask on.
pub(super) fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks until nothing is missing any more.
///
/// # Errors
/// When the input ends before that, or something is missing that cannot be asked for.
pub(super) async fn ask(form: &mut Form, given: &GivenSecrets, files: &dyn FilePort) -> Result<(), Ending> {
    let mut asked: Option<(Path, usize)> = None;
    while let Some((step, path)) = first_problem(form) {
        let times = asked.take().filter(|(known, _)| *known == path).map_or(1, |(_, times)| times + 1);
        if times > PATIENCE {
            break;
        }
        let view = form.view(step);
        let Some(field) = view.field(&path) else { break };
        show(field, &view, times);
        let prompt = format!("{}: ", Clean::line(&name(field)));
        let heard = match field.secrecy {
            Secrecy::Open => hearing::line(&prompt).await?,
            Secrecy::Masked | Secrecy::Secret => hearing::hidden(&prompt).await?,
        };
        let Some(text) = heard else {
            return Err(Fault::new(
                FaultKind::Invalid,
                "fill in the form",
                "the input ended before it was complete",
                "",
            )
            .into());
        };
        let text = text.trim_end_matches(['\n', '\r']);
        match field.is_file() {
            true => take_files(form, step, field, files::typed(files, text, field.multiple).await)?,
            false => take(form, step, &path, text),
        }
        // an answer may bring up a secret that was given already
        filling::put_secrets(form, given);
        asked = Some((path, times));
    }
    Ok(())
}

/// The first field that keeps a step from being left.
fn first_problem(form: &Form) -> Option<(usize, Path)> {
    form.incomplete_steps().into_iter().find_map(|step| {
        let view = form.view(step);
        let problem =
            view.problems().into_iter().find(|problem| view.field(&problem.path).is_some_and(Field::is_editable));
        problem.map(|problem| (step, problem.path))
    })
}

fn name(field: &Field) -> String {
    let title = field.title();
    if title.is_empty() { field.path.names().join(".") } else { title.into_owned() }
}

fn show(field: &Field, view: &View, times: usize) {
    if times == 1 {
        let about = field.about();
        let help = field.help.as_deref().unwrap_or_default();
        [&*about, help].into_iter().filter(|text| !text.is_empty()).for_each(|text| complain(&Clean::line(text)));
        let options = field.options.iter().flatten().enumerate();
        let is_numbered = field.kind == Kind::Choice || field.options.as_deref().is_some_and(typed::is_numbered);
        options.for_each(|(n, option)| {
            let number = if is_numbered { format!("{}) ", n + 1) } else { String::new() };
            complain(&Clean::line(&format!("  {number}{}", option.title())));
        });
        if field.is_file() {
            complain(&"  the path of a file, which is read and sent along".into());
        }
        if field.multiple {
            complain(&"  several are given with commas between them".into());
        }
    }
    // that it is missing is clear from the question
    if times > 1 || field.value.is_some() {
        view.problems_at(&field.path).for_each(|problem| complain(&Clean::line(&problem.message)));
    }
}

/// What cannot be read is told, and asked for again.
fn take_files(form: &mut Form, step: usize, field: &Field, read: Result<Option<Value>, Ending>) -> Result<(), Ending> {
    match read {
        Ok(value) => form.set(step, &field.path, value),
        Err(Ending::Fault(fault)) => complain(&Clean::line(&fault.to_string())),
        Err(ending) => return Err(ending),
    }
    Ok(())
}

fn take(form: &mut Form, step: usize, path: &Path, text: &str) {
    let view = form.view(step);
    let Some(field) = view.field(path) else { return };
    if field.secrecy == Secrecy::Secret {
        return form.set_secret(step, path, (!text.is_empty()).then(|| Secret::new(text.to_owned())));
    }
    let answer = typed::answer(field, text);
    match (field.kind, answer) {
        (Kind::Choice, answer) => {
            let branch = answer.as_ref().and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
            // a branch that cannot be told is asked for again
            branch.map(|branch| form.choose(step, path, branch).ok());
        }
        (_, Some(value)) => form.set(step, path, Some(value)),
        (_, None) => form.set_text(step, path, text),
    }
}
