use super::*;
use crate::domain::model::task::TaskId;
use serde_json::{Value, json};

fn fold() -> Fold {
    let task = Task {
        id: TaskId::parse("t-1").unwrap(),
        template: None,
        title: "Dredge".into(),
        by: None,
        created: At(0),
        heard: None,
        state: TaskState::Processing,
        parameters: Arc::default(),
    };
    let step = |id: &'static str| TaskStep { id: id.into(), ..TaskStep::default() };
    Fold::new(task, ["one", "two", "three"].map(step).to_vec())
}

fn said(id: u64, step: &'static str, state: &str, message: &'static str) -> TaskEvent<'static> {
    let what = What::Said { message: message.into(), step: step.into(), state: StepState::of_word(state) };
    TaskEvent { id, at: At(i64::try_from(id).unwrap() * 1_000), what }
}

fn ended(id: u64, error: Option<&'static str>) -> TaskEvent<'static> {
    let message = if error.is_some() { "Run completed with status: failed" } else { WENT_WELL };
    let what = What::Completed { message: message.into(), error: error.map(Into::into), output: json!({"a": 1}) };
    TaskEvent { id, at: At(99_000), what }
}

fn again(id: u64) -> TaskEvent<'static> {
    TaskEvent { id, at: At(100_000), what: What::Recovered }
}

fn states(run: &TaskRun) -> Vec<StepState> {
    run.steps.iter().map(|step| step.state).collect()
}

fn texts(run: &TaskRun) -> Vec<String> {
    (0..run.log.len()).map(|n| run.log.seen(n).unwrap().text.as_str().to_owned()).collect()
}

/// A run that goes well, to its end.
fn a_run() -> Vec<TaskEvent<'static>> {
    vec![
        said(1, "", "", "Starting up task with 3 steps"),
        said(2, "one", "processing", "Beginning step One"),
        said(3, "one", "", "\u{1b}[32minfo\u{1b}[39m: hello"),
        said(4, "one", "completed", "Finished step One"),
        said(5, "two", "skipped", "Skipping step two because its if condition was false"),
        said(8, "three", "processing", "Beginning step Three"),
        said(9, "three", "completed", "Finished step Three"),
        ended(12, None),
    ]
}

#[test]
fn steps_have_their_states_and_times_and_lines_their_steps() {
    use StepState::{Completed, Processing, Skipped, Waiting};
    let mut fold = fold();
    let events = a_run();
    events[..3].iter().for_each(|event| assert!(fold.take(event)));
    let half = fold.run();
    assert_eq!((states(&half), fold.is_over()), (vec![Processing, Waiting, Waiting], false));
    events[3..].iter().for_each(|event| assert!(fold.take(event)));
    let run = fold.run();
    assert_eq!(states(&run), [Completed, Skipped, Completed]);
    let times: Vec<_> = run.steps.iter().map(|step| (step.started, step.ended)).collect();
    let at = |seconds: i64| Some(At(seconds * 1_000));
    assert_eq!(times, [(at(2), at(4)), (None, at(5)), (at(8), at(9))]);
    let steps: Vec<_> = (0..run.log.len()).map(|n| run.log.seen(n).unwrap().step).collect();
    assert_eq!(steps, [None, Some(0), Some(0), Some(0), Some(1), Some(2), Some(2), None]);
    assert_eq!((run.task.state, run.fault.clone(), run.can_retry), (TaskState::Completed, None, false));
    assert_eq!((run.output.whole.as_ref(), fold.is_over(), fold.last()), (&json!({"a": 1}), true, Some(12)));
    assert_eq!((states(&half)[0], half.log.len()), (Processing, 3), "what was given does not change");
}

#[test]
fn an_event_counts_once_however_often_and_in_whatever_order_it_comes() {
    let mut once = fold();
    a_run().iter().for_each(|event| assert!(once.take(event)));
    let mut often = fold();
    let events = a_run();
    for event in events[..6].iter().chain(&events[2..]).chain(&events[7..]) {
        often.take(event);
    }
    assert_eq!(texts(&often.run()), texts(&once.run()));
    let mut late = fold();
    let mut swapped = a_run();
    swapped.swap(2, 3);
    swapped.iter().for_each(|event| assert!(late.take(event), "none is lost"));
    assert!(!late.take(&events[2]));
    assert_eq!((late.run().log.len(), late.last()), (8, Some(12)));
}

#[test]
fn a_step_that_is_stopped_is_cancelled_though_it_is_told_to_have_failed() {
    let mut fold = fold();
    fold.take(&said(1, "one", "processing", "Beginning step One"));
    let what = What::Cancelled { message: "Step one has been cancelled.".into(), step: "one".into() };
    fold.take(&TaskEvent { id: 2, at: At(5), what });
    fold.take(&said(3, "one", "failed", "Error: Step one of task t-1 has been cancelled.\n    at run (x.js:1)"));
    fold.take(&said(4, "two", "skipped", "Skipping step two because a previous step failed"));
    fold.take(&ended(5, Some("Step one of task t-1 has been cancelled.")));
    let run = fold.run();
    assert_eq!(states(&run), [StepState::Cancelled, StepState::Skipped, StepState::Waiting]);
    assert_eq!((run.task.state, run.was_cancelled(), run.can_retry), (TaskState::Failed, true, true));
    assert_eq!(run.fault.unwrap().as_str(), "Step one of task t-1 has been cancelled.");
}

#[test]
fn a_run_that_nobody_carried_on_has_failed_with_the_step_that_ran() {
    let mut fold = fold();
    fold.take(&said(1, "one", "processing", "Beginning step One"));
    let lost = "The task was cancelled because the task worker lost connection to the task broker";
    let what = What::Completed { message: lost.into(), error: None, output: Value::Null };
    fold.take(&TaskEvent { id: 2, at: At(5), what });
    let run = fold.run();
    assert_eq!((states(&run)[0], run.task.state), (StepState::Failed, TaskState::Failed));
    assert_eq!(run.fault.unwrap().as_str(), lost);
}

#[test]
fn a_task_that_is_run_again_begins_anew_and_keeps_what_it_said() {
    let mut fold = fold();
    fold.take(&said(1, "one", "processing", "Beginning step One"));
    fold.take(&said(2, "one", "failed", "Error: no"));
    fold.take(&ended(3, Some("no")));
    assert!(fold.take(&again(4)));
    let run = fold.run();
    assert_eq!((states(&run), run.fault.clone(), fold.is_over()), (vec![StepState::Waiting; 3], None, false));
    assert!(run.task.state.is_running() && run.steps[0].started.is_none());
    assert_eq!(texts(&run).last().unwrap(), "It is run again.");
    fold.take(&said(5, "one", "processing", "Beginning step One"));
    fold.take(&ended(3, Some("no")));
    assert!(!fold.is_over(), "the end of the run before is known");
    fold.take(&ended(6, None));
    assert_eq!((fold.run().task.state, texts(&fold.run()).len()), (TaskState::Completed, 6));
}

#[test]
fn what_names_no_step_that_there_is_belongs_to_none() {
    let mut fold = fold();
    fold.take(&said(1, "gone", "processing", "hello"));
    let run = fold.run();
    assert_eq!((run.log.seen(0).unwrap().step, states(&run)), (None, vec![StepState::Waiting; 3]));
}
