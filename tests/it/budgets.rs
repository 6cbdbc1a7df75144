//! What the program may cost, counted: bytes a key, wake-ups of all threads when idle, questions a
//! screen asks of its platform. Nothing here is timed.

use crate::rooms::setup;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use crate::support::terminal::{Pty, Start};
use stagedoor::platform::ports::Saved;
use stagedoor::screen::app::Setup;
use std::time::Duration;

pub fn median(mut numbers: Vec<usize>) -> usize {
    numbers.sort_unstable();
    numbers[numbers.len() / 2]
}

/// Bytes that each press of a key makes the program send.
pub fn bytes_a_key(pty: &mut Pty, key: &[u8], presses: usize) -> Vec<usize> {
    let one = |_| {
        let before = pty.raw.len();
        pty.send_alone(key);
        pty.silence(Duration::from_millis(20));
        pty.raw.len() - before
    };
    (0..presses).map(one).collect()
}

#[test]
fn a_cursor_move_costs_few_bytes_and_a_scroll_not_many_more() {
    let mut pty = Pty::start(Start { args: vec!["--example", "catalog"], ..Start::default() });
    pty.until("Verwaltung").text_keys("p").until("SYSTEM");
    pty.silence(Duration::from_millis(50));
    let still = bytes_a_key(&mut pty, b"j", 20);
    assert!(median(still.clone()) <= 320, "still: {still:?}");
    bytes_a_key(&mut pty, b"j", 15);
    let scrolling = bytes_a_key(&mut pty, b"j", 20);
    assert!(median(scrolling.clone()) <= 3_000, "scrolling: {scrolling:?}");
    assert!(scrolling.iter().all(|bytes| *bytes <= 120 * 36 * 2), "{scrolling:?}");
    pty.text_keys("q");
    pty.end();
}

#[cfg(target_os = "linux")]
#[test]
fn a_screen_that_is_left_alone_wakes_no_thread_and_sends_no_byte() {
    let mut pty = Pty::start(Start { args: vec!["--example", "catalog"], ..Start::default() });
    pty.until("Verwaltung").text_keys("jjj");
    assert_rests(&mut pty);
    pty.text_keys("q");
    pty.end();
}

/// Left alone it wakes no thread and sends no byte.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn assert_rests(pty: &mut Pty) {
    let pid = pty.child.process_id().unwrap();
    // what was set off by the keys has to come to rest first: threads that idle go away
    let mut rests = |seconds| {
        let (before, sent) = (switches(pid), pty.raw.len());
        pty.silence(Duration::from_secs(seconds));
        (switches(pid), pty.raw.len()) == (before, sent)
    };
    assert!((0..20).any(|_| rests(2)), "never two seconds without a wake-up");
    assert!(rests(10), "at rest, and then a wake-up or a byte within ten seconds");
}

/// Context switches of all threads of a process, as the kernel counts them.
#[cfg(target_os = "linux")]
fn switches(pid: u32) -> Vec<(String, u64)> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let mut all: Vec<(String, u64)> = tasks
        .flatten()
        .filter_map(|task| {
            let status = std::fs::read_to_string(task.path().join("status")).ok()?;
            let count = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
            Some((task.file_name().to_string_lossy().into_owned(), count.trim().parse().ok()?))
        })
        .collect();
    all.sort();
    all
}

#[test]
fn a_room_asks_each_thing_once_and_nothing_for_rows_that_are_passed() {
    let catalog = Scripted::new(Mood::Well, entities(), NOW);
    let mut stage = Stage::new(setup("catalog"), (120, 36), catalog.clone().ports());
    stage.rest();
    let asked = || catalog.asked.lock().unwrap().clone();
    assert_eq!(asked(), ["rows", "user:default/alice"], "the list, and the entity beside it");
    stage.press("j j j j j j j j j j");
    stage.settle();
    assert_eq!(asked().len(), 2, "the cursor ran over ten rows: {:?}", asked());
    stage.rest();
    assert_eq!(asked().len(), 3, "it came to rest on one: {:?}", asked());
    stage.keys("f esc / p a esc esc ? esc ctrl+p esc g h esc");
    let again: Vec<String> = asked().into_iter().filter(|what| what == "rows").collect();
    assert_eq!(again.len(), 1, "walking about asks for no list again");
}

#[test]
fn rows_of_an_old_copy_are_asked_anew_once_for_the_window_that_is_looked_at() {
    let catalog = Scripted::new(Mood::OldCopy, entities(), NOW);
    let saved = Saved { preview: Some(false), ..Saved::default() };
    let mut stage = Stage::new(Setup { saved, ..setup("catalog") }, (120, 36), catalog.clone().ports());
    stage.rest();
    stage.rest();
    let fresh = || catalog.asked.lock().unwrap().iter().filter(|what| what.starts_with("fresh")).count();
    assert_eq!(fresh(), 1, "{:?}", catalog.asked.lock().unwrap());
    stage.keys("j j j");
    assert_eq!(fresh(), 1, "the same window");
    stage.keys("G");
    assert_eq!(fresh(), 2, "another window");
    stage.keys("g g");
    assert_eq!(fresh(), 2, "the first window again, a moment later");
}
