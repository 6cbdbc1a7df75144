//! What is left of rooms that are out of sight, and of links that ask for too much.

use super::journeys::{scripted, setup};
use crate::support::scripted::Mood;
use crate::support::stage::Stage;
use std::sync::Arc;

const USUAL: &str = "name,kind,type,lifecycle,owner,system";

#[test]
fn rooms_out_of_sight_hold_no_catalog_and_are_found_as_they_were() {
    let mut stage = Stage::new(setup("catalog"), (120, 12), scripted(Mood::Well).ports());
    stage.rest();
    let old = stage.app.listing().unwrap();
    // a list with a mark, a graph and its impact, each behind the next; one of them in another window
    stage.keys("j j space G k k k");
    let (cursor, scroll) = (stage.app.saved().cursor, stage.app.saved().scroll);
    assert!(scroll > 0, "{}", stage.text());
    stage.keys("enter 3 j ctrl+w n g c");
    assert!(Arc::strong_count(&old) > 2, "the catalog is on the screen");
    stage.keys("f5");
    stage.rest();
    let new = stage.app.listing().unwrap();
    assert!(!Arc::ptr_eq(&old, &new));
    assert_eq!(Arc::strong_count(&old), 1, "nothing but this test holds it");
    stage.keys("ctrl+w w");
    assert!(stage.sees("what it leads to"), "the graph is there again\n{}", stage.text());
    stage.keys("esc");
    assert_eq!((stage.app.saved().cursor, stage.app.saved().scroll), (cursor, scroll));
    assert!(stage.sees("1 marked"), "{}", stage.text());
}

#[test]
fn a_link_has_a_portal_asked_for_a_few_fields_at_most_and_that_is_said() {
    let scripted = scripted(Mood::Well);
    let columns: Vec<String> = (0..60).map(|n| format!("spec.f{n}")).collect();
    let link = format!("stagedoor://catalog?q=spec.tier:gold&columns=name,{}", columns.join(","));
    let mut stage = Stage::new(setup(&link), (200, 36), scripted.clone().ports());
    stage.rest();
    let asked = scripted.asked.lock().unwrap().iter().filter(|asked| asked.starts_with("field ")).count();
    assert_eq!(asked, 12, "{:?}", scripted.asked);
    assert!(stage.sees("this list names more than 12 fields: 28 of them are left out"), "{}", stage.text());
}

#[test]
fn columns_that_were_chosen_stand_in_the_link_even_where_they_are_the_usual_ones() {
    let mut stage = Stage::new(setup(&format!("catalog?columns={USUAL}")), (120, 12), scripted(Mood::Well).ports());
    stage.rest();
    let saved = stage.app.saved();
    assert!(saved.place.is_some_and(|place| place.contains(&USUAL.replace(',', "%2C"))));
}
