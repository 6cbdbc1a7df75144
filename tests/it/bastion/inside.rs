//! The screen in restricted mode: nothing that is pressed, typed or clicked leads out of it.

use crate::journeys::{Example, example};
use crate::rooms;
use crate::sizes;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage, keymap};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};
use stagedoor::domain::model::access::CommandLine;
use stagedoor::domain::model::{EntityRef, Place};
use stagedoor::domain::text::Clean;
use stagedoor::platform::actions::{Action, Leaves};
use stagedoor::platform::gate::Gate;
use stagedoor::platform::keys::{Key, Keymap};
use stagedoor::platform::plan::{Refusal, Target, plan};
use stagedoor::platform::programs::Errand;
use stagedoor::screen::app::{Effect, Message, Setup};
use stagedoor::screen::input::Input;

fn chords(keymap: &Keymap) -> Vec<Vec<Key>> {
    keymap.bindings().map(|(chord, _)| chord.clone()).filter(|chord| !chord.is_empty()).collect()
}

fn leaving(stage: &Stage) -> Vec<Leaves> {
    stage.effects.iter().filter_map(Effect::leaves).collect()
}

fn at(example: &Example, place: &str, restricted: bool) -> Stage {
    let link = Some(Place::parse(place).unwrap());
    let gate = Gate::default().restricted(restricted);
    example.stage(Setup { link, gate, ..example.setup.clone() })
}

/// Presses every key and takes every action of the palette.
fn try_everything(stage: &mut Stage) {
    for chord in chords(&keymap()) {
        for key in chord {
            stage.send_in(Message::Input(Input::Key(key)));
        }
        stage.rest();
        stage.keys("esc esc");
    }
    for action in Action::ALL {
        stage.keys("ctrl+p").type_text(action.spec().id).keys("enter esc esc");
    }
}

#[test]
fn no_key_and_no_row_of_the_palette_leads_out() {
    let example = example();
    for place in ["component:payments", "catalog", "stagedoor://catalog/component/default/payments/graph", "problems"] {
        let mut stage = at(&example, place, true);
        try_everything(&mut stage);
        assert_eq!(leaving(&stage), [], "{place}");
    }
}

#[test]
fn without_restricted_mode_the_same_keys_do_lead_out() {
    let example = example();
    let mut stage = at(&example, "component:payments", false);
    stage.keys("ctrl+p").type_text("entity.edit").keys("enter");
    stage.keys("ctrl+p").type_text("app.suspend").keys("enter");
    assert_eq!(leaving(&stage), [Leaves::Editor, Leaves::Shell]);
    let mut stage = at(&example, "stagedoor://catalog/component/default/payments/graph", false);
    stage.keys("ctrl+p").type_text("graph.export").keys("enter enter");
    assert_eq!(leaving(&stage), [Leaves::Files]);
}

#[test]
fn what_leads_out_is_in_no_help_and_its_key_says_why_not() {
    let example = example();
    let mut stage = at(&example, "component:payments", true);
    assert!(stage.sees("restricted"), "{}", stage.text());
    assert!(stage.app.offered().iter().all(|action| action.leaves().is_none()));
    stage.keys("?");
    for action in Action::ALL.iter().filter(|action| action.leaves().is_some()) {
        assert!(!stage.sees(action.spec().why), "{action:?} is in help");
    }
    stage.keys("esc ctrl+z");
    assert!(stage.sees("Suspend is not possible here: in restricted mode there is no shell"), "{}", stage.text());
}

#[test]
fn an_address_is_handed_to_the_runtime_which_may_only_show_it() {
    // opening is no way out by itself: whether a browser is started is decided where it is known
    assert_eq!(Effect::Open(Clean::line("https://x.example")).leaves(), None);
    let effects = [
        (Effect::Suspend, Leaves::Shell),
        (Effect::Edit("/x".into(), 1), Leaves::Editor),
        (Effect::Write { name: "x".into(), text: String::new(), line: 1 }, Leaves::Editor),
        (Effect::Export { name: "x".into(), text: String::new() }, Leaves::Files),
        (Effect::Program(errand(&["/bin/sh"])), Leaves::Program),
    ];
    for (effect, leaves) in effects {
        assert_eq!(effect.leaves(), Some(leaves), "{effect:?}");
    }
}

fn errand(words: &[&str]) -> Errand {
    let (program, args) = words.split_first().unwrap();
    let args = args.iter().map(|word| (*word).to_owned()).collect();
    let commands = vec![CommandLine { title: Clean::default(), program: (*program).to_owned(), args }];
    Errand { action: Action::AccessConnect, target: "request/1".into(), commands }
}

#[test]
fn what_connects_is_run_where_the_administrator_lists_all_of_it() {
    let listed = vec![vec!["/usr/bin/tsh".to_owned(), "ssh".to_owned()]];
    let gate = Gate::default().restricted(true).letting(listed);
    let (fits, other) = (errand(&["/usr/bin/tsh", "ssh", "db"]), errand(&["/usr/bin/tsh", "login", "db"]));
    assert!(gate.lets(Action::AccessConnect) && gate.runs(&fits.commands));
    assert!(!gate.runs(&other.commands) && !gate.runs(&[]));
    assert!(!gate.runs(&[fits.commands.clone(), other.commands.clone()].concat()), "one that is not listed is enough");
    let none = Gate::default().restricted(true);
    assert!(!none.lets(Action::AccessConnect) && !none.runs(&fits.commands));
    assert!(Gate::default().lets(Action::AccessConnect) && Gate::default().runs(&other.commands));
    // a list of programs opens nothing else
    for action in Action::ALL.iter().filter(|action| action.leaves().is_some_and(|leaves| leaves != Leaves::Program)) {
        assert!(!gate.lets(*action), "{action:?}");
    }
}

#[test]
fn without_a_screen_the_same_actions_are_refused_whatever_they_are_given() {
    let gate = Gate::default().restricted(true);
    let entity: EntityRef = "component:default/payments".parse().unwrap();
    let set = [("file".to_owned(), "/etc/passwd".to_owned())];
    let refused = plan(&gate, Action::EntityValidate, &[Target::Entity(entity.clone())], &set).unwrap_err();
    let Refusal::Denied(fault) = refused else { panic!("{refused:?}") };
    assert_eq!(fault.kind.exit_code(), 5);
    assert!(plan(&Gate::default(), Action::EntityValidate, &[Target::Entity(entity)], &set).is_ok());
}

#[test]
fn no_parameter_of_what_can_be_done_names_a_file() {
    let gate = Gate::default().restricted(true);
    let doable = Action::ALL.iter().filter(|action| gate.lets(**action));
    let mut names: Vec<&str> = doable.flat_map(|action| action.parameters()).map(|it| it.name).collect();
    names.sort_unstable();
    names.dedup();
    // one that comes to the table is looked at before it comes to this list
    assert_eq!(
        names,
        [
            "app", "comment", "dry-run", "duration", "freight", "hard", "message", "owner", "prune", "reason",
            "resource", "revision", "stage", "starred", "type"
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_pressed_in_whatever_order_nothing_leads_out(seed in any::<u8>(), place in 0..5_usize) {
        let place = [
            "home", "catalog", "component:payments", "problems",
            "stagedoor://catalog/component/default/payments/graph",
        ][place];
        let keymap = Keymap::bundled(Keymap::NAMES[usize::from(seed) % Keymap::NAMES.len()]).unwrap();
        let chords = chords(&keymap);
        let setup = Setup { keymap, gate: Gate::default().restricted(true), ..rooms::setup(place) };
        let mut stage = Stage::new(setup, (120, 36), Scripted::new(Mood::Well, entities(), NOW).ports());
        let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
        for _ in 0..250 {
            sizes::act(&mut stage, &chords, &mut rng);
        }
        stage.settle();
        prop_assert_eq!(leaving(&stage), []);
    }
}
