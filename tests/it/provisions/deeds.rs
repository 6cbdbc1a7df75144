use super::with;
use crate::support::forms;
use crate::support::provisions::ORDERS;
use crate::support::scripted::{Mood, entities};
use crate::support::stage::{NOW, Stage};
use crate::support::templates::{ScriptedTemplates, ended, output, task, told};
use serde_json::{Value, json};
use stagedoor::domain::model::task::{TaskId, TaskState};
use stagedoor::platform::actions::Action;
use std::sync::Arc;

const RESTORE: &str = "\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: database-restore, title: Restore a database}
spec:
  owner: team-a
  type: infrastructure
  parameters:
    - title: What and when
      required: [name, at]
      properties:
        name: {title: Name, type: string}
        environment: {title: Environment, type: string}
        size: {title: Size, type: string}
        at: {title: Point in time, type: string}
  steps: [{id: log, name: Log, action: 'debug:log'}]
";

fn template(name: &str, annotations: &Value) -> Value {
    json!({
        "apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template",
        "metadata": {"name": name, "annotations": annotations}, "spec": {"type": "infrastructure"},
    })
}

/// The database of the tests, made by a template that says how it is restored; who approves is what the test says.
fn orders(approval: &str, members: &[&str]) -> Stage {
    let deeds = "- do: restore\n  template: database-restore\n  values: {name: '${{ provision.name }}', environment: '${{ provision.environment }}', size: '${{ parameters.replicas }}'}\n";
    let mut all = entities();
    all.push(template("node-service", &json!({"stagedoor.dev/deeds": deeds})));
    let mut restore = forms::entity(RESTORE);
    restore["metadata"]["annotations"] = json!({"stagedoor.dev/approval": approval});
    all.push(restore);
    let relations: Vec<Value> = members.iter().map(|it| json!({"type": "hasMember", "targetRef": it})).collect();
    all.push(json!({"kind": "Group", "metadata": {"name": "dbas"}, "spec": {"type": "team"}, "relations": relations}));
    let templates = Arc::new(ScriptedTemplates::new(Mood::Well, NOW));
    let of = "template:default/database-restore".parse().unwrap();
    templates.forms.lock().unwrap().insert(of, forms::form(RESTORE));
    let known = TaskId::parse("t-orders").unwrap();
    let run = ended(told(task("t-orders", TaskState::Completed, NOW), &["Publish"], &[]), None, output());
    templates.runs.lock().unwrap().insert(known, vec![run]);
    with(&format!("stagedoor://provisioning/{ORDERS}"), (120, 36), all, templates).0
}

#[test]
fn a_restore_is_the_run_of_its_template_filled_in_with_what_it_is_done_to() {
    let mut stage = orders("- by: group:default/dbas\n  because: data", &["user:default/bob", "user:default/alice"]);
    assert!(stage.app.offers(Action::ProvisionRestore), "{}", stage.text());
    stage.keys("a r");
    assert!(stage.sees("Restore a database"), "{}", stage.text());
    stage.keys("esc ctrl+n ctrl+n");
    for (words, value) in [("Name", "orders"), ("Environment", "production"), ("Size", "2")] {
        let is_marked = |line: &str| line.contains(words) && line.contains(value) && line.contains("from link");
        assert!(stage.text().lines().any(is_marked), "{words}\n{}", stage.text());
    }
    assert!(stage.sees("Point in time"), "what only the user knows is left to the user: {}", stage.text());
    assert!(stage.sees("group:dbas"), "who approves is told before it is sent: {}", stage.text());
}

#[test]
fn in_production_nothing_is_asked_for_that_only_the_asker_could_approve() {
    for (approval, members, why) in [
        ("", &["user:default/bob"][..], "names nobody"),
        ("- by: user:default/alice", &[], "the one who approves is you"),
        ("- by: group:default/dbas", &["user:default/alice"], "nobody else is in"),
        ("- by: group:default/dbas", &[], "is not known"),
        ("- by: group:default/nowhere", &[], "is not known"),
    ] {
        let mut stage = orders(approval, members);
        stage.keys("a r");
        assert!(stage.sees("restore is not asked for") && stage.sees(why), "{approval}: {why}\n{}", stage.text());
        assert!(stage.sees("ReconcileError"), "one stays where one is");
    }
}

#[test]
fn what_no_template_is_named_for_is_not_offered() {
    let mut stage = orders("- by: group:default/dbas", &["user:default/bob"]);
    assert!(!stage.app.offers(Action::ProvisionScale) && !stage.app.offers(Action::ProvisionDelete));
    stage.keys("a d");
    let why = "Delete is not possible here: template:node-service names no template to delete what it made";
    assert!(stage.sees(why), "{}", stage.text());
}

#[test]
fn of_what_no_template_is_known_to_have_made_it_is_said_that_this_is_why_nothing_can_be_asked_for() {
    let (mut stage, _) =
        super::looking("stagedoor://provisioning/KafkaTopic.kafka.strimzi.io/kafka/order-events", (120, 36));
    stage.keys("a s");
    assert!(stage.sees("Scale is not possible here: no request and no stagedoor.dev/template"), "{}", stage.text());
}

#[test]
fn of_what_was_scaled_the_task_that_scaled_it_is_not_taken_for_the_one_that_made_it() {
    let mut all = entities();
    // the task of the tests is of this template
    all.push(template("node-service", &json!({"stagedoor.dev/deed": "scale"})));
    let (mut stage, _) = with(&format!("stagedoor://provisioning/{ORDERS}"), (120, 36), all, Arc::new(scaled()));
    stage.keys("a s");
    let why = "Scale is not possible here: no request and no stagedoor.dev/template on it says which template made it";
    assert!(stage.sees(why), "{}", stage.text());
}

fn scaled() -> ScriptedTemplates {
    let templates = ScriptedTemplates::new(Mood::Well, NOW);
    let run = ended(told(task("t-orders", TaskState::Completed, NOW), &["Publish"], &[]), None, output());
    templates.runs.lock().unwrap().insert(TaskId::parse("t-orders").unwrap(), vec![run]);
    templates
}

#[test]
fn a_wizard_for_a_deed_in_production_is_not_sent_by_the_only_one_who_could_approve_it() {
    let mut restore = forms::entity(RESTORE);
    restore["metadata"]["annotations"] =
        json!({"stagedoor.dev/deed": "restore", "stagedoor.dev/approval": "- by: user:default/alice"});
    let mut all = entities();
    all.push(restore);
    let templates = Arc::new(ScriptedTemplates::new(Mood::Well, NOW));
    let of = "template:default/database-restore".parse().unwrap();
    templates.forms.lock().unwrap().insert(of, forms::form(RESTORE));
    let place = |environment: &str| {
        format!("stagedoor://templates/default/database-restore?name=x&at=now&environment={environment}")
    };
    let (mut stage, _) = with(&place("production"), (120, 36), all.clone(), Arc::clone(&templates));
    stage.keys("ctrl+n f9");
    assert!(stage.sees("the one who approves is you"), "{}", stage.text());
    assert!(!stage.sees("It was sent"), "{}", stage.text());
    let (mut stage, _) = with(&place("staging"), (120, 36), all, templates);
    stage.keys("ctrl+n");
    assert!(!stage.sees("the one who approves is you"), "outside of production it is self service: {}", stage.text());
}
