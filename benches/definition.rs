//! From a definition's text in memory to the first frame of its tab: 200 operations, 2 MB. The budget
//! is 30 ms on one core.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot go on stops")]

#[path = "../tests/it/support/definitions.rs"]
mod made;

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stagedoor::domain::definition::{of_entity, read};
use stagedoor::domain::model::{At, Entity, Place};
use stagedoor::platform::keys::Keymap;
use stagedoor::platform::ports::{Platform, Reply};
use stagedoor::platform::query::{Answer, Ask};
use stagedoor::platform::store::Job;
use stagedoor::screen::app::{App, Effect, Message, Setup};
use std::hint::black_box;
use std::sync::Arc;

const NOW: At = At(1_790_000_000_000);
const OPERATIONS: usize = 200;
const BYTES: usize = 2_000_000;

fn entity(text: &str) -> Arc<Entity> {
    let entity = serde_json::json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "API", "metadata": {"name": "big"},
        "spec": {"type": "openapi", "lifecycle": "production", "owner": "team", "definition": text}
    });
    Arc::new(Entity::new(entity).unwrap())
}

/// An app on the tab of an API, whose entity and definition come from memory, and its first frame.
fn first_frame(entity: &Arc<Entity>) -> (Buffer, App) {
    let keymap = Keymap::read(include_str!("../keymaps/default.toml"), &Keymap::default()).unwrap();
    let platform = Platform { is_workspace: true, ..Platform::default() };
    let link = Some(Place::parse("stagedoor://catalog/api/default/big/api").unwrap());
    let mut app = App::new(Setup { keymap, platform, link, ..Setup::default() }, (120, 36), NOW);
    let mut waiting = app.settle();
    while let Some(effect) = waiting.pop() {
        let Effect::Job(Job::Start(ticket, ask)) = effect else { continue };
        let answer = match ask {
            Ask::ByRef(_) => Answer::ByRef(Arc::clone(entity)),
            Ask::Define(ask) => Answer::Define(Arc::new(of_entity(&ask.entity.0))),
            _ => continue,
        };
        waiting.extend(app.update(Message::Reply(ticket, Reply::Done(answer, None)), NOW));
    }
    let mut buf = Buffer::empty(Rect::new(0, 0, 120, 36));
    app.view(&mut buf);
    (buf, app)
}

fn benches(c: &mut Criterion) {
    let yaml = made::openapi(OPERATIONS, BYTES);
    let json = read_as_json(&yaml);
    for (name, text) in [("YAML", yaml), ("JSON", json)] {
        let entity = entity(&text);
        assert!(format!("{:?}", first_frame(&entity).0).contains("Operations 200"));
        c.bench_function(&format!("OpenAPI in {name}, 2 MB: to the first frame"), |b| {
            b.iter_with_large_drop(|| black_box(first_frame(&entity)))
        });
    }
    let others = [
        ("AsyncAPI", made::asyncapi(OPERATIONS, BYTES)),
        ("GraphQL", made::graphql(OPERATIONS, BYTES)),
        ("Protobuf", made::protobuf(OPERATIONS, BYTES)),
    ];
    for (name, text) in others {
        let entity = entity(&text);
        c.bench_function(&format!("{name}, 2 MB: to the first frame"), |b| {
            b.iter_with_large_drop(|| black_box(first_frame(&entity)))
        });
    }
    let definition = read("", &made::openapi(OPERATIONS, BYTES));
    definition.search("nothing");
    c.bench_function("a search in 2 MB", |b| b.iter(|| black_box(definition.search("field1 thing2"))));
}

fn read_as_json(yaml: &str) -> String {
    let document = stagedoor::domain::model::yaml::documents(yaml).remove(0);
    serde_json::to_string_pretty(&document.content.unwrap().value).unwrap()
}

criterion_group! { name = all; config = Criterion::default().sample_size(20); targets = benches }
criterion_main!(all);
