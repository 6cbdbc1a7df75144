//! The timeline in a real terminal.

use crate::support::terminal::{Pty, Start};
use std::process::Command;

#[test]
fn the_example_tells_what_changed_and_what_is_committed_outside_shows_by_itself() {
    let link = "stagedoor://catalog/component/default/payments/timeline";
    let mut pty = Pty::start(Start { args: vec!["--example", link], ..Start::default() });
    pty.until("Who is on call").text_keys("j").send(b"\r").until("made up, as everything in this workspace is");
    pty.text_keys("d").until("The descriptor as it was at").send_alone(b"\x1b").until("Leads to");
    pty.send_alone(b"\x1b").until("Who is on call");
    let folder = pty.home.path().join("data/example");
    std::fs::write(folder.join("services/payments/NOTES.md"), "x\n").unwrap();
    for args in [&["add", "."][..], &["commit", "-qm", "Fresh from outside"]] {
        let mut git = Command::new("git");
        git.current_dir(&folder).args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]).args(args);
        assert!(git.status().unwrap().success());
    }
    pty.until("Fresh from outside").text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
}
