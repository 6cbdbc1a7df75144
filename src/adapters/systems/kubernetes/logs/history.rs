//! What containers said until now, merged line by line: of each one line is held, however long the logs are.

use super::source::{Line, Source};
use super::weave::Weave;
use crate::adapters::cluster::Refusal;
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::runtime::PodLog;
use crate::platform::steps::{Step, Steps, Told};
use futures_util::future::join_all;
use std::time::Duration;
use tokio::time::Instant;

/// How often a log that breaks off is taken up.
const TRIES: u32 = 5;

/// A log that is read, and its next line.
struct Reading<'a> {
    source: &'a mut Source,
    previous: bool,
    head: Option<Line>,
    is_over: bool,
    fault: Option<Fault>,
}

impl Reading<'_> {
    /// Has its next line at hand, if there is any.
    async fn fill(&mut self, pause: Duration) {
        let mut tries = 0;
        while self.head.is_none() && !self.is_over {
            match self.source.next().await {
                Ok(Some(line)) => self.head = Some(line),
                Ok(None) => self.is_over = true,
                Err(refusal) => self.again(refusal, &mut tries, pause).await,
            }
        }
    }

    async fn open(&mut self, pause: Duration) {
        let mut tries = 0;
        if let Err(refusal) = self.source.open(false, self.previous).await {
            self.again(refusal, &mut tries, pause).await;
        }
        self.fill(pause).await;
    }

    /// It broke off: it is taken up, unless that does not help.
    async fn again(&mut self, refusal: Refusal, tries: &mut u32, pause: Duration) {
        let mut refusal = refusal;
        while *tries < TRIES && refusal.fault.kind.passes() {
            tokio::time::sleep(pause * 2_u32.saturating_pow(*tries)).await;
            *tries += 1;
            match self.source.open(false, self.previous).await {
                Ok(()) => return,
                Err(next) => refusal = next,
            }
        }
        (self.is_over, self.fault) = (true, Some(refusal.fault));
    }
}

/// Reads it; the first thing that went wrong with any of the logs.
pub(super) async fn read(
    sources: &mut [Source],
    previous: bool,
    weave: &mut Weave,
    steps: &Steps<PodLog>,
    (pause, frame): (Duration, Duration),
) -> Option<Fault> {
    let readings = sources.iter_mut();
    let mut readings: Vec<Reading<'_>> =
        readings.map(|source| Reading { source, previous, head: None, is_over: false, fault: None }).collect();
    join_all(readings.iter_mut().map(|reading| reading.open(pause))).await;
    let mut told = Instant::now();
    loop {
        let next = readings.iter_mut().filter(|reading| reading.head.is_some());
        let next = next.min_by_key(|reading| reading.head.as_ref().map(|line| line.at));
        let Some(next) = next else { break };
        if let Some(line) = next.head.take() {
            weave.say(&line);
        }
        next.fill(pause).await;
        if told.elapsed() >= frame {
            steps.send(Step::Part(Told::now(weave.now(false))));
            told = Instant::now();
        }
    }
    for reading in &readings {
        let why = reading.fault.as_ref();
        let words = why.map(|fault| Clean::line(&format!("{}: {}", reading.source.pod, fault.happened)));
        weave.behind(reading.source.stream, words);
    }
    readings.into_iter().find_map(|reading| reading.fault)
}
