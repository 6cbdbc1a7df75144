//! A key in a long form, from the key to the frame: a form of 500 fields, with a value in each and an error in every
//! tenth. The budget is 16 ms on one core.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot go on stops")]

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::{Map, Value, json};
use stagedoor::domain::model::{At, Place};
use stagedoor::platform::keys::{Code, Key, Keymap};
use stagedoor::platform::ports::{Platform, Reply};
use stagedoor::platform::query::{Answer, Ask};
use stagedoor::platform::store::Job;
use stagedoor::platform::templates::{FormStep, TemplateForm};
use stagedoor::screen::app::{App, Effect, Message, Setup};
use stagedoor::screen::input::Input;
use std::hint::black_box;
use std::sync::Arc;

const NOW: At = At(1_790_000_000_000);
const FIELDS: usize = 500;

/// Fields of several kinds in turn; every tenth wants more letters than it has.
fn form() -> TemplateForm {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for n in 0..FIELDS {
        let title = format!("Field {n}");
        let description = "What others will call it, in a sentence that is long enough to be broken at some widths.";
        let field = match n % 5 {
            0 => {
                json!({"title": title, "type": "string", "minLength": if n % 10 == 0 { 60 } else { 0 }, "default": "value", "description": description})
            }
            1 => json!({"title": title, "type": "integer", "minimum": 0, "maximum": 100, "default": 7}),
            2 => json!({"title": title, "type": "boolean", "default": true}),
            3 => {
                json!({"title": title, "type": "string", "enum": ["red", "green", "blue"], "default": "red", "ui:widget": "radio"})
            }
            _ => json!({"title": title, "type": "string", "pattern": "^[a-z][a-z0-9-]*$", "default": "orders"}),
        };
        required.push(Value::from(format!("f{n}")));
        properties.insert(format!("f{n}"), field);
    }
    let schema = json!({"type": "object", "properties": properties, "required": required});
    let step = FormStep { title: "All of it".into(), schema: Arc::new(schema), ..FormStep::default() };
    TemplateForm { title: "Long".into(), steps: vec![step], version: 1, ..TemplateForm::default() }
}

fn wizard() -> App {
    let keymap = Keymap::read(include_str!("../keymaps/default.toml"), &Keymap::default()).unwrap();
    let platform = Platform { is_workspace: true, ..Platform::default() };
    let link = Some(Place::parse("stagedoor://templates/default/long").unwrap());
    let mut app = App::new(Setup { keymap, platform, link, ..Setup::default() }, (120, 36), NOW);
    let mut waiting = app.settle();
    let form = Arc::new(form());
    while let Some(effect) = waiting.pop() {
        let Effect::Job(Job::Start(ticket, Ask::FormOf(_))) = effect else { continue };
        let answer = Answer::FormOf(Arc::clone(&form));
        waiting.extend(app.update(Message::Reply(ticket, Reply::Done(answer, None)), NOW));
    }
    app
}

fn press(app: &mut App, key: Key) -> Buffer {
    black_box(app.update(Message::Input(Input::Key(key)), NOW));
    let mut buf = Buffer::empty(Rect::new(0, 0, 120, 36));
    app.view(&mut buf);
    buf
}

fn benches(c: &mut Criterion) {
    let mut app = wizard();
    assert!(format!("{:?}", press(&mut app, Key::plain(Code::Tab))).contains("Field 0"));
    c.bench_function("500 fields: a letter is typed", |b| {
        let mut app = wizard();
        let mut typed = false;
        b.iter(|| {
            typed = !typed;
            press(&mut app, Key::plain(if typed { Code::Char('x') } else { Code::Backspace }))
        });
    });
    c.bench_function("500 fields: to the next field", |b| {
        let mut app = wizard();
        b.iter(|| press(&mut app, Key::plain(Code::Tab)));
    });
    c.bench_function("500 fields: from the first to the last and back", |b| {
        let mut app = wizard();
        press(&mut app, Key::plain(Code::Esc));
        let mut last = false;
        b.iter(|| {
            last = !last;
            press(&mut app, Key::plain(if last { Code::End } else { Code::Home }))
        });
    });
}

criterion_group!(wizard_benches, benches);
criterion_main!(wizard_benches);
