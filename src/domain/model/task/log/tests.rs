use super::*;

fn said(lines: &[&str]) -> Log {
    let mut log = Log::default();
    lines.iter().for_each(|line| log.say(At(7), Some(1), line));
    log
}

fn texts(log: &Log) -> Vec<String> {
    (0..log.len()).filter_map(|n| Some(log.seen(n)?.text.as_str().to_owned())).collect()
}

#[test]
fn a_message_of_several_lines_is_as_many_lines_and_its_colours_go_on_over_them() {
    let log = said(&["\u{1b}[32minfo\u{1b}[39m: Workspace:\n  - a\t\u{1b}[1;31mb\r\nc\n\n"]);
    assert_eq!(texts(&log), ["info: Workspace:", "  - a    b", "c"]);
    let shades = |n| log.line(n).unwrap().shades;
    assert_eq!(shades(0), [(0, Shade::Good), (4, Shade::Plain)]);
    assert_eq!(shades(1), [(9, Shade::Bad)]);
    assert_eq!(shades(2), [(0, Shade::Bad)]);
    let line = log.line(2).unwrap();
    assert_eq!((line.at, line.step), (At(7), Some(1)));
}

#[test]
fn nothing_of_what_a_terminal_obeys_gets_into_it_and_no_word_is_lost() {
    let log =
        said(&["a\u{1b}]0;title\u{7}b\u{1b}[2Jc\u{9b}31md\u{202e}e\u{1b}[?1049hf\u{1b}[31", "\u{1b}[0;\u{1b}[31mred"]);
    assert_eq!(texts(&log), ["abcd<U+202E>ef", "red"]);
    assert_eq!(log.seen(0).unwrap().shades, [(3, Shade::Bad)]);
    assert_eq!(log.seen(1).unwrap().shades, [(0, Shade::Bad)]);
    // no more marks on a letter than elsewhere, however they are cut up
    let marks = format!("e{}", "\u{1b}[1m\u{301}".repeat(20));
    assert_eq!(said(&[&marks]).seen(0).unwrap().text.as_str().chars().count(), 4);
}

#[test]
fn an_empty_message_is_an_empty_line() {
    assert_eq!(texts(&said(&["", "\u{1b}[31m\u{1b}[0m", "x"])), ["", "", "x"]);
}

#[test]
fn a_state_that_is_held_stays_as_it_was_while_the_log_grows() {
    let mut log = said(&["one"]);
    let held = log.clone();
    (0..2_000).for_each(|n| log.say(At(n), None, &format!("line {n}")));
    assert_eq!((texts(&held), held.len(), log.len()), (vec!["one".to_owned()], 1, 2_001));
    assert_eq!(log.seen(2_000).unwrap().text.as_str(), "line 1999");
    assert_eq!(log.seen(1_000).unwrap().at, At(999));
    assert_eq!(log.seen(2_001), None);
}

#[test]
fn a_line_that_is_too_long_says_how_much_of_it_is_missing() {
    let log = said(&[&"\u{e9}".repeat(20_000)]);
    let text = log.line(0).unwrap().text;
    assert!(text.as_str().ends_with("\u{e9}... (23616 bytes more)"), "{}", text.as_str().len());
}

#[test]
fn what_is_looked_for_is_found_from_here_on_and_back() {
    let mut log = Log::default();
    for n in 0..3_000 {
        let (step, text) = (n % 3, if n % 1_000 == 999 { "It Failed here" } else { "all is well" });
        log.say(At(0), Some(step), text);
    }
    assert_eq!([0, 999, 1_000, 2_000].map(|from| log.find("failed", from)), [999, 999, 1_999, 2_999].map(Some));
    assert_eq!((log.find("Failed", 0), log.find("FAILED", 0), log.find("failed", 3_000)), (Some(999), None, None));
    assert_eq!([3_000, 2_999, 1_999].map(|to| log.find_back("failed", to)), [2_999, 1_999, 999].map(Some));
    assert_eq!((log.find_back("failed", 999), log.find("", 0)), (None, None));
    assert_eq!(log.find("wellall", 0), None, "lines are not one text");
    assert_eq!(log.numbers_of(2, 2_990), [2_990, 2_993, 2_996, 2_999]);
}

#[test]
fn a_log_without_end_loses_its_beginning_and_not_the_machines_memory() {
    let mut log = Log::default();
    let line = "x".repeat(10_000);
    (0..6_000).for_each(|n| log.say(At(n), None, &format!("{n} {line}")));
    assert!(log.bytes <= MOST, "{}", log.bytes);
    let out = log.left_out();
    assert!(out > 500 && log.len() + out == 6_000, "{out}");
    assert!(log.seen(0).unwrap().text.as_str().starts_with(&format!("{out} ")));
    assert!(log.seen(log.len() - 1).unwrap().text.as_str().starts_with("5999 "));
    assert_eq!(log.find("5999", 0), Some(log.len() - 1));
}
