/// Whether a tag names a release of the entity of this name. `v1.4` is one of everything in its
/// repository; `payments/v1.4`, `payments-1.4` and `payments@1.4.0` are of `payments` alone, as
/// repositories with several parts write them.
pub fn is_release_of(tag: &str, name: &str) -> bool {
    match part_of(tag) {
        Some("") => true,
        Some(part) => {
            part.eq_ignore_ascii_case(name) || part.rsplit('/').next().is_some_and(|it| it.eq_ignore_ascii_case(name))
        }
        None => false,
    }
}

/// What stands before the version in a tag; `None` for a tag without one.
fn part_of(tag: &str) -> Option<&str> {
    let starts = |at: usize| {
        let rest = tag.get(at..).unwrap_or_default();
        rest.strip_prefix(['v', 'V']).unwrap_or(rest).starts_with(|c: char| c.is_ascii_digit())
    };
    if starts(0) {
        return Some("");
    }
    let mut bounds = tag.char_indices().filter(|(_, c)| matches!(c, '/' | '@' | '-' | '_'));
    let (at, _) = bounds.find(|(at, c)| starts(at + c.len_utf8()))?;
    tag.get(..at).map(|part| part.trim_start_matches('@')).map(|part| if part == "release" { "" } else { part })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_of_everything_or_of_the_part_that_it_names() {
        for tag in
            ["v1.4", "1.4.0-rc.1", "2026-11-01", "payments/v2", "payments-1.4", "@acme/payments@1.0.0", "release-3"]
        {
            assert!(is_release_of(tag, "payments"), "{tag}");
        }
        for tag in ["ledger/v1", "payments-worker-1.4", "nightly", "ledger@2"] {
            assert!(!is_release_of(tag, "payments"), "{tag}");
        }
    }
}
