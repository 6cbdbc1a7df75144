//! `stagedoor graph` and `stagedoor impact` as scripts see them.

use crate::stand::{Stand, keys};
use serde_json::Value;

#[test]
fn a_graph_comes_as_text_as_json_and_as_mermaid() {
    let stand = Stand::new();
    let text = stand.run(&["graph", "component:ledger"]).ends(0).out;
    assert!(text.starts_with("component:default/ledger\n"), "{text}");
    assert!(text.contains("provides api:ledger-rpc") && text.contains("depends on resource:ledger-db"), "{text}");
    let value = stand.run(&["graph", "component:ledger", "-o", "json"]).ends(0).json();
    let wanted = ["root", "direction", "depth", "relations", "complete", "entities", "edges", "cycles"];
    assert_eq!(keys(&value), wanted);
    let entity = [
        "ref",
        "title",
        "type",
        "lifecycle",
        "owner",
        "system",
        "way",
        "distance",
        "via",
        "relation",
        "in_catalog",
        "on_cycle",
    ];
    assert_eq!(keys(&value["entities"][0]), entity);
    assert_eq!(keys(&value["edges"][0]), ["from", "to", "relation"]);
    let count = value["entities"].as_array().unwrap().len();
    assert_eq!(stand.run(&["graph", "component:ledger", "-o", "name"]).ends(0).out.lines().count(), count);
    assert_eq!(stand.run(&["graph", "component:ledger", "-o", "csv"]).ends(0).out.lines().count(), count + 1);
    let mermaid = stand.run(&["graph", "component:ledger", "--mermaid"]).ends(0).out;
    assert!(mermaid.starts_with("flowchart LR\n"), "{mermaid}");
    assert_eq!(mermaid.lines().filter(|line| line.contains("[\"")).count(), count + 1);
}

#[test]
fn direction_depth_and_relations_narrow_it() {
    let stand = Stand::new();
    let refs = |args: &[&str]| -> Vec<String> {
        let all = [&["graph", "component:ledger", "-o", "name"], args].concat();
        stand.run(&all).ends(0).out.lines().map(str::to_owned).collect()
    };
    let (out, back, both) = (refs(&["--direction", "out"]), refs(&["--direction", "in"]), refs(&[]));
    assert_eq!(out.len() + back.len(), both.len());
    assert!(refs(&["--depth", "1"]).iter().all(|name| both.contains(name)));
    assert!(refs(&["--depth", "1"]).len() < both.len());
    let parts = refs(&["--relations", "hasPart,ownedBy", "--depth", "1"]);
    assert!(parts.contains(&"group:default/team-payments".to_owned()), "{parts:?}");
    assert_eq!(parts, refs(&["--relations", "partOf, ownerOf", "--depth", "1"]), "by either name");
    let value: Value = stand.run(&["graph", "component:ledger", "--depth", "1", "-o", "json"]).ends(0).json();
    assert_eq!((&value["complete"], &value["depth"]), (&Value::from(false), &Value::from(1)));
}

#[test]
fn an_impact_names_whom_to_call() {
    let stand = Stand::new();
    let value = stand.run(&["impact", "resource:postgres-main", "-o", "json"]).ends(0).json();
    let entities = value["entities"].as_array().unwrap();
    assert!(entities.iter().any(|entity| entity["ref"] == "component:default/web-shop"), "{entities:?}");
    let owners = value["owners"].as_array().unwrap();
    assert_eq!(keys(&owners[0]), ["owner", "entities", "nearest"]);
    let owned: u64 = owners.iter().map(|owner| owner["entities"].as_u64().unwrap()).sum();
    assert_eq!(owned + value["without_owner"].as_u64().unwrap(), entities.len() as u64);
    let text = stand.run(&["impact", "postgres-main"]).ends(0).out;
    assert!(text.contains("are affected, of ") && text.contains("── direct: "), "{text}");
    assert!(stand.run(&["impact", "postgres-main", "--by-owner"]).ends(0).out.contains("nearest 1"));
    let cycle = stand.run(&["graph", "identity", "-o", "json"]).ends(0).json();
    assert!(cycle["cycles"][0].as_array().unwrap().contains(&Value::from("component:default/notifications")));
}

#[test]
fn what_cannot_be_meant_is_said() {
    let stand = Stand::new();
    let says = |args: &[&str], code: i32, words: &str| {
        let ran = stand.run(args).ends(code);
        assert!(ran.err.contains(words), "{args:?}: {}", ran.err);
    };
    says(
        &["graph", "component:ledger", "--relations", "dependson"],
        2,
        "there is no relation `dependson`; there are: dependsOn",
    );
    says(&["graph", "component:ledger", "--relations", ","], 2, "names with commas");
    says(&["graph", "component:ledger", "--depth", "0"], 2, "0");
    says(&["graph", "component:ledger", "--mermaid", "-o", "json"], 2, "does not go with `-o`");
    says(&["graph", "component:default/never-was"], 3, "nothing in it names it");
    says(&["impact", "never-was"], 3, "no entity has that name");
}

#[test]
fn what_falls_out_with_a_team_is_what_it_owns_and_what_stands_on_that() {
    let stand = Stand::new();
    let value = stand.run(&["impact", "group:team-payments", "-o", "json"]).ends(0).json();
    let refs: Vec<&str> =
        value["entities"].as_array().unwrap().iter().map(|one| one["ref"].as_str().unwrap()).collect();
    assert!(refs.contains(&"component:default/ledger"), "owned: {refs:?}");
    assert!(refs.contains(&"component:default/invoice-printer"), "stands on what is owned: {refs:?}");
}
