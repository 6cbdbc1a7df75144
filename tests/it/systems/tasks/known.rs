//! What a portal tells of its own accord nowhere: which actions it has, and which tasks were stopped.

use super::super::{Act, Server, envelope, json};
use super::scaffolder::{completion, events, task};
use serde_json::{Value, json as value};
use stagedoor::domain::document::Line;
use stagedoor::domain::model::task::{TaskFilter, TaskState};
use stagedoor::platform::command::Command;
use stagedoor::platform::ports::{CommandPort as _, Steps};
use stagedoor::platform::templates::{Order, TemplateForm, TemplatePort as _};
use std::sync::Arc;

/// A portal with a template of two steps, and what it says to the question which actions it has.
fn portal(actions: impl Fn() -> Act + Send + Sync + 'static) -> Server {
    Server::start(move |asked| match asked.path().rsplit('/').next().unwrap() {
        "actions" => actions(),
        "parameter-schema" => json(200, r#"{"title":"Dredge","steps":[]}"#),
        _ => json(
            200,
            &value!({
                "apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template",
                "metadata": {"name": "dredge", "annotations": {
                    "stagedoor.dev/limits": "- when: parameters.deep\n  says: Nine metres at most.\n",
                }},
                "spec": {"steps": [{"name": "Begin", "action": "debug:log"}, {"name": "Dig", "action": "acme:dig"}]},
            })
            .to_string(),
        ),
    })
}

fn order() -> Order {
    Order::new("template:default/dredge".parse().unwrap(), value!({"deep": true}))
}

fn lacking(form: &Arc<TemplateForm>) -> Vec<&str> {
    form.actions.iter().map(|step| step.lacks.as_str()).collect()
}

#[tokio::test]
async fn a_step_whose_action_the_portal_does_not_have_is_named_before_it_is_sent() {
    let server = portal(|| json(200, r#"[{"id":"debug:log"},{"id":7},null]"#));
    let portal = server.portal();
    let form = portal.form(order().template, Steps::ignored()).await.unwrap().answer;
    assert_eq!(lacking(&form), ["", "the portal does not have the action acme:dig"]);
    assert!(form.sends_anyway, "whether it can run the portal knows best");
    let command = Command::CreateTask(Box::new(order()));
    let forecast = portal.foresee(command).await.unwrap().answer;
    let lines: Vec<String> = forecast.lines.iter().map(Line::text).collect();
    assert!(lines.iter().any(|line| line.contains("does not have the action acme:dig")), "{lines:?}");
    assert!(lines.contains(&"limit: Nine metres at most.".to_owned()), "{lines:?}");
}

#[tokio::test]
async fn which_actions_there_are_is_asked_once_and_where_it_is_not_told_nothing_is_said() {
    let server = portal(|| json(200, r#"[{"id":"debug:log"},{"id":"acme:dig"}]"#));
    let portal = server.portal();
    for _ in 0..3 {
        let form = portal.form(order().template, Steps::ignored()).await.unwrap().answer;
        assert_eq!(lacking(&form), ["", ""]);
    }
    assert_eq!(server.asked().iter().filter(|asked| asked.path().ends_with("/actions")).count(), 1);
    let silent: [fn() -> Act; 3] =
        [|| envelope(403, "NotAllowedError", ""), || json(200, "[]"), || json(200, "<html>")];
    for answer in silent {
        let server = self::portal(answer);
        let form = server.portal().form(order().template, Steps::ignored()).await.unwrap().answer;
        assert_eq!(lacking(&form), ["", ""]);
    }
}

/// A portal that calls all of its tasks failed; one of them was stopped.
fn ended() -> Server {
    Server::start(|asked| match asked.path().split('/').nth(5) {
        Some("stopped") => events(&[completion(9, Some("Step a (A) of task stopped has been cancelled."))]),
        Some(_) => events(&[completion(9, Some("it fell over"))]),
        None => {
            let of = |id: &str| {
                let mut task = task("failed");
                task["id"] = value!(id);
                task
            };
            let tasks: Vec<Value> = vec![of("stopped"), of("broken")];
            json(200, &value!({"tasks": tasks, "totalTasks": 2}).to_string())
        }
    })
}

async fn listed(server: &Server, state: Option<TaskState>, twice: bool) -> Vec<(String, TaskState)> {
    let portal = server.portal();
    let wanted = TaskFilter { state, limit: 100, ..TaskFilter::default() };
    if twice {
        portal.tasks(wanted.clone(), Steps::ignored()).await.unwrap();
    }
    let page = portal.tasks(wanted, Steps::ignored()).await.unwrap().answer;
    page.tasks.iter().map(|task| (task.id.to_string(), task.state)).collect()
}

#[tokio::test]
async fn a_task_that_was_stopped_is_listed_as_cancelled_though_the_portal_calls_it_failed() {
    let server = ended();
    let all = listed(&server, None, true).await;
    let wanted = [("stopped".to_owned(), TaskState::Cancelled), ("broken".to_owned(), TaskState::Failed)];
    assert_eq!(all, wanted);
    let looked: Vec<_> = server.asked().into_iter().filter(|asked| asked.path().ends_with("/events")).collect();
    assert_eq!(looked.len(), 2, "each is looked at once");
    assert!(looked.iter().all(|asked| asked.param("after").is_some()), "the log of a task is not read for it");
    assert_eq!(listed(&server, Some(TaskState::Cancelled), false).await, wanted[..1]);
    assert_eq!(listed(&server, Some(TaskState::Failed), false).await, wanted[1..]);
}

#[tokio::test]
async fn what_is_looked_at_in_passing_costs_one_request() {
    let server = ended();
    let wanted = TaskFilter { limit: TaskFilter::FEW, ..TaskFilter::default() };
    server.portal().tasks(wanted, Steps::ignored()).await.unwrap();
    assert_eq!(server.asked().len(), 1);
}
