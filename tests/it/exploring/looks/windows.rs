//! Several rooms open at once, each with its own way back; two of them side by side.

use crate::journeys::{Example, example};
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use stagedoor::platform::actions::Action;
use stagedoor::platform::ports::Saved;
use stagedoor::screen::app::{Effect, Setup};

fn restarted(example: &Example, stage: &Stage) -> Stage {
    let saved: Saved = serde_json::from_str(&serde_json::to_string(&stage.app.saved()).unwrap()).unwrap();
    example.stage(Setup { saved, ..example.setup.clone() })
}

fn names(stage: &Stage) -> String {
    stage.text().lines().nth(1).unwrap().to_owned()
}

#[test]
fn each_window_has_its_own_way_back() {
    let example = example();
    let mut stage = example.at("catalog");
    stage.keys("/").type_text("ledger").keys("esc ctrl+w n enter");
    assert!(names(&stage).contains("1 Catalog") && names(&stage).contains("▌2 "), "{}", stage.text());
    stage.keys("g t");
    assert!(stage.sees("/ ledger") && names(&stage).contains("▌1 Catalog"), "{}", stage.text());
    stage.keys("g h alt+2");
    assert!(stage.sees("Overview"), "the other window is as it was\n{}", stage.text());
    stage.keys("esc");
    assert!(stage.sees("/ ledger"), "and goes back by itself\n{}", stage.text());
    stage.keys("alt+1");
    assert!(stage.sees("101 entities"), "{}", stage.text());
}

#[test]
fn what_is_selected_opens_in_a_window_of_its_own() {
    let example = example();
    let mut stage = example.at("catalog");
    stage.keys("/").type_text("ledger-rpc").keys("esc alt+enter");
    assert!(stage.sees("api:default/ledger-rpc") && names(&stage).contains("▌2 "), "{}", stage.text());
    stage.keys("ctrl+w c");
    assert!(stage.sees("/ ledger-rpc"), "{}", stage.text());
    assert!(!names(&stage).contains('1'), "one window has no name\n{}", stage.text());
    assert!(!stage.app.offers(Action::AppWindowClose), "the last one stays");
}

#[test]
fn windows_are_chosen_from_a_list_and_from_the_palette() {
    let example = example();
    let mut stage = example.at("catalog");
    stage.keys("ctrl+w n g h ctrl+w l");
    assert!(stage.sees("1 Catalog") && stage.sees("2 Home") && stage.sees("stagedoor://home"), "{}", stage.text());
    stage.keys("enter");
    assert!(stage.sees("NAME"), "{}", stage.text());
    stage.keys("ctrl+p");
    assert!(stage.sees("Windows") && stage.sees("2 Home"), "{}", stage.text());
    stage.type_text("window 2").keys("enter");
    assert!(stage.sees("101 entities"), "{}", stage.text());
}

#[test]
fn windows_their_places_their_cursors_and_the_split_come_back_after_a_restart() {
    let example = example();
    let mut stage = example.at("catalog");
    stage.keys("/").type_text("pay").keys("esc down down ctrl+w n g p ctrl+w v");
    stage.keys("ctrl+w w");
    let before = stage.text();
    let again = restarted(&example, &stage);
    let rows = |text: &str| text.lines().take(20).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(rows(&again.text()), rows(&before));
}

#[test]
fn a_link_is_shown_in_the_window_one_was_in_and_the_others_stay() {
    let example = example();
    let mut stage = example.at("catalog");
    stage.keys("ctrl+w n g p");
    let saved = stage.app.saved();
    let link = stagedoor::domain::model::Place::parse("component:ledger").unwrap();
    let again = example.stage(Setup { saved, link: Some(link), ..example.setup.clone() });
    assert!(again.sees("component:default/ledger") && names(&again).contains("1 Catalog"), "{}", again.text());
}

#[test]
fn side_by_side_both_are_painted_and_the_keys_go_to_one() {
    let example = example();
    let mut stage = example.at("catalog");
    stage.resize(140, 30).keys("ctrl+w v g p");
    let text = stage.text();
    assert!(text.contains("NAME") && text.contains("Warnings"), "{text}");
    let divider = text.lines().nth(10).unwrap().chars().position(|c| c == '│');
    assert!(divider.is_some(), "{text}");
    stage.keys("ctrl+w w j");
    assert!(names(&stage).contains("▌1 Catalog"), "{}", stage.text());
    stage.keys("ctrl+w o");
    assert!(!stage.sees("Warnings"), "{}", stage.text());
}

#[test]
fn where_there_is_no_room_for_two_one_is_seen_until_there_is() {
    let example = example();
    let mut stage = example.at("catalog");
    stage.keys("ctrl+w v g p").resize(90, 30);
    assert!(!stage.sees("NAME"), "{}", stage.text());
    stage.resize(130, 30).rest();
    assert!(stage.sees("NAME") && stage.sees("Warnings"), "{}", stage.text());
    stage.keys("ctrl+w o").resize(90, 30);
    assert!(!stage.app.offers(Action::AppSplit), "not offered where it would show nothing");
}

#[test]
fn what_both_halves_want_is_asked_once_and_what_a_hidden_window_wants_not_at_all() {
    let catalog = Scripted::new(Mood::Well, entities(), NOW);
    let mut stage = Stage::new(crate::rooms::setup("catalog"), (160, 36), catalog.clone().ports());
    stage.rest();
    stage.keys("ctrl+w v");
    let rows = catalog.asked.lock().unwrap().iter().filter(|what| *what == "rows").count();
    assert_eq!(rows, 1);
    stage.keys("g h ctrl+w o ctrl+w w");
    let before = catalog.asked.lock().unwrap().len();
    stage.keys("g c ctrl+w w");
    assert!(catalog.asked.lock().unwrap().len() <= before + 1, "{:?}", catalog.asked.lock().unwrap());
}

#[test]
fn nine_windows_can_be_open_and_a_tenth_is_not_offered() {
    let example = example();
    let mut stage = example.at("catalog");
    for _ in 0..12 {
        stage.keys("ctrl+w n");
    }
    assert!(names(&stage).contains("9 "), "{}", stage.text());
    assert!(!stage.app.offers(Action::AppWindowNew) && !stage.app.offers(Action::ListOpenWindow));
    stage.keys("q");
    assert_eq!(stage.effects.last(), Some(&Effect::Quit));
}

#[test]
fn the_divider_of_list_and_preview_goes_where_it_is_wanted_and_stays_there() {
    let example = example();
    let mut stage = example.at("catalog");
    let column = |stage: &Stage| stage.text().lines().nth(8).unwrap().chars().position(|c| c == '│').unwrap();
    let began = column(&stage);
    stage.keys("< < <");
    assert_eq!(column(&stage), began - 6, "{}", stage.text());
    assert_eq!(column(&restarted(&example, &stage)), began - 6);
    stage.keys("> > >");
    assert_eq!(column(&stage), began);
}

#[test]
fn every_size_holds_with_windows_and_with_two_side_by_side() {
    for keys in ["ctrl+w n g h", "ctrl+w v g h", "ctrl+w v ctrl+w w > > >"] {
        let ports = Scripted::new(Mood::Well, entities(), NOW).ports();
        let mut stage = Stage::new(crate::rooms::setup("catalog"), (160, 36), ports);
        stage.rest();
        stage.keys(keys);
        for overlay in ["", "ctrl+p", "esc ctrl+w l", "esc"] {
            stage.keys(overlay);
            for columns in (1..=20).chain([39, 40, 80, 99, 100, 101, 119, 120, 200]) {
                for rows in (1..=8).chain([24, 60]) {
                    stage.resize(columns, rows);
                    crate::sizes::check(&stage, &format!("{keys} {overlay} {columns}x{rows}"));
                }
            }
            stage.resize(160, 36);
        }
    }
}

#[test]
fn pictures_of_windows() {
    let picture = |name: &str, stage: &Stage| {
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../../pictures" }, {
            insta::assert_snapshot!(name, stage.text());
        });
    };
    let stage = |size| {
        let ports = Scripted::new(Mood::Well, entities(), NOW).ports();
        let mut stage = Stage::new(crate::rooms::setup("component:payments"), size, ports);
        stage.rest();
        stage
    };
    let mut large = stage((120, 36));
    large.keys("ctrl+w v g c ctrl+w n g h alt+2");
    picture("split-120x36", &large);
    large.keys("ctrl+w l");
    picture("windows-120x36", &large);
    large.keys("esc").press("ctrl+w");
    picture("chord-window-120x36", &large);
    let mut small = stage((80, 24));
    small.keys("ctrl+w n 8 /").type_text("name");
    picture("windows-find-80x24", &small);
}
