//! The real program in a real terminal: ownership is transferred, a descriptor is edited and committed.

use super::Checkout;
use crate::support::terminal::{Pty, Start};
use tempfile::TempDir;

fn home() -> TempDir {
    let home = TempDir::new().unwrap();
    std::fs::write(home.path().join(".gitconfig"), "[user]\n\tname = Alice\n\temail = alice@example.com\n").unwrap();
    home
}

#[test]
fn ownership_is_transferred_in_the_terminal() {
    let checkout = Checkout::new();
    let (root, home) = (checkout.root(), home());
    let args = vec!["--workspace", root.to_str().unwrap(), "component:cart"];
    let mut pty = Pty::start(Start { args, home, ..Start::default() });
    pty.until("The A team").text_keys("at").until("owner:").text_keys("team-b").until("The B team");
    pty.text_keys("\r").until("message:").text_keys("Hand the cart over\r").until("1 to do").text_keys("y");
    pty.until("1 done").text_keys("q").until("The B team").text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
    assert_eq!(checkout.subjects(), ["Hand the cart over", "The shop"]);
    checkout.nothing_ran();
}

#[test]
fn a_descriptor_goes_through_the_editor_and_back_into_a_commit() {
    let checkout = Checkout::new();
    let (root, home) = (checkout.root(), home());
    let editor = home.path().join("editor");
    // one that nobody knows is called with the file alone
    std::fs::write(&editor, "#!/bin/sh\nsed -i 's/type: service/type: website/' \"$1\"\n").unwrap();
    std::fs::set_permissions(&editor, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let editor = editor.to_str().unwrap().to_owned();
    let env = vec![("EDITOR", editor.as_str())];
    let args = vec!["--workspace", root.to_str().unwrap(), "component:cart"];
    let mut pty = Pty::start(Start { args, env, home, ..Start::default() });
    pty.until("The A team")
        .until("Edit source")
        .text_keys("e")
        .until("+   type: website")
        .text_keys("y")
        .until("1 done");
    pty.text_keys("qq");
    assert_eq!(pty.end(), 0);
    assert_eq!(checkout.subjects(), ["Change component:default/cart", "The shop"]);
    assert_eq!(checkout.git(&["show", "HEAD:catalog-info.yaml"]), checkout.read("catalog-info.yaml"));
}

#[test]
fn without_a_screen_it_is_shown_and_asked_for_and_ctrl_c_leaves_it() {
    for (answer, code, owner) in [("y\r", 0, "team-b"), ("n\r", 1, "team-a"), ("\u{3}", 130, "team-a")] {
        let checkout = Checkout::new();
        let (root, home) = (checkout.root(), home());
        let root = root.to_str().unwrap();
        let args = vec!["do", "entity.transfer", "component:cart", "--set", "owner=team-b", "--workspace", root];
        let mut pty = Pty::start(Start { args, home, ..Start::default() });
        pty.until("+   owner: team-b").until("Do it? [y/N]").text_keys(answer);
        assert_eq!(pty.end(), code, "{answer:?}\n{}", pty.text());
        assert!(checkout.read("catalog-info.yaml").contains(&format!("owner: {owner}   # for now")), "{answer:?}");
    }
}
