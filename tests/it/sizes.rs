//! Every room at every size, and thousands of keys, clicks, sizes and replies in random order:
//! nothing falls over, and what holds of a screen goes on holding.

use crate::rooms::{MOODS, setup};
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage, lines};
use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use stagedoor::domain::text::{Clean, width};
use stagedoor::platform::actions::Action;
use stagedoor::platform::keys::{Key, Keymap};
use stagedoor::screen::app::{Message, Setup};
use stagedoor::screen::input::{Input, Mouse, MouseDid};

pub fn check(stage: &Stage, what: &str) {
    let (buf, cursor) = stage.paint();
    for line in lines(&buf) {
        assert!(width(&line) <= usize::from(stage.size.0), "{what}: too wide: {line}");
        assert_eq!(Clean::line(&line).as_str(), line, "{what}: raw text");
    }
    if let Some(cursor) = cursor {
        assert!(buf.area.contains(cursor), "{what}: the text cursor is outside");
    }
}

#[test]
fn every_screen_fits_every_size_from_one_cell_up() {
    for place in [
        "home",
        "catalog",
        "component:payments",
        "problems",
        "identity",
        "stagedoor://catalog/component/default/payments/timeline",
    ] {
        let mut stage = Stage::new(setup(place), (120, 36), Scripted::new(Mood::Well, entities(), NOW).ports());
        stage.rest();
        for overlay in ["", "ctrl+p", "esc ?", "esc M", "esc", "g s", "esc"] {
            stage.keys(overlay);
            let widths = (1..=20).chain([24, 39, 40, 53, 54, 79, 80, 81, 93, 94, 119, 120, 160, 200]);
            for columns in widths {
                for rows in (1..=8).chain([12, 23, 24, 36, 60]) {
                    stage.resize(columns, rows);
                    check(&stage, &format!("{place} {overlay} {columns}x{rows}"));
                }
            }
        }
    }
}

#[test]
fn whatever_is_pressed_in_whatever_order_the_screen_holds() {
    for (round, mood) in MOODS.into_iter().cycle().take(12).enumerate() {
        let keymap = Keymap::bundled(Keymap::NAMES[round % Keymap::NAMES.len()]).unwrap();
        let chords: Vec<Vec<Key>> = keymap.bindings().map(|(chord, _)| chord.clone()).collect();
        let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[round as u8 + 1; 32]);
        let setup = Setup { keymap, ..setup("home") };
        let mut stage = Stage::new(setup, (120, 36), Scripted::new(mood, entities(), NOW).ports());
        for step in 0..400 {
            let what = format!("round {round}, step {step}");
            act(&mut stage, &chords, &mut rng);
            check(&stage, &what);
            let offered = stage.app.offered();
            assert!(offered.contains(&Action::AppQuit) && offered.contains(&Action::AppHelp), "{what}");
        }
    }
}

pub fn act(stage: &mut Stage, chords: &[Vec<Key>], rng: &mut TestRng) {
    let pick = |rng: &mut TestRng, n: usize| rng.next_u32() as usize % n;
    match pick(rng, 13) {
        0..=6 => {
            for key in chords[pick(rng, chords.len())].clone() {
                stage.send_in(Message::Input(Input::Key(key)));
            }
        }
        7 => {
            let c = ['p', 'a', 'y', ' ', 'é', '日', ':', '/', '7'][pick(rng, 9)];
            stage.send_in(Message::Input(Input::Key(Key::plain(stagedoor::platform::keys::Code::Char(c)))));
        }
        8 => {
            let (columns, rows) = (1 + pick(rng, 140) as u16, 1 + pick(rng, 45) as u16);
            stage.resize(columns, rows);
        }
        9 => {
            let did = [MouseDid::Click, MouseDid::WheelDown, MouseDid::WheelUp][pick(rng, 3)];
            let mouse = Mouse { column: pick(rng, 140) as u16, row: pick(rng, 45) as u16, did };
            stage.send_in(Message::Input(Input::Mouse(mouse)));
        }
        11 => {
            let (column, row) = (pick(rng, 140) as u16, pick(rng, 45) as u16);
            stage.send_in(Message::Input(Input::Drag { column, row }));
        }
        10 => stage.send_in(Message::Input(Input::Paste("pa\u{1b}[31m\nste\u{202e}".into()))),
        _ => {
            stage.now = stage.now.after(std::time::Duration::from_millis(1 + pick(rng, 4_000_000) as u64));
            stage.take_what_came();
            stage.send_in(Message::Wake);
        }
    }
}
