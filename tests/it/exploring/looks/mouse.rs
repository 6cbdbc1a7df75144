//! Where the mouse helps.

use crate::journeys::example;
use crate::support::stage::Stage;
use stagedoor::screen::app::{Effect, Message};
use stagedoor::screen::input::{Input, Mouse, MouseDid};

/// The column and row of a text on the screen.
fn place(stage: &Stage, text: &str) -> (u16, u16) {
    let screen = stage.text();
    let (row, line) = screen.lines().enumerate().find(|(_, line)| line.contains(text)).unwrap_or_else(|| {
        panic!("{text} is not on the screen\n{screen}");
    });
    let column = stagedoor::domain::text::width(line.split(text).next().unwrap());
    (column as u16, row as u16)
}

fn click(stage: &mut Stage, text: &str) {
    let (column, row) = place(stage, text);
    stage.click(column, row);
}

fn divider(stage: &Stage) -> u16 {
    stage.text().lines().nth(8).unwrap().chars().position(|c| c == '│').unwrap() as u16
}

#[test]
fn a_divider_is_dragged() {
    let example = example();
    let mut stage = example.at("catalog");
    let began = divider(&stage);
    stage.send_in(Message::Input(Input::Drag { column: 20, row: 8 }));
    assert_eq!(divider(&stage), began, "nothing is held yet");
    stage.click(began, 8);
    for column in [began - 4, began - 9] {
        stage.send_in(Message::Input(Input::Drag { column, row: 9 }));
        assert_eq!(divider(&stage), column, "{}", stage.text());
    }
    stage.send_in(Message::Input(Input::Release));
    stage.send_in(Message::Input(Input::Drag { column: began, row: 9 }));
    assert_eq!(divider(&stage), began - 9, "let go of");
}

#[test]
fn names_of_windows_steps_of_the_way_tabs_and_hints_can_be_clicked() {
    let example = example();
    let mut stage = example.at("component:ledger");
    click(&mut stage, "Relations");
    assert!(stage.sees("Provides"), "{}", stage.text());
    click(&mut stage, "component ›");
    assert!(stage.sees("kind=component"), "{}", stage.text());
    stage.keys("ctrl+w n g h");
    click(&mut stage, "1 Catalog");
    assert!(stage.sees("kind=component"), "{}", stage.text());
    click(&mut stage, "Help");
    assert!(stage.sees("What can be done here"), "{}", stage.text());
}

#[test]
fn a_click_goes_to_the_half_under_it_and_the_wheel_turns_there_without_going() {
    let example = example();
    let mut stage = example.at("catalog");
    stage.resize(140, 30).keys("ctrl+w v");
    assert!(stage.sees("▌2 "), "{}", stage.text());
    let before = stage.text();
    let mouse = Mouse { column: 5, row: 12, did: MouseDid::WheelDown };
    (0..12).for_each(|_| stage.send_in(Message::Input(Input::Mouse(mouse))));
    stage.rest();
    assert!(stage.sees("▌2 ") && stage.text() != before, "{}", stage.text());
    stage.click(5, 12);
    assert!(stage.sees("▌1 "), "{}", stage.text());
}

#[test]
fn the_mouse_is_left_to_the_terminal_when_that_is_wanted() {
    let example = example();
    let mut stage = example.at("catalog");
    stage.keys("ctrl+w m");
    let first = stage.effects.last().cloned();
    stage.keys("ctrl+w m");
    let second = stage.effects.last().cloned();
    assert_eq!((first, second), (Some(Effect::Mouse(true)), Some(Effect::Mouse(false))), "a stage begins without");
}

#[test]
fn a_hint_of_a_chord_that_was_begun_does_what_it_says() {
    let example = example();
    let mut stage = example.at("component:ledger");
    stage.press("g");
    click(&mut stage, "j Journal");
    assert!(stage.sees("Acme › Journal") || stage.app.saved().place.is_some_and(|place| place.contains("journal")));
}
