//! Indexes of sites, as a platform serves them: whatever they are, searching them comes to an end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stagedoor::domain::docs::read_index;

fuzz_target!(|given: (&str, &str)| {
    let (title, text) = given;
    let plain = |text: &str| text.replace(|c: char| c.is_control() || matches!(c, '"' | '\\'), " ");
    let (one, other) = (plain(title), plain(text));
    let json = format!(
        r#"{{"docs": [{{"location": "{one}", "title": "{one}", "text": "{other}"}}, {{"location": "{other}#{one}",
        "title": "{other}", "text": "{one}"}}]}}"#
    );
    for json in [text, &json] {
        let Some(index) = read_index(json) else { continue };
        for words in [title, text.get(..12).unwrap_or("a"), "a", ""] {
            for hit in index.find(words, 20, &|| true).unwrap_or_default() {
                assert!(!hit.snippet.as_str().chars().any(char::is_control));
                assert!(hit.marks.iter().all(|mark| hit.snippet.as_str().get(mark.clone()).is_some()));
            }
        }
    }
});
