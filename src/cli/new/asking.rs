//! Asking for what a form lacks, one field after the other.

use crate::cli::ending::{Ending, complain};
use crate::cli::hearing;
use crate::domain::form::{Field, Form, Path, Secrecy, View};
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::{Fault, FaultKind};
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
pub(super) async fn ask(form: &mut Form) -> Result<(), Ending> {
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
        take(form, step, &path, text.trim_end_matches(['\n', '\r']));
        form.visit_all();
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
        options.for_each(|(n, option)| complain(&Clean::line(&format!("  {}) {}", n + 1, option.title()))));
    }
    // that it is missing is clear from the question
    if times > 1 || field.value.is_some() {
        view.problems_at(&field.path).for_each(|problem| complain(&Clean::line(&problem.message)));
    }
}

fn take(form: &mut Form, step: usize, path: &Path, text: &str) {
    let view = form.view(step);
    let Some(field) = view.field(path) else { return };
    if field.secrecy == Secrecy::Secret {
        return form.set_secret(step, path, (!text.is_empty()).then(|| Secret::new(text.to_owned())));
    }
    let option = field.options.as_ref().and_then(|options| {
        let by_number = text.parse::<usize>().ok().and_then(|n| options.get(n.checked_sub(1)?));
        by_number.or_else(|| options.iter().find(|option| option.title() == text))
    });
    match (option.and_then(|option| option.value.clone()), field.value_type()) {
        (Some(value), _) => form.set(step, path, Some(value)),
        (None, Some("array" | "object")) => {
            let value = serde_json::from_str(text).ok();
            let items = || text.split(',').map(|item| Value::String(item.trim().to_owned())).collect();
            form.set(step, path, Some(value.unwrap_or_else(items)));
        }
        (None, Some("boolean")) => {
            let yes = matches!(text.to_lowercase().as_str(), "y" | "yes" | "true");
            form.set(step, path, Some(Value::Bool(yes)));
        }
        (None, _) => form.set_text(step, path, text),
    }
}
