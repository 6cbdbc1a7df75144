//! Spans of time as they are typed: `30s`, `5m`, `2h`, `3d`, `1w`.

use super::ending::Ending;
use std::time::Duration;

/// Reads a span.
///
/// # Errors
/// When it is none.
pub(super) fn span(text: &str) -> Result<Duration, Ending> {
    read(text).ok_or_else(|| Ending::usage(&format!("`{text}` is no span of time; write 30s, 5m, 2h, 3d or 1w")))
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
    fn spans_are_read_as_they_are_typed() {
        assert_eq!(read("90s"), Some(Duration::from_secs(90)));
        assert_eq!(read("2h"), Some(Duration::from_secs(7_200)));
        for odd in ["", "s", "2", "-2h", "2 h", "2y", "h2", "99999999999999999999d", "1é"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
