//! What languages are called: by their first names in Pygments, as most sites have them in their built
//! pages; some have the words of their authors. A language that it does not know is plain text there.

use std::collections::HashMap;
use std::sync::OnceLock;

/// The name in built pages of a language that an author named; empty for plain text.
pub(in crate::domain::docs) fn named(name: &str) -> &'static str {
    static NAMES: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let lines = include_str!("languages.txt").lines();
        lines.flat_map(|line| line.split(' ').map(move |name| (name, line.split(' ').next().unwrap_or(name)))).collect()
    });
    names.get(name.to_lowercase().as_str()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_one_name() {
        assert_eq!(
            [named("yml"), named("Shell"), named("python"), named("text"), named("nope")],
            ["yaml", "bash", "python", "", ""]
        );
    }
}
