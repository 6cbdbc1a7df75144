//! Templates run on a real scaffolder, and their tasks followed: whole, stopped, failed and run again; over
//! connections that are cut, through a gateway without streams, and while the portal restarts.

mod refusing;

use crate::ports::{self, portal_of, reference, wait};
use crate::proxy::Proxy;
use crate::rig::{self, Rig};
use refusing::Refusing;
use serde_json::{Value, json};
use stagedoor::adapters::portal::Portal;
use stagedoor::domain::model::Place;
use stagedoor::domain::model::task::{OutputTarget, StepState, TaskFilter, TaskId, TaskRun, TaskState};
use stagedoor::domain::text::Secret;
use stagedoor::platform::command::{Command, TaskSecrets};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{CommandPort as _, Step, Steps};
use stagedoor::platform::templates::{Order, TemplatePort as _};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

fn order(template: &str, values: Value) -> Order {
    Order::new(reference(&format!("template:default/{template}")), values)
}

/// Runs a template; the id of its task.
fn run(portal: &Portal, order: Order) -> TaskId {
    let outcome = wait(portal.command(Command::CreateTask(Box::new(order))));
    let Outcome::Done { made: Some(Place { page, .. }), .. } = outcome else { panic!("{outcome:?}") };
    TaskId::parse(&page).unwrap()
}

fn refused(portal: &Portal, command: Command) -> Fault {
    match wait(portal.command(command)) {
        Outcome::Refused(fault) => fault,
        outcome => panic!("{outcome:?}"),
    }
}

fn texts(run: &TaskRun) -> Vec<String> {
    (0..run.log.len()).map(|n| run.log.seen(n).unwrap().text.as_str().to_owned()).collect()
}

fn states(run: &TaskRun) -> Vec<StepState> {
    run.steps.iter().map(|step| step.state).collect()
}

/// What was told of a task, and how it ended.
struct Followed {
    run: Arc<TaskRun>,
    told: Vec<Arc<TaskRun>>,
}

impl Followed {
    fn behind(&self) -> Vec<String> {
        let mut all: Vec<String> = self.told.iter().filter_map(|run| Some(run.behind.as_ref()?.to_string())).collect();
        all.dedup();
        all
    }
}

/// Follows a task to its end; does something as soon as a state is told that passes.
fn follow_and(portal: &Portal, id: &TaskId, is_time: fn(&TaskRun) -> bool, act: impl FnOnce() + Send) -> Followed {
    let (told, time) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Notify::new()));
    let (all, is_now) = (Arc::clone(&told), Arc::clone(&time));
    let steps = Steps::to(move |step: Step<TaskRun>| {
        let (Step::Whole(run) | Step::Part(run)) = step;
        if is_time(&run.answer) {
            is_now.notify_one();
        }
        all.lock().unwrap().push(run.answer);
    });
    std::thread::scope(|scope| {
        scope.spawn(move || {
            wait(time.notified());
            act();
        });
        let run = wait(portal.task(id.clone(), steps)).unwrap().answer;
        let told = told.lock().unwrap().clone();
        Followed { run, told }
    })
}

fn follow(portal: &Portal, id: &TaskId) -> Followed {
    follow_and(portal, id, |_| true, || ())
}

/// The lines that the portal itself has of a task.
fn lines_of(rig: &Rig, id: &TaskId, token: &str) -> Vec<String> {
    let events = rig.json(&format!("/api/scaffolder/v2/tasks/{id}/events"), token);
    let lines = events.as_array().unwrap().iter().flat_map(|event| match event["body"]["message"].as_str() {
        Some(message) => message.lines().map(plain).collect::<Vec<_>>(),
        None => vec!["It is run again.".to_owned()],
    });
    lines.collect()
}

fn plain(line: &str) -> String {
    let mut text = line.to_owned();
    for code in ["31", "32", "33", "39"] {
        text = text.replace(&format!("\u{1b}[{code}m"), "");
    }
    text.trim_end_matches('\r').to_owned()
}

#[test]
fn a_template_runs_and_its_task_is_followed_line_by_line() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let token = rig.token_for("alice");
    let portal = ports::portal(&token);
    let forecast = wait(portal.foresee(Command::CreateTask(Box::new(dredging(1))))).unwrap().answer;
    assert_eq!(forecast.told.as_str(), "Dredge a channel is run: 3 steps");
    let id = run(&portal, dredging(1));
    let Followed { run, told } = follow(&portal, &id);
    assert_eq!((run.task.state, states(&run)), (TaskState::Completed, vec![StepState::Completed; 3]));
    assert_eq!(texts(&run), lines_of(rig, &id, &token));
    assert!(told.iter().any(|run| states(run)[1] == StepState::Processing), "it was seen at work");
    let times: Vec<_> = run.steps.iter().map(|step| (step.started.unwrap(), step.ended.unwrap())).collect();
    assert!(times.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{times:?}");
    assert!(times[1].1.since(times[1].0).as_millis() >= 1_000, "{times:?}");
    assert_eq!(run.output.texts[0].content, "north is deep enough");
    assert_eq!(run.task.by, Some(reference("user:default/alice")));
    // one that is over is asked once
    let before = portal.counts().requests;
    assert_eq!(texts(&follow(&portal, &id).run), texts(&run));
    assert_eq!(portal.counts().requests - before, 2);
}

fn dredging(seconds: u32) -> Order {
    order("dredge-channel", json!({"channel": "north", "seconds": seconds}))
}

#[test]
fn a_task_is_stopped_in_the_middle() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let token = rig.token_for("alice");
    let portal = ports::portal(&token);
    let id = run(&portal, dredging(300));
    let is_at_work = |run: &TaskRun| states(run)[1] == StepState::Processing;
    let followed = follow_and(&portal, &id, is_at_work, || {
        let outcome = wait(ports::portal(&token).command(Command::CancelTask(id.clone())));
        assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    });
    let run = followed.run;
    assert_eq!(states(&run), [StepState::Completed, StepState::Cancelled, StepState::Skipped]);
    assert!(run.was_cancelled() && run.can_retry);
    assert!(run.fault.as_ref().unwrap().as_str().contains("has been cancelled"));
    assert_eq!(run.task.state.word(), rig.json(&format!("/api/scaffolder/v2/tasks/{id}"), &token)["status"]);
    assert_eq!(texts(&run), lines_of(rig, &id, &token));
    assert_eq!(refused(&portal, Command::CancelTask(id)).kind, FaultKind::Conflict);
}

#[test]
fn a_task_that_fails_says_why_and_is_run_again() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let token = rig.token_for("alice");
    let portal = ports::portal(&token);
    for (template, values, first) in
        [("raise-wreck", json!({}), false), ("salvage-cargo", json!({"sinks": true, "seconds": 0}), true)]
    {
        let id = run(&portal, order(template, values));
        let failed = follow(&portal, &id).run;
        assert_eq!((failed.task.state, failed.can_retry), (TaskState::Failed, true), "{template}");
        assert!(failed.fault.as_ref().unwrap().as_str().contains("ENOENT"), "{template}: {:?}", failed.fault);
        assert!(states(&failed).contains(&StepState::Failed), "{template}");
        let retry = Command::RetryTask { id: id.clone(), secrets: TaskSecrets::default() };
        assert!(matches!(wait(portal.command(retry)), Outcome::Done { .. }), "{template}");
        let again = follow(&portal, &id).run;
        assert_eq!(again.task.state, TaskState::Failed, "{template}");
        let marks = texts(&again).iter().position(|line| line.starts_with("It is run again"));
        // what a task said before is forgotten where it starts over
        assert_eq!(marks == Some(0), first, "{template}: {:?}", texts(&again));
        assert!(marks.is_some(), "{template}");
    }
}

#[test]
fn the_history_is_that_of_the_portal_by_page_and_filter() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let token = rig.token_for("alice");
    let portal = ports::portal(&token);
    for template in ["raise-wreck", "raise-wreck"] {
        follow(&portal, &run(&portal, order(template, json!({}))));
    }
    let by = Some(reference("user:default/alice"));
    let wanted = TaskFilter { by, state: Some(TaskState::Failed), offset: 1, limit: 1 };
    let page = wait(portal.tasks(wanted, Steps::ignored())).unwrap().answer;
    assert!(page.total >= 2 && page.tasks.len() == 1, "{page:?}");
    let task = &page.tasks[0];
    assert_eq!((task.state, task.by.as_ref().unwrap().as_str()), (TaskState::Failed, "user:default/alice"));
    // bob sees only his own, of which there are none
    let none =
        wait(ports::portal(&rig.token_for("bob")).tasks(TaskFilter::default(), Steps::ignored())).unwrap().answer;
    assert!(none.tasks.iter().all(|task| task.by == Some(reference("user:default/bob"))), "{none:?}");
}

#[test]
fn a_dry_run_gives_the_files_and_says_what_it_left_out() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let page = rig.serve("logbook.txt", "The first page\n");
    let portal = ports::portal(&rig.token_for("alice"));
    let dry = wait(portal.dry_run(order("write-logbook", json!({"name": "log", "page": page})))).unwrap().answer;
    let files: BTreeMap<&str, &[u8]> = dry.files.iter().map(|file| (file.path.as_str(), &*file.content)).collect();
    assert_eq!(files["pages/first.txt"], b"The first page\n");
    assert!(String::from_utf8_lossy(files["catalog-info.yaml"]).contains("name: log"));
    let left_out: Vec<&str> = dry.left_out.iter().map(|left_out| left_out.as_str()).collect();
    assert_eq!(left_out, ["debug:wait does not support dry-run", "catalog:register does not support dry-run"]);
    assert_eq!(dry.output.links[0].to, OutputTarget::Entity(reference("component:default/log")));
    assert!(dry.log.find("Beginning step Page", 0).is_some());
    let tasks = wait(portal.tasks(TaskFilter::default(), Steps::ignored())).unwrap().answer;
    let of = Some(reference("template:default/write-logbook"));
    assert!(tasks.tasks.iter().all(|task| task.template != of), "nothing was run");
    let fault = wait(portal.dry_run(order("write-logbook", json!({})))).unwrap_err();
    assert_eq!((fault.kind, fault.fields.len()), (FaultKind::Invalid, 1), "{fault}");
}

#[test]
fn a_connection_that_is_cut_in_the_middle_costs_no_line() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let token = rig.token_for("alice");
    let proxy = Mutex::new(Proxy::to(&rig.url));
    let url = proxy.lock().unwrap().url.clone();
    let through = portal_of(&url, &token);
    let id = run(&through, dredging(4));
    let is_at_work = |run: &TaskRun| states(run)[1] == StepState::Processing;
    let followed = follow_and(&through, &id, is_at_work, || {
        let mut proxy = proxy.lock().unwrap();
        proxy.close();
        // long enough for a first try to fail
        std::thread::park_timeout(std::time::Duration::from_millis(700));
        proxy.reopen();
    });
    assert_eq!(texts(&followed.run), lines_of(rig, &id, &token));
    assert_eq!(followed.run.task.state, TaskState::Completed);
    let behind = followed.behind();
    assert!(behind.len() == 2 && behind.iter().all(|why| why.ends_with("it is taken up again")), "{behind:?}");
    assert_eq!(followed.run.behind, None);
}

#[test]
fn a_gateway_without_streams_is_asked_what_is_new() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let token = rig.token_for("alice");
    let gateway = Refusing::before(&rig.url);
    let through = portal_of(&gateway.url, &token);
    let id = run(&through, dredging(2));
    let followed = follow(&through, &id);
    assert_eq!(texts(&followed.run), lines_of(rig, &id, &token));
    assert!(followed.told.iter().any(|run| states(run)[1] == StepState::Processing), "it was seen at work");
    let asked = gateway.asked.lock().unwrap().clone();
    let of = |part: &str| asked.iter().filter(|asked| asked.contains(part)).count();
    assert_eq!(of("eventstream"), 1, "{asked:?}");
    assert!((2..8).contains(&of("/events")), "{asked:?}");
}

#[test]
fn a_portal_that_restarts_in_the_middle_is_waited_for() {
    if !rig::live() {
        return;
    }
    let rig = Mutex::new(Rig::keeping().unwrap());
    let (url, token) = {
        let rig = rig.lock().unwrap();
        (rig.url.clone(), rig.token_for("alice"))
    };
    let portal = portal_of(&url, &token);
    let id = run(&portal, order("salvage-cargo", json!({"seconds": 5})));
    let is_at_work = |run: &TaskRun| states(run)[1] == StepState::Processing;
    let followed = follow_and(&portal, &id, is_at_work, || rig.lock().unwrap().restart());
    assert_eq!((followed.run.task.state, followed.run.behind.clone()), (TaskState::Completed, None));
    assert_eq!(states(&followed.run), [StepState::Completed, StepState::Completed, StepState::Skipped]);
    assert!(!followed.behind().is_empty());
    let lines = texts(&followed.run);
    let began = lines.iter().filter(|line| line.as_str() == "Beginning step Wait").count();
    assert_eq!(began, 2, "before it and after: {lines:#?}");
    let again = lines.iter().position(|line| line.starts_with("It is run again")).unwrap();
    assert_eq!(lines[again..], lines_of(&rig.lock().unwrap(), &id, &token));
}

#[test]
fn what_the_portal_refuses_is_told_at_its_field() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let portal = ports::portal(&rig.token_for("alice"));
    let wrong = order("dredge-channel", json!({"channel": "North!", "seconds": 0}));
    let fault = refused(&portal, Command::CreateTask(Box::new(wrong)));
    assert_eq!((fault.kind, fault.fields.len()), (FaultKind::Invalid, 1), "{fault}");
    assert_eq!((fault.fields[0].path.as_slice(), fault.fields[0].is_secret), (&["channel".to_owned()][..], false));
    assert!(fault.to_string().contains("channel: does not match pattern"), "{fault}");
    let fault = refused(&portal, Command::CreateTask(Box::new(order("dredge-channel", json!({})))));
    assert!(fault.fields[0].message.as_str().contains("channel"), "{fault}");
    for (secret, said) in [("abc", "minimum length"), ("", "required")] {
        let secrets = BTreeMap::from([("seal".to_owned(), Secret::new(secret.into()))]);
        let secrets = if secret.is_empty() { BTreeMap::new() } else { secrets };
        let wrong = Order { secrets: Arc::new(secrets), ..order("sign-manifest", json!({})) };
        let fault = refused(&portal, Command::CreateTask(Box::new(wrong)));
        assert!(fault.fields[0].is_secret && fault.fields[0].message.as_str().contains(said), "{fault:?}");
    }
    let fault = refused(&portal, Command::CreateTask(Box::new(order("nowhere", json!({})))));
    assert_eq!(fault.kind, FaultKind::NotFound);
}

#[test]
fn a_secret_is_used_and_nowhere_to_be_read() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let portal = ports::portal(&rig.token_for("alice"));
    let secrets = BTreeMap::from([("seal".to_owned(), Secret::new("narwhal-4711".into()))]);
    let sealed = Order { secrets: Arc::new(secrets), ..order("sign-manifest", json!({})) };
    let forecast = wait(portal.foresee(Command::CreateTask(Box::new(sealed.clone())))).unwrap().answer;
    assert!(!format!("{forecast:?}").contains("narwhal"));
    let id = run(&portal, sealed);
    let followed = follow(&portal, &id).run;
    assert_eq!(followed.task.state, TaskState::Completed);
    assert!(followed.log.find("***", 0).is_some() && !format!("{followed:?}").contains("narwhal"));
}

#[test]
fn who_may_not_run_read_or_stop_is_told_so() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let (alice, bob) = (ports::portal(&rig.token_for("alice")), ports::portal(&rig.token_for("bob")));
    let id = run(&alice, dredging(0));
    follow(&alice, &id);
    assert_eq!(refused(&bob, Command::CreateTask(Box::new(dredging(0)))).kind, FaultKind::NotPermitted);
    assert_eq!(wait(bob.task(id.clone(), Steps::ignored())).unwrap_err().kind, FaultKind::NotPermitted);
    assert_eq!(refused(&bob, Command::CancelTask(id.clone())).kind, FaultKind::NotPermitted);
    let retry = Command::RetryTask { id, secrets: TaskSecrets::default() };
    assert_eq!(refused(&bob, retry).kind, FaultKind::NotPermitted);
    assert_eq!(wait(bob.dry_run(dredging(0))).unwrap_err().kind, FaultKind::NotPermitted);
    let none = TaskId::parse("00000000-0000-0000-0000-000000000000").unwrap();
    assert_eq!(wait(alice.task(none, Steps::ignored())).unwrap_err().kind, FaultKind::NotFound);
    let nobody = ports::portal("no-token");
    assert_eq!(wait(nobody.tasks(TaskFilter::default(), Steps::ignored())).unwrap_err().kind, FaultKind::NotSignedIn);
}

#[test]
fn a_hundred_thousand_lines_come_whole() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let token = rig.token_for("alice");
    let portal = ports::portal(&token);
    let soundings: String = (0..1_000).map(|n| format!("sounding {n}: seven fathoms and a half\n")).collect();
    let times: Vec<u32> = (0..100).collect();
    let id = run(&portal, order("sound-depths", json!({"soundings": soundings, "times": times})));
    let followed = follow(&portal, &id);
    assert!(followed.run.log.len() > 100_000, "{}", followed.run.log.len());
    let here: Vec<String> = texts(&followed.run).into_iter().filter(|line| line.len() < 16_000).collect();
    let there: Vec<String> = lines_of(rig, &id, &token).into_iter().filter(|line| line.len() < 16_000).collect();
    assert_eq!(here.len(), there.len());
    assert!(here == there, "every line is the portal's");
    assert!(followed.told.len() < 2_000, "{} states", followed.told.len());
}
