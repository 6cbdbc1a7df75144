//! What is denied or not known cannot be reached: not by key, palette, help, mouse or link; and what
//! is allowed can.

mod asking;
mod named;
mod reading;
mod stale;
mod world;

use crate::support::scripted::{Scripted, entities};
use crate::support::stage::{Stage, keymap};
use proptest::prelude::*;
use stagedoor::domain::model::{Entity, EntityRef, Place};
use stagedoor::platform::actions::{Action, Danger};
use stagedoor::platform::keys::Key;
use stagedoor::screen::app::Message;
use stagedoor::screen::input::{Input, Mouse, MouseDid};
use std::sync::LazyLock;
use world::{World, closed, world};

const PAYMENTS: &str = "component:default/payments";

/// Everything that the user could have set off so far was allowed.
fn check(world: &World, stage: &Stage, catalog: &Scripted, what: &str) {
    for command in catalog.commands.lock().unwrap().iter() {
        assert!(world.allows(command.action(), command.entity()), "{what} sent {command:?} in {world:?}");
    }
    let asked = catalog.asked.lock().unwrap();
    let reads_nothing = asked.iter().all(|asked| asked.starts_with("foresee"));
    assert!(!world.bars_reading() || reads_nothing, "{what} read {asked:?} in {world:?}");
    let text = stage.text();
    let things: Vec<Option<EntityRef>> = rows().iter().cloned().map(Some).chain([None]).collect();
    for action in Action::ALL.iter().filter(|action| action.spec().danger != Danger::Reads) {
        let somewhere = || things.iter().any(|thing| world.allows(*action, thing.as_ref()));
        let is_open = text.contains(&format!("─ {} ─", action.spec().title));
        assert!(!is_open || somewhere(), "{what} opened {action:?} in {world:?}\n{text}");
    }
}

/// All that the catalog holds.
fn rows() -> &'static [EntityRef] {
    static ROWS: LazyLock<Vec<EntityRef>> = LazyLock::new(|| {
        let rows = entities().into_iter().filter_map(Entity::new);
        rows.map(|entity| entity.reference().clone()).collect()
    });
    &ROWS
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_any_world_the_gate_decides_as_rules_portal_and_read_only_together_say(world in world()) {
        let rows = &rows()[..4];
        let gate = world.told(rows);
        // what templates and tasks need is asked by their own rooms alone
        for action in Action::ALL.iter().filter(|action| !matches!(action.room(), "template" | "task")) {
            for on in rows.iter().map(Some).chain([None]) {
                prop_assert_eq!(gate.lets_on(*action, on), world.allows(*action, on), "{:?} {:?} {:?}", action, on, world);
            }
        }
        prop_assert_eq!(gate.bars_reading(None).is_some(), world.bars_reading());
    }
}

fn writing() -> impl Iterator<Item = Action> {
    Action::ALL.iter().copied().filter(|action| action.spec().capability.is_some())
}

/// Every key of the map, and by the palette everything that a capability decides about.
fn try_everything(world: &World, stage: &mut Stage, catalog: &Scripted) {
    let chords: Vec<Vec<Key>> = keymap().bindings().map(|(chord, _)| chord.clone()).collect();
    for chord in chords.iter().filter(|chord| !chord.is_empty()) {
        for key in chord {
            stage.send_in(Message::Input(Input::Key(*key)));
        }
        stage.rest();
        // a sheet that came up is agreed to
        check(world, stage, catalog, &format!("{chord:?}"));
        stage.keys("y esc");
    }
    for action in writing() {
        stage.keys("ctrl+p").type_text(action.spec().id).keys("enter");
        check(world, stage, catalog, action.spec().id);
        stage.keys("y esc esc");
    }
    check(world, stage, catalog, "at the end");
}

/// Exactly what is allowed is offered, in help, and at the foot; where the catalog cannot be read, no
/// more than that.
fn offers_what_is_allowed(world: &World, stage: &mut Stage) {
    let subject: EntityRef = PAYMENTS.parse().unwrap();
    let room = stage.app.offered();
    stage.keys("?");
    let mut help = stage.text();
    // to its end, however long it has become, row by row: what is told may lie over the last ones
    while let page = stage.keys("down").text()
        && !help.ends_with(&page)
    {
        help.push_str(&page);
    }
    stage.keys("esc");
    for action in [Action::EntityRefresh, Action::EntityTransfer, Action::EntityUnregister, Action::EntityValidate] {
        let allowed = world.allows(action, Some(&subject));
        let (offered, helped) = (room.contains(&action), help.contains(action.spec().why));
        assert!(allowed || !(offered || helped), "{action:?} in {world:?}");
        // what has lapsed is asked anew, and kept away until the answer is there
        let waits = world.lapsed && !(offered && helped);
        assert!(!allowed || world.bars_reading() || waits || (offered && helped), "{action:?} in {world:?}");
    }
}

/// What is allowed can be reached by its key.
fn reaches_what_is_allowed(world: &World, stage: &mut Stage, catalog: &Scripted) {
    let subject: EntityRef = PAYMENTS.parse().unwrap();
    let sent = |action: Action| catalog.commands.lock().unwrap().iter().any(|command| command.action() == action);
    if world.bars_reading() {
        return;
    }
    stage.keys("R");
    assert_eq!(sent(Action::EntityRefresh), world.allows(Action::EntityRefresh, Some(&subject)), "{world:?}");
    stage.keys("a u y esc");
    assert_eq!(sent(Action::EntityUnregister), world.allows(Action::EntityUnregister, Some(&subject)), "{world:?}");
    stage.keys("a t").type_text("group:default/team-a").keys("enter enter y esc");
    assert_eq!(sent(Action::EntityTransfer), world.allows(Action::EntityTransfer, Some(&subject)), "{world:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_any_world_only_what_is_allowed_is_reached_by_keys_and_palette(world in world()) {
        for place in [PAYMENTS, "catalog"] {
            let (mut stage, catalog) = world.stage(place, (120, 36));
            try_everything(&world, &mut stage, &catalog);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_any_world_what_is_allowed_is_offered_and_reached_and_nothing_else(world in world()) {
        let (mut stage, catalog) = world.stage(PAYMENTS, (120, 60));
        offers_what_is_allowed(&world, &mut stage);
        reaches_what_is_allowed(&world, &mut stage, &catalog);
        check(&world, &stage, &catalog, "its keys");
    }

    #[test]
    fn in_any_world_a_sheet_over_marked_entities_does_what_is_allowed_and_names_what_it_leaves_out(world in world()) {
        let (mut stage, catalog) = world.stage("catalog", (120, 60));
        stage.keys("ctrl+a a u");
        let rows = if world.bars_reading() { &[] } else { rows() };
        let allowed = rows.iter().filter(|row| world.allows(Action::EntityUnregister, Some(row))).count();
        prop_assert_eq!(stage.sees("─ Unregister ─"), allowed > 0, "{:?}\n{}", world, stage.text());
        let left_out = rows.len() - allowed;
        if allowed > 0 {
            prop_assert!(stage.sees(&format!("{allowed} to do")), "{:?}\n{}", world, stage.text());
            prop_assert!(left_out == 0 || stage.sees(&format!("{left_out} left out")), "{:?}\n{}", world, stage.text());
        }
        stage.keys("y esc");
        prop_assert_eq!(catalog.commands.lock().unwrap().len(), allowed);
        check(&world, &stage, &catalog, "the sheet");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_any_world_clicks_anywhere_do_only_what_is_allowed(world in world(), place in 0..3_usize, clicks in clicks()) {
        let (mut stage, catalog) = world.stage(["home", "catalog", PAYMENTS][place], (80, 24));
        for (opening, column, row, did) in clicks {
            stage.press(opening);
            for _ in 0..2 {
                stage.send_in(Message::Input(Input::Mouse(Mouse { column, row, did })));
            }
            stage.rest();
            check(&world, &stage, &catalog, &format!("{did:?} at {column},{row} after {opening:?}"));
        }
    }
}

/// What is pressed, and where the mouse does what then, twice.
fn clicks() -> impl Strategy<Value = Vec<(&'static str, u16, u16, MouseDid)>> {
    let opening = prop::sample::select(vec!["", "", "ctrl+p", "?", "a", "a u", "ctrl+a a u", "a t", "g c", "esc", "y"]);
    let did = prop::sample::select(vec![MouseDid::Click, MouseDid::Click, MouseDid::WheelDown, MouseDid::WheelUp]);
    prop::collection::vec((opening, 0..80_u16, 0..24_u16, did), 1..25)
}

#[test]
fn a_click_on_no_cell_of_the_screen_does_what_is_not_known_to_be_allowed() {
    let world = closed();
    for place in [PAYMENTS, "catalog"] {
        let (mut stage, catalog) = world.stage(place, (80, 24));
        let here = Place::parse(place).unwrap();
        for opening in ["", "ctrl+p", "?", "a"] {
            for row in 0..24 {
                for column in (0..80).step_by(4) {
                    stage.app.go(&here);
                    stage.press(opening);
                    let mouse = Mouse { column, row, did: MouseDid::Click };
                    (0..2).for_each(|_| stage.send_in(Message::Input(Input::Mouse(mouse))));
                    assert!(catalog.commands.lock().unwrap().is_empty(), "{place} {opening} {column},{row}");
                    stage.press("esc");
                }
            }
            check(&world, &stage, &catalog, opening);
        }
    }
}

#[test]
fn a_link_shows_the_thing_without_what_may_not_be_done_to_it() {
    let world = closed();
    let (mut stage, catalog) = world.stage("home", (120, 36));
    for link in [
        "stagedoor://catalog/component/default/payments",
        "stagedoor://catalog/component/default/payments?action=entity.refresh&do=1",
        "stagedoor://catalog/component/default/payments/yaml#entity.unregister",
        "stagedoor://identity?of=component:default/payments",
    ] {
        stage.app.go(&Place::parse(link).unwrap());
        stage.rest();
        assert!(stage.sees("payments") || stage.sees("Payments"), "{link}\n{}", stage.text());
        assert!(!stage.app.offers(Action::EntityRefresh) && !stage.app.offers(Action::EntityUnregister), "{link}");
        check(&world, &stage, &catalog, link);
    }
}

#[test]
fn read_only_sends_no_command_whatever_is_pressed_or_typed() {
    let world = World { read_only: true, fails: false, rules: Vec::new(), ..closed() };
    let (mut stage, catalog) = world.stage(PAYMENTS, (120, 60));
    assert!(stage.sees("read-only"), "{}", stage.text());
    stage.keys("R a u y esc a t y esc");
    assert!(catalog.commands.lock().unwrap().is_empty());
}

#[test]
fn everything_that_is_not_reading_names_the_capability_it_needs() {
    for action in Action::ALL.iter().filter(|action| action.spec().danger != Danger::Reads) {
        assert!(action.spec().capability.is_some(), "{action:?}");
    }
}
