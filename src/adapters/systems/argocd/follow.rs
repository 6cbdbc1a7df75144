//! Applications as they change: a list, then the stream of changes from there on. A stream that is cut is taken up
//! with a new list; where none gets through (a proxy that holds it back, an old Argo CD) the list is asked again
//! and again. What was known stays known meanwhile, with why it may be behind.

use super::api::{Api, is_meant};
use super::app::{Found, found};
use super::selection::Selection;
use crate::adapters::http::{Event, Failure};
use crate::domain::model::delivery::AppId;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// Changes are handed on no more often than this.
const BETWEEN: Duration = Duration::from_millis(200);
/// Pauses between two lists where there is no stream: some twelve seconds.
const LOOK: u32 = 40;
/// Pauses after a failure grow up to so many.
const LONGEST: u32 = 128;
/// A stream that lived so long went well: the next is asked for soon.
const LIVED: Duration = Duration::from_secs(30);
/// Streams that brought nothing until the list is asked instead.
const BARREN: u32 = 3;

/// What is known of the applications that are meant.
#[derive(Clone, Debug, Default)]
pub(super) struct Apps {
    /// They, by which they are.
    pub(super) found: BTreeMap<AppId, Found>,
    /// Whether they were ever listed.
    pub(super) is_known: bool,
    /// Why what is known may be behind.
    pub(super) behind: Option<Clean>,
}

/// How a stream went on until it ended.
enum Heard {
    /// It ended after it had told something.
    Told(Option<Duration>),
    /// It ended without a word.
    Nothing(Option<Duration>),
    /// None comes.
    NoStream,
}

/// How it went so far, and with that how long Argo CD is left alone before it is asked again.
#[derive(Default)]
struct Pauses {
    /// Lists that failed and streams that told nothing.
    failures: u32,
    /// Streams in a row that told nothing.
    barren: u32,
    /// Streams in a row that ended soon after they had told something.
    brief: u32,
}

impl Pauses {
    /// After a list that failed, which asked for that much patience.
    fn failed(&mut self, pause: Duration, asked: Option<Duration>) -> Duration {
        grown(&mut self.failures, pause, asked)
    }

    /// After a stream that ended when it had lived so long.
    fn ended(&mut self, heard: &Heard, lived: Duration, pause: Duration) -> Duration {
        match heard {
            Heard::Told(asked) => {
                self.barren = 0;
                // what cuts each stream after its first word is not asked again at once and for ever
                if lived >= LIVED {
                    self.brief = 0;
                }
                grown(&mut self.brief, pause, *asked)
            }
            Heard::Nothing(asked) => {
                self.barren += 1;
                grown(&mut self.failures, pause, *asked)
            }
            Heard::NoStream => {
                self.barren = BARREN;
                Duration::ZERO
            }
        }
    }
}

/// A pause that is twice as long each time, and no shorter than the other side asks for.
fn grown(times: &mut u32, pause: Duration, asked: Option<Duration>) -> Duration {
    let long = 1_u32.checked_shl(*times).unwrap_or(LONGEST).min(LONGEST);
    *times = times.saturating_add(1);
    (pause * long).max(asked.unwrap_or_default())
}

impl Api {
    /// Follows the applications that are meant; `each` gets all of them whenever something changed. It does not
    /// end but with a fault that waiting does not heal.
    pub(super) async fn follow(&self, wanted: &Selection, each: &(dyn Fn(&Apps) + Send + Sync)) -> Fault {
        let (mut apps, mut pauses, pause) = (Apps::default(), Pauses::default(), self.signed.pause());
        loop {
            match self.list(wanted).await {
                Ok(found) => {
                    pauses.failures = 0;
                    apps.take(found);
                    each(&apps);
                }
                Err(fault) if fault.kind.passes() => {
                    apps.behind = Some(Clean::line(&format!("{}; it is asked again", fault.happened)));
                    each(&apps);
                    sleep(pauses.failed(pause, fault.retry_after)).await;
                    continue;
                }
                Err(fault) => return fault,
            }
            if pauses.barren >= BARREN {
                sleep(pause * LOOK).await;
                // what stood in the way may be gone
                pauses.barren = if pauses.barren > BARREN * 4 { 0 } else { pauses.barren + 1 };
                continue;
            }
            let begun = Instant::now();
            let heard = self.hear(wanted, &mut apps, each).await;
            sleep(pauses.ended(&heard, begun.elapsed(), pause)).await;
        }
    }

    /// Takes in what a stream tells, until it ends.
    async fn hear(&self, wanted: &Selection, apps: &mut Apps, each: &(dyn Fn(&Apps) + Send + Sync)) -> Heard {
        let mut stream = match self.stream(&wanted.as_streamed(apps.found.keys()), !apps.found.is_empty()).await {
            Ok(stream) => stream,
            Err(failure) => return unheard(&failure),
        };
        let (mut has_told, mut due, mut last) = (false, false, Instant::now());
        loop {
            let next = stream.next();
            let came = if due { timeout_at(last + BETWEEN, next).await.ok() } else { Some(next.await) };
            let ended = match came {
                Some(Ok(Some(events))) => {
                    for event in &events {
                        match apps.hear(self, wanted, event) {
                            Change::Some => (due, has_told) = (true, true),
                            Change::None => has_told = true,
                            Change::Broken => return end(has_told, None),
                        }
                    }
                    None
                }
                Some(Ok(None)) => Some(None),
                Some(Err(failure)) => Some(failure.fault.retry_after),
                None => None,
            };
            if due && (ended.is_some() || last.elapsed() >= BETWEEN) {
                each(apps);
                (due, last) = (false, Instant::now());
            }
            if let Some(wait) = ended {
                return end(has_told, wait);
            }
        }
    }
}

fn end(has_told: bool, wait: Option<Duration>) -> Heard {
    if has_told { Heard::Told(wait) } else { Heard::Nothing(wait) }
}

fn unheard(failure: &Failure) -> Heard {
    let is_away = matches!(failure.status, Some(429 | 502 | 503)) || failure.fault.kind == FaultKind::Unreachable;
    if is_away { Heard::Nothing(failure.fault.retry_after) } else { Heard::NoStream }
}

/// What an event of a stream changes.
enum Change {
    Some,
    None,
    /// The stream says that it cannot go on.
    Broken,
}

impl Apps {
    fn take(&mut self, found: Vec<Found>) {
        self.found = found.into_iter().map(|found| (found.app.id.clone(), found)).collect();
        self.is_known = true;
        self.behind = None;
    }

    /// An event: `{"result": {"type": "MODIFIED", "application": {...}}}`, or `{"error": {...}}`.
    fn hear(&mut self, api: &Api, wanted: &Selection, event: &Event) -> Change {
        let Ok(value) = serde_json::from_str::<Value>(&event.data) else { return Change::None };
        if value.get("error").is_some_and(|error| !error.is_null()) {
            return Change::Broken;
        }
        let result = value.get("result").unwrap_or(&value);
        let told = result.get("application").and_then(|app| found(app, &api.whence));
        let Some(told) = told.filter(|told| is_meant(wanted, told)) else { return Change::None };
        let is_gone = result.get("type").and_then(Value::as_str) == Some("DELETED");
        let id = told.app.id.clone();
        let is_new = match is_gone {
            true => self.found.remove(&id).is_some(),
            // a stream begins with all that there is, which the list told already
            false => {
                self.found.get(&id) != Some(&told) && {
                    self.found.insert(id, told);
                    true
                }
            }
        };
        if is_new { Change::Some } else { Change::None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_millis(300);

    fn told_and_lived(pauses: &mut Pauses, lived: Duration) -> Duration {
        pauses.ended(&Heard::Told(None), lived, PAUSE)
    }

    #[test]
    fn a_stream_that_is_cut_after_its_first_word_is_asked_for_ever_more_slowly() {
        let mut pauses = Pauses::default();
        let brief: Vec<u128> =
            (0..10).map(|_| told_and_lived(&mut pauses, Duration::from_millis(5)).as_millis()).collect();
        assert_eq!(brief[..4], [300, 600, 1_200, 2_400]);
        assert_eq!(brief[9], 300 * u128::from(LONGEST));
        assert_eq!(told_and_lived(&mut pauses, LIVED), PAUSE, "one that lived is taken up soon");
        assert_eq!(pauses.barren, 0, "it is no way without streams");
    }

    #[test]
    fn the_patience_that_is_asked_for_is_kept() {
        let (mut pauses, minute) = (Pauses::default(), Duration::from_secs(60));
        assert_eq!(pauses.ended(&Heard::Told(Some(minute)), LIVED, PAUSE), minute);
        assert_eq!(pauses.ended(&Heard::Nothing(Some(minute)), LIVED, PAUSE), minute);
        assert_eq!(pauses.failed(PAUSE, Some(minute)), minute);
        assert_eq!(pauses.failed(PAUSE, None), PAUSE * 4, "failures are counted all the same");
    }
}
