//! Every key map parses, reaches every action, and means one thing at a time.

use crate::rooms::setup;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage, keymap};
use stagedoor::platform::actions::Action;
use stagedoor::platform::keys::{Counts, Key, Keymap, KeymapError, Meaning};
use std::collections::BTreeSet;

#[test]
fn every_map_reaches_every_action() {
    for name in Keymap::NAMES {
        let map = Keymap::bundled(name).unwrap();
        let without: Vec<_> = Action::ALL.iter().filter(|action| map.keys_of(**action).is_empty()).collect();
        assert!(without.is_empty(), "keymaps/{name}.toml: no key for {without:?}");
    }
}

/// A chord that another one in the same place begins with, or is, could never be completed.
#[test]
fn in_no_map_a_key_hides_another_that_can_be_there_at_the_same_time() {
    for name in Keymap::NAMES {
        let map = Keymap::bundled(name).unwrap();
        for (chord, action) in map.bindings() {
            let all_of_its_place = |other: Action| other == action || other.room() == action.room();
            let meaning = map.resolve(chord, &all_of_its_place);
            assert_eq!(meaning, Meaning::Action(action), "keymaps/{name}.toml: {chord:?}");
        }
    }
}

#[test]
fn what_a_map_names_works_everywhere_even_where_the_default_map_had_the_key() {
    let vim = Keymap::bundled("vim").unwrap();
    let (default, mark) = (keymap(), Key::chord("m").unwrap());
    assert_eq!(default.resolve(&mark, &|_| true), Meaning::Action(Action::CatalogMine));
    assert_eq!(vim.resolve(&mark, &|_| true), Meaning::Action(Action::AppMarkSet));
}

#[test]
fn a_map_of_ones_own_can_lie_over_another_than_the_default_one() {
    let map = Keymap::read("over = \"vim\"\n\"app.quit\" = \"ctrl+q\"", &keymap()).unwrap();
    assert_eq!(map.keys_of(Action::AppMarkSet), ["m"]);
    assert_eq!((map.keys_of(Action::AppQuit), map.counts()), (vec!["ctrl+q".to_owned()], Counts::Digits));
    let error = |text: &str| Keymap::read(text, &keymap()).unwrap_err().to_string();
    assert!(error("over = \"nano\"").contains("there are default, vim, emacs"));
    assert!(error("over = 3").contains("over = \"vim\""));
    assert!(error("counts = 3").contains("counts"));
    assert!(error("counts = \"hyper+x\"").contains("names no key"));
}

#[test]
fn every_action_says_what_it_does_and_why_and_its_id_is_its_own() {
    let mut ids = BTreeSet::new();
    for action in Action::ALL {
        let spec = action.spec();
        assert!(ids.insert(spec.id), "{} twice", spec.id);
        assert!(!spec.title.is_empty() && !spec.why.is_empty(), "{}", spec.id);
        let (room, verb) = spec.id.split_once('.').unwrap();
        assert!(!room.is_empty() && !verb.is_empty() && !spec.id.contains(char::is_whitespace));
        assert_eq!(Action::of_id(spec.id), Some(*action));
    }
}

#[test]
fn everything_offered_is_found_in_the_palette_by_its_title() {
    let mut stage = Stage::new(setup("catalog"), (120, 36), Scripted::new(Mood::Well, entities(), NOW).ports());
    stage.rest();
    for action in stage.app.offered() {
        stage.keys("ctrl+p").type_text(&action.spec().title.to_lowercase());
        assert!(stage.sees(action.spec().why), "{action:?}\n{}", stage.text());
        stage.keys("esc");
    }
}

#[test]
fn help_lists_exactly_what_can_be_done_here_with_its_keys() {
    let mut stage = Stage::new(setup("catalog"), (120, 60), Scripted::new(Mood::Well, entities(), NOW).ports());
    stage.rest();
    let offered = stage.app.offered();
    stage.keys("?");
    let mut seen = stage.text();
    // help is longer than a screen
    for _ in 0..4 {
        stage.keys("pagedown");
        seen.push_str(&stage.text());
    }
    for action in Action::ALL {
        let (listed, is) = (seen.contains(action.spec().why), offered.contains(action));
        assert_eq!(listed, is, "{action:?} offered: {is}, in help: {listed}");
    }
}

#[test]
fn a_map_of_ones_own_lies_over_the_default_one() {
    let map = Keymap::read("\"app.quit\" = \"ctrl+q\"\n\"catalog.filter\" = [\"F\", \"z z\"]", &keymap()).unwrap();
    assert_eq!(map.keys_of(Action::AppQuit), ["ctrl+q"]);
    assert_eq!(map.keys_of(Action::CatalogFilter), ["F", "z z"]);
    assert_eq!(map.keys_of(Action::AppHelp), keymap().keys_of(Action::AppHelp));
}

#[test]
fn a_map_that_cannot_be_meant_is_refused_with_the_reason() {
    let error = |text: &str| Keymap::read(text, &keymap()).unwrap_err();
    assert!(matches!(error("\n\"app.quit\" = "), KeymapError::Syntax { line: 2, .. }));
    assert!(error("\"app.fly\" = \"x\"").to_string().contains("no action `app.fly`"));
    assert!(error("\"app.quit\" = \"hyper+q\"").to_string().contains("`hyper+q` names no key"));
    assert!(error("\"app.quit\" = 3").to_string().contains("app.quit"));
    let conflict = error("\"catalog.filter\" = \"f\"").to_string();
    assert!(conflict.contains("catalog.filter") && conflict.contains("catalog.facets"), "{conflict}");
    // the beginning of a chord cannot be a key of its own
    assert!(matches!(error("\"app.quit\" = \"g\""), KeymapError::Conflict { .. }));
}

#[test]
fn a_chord_shows_what_may_follow_and_a_wrong_key_ends_it() {
    let mut stage = Stage::new(setup("catalog"), (160, 36), Scripted::new(Mood::Well, entities(), NOW).ports());
    stage.rest();
    stage.press("g");
    assert!(stage.sees("h Home") && stage.sees("g Top"), "{}", stage.text());
    stage.press("x");
    assert!(!stage.sees("h Home"), "{}", stage.text());
    stage.keys("g h");
    assert!(stage.sees("Home") && stage.sees("Mine"), "{}", stage.text());
}

#[test]
fn keys_are_written_one_way() {
    for (written, meant) in [("shift+g", "G"), ("ctrl+p", "ctrl+p"), ("space", "space")] {
        assert_eq!(written.parse::<Key>().unwrap().to_string(), meant);
    }
}
