//! Templates run, tasks stopped and run again, dry runs and lists: what is sent, and what becomes of it.

use super::super::token::jwt;
use super::super::{Act, Server, answer, envelope, json};
use super::scaffolder::{changes, task};
use serde_json::{Value, json as value};
use stagedoor::adapters::http::Limits;
use stagedoor::adapters::session::TokenSource;
use stagedoor::domain::document::Line;
use stagedoor::domain::model::Place;
use stagedoor::domain::model::task::{TaskFilter, TaskId, TaskState};
use stagedoor::domain::text::Secret;
use stagedoor::platform::command::{Command, TaskSecrets};
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{CommandPort as _, Steps};
use stagedoor::platform::templates::{Order, TemplatePort as _};
use std::collections::BTreeMap;
use std::sync::Arc;

const SECRET: &str = "hunter2-token";
const ALICE: &str = r#"{"sub":"user:default/alice","ent":["user:default/alice"]}"#;

fn secrets() -> Arc<BTreeMap<String, Secret>> {
    Arc::new(BTreeMap::from([("apiToken".to_owned(), Secret::new(SECRET.into()))]))
}

fn order() -> Order {
    let values =
        value!({"channel": "north", "password": "s3same", "env": [{"key": "A", "value": 1}], "tags": ["a", "b"]});
    Order { secrets: secrets(), ..Order::new("template:default/dredge-channel".parse().unwrap(), values) }
}

fn create() -> Command {
    Command::CreateTask(Box::new(order()))
}

fn id() -> TaskId {
    TaskId::parse("t-1").unwrap()
}

/// A task of the list that the order may have become.
fn listed(name: &str, created: &str, parameters: &Value) -> Value {
    let mut task = task("processing");
    task["id"] = value!(name);
    task["createdAt"] = value!(created);
    task["spec"]["parameters"] = parameters.clone();
    task
}

fn list(tasks: &[Value]) -> Act {
    let body = value!({"tasks": tasks, "totalTasks": tasks.len()}).to_string();
    let headers = [("Content-Type", "application/json"), ("Date", "Wed, 25 Nov 2026 02:52:46 GMT")];
    answer(200, &headers, body.as_bytes())
}

fn sent(server: &Server) -> Vec<String> {
    let all = server.asked().into_iter().filter(changes);
    all.map(|asked| format!("{} {}", asked.method, asked.path())).collect()
}

#[tokio::test]
async fn an_order_is_sent_once_with_its_values_and_secrets_and_leads_to_its_task() {
    let server = Server::answering(vec![json(201, r#"{"id":"b1377298-38e6-45fc-881f-63115bd0d6d4"}"#)]);
    let outcome = server.portal().command(create()).await;
    let Outcome::Done { told, made, .. } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(made, &Some(Place::task("b1377298-38e6-45fc-881f-63115bd0d6d4")));
    assert!(told.as_str().contains("runs as task/b1377298"), "{told}");
    assert_eq!(sent(&server), ["POST /api/scaffolder/v2/tasks"]);
    let body: Value = serde_json::from_str(&server.asked()[0].body).unwrap();
    assert_eq!(body["templateRef"], "template:default/dredge-channel");
    assert_eq!(body["secrets"], value!({"apiToken": SECRET}));
    assert_eq!(&body["values"], order().values.as_ref());
    assert!(!format!("{outcome:?}{:?}", create()).contains(SECRET));
}

#[tokio::test]
async fn values_that_are_refused_are_told_field_by_field_and_no_secret_is_said_back() {
    let refused = value!({"errors": [
        {"path": ["channel"], "property": "instance.channel", "message": "does not match pattern", "instance": "X!"},
        {"path": ["env", 0, "key"], "property": "instance.env[0].key", "message": "is required"},
        {"path": ["apiToken"], "property": "secrets.apiToken",
         "message": format!("secrets.apiToken {SECRET} does not meet minimum length of 4")},
        {"path": [], "property": "instance", "message": "does not meet dependency"},
    ]});
    let server = Server::answering(vec![json(400, &refused.to_string())]);
    let outcome = server.portal().command(create()).await;
    let Outcome::Refused(fault) = &outcome else { panic!("{outcome:?}") };
    assert_eq!((fault.kind, fault.kind.exit_code()), (FaultKind::Invalid, 7));
    let fields: Vec<_> = fault.fields.iter().map(|field| (field.path.join("."), field.is_secret)).collect();
    let wanted = [("channel", false), ("env.0.key", false), ("apiToken", true), ("", false)];
    assert_eq!(fields, wanted.map(|(path, is_secret)| (path.to_owned(), is_secret)));
    let words = fault.to_string();
    assert!(words.contains("channel: does not match pattern; env.0.key: is required"), "{words}");
    assert!(words.contains("and 1 more"), "{words}");
    assert!(!format!("{outcome:?}").contains(SECRET), "{outcome:?}");
}

#[tokio::test]
async fn an_answer_that_is_lost_is_looked_up_and_never_sent_twice() {
    let values = order().values.as_ref().clone();
    let [ours, old, other] = [
        listed("ours", "2026-11-25T02:52:45.000Z", &values),
        listed("old", "2026-11-25T02:50:00.000Z", &values),
        listed("other", "2026-11-25T02:52:45.000Z", &value!({"channel": "south"})),
    ];
    let twin = listed("twin", "2026-11-25T02:52:45.000Z", &values);
    for (tasks, found) in
        [(vec![ours.clone(), old.clone(), other.clone()], true), (vec![old, other], false), (vec![ours, twin], false)]
    {
        for lost in [Act::SendAndClose(Vec::new()), answer(504, &[], b""), json(201, "{\"id\":")] {
            let (tasks, first) = (tasks.clone(), lost.clone());
            let server = Server::start(move |asked| if changes(asked) { first.clone() } else { list(&tasks) });
            let outcome = server.portal_with(jwt(ALICE), Limits::default()).command(create()).await;
            match &outcome {
                Outcome::Done { made, told, .. } if found => {
                    assert_eq!(made, &Some(Place::task("ours")));
                    assert!(told.as_str().contains("the answer was lost"), "{told}");
                }
                Outcome::InDoubt { fault, .. } if !found => {
                    assert!(fault.cure.as_str().contains("among your tasks"), "{fault}");
                }
                _ => panic!("{lost:?}: {outcome:?}"),
            }
            assert_eq!(sent(&server).len(), 1, "{lost:?}");
        }
    }
}

#[tokio::test]
async fn a_task_that_has_less_or_that_may_be_somebody_elses_is_not_taken_for_what_was_sent() {
    let few = listed("few", "2026-11-25T02:52:45.000Z", &value!({}));
    let same = listed("same", "2026-11-25T02:52:45.000Z", order().values.as_ref());
    let nobody = TokenSource::Fixed(Secret::new("of-nobody-in-particular".into()));
    for (task, token) in [(few, jwt(ALICE)), (same, nobody)] {
        let server =
            Server::start(
                move |asked| if changes(asked) { answer(504, &[], b"") } else { list(std::slice::from_ref(&task)) },
            );
        let portal = server.portal_with(token, Limits::default());
        let outcome = portal.command(create()).await;
        assert!(matches!(outcome, Outcome::InDoubt { .. }), "{outcome:?}");
    }
}

#[tokio::test]
async fn what_is_refused_begins_nothing_and_says_why() {
    for (status, kind) in [
        (401, FaultKind::NotSignedIn),
        (403, FaultKind::NotPermitted),
        (404, FaultKind::NotFound),
        (409, FaultKind::Conflict),
        (429, FaultKind::TooManyRequests),
        (500, FaultKind::Server),
    ] {
        let server = Server::answering(vec![envelope(status, "SomeError", SECRET)]);
        for command in [create(), Command::RetryTask { id: id(), secrets: TaskSecrets(secrets()) }] {
            let outcome = server.portal().command(command).await;
            let Outcome::Refused(fault) = &outcome else { panic!("{status}: {outcome:?}") };
            assert_eq!(fault.kind, kind);
            assert!(!format!("{outcome:?}").contains(SECRET), "{outcome:?}");
        }
        assert_eq!(server.asked().len(), 2, "{status}");
    }
}

#[tokio::test]
async fn a_task_is_stopped_while_it_runs_and_not_after() {
    let running = |state: &'static str| {
        Server::start(move |asked| match changes(asked) {
            true => json(200, r#"{"status":"cancelled"}"#),
            false => json(200, &task(state).to_string()),
        })
    };
    let server = running("processing");
    let forecast = server.portal().foresee(Command::CancelTask(id())).await.unwrap().answer;
    assert!(forecast.told.as_str().starts_with("Dredge a channel (task/t-1) is stopped"), "{}", forecast.told);
    assert!(matches!(server.portal().command(Command::CancelTask(id())).await, Outcome::Done { .. }));
    assert_eq!(sent(&server), ["POST /api/scaffolder/v2/tasks/t-1/cancel"]);
    let server = running("completed");
    let Outcome::Refused(fault) = server.portal().command(Command::CancelTask(id())).await else { panic!() };
    assert_eq!((fault.kind, sent(&server).len()), (FaultKind::Conflict, 0), "{fault}");
    assert!(server.portal().foresee(Command::CancelTask(id())).await.is_err());
}

#[tokio::test]
async fn a_task_is_run_again_with_its_secrets_given_anew() {
    let server = Server::start(|asked| match changes(asked) {
        true => json(201, r#"{"id":"t-1"}"#),
        false => json(200, &task("failed").to_string()),
    });
    let command = Command::RetryTask { id: id(), secrets: TaskSecrets(secrets()) };
    let forecast = server.portal().foresee(command).await.unwrap().answer;
    assert!(forecast.told.as_str().contains("(task/t-1) is run again"), "{}", forecast.told);
    let outcome = server.portal().command(forecast.exactly.clone()).await;
    let Outcome::Done { made, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(made, Some(Place::task("t-1")));
    let body = server.asked().into_iter().find(changes).unwrap().body;
    assert_eq!(body, value!({"secrets": {"apiToken": SECRET}}).to_string());
}

#[tokio::test]
async fn what_would_be_run_is_shown_with_its_steps_and_without_its_secrets() {
    let server = template();
    let forecast = server.portal().foresee(create()).await.unwrap().answer;
    assert_eq!(forecast.told.as_str(), "Dredge a channel is run: 2 steps");
    assert_eq!(forecast.exactly, create());
    let lines: Vec<String> = forecast.lines.iter().map(Line::text).collect();
    let has = |words: &[&str]| lines.iter().any(|line| words.iter().all(|word| line.contains(word)));
    for words in [
        &["channel", "north"][..],
        &["env.1.key", "A"],
        &["tags", "a, b"],
        &["password", "\u{2022}"],
        &["apiToken", "\u{2022}"],
        &["1. Begin", "debug:log"],
        &["2. debug:wait", "debug:wait"],
    ] {
        assert!(has(words), "{words:?} in {lines:#?}");
    }
    let all = lines.join("\n");
    assert!(!all.contains(SECRET) && !all.contains("s3same"), "{all}");
    assert!(sent(&server).is_empty());
}

/// A portal with the template and its form.
fn template() -> Server {
    Server::start(|asked| match asked.path() {
        path if path.ends_with("/parameter-schema") => json(
            200,
            &value!({
                "title": "Dredge a channel",
                "description": "Deep\u{1b}[31m",
                "presentation": {"buttonLabels": {"createButtonText": "Dredge", "odd": 7}},
                "steps": [
                    {"title": "The channel", "schema": {"properties": {
                        "channel": {"type": "string"},
                        "password": {"type": "string", "ui:widget": "password"},
                    }}},
                    {"title": "More", "description": "and more", "when": "${{ parameters.deep }}", "schema": {}},
                ],
            })
            .to_string(),
        ),
        path if path.ends_with("/dry-run") => json(
            200,
            r#"{"log":[],"directoryContents":[{"path":"a/b","executable":true,"base64Content":"aGk="}],"output":{},"steps":[]}"#,
        ),
        _ => json(
            200,
            &value!({
                "apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template",
                "metadata": {"name": "dredge-channel", "annotations": {
                    "backstage.io/managed-by-location": "url:https://git.example/o/r/blob/main/template.yaml",
                }},
                "spec": {"steps": [
                    {"id": "begin", "name": "Begin", "action": "debug:log"},
                    {"action": "debug:wait"},
                    {"name": "no action"},
                ]},
            })
            .to_string(),
        ),
    })
}

#[tokio::test]
async fn a_form_has_its_steps_and_what_a_run_of_it_does() {
    let server = template();
    let form = server.portal().form(order().template, Steps::ignored()).await.unwrap().answer;
    assert_eq!((form.title.as_str(), form.description.as_str()), ("Dredge a channel", "Deep"));
    let steps: Vec<_> = form.steps.iter().map(|step| (step.title.as_str(), step.when.is_some())).collect();
    assert_eq!(steps, [("The channel", false), ("More", true)]);
    assert_eq!(form.buttons.len(), 1);
    assert_eq!(form.actions.iter().map(|step| step.action.as_str()).collect::<Vec<_>>(), ["debug:log", "debug:wait"]);
    assert_ne!(form.version, 0);
    let of_the_form = "/v2/templates/default/template/dredge-channel/parameter-schema";
    let asked = server.asked();
    // its form and its entity are asked for together, and either may arrive first
    assert_eq!(asked.iter().filter(|asked| asked.path().ends_with(of_the_form)).count(), 1, "{asked:?}");
}

#[tokio::test]
async fn a_form_is_there_though_the_entity_of_its_template_is_not_to_be_had() {
    let server = Server::start(|asked| match asked.path().ends_with("/parameter-schema") {
        true => json(200, r#"{"title":"T","steps":"none"}"#),
        false => envelope(403, "NotAllowedError", ""),
    });
    let form = server.portal().form(order().template, Steps::ignored()).await.unwrap().answer;
    assert_eq!((form.title.as_str(), form.steps.len(), form.actions.len()), ("T", 0, 0));
}

#[tokio::test]
async fn a_dry_run_gives_files_and_takes_what_lies_beside_the_template_from_where_it_lies() {
    let server = template();
    let run = server.portal().dry_run(order()).await.unwrap().answer;
    assert_eq!(
        (run.files[0].path.as_str(), run.files[0].executable, &*run.files[0].content),
        ("a/b", true, &b"hi"[..])
    );
    let body: Value = serde_json::from_str(&server.asked().last().unwrap().body).unwrap();
    assert_eq!(body["directoryContents"], value!([]));
    assert_eq!((&body["secrets"]["apiToken"], &body["template"]["kind"]), (&value!(SECRET), &value!("Template")));
}

#[tokio::test]
async fn tasks_are_asked_for_by_page_and_filter() {
    let server = Server::answering(vec![list(&[task("failed")])]);
    let by = Some("user:default/alice".parse().unwrap());
    let wanted = TaskFilter { by, state: Some(TaskState::Failed), offset: 50, limit: 25 };
    let page = server.portal().tasks(wanted, Steps::ignored()).await.unwrap().answer;
    assert_eq!((page.tasks.len(), page.total, page.tasks[0].state), (1, 51, TaskState::Failed));
    let asked = &server.asked()[0];
    let params: Vec<_> = ["createdBy", "status", "offset", "limit", "order"].map(|name| asked.param(name)).to_vec();
    let wanted = ["user:default/alice", "failed", "50", "25", "desc:created_at"];
    assert_eq!(params, wanted.map(|text| Some(text.to_owned())));
}

#[tokio::test]
async fn an_older_portal_that_gives_all_tasks_at_once_is_paged_here() {
    let all: Vec<Value> = (10..60)
        .map(|n| {
            let mut task = listed(&format!("t-{n}"), &format!("2026-11-25T02:52:{n}.000Z"), &value!({}));
            task["status"] = value!(if n % 2 == 0 { "completed" } else { "failed" });
            task
        })
        .collect();
    let server = Server::answering(vec![json(200, &value!({"tasks": all}).to_string())]);
    let wanted = TaskFilter { by: None, state: Some(TaskState::Failed), offset: 2, limit: 3 };
    let page = server.portal().tasks(wanted, Steps::ignored()).await.unwrap().answer;
    let ids: Vec<_> = page.tasks.iter().map(|task| task.id.as_str()).collect();
    assert_eq!((ids.as_slice(), page.total), (&["t-55", "t-53", "t-51"][..], 25));
}
