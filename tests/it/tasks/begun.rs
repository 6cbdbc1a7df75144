//! What was begun: a wizard that was not sent, a task that still runs when one wants to leave, one that is run again.

use crate::rooms::setup;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use crate::support::templates::{ScriptedTemplates, ended, output, task, told};
use crate::support::terminal::{Pty, Start};
use serde_json::json;
use stagedoor::domain::model::task::{Fold, StepState, TaskId, TaskState};
use stagedoor::domain::model::{At, Place};
use stagedoor::platform::command::Command;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::Platform;
use stagedoor::platform::query::{Answer, Ask, TaskById};
use stagedoor::platform::templates::{Draft, DraftPort as _, Order};
use stagedoor::screen::app::{Effect, Message, Setup};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// Home in a folder that runs templates.
fn folder() -> (Stage, Arc<ScriptedTemplates>) {
    let templates = Arc::new(ScriptedTemplates::new(Mood::Well, NOW));
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    let it = Arc::get_mut(&mut catalog).unwrap();
    (it.templates, it.drafts) = (templates.clone(), templates.clone());
    let platform = Platform { name: "Acme".into(), is_workspace: true, ..Platform::default() };
    let stage = Stage::new(Setup { platform, ..setup("home") }, (120, 36), catalog.ports());
    (stage, templates)
}

fn rest(stage: &mut Stage) {
    stage.until_only(|ask| matches!(ask, Ask::TaskById(_)));
    stage.take_what_came();
}

fn running(id: &'static str) -> Fold {
    let said = [("fetch", "Beginning step Fetch", Some(StepState::Processing))];
    told(task(id, TaskState::Processing, NOW), &["Fetch", "Publish"], &said)
}

/// A task was begun by this program.
fn begin(stage: &mut Stage, templates: &ScriptedTemplates, id: &'static str) {
    let known = TaskId::parse(id).unwrap();
    templates.runs.lock().unwrap().insert(known, vec![running(id).run()]);
    let order = Order::new("template:default/node-service".parse().unwrap(), json!({}));
    let made = Some(Place::task(id));
    let outcome = Outcome::Done { told: "it runs".into(), stale: vec![], request_id: None, made };
    stage.send_in(Message::Ended(Box::new(Command::CreateTask(Box::new(order))), outcome));
    stage.wait("its step in the header", |screen| screen.lines().next().is_some_and(|head| head.contains("Fetch")));
}

fn end(stage: &mut Stage, id: &'static str) {
    let ask = Ask::from(TaskById { id: TaskId::parse(id).unwrap() });
    stage.end_with(&ask, Answer::TaskById(Arc::new(ended(running(id), None, output()))));
}

fn quits(stage: &Stage) -> bool {
    stage.effects.iter().any(|effect| matches!(effect, Effect::Quit))
}

#[test]
fn who_leaves_while_a_folders_template_runs_is_told_and_leaves_when_it_has_ended() {
    let (mut stage, templates) = folder();
    rest(&mut stage);
    begin(&mut stage, &templates, "t-new");
    stage.press("q");
    assert!(!quits(&stage));
    assert!(stage.sees("quit again to stop it"), "{}", stage.text());
    stage.press("j");
    end(&mut stage, "t-new");
    assert!(!quits(&stage), "who went on working stays");
    begin(&mut stage, &templates, "t-next");
    stage.press("q");
    end(&mut stage, "t-next");
    assert!(quits(&stage));
}

#[test]
fn who_leaves_twice_stops_what_runs() {
    let (mut stage, templates) = folder();
    rest(&mut stage);
    begin(&mut stage, &templates, "t-new");
    stage.press("q q");
    assert!(!quits(&stage) && stage.sees("it was asked to"), "it is stopped: {}", stage.text());
    stage.press("q");
    assert!(quits(&stage), "and a third time waits for nothing");
}

#[test]
fn home_shows_what_runs_what_failed_and_what_was_not_sent() {
    let (mut stage, templates) = folder();
    let draft = Draft {
        id: "everything-1".into(),
        template: "template:default/node-service".parse().unwrap(),
        title: "Node.js service".into(),
        step: 1,
        values: vec![json!({"name": "parcels"})],
        marks: json!(null),
        at: At(NOW.0 - 60_000),
        version: 1,
    };
    templates.keep(&draft).unwrap();
    stage.send_in(Message::DraftsWritten);
    rest(&mut stage);
    let text = stage.text();
    for words in ["Tasks 2", "processing", "failed", "Unfinished 1", "step 2", "parcels"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("completed"), "{text}");
    stage.press("j enter");
    rest(&mut stage);
    assert_eq!(stage.app.place().unwrap().to_string(), "stagedoor://tasks/t-runs");
}

/// All that is kept in the state folder.
fn state(home: &Path) -> String {
    let mut all = String::new();
    let mut folders = vec![home.join("state")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.path().is_dir() {
                true => folders.push(entry.path()),
                false => all += &String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap_or_default()),
            }
        }
    }
    all
}

#[test]
fn what_was_typed_into_a_wizard_is_there_after_the_program_was_killed() {
    let wizard = "stagedoor://templates/default/node-service";
    let mut pty = Pty::start(Start { args: vec!["--example", wizard], ..Start::default() });
    pty.until("What is it?").text_keys("zebra-quotes").until("zebra-quotes");
    let kept = (0..200).any(|_| {
        pty.silence(Duration::from_millis(50));
        state(pty.home.path()).contains("zebra-quotes")
    });
    assert!(kept, "nothing is written while one types: {}", pty.text());
    pty.signal("KILL");
    pty.end();
    let home = std::mem::replace(&mut pty.home, TempDir::new().unwrap());
    let mut pty = Pty::start(Start { args: vec!["--example", "home"], home, ..Start::default() });
    pty.until("Unfinished").until("zebra-quotes").text_keys("j\r").until("What is it?").until("zebra-quotes");
    pty.text_keys("\u{1b}");
    pty.signal("TERM");
    pty.end();
}
