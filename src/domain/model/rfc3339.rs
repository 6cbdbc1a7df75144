//! Moments as text, RFC 3339.

use super::At;

const DAY: i64 = 86_400_000;

impl At {
    /// The moment in UTC with milliseconds: `2026-11-25T16:30:00.000Z`. Outside the years 0 to 9999
    /// the nearest moment within.
    pub fn to_rfc3339(self) -> String {
        let (first, last) = (-62_167_219_200_000, 253_402_300_799_999);
        let moment = self.0.clamp(first, last);
        let (days, rest) = (moment.div_euclid(DAY), moment.rem_euclid(DAY));
        let (year, month, day) = date_of(days);
        let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
        let (second, milli) = (rest / 1_000 % 60, rest % 1_000);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    }

    /// Reads `2026-11-25T16:30:00Z`, with a fraction or another zone, or a date alone, which is its
    /// beginning in UTC.
    pub fn of_rfc3339(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, "00:00:00Z"));
        let [year, month, day] = numbers(date, '-')?;
        let valid = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        let moment = time_of_day(time).filter(|_| valid)?;
        Some(At(days_of(year, month, day) * DAY + moment))
    }
}

/// Milliseconds since the midnight of UTC.
fn time_of_day(text: &str) -> Option<i64> {
    let zone = text.rfind(['Z', 'z', '+', '-'])?;
    let (clock, zone) = text.split_at_checked(zone)?;
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let [hour, minute, second] = numbers(whole, ':')?;
    let digits = fraction.chars().all(|c| c.is_ascii_digit()) && !fraction.is_empty();
    // a leap second counts as the one before the next
    if !digits || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let milli: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let local = ((hour * 60 + minute) * 60 + second.min(59)) * 1_000 + milli;
    Some(local - offset(zone)? * 60_000)
}

/// Minutes that a zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    let sign = match zone.chars().next()? {
        'Z' | 'z' => return (zone.len() == 1).then_some(0),
        '+' => 1,
        _ => -1,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes): (i64, i64) = (digits(hours)?, digits(minutes)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn numbers(text: &str, between: char) -> Option<[i64; 3]> {
    let mut parts = text.split(between).map(digits);
    let three = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(three)
}

fn digits(text: &str) -> Option<i64> {
    let fits = (2..=4).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    text.parse().ok().filter(|_| fits)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 of the proleptic Gregorian calendar; years count from March, so that a leap
/// day is the last of its year.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn moments_are_written_and_read_as_everyone_does() {
        assert_eq!(At(0).to_rfc3339(), "1970-01-01T00:00:00.000Z");
        assert_eq!(At(1_709_209_799_999).to_rfc3339(), "2024-02-29T12:29:59.999Z");
        assert_eq!(At::of_rfc3339("2024-02-29T13:29:59.999+01:00"), Some(At(1_709_209_799_999)));
        assert_eq!(At::of_rfc3339("2024-02-29"), Some(At(1_709_164_800_000)));
        assert_eq!(At::of_rfc3339("2024-02-29 00:00:00.5Z"), Some(At(1_709_164_800_500)));
        for odd in ["", "2023-02-29", "2024-13-01", "2024-01-01T24:00:00Z", "2024-01-01T00:00:00", "tomorrow", "-1-1-1"]
        {
            assert_eq!(At::of_rfc3339(odd), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_comes_back(moment in -62_167_219_200_000_i64..253_402_300_799_999) {
            prop_assert_eq!(At::of_rfc3339(&At(moment).to_rfc3339()), Some(At(moment)));
        }
    }
}
