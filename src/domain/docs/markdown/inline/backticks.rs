//! Runs of backticks, and which of them belong together.

/// How many backticks stand at the beginning.
pub(super) fn run(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte == b'`').count()
}

/// The code that begins here: the length of what opens and closes it, and where that closes it. Where no run is
/// as long as the one that stands here, backticks of this one are of the code. `hopeless` holds lengths that no
/// run has any more.
pub(super) fn span(bytes: &[u8], hopeless: &mut u64) -> Option<(usize, usize)> {
    let own = run(bytes);
    (1..=own).rev().find_map(|length| Some((length, closing(bytes, own, length, hopeless)?)))
}

/// Where the next run of exactly that length is.
fn closing(bytes: &[u8], from: usize, length: usize, hopeless: &mut u64) -> Option<usize> {
    let bit = 1_u64 << length.min(63);
    if *hopeless & bit != 0 {
        return None;
    }
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'`', rest)) {
        at += found;
        let other = run(bytes.get(at..).unwrap_or_default());
        if other == length {
            return Some(at);
        }
        at += other;
    }
    *hopeless |= bit;
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_ends_with_as_many_backticks_as_it_began_with_and_with_fewer_where_there_are_none() {
        let code = |text: &str| {
            let (length, end) = span(text.as_bytes(), &mut 0)?;
            text.get(length..end).map(str::to_owned)
        };
        assert_eq!(code("``a`b`` c").as_deref(), Some("a`b"));
        assert_eq!(code("```rust `a` c").as_deref(), Some("``rust "));
        assert_eq!(code("``a"), None);
    }
}
