//! Waiting for something that was asked for.

use super::WaitArgs;
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, Ending, NOT_FOUND, TIMED_OUT, complain};
use crate::cli::provisions::{not_one, not_there};
use crate::cli::span::span;
use crate::domain::model::provision::{Progress, Provision, Provisions, Stage, StageName};
use crate::domain::model::task::TaskId;
use crate::domain::model::timeline::Known;
use crate::domain::text::Clean;
use crate::platform::ports::{Ports, Step, Steps};
use serde_json::json;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::watch;
use tokio::time::timeout;

/// What is waited for.
#[derive(Clone, Copy, Debug)]
enum Condition {
    /// A stage is behind.
    Behind(StageName),
    /// A stage stopped.
    Failed,
}

/// How waiting ends.
#[derive(Clone, Debug)]
enum End {
    /// It is so.
    Met,
    /// A stage before it stopped: what is waited for does not come by itself.
    Stopped,
    /// It is not known which one is meant, and why.
    NotOne(Clean),
    /// The time is over.
    Late,
}

/// What is waited for, and what was known of it last.
struct Watch<'a> {
    name: &'a str,
    wanted: Condition,
    /// The condition was named: what is not there yet may come.
    may_come: bool,
    timeout: &'a str,
    one: Option<Arc<Provision>>,
    /// What was told on standard error already.
    said: Option<Clean>,
}

/// Waits until a stage is behind, or one stopped.
pub(super) fn run(desk: &mut Desk<'_>, name: &str, args: &WaitArgs) -> Ended {
    let named = args.condition.as_deref().unwrap_or("ready");
    let wanted = condition(named)?;
    let limit = span(&args.timeout)?;
    let connected = desk.connect()?;
    let begun = Instant::now();
    let may_come = args.condition.is_some();
    let mut watch = Watch { name, wanted, may_come, timeout: &args.timeout, one: None, said: None };
    let end = wait(async {
        match timeout(limit, watch.until(&connected.ports)).await {
            Ok(end) => end,
            Err(_) => Ok(End::Late),
        }
    })?;
    let here = watch.stage();
    let is_met = matches!(end, End::Met);
    let waited = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let value = json!({
        "ref": format!("provision/{name}"), "condition": named, "met": is_met, "waited_ms": waited,
        "stage": here.map(|stage| stage.name.word()), "state": here.map(|stage| stage.progress.word()),
        "reason": here.map(|stage| stage.reason.as_str()).filter(|reason| !reason.is_empty()),
    });
    let stands = here.map(|stage| format!("{} {}", stage.name.word(), stage.progress.word())).unwrap_or_default();
    if is_met || !desk.out.for_people() {
        desk.out.one(&Clean::line(&format!("provision/{name} {}", if is_met { named } else { &stands })), &value)?;
    }
    Ok(watch.tell(&end, &stands))
}

fn condition(word: &str) -> Result<Condition, Ending> {
    match StageName::of_word(word) {
        Some(name) => Ok(Condition::Behind(name)),
        None if word == "failed" => Ok(Condition::Failed),
        None => {
            let stages = StageName::ALL.map(StageName::word).join(", ");
            Err(Ending::usage(&format!("`{word}` is no condition of a provision; there are: failed, {stages}")))
        }
    }
}

impl Watch<'_> {
    async fn until(&mut self, ports: &Ports) -> Result<End, Ending> {
        let (sender, mut told) = watch::channel((Arc::new(Provisions::default()), false));
        let own = sender.clone();
        let steps = Steps::to(move |step| {
            let is_whole = matches!(step, Step::Whole(_));
            let (Step::Part(told) | Step::Whole(told)) = step;
            own.send_replace((told.answer, is_whole));
        });
        let mut asked = ports.systems.provisioning.provisions(steps);
        let mut is_over = false;
        loop {
            let (known, is_whole) = told.borrow_and_update().clone();
            if let Some(end) = self.end(&known, is_whole) {
                return Ok(end);
            }
            tokio::select! {
                changed = told.changed() => changed.map_err(|_| crate::platform::ports::fell_over("wait"))?,
                ended = &mut asked, if !is_over => {
                    is_over = true;
                    sender.send_replace((ended?.answer, true));
                }
            }
        }
    }

    /// How it ends by what is known; none where it goes on. What is missing, or several, is only so once all systems
    /// have answered.
    fn end(&mut self, known: &Provisions, is_whole: bool) -> Option<End> {
        let is_whole = is_whole && known.sources.iter().all(|source| source.known != Known::Asking);
        match self.found(known).as_slice() {
            [one] => {
                // which one a name means is known once all have answered
                let end = self.of_one(one, is_whole);
                if is_whole || end.is_some() {
                    self.one = Some(Arc::clone(one));
                }
                end
            }
            [] if is_whole && self.may_come => {
                self.say(Clean::line(&format!(
                    "{}; it is waited for until it comes, for {} at most",
                    not_there(self.name, known),
                    self.timeout
                )));
                None
            }
            [] => is_whole.then(|| End::NotOne(not_there(self.name, known))),
            several => is_whole.then(|| End::NotOne(not_one(self.name, several))),
        }
    }

    /// What the word names; where it names nothing any more, the one of before by its task: a line gets another name
    /// while more becomes known of it.
    fn found<'k>(&self, known: &'k Provisions) -> Vec<&'k Arc<Provision>> {
        let found = known.find(self.name);
        match &self.one {
            Some(one) if found.is_empty() => {
                let task = one.tasks.first().map(TaskId::as_str);
                task.map(|task| known.find(task)).unwrap_or_default()
            }
            _ => found,
        }
    }

    fn of_one(&self, one: &Provision, is_whole: bool) -> Option<End> {
        match self.wanted {
            Condition::Failed => one.is_failing().then_some(End::Met),
            Condition::Behind(stage) if is_done(one, stage) => Some(End::Met),
            Condition::Behind(stage) => (is_whole && stopped(one, stage).is_some()).then_some(End::Stopped),
        }
    }

    /// The stage that decides: the one that stopped, else where it stands.
    fn stage(&self) -> Option<&Stage> {
        let one = self.one.as_deref()?;
        let stopped = match self.wanted {
            Condition::Behind(stage) => stopped(one, stage),
            Condition::Failed => None,
        };
        stopped.or_else(|| one.here())
    }

    fn say(&mut self, words: Clean) {
        if self.said.as_ref() != Some(&words) {
            complain(&words);
            self.said = Some(words);
        }
    }

    /// Says why it is not so, and gives the exit code.
    fn tell(&self, end: &End, stands: &str) -> u8 {
        let why = self.stage().map(Stage::why).unwrap_or_default();
        match end {
            End::Met => 0,
            End::NotOne(words) => {
                complain(words);
                NOT_FOUND
            }
            End::Stopped => {
                complain(&Clean::line(&format!("provision/{} stopped: {stands}: {why}", self.name)));
                let cure = self.stage().map(|stage| &stage.cure).filter(|cure| !cure.is_empty());
                cure.into_iter().for_each(complain);
                1
            }
            End::Late => {
                complain(&match &self.one {
                    None => Clean::line(&format!("not there after {}: provision/{}", self.timeout, self.name)),
                    Some(_) => Clean::line(&format!("not so after {}: {stands}: {why}", self.timeout)),
                });
                TIMED_OUT
            }
        }
    }
}

fn is_done(one: &Provision, stage: StageName) -> bool {
    one.stage(stage).is_some_and(|stage| stage.progress == Progress::Done)
}

/// The first stage up to that one which stopped.
fn stopped(one: &Provision, until: StageName) -> Option<&Stage> {
    one.stages.iter().find(|stage| stage.progress == Progress::Failed && stage.name <= until)
}
