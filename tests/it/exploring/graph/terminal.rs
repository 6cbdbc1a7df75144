//! The graph in the real program in a real terminal.

use crate::support::terminal::{Pty, Start};

#[test]
fn a_graph_is_walked_folded_searched_and_written_to_a_file() {
    let place = "stagedoor://catalog/component/default/ledger/graph";
    let mut pty = Pty::start(Start { args: vec!["--example", place], size: (80, 24), ..Start::default() });
    pty.until("what it needs").until("ledger-rpc");
    pty.text_keys("jj").text_keys("h").until("ledger-db  1");
    pty.text_keys("l").until("postgres-main");
    pty.text_keys("z").wait("everything folded", |screen| !screen.contains("postgres-main"));
    pty.text_keys("/web-shop").until("1/1");
    pty.send(b"\r");
    pty.text_keys("i").until("are affected, of");
    pty.text_keys("xj").until("JSON to a file");
    pty.send(b"\r");
    pty.until("wrote ");
    let written = std::fs::read_to_string(pty.home.path().join("impact-ledger.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(value["root"], "component:default/ledger");
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
}
