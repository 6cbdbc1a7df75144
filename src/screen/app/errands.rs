//! Running programs that have the terminal.

use crate::domain::model::access::CommandLine;
use crate::platform::programs::{Errand, Ran};
use std::io::{self, BufRead as _, BufReader, Write as _};

/// Runs an errand while the terminal is lent. What is run is said there before; and what a program said that failed
/// at once stays until Enter is pressed.
pub(super) fn run(errand: &Errand) -> Ran {
    let ran = errand.run(|line| say(&told(line)));
    if ran.is_to_be_read() {
        say(&format!("stagedoor: {}; Enter goes back to the screen", ran.words()));
        wait_for_enter();
    }
    ran
}

fn told(line: &CommandLine) -> String {
    let words = line.quoted();
    format!("stagedoor: {}", words.as_ref().map_or(line.title.as_str(), |words| words.as_str()))
}

/// Where nobody reads it there is nobody to tell.
fn say(words: &str) {
    let mut to = io::stderr().lock();
    let _ = writeln!(to, "{words}").and_then(|()| to.flush());
}

/// Waits for a line at the terminal itself, as standard input may be something else; not where there is none.
fn wait_for_enter() {
    let mut line = Vec::new();
    let terminal = std::fs::File::open("/dev/tty");
    let _ = terminal.and_then(|terminal| BufReader::with_capacity(256, terminal).read_until(b'\n', &mut line));
}
