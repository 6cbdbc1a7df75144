//! The real program in a real terminal.

use crate::budgets::{bytes_a_key, median};
use crate::support::terminal::{Pty, Start};
use std::time::Duration;

#[test]
fn windows_and_a_split_in_a_terminal_and_again_at_the_next_start() {
    let mut pty = Pty::start(Start { args: vec!["--example", "catalog"], ..Start::default() });
    pty.until("NAME").send(b"\x17v").until("2 Catalog").text_keys("gp").until("Warnings");
    assert!(pty.text().contains("NAME"), "{}", pty.text());
    pty.send(b"\x1b1").until("\u{258c}1 Catalog").text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
    let home = std::mem::replace(&mut pty.home, tempfile::TempDir::new().unwrap());
    let mut again = Pty::start(Start { args: vec!["--example"], home, ..Start::default() });
    again.until("Warnings").until("NAME").until("\u{258c}1 Catalog").text_keys("q");
    assert_eq!(again.end(), 0);
}

#[test]
fn the_maps_work_with_what_a_terminal_sends() {
    let mut pty = Pty::start(Start { args: vec!["--example", "--keymap", "vim", "catalog"], ..Start::default() });
    pty.until("1/101").text_keys("10j").until("11/101").text_keys("gg").until("1/101").text_keys("ZZ");
    assert_eq!(pty.end(), 0);
    let mut pty = Pty::start(Start { args: vec!["--example", "--keymap", "emacs", "catalog"], ..Start::default() });
    pty.until("1/101").send(b"\x1510\x0e").until("11/101").send(b"\x1b<").until("1/101").send(b"\x18\x03");
    assert_eq!(pty.end(), 0);
}

#[test]
fn the_mouse_drags_in_a_terminal_and_can_be_switched_off() {
    let mut pty = Pty::start(Start { args: vec!["--example", "catalog"], ..Start::default() });
    pty.until("1/101").until("component:default/admin-console");
    pty.silence(Duration::from_millis(50));
    let column = |pty: &Pty| {
        let line = pty.text().lines().nth(8).unwrap().to_owned();
        line.chars().position(|c| c == '│').unwrap() + 1
    };
    let began = column(&pty);
    // the button goes down on the divider, moves, and goes up: SGR encoding, counted from 1
    for (kind, at, end) in [(0, began, 'M'), (32, began - 10, 'M'), (0, began - 10, 'm')] {
        pty.send(format!("\x1b[<{kind};{at};9{end}").as_bytes());
    }
    pty.wait("the divider further left", |text| {
        text.lines().nth(8).is_some_and(|line| line.chars().position(|c| c == '│') == Some(began - 11))
    });
    pty.send(b"\x17m").until("the mouse is the terminal's");
    assert_eq!(pty.screen.screen().mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    pty.send(b"\x17m").until("is listened to");
    assert_eq!(pty.screen.screen().mouse_protocol_mode(), vt100::MouseProtocolMode::ButtonMotion);
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
}

#[test]
fn stopped_by_force_and_continued_it_has_the_terminal_as_before() {
    let mut pty = Pty::example();
    pty.until("101 entities").signal("STOP");
    // what a shell does when a program of its own has stopped
    pty.cook();
    pty.assert_cooked();
    pty.signal("CONT");
    pty.text_keys("gc").until("NAME").text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
}

#[test]
fn beside_another_window_and_on_a_ground_of_its_own_a_key_costs_as_few_bytes() {
    for theme in ["terminal", "light"] {
        let args = vec!["--example", "--theme", theme, "component:payments"];
        let mut pty = Pty::start(Start { args, ..Start::default() });
        pty.until("Authorises").send(b"\x17v").until("2 Payments").text_keys("gc").until("1/101");
        pty.silence(Duration::from_millis(50));
        let bytes = bytes_a_key(&mut pty, b"j", 15);
        assert!(median(bytes.clone()) <= 320, "{theme}: {bytes:?}");
        pty.text_keys("q");
        pty.end();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn two_windows_that_are_left_alone_wake_nothing() {
    let mut pty = Pty::start(Start { args: vec!["--example", "catalog"], ..Start::default() });
    pty.until("Verwaltung").send(b"\x17v").until("2 Catalog").text_keys("jj");
    crate::budgets::assert_rests(&mut pty);
    pty.text_keys("q");
    pty.end();
}
