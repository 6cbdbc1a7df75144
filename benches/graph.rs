//! Walks over what depends on what, from rows in memory.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench that cannot go on stops")]

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stagedoor::domain::model::descriptor::inverse_of;
use stagedoor::domain::model::graph::{Folds, Graph, Outline, Shape, Shares, Walk};
use stagedoor::domain::model::listing::{Listing, ListingBuilder, RowInput};
use stagedoor::domain::model::{At, Place};
use stagedoor::platform::keys::Keymap;
use stagedoor::platform::ports::Reply;
use stagedoor::platform::query::{Answer, Ask};
use stagedoor::platform::store::Job;
use stagedoor::screen::app::{App, Effect, Message, Setup};
use stagedoor::screen::input::Input;
use std::hint::black_box;
use std::sync::Arc;

const NOW: At = At(1_790_000_000_000);
const SIZE: (u16, u16) = (120, 36);

/// Components of which each depends on three others that come before it, and some on one that comes
/// after it: everything depends on the first, over cycles.
fn listing(count: u64) -> Arc<Listing> {
    let mut builder = ListingBuilder::default();
    for n in 0..count {
        let before = |salt: u64| (n * 7919 + salt * 104_729) % n.max(1);
        let mut targets: Vec<u64> = if n == 0 { Vec::new() } else { vec![before(1), before(2), n / 2] };
        targets.extend((n % 10 == 0 && n + 7 < count).then_some(n + 7));
        targets.dedup();
        let depends =
            targets.iter().map(|to| ("dependsOn".into(), format!("component:default/service-{to:06}").into()));
        let owned = [("ownedBy".into(), format!("group:default/team-{}", n % 200).into())];
        builder.push(&RowInput {
            kind: "Component".into(),
            name: format!("service-{n:06}").into(),
            kind_type: "service".into(),
            lifecycle: "production".into(),
            relations: depends.chain(owned).collect(),
            ..RowInput::default()
        });
    }
    Arc::new(builder.finish_stated(At::default(), Some, inverse_of).0)
}

fn walk(name: &str) -> Walk {
    Walk::usual(format!("component:default/{name}").parse().unwrap())
}

/// The whole screen at a graph of these rows.
fn screen(rows: &Arc<Listing>) -> App {
    let link = Some(Place::parse("stagedoor://catalog/component/default/service-000000/graph").unwrap());
    let mut app = App::new(Setup { keymap: Keymap::bundled("default").unwrap(), link, ..Setup::default() }, SIZE, NOW);
    for effect in app.settle() {
        if let Effect::Job(Job::Start(ticket, Ask::Rows(_))) = effect {
            app.update(Message::Reply(ticket, Reply::Done(Answer::Rows(Arc::clone(rows)), None)), NOW);
        }
    }
    app
}

fn frame(app: &App) -> Buffer {
    let mut buf = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
    app.view(&mut buf);
    buf
}

fn on_the_screen(c: &mut Criterion, rows: &Arc<Listing>) {
    c.bench_function("the screen at a graph of 5,000 entities, from its rows to the frame", |b| {
        b.iter(|| black_box(frame(&screen(rows))));
    });
    let mut app = screen(rows);
    let mut press = |key: &str| {
        app.update(Message::Input(Input::Key(key.parse().unwrap())), NOW);
        black_box(frame(&app))
    };
    press("Z");
    c.bench_function("a walking step with everything unfolded, and its frame", |b| b.iter(|| press("j")));
    c.bench_function("folding and unfolding a row, and their frames", |b| b.iter(|| (press("left"), press("right"))));
}

fn benches(c: &mut Criterion) {
    let rows = listing(5_000);
    let middle = walk("service-000000");
    c.bench_function("a graph of 5,000 entities, opened", |b| {
        b.iter(|| {
            let graph = Graph::of(&rows, &middle).unwrap();
            assert!(graph.entity_count() > 4_900);
            black_box(Outline::of(&graph, &Folds::default(), Shape::Tree))
        });
    });
    let graph = Graph::of(&rows, &middle).unwrap();
    let mut open = Folds::default();
    open.open_all();
    c.bench_function("a graph of 5,000 entities, everything unfolded", |b| {
        b.iter(|| black_box(Outline::of(&graph, &open, Shape::Tree)));
    });
    on_the_screen(c, &rows);
    let many = listing(100_000);
    let first = Walk::impact(walk("service-000000").root);
    c.bench_function("impact over 100,000 entities, with owners", |b| {
        b.iter(|| {
            let graph = Graph::of(&many, &first).unwrap();
            assert_eq!(graph.entity_count(), 99_999);
            black_box(Shares::of(&graph, graph.side(0).unwrap()));
            black_box(Outline::of(&graph, &Folds::default(), Shape::ByDistance))
        });
    });
    let impact = Graph::of(&many, &first).unwrap();
    c.bench_function("impact over 100,000 entities by owner", |b| {
        b.iter(|| black_box(Outline::of(&impact, &Folds::default(), Shape::ByOwner)));
    });
}

criterion_group! {
    name = all;
    config = Criterion::default().sample_size(20).warm_up_time(std::time::Duration::from_millis(500)).measurement_time(std::time::Duration::from_secs(2));
    targets = benches
}
criterion_main!(all);
