//! From a key to a painted frame, over 100,000 rows in memory.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench that cannot go on stops")]

#[path = "../tests/it/support/pages.rs"]
#[allow(dead_code, reason = "shared with the bench of docs")]
mod made;

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stagedoor::domain::docs::{Page, Site, html};
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

/// The docs tab, with a page of 1.5 MB and the nav of a large site.
fn docs_app(page: &Arc<Page>, site: &Arc<Site>) -> App {
    let keymap = Keymap::read(include_str!("../keymaps/default.toml"), &Keymap::default()).unwrap();
    let link = Some(Place::parse("docs:component:default/payments/guide/page").unwrap());
    let mut app = App::new(Setup { keymap, link, ..Setup::default() }, (120, 36), NOW);
    let mut waiting = app.settle();
    while let Some(effect) = waiting.pop() {
        let Effect::Job(Job::Start(ticket, ask)) = effect else { continue };
        let answer = match ask {
            Ask::DocsPage(_) => Answer::DocsPage(Arc::clone(page)),
            Ask::DocsSite(_) => Answer::DocsSite(Arc::clone(site)),
            Ask::WhoAmI(_) => Answer::WhoAmI(Arc::new(Identity::default())),
            _ => continue,
        };
        waiting.extend(app.update(Message::Reply(ticket, Reply::Done(answer, None)), NOW));
    }
    app
}

fn docs(c: &mut Criterion) {
    let html = made::html(1_500_000, 70);
    let page = Arc::new(html::read(&html, "guide/page/index.html"));
    let site = Arc::new(Site { nav: html::nav(&html, "guide/page/index.html"), ..Site::default() });
    let mut group = c.benchmark_group("a page of 1.5 MB");
    group.bench_function("opened and painted", |b| b.iter(|| black_box(frame(&docs_app(&page, &site)))));
    let mut screen = docs_app(&page, &site);
    let mut press = |group: &mut criterion::BenchmarkGroup<'_, _>, name: &str, keys: [&str; 2]| {
        let keys = keys.map(|key| key.parse::<Key>().unwrap());
        let mut turn = keys.iter().cycle();
        group.bench_function(name, |b| {
            b.iter(|| {
                screen.update(Message::Input(Input::Key(*turn.next().unwrap())), NOW);
                black_box(frame(&screen))
            });
        });
    };
    press(&mut group, "scrolled by a row", ["down", "down"]);
    press(&mut group, "to the next link", ["tab", "tab"]);
    press(&mut group, "all folds", ["=", "="]);
    press(&mut group, "the search begins", ["/", "e"]);
    press(&mut group, "a letter of the search", ["r", "backspace"]);
    let mut screen = docs_app(&page, &site);
    let mut sizes = [(100, 36), (120, 36)].into_iter().cycle();
    group.bench_function("another width", |b| {
        b.iter(|| {
            let (columns, rows) = sizes.next().unwrap();
            screen.update(Message::Input(Input::Resize(columns, rows)), NOW);
            black_box(frame(&screen))
        });
    });
    group.finish();
}

criterion_group! { name = all; config = Criterion::default().sample_size(20); targets = benches, docs }
criterion_main!(all);
