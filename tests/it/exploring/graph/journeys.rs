//! What a person does with the graph, by keys and by mouse, over the example workspace.

use super::exports::hostile;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage, keymap, lines, workspace_ports};
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup, unpack_example};
use stagedoor::domain::model::Place;
use stagedoor::domain::text::{Clean, width};
use stagedoor::platform::ports::Reply;
use stagedoor::platform::query::{Answer, Ask};
use stagedoor::platform::store::Job;
use stagedoor::screen::app::{App, Effect, Message, Setup};
use tempfile::TempDir;

pub fn at(place: &str, size: (u16, u16)) -> (Stage, TempDir) {
    let folder = TempDir::new().unwrap();
    let root = unpack_example(&folder.path().join("example"), true).unwrap();
    let workspace = Workspace::open(WorkspaceSetup { name: None, root, user: None }).unwrap();
    let link = Some(Place::parse(place).unwrap());
    let setup = Setup { platform: workspace.platform(), keymap: keymap(), link, ..Setup::default() };
    let ports = workspace_ports(workspace, &folder.path().join("state"));
    let mut stage = Stage::new(setup, size, ports);
    stage.rest();
    (stage, folder)
}

fn exported(stage: &Stage) -> (&str, &str) {
    let found = stage.effects.iter().rev().find_map(|effect| match effect {
        Effect::Export { name, text } => Some((name.as_str(), text.as_str())),
        _ => None,
    });
    found.unwrap()
}

fn selected(stage: &Stage) -> String {
    stage.app.saved().cursor.unwrap().to_string()
}

#[test]
fn from_an_entity_to_its_graph_along_it_to_another_root_and_back_as_it_was() {
    let (mut stage, _folder) = at("component:ledger", (80, 24));
    stage.keys("3");
    for words in ["entities", "what it needs", "ledger-db", "depends on", "what needs it", "ledger-rpc", "provides"] {
        assert!(stage.sees(words), "{words}\n{}", stage.text());
    }
    stage.keys("j j");
    assert_eq!(selected(&stage), "resource:default/ledger-db");
    stage.keys("c");
    assert!(stage.text().lines().next().unwrap().contains("Ledger database"), "{}", stage.text());
    stage.keys("esc");
    assert_eq!(selected(&stage), "resource:default/ledger-db", "the cursor is where it was");
    stage.keys("enter");
    assert!(stage.sees("resource:default/ledger-db") && stage.sees("Overview"), "{}", stage.text());
    stage.keys("esc 1");
    assert!(stage.sees("component:default/ledger"), "{}", stage.text());
    stage.keys("3");
    assert_eq!(selected(&stage), "resource:default/ledger-db", "the tab is as it was left");
}

#[test]
fn the_next_start_is_on_the_same_entity_of_the_same_graph() {
    let (mut stage, folder) = at("stagedoor://catalog/component/default/ledger/graph", (80, 24));
    stage.keys("i").keys("/").type_text("web-shop").keys("enter esc");
    let saved = stage.app.saved();
    assert_eq!(saved.cursor, Some("component:default/web-shop".parse().unwrap()));
    let root = folder.path().join("example");
    let workspace = Workspace::open(WorkspaceSetup { name: None, root, user: None }).unwrap();
    let setup = Setup { platform: workspace.platform(), keymap: keymap(), saved: saved.clone(), ..Setup::default() };
    let mut again = Stage::new(setup, (80, 24), workspace_ports(workspace, &folder.path().join("state")));
    again.rest();
    assert_eq!((again.app.saved().place, selected(&again)), (saved.place, selected(&stage)));
    assert!(again.sees("are affected"), "{}", again.text());
}

#[test]
fn folding_hides_and_shows_and_steps_up() {
    let (mut stage, _folder) = at("stagedoor://catalog/component/default/ledger/graph?direction=out", (80, 24));
    assert!(stage.sees("postgres-main"));
    stage.keys("j left");
    assert!(!stage.sees("postgres-main") && stage.sees("ledger-db  1"), "{}", stage.text());
    stage.keys("right");
    assert!(stage.sees("postgres-main"), "{}", stage.text());
    stage.keys("right");
    assert_eq!(selected(&stage), "resource:default/postgres-main");
    stage.keys("left");
    assert_eq!(selected(&stage), "resource:default/ledger-db");
    stage.keys("z");
    assert!(!stage.sees("postgres-main") && stage.sees("ledger-db"), "{}", stage.text());
    stage.keys("Z");
    assert!(stage.sees("postgres-main"), "{}", stage.text());
}

#[test]
fn a_cycle_is_marked_and_one_can_jump_to_where_an_entity_is_shown_in_full() {
    let (mut stage, _folder) = at("stagedoor://catalog/component/default/identity/graph?direction=out", (120, 36));
    assert!(stage.sees("1 cycle") && stage.sees("cycle, ↑ above"), "{}", stage.text());
    let row = |stage: &Stage| stage.text().lines().position(|line| line.contains("cycle, ↑ above")).unwrap();
    let to = row(&stage);
    while stage.text().lines().position(|line| line.starts_with('▌')).unwrap() < to {
        stage.keys("j");
    }
    let entity = selected(&stage);
    stage.keys("f");
    assert_eq!(selected(&stage), entity);
    assert!(stage.text().lines().position(|line| line.starts_with('▌')).unwrap() < to, "{}", stage.text());
}

#[test]
fn what_an_outage_takes_down_and_whom_to_call_and_that_as_json() {
    let (mut stage, _folder) = at("resource:postgres-main", (120, 36));
    stage.keys("3 i");
    for words in ["are affected, of", "most affected: ", "direct", "2 steps", "Whom to call"] {
        assert!(stage.sees(words), "{words}\n{}", stage.text());
    }
    stage.keys("b");
    assert!(stage.sees("nearest direct"), "{}", stage.text());
    stage.keys("y l");
    let link = stage.app.saved().place.unwrap();
    assert!(link.ends_with("/graph?impact=1&by=owner"), "{link}");
    stage.keys("x j enter");
    let (name, text) = exported(&stage);
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!((name, &value["root"]), ("impact-postgres-main.json", &"resource:default/postgres-main".into()));
    stage.keys("x j j enter");
    assert_eq!(exported(&stage).0, "impact-postgres-main.mmd");
    stage.keys("x G k k enter");
    let copied = stage.effects.iter().any(|effect| matches!(effect, Effect::Copy(text) if text.contains("affected")));
    assert!(copied, "the text in the clipboard");
    stage.keys("esc");
    assert!(stage.sees("what needs it"), "closing the impact leads back to the graph\n{}", stage.text());
}

#[test]
fn other_relations_another_direction_and_less_depth_each_with_its_link() {
    let (mut stage, _folder) = at("stagedoor://catalog/component/default/ledger/graph", (120, 36));
    assert!(!stage.sees("part of"));
    stage.keys("r j j j");
    assert!(stage.sees("Relations to follow") && stage.sees("part of, has part"), "{}", stage.text());
    stage.keys("enter esc");
    assert!(stage.sees("part of") && stage.sees("what it leads to"), "{}", stage.text());
    stage.keys("d");
    assert!(!stage.sees("what leads to it"), "{}", stage.text());
    stage.keys("- - -");
    let link = stage.app.saved().place.unwrap();
    assert!(link.contains("direction=out&depth=1&relations=dependsOn%2CconsumesApi%2CprovidesApi%2CpartOf"), "{link}");
    assert!(stage.sees("depth 1, more beyond"), "{}", stage.text());
    stage.keys("+");
    assert!(stage.app.saved().place.unwrap().contains("depth=2"));
}

#[test]
fn what_is_found_is_opened_up_to_even_when_it_was_folded() {
    let (mut stage, _folder) = at("stagedoor://catalog/component/default/ledger/graph", (120, 36));
    stage.keys("z /").type_text("web-sh");
    assert!(stage.sees("1/1"), "{}", stage.text());
    assert_eq!(selected(&stage), "component:default/web-shop");
    stage.keys("enter");
    stage.keys("/").type_text("payments").keys("enter");
    let first = selected(&stage);
    stage.keys("n");
    assert_ne!(selected(&stage), first);
    stage.keys("N");
    assert_eq!(selected(&stage), first);
    stage.keys("esc");
    assert!(!stage.sees("/ payments") && stage.sees("what it needs"), "only the search is left\n{}", stage.text());
}

#[test]
fn a_click_selects_one_on_the_sign_folds_and_one_on_the_selected_opens() {
    let (mut stage, _folder) = at("stagedoor://catalog/component/default/ledger/graph?direction=out", (80, 24));
    let row = stage.row_of("ledger-db").unwrap() as u16;
    let sign = stage.text().lines().nth(row.into()).unwrap().chars().position(|c| c == '▾').unwrap() as u16;
    stage.click(sign, row);
    assert!(!stage.sees("postgres-main"), "{}", stage.text());
    stage.click(sign, row);
    assert!(stage.sees("postgres-main"), "{}", stage.text());
    let money = stage.row_of("money").unwrap() as u16;
    stage.click(10, money);
    assert_eq!(selected(&stage), "component:default/money");
    stage.click(10, money);
    assert!(stage.sees("component:default/money"), "{}", stage.text());
}

#[test]
fn a_team_shows_its_people_and_what_it_owns() {
    let (stage, _folder) = at("stagedoor://catalog/group/default/team-payments/graph?direction=in", (120, 36));
    assert!(stage.sees("owns") && stage.sees("has member"), "{}", stage.text());
}

#[test]
fn every_mood_of_the_catalog_has_a_screen_and_every_size_holds() {
    for mood in [Mood::Well, Mood::Silent, Mood::Empty, Mood::Half, Mood::OldCopyThenFault, Mood::Failing] {
        for place in ["payments/graph", "payments/graph?impact=1&by=owner", "hostile/graph", "never-was/graph"] {
            let link = Some(Place::parse(&format!("stagedoor://catalog/component/default/{place}")).unwrap());
            let setup = Setup { keymap: keymap(), link, ..Setup::default() };
            let mut stage = Stage::new(setup, (120, 36), Scripted::new(mood, entities(), NOW).ports());
            match mood {
                Mood::Silent => {}
                Mood::Half => stage.until_listed(),
                _ => stage.rest(),
            }
            let all = ["", "r", "esc x", "esc / p", "esc"];
            for keys in all.into_iter().take(if mood == Mood::Well { all.len() } else { 1 }) {
                stage.press(keys);
                every_size(&mut stage, &format!("{mood:?} {place} {keys}"));
            }
        }
    }
}

fn every_size(stage: &mut Stage, what: &str) {
    for columns in (1..=5).chain([12, 39, 80, 110, 120]) {
        for rows in (1..=8).chain([24, 36]) {
            stage.resize(columns, rows);
            let (buf, cursor) = stage.paint();
            for line in lines(&buf) {
                assert!(width(&line) <= usize::from(columns), "{what} {columns}x{rows}: {line}");
                assert_eq!(Clean::line(&line).as_str(), line, "{what} {columns}x{rows}");
            }
            assert!(cursor.is_none_or(|cursor| buf.area.contains(cursor)), "{what} {columns}x{rows}");
        }
    }
    stage.resize(120, 36);
}

#[test]
fn an_entity_that_is_gone_still_shows_who_names_it() {
    let place = "stagedoor://catalog/resource/default/gone-database/graph?impact=1";
    let setup = Setup { keymap: keymap(), link: Some(Place::parse(place).unwrap()), ..Setup::default() };
    let mut stage = Stage::new(setup, (120, 36), Scripted::new(Mood::Well, entities(), NOW).ports());
    stage.rest();
    assert!(stage.sees("not in the catalog") && stage.sees("filler-000"), "{}", stage.text());
}

#[test]
fn names_that_mean_harm_are_walked_like_any_other() {
    let link =
        Some(Place::parse("stagedoor://catalog/component/default/root/graph?relations=dependsOn,custom").unwrap());
    let mut app = App::new(Setup { keymap: keymap(), link, ..Setup::default() }, (80, 24), NOW);
    let mut waiting = app.settle();
    while let Some(effect) = waiting.pop() {
        if let Effect::Job(Job::Start(ticket, Ask::Rows(_))) = effect {
            waiting.extend(app.update(Message::Reply(ticket, Reply::Done(Answer::Rows(hostile()), None)), NOW));
        }
    }
    for keys in ["", "j", "G", "Z", "z", "i", "b", "x", "esc", "r", "esc", "/", "d", "enter", "n"] {
        for key in keys.split_whitespace() {
            let key = key.parse().unwrap();
            app.update(Message::Input(stagedoor::screen::input::Input::Key(key)), NOW);
        }
        let mut buf = ratatui::buffer::Buffer::empty(ratatui::layout::Rect::new(0, 0, 80, 24));
        app.view(&mut buf);
        for line in lines(&buf) {
            assert!(width(&line) <= 80, "{keys}: {line}");
            assert_eq!(Clean::line(&line).as_str(), line, "{keys}");
        }
    }
}
