//! Links from anywhere: what is read as a place is written as a link that reads as the same place.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stagedoor::domain::model::Place;

fuzz_target!(|text: &str| {
    if let Ok(place) = Place::parse(text) {
        let link = place.to_string();
        assert_eq!(Place::parse(&link).as_ref(), Ok(&place), "{link}");
    }
});
