//! Commands as they are pasted into a shell.

use proptest::prelude::*;
use stagedoor::domain::model::access::CommandLine;
use stagedoor::domain::text::Clean;
use std::process::Command;

/// `printf` with words, as a line for a shell.
fn line(words: &[String]) -> CommandLine {
    let args = std::iter::once(r"%s\n".to_owned()).chain(words.iter().cloned()).collect();
    CommandLine { title: Clean::default(), program: "printf".into(), args }
}

fn words_out_of(shell: &str, line: &Clean) -> Vec<String> {
    let ran = Command::new(shell).args(["-c", line.as_str()]).output().unwrap();
    assert!(ran.status.success() && ran.stderr.is_empty(), "{line}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// Words of what shells, terminals and options make something of, and of anything else.
fn word() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "'",
        "\"",
        "\\",
        "$",
        "`",
        "$(id)",
        "!",
        "*",
        "?",
        "[a]",
        "{a,b}",
        "~",
        "#",
        ";",
        "&",
        "|",
        "<",
        ">",
        "(",
        ")",
        " ",
        "=",
        "-",
        "--",
        "%",
        "^",
        "a",
        "b=c",
        "é",
        "数",
        "\u{1f600}",
    ]);
    let made = prop::collection::vec(odd, 0..6).prop_map(|parts| parts.concat());
    prop_oneof![made, "[ -~]{0,12}", "\\PC{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words_come_out_of_a_shell_as_they_went_in(words in prop::collection::vec(word(), 1..5)) {
        let Some(line) = line(&words).quoted() else { return Ok(()) };
        prop_assert!(line.as_str().chars().all(|c| !c.is_control()), "{line:?}");
        prop_assert_eq!(words_out_of("/bin/sh", &line), words);
    }
}

#[test]
fn bash_reads_a_line_as_sh_does() {
    let words: Vec<String> =
        ["it's", "", "!!", "a  b", "$HOME", "{a,b}", "=ls", "*", "-x"].map(str::to_owned).into_iter().collect();
    let quoted = line(&words).quoted().unwrap();
    assert_eq!(words_out_of("/bin/bash", &quoted), words);
    // one line, whatever is in it
    assert_eq!(quoted.as_str().lines().count(), 1);
}

#[test]
fn what_a_terminal_would_obey_is_written_down_for_nobody() {
    for odd in ["a\nb", "a\tb", "\u{1b}]52;c;eA==\u{7}", "a\u{202e}b", "\u{7f}", "a\u{9b}1mb", "a\u{200b}b"] {
        assert_eq!(line(&[odd.to_owned()]).quoted(), None, "{odd:?}");
    }
    // and not as a program either
    let program = CommandLine { title: Clean::default(), program: "a\rb".into(), args: Vec::new() };
    assert_eq!(program.quoted(), None);
}
