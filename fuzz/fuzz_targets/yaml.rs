//! Descriptors as anyone may write them: reading, checking and printing them never falls over, and
//! what is printed is read back as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stagedoor::domain::model::descriptor;
use stagedoor::domain::model::{to_yaml, yaml};

fuzz_target!(|text: &str| {
    for document in yaml::documents(text) {
        let Ok(parsed) = document.content else { continue };
        let _ = descriptor::check(&parsed.value);
        let printed = to_yaml(&parsed.value);
        let again = yaml::documents(&printed).into_iter().next().map(|document| document.content);
        let same = matches!(again, Some(Ok(again)) if again.value == parsed.value);
        assert!(same || parsed.value.is_null(), "{printed:?}");
    }
});
