//! How much time is left. Words change when they have to, and nobody is woken in between.

use crate::domain::model::At;
use crate::domain::text::Clean;

const MINUTE: i64 = 60_000;
const SECOND: i64 = 1_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The time left: by minutes, and by seconds in the last one.
pub fn words(until: At, now: At) -> Clean {
    let (count, unit) = counted(until, now);
    let unit = if unit == MINUTE { "minute" } else { "second" };
    Clean::line(&match count {
        0 => "the time is over".to_owned(),
        1 => format!("1 {unit} left"),
        n => format!("{n} {unit}s left"),
    })
}

/// When the words change; `None` once the time is over.
pub fn changes(until: At, now: At) -> Option<At> {
    let (count, unit) = counted(until, now);
    (count > 0).then(|| At(until.0.saturating_sub((count - 1).saturating_mul(unit))))
}

/// The time left in the coarsest unit that says enough: `less than a minute`, `4 minutes`, `3 hours`,
/// `12 days`.
pub fn coarse(until: At, now: At) -> Clean {
    let (count, unit) = whole(until, now);
    let unit = if unit == MINUTE {
        "minute"
    } else if unit == HOUR {
        "hour"
    } else {
        "day"
    };
    Clean::line(&match count {
        0 if until > now => "less than a minute left".to_owned(),
        0 => "it has ended".to_owned(),
        1 => format!("1 {unit} left"),
        n => format!("{n} {unit}s left"),
    })
}

/// When those words change; `None` once the time is over.
pub fn coarse_changes(until: At, now: At) -> Option<At> {
    let (count, unit) = whole(until, now);
    let next = At(until.0.saturating_sub(count.saturating_mul(unit)).saturating_add(i64::from(count > 0)));
    (until > now).then_some(next)
}

/// The time left in as few columns as it can be told: `3d`, `1h12m`, `29m`, `45s`; `over` once it is.
pub fn short(until: At, now: At) -> Clean {
    let (count, unit) = begun(until, now);
    Clean::line(&match (count, unit) {
        (0, _) => "over".to_owned(),
        (n, DAY) => format!("{n}d"),
        (n, MINUTE) if n >= 60 => format!("{}h{:02}m", n / 60, n % 60),
        (n, MINUTE) => format!("{n}m"),
        (n, _) => format!("{n}s"),
    })
}

/// When those words change; `None` once the time is over.
pub fn short_changes(until: At, now: At) -> Option<At> {
    let (count, unit) = begun(until, now);
    (count > 0).then(|| At(until.0.saturating_sub((count - 1).saturating_mul(unit))))
}

/// Begun units, and which: days from two days on.
fn begun(until: At, now: At) -> (i64, i64) {
    let left = until.0.saturating_sub(now.0).max(0);
    let unit = if left > 2 * DAY { DAY } else { return counted(until, now) };
    (left / unit + i64::from(left % unit > 0), unit)
}

/// Whole units, and which.
fn whole(until: At, now: At) -> (i64, i64) {
    let left = until.0.saturating_sub(now.0).max(0);
    let unit = if left < 2 * HOUR {
        MINUTE
    } else if left < 2 * DAY {
        HOUR
    } else {
        DAY
    };
    (left / unit, unit)
}

/// Begun units, and which.
fn counted(until: At, now: At) -> (i64, i64) {
    let left = until.0.saturating_sub(now.0).max(0);
    let unit = if left > MINUTE { MINUTE } else { SECOND };
    (left / unit + i64::from(left % unit > 0), unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_by_minutes_then_by_seconds_and_only_when_it_changes() {
        let mut now = At(0);
        let mut told = vec![words(At(122_500), now).to_string()];
        while let Some(next) = changes(At(122_500), now) {
            assert!(next > now);
            now = next;
            told.push(words(At(122_500), now).to_string());
        }
        assert_eq!(told[..4], ["3 minutes left", "2 minutes left", "60 seconds left", "59 seconds left"]);
        assert_eq!(told[told.len() - 2..], ["1 second left", "the time is over"]);
        assert!(told.windows(2).all(|pair| pair[0] != pair[1]), "{told:?}");
        assert_eq!(told.len(), 63);
    }

    #[test]
    fn the_time_left_of_access_is_told_shortly_and_nobody_is_woken_in_between() {
        let mut now = At(0);
        let until = At(2 * DAY + 500);
        let mut told = vec![short(until, now).to_string()];
        while let Some(next) = short_changes(until, now) {
            assert!(next > now, "{next:?}");
            now = next;
            told.push(short(until, now).to_string());
        }
        assert_eq!(told[..3], ["3d", "48h00m", "47h59m"]);
        let at = |words: &str| told.iter().position(|it| it == words).unwrap();
        assert!(at("1h00m") < at("59m") && at("2m") < at("60s") && at("60s") < at("1s"), "{told:?}");
        assert_eq!(told.last().map(String::as_str), Some("over"));
        assert!(told.windows(2).all(|pair| pair[0] != pair[1]), "{told:?}");
    }

    #[test]
    fn the_end_of_a_session_is_told_coarsely() {
        let mut now = At(0);
        let until = At(3 * HOUR + 30 * MINUTE);
        let mut told = vec![coarse(until, now).to_string()];
        while let Some(next) = coarse_changes(until, now) {
            assert!(next > now, "{next:?}");
            now = next;
            told.push(coarse(until, now).to_string());
        }
        assert_eq!(told[..3], ["3 hours left", "2 hours left", "119 minutes left"]);
        assert_eq!(told[told.len() - 3..], ["1 minute left", "less than a minute left", "it has ended"]);
        assert!(told.windows(2).all(|pair| pair[0] != pair[1]), "{told:?}");
    }
}
