//! Lines of several containers, woven into one log in the order of their times.

use super::source::Line;
use crate::domain::model::At;
use crate::domain::model::task::Log;
use crate::domain::text::Clean;
use crate::platform::runtime::PodLog;
use std::collections::BTreeMap;

const MILLISECOND: i128 = 1_000_000;

/// The log as it grows.
#[derive(Default)]
pub(super) struct Weave {
    log: Log,
    streams: Vec<(Clean, Clean)>,
    /// Lines that came and wait for those of the others.
    waiting: Vec<Line>,
    /// Of which streams it is not sure that all has come, and why.
    behind: BTreeMap<u16, Clean>,
    /// What else keeps it from being all.
    pub(super) lacks: Option<Clean>,
}

impl Weave {
    /// The place of a container among the streams.
    pub(super) fn stream(&mut self, pod: &str, container: &str) -> Option<u16> {
        let named = (Clean::line(pod), Clean::line(container));
        let at = self.streams.iter().position(|known| *known == named).unwrap_or_else(|| {
            self.streams.push(named);
            self.streams.len() - 1
        });
        u16::try_from(at).ok()
    }

    pub(super) fn wait(&mut self, line: Line) {
        self.waiting.push(line);
    }

    /// How many lines wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Lines that wait are said, the oldest first.
    pub(super) fn flush(&mut self) {
        self.waiting.sort_by_key(|line| line.at);
        for line in std::mem::take(&mut self.waiting) {
            self.say(&line);
        }
    }

    /// A line is said.
    pub(super) fn say(&mut self, line: &Line) {
        let at = i64::try_from(line.at.div_euclid(MILLISECOND)).unwrap_or_default();
        self.log.say(At(at), Some(line.stream), &line.text);
    }

    /// A stream is behind, or not any more; whether that is new.
    pub(super) fn behind(&mut self, stream: u16, why: Option<Clean>) -> bool {
        match why {
            Some(why) => self.behind.insert(stream, why.clone()) != Some(why),
            None => self.behind.remove(&stream).is_some(),
        }
    }

    /// The log as it is now.
    pub(super) fn now(&self, is_over: bool) -> PodLog {
        let more = self.behind.len().saturating_sub(1);
        let behind = self.behind.values().next().map(|why| match more {
            0 => why.clone(),
            more => Clean::line(&format!("{why} (and {more} more)")),
        });
        PodLog {
            log: self.log.clone(),
            streams: self.streams.clone(),
            behind: behind.or_else(|| self.lacks.clone()),
            is_over,
        }
    }

    /// Whether nothing was said.
    pub(super) fn is_empty(&self) -> bool {
        self.log.is_empty() && self.waiting.is_empty()
    }
}
