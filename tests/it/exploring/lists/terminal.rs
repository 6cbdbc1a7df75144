//! The list in a real terminal, from columns to a file.

use crate::support::terminal::{Pty, Start};

#[test]
fn a_column_a_condition_a_mark_and_a_file_in_a_real_terminal() {
    let mut pty = Pty::start(Start { args: vec!["--example", "catalog"], ..Start::default() });
    pty.until("NAME").text_keys("p").until("101").text_keys("C").until("Columns");
    pty.text_keys("metadata.annotations.argocd/app-name")
        .until("field")
        .text_keys("\r")
        .until("✓ metadata.annotations.argocd");
    // the column shows already, beside what lies over the list
    pty.send_alone(b"\x1b").wait("the list", |screen| screen.contains("APP-NAME") && !screen.contains("─ Columns"));
    pty.text_keys("/kind:component ledger").until("of 101");
    pty.text_keys("\r").wait("the entity", |screen| screen.contains("component:default/ledger"));
    pty.send_alone(b"\x1b").until("APP-NAME");
    pty.text_keys("v").until("1 marked").text_keys("E").until("Markdown table").text_keys("csv\r").until("catalog.csv");
    let text = std::fs::read_to_string(pty.home.path().join("catalog.csv")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].contains(",metadata.annotations.argocd/app-name") && lines[1].contains(",ledger,"), "{text}");
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
}
