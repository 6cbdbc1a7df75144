use crate::pictures::picture;
use crate::rooms::setup;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use crate::support::templates::{ScriptedTemplates, ended, output, task, told};
use serde_json::json;
use stagedoor::domain::model::task::{OutputCommit, StepState, TaskId, TaskState};
use stagedoor::domain::model::{At, Place};
use stagedoor::platform::actions::Action;
use stagedoor::platform::command::Command;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::query::{Answer, Ask, TaskById};
use stagedoor::platform::templates::{FormStep, TemplateForm};
use stagedoor::screen::app::{Effect, Message};
use std::sync::Arc;

const LARGE: (u16, u16) = (120, 36);
const SMALL: (u16, u16) = (80, 24);

/// The app at a place, over tasks of the tests; whatever goes on without end is not waited for.
fn stage(place: &str, size: (u16, u16)) -> (Stage, Arc<ScriptedTemplates>) {
    let templates = Arc::new(ScriptedTemplates::new(Mood::Well, NOW));
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    Arc::get_mut(&mut catalog).unwrap().templates = templates.clone();
    let mut stage = Stage::new(setup(place), size, catalog.ports());
    rest(&mut stage);
    (stage, templates)
}

fn rest(stage: &mut Stage) {
    stage.until_only(|ask| matches!(ask, Ask::TaskById(_)));
    stage.take_what_came();
}

fn press(stage: &mut Stage, keys: &str) {
    for key in keys.split_whitespace() {
        stage.press(key);
        rest(stage);
    }
}

#[test]
fn my_tasks_are_listed_newest_first_and_narrowed_by_state_and_words() {
    let (mut stage, templates) = stage("tasks", LARGE);
    assert!(stage.sees("mine, 3 tasks"), "{}", stage.text());
    assert!(stage.row_of("processing") < stage.row_of("completed"));
    assert!(stage.sees("group:default/team-a"), "what was filled in stands beside\n{}", stage.text());
    picture("tasks-120x36", &stage);
    press(&mut stage, "s s s");
    assert!(stage.sees("mine, failed, 1 task"), "{}", stage.text());
    press(&mut stage, "esc m");
    assert!(stage.sees("everybody's, 3 tasks"), "{}", stage.text());
    press(&mut stage, "/");
    for key in "runs".chars() {
        stage.press(&key.to_string());
    }
    assert!(stage.sees("everybody's, 1 of 3 tasks"), "{}", stage.text());
    let asked = templates.asked.lock().unwrap().clone();
    assert_eq!(asked.first().unwrap(), "tasks by=user:default/alice state=None");
    assert!(asked.contains(&"tasks by= state=None".to_owned()), "{asked:?}");
}

#[test]
fn a_running_task_shows_its_steps_its_log_in_shades_and_nothing_raw() {
    for (size, name) in [(LARGE, "task-running-120x36"), (SMALL, "task-running-80x24")] {
        let (mut stage, _) = stage("stagedoor://tasks/t-runs", size);
        stage.until("it is slow today");
        assert!(stage.sees("Fetch the skeleton") && stage.sees("Make the repository"), "{}", stage.text());
        assert!(!stage.text().contains('\u{1b}') && !stage.sees("title"), "{}", stage.text());
        picture(name, &stage);
    }
}

#[test]
fn the_log_of_one_step_is_shown_alone_and_text_in_it_is_found() {
    let (mut stage, _) = stage("stagedoor://tasks/t-runs", LARGE);
    stage.until("it is slow today");
    press(&mut stage, "enter");
    assert!(stage.sees("Writing file README.md") && !stage.sees("it is slow today"), "{}", stage.text());
    press(&mut stage, "esc");
    assert!(stage.sees("it is slow today"), "{}", stage.text());
    press(&mut stage, "/");
    for key in "protected".chars() {
        stage.press(&key.to_string());
    }
    press(&mut stage, "enter");
    assert!(stage.sees("1/1"), "{}", stage.text());
}

#[test]
fn what_came_of_a_task_is_one_key_away() {
    let (mut stage, _) = stage("stagedoor://tasks/t-done", LARGE);
    stage.until("What came of it");
    assert!(stage.sees("What came of it") && stage.sees("Clone it and run"), "{}", stage.text());
    picture("task-done-120x36", &stage);
    press(&mut stage, "b");
    assert!(
        stage.effects.iter().any(|it| matches!(it, Effect::Open(to) if to.as_str() == "https://github.com/acme/cart"))
    );
    press(&mut stage, "o");
    assert_eq!(stage.app.place().unwrap().to_string(), "stagedoor://catalog/component/default/payments");
}

#[test]
fn why_a_task_failed_stands_at_its_head() {
    let (mut stage, _) = stage("stagedoor://tasks/t-failed", SMALL);
    stage.until("the repository exists already");
    picture("task-failed-80x24", &stage);
}

#[test]
fn a_task_goes_on_when_its_room_is_left_and_its_end_is_told_with_what_came_of_it() {
    let (mut stage, templates) = stage("home", LARGE);
    let running = told(
        task("t-new", TaskState::Processing, NOW),
        &["Fetch", "Publish"],
        &[("fetch", "Beginning step Fetch", Some(StepState::Processing))],
    );
    let id = TaskId::parse("t-new").unwrap();
    let order = stagedoor::platform::templates::Order::new("template:default/node-service".parse().unwrap(), json!({}));
    let outcome = Outcome::Done {
        told: "started Node.js service".into(),
        stale: vec![],
        request_id: None,
        made: Some(Place::task("t-new")),
    };
    templates.runs.lock().unwrap().insert(id.clone(), vec![running.clone().run()]);
    stage.send_in(Message::Ended(Box::new(Command::CreateTask(Box::new(order))), outcome));
    stage.wait("its step in the header", |screen| screen.lines().next().is_some_and(|head| head.contains("Fetch")));
    picture("task-in-header-120x36", &stage);
    assert_eq!(stage.app.place().unwrap().to_string(), "stagedoor://home", "who is elsewhere stays there");
    let ask = Ask::from(TaskById { id });
    let done = ended(running.clone(), None, output());
    stage.end_with(&ask, Answer::TaskById(Arc::new(done)));
    assert!(stage.sees("Node.js service is done; Repository: https://github.com/acme/cart"), "{}", stage.text());
    assert!(!stage.text().lines().next().unwrap().contains("Fetch"), "{}", stage.text());
    press(&mut stage, "g l");
    assert_eq!(stage.app.place().unwrap().to_string(), "stagedoor://tasks/t-new");
}

#[test]
fn help_in_a_task_tells_of_the_task_and_not_of_the_descriptor_of_its_template() {
    let (mut stage, _) = stage("stagedoor://tasks/t-failed", LARGE);
    stage.wait("the task", |screen| !screen.contains("Loading"));
    press(&mut stage, "?");
    assert!(stage.sees("Retry") && !stage.sees("Transfer ownership"), "{}", stage.text());
}

#[test]
fn who_runs_a_task_again_is_told_which_secrets_it_needs_and_nothing_is_sent_without_them() {
    let (mut stage, templates) = stage("home", LARGE);
    let schema = json!({"properties": {"token": {"type": "string", "ui:field": "Secret"}}});
    let step = FormStep { schema: Arc::new(schema), ..FormStep::default() };
    let form = TemplateForm { steps: vec![step], ..TemplateForm::default() };
    templates.forms.lock().unwrap().insert("template:default/node-service".parse().unwrap(), form);
    stage.app.go(&Place::task("t-failed"));
    stage.send_in(Message::Wake);
    stage.until("GraphqlResponseError");
    rest(&mut stage);
    press(&mut stage, "R");
    assert!(stage.sees("stagedoor task retry t-failed --secret token=@FILE"), "{}", stage.text());
}

#[test]
fn where_a_repository_lies_in_a_folder_is_copied_and_not_offered_to_a_browser() {
    let (mut stage, templates) = stage("home", LARGE);
    let output = json!({"links": [{"title": "Repository", "url": "file:///work/shop"}]});
    let done = ended(told(task("t-here", TaskState::Completed, NOW), &["Fetch"], &[]), None, output);
    templates.runs.lock().unwrap().insert(TaskId::parse("t-here").unwrap(), vec![done]);
    stage.app.go(&Place::task("t-here"));
    stage.send_in(Message::Wake);
    stage.until("What came of it");
    assert!(!stage.app.offers(Action::TaskAddress), "no browser opens it");
    assert!(stage.sees("completed  just now by"), "{}", stage.text());
    press(&mut stage, "enter");
    let copied = |effect: &Effect| matches!(effect, Effect::Copy(text) if text.as_str() == "/work/shop");
    assert!(stage.effects.iter().any(copied), "{:?}", stage.effects);
}

#[test]
fn a_task_that_was_stopped_is_cancelled_whatever_the_portal_calls_it() {
    let said = [("fetch", "stopped", Some(StepState::Cancelled))];
    let run = ended(told(task("t", TaskState::Processing, NOW), &["Fetch"], &said), Some("it was aborted"), json!({}));
    assert_eq!((run.task.state, run.state()), (TaskState::Failed, TaskState::Cancelled));
}

#[test]
fn in_a_small_terminal_what_came_of_a_task_is_seen_and_so_is_its_log_one_key_away() {
    let (mut stage, templates) = stage("home", SMALL);
    let fold = told(task("t-here", TaskState::Completed, NOW), &["Fetch", "Publish"], &[("fetch", "Wrote a.md", None)]);
    let mut done = ended(fold, None, json!({"links": output()["links"], "price": 7}));
    let commit = OutputCommit {
        repository: "/work/shop".into(),
        branch: "stagedoor/service-1".into(),
        commit: "0123456789abcdef".into(),
    };
    Arc::make_mut(&mut done.output).commits = vec![commit];
    templates.runs.lock().unwrap().insert(TaskId::parse("t-here").unwrap(), vec![done]);
    stage.app.go(&Place::task("t-here"));
    stage.send_in(Message::Wake);
    stage.until("What came of it");
    for words in
        ["Repository", "In the catalog", "0123456789 on stagedoor/service-1", "/work/shop", "price  7", "Wrote"]
    {
        assert!(stage.sees(words), "{words}\n{}", stage.text());
    }
    picture("task-done-80x24", &stage);
    let rows = stage.text().lines().position(|line| line.contains("lines")).unwrap();
    press(&mut stage, "tab");
    assert!(stage.text().lines().position(|line| line.contains("lines")).unwrap() < rows, "{}", stage.text());
    picture("task-log-80x24", &stage);
    press(&mut stage, "tab j j enter");
    let copied = |effect: &Effect| matches!(effect, Effect::Copy(text) if text.as_str() == "0123456789abcdef");
    assert!(stage.effects.iter().any(copied), "{:?}", stage.effects);
}

#[test]
fn the_newest_task_is_found_after_a_restart_too() {
    let (mut stage, _) = stage("tasks", LARGE);
    press(&mut stage, "g h g l");
    assert_eq!(stage.app.place().unwrap().to_string(), "stagedoor://tasks/t-runs");
    let (mut stage, _) = self::stage("stagedoor://templates", LARGE);
    press(&mut stage, "g l");
    assert_eq!(stage.app.place().unwrap().to_string(), "stagedoor://tasks", "it stands first in the list");
}

#[test]
fn a_history_of_thousands_is_read_to_its_end_and_narrowed_to_one_template() {
    let (mut stage, templates) = stage("home", LARGE);
    let one = |n: usize| {
        let mut task = task(&format!("t-{n}"), TaskState::Completed, At(NOW.0 - n as i64 * 60_000));
        let name = if n.is_multiple_of(1_000) { "template:default/rare" } else { "template:default/often" };
        task.template = Some(name.parse().unwrap());
        task
    };
    *templates.tasks.lock().unwrap() = (0..2_450).map(one).collect();
    stage.app.go(&Place::parse("stagedoor://tasks").unwrap());
    stage.send_in(Message::Wake);
    rest(&mut stage);
    assert!(stage.sees("100 of 2450 tasks"), "{}", stage.text());
    for _ in 0..30 {
        press(&mut stage, "G");
    }
    assert!(stage.sees("mine, 2450 tasks"), "{}", stage.text());
    press(&mut stage, "g g t");
    assert!(stage.sees("template:rare, 3 of 2450 tasks"), "{}", stage.text());
    press(&mut stage, "t");
    assert!(stage.sees("mine, 2450 tasks"), "{}", stage.text());
}

#[test]
fn a_task_that_is_known_to_have_been_stopped_is_listed_so() {
    let (mut stage, templates) = stage("home", LARGE);
    let said = [("fetch", "stopped", Some(StepState::Cancelled))];
    let run = ended(told(task("t-stopped", TaskState::Processing, NOW), &["Fetch"], &said), Some("aborted"), json!({}));
    *templates.tasks.lock().unwrap() = vec![run.task.clone()];
    templates.runs.lock().unwrap().insert(TaskId::parse("t-stopped").unwrap(), vec![run]);
    stage.app.go(&Place::parse("stagedoor://tasks").unwrap());
    stage.send_in(Message::Wake);
    rest(&mut stage);
    assert!(stage.sees("failed"), "{}", stage.text());
    press(&mut stage, "enter esc");
    assert!(stage.sees("cancelled") && !stage.sees("failed"), "{}", stage.text());
}
