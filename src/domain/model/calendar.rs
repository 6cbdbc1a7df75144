//! Days and clocks: a moment as people write it where they are.

use super::At;
use crate::domain::text::Clean;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned, civil};
use std::fmt;
use std::time::Duration;

/// A time zone. It is handed in as the clock is, and never looked up here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl From<TimeZone> for Zone {
    fn from(zone: TimeZone) -> Self {
        Self(zone)
    }
}

impl Zone {
    fn at(&self, at: At) -> Zoned {
        let at = Timestamp::from_millisecond(at.0).unwrap_or(if at.0 < 0 { Timestamp::MIN } else { Timestamp::MAX });
        at.to_zoned(self.0.clone())
    }

    /// The day that a moment lies in.
    pub fn day(&self, at: At) -> Day {
        Day(self.at(at).date())
    }

    /// What a clock on the wall shows: `14:05`.
    pub fn clock(&self, at: At) -> String {
        self.at(at).strftime("%H:%M").to_string()
    }

    /// The same with seconds: `14:05:09`.
    pub fn clock_with_seconds(&self, at: At) -> String {
        self.at(at).strftime("%H:%M:%S").to_string()
    }

    /// Day, clock and zone: `2026-11-25 14:05 +01:00`.
    pub fn stamp(&self, at: At) -> String {
        self.at(at).strftime("%Y-%m-%d %H:%M %:z").to_string()
    }

    /// A moment that people give: how long ago (`30m`, `12h`, `7d`, `2w`), a day (`2026-11-25`), or
    /// one in full as RFC 3339 has it.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn moment(&self, text: &str, now: At) -> Result<At, MomentError> {
        let text = text.trim();
        let found = ago(text).map(|ago| At(now.0.saturating_sub(i64::try_from(ago.as_millis()).unwrap_or(i64::MAX))));
        let found = found.or_else(|| {
            let day: civil::Date = text.parse().ok().filter(|_| text.len() == 10)?;
            Some(At(day.to_zoned(self.0.clone()).ok()?.timestamp().as_millisecond()))
        });
        let found = found.or_else(|| text.parse::<Timestamp>().ok().map(|at| At(at.as_millisecond())));
        found.ok_or_else(|| MomentError(Clean::line(text)))
    }
}

fn ago(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let seconds = match unit {
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        _ => return None,
    };
    let number = text.strip_suffix(unit)?;
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = number.parse().ok().filter(|_| digits)?;
    Some(Duration::from_secs(number.checked_mul(seconds)?))
}

/// The day so many days after another, both as `2026-11-25`; none where it is no day.
pub fn days_on(day: &str, by: i32) -> Option<String> {
    let day: civil::Date = day.parse().ok()?;
    let on = day.checked_add(jiff::Span::new().days(by)).ok()?;
    Some(on.to_string())
}

/// Why a text is no moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time; write how long ago (12h, 7d, 2w), a day (2026-11-25), or 2026-11-25T14:05:00Z")]
pub struct MomentError(Clean);

/// A day of the calendar: `Wed 25 Nov 2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(civil::Date);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.strftime("%a %-d %b %Y").to_string())
    }
}

impl At {
    /// The moment that a machine wrote, as RFC 3339 has it; none where it is none.
    pub fn of_rfc3339(text: &str) -> Option<Self> {
        text.parse::<Timestamp>().ok().map(|at| At(at.as_millisecond()))
    }

    /// The moment as RFC 3339 has it, in UTC: `2026-11-25T13:05:00Z`.
    pub fn rfc3339(self) -> String {
        Timestamp::from_millisecond(self.0).map(|at| at.to_string()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_as_the_clock_on_the_wall_has_it() {
        let at = At(1_764_079_500_000);
        assert_eq!(at.rfc3339(), "2025-11-25T14:05:00Z");
        assert_eq!(At::of_rfc3339("2025-11-25T14:05:00.000Z"), Some(at));
        assert_eq!(At::of_rfc3339("yesterday"), None);
        let east = Zone::from(TimeZone::fixed(jiff::tz::offset(10)));
        assert_eq!((east.day(at).to_string().as_str(), east.clock(at).as_str()), ("Wed 26 Nov 2025", "00:05"));
        assert_eq!(east.stamp(at), "2025-11-26 00:05 +10:00");
        assert_eq!(Zone::default().day(at).to_string(), "Tue 25 Nov 2025");
        assert!(!Zone::default().stamp(At(i64::MAX)).is_empty());
    }

    #[test]
    fn a_moment_is_given_in_several_ways() {
        let now = At(1_764_079_500_000);
        let given = |text| Zone::default().moment(text, now).map(At::rfc3339);
        assert_eq!(given("7d").unwrap(), "2025-11-18T14:05:00Z");
        assert_eq!(given("90m").unwrap(), "2025-11-25T12:35:00Z");
        assert_eq!(given("2025-11-01").unwrap(), "2025-11-01T00:00:00Z");
        assert_eq!(given("2025-11-01T08:00:00+02:00").unwrap(), "2025-11-01T06:00:00Z");
        for wrong in ["", "d", "-3d", "+3d", "yesterday", "2025-13-01", "99999999999999999999w"] {
            assert!(given(wrong).is_err(), "{wrong}");
        }
        assert!(Zone::default().moment("1 year", now).unwrap_err().to_string().contains("7d"));
    }
}
