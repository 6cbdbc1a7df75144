//! The steps of `demo.tape`, run against the real program.

use crate::support::terminal::{Pty, Start};
use std::time::Duration;

/// How long nothing has to come until what was set off is over.
const QUIET: Duration = Duration::from_millis(40);

/// A line of the tape as this test understands it. Commands of the film alone are left out.
fn step(pty: &mut Pty, line: &str) {
    let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
    match command {
        "Output" | "Set" | "Sleep" | "#" | "" => {}
        "Type" => {
            let text = rest.trim_matches('"');
            if !text.starts_with("stagedoor") {
                pty.text_keys(text);
            }
        }
        "Enter" => drop(pty.send(b"\r")),
        "Tab" => drop(pty.send(b"\t")),
        // a lone escape is only told from the beginning of another key by what follows it not
        "Escape" => drop(pty.silence(QUIET).send_alone(b"\x1b").silence(QUIET)),
        "Ctrl+P" => drop(pty.send(b"\x10")),
        "Wait+Screen" => drop(pty.until(&rest.trim_matches('/').replace("\\/", "/"))),
        other => panic!("the test does not know the step `{other}`"),
    }
}

#[test]
fn the_tour_of_the_tape_can_be_taken() {
    let tape = include_str!("../../demo.tape");
    let mut pty = Pty::start(Start { args: vec!["--example"], ..Start::default() });
    // the first two steps start the program, which has been done
    let started = tape.lines().skip_while(|line| !line.starts_with("Type \"stagedoor")).skip(2);
    started.for_each(|line| step(&mut pty, line));
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
}
