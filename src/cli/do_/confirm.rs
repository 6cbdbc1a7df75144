//! From steps to what became of them: found out, shown, asked for, done.

use super::answers::{answer, read};
use super::deed::Deed;
use super::progress::Progress;
use crate::cli::ending::Ending;
use crate::cli::gate::{Asked, Wanted};
use crate::cli::hearing::yes;
use crate::cli::platforms::Connected;
use crate::domain::document::Role;
use crate::domain::model::{Problem, to_yaml};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::command::{Command, Forecast};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;
use crate::platform::plan::{Does, Step, Target};
use std::io::Write as _;
use std::sync::Arc;

/// A descriptor is a page or two; anything larger is something else.
const LARGEST: u64 = 4 << 20;

#[derive(Clone, Copy)]
pub(super) struct How {
    pub dry_run: bool,
    /// Whether the user has not said yes beforehand.
    pub asks: bool,
    /// Whether what would be done is shown in full, beside results that say it in one line.
    pub shows: bool,
}

/// What is known of a step before it is done.
enum Ready {
    /// It can be done; with what it would do where that had to be found out.
    Go(Step, Option<Arc<Forecast>>),
    Not(Deed),
}

/// Does the steps one after the other, and puts down what became of each as soon as it is known. A
/// fault of one hides no other.
///
/// # Errors
/// When the user does not want it, or the program is interrupted.
pub(super) async fn carry_out(
    connected: &Connected,
    mut asked: Asked,
    action: Action,
    steps: &[Result<Step, Deed>],
    how: How,
    progress: &Progress,
) -> Result<(), Ending> {
    let mut ready = Vec::with_capacity(steps.len());
    for step in steps {
        ready.push(match step {
            Ok(step) => judged(&asked, prepared(connected, step, how).await),
            Err(deed) => Ready::Not(deed.clone()),
        });
    }
    if how.shows {
        show(action, &ready)?;
    } else if !how.asks {
        warn(&ready)?;
    }
    let can_go = ready.iter().any(|ready| matches!(ready, Ready::Go(..)));
    if how.asks && can_go && !agreed(action, &ready).await? {
        return Err(Fault::new(FaultKind::Local, "do it", "it was not confirmed", "").into());
    }
    let all = wanted(&ready);
    let mut sent: Vec<Sent> = Vec::new();
    for ready in ready {
        if progress.is_stopped() {
            break;
        }
        let deed = match ready {
            Ready::Not(deed) => deed,
            Ready::Go(step, forecast) if how.dry_run => planned(&step, forecast.as_deref()),
            Ready::Go(step, forecast) => {
                progress.begin(step.target.name());
                let command = exactly(&step, forecast.as_deref());
                match asked.refusal_now(connected, command, &all).await {
                    Some(fault) => Deed::refused(step.target.name(), &fault),
                    None => done(connected, step, forecast.as_deref().cloned(), &mut sent).await,
                }
            }
        };
        progress.end(deed);
    }
    Ok(())
}

async fn prepared(connected: &Connected, step: &Step, how: How) -> Ready {
    match &step.does {
        Does::Command(command) if command.is_foreseen() || how.dry_run => {
            match connected.ports.commands.foresee(command.clone()).await {
                Ok(told) => Ready::Go(step.clone(), Some(told.answer)),
                Err(fault) => Ready::Not(Deed::refused(step.target.name(), &fault)),
            }
        }
        _ => Ready::Go(step.clone(), None),
    }
}

/// Now that it is known what exactly would be sent, the gate decides about that.
fn judged(asked: &Asked, ready: Ready) -> Ready {
    match ready {
        Ready::Go(step, forecast) => match exactly(&step, forecast.as_deref()).and_then(|it| asked.refusal_of(it)) {
            Some(fault) => Ready::Not(Deed::refused(step.target.name(), &fault)),
            None => Ready::Go(step, forecast),
        },
        not => not,
    }
}

/// All that has to be allowed for what is to be sent.
fn wanted(ready: &[Ready]) -> Vec<Wanted> {
    let commands = ready.iter().filter_map(|ready| match ready {
        Ready::Go(step, forecast) => exactly(step, forecast.as_deref()),
        Ready::Not(_) => None,
    });
    let of = |command: &Command| command.needs().into_iter().map(|it| (it, command.on().thing())).collect();
    commands.flat_map(|command| -> Vec<Wanted> { of(command) }).collect()
}

/// The command that a step sends, as far as that is known.
fn exactly<'s>(step: &'s Step, forecast: Option<&'s Forecast>) -> Option<&'s Command> {
    match (&step.does, forecast) {
        (Does::Command(_), Some(forecast)) => Some(&forecast.exactly),
        (Does::Command(command), None) => Some(command),
        _ => None,
    }
}

fn planned(step: &Step, forecast: Option<&Forecast>) -> Deed {
    match forecast {
        Some(forecast) => Deed::planned(step.target.name(), forecast),
        None => Deed { outcome: "planned", ..Deed::done(step.target.name(), step.words.clone()) },
    }
}

/// Shows on standard error what would be done, and waits for a yes.
async fn agreed(action: Action, ready: &[Ready]) -> Result<bool, Ending> {
    show(action, ready)?;
    yes().await
}

fn show(action: Action, ready: &[Ready]) -> Result<(), Ending> {
    let mut to = std::io::stderr().lock();
    writeln!(to, "{}", action.spec().title)?;
    for ready in ready {
        match ready {
            Ready::Go(step, Some(forecast)) => {
                writeln!(to, "  {}: {}", step.target.name(), forecast.told)?;
                forecast.lines.iter().try_for_each(|line| writeln!(to, "    {}", Clean::line(&line.text())))?;
            }
            Ready::Go(step, None) => writeln!(to, "  {}: {}", step.target.name(), step.words)?,
            Ready::Not(deed) => writeln!(to, "  {}: not done: {}", deed.target, deed.detail)?,
        }
    }
    Ok(())
}

/// What to take note of is said also to who said yes beforehand.
fn warn(ready: &[Ready]) -> Result<(), Ending> {
    let mut to = std::io::stderr().lock();
    for ready in ready {
        let Ready::Go(step, Some(forecast)) = ready else { continue };
        let notes = forecast.lines.iter().filter(|line| line.runs.iter().any(|run| run.role == Role::Warn));
        for line in notes {
            writeln!(to, "stagedoor: {}: {}", step.target.name(), Clean::line(&line.text()))?;
        }
    }
    Ok(())
}

async fn done(connected: &Connected, step: Step, forecast: Option<Forecast>, sent: &mut Vec<Sent>) -> Deed {
    let target = step.target.name();
    match (step.does, &step.target) {
        (Does::Command(command), _) => {
            let exactly = forecast.map_or(command, |forecast| forecast.exactly);
            obeyed(connected, target, exactly, sent).await
        }
        (Does::Star(on), Target::Entity(entity)) => {
            let mut saved = match connected.session.load() {
                Ok(saved) => saved,
                Err(fault) => return Deed::refused(target, &fault),
            };
            saved.starred.retain(|known| known != entity);
            if on {
                saved.starred.push(entity.clone());
            }
            match connected.session.save(&saved) {
                Ok(()) => Deed::done(target, if on { "it is starred" } else { "it is no longer starred" }.into()),
                Err(fault) => Deed::refused(target, &fault),
            }
        }
        (Does::Validate { file }, Target::Entity(_)) => validated(connected, &step.target, file.as_deref()).await,
        (Does::Tell(what), Target::Entity(entity)) => match answer(&connected.ports, what, entity).await {
            Ok(answer) => Deed::done(target, Clean::line(&answer)),
            Err(ending) => ended(target, ending),
        },
        (_, Target::Address(_) | Target::App(..) | Target::Stage(..) | Target::Request(_) | Target::Access(_)) => {
            Deed::done(target, Clean::default())
        }
    }
}

/// What was sent and may have been done, for whom, and what became of it.
struct Sent {
    command: Command,
    target: Clean,
    outcome: Outcome,
}

async fn obeyed(connected: &Connected, target: Clean, command: Command, sent: &mut Vec<Sent>) -> Deed {
    // one request does it for several entities: it is sent once, however that ended
    if let Some(with) = sent.iter().find(|sent| sent.command.is_one_with(&command)) {
        let together = Clean::line(&format!("went together with {}", with.target));
        return Deed { detail: together, ..Deed::of(target, &with.outcome) };
    }
    let outcome = connected.ports.commands.command(command.clone()).await;
    let deed = Deed::of(target.clone(), &outcome);
    if !matches!(outcome, Outcome::Refused(_)) {
        sent.push(Sent { command, target, outcome });
    }
    deed
}

async fn validated(connected: &Connected, target: &Target, file: Option<&str>) -> Deed {
    let Target::Entity(entity) = target else { return Deed::done(target.name(), Clean::default()) };
    let text = match file {
        Some(path) => read_file(path).map_err(Ending::from),
        None => read(&connected.ports, entity).await.map(|entity| to_yaml(&entity.as_written())),
    };
    let text = match text {
        Ok(text) => text,
        Err(ending) => return ended(target.name(), ending),
    };
    match connected.ports.commands.verdict(entity.clone(), text).await {
        Ok(told) if told.answer.is_empty() => Deed::done(target.name(), "the catalog takes it".into()),
        Ok(told) => {
            let said: Vec<String> = told.answer.iter().map(placed).collect();
            let fault = Fault::new(FaultKind::Invalid, "take the descriptor", &said.join("; "), "correct it there");
            Deed::refused(target.name(), &fault)
        }
        Err(fault) => Deed::refused(target.name(), &fault),
    }
}

fn placed(problem: &Problem) -> String {
    format!("{}:{} {}", problem.line, problem.column, problem.message)
}

fn read_file(path: &str) -> Result<String, Fault> {
    let fault = |happened: &str| {
        Fault::new(FaultKind::Local, &format!("read {path}"), happened, "name a descriptor that you can read")
    };
    let known = std::fs::metadata(path).map_err(|error| fault(&error.to_string()))?;
    if !known.is_file() || known.len() > LARGEST {
        return Err(fault("it is no file of at most 4 MiB"));
    }
    std::fs::read_to_string(path).map_err(|error| fault(&error.to_string()))
}

fn ended(target: Clean, ending: Ending) -> Deed {
    match ending {
        Ending::Fault(fault) => Deed::refused(target, &fault),
        _ => Deed { code: 1, outcome: "refused", ..Deed::done(target, "it could not be read".into()) },
    }
}
