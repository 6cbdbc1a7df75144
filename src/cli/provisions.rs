//! What was asked for and how far it has come, for `get provisions`, `wait` and `status mine`.

mod model;

use super::asked::{Owner, mine};
use super::desk::{Desk, wait};
use super::ending::{Ended, Ending, NOT_FOUND, complain};
use super::get::GetArgs;
use super::out::{Column, Row};
use crate::domain::model::provision::{Progress, Provision, Provisions, StageName};
use crate::domain::model::timeline::Known;
use crate::domain::text::Clean;
use crate::platform::ports::{Ports, Step, Steps};
use crate::platform::provisioning::ProvisionFilter;
pub(super) use model::value_of;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::timeout;

/// So long systems are waited for; what they have not said by then is told as unknown.
const PATIENCE: Duration = Duration::from_secs(30);

const COLUMNS: &[Column] = &[
    Column::whole("REF"),
    Column::new("KIND"),
    Column::new("ENVIRONMENT"),
    Column::new("OWNER"),
    Column::new("STAGE"),
    Column::new("STATE"),
    Column::new("WHY"),
    Column::wide("REQUESTED BY"),
    Column::wide("ENTITY"),
];

/// `get provisions`.
pub(super) fn get(desk: &mut Desk<'_>, args: &GetArgs) -> Ended {
    let mut filter = filter(&args.filter)?;
    let connected = desk.connect()?;
    let owner = args.owner.as_deref().map(Owner::parse).transpose()?;
    let found = wait(async {
        filter.of = match owner {
            None => Vec::new(),
            Some(Owner::Me) => mine(&connected.ports).await?,
            Some(Owner::Of(owner)) => vec![owner],
        };
        settled(&connected.ports, PATIENCE).await
    })?;
    tell_unheard(&found);
    let mut is_missing = false;
    let named: Vec<&Arc<Provision>> = match args.refs.is_empty() {
        // what is gone on purpose is asked for by its name
        true => found.list.iter().filter(|one| !one.is_ending).collect(),
        false => args
            .refs
            .iter()
            .flat_map(|word| {
                let named = found.find(word.strip_prefix("provision/").unwrap_or(word));
                if named.is_empty() {
                    is_missing = true;
                    complain(&not_there(word, &found));
                }
                named
            })
            .collect(),
    };
    let rows =
        named.into_iter().filter(|one| filter.passes(one)).take(args.limit.unwrap_or(usize::MAX)).map(|one| row(one));
    let rows: Vec<Row> = rows.collect();
    desk.out.list(COLUMNS, &rows)?;
    if rows.is_empty() && !is_missing && desk.out.for_people() {
        complain(&Clean::line(&format!(
            "nothing of that sort was asked for in {}, as far as is known",
            connected.platform.name
        )));
    }
    Ok(if is_missing { NOT_FOUND } else { 0 })
}

/// Names that are told where a word names nothing.
const NEAR: usize = 5;

/// That nothing has that name, and which names are near it.
pub(super) fn not_there(word: &str, all: &Provisions) -> Clean {
    let near: Vec<String> = all.near(word, NEAR).into_iter().map(|one| named(one, all)).collect();
    let near = if near.is_empty() { String::new() } else { format!("; near it: {}", near.join(", ")) };
    Clean::line(&format!("nothing called {word} was asked for, as far as is known{near}"))
}

/// That several have a name, and how each is named.
pub(super) fn not_one(word: &str, several: &[&Arc<Provision>]) -> Clean {
    let ids: Vec<String> = several.iter().map(|one| format!("provision/{}", one.id)).collect();
    Clean::line(&format!("several are called {word}: {}", ids.join(", ")))
}

/// How a line is named on the command line: by its name where only this one has it.
pub(super) fn named(one: &Provision, all: &Provisions) -> String {
    let name = one.name.as_str();
    let is_word = !name.is_empty() && !name.contains(char::is_whitespace);
    match all.find(name).as_slice() {
        [only] if is_word && only.id == one.id => format!("provision/{name}"),
        _ => format!("provision/{}", one.id),
    }
}

/// What is known once all systems have answered, or in so long.
pub(super) async fn settled(ports: &Ports, patience: Duration) -> Result<Arc<Provisions>, Ending> {
    let latest: Arc<Mutex<Option<Arc<Provisions>>>> = Arc::default();
    let put = Arc::clone(&latest);
    let whole = super::whole::whole(|steps: Steps<Provisions>| {
        let steps = Steps::to(move |step: Step<Provisions>| {
            if let Step::Part(told) = &step {
                *put.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&told.answer));
            }
            steps.send(step);
        });
        ports.systems.provisioning.provisions(steps)
    });
    match timeout(patience, whole).await {
        Ok(told) => told,
        Err(_) => Ok(latest.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()),
    }
}

/// Says which systems were not heard, as their stages are unknown for that.
fn tell_unheard(found: &Provisions) {
    for source in &found.sources {
        match &source.known {
            Known::Failed(why) => complain(&Clean::line(&format!("{} did not answer: {why}", source.name))),
            Known::Asking => complain(&Clean::line(&format!("{} has not answered yet", source.name))),
            Known::Yes | Known::Unknown(_) => {}
        }
    }
}

fn filter(given: &[String]) -> Result<ProvisionFilter, Ending> {
    let mut filter = ProvisionFilter::default();
    for text in given {
        let (field, value) = text.split_once('=').unwrap_or((text, ""));
        let slot = match field {
            "environment" => &mut filter.environment,
            "kind" | "type" => &mut filter.sort,
            "state" => &mut filter.state,
            _ => return Err(Ending::usage("provisions can be filtered by environment=, kind= and state=")),
        };
        if value.is_empty() || slot.is_some() {
            return Err(Ending::usage(&format!("`{text}` is no filter; write {field}=VALUE, once")));
        }
        *slot = Some(value.to_owned());
    }
    match &filter.state {
        Some(state) if !is_state(state) => {
            let words: Vec<&str> = states().collect();
            Err(Ending::usage(&format!("there is no state `{state}`; there are: {}", words.join(", "))))
        }
        _ => Ok(filter),
    }
}

fn is_state(word: &str) -> bool {
    states().any(|known| known == word)
}

fn states() -> impl Iterator<Item = &'static str> {
    use Progress::{Active, Done, Failed, Unknown, Waiting};
    let progress = [Done, Active, Waiting, Failed, Unknown].map(Progress::word);
    progress.into_iter().chain(StageName::ALL.map(StageName::word))
}

fn row(one: &Provision) -> Row {
    let here = one.here();
    let name = |who: &Option<crate::domain::model::EntityRef>| {
        who.as_ref().map(|who| Clean::line(who.name())).unwrap_or_default()
    };
    let why = here.map(crate::domain::model::provision::Stage::why);
    let state = here.map(|stage| stage.progress.word()).unwrap_or_default();
    let state = if one.simulated { format!("{state} (simulated)") } else { state.to_owned() };
    Row {
        cells: vec![
            Clean::line(&one.id.0),
            one.kind.words(),
            one.environment.clone(),
            name(&one.owner),
            Clean::line(here.map(|stage| stage.name.word()).unwrap_or_default()),
            Clean::line(&state),
            why.unwrap_or_default(),
            name(&one.requested_by),
            one.entity.as_ref().map(|entity| entity.shown().to_clean()).unwrap_or_default(),
        ],
        name: Clean::line(&format!("provision/{}", one.id)),
        value: value_of(one),
    }
}
