use super::world;
use crate::pictures::picture;
use crate::support::access::{ACTIVE, WAITING};
use stagedoor::platform::actions::Action;
use stagedoor::screen::app::Effect;

#[test]
fn sessions_say_who_is_and_was_connected_and_lead_to_the_request_they_came_from() {
    let mut world = world("stagedoor://access/sessions", (120, 36), |_| {});
    for words in ["active", "ended", "reader", "query log", "only your own are shown", "22m"] {
        assert!(world.stage.sees(words), "{words}\n{}", world.stage.text());
    }
    picture("access-sessions-120x36", &world.stage);
    picture("access-sessions-80x24", &super::world("stagedoor://access/sessions", (80, 24), |_| {}).stage);
    world.stage.keys("r");
    assert_eq!(world.stage.app.place().unwrap().page, ACTIVE);
    assert!(world.stage.sees("Sessions that came of it"), "{}", world.stage.text());
}

#[test]
fn a_recording_is_played_in_the_terminal_and_opened_in_the_browser() {
    let mut world = world("stagedoor://access/sessions?state=past", (120, 36), |_| {});
    world.stage.keys("p");
    let plays = |effect: &Effect| {
        matches!(effect, Effect::Program(errand)
            if errand.action == Action::AccessPlay && errand.commands[0].args[0] == "play")
    };
    assert!(world.stage.effects.iter().any(plays), "{:?}", world.stage.effects);
    world.stage.keys("o");
    assert!(world.stage.effects.iter().any(|effect| matches!(effect, Effect::Open(_))));
    world.stage.keys("t t");
    assert!(!world.stage.app.offers(Action::AccessPlay), "what goes on has no recording yet");
}

#[test]
fn sessions_of_one_entity_and_only_ones_own() {
    let mut world = world("stagedoor://access/sessions?of=resource:default/orders-db", (120, 36), |_| {});
    assert!(world.stage.sees("of resource:orders-db") && world.stage.sees("bob"), "{}", world.stage.text());
    let mut mine = super::world("stagedoor://access/sessions", (120, 36), |_| {});
    mine.stage.keys("m");
    assert!(!mine.stage.sees("bob"), "{}", mine.stage.text());
    world.stage.keys("/").type_text("nobody");
    assert!(world.stage.sees("Nothing matches"));
}

#[test]
fn the_audit_tells_who_asked_and_who_agreed_and_is_exported_as_json_and_csv() {
    let mut world = world("stagedoor://access/audit", (120, 36), |_| {});
    for words in ["asked", "approved", "denied", "dora", "session began", "INC-4711"] {
        assert!(world.stage.sees(words), "{words}\n{}", world.stage.text());
    }
    picture("access-audit-120x36", &world.stage);
    world.stage.keys("t t");
    assert!(!world.stage.sees("INC-4711") && world.stage.sees("dora"), "{}", world.stage.text());
    world.stage.keys("E");
    let names = world.stage.effects.iter().filter_map(|effect| match effect {
        Effect::Export { name, text } if text.contains("dora") => Some(name.as_str()),
        _ => None,
    });
    let names: Vec<_> = names.collect();
    assert_eq!(names, ["access-audit.json", "access-audit.csv"]);
    let one = super::world(&format!("stagedoor://access/audit?request={WAITING}"), (120, 36), |_| {});
    assert!(!one.stage.sees("dora") && one.stage.sees("INC-4711"), "{}", one.stage.text());
}
