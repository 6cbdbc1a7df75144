//! Choosing among very many, from the key to the frame: an entity in a field of a form, and a template in the gallery, of
//! a catalog of 100,000 entities with 2,000 templates. The budget is 16 ms a key on one core.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot go on stops")]

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::json;
use stagedoor::domain::model::listing::{FieldColumnBuilder, Listing, ListingBuilder, RowInput, select};
use stagedoor::domain::model::{At, Identity, Place};
use stagedoor::platform::keys::{Key, Keymap};
use stagedoor::platform::ports::{Platform, Reply};
use stagedoor::platform::query::{Answer, Ask};
use stagedoor::platform::store::Job;
use stagedoor::platform::templates::{FormStep, TemplateForm};
use stagedoor::screen::app::{App, Effect, Message, Setup};
use stagedoor::screen::input::Input;
use std::hint::black_box;
use std::sync::Arc;

const NOW: At = At(1_790_000_000_000);
const ENTITIES: usize = 100_000;
/// Every so many entities one is a template.
const EVERY: usize = 50;

/// What the platform answers.
struct World {
    rows: Arc<Listing>,
    form: Arc<TemplateForm>,
}

fn listing() -> Listing {
    let kinds = ["Component", "API", "Resource", "Group"];
    let types = ["application", "infrastructure", "documentation", "configuration"];
    let mut builder = ListingBuilder::default();
    for n in 0..ENTITIES {
        let kind = if n % EVERY == 0 { "Template" } else { kinds[n % kinds.len()] };
        builder.push(&RowInput {
            kind: kind.into(),
            name: format!("{}-{n:06}", ["payments", "orders", "ledger", "search"][n / 7 % 4]).into(),
            description: "One of very many that are all alike".into(),
            kind_type: types[n / EVERY % types.len()].into(),
            lifecycle: "production".into(),
            owner: format!("team-{}", n % 200).into(),
            tags: vec![format!("tag-{}", n % 300).into()],
            ..RowInput::default()
        });
    }
    builder.finish(NOW, true)
}

fn form() -> TemplateForm {
    let schema = json!({"type": "object", "properties": {
        "part": {"title": "Part", "type": "string", "ui:field": "EntityPicker"},
        "tag": {"title": "Tag", "type": "array", "items": {"type": "string"}, "ui:field": "EntityTagsPicker"},
    }});
    let step = FormStep { title: "Which".into(), schema: Arc::new(schema), ..FormStep::default() };
    TemplateForm { title: "Choose".into(), steps: vec![step], version: 1, ..TemplateForm::default() }
}

impl World {
    fn new() -> Self {
        Self { rows: Arc::new(listing()), form: Arc::new(form()) }
    }

    fn said(&self, ask: Ask) -> Option<Answer> {
        Some(match ask {
            Ask::Rows(_) => Answer::Rows(Arc::clone(&self.rows)),
            Ask::Select(ask) => {
                let fields: Vec<_> = ask.fields.iter().map(|column| column.0.cells(&ask.listing.0)).collect();
                Answer::Select(Arc::new(select(&ask.listing.0, &fields, &ask.filter, &|| true).unwrap()))
            }
            Ask::FieldValues(ask) => Answer::FieldValues(Arc::new(FieldColumnBuilder::new(ask.path).finish())),
            Ask::WhoAmI(_) => Answer::WhoAmI(Arc::new(Identity::default())),
            Ask::Drafts(_) => Answer::Drafts(Arc::default()),
            Ask::FormOf(_) => Answer::FormOf(Arc::clone(&self.form)),
            _ => return None,
        })
    }

    fn answer(&self, app: &mut App, effects: Vec<Effect>) {
        let mut waiting = effects;
        while let Some(effect) = waiting.pop() {
            let Effect::Job(Job::Start(ticket, ask)) = effect else { continue };
            let Some(answer) = self.said(ask) else { continue };
            waiting.extend(app.update(Message::Reply(ticket, Reply::Done(answer, None)), NOW));
        }
    }

    fn app(&self, link: &str) -> App {
        let keymap = Keymap::read(include_str!("../keymaps/default.toml"), &Keymap::default()).unwrap();
        let platform = Platform { is_workspace: true, ..Platform::default() };
        let link = Some(Place::parse(link).unwrap());
        let mut app = App::new(Setup { keymap, platform, link, ..Setup::default() }, (120, 36), NOW);
        let first = app.settle();
        self.answer(&mut app, first);
        app
    }

    /// A key, all that is asked because of it, and the frame.
    fn press(&self, app: &mut App, key: &str) -> Buffer {
        let effects = app.update(Message::Input(Input::Key(key.parse::<Key>().unwrap())), NOW);
        self.answer(app, effects);
        let mut buf = Buffer::empty(Rect::new(0, 0, 120, 36));
        app.view(&mut buf);
        buf
    }

    fn sees(&self, app: &App, words: &str) {
        let mut buf = Buffer::empty(Rect::new(0, 0, 120, 36));
        app.view(&mut buf);
        let text: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert!(text.contains(words), "{words} in {text}");
    }
}

fn benches(c: &mut Criterion) {
    let world = World::new();
    let mut group = c.benchmark_group("100,000 entities");
    group.sample_size(30);
    let mut turns = |name: &str, app: &mut App, keys: [&str; 2]| {
        let mut turn = keys.iter().cycle();
        group.bench_function(name, |b| b.iter(|| black_box(world.press(app, turn.next().unwrap()))));
    };
    let mut app = world.app("stagedoor://templates/default/choose");
    turns("a picker of entities: opened and left", &mut app, ["enter", "esc"]);
    let mut app = world.app("stagedoor://templates/default/choose");
    world.press(&mut app, "enter");
    world.sees(&app, "ledger-");
    turns("a picker of entities: a letter", &mut app, ["p", "backspace"]);
    turns("a picker of entities: a cursor move", &mut app, ["down", "up"]);
    let mut app = world.app("templates");
    world.sees(&app, "2000 templates");
    turns("the gallery: a cursor move", &mut app, ["j", "k"]);
    world.press(&mut app, "/");
    turns("the gallery: a letter", &mut app, ["p", "backspace"]);
    group.finish();
}

criterion_group!(choosing, benches);
criterion_main!(choosing);
