//! Every room as loading, empty, full, half there, failing beside old data and failing, over sizes
//! and looks: what must hold of all of them.

use crate::support::access::ScriptedAccess;
use crate::support::docs::BuiltDocs;
use crate::support::forms;
use crate::support::provisions::ScriptedProvisions;
use crate::support::running::Running;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage, keymap, lines};
use crate::support::templates::ScriptedTemplates;
use crate::wizard::EVERYTHING;
use stagedoor::domain::model::Place;
use stagedoor::domain::text::{Clean, width};
use stagedoor::platform::actions::Action;
use stagedoor::platform::ports::{Platform, Saved, Systems};
use stagedoor::screen::app::Setup;
use stagedoor::screen::look::{Glyphs, Look, Theme};
use std::sync::Arc;

pub const MOODS: [Mood; 6] = [Mood::Well, Mood::Silent, Mood::Empty, Mood::Half, Mood::OldCopyThenFault, Mood::Failing];

const PLACES: [&str; 44] = [
    "access",
    "stagedoor://access?of=waiting&state=pending&q=bob",
    "stagedoor://access/a1b2c3d4-0000-4000-8000-000000000001",
    "stagedoor://access/b0b00000-0000-4000-8000-000000000002",
    "stagedoor://access/new?resource=/main.example/db/orders-production&reason=linked",
    "stagedoor://access/sessions",
    "stagedoor://access/sessions?of=resource:default/orders-db&state=past",
    "stagedoor://access/audit",
    "templates",
    "stagedoor://templates/default/everything",
    "stagedoor://templates/default/everything?name=linked",
    "home",
    "catalog",
    "stagedoor://catalog?q=pay&lifecycle=production&sort=-owner",
    "component:payments",
    "stagedoor://catalog/component/default/hostile/relations",
    "stagedoor://catalog/component/default/wide/yaml",
    "stagedoor://catalog?columns=name,owner,spec.tier&group=kind&sort=-spec.tier",
    "docs",
    "stagedoor://docs?q=pay&owner=group:default/team-a",
    "tasks",
    "stagedoor://tasks/t-done",
    "stagedoor://tasks/t-failed?step=2",
    "provisioning",
    "stagedoor://provisioning?of=alone&state=failed&environment=production",
    "stagedoor://provisioning/PostgresDatabase.databases.example/payments/orders",
    "stagedoor://catalog/component/default/payments/runtime",
    "stagedoor://catalog/component/default/payments/runtime/logs/payments/payments-a",
    "stagedoor://catalog/component/default/payments/runtime/logs/-/-?selector=app%3Dpayments&previous=yes",
    "stagedoor://catalog/component/default/payments/runtime/app/main/argocd/payments",
    "stagedoor://catalog/component/default/payments/runtime/pipeline/prod/payments",
    "stagedoor://catalog/component/default/payments/runtime/run/prod/ci/a",
    "problems",
    "journal",
    "identity",
    "stagedoor://identity?of=component:default/payments&q=entity",
    "stagedoor://catalog/component/default/payments/graph",
    "stagedoor://catalog/component/default/payments/graph?impact=1&by=owner",
    "stagedoor://catalog/api/default/payments-api/api",
    "stagedoor://catalog/api/default/nowhere/api",
    "stagedoor://catalog/component/default/payments/docs",
    "stagedoor://catalog/component/default/payments/docs/guide/tables",
    "stagedoor://catalog/component/default/payments/timeline",
    "stagedoor://catalog/component/default/payments/timeline?event=git:000000000000000000000000000000000000000a",
];

const SIZES: [(u16, u16); 5] = [(120, 36), (80, 24), (200, 60), (40, 12), (20, 5)];

pub fn setup(place: &str) -> Setup {
    Setup {
        platform: Platform { name: "Acme".into(), place: "http://127.0.0.1:1".into(), ..Platform::default() },
        keymap: keymap(),
        saved: Saved { starred: vec!["component:default/old-cart".parse().unwrap()], ..Saved::default() },
        link: Some(Place::parse(place).unwrap()),
        ..Setup::default()
    }
}

pub fn room(place: &str, mood: Mood, size: (u16, u16), look: Look) -> Stage {
    let setup = Setup { look, ..setup(place) };
    let mut all = entities();
    if place.contains("templates") {
        all.push(forms::entity(EVERYTHING));
    }
    let mut catalog = Scripted::new(mood, all, NOW);
    // its faults are the catalog's, so that which of two is told last does not matter
    let of_docs = match mood {
        Mood::Half => Mood::Well,
        Mood::OldCopyThenFault => Mood::OldCopy,
        mood => mood,
    };
    let docs = BuiltDocs::new(of_docs, NOW);
    let templates = Arc::new(ScriptedTemplates::new(of_docs, NOW));
    let template = "template:default/everything".parse().unwrap();
    templates.forms.lock().unwrap().insert(template, forms::form(EVERYTHING));
    let it = Arc::get_mut(&mut catalog).unwrap();
    (it.docs, it.templates, it.drafts) = (Arc::new(docs), templates.clone(), templates);
    let access = ScriptedAccess::new(of_docs, NOW);
    let running = Arc::new(Running { mood: of_docs, now: NOW });
    let provisions = ScriptedProvisions::new(of_docs, NOW).systems();
    it.systems = Systems { access, runtime: running.clone(), delivery: running, ..provisions };
    let mut stage = Stage::new(setup, size, catalog.ports());
    match mood {
        Mood::Silent => {}
        Mood::Half => stage.until_listed(),
        _ => stage.rest(),
    }
    stage
}

fn every_room(mut check: impl FnMut(&str, &Stage)) {
    for place in PLACES {
        for mood in MOODS {
            for size in SIZES {
                let stage = room(place, mood, size, Look::default());
                check(&format!("{place} {mood:?} {size:?}"), &stage);
            }
        }
    }
}

#[test]
fn no_row_is_wider_than_the_screen_and_nothing_raw_reaches_a_cell() {
    every_room(|what, stage| {
        let (buf, _) = stage.paint();
        for line in lines(&buf) {
            assert!(width(&line) <= usize::from(stage.size.0), "{what}: {line}");
            assert_eq!(Clean::line(&line).as_str(), line, "{what}: something raw in a row");
        }
    });
}

#[test]
fn the_hint_bar_names_only_what_can_be_done_and_with_its_key() {
    every_room(|what, stage| {
        let text = stage.text();
        let bar = text.lines().nth(usize::from(stage.size.1) - 1).unwrap_or_default();
        for hint in bar.split("  ").map(str::trim).filter(|hint| !hint.is_empty()) {
            let named = |action: &&Action| {
                let title = stage.app.title_of(**action);
                keymap().keys_of(**action).iter().any(|key| hint == format!("{key} {title}"))
            };
            // several rooms may have an action of that title and key
            let actions: Vec<&Action> = Action::ALL.iter().filter(named).collect();
            assert!(!actions.is_empty(), "{what}: the hint `{hint}` is no action with its key");
            assert!(actions.iter().any(|it| stage.app.offers(**it)), "{what}: {hint} is not to be done here");
        }
    });
}

#[test]
fn where_there_is_something_to_choose_the_cursor_is_seen() {
    every_room(|what, stage| {
        // what is pressed before there are lines is kept for them
        let is_early = stage.sees("Loading what was asked for");
        if stage.app.offers(Action::ListOpen) && stage.size.1 > 6 && !is_early {
            let mark = Glyphs::UNICODE.mark;
            assert!(stage.text().contains(mark), "{what}: no mark\n{}", stage.text());
        }
    });
}

#[test]
fn no_state_is_shown_by_colour_alone() {
    for place in PLACES {
        for mood in MOODS {
            let of = |name: &str| {
                let look = Look { theme: Theme::bundled(name).unwrap(), glyphs: Glyphs::UNICODE };
                room(place, mood, (120, 36), look).text()
            };
            assert_eq!(of("mono"), of("terminal"), "{place} {mood:?}");
            assert_eq!(of("mono"), of("dark"), "{place} {mood:?}");
        }
    }
}

#[test]
fn the_ascii_look_paints_nothing_but_ascii_around_the_content() {
    let plain = || {
        let ascii = |entity: &serde_json::Value| entity.to_string().is_ascii() && !entity.to_string().contains("\\u");
        entities().into_iter().filter(ascii).collect::<Vec<_>>()
    };
    for place in ["home", "catalog", "component:payments", "stagedoor://catalog/component/default/payments/relations"] {
        let look = Look { glyphs: Glyphs::ASCII, ..Look::default() };
        let setup = Setup { look, ..setup(place) };
        let mut stage = Stage::new(setup, (120, 36), Scripted::new(Mood::Well, plain(), NOW).ports());
        stage.rest();
        for keys in ["", "?", "esc", "ctrl+p"] {
            stage.keys(keys);
            let text = stage.text();
            let odd: Vec<char> = text.chars().filter(|c| !c.is_ascii()).collect();
            assert!(odd.is_empty(), "{place} {keys}: {odd:?}\n{text}");
        }
    }
}

#[test]
fn old_rows_stay_with_their_age_and_one_line_says_what_failed_and_what_to_do() {
    let stage = room("catalog", Mood::OldCopyThenFault, (120, 36), Look::default());
    assert!(stage.sees("filler-000"), "{}", stage.text());
    assert!(stage.sees("3h old"), "{}", stage.text());
    let told = stage.text().lines().filter(|line| line.contains("the connection was refused")).count();
    assert_eq!(told, 1, "{}", stage.text());
}

#[test]
fn without_any_rows_the_room_says_what_failed_and_what_to_do() {
    for place in ["home", "catalog"] {
        let stage = room(place, Mood::Failing, (80, 24), Look::default());
        for words in ["Cannot read the catalog", "connection was refused", "stagedoor doctor"] {
            assert!(stage.sees(words), "{place}: {words}\n{}", stage.text());
        }
    }
}

#[test]
fn rows_show_while_later_pages_are_still_on_their_way() {
    let stage = room("catalog", Mood::Half, (120, 36), Look::default());
    assert!(stage.sees("filler-000") && stage.sees("loading 69"), "{}", stage.text());
    assert!(stage.sees("69+"), "{}", stage.text());
}

#[test]
fn a_screen_that_waits_answers_keys() {
    let mut stage = room("catalog", Mood::Silent, (120, 36), Look::default());
    stage.press("?");
    assert!(stage.sees("What can be done here"), "{}", stage.text());
    stage.press("esc / p a y");
    assert!(stage.sees("/ pay"), "{}", stage.text());
    stage.press("esc g h");
    assert!(stage.sees("Home"), "{}", stage.text());
}
