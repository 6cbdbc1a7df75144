//! Whatever is pressed, clicked and pasted in a wizard: nothing falls over, and what holds of a screen goes on holding.

use super::{EVERYTHING, WIZARD, World};
use crate::sizes::{act, check};
use proptest::test_runner::{RngAlgorithm, TestRng};
use stagedoor::platform::actions::Action;
use stagedoor::platform::keys::Key;

#[test]
fn whatever_is_pressed_in_a_wizard_the_screen_holds() {
    for round in 0..6_u8 {
        let world = World::of(&[EVERYTHING]);
        let mut stage = world.stage(WIZARD, (120, 36));
        let keymap = crate::support::stage::keymap();
        let mine = |action: Action| matches!(action.room(), "wizard" | "list" | "picker" | "template");
        let chords: Vec<Vec<Key>> =
            keymap.bindings().filter(|(_, action)| mine(*action)).map(|(chord, _)| chord.clone()).collect();
        let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[round + 40; 32]);
        for step in 0..400 {
            act(&mut stage, &chords, &mut rng);
            check(&stage, &format!("round {round}, step {step}"));
            let offered = stage.app.offered();
            assert!(offered.contains(&Action::AppQuit) && offered.contains(&Action::AppHelp), "{step}");
        }
    }
}

#[test]
fn a_wizard_fits_every_size_from_one_cell_up() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = world.stage(WIZARD, (120, 36));
    for keys in ["", "tab", "tab enter", "esc ctrl+n ctrl+n", "down down space ctrl+n ctrl+n", "esc"] {
        stage.keys(keys);
        for columns in (1..=20).chain([24, 39, 40, 55, 56, 57, 79, 80, 81, 119, 120, 200]) {
            for rows in (1..=8).chain([12, 23, 24, 36, 60]) {
                stage.resize(columns, rows);
                check(&stage, &format!("{keys} {columns}x{rows}"));
            }
        }
        stage.resize(120, 36);
    }
}
