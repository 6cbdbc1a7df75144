//! Running programs that have the terminal.

use super::jobs::Jobs;
use crate::domain::model::access::CommandLine;
use crate::domain::model::journal::{Ending, Entry};
use crate::domain::text::Clean;
use crate::platform::programs::{Errand, Ran};
use crate::screen::overlays::Tone;
use std::io::{self, BufRead as _, BufReader, Write as _};

/// Records that an errand begins; none where it must not, which is told.
pub(super) fn begin(errand: &Errand, jobs: &Jobs) -> Option<Entry> {
    if let Err(error) = errand.ask() {
        jobs.tell((Tone::Bad, Clean::line(&format!("cannot run it: {error}"))));
        return None;
    }
    jobs.begin(errand)
}

/// Records how it ended, and tells it; nothing is known of that where the terminal went away meanwhile.
pub(super) fn end(begun: Entry, jobs: &Jobs, ran: Option<&Ran>) {
    let Some(ran) = ran else { return jobs.end_errand(begun, Ending::Done, "the terminal is gone".into()) };
    jobs.end_errand(begun, ran.ending(), ran.words());
    jobs.tell((if ran.is_well() { Tone::Good } else { Tone::Bad }, ran.words()));
}

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
