//! Spans and moments as they are typed: `30s`, `5m`, `2h`, `3d`, `1w`, or a moment of RFC 3339.

use super::ending::Ending;
use crate::domain::model::At;
use std::time::Duration;

/// Reads a span.
///
/// # Errors
/// When it is none.
pub(super) fn span(text: &str) -> Result<Duration, Ending> {
    read(text).ok_or_else(|| Ending::usage(&format!("`{text}` is no span of time; write 30s, 5m, 2h, 3d or 1w")))
}

/// Reads a moment: a span back from `now`, or a moment of its own.
///
/// # Errors
/// When it is neither.
pub(super) fn since(text: &str, now: At) -> Result<At, Ending> {
    let back = read(text).map(|span| At(now.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX))));
    back.or_else(|| At::of_rfc3339(text)).ok_or_else(|| {
        let words = "is no moment; write 2h, 3d, 2026-11-25 or 2026-11-25T16:30:00Z";
        Ending::usage(&format!("`{text}` {words}"))
    })
}

fn read(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return None,
    };
    let count: u64 = text.strip_suffix(unit)?.parse().ok()?;
    count.checked_mul(seconds).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_moments_are_read_as_they_are_typed() {
        assert_eq!(read("90s"), Some(Duration::from_secs(90)));
        assert_eq!(read("2h"), Some(Duration::from_secs(7_200)));
        for odd in ["", "s", "2", "-2h", "2 h", "2y", "h2", "99999999999999999999d", "1é"] {
            assert_eq!(read(odd), None, "{odd}");
        }
        assert_eq!(since("1m", At(100_000)).unwrap(), At(40_000));
        assert_eq!(since("1970-01-02", At(0)).unwrap(), At(86_400_000));
        assert!(since("yesterday", At(0)).is_err());
    }
}
