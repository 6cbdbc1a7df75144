//! The one door for text: nothing that a terminal obeys comes through, and nothing grows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stagedoor::domain::document::wrap;
use stagedoor::domain::text::{Clean, width};

fuzz_target!(|text: &str| {
    let clean = Clean::line(text);
    assert!(!clean.as_str().chars().any(char::is_control));
    assert_eq!(Clean::line(clean.as_str()), clean);
    for columns in [1, 7, 80] {
        for line in wrap(clean.shown(), columns) {
            assert!(width(line.as_str()) <= columns.max(2));
        }
    }
    for line in Clean::lines(text) {
        assert!(!line.as_str().chars().any(char::is_control));
    }
});
