//! Pictures of every room as text, each read by a person before it was accepted.

use crate::rooms::{MOODS, room, setup};
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use stagedoor::domain::model::{Problem, Severity};
use stagedoor::platform::ports::Platform;
use stagedoor::screen::app::Setup;
use stagedoor::screen::look::{Glyphs, Look};
use std::sync::Arc;

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 36);

pub fn picture(name: &str, stage: &Stage) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "pictures" }, {
        insta::assert_snapshot!(name, stage.text());
    });
}

#[test]
fn every_room_in_every_mood() {
    let places = [
        ("gallery", "templates"),
        ("wizard", "stagedoor://templates/default/everything"),
        ("provisioning", "provisioning"),
        ("provision", "stagedoor://provisioning/PostgresDatabase.databases.example/payments/orders"),
        ("home", "home"),
        ("catalog", "catalog"),
        ("entity", "component:payments"),
        ("relations", "stagedoor://catalog/component/default/payments/relations"),
        ("timeline", "stagedoor://catalog/component/default/payments/timeline"),
    ];
    for (name, place) in places {
        for mood in MOODS {
            picture(&format!("{name}-{mood:?}-80x24"), &room(place, mood, SMALL, Look::default()));
        }
        picture(&format!("{name}-Well-120x36"), &room(place, Mood::Well, LARGE, Look::default()));
    }
}

#[test]
fn text_from_outside_as_it_is_shown() {
    for (name, place) in [
        ("hostile", "component:hostile"),
        ("hostile-yaml", "stagedoor://catalog/component/default/hostile/yaml"),
        ("wide", "component:wide"),
        ("wide-yaml", "stagedoor://catalog/component/default/wide/yaml"),
        ("gone", "component:never-was"),
        ("unknown-kind", "gizmo:unknown-kind"),
    ] {
        picture(&format!("{name}-80x24"), &room(place, Mood::Well, SMALL, Look::default()));
    }
}

#[test]
fn the_list_narrowed_sorted_and_chosen_from() {
    let mut stage = room("catalog", Mood::Well, LARGE, Look::default());
    stage.keys("f j");
    picture("catalog-facets-120x36", &stage);
    stage.keys("k enter esc /").type_text("fil 1");
    picture("catalog-typing-120x36", &stage);
    stage.keys("tab o o O p");
    picture("catalog-sorted-without-preview-120x36", &stage);
    let mut stage = room("catalog", Mood::Well, SMALL, Look::default());
    stage.keys("f");
    picture("catalog-facets-80x24", &stage);
    stage.keys("esc /").type_text("zzz");
    picture("catalog-nothing-matches-80x24", &stage);
    stage.keys("esc esc G");
    picture("catalog-end-80x24", &stage);
}

#[test]
fn what_lies_over_a_room() {
    for (size, name) in [(SMALL, "80x24"), (LARGE, "120x36")] {
        let mut stage = room("component:payments", Mood::Well, size, Look::default());
        stage.keys("ctrl+p");
        picture(&format!("palette-{name}"), &stage);
        stage.type_text("pay");
        picture(&format!("palette-pay-{name}"), &stage);
        stage.keys("esc ?");
        picture(&format!("help-{name}"), &stage);
        stage.keys("esc s y r M");
        picture(&format!("messages-{name}"), &stage);
        stage.keys("esc g");
        picture(&format!("chord-{name}"), &stage);
    }
}

#[test]
fn problems_with_their_places() {
    let problem = |severity, line, column, message: &'static str| Problem {
        severity,
        file: "services/pay/catalog-info.yaml".into(),
        path: "services/pay/catalog-info.yaml".into(),
        line,
        column,
        entity: (line > 5).then(|| "component:default/pay".parse().unwrap()),
        message: message.into(),
    };
    let problems = vec![
        problem(Severity::Warning, 17, 3, "ownedBy leads to group:default/gone, which is not in the catalog"),
        problem(
            Severity::Error,
            2,
            0,
            "two documents name component:default/pay; the first in the order of paths is taken, and this one is left out until one of them has another name",
        ),
        problem(Severity::Error, 0, 0, "it is larger than 4 MB"),
    ];
    for (name, problems) in [("problems", problems), ("problems-none", Vec::new())] {
        let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
        Arc::get_mut(&mut catalog).unwrap().problems = problems;
        let platform = Platform { name: "Acme".into(), is_workspace: true, ..Platform::default() };
        let mut stage = Stage::new(Setup { platform, ..setup("problems") }, SMALL, catalog.ports());
        stage.rest();
        picture(&format!("{name}-80x24"), &stage);
    }
    picture("problems-of-a-portal-80x24", &room("problems", Mood::Well, SMALL, Look::default()));
}

#[test]
fn other_looks_and_odd_sizes() {
    let ascii = Look { glyphs: Glyphs::ASCII, ..Look::default() };
    picture("catalog-ascii-80x24", &room("catalog", Mood::Well, SMALL, ascii.clone()));
    let mut stage = room("catalog", Mood::Well, SMALL, ascii);
    stage.keys("ctrl+p");
    picture("palette-ascii-80x24", &stage);
    for size in [(40, 12), (20, 5), (200, 20)] {
        let name = format!("catalog-{}x{}", size.0, size.1);
        picture(&name, &room("catalog", Mood::Well, size, Look::default()));
    }
    let read_only = stagedoor::platform::gate::Gate::default().read_only(true);
    let mut platform = setup("catalog").platform;
    platform.badges = vec!["static token".into()];
    let setup = Setup { gate: read_only, platform, ..setup("component:payments") };
    let mut stage = Stage::new(setup, SMALL, Scripted::new(Mood::Well, entities(), NOW).ports());
    stage.rest();
    picture("entity-read-only-80x24", &stage);
}
