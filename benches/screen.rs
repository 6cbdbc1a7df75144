//! From a key to a painted frame, over 100,000 rows in memory.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench that cannot go on stops")]

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stagedoor::domain::model::listing::{Listing, ListingBuilder, RowInput, select};
use stagedoor::domain::model::{At, Identity, Place};
use stagedoor::platform::keys::{Key, Keymap};
use stagedoor::platform::ports::{Platform, Reply};
use stagedoor::platform::query::{Answer, Ask};
use stagedoor::platform::store::Job;
use stagedoor::screen::app::{App, Effect, Message, Setup};
use stagedoor::screen::input::Input;
use std::hint::black_box;
use std::sync::Arc;

const NOW: At = At(1_790_000_000_000);

fn listing() -> Arc<Listing> {
    let mut builder = ListingBuilder::default();
    for n in 0..100_000 {
        builder.push(&RowInput {
            kind: "Component".into(),
            name: format!("service-{n:06}").into(),
            description: "One of very many that are all alike".into(),
            kind_type: "service".into(),
            lifecycle: "production".into(),
            owner: format!("team-{}", n % 200).into(),
            system: format!("system-{}", n % 500).into(),
            tags: vec![format!("tag-{}", n % 300).into()],
            ..RowInput::default()
        });
    }
    Arc::new(builder.finish(NOW, true))
}

/// Answers what the app asks, from memory.
fn answer(app: &mut App, effects: Vec<Effect>, rows: &Arc<Listing>) {
    let mut waiting = effects;
    while let Some(effect) = waiting.pop() {
        let Effect::Job(Job::Start(ticket, ask)) = effect else { continue };
        let answer = match ask {
            Ask::Rows(_) => Answer::Rows(Arc::clone(rows)),
            Ask::Select(ask) => Answer::Select(Arc::new(select(&ask.listing.0, &[], &ask.filter, &|| true).unwrap())),
            Ask::WhoAmI(_) => Answer::WhoAmI(Arc::new(Identity::default())),
            Ask::Problems(_) => Answer::Problems(Arc::default()),
            _ => continue,
        };
        waiting.extend(app.update(Message::Reply(ticket, Reply::Done(answer, None)), NOW));
    }
}

fn app(rows: &Arc<Listing>) -> App {
    let keymap = Keymap::read(include_str!("../keymaps/default.toml"), &Keymap::default()).unwrap();
    let platform = Platform { is_workspace: true, ..Platform::default() };
    let link = Some(Place::parse("catalog").unwrap());
    let mut app = App::new(Setup { keymap, platform, link, ..Setup::default() }, (120, 36), NOW);
    let first = app.settle();
    answer(&mut app, first, rows);
    app
}

fn frame(app: &App) -> Buffer {
    let mut buf = Buffer::empty(Rect::new(0, 0, 120, 36));
    app.view(&mut buf);
    buf
}

fn benches(c: &mut Criterion) {
    let rows = listing();
    let mut screen = app(&rows);
    let down: Key = "down".parse().unwrap();
    c.bench_function("a cursor move: update", |b| {
        b.iter(|| black_box(screen.update(Message::Input(Input::Key(down)), NOW)));
    });
    c.bench_function("a cursor move: paint", |b| b.iter(|| black_box(frame(&screen))));
    c.bench_function("a letter in the filter, with its rows", |b| {
        let letters: Vec<Key> = ["s", "backspace"].iter().map(|key| key.parse().unwrap()).collect();
        let mut screen = app(&rows);
        screen.update(Message::Input(Input::Key("/".parse().unwrap())), NOW);
        let mut turn = letters.iter().cycle();
        b.iter(|| {
            let key = *turn.next().unwrap();
            let effects = screen.update(Message::Input(Input::Key(key)), NOW);
            answer(&mut screen, effects, &rows);
            black_box(frame(&screen))
        });
    });
}

criterion_group! { name = all; config = Criterion::default().sample_size(20); targets = benches }
criterion_main!(all);
