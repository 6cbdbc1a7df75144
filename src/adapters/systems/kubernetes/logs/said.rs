//! Which lines of a log were said, as far as they can come again when it is taken up after a cut.
//!
//! A cluster takes a log up by whole seconds (`sinceTime`), so what was said within them comes once more, lines of
//! one and the same nanosecond among it. Each line is known by its time and its text, and counted.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

const SECOND: i128 = 1_000_000_000;
/// Seconds before the newest line from which on a log is taken up: what two writers say at once comes out of order.
const MARGIN: i128 = 1;

/// A line's time in nanoseconds, and its text as a number.
type Key = (i128, u64);

/// What was said.
#[derive(Debug, Default)]
pub(super) struct Said {
    newest: Option<i128>,
    /// What was said since the second from which on it would be taken up, and how often.
    recent: HashMap<Key, u32>,
    /// What is to come again, since the log was taken up.
    again: Option<Again>,
}

/// What is to come again.
#[derive(Debug)]
struct Again {
    /// The time that was asked from, and that of the newest line.
    from: i128,
    newest: i128,
    /// What has not come yet, and how often.
    left: HashMap<Key, u32>,
}

impl Said {
    /// The log is opened anew: the time to ask from, which is of whole seconds; none where nothing was said.
    pub(super) fn take_up(&mut self) -> Option<String> {
        let (from, newest) = (self.from()?, self.newest?);
        self.again = Some(Again { from, newest, left: self.recent.clone() });
        let stamp = jiff::Timestamp::from_nanosecond(from).ok()?;
        Some(stamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
    }

    /// Whether a line has not been said yet; from then on it has.
    pub(super) fn is_new(&mut self, at: i128, text: &str) -> bool {
        let key = (at, number(text));
        if let Some(again) = &mut self.again {
            if at < again.from {
                return false;
            }
            if let Some(left) = again.left.get_mut(&key).filter(|left| **left > 0) {
                *left -= 1;
                return false;
            }
        }
        let before = self.from();
        self.newest = Some(self.newest.map_or(at, |newest| newest.max(at)));
        *self.recent.entry(key).or_default() += 1;
        let now = self.from();
        if before != now {
            self.recent.retain(|(at, _), _| Some(*at) >= now);
        }
        true
    }

    /// Whether a line of this time does not go on from what was said: the newest line would have come before it, and
    /// has not. The container was started anew meanwhile, and this is another log.
    pub(super) fn is_another(&self, at: i128) -> bool {
        self.again.as_ref().is_some_and(|again| {
            at > again.newest && again.left.iter().any(|((time, _), left)| *time == again.newest && *left > 0)
        })
    }

    /// Nothing of what was said comes again.
    pub(super) fn begin_anew(&mut self) {
        self.again = None;
    }

    /// The newest time that was said, in nanoseconds.
    pub(super) fn newest(&self) -> Option<i128> {
        self.newest
    }

    fn from(&self) -> Option<i128> {
        self.newest.map(|newest| (newest.div_euclid(SECOND) - MARGIN) * SECOND)
    }
}

fn number(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a cluster has of a log, and gives from a second on.
    fn given<'a>(log: &'a [(i128, String)], since: Option<&str>) -> impl Iterator<Item = &'a (i128, String)> {
        let since = since.map(|since| since.parse::<jiff::Timestamp>().unwrap().as_nanosecond());
        log.iter().filter(move |(at, _)| since.is_none_or(|since| *at >= since))
    }

    proptest! {
        /// Over any cuts, each line is said once: those of one nanosecond, those that are the same, and those
        /// that come a little out of order.
        #[test]
        fn no_line_is_lost_or_doubled(
            steps in prop::collection::vec((0i64..900_000_000, 0i64..400_000_000, 0u8..3), 0..60),
            cuts in prop::collection::vec((0usize..12, 0usize..20), 0..20),
        ) {
            let mut clock = 1_796_025_600 * SECOND;
            let mut at = clock;
            let log: Vec<(i128, String)> = steps.into_iter().map(|(step, late, text)| {
                // some stand still, so that times are equal; others are told a little late
                if text > 0 {
                    clock += i128::from(step);
                    at = clock - i128::from(late);
                }
                (at, format!("line {text}"))
            }).collect();
            let (mut said, mut told, mut there) = (Said::default(), Vec::new(), 0);
            let ends = cuts.into_iter().map(|(more, read)| (more, Some(read))).chain([(log.len(), None)]);
            for (more, read) in ends {
                there = (there + more).min(log.len());
                let since = said.take_up();
                let coming = given(&log[..there], since.as_deref()).take(read.unwrap_or(usize::MAX));
                told.extend(coming.filter(|(at, text)| said.is_new(*at, text)).cloned());
            }
            let mut wanted = log;
            wanted.sort();
            told.sort();
            prop_assert_eq!(told, wanted);
        }
    }

    #[test]
    fn the_log_of_a_container_that_was_started_anew_is_told_from_one_that_goes_on() {
        let mut said = Said::default();
        assert!(said.is_new(5, "a") && !said.is_another(6));
        said.take_up();
        assert!(said.is_another(6), "the newest line did not come again");
        assert!(!said.is_new(5, "a") && !said.is_another(6));
    }

    #[test]
    fn what_is_kept_is_of_the_last_seconds_alone() {
        let mut said = Said::default();
        (0..10_000).for_each(|n| assert!(said.is_new(n * SECOND / 100, "x")));
        assert!(said.recent.len() <= 200, "{}", said.recent.len());
    }
}
