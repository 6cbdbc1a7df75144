//! Tasks of a portal followed to their end, over streams that are whole, cut, held back, broken or refused.

mod known;
mod orders;
pub mod scaffolder;

use super::{Act, Asked, Server, TOKEN, answer, envelope};
use scaffolder::{Scaffolder, completion, events, log, recovered, stream, stream_of};
use stagedoor::adapters::http::Limits;
use stagedoor::adapters::session::TokenSource;
use stagedoor::domain::model::task::{StepState, TaskId, TaskRun, TaskState};
use stagedoor::domain::text::Secret;
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{Step, Steps};
use stagedoor::platform::templates::TemplatePort as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// So short that nobody waits for what never comes.
const SHORT: Duration = Duration::from_millis(200);

struct Followed {
    end: Result<Arc<TaskRun>, Fault>,
    states: Vec<Arc<TaskRun>>,
}

impl Followed {
    fn texts(&self) -> Vec<String> {
        texts(self.end.as_ref().unwrap())
    }

    /// Why it was said to be behind, each once.
    fn behind(&self) -> Vec<String> {
        let mut all: Vec<String> =
            self.states.iter().filter_map(|run| Some(run.behind.as_ref()?.as_str().to_owned())).collect();
        all.dedup();
        all
    }
}

fn texts(run: &TaskRun) -> Vec<String> {
    (0..run.log.len()).map(|n| run.log.seen(n).unwrap().text.as_str().to_owned()).collect()
}

async fn follow(server: &Server) -> Followed {
    follow_within(server, Limits::default()).await
}

async fn follow_within(server: &Server, limits: Limits) -> Followed {
    let portal = server.portal_with(TokenSource::Fixed(Secret::new(TOKEN.into())), limits);
    let states = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&states);
    let steps = Steps::to(move |step| match step {
        Step::Part(run) | Step::Whole(run) => told.lock().unwrap().push(run.answer),
    });
    let end = portal.task(TaskId::parse("t-1").unwrap(), steps).await.map(|run| run.answer);
    let states = states.lock().unwrap().clone();
    Followed { end, states }
}

/// What was asked, by the last part of its path, with what it was to come after.
fn asked(server: &Server) -> Vec<String> {
    let name = |asked: &Asked| asked.path().rsplit('/').next().unwrap().to_owned();
    let one = |asked: &Asked| match asked.param("after") {
        Some(after) => format!("{} after {after}", name(asked)),
        None => name(asked),
    };
    server.asked().iter().map(one).collect()
}

fn whole_run() -> Vec<String> {
    vec![
        log(1, "", "", "Starting up task with 2 steps"),
        log(2, "begin", "processing", "Beginning step Begin"),
        log(3, "begin", "", "\u{1b}[32minfo\u{1b}[39m: hello\nto you"),
        log(4, "begin", "completed", "Finished step Begin"),
        log(5, "end", "processing", "Beginning step End"),
        log(6, "end", "completed", "Finished step End"),
        completion(7, None),
    ]
}

const LINES: [&str; 8] = [
    "Starting up task with 2 steps",
    "Beginning step Begin",
    "info: hello",
    "to you",
    "Finished step Begin",
    "Beginning step End",
    "Finished step End",
    "Run completed with status: completed",
];

#[tokio::test]
async fn a_task_that_is_over_is_asked_once_and_told_whole() {
    let server = Scaffolder::of("completed").streaming(vec![stream(&whole_run())]).start();
    let followed = follow(&server).await;
    assert_eq!(followed.texts(), LINES);
    let run = followed.end.unwrap();
    assert_eq!(run.steps.iter().map(|step| step.state).collect::<Vec<_>>(), [StepState::Completed; 2]);
    assert_eq!((run.task.state, run.task.title.as_str()), (TaskState::Completed, "Dredge a channel"));
    assert_eq!(run.task.by.as_ref().unwrap().as_str(), "user:default/alice");
    assert_eq!((run.output.links.len(), run.output.texts.len()), (1, 1));
    assert_eq!(asked(&server), ["t-1", "eventstream"]);
    assert_eq!(server.asked()[1].header("accept"), Some("text/event-stream"));
}

#[tokio::test]
async fn a_stream_that_is_cut_in_the_middle_of_a_line_is_taken_up_again_and_nothing_is_lost_or_doubled() {
    let whole = stream_of(&whole_run());
    for at in [0, 10, whole.len() / 3, whole.len() / 2, whole.len() - 2] {
        let cut = Act::SendAndClose([scaffolder::stream_head(), whole.as_bytes()[..at].to_vec()].concat());
        let server = Scaffolder::of("processing").streaming(vec![cut, stream(&whole_run())]).start();
        let followed = follow(&server).await;
        assert_eq!(followed.texts(), LINES, "cut at {at}");
        assert_eq!(followed.behind(), ["the stream of its events ended; it is taken up again"], "cut at {at}");
        assert_eq!(followed.end.unwrap().behind, None);
        let seen = whole[..at].matches("\n\n").count();
        let again = if seen == 0 { "eventstream".to_owned() } else { format!("eventstream after {seen}") };
        // this portal does not say that it is over: it is asked whether anything came after the end
        assert_eq!(asked(&server), ["t-1", "eventstream", &again, "t-1", "events after 7"], "cut at {at}");
    }
}

#[tokio::test]
async fn a_portal_that_restarts_in_the_middle_is_waited_for_and_it_is_told() {
    let begun = Act::SendAndClose([scaffolder::stream_head(), stream_of(&whole_run()[..3]).into_bytes()].concat());
    let away = answer(503, &[], b"");
    let server = Scaffolder::of("processing")
        .streaming(vec![begun, away.clone(), away.clone(), away, stream(&whole_run()[3..])])
        .start();
    let followed = follow(&server).await;
    assert_eq!(followed.texts(), LINES);
    assert_eq!(followed.behind().len(), 2, "{:?}", followed.behind());
    assert!(followed.behind()[1].contains("503"), "{:?}", followed.behind());
    assert_eq!(asked(&server)[2..6], ["eventstream after 3"; 4]);
}

#[tokio::test]
async fn a_portal_that_forgot_the_task_when_it_restarted_ends_it() {
    let begun = Act::SendAndClose([scaffolder::stream_head(), stream_of(&whole_run()[..3]).into_bytes()].concat());
    let gone = envelope(404, "NotFoundError", "No task with id 't-1' found");
    let server = Scaffolder::of("processing").streaming(vec![begun, gone]).start();
    let followed = follow(&server).await;
    let fault = followed.end.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotFound);
    assert!(fault.to_string().contains("the portal has forgotten it"), "{fault}");
    assert_eq!(texts(followed.states.last().unwrap()), LINES[..4], "what was heard stays");
}

#[tokio::test]
async fn where_no_stream_gets_through_it_is_asked_what_is_new() {
    let page = answer(200, &[("Content-Type", "text/html")], b"<html><title>Proxy</title></html>");
    let whole = answer(200, &[("Content-Type", "application/json")], b"[]");
    for refused in [
        page,
        whole,
        answer(404, &[], b""),
        answer(406, &[], b""),
        answer(500, &[], b""),
        answer(504, &[], b""),
        Act::SendAndHang(Vec::new()),
    ] {
        let server = Scaffolder::of("processing")
            .streaming(vec![refused.clone()])
            .answering(vec![events(&whole_run()[..3]), events(&[]), events(&whole_run()[3..])])
            .start();
        let followed = follow_within(&server, Limits { first_byte: SHORT, ..Limits::default() }).await;
        assert_eq!(followed.texts(), LINES, "{refused:?}");
        assert_eq!(followed.behind(), Vec::<String>::new(), "{refused:?}");
        let asked = asked(&server);
        assert_eq!(asked[2..4], ["events", "events after 3"], "{refused:?}");
        assert_eq!(asked.iter().filter(|asked| asked.starts_with("eventstream")).count(), 1, "{refused:?}");
    }
}

#[tokio::test]
async fn a_gateway_that_does_not_wait_for_news_is_no_reason_for_worry() {
    let late = answer(504, &[], b"");
    let server = Scaffolder::of("processing")
        .streaming(vec![answer(404, &[], b"")])
        // each is tried a second time
        .answering(vec![events(&whole_run()[..3]), late.clone(), late, events(&whole_run())])
        .start();
    let followed = follow(&server).await;
    assert_eq!((followed.texts(), followed.behind()), (LINES.map(str::to_owned).to_vec(), Vec::new()));
    assert_eq!(asked(&server)[2..7], ["events", "events after 3", "events after 3", "t-1", "events after 3"]);
}

#[tokio::test]
async fn streams_that_end_without_a_word_are_given_up() {
    let empty = Act::SendAndClose(scaffolder::stream_head());
    let server = Scaffolder::of("processing").streaming(vec![empty]).answering(vec![events(&whole_run())]).start();
    let followed = follow(&server).await;
    assert_eq!(followed.texts(), LINES);
    assert_eq!(asked(&server)[1..5], ["eventstream", "eventstream", "eventstream", "events"]);
}

#[tokio::test]
async fn a_stream_that_something_holds_back_is_found_out() {
    let held = Act::SendAndHang([scaffolder::stream_head(), stream_of(&whole_run()[..2]).into_bytes()].concat());
    let server = Scaffolder::of("processing")
        .streaming(vec![held])
        .answering(vec![events(&whole_run()[2..5]), events(&whole_run()[5..])])
        .start();
    let followed = follow_within(&server, Limits { first_byte: SHORT, ..Limits::default() }).await;
    assert_eq!(followed.texts(), LINES);
    assert_eq!(asked(&server), ["t-1", "eventstream", "events after 2", "events after 5", "t-1", "events after 7"]);
}

#[tokio::test]
async fn a_stream_that_is_only_silent_is_believed_once_it_says_what_the_answer_says() {
    // the stream says nothing, as there is nothing to say; then the task turns out to be over
    let silent = Act::SendAndHang([scaffolder::stream_head(), stream_of(&whole_run()[..2]).into_bytes()].concat());
    let server =
        Scaffolder::of("processing").then("failed").streaming(vec![silent]).answering(vec![events(&[])]).start();
    let followed = follow_within(&server, Limits { first_byte: SHORT, ..Limits::default() }).await;
    let run = followed.end.unwrap();
    assert_eq!((run.task.state, run.can_retry), (TaskState::Failed, true), "a task that ended without a word");
    assert_eq!(asked(&server), ["t-1", "eventstream", "events after 2", "t-1"]);
}

#[tokio::test]
async fn a_recoverable_task_that_tells_its_end_for_ever_is_followed_to_it_and_no_further() {
    let failed = [log(1, "begin", "failed", "Error: no"), completion(108, Some("no such file"))];
    let endless = Act::SendForEver { head: scaffolder::stream_head(), piece: stream_of(&failed).into_bytes() };
    let server = Scaffolder::of("failed").streaming(vec![endless]).start();
    let followed = follow(&server).await;
    let run = followed.end.as_ref().unwrap();
    assert_eq!((run.task.state, run.can_retry), (TaskState::Failed, true));
    assert_eq!(run.fault.as_ref().unwrap().as_str(), "no such file");
    assert_eq!(followed.texts(), ["Error: no", "Run completed with status: failed"]);
}

#[tokio::test]
async fn a_task_that_is_run_again_while_it_is_followed_begins_anew() {
    let before = [log(1, "begin", "processing", "Beginning step Begin"), recovered(5)];
    let after = [log(6, "begin", "processing", "Beginning step Begin"), completion(9, None)];
    let server = Scaffolder::of("processing").streaming(vec![stream(&[before, after].concat())]).start();
    let lines = follow(&server).await.texts();
    assert_eq!(lines[1], "It is run again.");
    assert_eq!(lines.len(), 4);
}

#[tokio::test]
async fn a_failure_that_somebody_ran_again_is_not_the_end_though_it_is_heard_by_itself() {
    let failed = [log(1, "begin", "failed", "Error: no"), completion(2, Some("no such file"))];
    let again = [recovered(3), log(4, "begin", "processing", "Beginning step Begin")];
    let rest = [failed.to_vec(), again.to_vec(), vec![completion(6, None)]].concat();
    // what was heard of the first run stands alone for a while
    let piece = Act::SendAndHang([scaffolder::stream_head(), stream_of(&failed).into_bytes()].concat());
    let server = Scaffolder::of("processing")
        .then("processing")
        .then("completed")
        .streaming(vec![piece, stream(&rest)])
        .answering(vec![events(&again)])
        .start();
    let followed = follow(&server).await;
    let run = followed.end.as_ref().unwrap();
    assert_eq!((run.task.state, run.fault.as_ref()), (TaskState::Completed, None));
    assert_eq!(followed.texts()[2..], ["It is run again.", "Beginning step Begin", LINES[7]]);
    assert!(followed.states.iter().all(|run| run.task.state.is_running()), "an old failure is told to nobody");
}

#[tokio::test]
async fn odd_events_cost_nothing_but_themselves() {
    let odd = [
        "{".to_owned(),
        "[]".into(),
        "null".into(),
        r#"{"id":-3,"type":"log","body":{"message":"no number"}}"#.into(),
        r#"{"id":11,"type":"log","body":"no body"}"#.into(),
        r#"{"id":12,"type":"sparkle","body":{"message":"of a kind to come","stepId":7}}"#.into(),
        r#"{"id":13,"type":"log","body":{"message":["no text"],"stepId":"nowhere","status":"sideways"}}"#.into(),
        r#"{"id":14,"type":"log","createdAt":"yesterday","body":{"message":"\u001b]0;title\u0007\u202eevil"}}"#.into(),
    ];
    let all = [odd.to_vec(), vec![completion(20, None)]].concat();
    let server = Scaffolder::of("completed").streaming(vec![stream(&all)]).start();
    let lines = follow(&server).await.texts();
    assert_eq!(lines, ["", "of a kind to come", "", "<U+202E>evil", LINES[7]]);
}

#[tokio::test]
async fn an_event_that_no_stream_can_carry_is_asked_for_and_its_line_is_bounded() {
    let huge = log(3, "begin", "", &"x".repeat(2 << 20));
    let all = [whole_run()[..2].to_vec(), vec![huge], whole_run()[3..].to_vec()].concat();
    let server = Scaffolder::of("processing").streaming(vec![stream(&all)]).answering(vec![events(&all)]).start();
    let lines = follow(&server).await.texts();
    assert_eq!(lines.len(), 7);
    assert!(lines[2].len() < 20_000 && lines[2].ends_with(" bytes more)"));
}

#[tokio::test]
async fn who_may_not_see_a_task_is_told_so_and_asks_no_more() {
    for (act, kind) in [
        (envelope(401, "AuthenticationError", "Illegal token"), FaultKind::NotSignedIn),
        (envelope(403, "NotAllowedError", ""), FaultKind::NotPermitted),
        (envelope(404, "NotFoundError", "No task with id 't-1' found"), FaultKind::NotFound),
    ] {
        let server = Server::answering(vec![act.clone()]);
        let followed = follow(&server).await;
        assert_eq!(followed.end.unwrap_err().kind, kind);
        assert!(followed.states.is_empty() && server.asked().len() == 1);
        let server = Scaffolder::of("processing").streaming(vec![act]).start();
        let followed = follow(&server).await;
        assert_eq!((followed.end.unwrap_err().kind, followed.states.len()), (kind, 1), "in the middle");
        assert_eq!(asked(&server), ["t-1", "eventstream"]);
    }
}

#[tokio::test]
async fn a_portal_that_asks_to_be_left_alone_is_left_alone_and_then_followed_again() {
    let busy = answer(429, &[("Retry-After", "1")], b"");
    let server = Scaffolder::of("processing").streaming(vec![busy, stream(&whole_run())]).start();
    let began = std::time::Instant::now();
    let followed = follow(&server).await;
    assert_eq!(followed.texts(), LINES);
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert!(followed.behind()[0].contains("too many requests"), "{:?}", followed.behind());
}

#[tokio::test]
async fn a_hundred_thousand_lines_are_told_in_few_states_and_all_of_them() {
    let lines = (1..=100_000).map(|n| log(n, "begin", "", &format!("\u{1b}[32minfo\u{1b}[39m: line {n} of many")));
    let all: Vec<String> = lines.chain([completion(100_001, None)]).collect();
    let server = Scaffolder::of("completed").streaming(vec![stream(&all)]).start();
    let began = std::time::Instant::now();
    let followed = follow(&server).await;
    let run = followed.end.unwrap();
    assert_eq!(run.log.len(), 100_001);
    assert_eq!(run.log.seen(77_776).unwrap().text.as_str(), "info: line 77777 of many");
    let most = began.elapsed().as_millis() / 16 + 3;
    assert!(followed.states.len() as u128 <= most, "{} states, at most {most}", followed.states.len());
}

#[tokio::test]
async fn the_task_is_known_before_anything_is_heard_of_it() {
    let server = Scaffolder::of("completed").streaming(vec![stream(&whole_run())]).start();
    let first = &follow(&server).await.states[0];
    let steps: Vec<_> = first.steps.iter().map(|step| (step.name.as_str(), step.state)).collect();
    assert_eq!(steps, [("Begin", StepState::Waiting), ("debug:log", StepState::Waiting)]);
}
