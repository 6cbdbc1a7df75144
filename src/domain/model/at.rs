use std::time::Duration;

/// A moment: milliseconds since 1970-01-01 UTC. The clock is always handed in, never read here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct At(pub i64);

impl At {
    /// How long it is from `earlier` to this moment; zero when `earlier` is later.
    pub fn since(self, earlier: At) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// This moment and `span` on.
    pub fn after(self, span: Duration) -> At {
        At(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

/// How old something is, in the coarsest unit that says enough: `now`, `4m`, `3h`, `12d`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Age(pub Duration);

impl Age {
    /// When the words for this age change, counted from its beginning. `None` below a minute has
    /// its change at one minute.
    pub fn changes_after(self) -> Duration {
        let seconds = self.0.as_secs();
        let unit = match seconds {
            0..3_600 => 60,
            3_600..86_400 => 3_600,
            _ => 86_400,
        };
        Duration::from_secs((seconds / unit + 1) * unit)
    }
}

impl Age {
    /// How long ago, in words: `5m ago`, `just now`.
    pub fn ago(self) -> String {
        match self.0.as_secs() {
            0..60 => "just now".into(),
            _ => format!("{self} ago"),
        }
    }
}

impl std::fmt::Display for Age {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.as_secs() {
            0..60 => f.write_str("now"),
            s @ 60..3_600 => write!(f, "{}m", s / 60),
            s @ 3_600..86_400 => write!(f, "{}h", s / 3_600),
            s => write!(f, "{}d", s / 86_400),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_one_unit_and_know_when_they_change() {
        let age = |s| Age(Duration::from_secs(s));
        assert_eq!(age(59).to_string(), "now");
        assert_eq!(age(60).to_string(), "1m");
        assert_eq!(age(7_199).to_string(), "1h");
        assert_eq!(age(200_000).to_string(), "2d");
        assert_eq!((age(59).ago(), age(60).ago()), ("just now".into(), "1m ago".into()));
        assert_eq!(age(61).changes_after(), Duration::from_secs(120));
        assert_eq!(age(7_000).changes_after(), Duration::from_secs(7_200));
    }
}
