//! What leaves as text, JSON and Mermaid, of names that mean harm too.

use serde_json::Value;
use stagedoor::domain::model::At;
use stagedoor::domain::model::descriptor::inverse_of;
use stagedoor::domain::model::graph::export::{Signs, json, mermaid, text};
use stagedoor::domain::model::graph::{Graph, Links, Shape, Walk};
use stagedoor::domain::model::listing::{Listing, ListingBuilder, RowInput};
use stagedoor::domain::text::Clean;
use std::sync::Arc;

const HOSTILE: [&str; 7] = [
    "\u{1b}[31mred\u{1b}]0;title\u{7}",
    "\u{202e}desrever",
    "a\"]; click n0 \"javascript:alert(1)\"",
    "<img src=x onerror=alert(1)>",
    "%%{init: {}}%%",
    "end\nsubgraph x",
    "日本語-🛒",
];

/// A root that depends on hostile things, which depend on it.
pub fn hostile() -> Arc<Listing> {
    let mut builder = ListingBuilder::default();
    let long = "x".repeat(5_000);
    let names: Vec<&str> = HOSTILE.into_iter().chain([long.as_str()]).collect();
    let depends = |name: &str| ("dependsOn".into(), format!("component:default/{name}").into());
    builder.push(&RowInput {
        kind: "Component".into(),
        name: "root".into(),
        relations: names
            .iter()
            .map(|name| depends(name))
            .chain([depends("gone\u{7}"), ("\u{1b}[1mcustom".into(), "no reference".into())])
            .collect(),
        ..RowInput::default()
    });
    for name in &names {
        builder.push(&RowInput {
            kind: "Component".into(),
            name: (*name).into(),
            title: (*name).into(),
            owner: (*name).into(),
            relations: vec![depends("root")],
            ..RowInput::default()
        });
    }
    Arc::new(builder.finish_stated(At::default(), Some, inverse_of).0)
}

fn graph() -> Graph {
    let walk = Walk::usual("component:default/root".parse().unwrap());
    Graph::of(&hostile(), &Walk { links: Links::parse("dependsOn,custom"), ..walk }).unwrap()
}

#[test]
fn text_holds_nothing_that_a_terminal_would_obey_and_a_line_for_each_relation() {
    let graph = graph();
    for shape in [Shape::Tree, Shape::ByDistance, Shape::ByOwner] {
        let out = text(&graph, shape, Signs::ASCII);
        for line in out.lines() {
            assert_eq!(Clean::line(line).as_str(), line, "{shape:?}");
        }
    }
    let tree = text(&graph, Shape::Tree, Signs::UNICODE);
    let relations =
        tree.lines().filter(|line| line.contains("── depends on ") || line.contains("── needed by ")).count();
    let steps: usize = graph.sides().iter().map(|side| side.reach.step_count()).sum();
    // and one of the catalog's own type
    assert_eq!(relations + 1, steps, "{tree}");
    assert!(tree.contains("component:gone, not in the catalog"), "{tree}");
}

#[test]
fn json_reads_back_with_everything_in_it() {
    let graph = graph();
    let value: Value = serde_json::from_str(&format!("{:#}", json(&graph, Shape::Tree))).unwrap();
    assert_eq!(value["root"], "component:default/root");
    let entities = value["entities"].as_array().unwrap();
    assert_eq!(entities.len(), graph.entity_count());
    assert_eq!(value["edges"].as_array().unwrap().len(), graph.relation_count());
    let gone: Vec<&Value> = entities.iter().filter(|entity| entity["in_catalog"] == false).collect();
    assert_eq!(gone.len(), 2);
    assert_eq!(value["cycles"].as_array().unwrap().len(), 1, "the root and all that depends on it");
    assert_eq!(value["cycles"][0].as_array().unwrap().len(), HOSTILE.len() + 2);
    let impact = json(&graph, Shape::ByDistance);
    assert!(impact["owners"].is_array() && impact["without_owner"].is_number());
}

#[test]
fn mermaid_has_nothing_but_its_own_syntax_outside_of_quotes() {
    let graph = graph();
    let out = mermaid(&graph);
    let mut lines = out.lines();
    assert_eq!(lines.next(), Some("flowchart LR"));
    let (mut nodes, mut arrows) = (0, 0);
    for line in lines {
        let parts: Vec<&str> = line.split('"').collect();
        match parts.as_slice() {
            [whole] => assert!(whole.starts_with("  classDef "), "{line}"),
            [before, label, after] => {
                assert!(label.chars().all(|c| c.is_alphanumeric() || " -_.:/#;".contains(c)), "{label}");
                assert!(
                    before.chars().chain(after.chars()).all(|c| c.is_ascii_alphanumeric() || " []|-=>:".contains(c))
                );
                *if after.starts_with(']') { &mut nodes } else { &mut arrows } += 1;
            }
            _ => panic!("quotes within quotes: {line}"),
        }
    }
    assert_eq!((nodes, arrows), (graph.entity_count() + 1, graph.relation_count()));
    assert!(out.contains("==>"), "a cycle is drawn thick");
}

#[test]
fn an_impact_says_how_many_are_affected_and_whose_they_are() {
    let mut builder = ListingBuilder::default();
    let mut add = |name: &str, owner: &str, needs: &str| {
        builder.push(&RowInput {
            kind: "Component".into(),
            name: name.to_owned().into(),
            owner: owner.to_owned().into(),
            relations: vec![("dependsOn".into(), format!("component:default/{needs}").into())],
            ..RowInput::default()
        });
    };
    add("db", "dba", "disk");
    add("ledger", "team-pay", "db");
    add("payments", "team-pay", "ledger");
    add("shop", "team-shop", "payments");
    add("lonely", "", "payments");
    let listing = Arc::new(builder.finish_stated(At::default(), Some, inverse_of).0);
    let graph = Graph::of(&listing, &Walk::impact("component:default/db".parse().unwrap())).unwrap();
    let want = "component:default/db
4 entities are affected, of 2 owners, 1 without an owner
most affected: team-pay 2, team-shop 1
followed: dependsOn, consumesApi, providesApi, partOf

|-- direct: 1 entity, 1 owner
|   `-- component:ledger, owner group:default/team-pay, needed by
|-- 2 steps: 1 entity, 1 owner
|   `-- component:payments, owner group:default/team-pay, needed by, over component:ledger
`-- 3 steps: 2 entities, 1 owner
    |-- component:lonely, needed by, over component:payments
    `-- component:shop, owner group:default/team-shop, needed by, over component:payments
";
    assert_eq!(text(&graph, Shape::ByDistance, Signs::ASCII), want);
    let by_owner = text(&graph, Shape::ByOwner, Signs::ASCII);
    let heads: Vec<&str> = by_owner.lines().filter(|line| line.contains("nearest")).collect();
    assert_eq!(
        heads,
        [
            "|-- group:default/team-pay: 2 entities, nearest 1",
            "|-- group:default/team-shop: 1 entity, nearest 3",
            "`-- without an owner: 1 entity, nearest 3"
        ]
    );
}
