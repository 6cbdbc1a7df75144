//! The log of a task of 100,000 lines: made of what others said, made of events, looked at and searched. The
//! budgets on one core: 500 ms to fold all events, 16 ms for a key, searches included; 40 MB for the lines.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot go on stops")]

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::Value;
use stagedoor::domain::model::At;
use stagedoor::domain::model::task::{Fold, Log, StepState, Task, TaskEvent, TaskId, TaskState, TaskStep, What};
use std::hint::black_box;
use std::sync::Arc;

const LINES: u64 = 100_000;

fn message(n: u64) -> String {
    let rare = if n == 99_000 { "It Failed" } else { "is written" };
    format!("\u{1b}[32minfo\u{1b}[39m: file src/main/java/org/example/service/Part{n}.java {rare} with mode 33188.")
}

fn log() -> Log {
    let mut log = Log::default();
    (0..LINES).for_each(|n| log.say(At(0), Some((n % 7) as u16), &message(n)));
    log
}

fn fold() -> Fold {
    let step = |n: u64| TaskStep { id: stagedoor::domain::text::Clean::line(&n.to_string()), ..TaskStep::default() };
    let task = Task {
        id: TaskId::parse("t").unwrap(),
        template: None,
        title: "Bench".into(),
        by: None,
        created: At(0),
        heard: None,
        state: TaskState::Processing,
        parameters: Arc::new(Value::Null),
    };
    Fold::new(task, (0..7).map(step).collect())
}

fn events() -> Vec<TaskEvent<'static>> {
    let event = |n: u64| {
        let state = n.is_multiple_of(1_000).then_some(StepState::Processing);
        let what = What::Said { message: message(n).into(), step: (n % 7).to_string().into(), state };
        TaskEvent { id: n + 1, at: At(0), what }
    };
    (0..LINES).map(event).collect()
}

fn logs(c: &mut Criterion) {
    let mut group = c.benchmark_group("log");
    group.sample_size(10);
    group.bench_function("100,000 lines said", |b| b.iter(log));
    let events = events();
    group.bench_function("100,000 events folded", |b| {
        b.iter(|| {
            let mut fold = fold();
            assert!(events.iter().all(|event| fold.take(event)));
            fold.run()
        });
    });
    group.bench_function("100,000 events folded, a state given for every 500", |b| {
        b.iter(|| {
            let mut fold = fold();
            let mut held = fold.run();
            for some in events.chunks(500) {
                assert!(some.iter().all(|event| fold.take(event)));
                held = fold.run();
            }
            held
        });
    });
    let log = log();
    group.sample_size(50);
    group.bench_function("a screen of lines", |b| {
        b.iter(|| (77_000..77_060).filter_map(|n| black_box(log.seen(n))).count());
    });
    for typed in ["failed", "Failed", "part99000", "e nowhere", "nowhere"] {
        group.bench_function(format!("`{typed}` found"), |b| b.iter(|| black_box(log.find(typed, 0))));
    }
    group.bench_function("`failed` found back", |b| b.iter(|| black_box(log.find_back("failed", 90_000))));
    group.bench_function("the lines of a step", |b| b.iter(|| black_box(log.numbers_of(3, 0))));
    group.bench_function("a state held", |b| b.iter(|| black_box(log.clone())));
    group.finish();
}

criterion_group! { name = all; config = Criterion::default(); targets = logs }
criterion_main!(all);
