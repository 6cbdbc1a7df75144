//! The list of what was asked for, with 10,000 lines of which some change: from a key to a painted frame.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench that cannot go on stops")]

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stagedoor::domain::model::provision::{
    Progress, Provision, ProvisionId, ProvisionKind, Provisions, Stage, StageName,
};
use stagedoor::domain::model::{At, Identity, Place};
use stagedoor::domain::text::Clean;
use stagedoor::platform::keys::{Key, Keymap};
use stagedoor::platform::ports::Reply;
use stagedoor::platform::query::{Answer, Ask};
use stagedoor::platform::store::{Job, Ticket};
use stagedoor::screen::app::{App, Effect, Message, Setup};
use stagedoor::screen::input::Input;
use std::hint::black_box;
use std::sync::Arc;

const NOW: At = At(1_790_000_000_000);

fn line(n: usize, turn: usize) -> Arc<Provision> {
    let stands = (n + turn) % 9;
    let stage = |(at, name): (usize, StageName)| {
        let progress = match at {
            _ if at < stands => Progress::Done,
            _ if at == stands && n.is_multiple_of(50) => Progress::Failed,
            _ if at == stands => Progress::Active,
            _ => Progress::Waiting,
        };
        let began = Some(At(NOW.0 - (n as i64) * 1_000));
        Stage { started: began, ended: began, evidence: "commit 1f2e3d4".into(), ..Stage::new(name, progress) }
    };
    Arc::new(Provision {
        id: ProvisionId(format!("PostgresDatabase.databases.example/team-{}/orders-{n}", n % 200).into()),
        name: Clean::line(&format!("orders-{n}")),
        kind: ProvisionKind::Database("postgresql".into()),
        environment: Clean::from(
            ["development", "staging", "production"].into_iter().cycle().nth(n % 3).unwrap_or_default(),
        ),
        owner: format!("group:default/team-{}", n % 200).parse().ok(),
        requested_by: format!("user:default/person-{}", n % 900).parse().ok(),
        entity: None,
        object: None,
        file: None,
        made_by: None,
        facts: Vec::new(),
        tasks: Vec::new(),
        stages: StageName::ALL.into_iter().enumerate().map(stage).collect(),
        is_ending: false,
        simulated: false,
    })
}

fn provisions(turn: usize) -> Arc<Provisions> {
    let list = (0..10_000).map(|n| line(n, if n % 10 == 0 { turn } else { 0 })).collect();
    Arc::new(Provisions { list, sources: Vec::new() })
}

fn app(all: &Arc<Provisions>) -> (App, Ticket) {
    let keymap = Keymap::read(include_str!("../keymaps/default.toml"), &Keymap::default()).unwrap();
    let link = Some(Place::parse("provisioning").unwrap());
    let mut app = App::new(Setup { keymap, link, ..Setup::default() }, (120, 36), NOW);
    let mut waiting = app.settle();
    let mut asked = None;
    while let Some(effect) = waiting.pop() {
        let Effect::Job(Job::Start(ticket, ask)) = effect else { continue };
        let reply = match ask {
            Ask::Provided(_) => {
                asked = Some(ticket);
                Reply::Whole(Answer::Provided(Arc::clone(all)), None)
            }
            Ask::WhoAmI(_) => Reply::Done(Answer::WhoAmI(Arc::new(Identity::default())), None),
            _ => continue,
        };
        waiting.extend(app.update(Message::Reply(ticket, reply), NOW));
    }
    (app, asked.unwrap())
}

fn frame(app: &App) -> Buffer {
    let mut buf = Buffer::empty(Rect::new(0, 0, 120, 36));
    app.view(&mut buf);
    buf
}

fn benches(c: &mut Criterion) {
    let states = [provisions(0), provisions(1)];
    let mut group = c.benchmark_group("10,000 lines");
    let mut press = |name: &str, keys: [&str; 2]| {
        let keys = keys.map(|key| key.parse::<Key>().unwrap());
        let (mut screen, _) = app(&states[0]);
        if name.contains("letter") {
            screen.update(Message::Input(Input::Key("/".parse().unwrap())), NOW);
        }
        let mut turn = keys.iter().cycle();
        group.bench_function(name, |b| {
            b.iter(|| {
                screen.update(Message::Input(Input::Key(*turn.next().unwrap())), NOW);
                black_box(frame(&screen))
            });
        });
    };
    press("a cursor move", ["down", "up"]);
    press("a letter in the filter", ["9", "backspace"]);
    press("only failing, and all again", ["f", "f"]);
    let (mut screen, ticket) = app(&states[0]);
    let mut turn = states.iter().cycle();
    group.bench_function("a thousand of them changed", |b| {
        b.iter(|| {
            let answer = Answer::Provided(Arc::clone(turn.next().unwrap()));
            screen.update(Message::Reply(ticket, Reply::Whole(answer, None)), NOW);
            black_box(frame(&screen))
        });
    });
    group.finish();
}

criterion_group! { name = all; config = Criterion::default().sample_size(20); targets = benches }
criterion_main!(all);
