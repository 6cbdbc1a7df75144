//! Choosing a value from the list over the form, and among options.

use super::fields::{draft, open, second, template};
use super::{EVERYTHING, World};
use serde_json::json;
use stagedoor::screen::app::{Effect, Message};

#[test]
fn opening_the_list_of_a_value_and_choosing_at_once_changes_nothing() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = second(&world);
    stage.keys("tab").type_text("large");
    stage.keys("enter enter");
    assert!(stage.row_of("▌✓ large").is_some(), "{}", stage.text());
    stage.keys("enter");
    assert_eq!(draft(&world)["size"], "large");
    // a person is found again among all there are
    stage.keys("alt+left tab tab enter enter");
    assert_eq!(draft(&world)["owner"], "group:default/team-a");
    // and so is one that the catalog does not have
    stage.type_text("nobody-knows").keys("enter enter enter");
    assert_eq!(draft(&world)["owner"], "group:default/nobody-knows");
}

#[test]
fn opening_the_host_of_a_repository_and_choosing_at_once_changes_nothing() {
    let parameters =
        r#"{"properties": {"repo": {"title": "Repository", "type": "string", "ui:field": "RepoUrlPicker"}}}"#;
    let world = World::of(&[&template(parameters)]);
    let mut stage = open(&world);
    stage.type_text("gitlab").keys("enter enter enter");
    assert!(draft(&world)["repo"].as_str().unwrap().starts_with("gitlab.com?"), "{}", draft(&world));
}

#[test]
fn what_was_typed_is_chosen_before_what_only_resembles_it() {
    let parameters = r#"{"properties": {"tags": {"title": "Tags", "type": "array", "items": {"type": "string"}, "ui:field": "EntityTagsPicker"},
        "of": {"title": "Of", "type": "string", "ui:field": "EntityPicker"}}}"#;
    let world = World::of(&[&template(&parameters.replace('\n', " "))]);
    let mut stage = open(&world);
    stage.type_text("ci").keys("enter");
    assert_eq!(draft(&world)["tags"], json!(["ci"]), "and not pci, in the middle of which it stands");
    // the next one is typed anew
    stage.type_text("pc").keys("enter esc");
    assert_eq!(draft(&world)["tags"], json!(["ci", "pci"]), "what it begins is meant");
    stage.keys("tab").type_text("pmentswork");
    assert!(stage.row_of("use `pmentswork`") < stage.row_of("component:default/payments-worker"), "{}", stage.text());
    stage.keys("esc").type_text("pay work");
    assert!(stage.row_of("use `pay work`") > stage.row_of("component:default/payments-worker"), "{}", stage.text());
}

#[test]
fn a_radio_says_which_key_chooses_and_a_text_what_enter_does() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = open(&world);
    assert!(stage.sees("enter Next  ") && !stage.sees("enter Open"), "{}", stage.text());
    stage.keys("tab");
    assert!(stage.sees("enter New line"), "{}", stage.text());
    stage.keys("tab");
    assert!(stage.sees("enter Choose") && stage.sees("(choose one)"), "{}", stage.text());
    let mut stage = second(&world);
    assert!(stage.sees("space Choose") && stage.sees("enter Choose, next"), "{}", stage.text());
    stage.keys("tab tab");
    assert!(!stage.sees("space Choose"), "{}", stage.text());
    assert!(stage.sees("(YYYY-MM-DD)") && stage.sees("(choose any)"), "{}", stage.text());
}

#[test]
fn a_choice_that_is_too_long_for_its_line_can_be_read_to_its_end() {
    let long = "Production: three replicas or more, a continuous backup, and a database administrator approves it";
    let world = World::of(&[&EVERYTHING.replace("Production: three, and approval", long)]);
    let mut stage = world.stage(super::WIZARD, (60, 48));
    stage.type_text("cart").keys("tab tab").type_text("team a");
    stage.keys("enter ctrl+n");
    assert!(stage.sees("Step 2 of 3"), "{}", stage.text());
    for word in long.split(' ') {
        assert!(stage.sees(word), "{word} is cut: {}", stage.text());
    }
}

#[test]
fn a_value_that_one_comes_to_by_keys_gives_way_to_what_is_typed_and_one_that_is_clicked_is_gone_on_with() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = second(&world);
    stage.keys("tab tab").type_text("7");
    assert_eq!(draft(&world)["replicas"], 7);
    stage.keys("shift+tab tab end backspace").type_text("5");
    assert_eq!(draft(&world)["replicas"], 5);
    stage.keys("shift+tab tab backspace");
    assert_eq!(draft(&world)["replicas"], json!(null), "it was taken as a whole");
    stage.type_text("1");
    stage.keys("shift+tab");
    let row = u16::try_from(stage.row_of("Replicas").unwrap()).unwrap();
    stage.click(30, row);
    stage.type_text("0");
    assert_eq!(draft(&world)["replicas"], 10);
}

#[test]
fn a_number_that_the_template_proposes_in_the_first_field_gives_way_to_what_is_typed() {
    let world =
        World::of(&[&template(r#"{"properties": {"size": {"title": "Size", "type": "integer", "default": 20}}}"#)]);
    let mut stage = open(&world);
    stage.type_text("5");
    assert_eq!(draft(&world)["size"], 5);
}

#[test]
fn a_default_that_another_default_brings_in_is_there_at_once() {
    let parameters = r#"{"properties": {"engine": {"title": "Engine", "type": "string", "enum": ["none", "sql"], "default": "sql"}},
        "dependencies": {"engine": {"oneOf": [
            {"properties": {"engine": {"const": "none"}}},
            {"required": ["storage"], "properties": {"engine": {"const": "sql"},
                "storage": {"title": "Storage", "type": "integer", "default": 17}}}]}}}"#;
    let world = World::of(&[&template(&parameters.replace('\n', " "))]);
    let mut stage = open(&world);
    assert!(stage.row_of("Storage").is_some() && stage.sees("17"), "{}", stage.text());
    stage.keys("ctrl+n");
    assert!(stage.sees("nothing is sent yet"), "{}", stage.text());
}

#[test]
fn a_form_that_is_longer_than_the_screen_says_so_and_what_is_cut_ends_with_a_sign() {
    let world = World::of(&[&template(
        r#"{"title": "Where it is to be and how large it has to become there in the end, and what for", "properties": {
        "a": {"title": "A title that is longer than its place on so narrow a screen", "type": "string", "default": "And a value that is longer than what is left of the row for it"},
        "b": {"title": "B", "type": "string"}, "c": {"title": "C", "type": "string"}, "d": {"title": "D", "type": "string"},
        "e": {"title": "E", "type": "string"}, "f": {"title": "F", "type": "string"}, "g": {"title": "G", "type": "string"},
        "h": {"title": "H", "type": "string"}, "i": {"title": "I", "type": "string"}, "j": {"title": "J", "type": "string"},
        "k": {"title": "K", "type": "string"}, "l": {"title": "L", "type": "string"}}}"#
            .replace('\n', " ")
            .as_str(),
    )]);
    let mut stage = world.stage(super::WIZARD, (80, 24));
    let marked = |stage: &crate::support::stage::Stage| {
        stage.text().lines().enumerate().filter(|(_, line)| line.ends_with('┃')).map(|(row, _)| row).collect::<Vec<_>>()
    };
    let first = marked(&stage);
    assert!(!first.is_empty(), "{}", stage.text());
    stage.keys("tab");
    for words in [
        "› Where it is to be and how l…",
        "A title that is longer than it…  And a value that is longer than what is l…",
    ] {
        assert!(stage.sees(words), "{words}\n{}", stage.text());
    }
    stage.keys("esc G");
    assert!(marked(&stage) > first, "{}", stage.text());
    stage.resize(80, 60);
    stage.rest();
    assert!(marked(&stage).is_empty(), "all of it is seen\n{}", stage.text());
}

#[test]
fn what_is_typed_before_the_form_is_there_is_typed_into_it() {
    let world = World::of(&[EVERYTHING]);
    let ports = std::sync::Arc::clone(&world.catalog).ports();
    let mut stage = crate::support::stage::Stage::new(crate::rooms::setup(super::WIZARD), (120, 48), ports);
    for key in ["q", "u", "e", "x", "tab", "A", "b", "tab", "t", "e", "a"] {
        stage.press(key);
    }
    assert!(stage.sees("Templates") && !stage.sees("Step 1"), "nothing has come yet\n{}", stage.text());
    stage.rest();
    assert!(stage.sees("group:default/team-a"), "{}", stage.text());
    stage.keys("enter");
    let kept = draft(&world);
    assert_eq!((&kept["name"], &kept["about"]), (&json!("quex"), &json!("Ab")));
    assert_eq!(kept["owner"], "group:default/team-a");
    assert!(!stage.effects.iter().any(|it| matches!(it, Effect::Quit)), "{:?}", stage.effects);
}

#[test]
fn what_is_typed_into_a_form_that_does_not_come_does_nothing() {
    let world = World::of(&[EVERYTHING]);
    world.templates.forms.lock().unwrap().clear();
    let ports = std::sync::Arc::clone(&world.catalog).ports();
    let mut stage = crate::support::stage::Stage::new(crate::rooms::setup(super::WIZARD), (120, 48), ports);
    stage.press("x");
    stage.press("tab");
    stage.rest();
    stage.send_in(Message::Wake);
    assert!(!stage.sees("Step 1"), "{}", stage.text());
    stage.keys("?");
    assert!(stage.sees("What can be done here"), "keys mean what they mean elsewhere\n{}", stage.text());
}
