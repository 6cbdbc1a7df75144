//! Runs of templates in a workspace: asked for, stopped, kept, and seen by others.

use super::stage::{SERVICE, Stage};
use stagedoor::adapters::workspace::Workspace;
use stagedoor::domain::model::task::{StepState, TaskFilter, TaskState};
use stagedoor::domain::text::Secret;
use stagedoor::platform::command::Command;
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{CommandPort, Step, Steps};
use stagedoor::platform::templates::{Order, TemplateForm, TemplatePort};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long a test waits for what has to come.
const PATIENCE: Duration = Duration::from_secs(20);

const WAITING: &str = "kind: Template
apiVersion: scaffolder.backstage.io/v1beta3
metadata: {name: service}
spec:
  owner: team-a
  type: service
  steps:
    - {id: fetch, name: Fetch, action: fetch:plain, input: {url: ./skeleton}}
    - {id: wait, name: Wait, action: 'debug:wait', input: {seconds: 300}}
    - {id: after, name: After, action: 'debug:log', input: {message: never}}
";

fn only_files(more: &str) -> String {
    WAITING.replace("    - {id: wait, name: Wait, action: 'debug:wait', input: {seconds: 300}}\n", more)
}

#[test]
fn the_first_run_of_a_folders_template_asks_whether_it_is_trusted() {
    let stage = Stage::new(&only_files(""));
    let workspace = stage.open();
    let untrusted = Order { trusted: false, ..stage.order() };
    let fault = stage.begin(&workspace, untrusted.clone()).unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotPermitted);
    assert!(stage.outside().is_empty());
    let forecast = stage.runtime.block_on(workspace.foresee(Command::CreateTask(Box::new(untrusted.clone())))).unwrap();
    assert!(format!("{:?}", forecast.answer.lines).contains("trust"), "{forecast:?}");
    let outcome = stage.ask(&workspace, forecast.answer.exactly.clone());
    assert!(matches!(outcome, Outcome::Done { .. }), "who sends what was foreseen has read it: {outcome:?}");
    // asked once
    let again = stage.begin(&stage.open(), untrusted).unwrap();
    assert_eq!(stage.follow(&workspace, &again).task.state, TaskState::Completed);
}

#[test]
fn what_is_published_nowhere_is_a_new_folder_of_the_workspace() {
    let stage = Stage::new(&only_files(""));
    let run = stage.run(&stage.open());
    assert_eq!(run.task.state, TaskState::Completed, "{:?}", run.fault);
    let made = ["root/service", "root/service/bin", "root/service/bin/run", "root/service/catalog-info.yaml"];
    assert_eq!(stage.outside(), made);
    // another one is no reason to write over it
    let run = stage.run(&stage.open());
    assert_eq!(run.task.state, TaskState::Completed);
    assert_eq!(stage.outside().len(), 8);
}

#[test]
fn a_step_that_fails_leaves_the_workspace_as_it_was() {
    let stage = Stage::new(&only_files("    - {id: bad, name: Bad, action: 'fetch:plain', input: {url: ./gone}}\n"));
    let workspace = stage.open();
    let id = stage.begin(&workspace, stage.order()).unwrap();
    let run = stage.follow(&workspace, &id);
    assert_eq!(run.task.state, TaskState::Failed);
    assert!(run.fault.unwrap().as_str().contains("ENOENT"));
    let states: Vec<StepState> = run.steps.iter().map(|step| step.state).collect();
    assert_eq!(states, [StepState::Completed, StepState::Failed, StepState::Skipped]);
    assert!(stage.outside().is_empty());
    assert_eq!(stage.left(&id), ["end.json", "lock", "log.jsonl", "task.json"]);
}

#[test]
fn a_run_that_is_stopped_leaves_the_workspace_as_it_was() {
    let stage = Stage::new(WAITING);
    let workspace = stage.open();
    let id = stage.begin(&workspace, stage.order()).unwrap();
    let outcome = stage.ask(&workspace, Command::CancelTask(id.clone()));
    assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    let run = stage.follow(&workspace, &id);
    assert_eq!(run.task.state, TaskState::Cancelled);
    assert!(run.can_retry);
    assert!(stage.outside().is_empty());
    assert_eq!(stage.left(&id), ["end.json", "lock", "log.jsonl", "task.json"]);
    let again = stage.ask(&workspace, Command::CancelTask(id));
    assert!(matches!(again, Outcome::Refused(fault) if fault.kind == FaultKind::Conflict));
}

#[test]
fn others_see_a_run_with_its_log_and_cannot_stop_it() {
    let stage = Stage::new(WAITING);
    let (ours, theirs) = (stage.open(), stage.open());
    let id = stage.begin(&ours, stage.order()).unwrap();
    let tasks = || {
        let page = stage.runtime.block_on(theirs.tasks(TaskFilter::default(), Steps::to(|_| {}))).unwrap();
        page.answer.tasks.iter().map(|task| (task.id.clone(), task.state)).collect::<Vec<_>>()
    };
    assert_eq!(tasks(), [(id.clone(), TaskState::Processing)]);
    let outcome = stage.ask(&theirs, Command::CancelTask(id.clone()));
    assert!(matches!(outcome, Outcome::Refused(fault) if fault.kind == FaultKind::Unsupported));
    stage.ask(&ours, Command::CancelTask(id.clone()));
    let run = stage.follow(&theirs, &id);
    assert_eq!(run.task.state, TaskState::Cancelled);
    let lines: Vec<String> = (0..run.log.len()).map(|n| run.log.line(n).unwrap().text.as_str().to_owned()).collect();
    assert!(lines.iter().any(|line| line == "Beginning step Fetch"), "{lines:?}");
    assert_eq!(tasks(), [(id, TaskState::Cancelled)]);
}

#[test]
fn steps_that_need_a_server_are_named_and_can_be_left_out() {
    let stage =
        Stage::new(&only_files("    - {id: ci, name: Start CI, action: 'github:actions:dispatch', input: {}}\n"));
    let workspace = stage.open();
    let fault = stage.begin(&workspace, stage.order()).unwrap_err();
    assert!(fault.happened.as_str().contains("Start CI (github:actions:dispatch) needs a server"), "{fault}");
    let id = stage.begin(&workspace, Order { skip: true, ..stage.order() }).unwrap();
    let run = stage.follow(&workspace, &id);
    assert_eq!(run.task.state, TaskState::Completed);
    assert_eq!(run.steps[1].state, StepState::Skipped);
    let forms = followed(&stage, &workspace);
    assert_eq!(forms.recv_timeout(PATIENCE).unwrap().actions[1].lacks.as_str(), "it needs a server");
}

/// What a template asks for, now and whenever it is another.
fn followed(stage: &Stage, workspace: &Workspace) -> Receiver<Arc<TemplateForm>> {
    let (send, receive) = channel();
    let (workspace, template) = (workspace.clone(), stage.order().template);
    stage.runtime.spawn(async move {
        let steps = Steps::to(move |step| {
            if let Step::Whole(told) = step {
                drop(send.send(told.answer));
            }
        });
        workspace.form(template, steps).await
    });
    receive
}

#[test]
fn a_template_that_is_changed_in_the_folder_asks_for_something_else_at_once() {
    let stage = Stage::new(SERVICE);
    let forms = followed(&stage, &stage.open());
    assert!(forms.recv_timeout(PATIENCE).unwrap().steps.is_empty());
    let parameters = "parameters: [{title: Which, properties: {name: {type: string}}}]";
    // one that is broken while it is written is waited for
    stage.write("root/templates/template.yaml", "kind: [");
    stage.write("root/templates/template.yaml", &SERVICE.replace("parameters: []", parameters));
    assert_eq!(forms.recv_timeout(PATIENCE).unwrap().steps[0].title.as_str(), "Which");
}

#[test]
fn a_dry_run_leaves_nothing_anywhere() {
    let stage = Stage::new(SERVICE);
    let workspace = stage.open();
    let tried = stage.runtime.block_on(workspace.dry_run(stage.order())).unwrap();
    let files: Vec<(&str, bool)> =
        tried.answer.files.iter().map(|file| (file.path.as_str(), file.executable)).collect();
    assert_eq!(files, [("catalog-info.yaml", false), ("bin/run", true)]);
    assert_eq!(tried.answer.steps[1].state, StepState::Skipped, "a dry run publishes nothing");
    assert!(stage.outside().is_empty());
    assert_eq!(std::fs::read_dir(stage.path().join("state/tasks")).unwrap().count(), 0);
}

#[test]
fn secrets_are_nowhere_on_the_disk_after_a_run() {
    let stage = Stage::new(&only_files(
        "    - {id: bad, name: Bad, action: 'fetch:plain', input: {url: './${{ secrets.TOKEN }}'}}\n",
    ));
    let workspace = stage.open();
    let secrets = BTreeMap::from([("TOKEN".to_owned(), Secret::new("very-secret-token".to_owned()))]);
    let id = stage.begin(&workspace, Order { secrets: Arc::new(secrets), ..stage.order() }).unwrap();
    let run = stage.follow(&workspace, &id);
    assert_eq!(run.task.state, TaskState::Failed);
    assert!(!run.fault.unwrap().as_str().contains("very-secret-token"));
    for name in stage.left(&id) {
        let text = std::fs::read_to_string(stage.path().join("state/tasks").join(id.as_str()).join(&name)).unwrap();
        assert!(!text.contains("very-secret-token"), "{name}");
    }
}

#[test]
fn a_run_that_failed_runs_again_with_what_was_filled_in() {
    let stage = Stage::new(&only_files("    - {id: bad, name: Bad, action: 'fetch:plain', input: {url: ./later}}\n"));
    let workspace = stage.open();
    let id = stage.begin(&workspace, stage.order()).unwrap();
    assert_eq!(stage.follow(&workspace, &id).task.state, TaskState::Failed);
    stage.write("root/templates/later/x", "x");
    let outcome = stage.ask(&workspace, Command::RetryTask { id, secrets: Default::default() });
    let Outcome::Done { made, .. } = outcome else { panic!("{outcome:?}") };
    let again = stagedoor::domain::model::task::TaskId::parse(&made.unwrap().page).unwrap();
    assert_eq!(stage.follow(&workspace, &again).task.state, TaskState::Completed);
}

#[test]
fn what_an_ended_run_left_in_its_folder_is_cleared_at_the_next_start() {
    let stage = Stage::new(&only_files(""));
    let id = stage.run(&stage.open()).task.id;
    stage.write(&format!("state/tasks/{id}/space/big"), "x");
    let seen = stage.follow(&stage.open(), &id);
    assert_eq!(seen.task.state, TaskState::Completed);
    assert_eq!(stage.left(&id), ["end.json", "lock", "log.jsonl", "task.json"]);
}

#[test]
fn a_link_that_came_to_lead_out_ends_the_run_before_anything_is_made() {
    let rename = "    - {id: up, name: Up, action: 'fs:rename', input: {files: [{from: deep/up, to: up}]}}\n";
    let publish =
        "    - {id: p, name: P, action: 'publish:github', input: {repoUrl: 'github.com?owner=acme&repo=shop'}}\n";
    for more in [rename.to_owned(), format!("{rename}{publish}")] {
        let stage = Stage::new(&only_files(&more));
        stage.write("root/templates/skeleton/deep/x", "x");
        std::os::unix::fs::symlink("..", stage.root().join("templates/skeleton/deep/up")).unwrap();
        let run = stage.run(&stage.open());
        assert_eq!(run.task.state, TaskState::Failed);
        let said = run.fault.unwrap();
        assert!(said.as_str().contains("the link up to .. leads out"), "{said:?}");
        assert!(stage.outside().is_empty());
    }
}

#[test]
fn a_folder_on_another_disk_has_its_links_and_nothing_beside_it() {
    use std::os::unix::fs::MetadataExt as _;
    let stage = Stage::new(&only_files(""));
    std::os::unix::fs::symlink("catalog-info.yaml", stage.root().join("templates/skeleton/link")).unwrap();
    let Ok(disk) = tempfile::tempdir_in("/dev/shm") else { return };
    if disk.path().metadata().unwrap().dev() == stage.root().metadata().unwrap().dev() {
        return;
    }
    std::os::unix::fs::symlink(disk.path(), stage.path().join("state")).unwrap();
    let run = stage.run(&stage.open());
    assert_eq!(run.task.state, TaskState::Completed, "{:?}", run.fault);
    let made = ["", "/bin", "/bin/run", "/catalog-info.yaml", "/link"].map(|path| format!("root/service{path}"));
    assert_eq!(stage.outside(), made);
    assert!(stage.root().join("service/link").is_symlink());
    assert_eq!(stage.left(&run.task.id), ["end.json", "lock", "log.jsonl", "task.json"]);
}
