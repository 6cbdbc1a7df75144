//! `stagedoor do`: any action of the table, without a screen.

mod answers;
mod by_template;
mod confirm;
mod deed;
mod progress;
#[cfg(test)]
mod tests;

use super::access;
use super::desk::{Desk, wait, wait_for_step};
use super::ending::{Ended, Ending};
use super::gate::{Asked, Wanted};
use super::named::Named;
use super::out::{Column, Row};
use crate::platform::actions::{Action, Danger, Takes};
use crate::platform::gate::Gate;
use crate::platform::permissions::Thing;
use crate::platform::plan::{Does, Refusal, Step, Target, permit, plan};
use crate::platform::ports::Ports;
use deed::Deed;
use progress::Progress;
use std::io::{IsTerminal as _, Read as _};

/// Targets on standard input are a list, not a file of any size.
const LONGEST_INPUT: u64 = 4 << 20;

#[derive(Debug, clap::Args)]
pub(super) struct DoArgs {
    /// The action, by its id in `stagedoor keys`: entity.refresh, catalog.register, ...
    pub action: String,
    /// What it is done to: component:default/payments, payments where only one is called so, an
    /// address where the action takes one, request/ID where it takes requests; `-` reads them from standard input, one a
    /// line
    #[arg(value_name = "TARGET")]
    pub targets: Vec<String>,
    /// A parameter of the action: owner=group:default/team-a
    #[arg(long, value_name = "K=V")]
    pub set: Vec<String>,
    /// Only say what would be done
    #[arg(long)]
    pub dry_run: bool,
    /// Do it without asking
    #[arg(long, short = 'y')]
    pub yes: bool,
}

const COLUMNS: &[Column] = &[
    Column::whole("REF"),
    Column::new("OUTCOME"),
    Column::new("DETAIL"),
    Column::wide("ACTION"),
    Column::wide("REQUEST"),
];

pub(super) fn run(desk: &mut Desk<'_>, args: &DoArgs) -> Ended {
    let action = action(&args.action)?;
    let parameters = args.set.iter().map(|text| parameter(text)).collect::<Result<Vec<_>, _>>()?;
    let config = desk.config()?;
    let chosen = desk.choose(&config, None)?;
    let gate = desk.gate(&chosen);
    if gate.is_read_only() || (gate.is_restricted() && action.leaves().is_some()) {
        // whatever it would be done to
        permit(&gate, action, None)?;
    }
    if let Some(deed) = by_template::deed_of(action) {
        return by_template::run(desk, &chosen, deed, &args.targets);
    }
    let writes = action.spec().danger != Danger::Reads;
    let asks = writes && !args.dry_run && !args.yes;
    if asks && !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        let why = format!("{} changes something, and there is no terminal to ask on; give --yes", action.spec().id);
        return Err(Ending::usage(&why));
    }
    let words = targets(&args.targets)?;
    // an address names nothing of the catalog
    let reads = matches!(action.takes(), Takes::Entities | Takes::Access) && !words.is_empty();
    let connected = if reads { desk.connect_to(&chosen)? } else { desk.open_to_ask(&chosen)? };
    let (asked, steps) = wait(async {
        let targets = named(&connected.ports, action, &words).await?;
        let asked = Asked::about(&connected, gate, &wanted(action, &targets)).await?;
        let steps = planned(&asked, action, &targets, &parameters)?;
        Ok((asked, steps))
    })?;
    if let Some(tells) = told_alone(&steps).filter(|_| desk.global.output.is_none()) {
        return answers::print(desk, &connected.ports, &tells);
    }
    let progress = Progress::default();
    let shows = args.dry_run && desk.global.output.is_none();
    let how = confirm::How { dry_run: args.dry_run, asks, shows };
    let work = confirm::carry_out(&connected, asked, action, &steps, how, &progress);
    let ended = wait_for_step(|| progress.stop(), work);
    // what was done before it was interrupted was done
    let deeds = progress.deeds();
    let code = worst(&deeds);
    let rows: Vec<Row> = deeds.iter().map(|deed| row(action, deed)).collect();
    told(desk.out.list(COLUMNS, &rows), ended, code)
}

/// What became of the targets decides, also where nobody is left to read it.
fn told(listed: Result<(), Ending>, ended: Result<(), Ending>, code: u8) -> Ended {
    match (ended, listed) {
        (Err(ending), _) => Err(ending),
        (Ok(()), Err(Ending::ClosedPipe)) => Ok(code),
        (Ok(()), listed) => listed.map(|()| code),
    }
}

impl From<Refusal> for Ending {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Usage(why) => Ending::Usage(why),
            Refusal::Denied(fault) => fault.into(),
        }
    }
}

fn action(id: &str) -> Result<Action, Ending> {
    Action::of_id(id).ok_or_else(|| {
        let doable = Action::ALL.iter().filter(|action| !matches!(action.takes(), Takes::Screen(_)));
        let ids: Vec<&str> = doable.map(|action| action.spec().id).collect();
        Ending::usage(&format!("there is no action `{id}`; without a screen there are: {}", ids.join(", ")))
    })
}

fn parameter(text: &str) -> Result<(String, String), Ending> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let (name, value) = pair.ok_or_else(|| Ending::usage(&format!("--set takes NAME=VALUE, and not `{text}`")))?;
    Ok((name.to_owned(), value.to_owned()))
}

/// The words that name targets; those of standard input in the place of `-`.
fn targets(given: &[String]) -> Result<Vec<String>, Ending> {
    let mut words = Vec::new();
    for word in given {
        match word.as_str() {
            "-" => words.extend(from_input()?),
            _ => words.push(word.clone()),
        }
    }
    Ok(words)
}

fn from_input() -> Result<Vec<String>, Ending> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(LONGEST_INPUT + 1).read_to_string(&mut text);
    read.map_err(|error| Ending::usage(&format!("standard input cannot be read: {error}")))?;
    // half of a list is another list
    if text.len() as u64 > LONGEST_INPUT {
        return Err(Ending::usage("standard input is longer than 4 MiB: give the targets in parts"));
    }
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

async fn named(ports: &Ports, action: Action, words: &[String]) -> Result<Vec<Target>, Ending> {
    let mut targets = Vec::with_capacity(words.len());
    for word in words {
        targets.push(match action.takes() {
            Takes::Entities => Target::Entity(Named::parse(word)?.resolve(ports).await?),
            Takes::Requests => Target::Request(access::found(ports, word).await?),
            Takes::Access => Target::Access(Box::new(access::sought(ports, word).await?)),
            _ => Target::Address(word.clone()),
        });
    }
    Ok(targets)
}

/// All that the action may need for its targets.
fn wanted(action: Action, targets: &[Target]) -> Vec<Wanted> {
    let needed = action.needs();
    let on = |target: &Target| target.entity().cloned().map(Thing::from);
    needed.iter().flat_map(|needed| targets.iter().map(move |target| (needed.clone(), on(target)))).collect()
}

/// A step for each target, or why it may not be done to it: one that is kept away keeps no other.
fn planned(
    asked: &Asked,
    action: Action,
    targets: &[Target],
    parameters: &[(String, String)],
) -> Result<Vec<Result<Step, Deed>>, Ending> {
    if targets.is_empty() {
        // nothing is done; what is wrong with the command matters more than what would be allowed
        return Ok(plan(&Gate::default(), action, &[], parameters)?.into_iter().map(Ok).collect());
    }
    let refused = |target: &Target| asked.refusal(action, target.entity());
    let allowed: Vec<Target> = targets.iter().filter(|target| refused(target).is_none()).cloned().collect();
    let steps = match plan(&asked.gate, action, if allowed.is_empty() { targets } else { &allowed }, parameters) {
        Err(Refusal::Denied(_)) if allowed.is_empty() => Vec::new(),
        planned => planned?,
    };
    let mut once: Vec<&Target> = Vec::with_capacity(targets.len());
    for target in targets {
        if !once.contains(&target) {
            once.push(target);
        }
    }
    let found = |target: &Target| steps.iter().find(|step| step.target == *target).cloned();
    let step = |target: &Target| match refused(target) {
        Some(fault) => Some(Err(Deed::refused(target.name(), &fault))),
        None => found(target).map(Ok),
    };
    Ok(once.into_iter().filter_map(step).collect())
}

/// The steps, where all that is to be done is to tell something.
fn told_alone(steps: &[Result<Step, Deed>]) -> Option<Vec<Step>> {
    let tells =
        |step: &Result<Step, Deed>| step.as_ref().ok().filter(|step| matches!(step.does, Does::Tell(_))).cloned();
    steps.iter().map(tells).collect()
}

fn row(action: Action, deed: &Deed) -> Row {
    let id = action.spec().id;
    let request = deed.request_id.clone().unwrap_or_default();
    Row {
        cells: vec![deed.target.clone(), deed.outcome.into(), deed.detail.clone(), id.into(), request],
        name: deed.target.clone(),
        value: deed.json(id),
    }
}

/// Of several ends the one that matters most, whichever came first.
fn worst(deeds: &[Deed]) -> u8 {
    const ORDER: [u8; 7] = [4, 6, 5, 1, 7, 3, 2];
    ORDER.into_iter().find(|code| deeds.iter().any(|deed| deed.code == *code)).unwrap_or(0)
}
