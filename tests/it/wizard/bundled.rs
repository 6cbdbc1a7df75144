//! Three of the templates that come with stagedoor, from the gallery to the order by keys alone.

use super::World;
use serde_json::{Value, json};

const NODE: &str = include_str!("../../../assets/example/templates/node-service/template.yaml");
const POSTGRES: &str = include_str!("../../../assets/example/templates/postgresql/template.yaml");
const ADR: &str = include_str!("../../../assets/example/templates/adr/template.yaml");

fn team() -> Vec<Value> {
    vec![json!({
        "kind": "Group", "metadata": {"name": "team-shop", "namespace": "default", "title": "Team Shop"},
        "spec": {"type": "team", "children": []}, "relations": [],
    })]
}

fn world() -> World {
    World::with(&[NODE, POSTGRES, ADR], team(), |_| ())
}

#[test]
fn a_service_is_asked_for_from_the_gallery_on() {
    let world = world();
    let mut stage = world.stage("templates", (120, 40));
    stage.keys("/").type_text("node");
    stage.keys("enter");
    stage.type_text("cart-api").keys("enter");
    stage.type_text("Keeps what a customer wants to buy.").keys("enter");
    stage.type_text("shop").keys("enter");
    stage.keys("ctrl+n");
    assert!(stage.sees("Step 2 of 4"), "{}", stage.text());
    // everyone can reach it: then an address is asked for, and security has to agree
    stage.keys("tab down space");
    assert!(stage.sees("Address *"), "{}", stage.text());
    stage.keys("ctrl+n f8").type_text("cart.nordlicht.example");
    stage.keys("ctrl+n");
    assert!(stage.sees("Step 3 of 4"), "{}", stage.text());
    stage.keys("tab tab").type_text("cart-api");
    stage.keys("ctrl+n");
    assert!(stage.sees("Needs approval") && stage.sees("by group:security"), "{}", stage.text());
    stage.keys("f9");
    let values = world.order().unwrap().values;
    assert_eq!(values["name"], "cart-api");
    assert_eq!(values["owner"], "group:default/team-shop");
    assert_eq!((&values["access"], &values["host"]), (&json!("public"), &json!("cart.nordlicht.example")));
    assert_eq!(values["repoUrl"], "github.com?owner=nordlicht-example&repo=cart-api");
}

#[test]
fn a_database_for_production_needs_a_reason_and_an_administrator() {
    let world = world();
    let mut stage = world.stage("stagedoor://templates/default/postgresql?name=orders", (120, 40));
    stage.keys("tab").type_text("What customers ordered.");
    stage.keys("f8").type_text("shop");
    stage.keys("enter ctrl+n");
    assert!(stage.sees("Step 2 of"), "{}", stage.text());
    stage.keys("down down space");
    assert!(stage.sees("Why now *"), "{}", stage.text());
    stage.keys("ctrl+n f8").type_text("The season begins in a week.");
    stage.keys("ctrl+n");
    assert!(stage.sees("nothing is sent yet") && stage.sees("by group:database-admins"), "{}", stage.text());
    stage.keys("f9");
    let values = world.order().unwrap().values;
    assert_eq!((&values["environment"], &values["name"]), (&json!("production"), &json!("orders")));
    assert_eq!(values["reason"], "The season begins in a week.");
}

#[test]
fn a_decision_is_written_down() {
    let world = world();
    let mut stage = world.stage("stagedoor://templates/default/adr", (80, 24));
    stage.type_text("Payments are appended").keys("enter");
    stage.type_text("7").keys("enter");
    stage.type_text("2026-11-30").keys("enter");
    stage.keys("down space f8").type_text("shop");
    stage.keys("enter ctrl+n");
    assert!(stage.sees("Step 2 of"), "{}", stage.text());
    stage.type_text("Money must never be lost, whatever happens.");
    stage.keys("ctrl+n f8").type_text("We append and never change.");
    stage.keys("f8").type_text("Corrections are entries of their own.");
    stage.keys("ctrl+n");
    for _ in 0..3 {
        if stage.sees("nothing is sent yet") {
            break;
        }
        stage.keys("f8").type_text("github.com");
        stage.keys("enter tab").type_text("nordlicht-example");
        stage.keys("tab").type_text("decisions");
        stage.keys("ctrl+n ctrl+n");
    }
    assert!(stage.sees("nothing is sent yet"), "{}", stage.text());
    stage.keys("f9");
    let values = world.order().unwrap().values;
    assert_eq!((&values["number"], &values["status"]), (&json!(7), &json!("accepted")));
    assert_eq!(values["title"], "Payments are appended");
}
