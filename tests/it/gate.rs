//! What is denied cannot be reached: not by key, not by palette, not by help, not by mouse.

use crate::rooms::setup;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage, keymap};
use proptest::prelude::*;
use stagedoor::platform::actions::{Action, Danger};
use stagedoor::platform::capability::Capability;
use stagedoor::platform::gate::{Gate, Ground};
use stagedoor::platform::keys::Key;
use stagedoor::platform::permissions::{Permits, Question};
use stagedoor::screen::app::{Message, Setup};
use stagedoor::screen::input::Input;
use std::sync::Arc;

fn stage(gate: Gate) -> (Stage, Arc<Scripted>) {
    let catalog = Scripted::new(Mood::Well, entities(), NOW);
    let setup = Setup { gate, ..setup("component:payments") };
    let mut stage = Stage::new(setup, (120, 60), catalog.clone().ports());
    stage.rest();
    (stage, catalog)
}

fn try_everything(stage: &mut Stage) {
    let chords: Vec<Vec<Key>> = keymap().bindings().map(|(chord, _)| chord.clone()).collect();
    for chord in chords.iter().filter(|chord| !chord.is_empty()) {
        for key in chord {
            stage.send_in(Message::Input(Input::Key(*key)));
        }
        stage.rest();
        stage.keys("esc");
    }
    for action in Action::ALL {
        stage.keys("ctrl+p").type_text(action.spec().id).keys("enter");
        stage.keys("esc");
    }
}

#[test]
fn read_only_sends_no_command_whatever_is_pressed_or_typed() {
    let (mut stage, catalog) = stage(Gate::default().read_only(true));
    assert!(stage.sees("read-only"), "{}", stage.text());
    try_everything(&mut stage);
    assert!(catalog.commands.lock().unwrap().is_empty());
}

#[test]
fn without_a_gate_in_the_way_the_same_does_send_one() {
    let (mut stage, catalog) = stage(Gate::default());
    stage.keys("R");
    assert_eq!(catalog.commands.lock().unwrap().len(), 1);
    assert!(stage.sees("it was asked to"), "{}", stage.text());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn for_any_decisions_only_what_is_allowed_is_offered_named_or_done(decisions in prop::collection::vec(0..3_u8, 8)) {
        let mut gate = Gate::new(Ground::Portal, Arc::default());
        let mut names: Vec<&'static str> = Action::ALL.iter().filter_map(|action| action.spec().capability).collect();
        names.sort_unstable();
        names.dedup();
        for (name, decision) in names.iter().zip(decisions) {
            let question = Question { capability: Capability::of(name), on: None };
            if decision < 2 {
                gate.hear(&Permits { said: vec![(question, decision == 0)], ..Permits::default() });
            }
        }
        let (mut stage, catalog) = stage(gate.clone());
        for action in stage.app.offered() {
            prop_assert!(gate.lets(action), "{action:?} is offered");
        }
        stage.keys("?");
        let help = stage.text();
        for action in Action::ALL.iter().filter(|action| !gate.lets(**action)) {
            prop_assert!(!help.contains(action.spec().why), "{action:?} is in help");
        }
        stage.keys("esc R");
        let sent = !catalog.commands.lock().unwrap().is_empty();
        prop_assert_eq!(sent, gate.lets(Action::EntityRefresh));
    }
}

#[test]
fn everything_that_is_not_reading_names_the_capability_it_needs() {
    for action in Action::ALL.iter().filter(|action| action.spec().danger != Danger::Reads) {
        assert!(action.spec().capability.is_some(), "{action:?}");
    }
}
