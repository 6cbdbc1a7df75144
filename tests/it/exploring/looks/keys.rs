//! Journeys in the vim and the emacs map, marks, and looking for text.

use crate::journeys::{Example, example};
use crate::support::stage::Stage;
use stagedoor::domain::model::Place;
use stagedoor::platform::keys::Keymap;
use stagedoor::platform::ports::Saved;
use stagedoor::screen::app::{Effect, Setup};

fn with(example: &Example, map: &str, place: &str) -> Stage {
    let keymap = Keymap::bundled(map).unwrap();
    example.stage(Setup { keymap, link: Some(Place::parse(place).unwrap()), ..example.setup.clone() })
}

fn row(stage: &Stage) -> String {
    stage.text().lines().find(|line| line.contains('▌')).unwrap_or_default().to_owned()
}

/// The number of the row under the cursor, as the catalog counts.
fn at(stage: &Stage) -> usize {
    let text = stage.text();
    let bar = text.lines().nth(2).unwrap();
    let count = bar.split_whitespace().find(|word| word.contains("/101")).unwrap();
    count.split('/').next().unwrap().parse().unwrap()
}

#[test]
fn in_vim_a_number_repeats_a_movement_and_leads_to_a_row() {
    let example = example();
    let mut stage = with(&example, "vim", "catalog");
    for (keys, row) in [("5 j", 6), ("2 k", 4), ("1 2 G", 12), ("G", 101), ("g g", 1), ("7 g g", 7), ("9 9 9 j", 101)] {
        stage.keys(keys);
        assert_eq!(at(&stage), row, "{keys}\n{}", stage.text());
    }
    stage.keys("g g").press("1 2");
    assert!(stage.text().lines().last().unwrap().trim_start().starts_with("12  "), "{}", stage.text());
    stage.press("esc j");
    assert_eq!(at(&stage), 2, "the number was taken back");
}

#[test]
fn half_a_page_is_half_a_page() {
    let example = example();
    let mut stage = with(&example, "vim", "catalog");
    stage.keys("ctrl+f");
    let page = at(&stage);
    stage.keys("g g ctrl+d");
    assert_eq!(at(&stage), (page - 1) / 2 + 1, "{}", stage.text());
    stage.keys("ctrl+u");
    assert_eq!(at(&stage), 1);
}

#[test]
fn a_day_in_vim() {
    let example = example();
    let mut stage = with(&example, "vim", "home");
    stage.keys(":").type_text("catalog").keys("enter");
    assert!(stage.sees("NAME"), "{}", stage.text());
    stage.keys("/").type_text("pay").keys("esc");
    let first = row(&stage);
    stage.keys("n");
    assert_ne!(row(&stage), first);
    stage.keys("N");
    assert_eq!(row(&stage), first);
    stage.keys("l");
    assert!(stage.sees("Overview"), "{}", stage.text());
    stage.keys("g 8 / ").type_text("name").keys("enter");
    assert!(stage.sees("1/"), "{}", stage.text());
    let found = stage.text();
    stage.keys("n");
    assert_ne!(stage.text(), found, "the next one");
    stage.keys("N");
    assert_eq!(stage.text(), found);
    stage.keys("ctrl+o");
    assert!(stage.sees("/ pay"), "back in the list\n{}", stage.text());
    stage.keys("tab");
    assert!(stage.sees("Overview"), "ctrl+i, which is tab, goes forward\n{}", stage.text());
    stage.keys("Z Z");
    assert_eq!(stage.effects.last(), Some(&Effect::Quit));
}

#[test]
fn a_day_in_emacs() {
    let example = example();
    let mut stage = with(&example, "emacs", "catalog");
    stage.keys("ctrl+n ctrl+n ctrl+p");
    assert_eq!(at(&stage), 2);
    stage.keys("ctrl+u 5 ctrl+n");
    assert_eq!(at(&stage), 7);
    stage.keys("ctrl+u ctrl+n");
    assert_eq!(at(&stage), 11);
    stage.keys("alt+>");
    assert_eq!(at(&stage), 101);
    stage.keys("alt+v ctrl+v alt+<");
    assert_eq!(at(&stage), 1);
    stage.keys("ctrl+s").type_text("pay");
    let first = row(&stage);
    stage.keys("ctrl+s");
    assert_ne!(row(&stage), first, "searching on while typing");
    stage.keys("ctrl+r");
    assert_eq!(row(&stage), first);
    stage.keys("ctrl+g ctrl+g");
    assert!(stage.sees("/101"), "{}", stage.text());
    stage.keys("enter");
    assert!(stage.sees("Overview"), "{}", stage.text());
    stage.keys("ctrl+x 3");
    assert!(stage.sees("▌2 "), "{}", stage.text());
    stage.keys("ctrl+x o");
    assert!(stage.sees("▌1 "), "{}", stage.text());
    stage.keys("ctrl+x 1 ctrl+x k");
    assert!(!stage.sees("▌1 "), "one window again\n{}", stage.text());
    stage.keys("alt+x").type_text("home").keys("enter");
    assert!(stage.sees("101 entities"), "{}", stage.text());
    stage.keys("ctrl+x ctrl+c");
    assert_eq!(stage.effects.last(), Some(&Effect::Quit));
}

#[test]
fn a_mark_leads_back_to_the_place_and_the_row_even_after_a_restart() {
    let example = example();
    let mut stage = with(&example, "vim", "catalog");
    stage.keys("9 j");
    let marked = row(&stage);
    stage.keys("m a");
    assert!(stage.sees("mark a is catalog"), "{}", stage.text());
    stage.keys("g h").press("'");
    assert!(stage.sees("a-z A-Z Go to mark") && stage.sees("a catalog"), "{}", stage.text());
    stage.keys("a");
    assert_eq!(row(&stage), marked);
    let saved: Saved = serde_json::from_str(&serde_json::to_string(&stage.app.saved()).unwrap()).unwrap();
    let keymap = Keymap::bundled("vim").unwrap();
    let link = Some(Place::parse("home").unwrap());
    let mut again = example.stage(Setup { saved, keymap, link, ..example.setup.clone() });
    again.keys("' b");
    assert!(again.sees("there is no mark b"), "{}", again.text());
    again.keys("' a");
    assert_eq!(row(&again), marked);
    again.keys("ctrl+o").press("m").keys("esc");
    assert!(again.sees("101 entities"), "a mark that was given up leaves everything as it was\n{}", again.text());
}

#[test]
fn a_mark_on_a_page_leads_back_to_where_one_was_reading() {
    let example = example();
    let mut stage = example.at("stagedoor://catalog/component/default/payments/yaml");
    stage.resize(100, 14).keys("ctrl+d ctrl+d");
    let page = stage.text();
    let page: Vec<&str> = page.lines().skip(4).take(4).collect();
    stage.keys("g m y g h ' y");
    let again = stage.text();
    assert_eq!(again.lines().skip(4).take(4).collect::<Vec<_>>(), page, "{again}");
}

#[test]
fn text_on_a_page_is_found_counted_and_left_alone_again() {
    let example = example();
    let mut stage = example.at("component:payments");
    stage.keys("/").type_text("zzzz");
    assert!(stage.sees("not found"), "{}", stage.text());
    stage.keys("esc");
    assert!(!stage.sees("zzzz"), "{}", stage.text());
    stage.keys("8 /").type_text("METADATA").keys("enter");
    assert!(stage.sees("1/1"), "{}", stage.text());
    stage.keys("esc");
    assert!(!stage.sees("1/1") && stage.sees("YAML"), "{}", stage.text());
    assert!(!stage.app.offers(stagedoor::platform::actions::Action::ListNextMatch), "nothing is looked for any more");
}

#[test]
fn the_keys_that_are_shown_are_those_of_the_map() {
    let example = example();
    let mut stage = with(&example, "emacs", "catalog");
    assert!(stage.sees("alt+x Palette"), "{}", stage.text());
    stage.keys("?");
    assert!(stage.sees("ctrl+s"), "{}", stage.text());
    let mut stage = with(&example, "vim", "catalog");
    assert!(stage.sees(": Palette"), "{}", stage.text());
    stage.press("ctrl+w");
    assert!(stage.sees("v Split"), "{}", stage.text());
}

#[test]
fn in_the_default_map_digits_turn_tabs() {
    let example = example();
    let mut stage = example.at("component:payments");
    stage.keys("2");
    assert!(stage.sees("Depends on") || stage.sees("Provides"), "{}", stage.text());
}
