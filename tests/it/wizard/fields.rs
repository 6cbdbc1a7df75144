//! Filling in fields of every kind.

use super::{EVERYTHING, WIZARD, World};
use crate::support::stage::Stage;
use serde_json::json;
use stagedoor::screen::app::{Effect, Message};
use stagedoor::screen::input::Input;

pub fn open(world: &World) -> Stage {
    world.stage(WIZARD, (120, 48))
}

/// At the second step, the first being filled in.
pub fn second(world: &World) -> Stage {
    let mut stage = open(world);
    stage.type_text("cart").keys("tab tab").type_text("team a");
    stage.keys("enter ctrl+n");
    assert!(stage.sees("Step 2 of 3"), "{}", stage.text());
    stage
}

pub fn draft(world: &World) -> serde_json::Value {
    world.drafts().first().map(|draft| draft.values[0].clone()).unwrap_or_default()
}

#[test]
fn what_is_wrong_is_said_once_one_has_been_there_and_everywhere_after_a_try_to_go_on() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = open(&world);
    assert!(!stage.sees("✗"), "nothing is wrong before anything was done\n{}", stage.text());
    stage.type_text("Cart!");
    assert!(!stage.sees("Lower-case letters"), "not while one is still at it\n{}", stage.text());
    stage.keys("tab");
    assert!(stage.sees("✗ Lower-case letters, digits and dashes only."), "{}", stage.text());
    assert!(!stage.sees("required property"), "{}", stage.text());
    stage.keys("ctrl+n");
    assert!(stage.sees("Step 1 of 3") && stage.sees("Owner: must have required property"), "{}", stage.text());
    stage.keys("f8");
    assert!(stage.sees("▌Owner"), "{}", stage.text());
    stage.keys("f8");
    assert!(stage.sees("▌Name"), "{}", stage.text());
    stage.keys("ctrl+u").type_text("cart");
    assert!(!stage.sees("Lower-case letters"), "{}", stage.text());
}

#[test]
fn a_person_from_the_catalog_is_found_by_letters_and_what_the_filter_rules_out_is_not_offered() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = open(&world);
    stage.keys("tab tab").type_text("team");
    assert!(stage.sees("group:default/team-a") && !stage.sees("component:default/"), "{}", stage.text());
    stage.keys("enter");
    assert_eq!(draft(&world)["owner"], "group:default/team-a");
    // another one, as it is typed: a group without being asked
    stage.type_text("nobody-knows");
    assert!(stage.sees("use `nobody-knows`"), "{}", stage.text());
    stage.keys("enter");
    assert_eq!(draft(&world)["owner"], "group:default/nobody-knows");
    assert!(stage.sees("is not in the catalog"), "{}", stage.text());
    stage.keys("tab").type_text("nobody-knows");
    assert!(stage.sees("Nothing matches."), "the field takes nothing else\n{}", stage.text());
    stage.keys("esc").type_text("payments-w");
    stage.keys("enter");
    assert_eq!(draft(&world)["component"], "component:default/payments-worker");
}

#[test]
fn tags_are_chosen_among_those_there_are_and_new_ones_typed() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = open(&world);
    stage.keys("tab tab tab tab").type_text("pc");
    stage.keys("enter backspace backspace").type_text("brand-new");
    stage.keys("enter esc");
    assert_eq!(draft(&world)["tags"], json!(["pci", "brand-new"]));
    assert!(stage.sees("pci, brand-new"), "{}", stage.text());
}

#[test]
fn a_repository_is_filled_in_line_by_line() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = open(&world);
    stage.keys("tab tab tab tab tab").type_text("git");
    stage.keys("enter");
    assert!(stage.sees("Host        github.com"), "{}", stage.text());
    stage.keys("tab").type_text("glo");
    stage.keys("enter tab").type_text("cart");
    assert_eq!(draft(&world)["repoUrl"], "github.com?owner=globex&repo=cart");
}

#[test]
fn a_secret_is_dots_on_the_screen_and_nowhere_in_what_is_kept() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = open(&world);
    stage.type_text("cart").keys("f8").keys("tab tab tab tab tab tab");
    stage.send_in(Message::Input(Input::Paste("hunter2\n".into())));
    assert!(stage.sees("•••••••") && !stage.sees("hunter"), "{}", stage.text());
    stage.type_text("x").keys("tab");
    assert!(stage.sees("••••••••") && !stage.sees("hunter"), "{}", stage.text());
    let kept = serde_json::to_string(&world.drafts()).unwrap();
    assert!(kept.contains("cart") && !kept.contains("hunter") && !kept.contains("token"), "{kept}");
    stage.keys("esc esc");
    assert!(stage.sees("but for secrets"), "{}", stage.text());
}

#[test]
fn a_field_that_depends_on_another_comes_and_goes_and_what_was_typed_comes_back() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = second(&world);
    assert!(!stage.sees("Why now"), "{}", stage.text());
    stage.keys("down down space");
    assert!(stage.sees("Why now") && stage.sees("▌Environment"), "the keys stay where they are\n{}", stage.text());
    stage.keys("esc G k enter").type_text("It is time for it");
    assert_eq!(draft(&world)["reason"], "It is time for it");
    stage.keys("esc g g enter").keys("up");
    stage.keys("space");
    assert!(!stage.sees("Why now"), "{}", stage.text());
    stage.keys("down space");
    assert!(stage.sees("It is time for it"), "{}", stage.text());
}

#[test]
fn numbers_go_up_and_down_within_their_bounds_and_days_as_well() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = second(&world);
    stage.keys("tab tab ctrl+up");
    assert_eq!(draft(&world)["replicas"], 3);
    stage.keys("ctrl+u").type_text("9");
    stage.keys("ctrl+up");
    assert_eq!(draft(&world)["replicas"], 9, "nine are the most");
    stage.keys("tab right right left");
    assert_eq!(draft(&world)["share"], 21);
    stage.keys("tab space");
    assert_eq!(draft(&world)["public"], true);
    stage.keys("tab space down down space");
    assert_eq!(draft(&world)["regions"], json!(["north", "south"]));
    stage.keys("tab").type_text("blue");
    stage.keys("enter esc tab").type_text("2026-12-31");
    stage.keys("ctrl+up");
    assert_eq!(draft(&world)["from"], "2027-01-01");
    assert_eq!(draft(&world)["teams"], json!(["blue"]));
}

#[test]
fn items_of_a_list_are_added_moved_and_removed_and_the_keys_go_along() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = second(&world);
    stage.keys("tab tab tab tab tab tab tab tab");
    assert!(stage.sees("▌  + Add to Ports"), "{}", stage.text());
    stage.keys("enter").type_text("80");
    stage.keys("tab").type_text("web");
    stage.keys("alt+a").type_text("443");
    assert_eq!(draft(&world)["ports"], json!([{"number": 80, "name": "web"}, {"number": 443}]));
    stage.keys("alt+up").type_text("0");
    assert_eq!(draft(&world)["ports"], json!([{"number": 4430}, {"number": 80, "name": "web"}]));
    stage.keys("alt+x");
    assert_eq!(draft(&world)["ports"], json!([{"number": 80, "name": "web"}]));
}

#[test]
fn a_text_of_several_lines_is_typed_here_or_in_the_editor() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = open(&world);
    stage.keys("tab").type_text("One");
    stage.keys("enter").type_text("two");
    assert_eq!(draft(&world)["about"], "One\ntwo");
    stage.keys("f2");
    let written = stage
        .effects
        .iter()
        .any(|it| matches!(it, Effect::Write { name, text, .. } if name == "about.md" && text == "One\ntwo"));
    assert!(written, "{:?}", stage.effects);
    stage.send_in(Message::Written("Written\nelsewhere\n".into()));
    stage.rest();
    assert_eq!(draft(&world)["about"], "Written\nelsewhere");
    assert!(stage.sees("elsewhere"), "{}", stage.text());
}

#[test]
fn a_click_gives_the_keys_to_a_field_and_chooses_an_option() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = second(&world);
    let row = stage.row_of("Staging: two").unwrap();
    stage.click(30, u16::try_from(row).unwrap());
    assert_eq!(draft(&world)["environment"], "staging");
    let row = stage.row_of("What is it?").unwrap();
    stage.click(4, u16::try_from(row).unwrap());
    assert!(stage.sees("Step 1 of 3"), "{}", stage.text());
}

#[test]
fn a_key_that_means_something_elsewhere_is_typed_into_the_field() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = open(&world);
    stage.type_text("q?gh");
    assert!(stage.sees("q?gh") && stage.effects.is_empty(), "{}", stage.text());
    stage.keys("esc ?");
    assert!(stage.sees("What can be done here"), "{}", stage.text());
}

/// A template whose form is this.
pub fn template(parameters: &str) -> String {
    let head =
        "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: everything, title: Everything}";
    format!("{head}\nspec:\n  owner: team-a\n  type: application\n  parameters: [{parameters}]\n  steps: []\n")
}

#[test]
fn a_property_that_was_added_is_named_filled_in_and_taken_away_again() {
    let labels = r#"{"properties": {"labels": {"title": "Labels", "type": "object", "additionalProperties": {"type": "string"}}}}"#;
    let world = World::of(&[&template(labels)]);
    let mut stage = open(&world);
    stage.keys("enter");
    assert!(stage.sees("▌  Name of the property") && stage.sees("newKey"), "{}", stage.text());
    stage.keys("ctrl+u").type_text("tier");
    stage.keys("tab ctrl+u").type_text("gold");
    assert_eq!(draft(&world)["labels"], json!({"tier": "gold"}));
    stage.keys("tab enter ctrl+u").type_text("team");
    assert_eq!(draft(&world)["labels"], json!({"tier": "gold", "team": "New Value"}));
    stage.keys("alt+x");
    assert_eq!(draft(&world)["labels"], json!({"tier": "gold"}));
}

#[test]
fn previous_step_at_the_first_one_says_so_and_leaves_nothing() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = open(&world);
    stage.type_text("cart").keys("alt+left");
    assert!(stage.sees("Step 1 of 3") && stage.sees("this is the first step"), "{}", stage.text());
}

#[test]
fn what_is_typed_of_a_repository_before_its_host_is_not_lost() {
    let parameters =
        r#"{"properties": {"repo": {"title": "Repository", "type": "string", "ui:field": "RepoUrlPicker"}}}"#;
    let world = World::of(&[&template(parameters)]);
    let mut stage = open(&world);
    stage.keys("tab").type_text("acme");
    stage.keys("tab").type_text("pay");
    assert!(stage.sees("acme") && stage.sees("without a host it is not sent"), "{}", stage.text());
    stage.keys("up up").type_text("github");
    stage.keys("enter");
    assert_eq!(draft(&world)["repo"], "github.com?owner=acme&repo=pay");
}

#[test]
fn a_default_that_was_emptied_stays_empty_when_the_draft_is_resumed() {
    let parameters = r#"{"properties": {"size": {"title": "Size", "type": "string", "default": "small"}}}"#;
    let world = World::of(&[&template(parameters)]);
    let mut stage = open(&world);
    stage.keys("ctrl+u");
    let id = world.drafts()[0].id.clone();
    let mut stage = world.stage(&format!("{WIZARD}#draft-{id}"), (120, 48));
    assert!(!stage.sees("small"), "{}", stage.text());
    stage.keys("ctrl+n f9");
    assert_eq!(*world.order().unwrap().values, json!({}));
}

#[test]
fn a_link_fills_in_lists_and_objects_but_nothing_secret_within_them() {
    let parameters = r#"{"properties": {
        "hosts": {"title": "Hosts", "type": "array", "items": {"type": "string"}},
        "store": {"title": "Store", "type": "object", "properties": {"kind": {"title": "Kind", "type": "string"}}},
        "login": {"title": "Login", "type": "object", "properties": {"pin": {"type": "string", "ui:field": "Secret"}}}}}"#;
    let world = World::of(&[&template(&parameters.replace('\n', " "))]);
    let place =
        format!(r#"{WIZARD}?hosts=1,v2&store=%7B%22kind%22%3A%22big%22%7D&login=%7B%22pin%22%3A%22stolen%22%7D"#);
    let mut stage = world.stage(&place, (120, 48));
    stage.keys("esc M");
    assert!(stage.sees("may not fill in login: something in it is hidden, secret"), "{}", stage.text());
    stage.keys("esc ctrl+n f9");
    let values = world.order().unwrap().values;
    assert_eq!((&values["hosts"], &values["store"]), (&json!(["1", "v2"]), &json!({"kind": "big"})));
    assert!(!values.to_string().contains("stolen"), "{values}");
}
