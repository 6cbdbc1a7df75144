use std::time::Duration;

/// The units that a span is written in, the longest first, in seconds.
const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// A span of time as it is typed: numbers with their units, each once and the longer ones first: `30m`, `2h`,
/// `1h30m`. None is no span.
pub fn span(text: &str) -> Option<Duration> {
    let mut units = UNITS.iter();
    let mut seconds: u64 = 0;
    let mut rest = text.trim();
    while let Some(end) = rest.find(|c: char| !c.is_ascii_digit()) {
        let (number, behind) = rest.split_at_checked(end)?;
        let unit = behind.chars().next()?;
        let (_, worth) = units.find(|(known, _)| *known == unit)?;
        seconds = seconds.checked_add(number.parse::<u64>().ok()?.checked_mul(*worth)?)?;
        rest = behind.get(unit.len_utf8()..)?;
    }
    (rest.is_empty() && seconds > 0).then(|| Duration::from_secs(seconds))
}

/// A span as it is typed, in hours and smaller: `24h`, `1h30m`, `45s`.
pub fn span_words(span: Duration) -> String {
    let seconds = span.as_secs();
    let parts = [(seconds / 3_600, 'h'), (seconds / 60 % 60, 'm'), (seconds % 60, 's')];
    let words: String = parts.iter().filter(|(count, _)| *count > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if words.is_empty() { "0s".into() } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_read_as_it_is_written() {
        for (text, seconds) in [("30m", 1_800), ("2h", 7_200), ("1h30m", 5_400), ("1d", 86_400), (" 45s ", 45)] {
            assert_eq!(span(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        for seconds in [1, 59, 60, 3_599, 3_600, 5_400, 86_400, 90_061] {
            let long = Duration::from_secs(seconds);
            assert_eq!(span(&span_words(long)), Some(long));
        }
    }

    #[test]
    fn what_is_no_span_is_none() {
        for odd in ["", "h", "2", "30", "-2h", "2 h", "2y", "1m1h", "1h1h", "0m", "1h30", "1é", "99999999999999999d"] {
            assert_eq!(span(odd), None, "{odd}");
        }
    }
}
