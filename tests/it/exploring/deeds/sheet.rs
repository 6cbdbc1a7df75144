//! By keys in the whole app: the review sheet, the way through the editor and back, the journal.

use super::Checkout;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage, keymap, workspace_ports};
use stagedoor::adapters::systems::git::History;
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup};
use stagedoor::domain::model::journal::{Ending, Entry, Journal};
use stagedoor::domain::model::{At, Place, Problem, Severity};
use stagedoor::platform::gate::Gate;
use stagedoor::screen::app::{Effect, Message, Setup};
use std::sync::Arc;

fn stage_with(checkout: &Checkout, place: &str, gate: Gate, size: (u16, u16)) -> Stage {
    let user = Some("user:default/alice".parse().unwrap());
    let workspace = Workspace::open(WorkspaceSetup { name: None, root: checkout.root(), user }).unwrap();
    let workspace = workspace.with_history(Arc::new(History::of(checkout.root())));
    let link = Some(Place::parse(place).unwrap());
    let setup = Setup { platform: workspace.platform(), keymap: keymap(), link, gate, ..Setup::default() };
    let mut stage = Stage::new(setup, size, workspace_ports(workspace, &checkout.state()));
    stage.rest();
    stage
}

fn stage(checkout: &Checkout, place: &str) -> Stage {
    stage_with(checkout, place, Gate::default(), (120, 36))
}

#[test]
fn ownership_is_transferred_by_keys_as_a_commit_of_that_one_line() {
    let checkout = Checkout::new();
    checkout.git(&["config", "user.name", "Alice"]);
    checkout.git(&["config", "user.email", "alice@example.com"]);
    let mut stage = stage(&checkout, "component:cart");
    stage.keys("a t").type_text("team-b");
    assert!(stage.sees("owner: team-b") && stage.sees("The B team"), "{}", stage.text());
    stage.keys("enter enter");
    for words in ["-   owner: team-a   # for now", "+   owner: team-b   # for now", "1 to do", "Transfer component"] {
        assert!(stage.sees(words), "{words}\n{}", stage.text());
    }
    assert_eq!(checkout.subjects(), ["The shop"], "nothing is done before a yes");
    stage.keys("y");
    assert!(stage.sees("1 done") && stage.sees("group:default/team-b owns"), "{}", stage.text());
    let expected = super::CATALOG.replacen("owner: team-a   # for now", "owner: team-b   # for now", 1);
    assert_eq!(checkout.read("catalog-info.yaml"), expected, "comments and layout stay");
    assert_eq!(checkout.subjects(), ["Transfer component:default/cart to group:default/team-b", "The shop"]);
    assert_eq!(checkout.git(&["show", "--format=", "--name-only", "HEAD"]).trim(), "catalog-info.yaml");
    assert_eq!(checkout.git(&["log", "-1", "--format=%an"]).trim(), "Alice");
    checkout.nothing_ran();
    stage.keys("esc");
    stage.until("The B team");
    stage.keys("g j");
    assert!(stage.sees("entity.transfer") && stage.sees("component:default/cart"), "{}", stage.text());
    stage.keys("enter");
    assert!(stage.sees("Catalog"), "from an entry to its entity\n{}", stage.text());
}

#[test]
fn a_sheet_that_is_left_does_nothing() {
    let checkout = Checkout::new();
    let mut stage = stage(&checkout, "component:cart");
    stage.keys("a t").type_text("team-b").keys("enter enter");
    assert!(stage.sees("to do"), "{}", stage.text());
    stage.keys("esc");
    assert!(!stage.sees("to do"), "{}", stage.text());
    assert_eq!(checkout.read("catalog-info.yaml"), super::CATALOG);
    stage.keys("g j");
    assert!(stage.sees("Nothing was done"), "{}", stage.text());
}

#[test]
fn what_is_not_committed_yet_is_not_carried_along() {
    let checkout = Checkout::new();
    checkout.write("catalog-info.yaml", &super::CATALOG.replace("production", "experimental"));
    let mut stage = stage(&checkout, "component:cart");
    stage.keys("a t").type_text("team-b").keys("enter enter");
    assert!(stage.sees("changes that are not committed") && stage.sees("1 cannot be done"), "{}", stage.text());
    stage.keys("y");
    assert!(stage.sees("1 cannot be done"), "a yes to nothing does nothing\n{}", stage.text());
    assert_eq!(checkout.subjects(), ["The shop"]);
}

#[test]
fn without_git_the_file_alone_is_changed_and_that_is_said_before() {
    let checkout = Checkout::without_git();
    let mut stage = stage(&checkout, "component:shelf");
    stage.keys("a t").type_text("user:default/alice").keys("enter enter");
    assert!(stage.sees("no git repository") && stage.sees("owner: 'user:default/alice'"), "{}", stage.text());
    stage.keys("y");
    assert!(stage.sees("1 done"), "{}", stage.text());
    assert!(checkout.read("catalog-info.yaml").contains("owner: 'user:default/alice' }"));
}

#[test]
fn an_owner_that_is_there_already_and_one_that_is_nobody_are_told() {
    let checkout = Checkout::new();
    let mut stage = stage(&checkout, "component:cart");
    stage.keys("a t").type_text("group:default/team-a").keys("enter enter");
    assert!(stage.sees("it is the owner already"), "{}", stage.text());
    stage.keys("esc a t").type_text("component:x");
    stage.keys("enter enter");
    assert!(stage.sees("an owner is a group or a user"), "{}", stage.text());
    stage.keys("esc esc a t").type_text("group:default/nobody").keys("enter enter");
    assert!(stage.sees("there is no group:default/nobody"), "{}", stage.text());
}

#[test]
fn what_was_edited_is_shown_with_what_is_wrong_and_committed_or_edited_again() {
    let checkout = Checkout::new();
    checkout.git(&["config", "user.name", "Alice"]);
    checkout.git(&["config", "user.email", "alice@example.com"]);
    let mut stage = stage(&checkout, "component:cart");
    stage.keys("e");
    assert!(matches!(stage.effects.last(), Some(Effect::Edit(path, _)) if path.ends_with("catalog-info.yaml")));
    checkout.write("catalog-info.yaml", &super::CATALOG.replace("  type: service\n", "  type: 7\n"));
    stage.send_in(Message::Edited);
    stage.rest();
    stage.until("has a problem");
    assert!(stage.sees("+   type: 7") && stage.sees("catalog-info.yaml:7:"), "{}", stage.text());
    stage.keys("e");
    assert!(matches!(stage.effects.last(), Some(Effect::Edit(_, 7))), "at the line: {:?}", stage.effects.last());
    checkout.write("catalog-info.yaml", &super::CATALOG.replace("  type: service\n", "  type: website\n"));
    stage.send_in(Message::Edited);
    stage.rest();
    stage.until("+   type: website");
    assert!(!stage.sees("problem"), "{}", stage.text());
    stage.keys("y");
    assert!(stage.sees("1 done"), "{}", stage.text());
    assert_eq!(checkout.subjects(), ["Change component:default/cart", "The shop"]);
    checkout.nothing_ran();
}

#[test]
fn what_was_opened_and_left_as_it_was_asks_nothing() {
    let checkout = Checkout::new();
    let mut stage = stage(&checkout, "component:cart");
    stage.keys("e");
    stage.send_in(Message::Edited);
    stage.rest();
    assert!(!stage.sees("to do") && !stage.sees("cannot"), "{}", stage.text());
}

#[test]
fn after_the_file_of_a_problem_was_edited_no_other_entity_is_offered_to_be_committed() {
    let checkout = Checkout::new();
    checkout.write("org.yaml", &format!("{}---\nkind: [\n", super::ORG));
    let mut stage = stage(&checkout, "component:cart");
    stage.keys("e");
    stage.send_in(Message::Edited);
    stage.rest();
    stage.keys("g p");
    stage.until("org.yaml");
    for _ in 0..5 {
        if !matches!(stage.effects.last(), Some(Effect::Edit(path, _)) if path.ends_with("org.yaml")) {
            stage.keys("j enter");
        }
    }
    assert!(
        matches!(stage.effects.last(), Some(Effect::Edit(path, _)) if path.ends_with("org.yaml")),
        "{:?}\n{}",
        stage.effects.last(),
        stage.text()
    );
    checkout.write("catalog-info.yaml", &super::CATALOG.replace("production", "retired"));
    stage.send_in(Message::Edited);
    stage.rest();
    assert!(!stage.sees("retired") && !stage.sees("to do"), "{}", stage.text());
}

#[test]
fn read_only_offers_none_of_it() {
    let checkout = Checkout::new();
    let mut stage = stage_with(&checkout, "component:cart", Gate::default().read_only(true), (120, 36));
    for keys in ["a t", "a u", "a c", "R", "e"] {
        stage.keys(keys);
        assert!(stage.sees("is not possible here: nothing is changed with --read-only"), "{keys}: {}", stage.text());
        assert!(!stage.sees("owner:") && !stage.sees("message:") && !stage.sees("to do"), "{}", stage.text());
    }
    assert!(!checkout.state().exists(), "nothing was recorded, for nothing was done");
}

fn scripted(place: &str, size: (u16, u16)) -> (Stage, Arc<Scripted>) {
    let mut catalog = Arc::into_inner(Scripted::new(Mood::Well, entities(), NOW)).unwrap();
    let entry = |n: i64, outcome, target: &str| Entry {
        at: At(NOW.0 - n * 3_600_000),
        deed: None,
        subject: "user:default/alice".into(),
        context: "test".into(),
        action: "entity.refresh".into(),
        target: stagedoor::domain::text::Clean::line(target),
        outcome,
        detail: "the source is read again".into(),
        request_id: Some("11-22".into()),
    };
    catalog.journal = Journal {
        entries: vec![
            entry(1, Ending::Done, "component:default/payments"),
            entry(2, Ending::Refused, "component:default/old-cart"),
            entry(3, Ending::InDoubt, "https://git.example/catalog-info.yaml"),
        ],
        damaged: 2,
    };
    catalog.problems = vec![Problem {
        severity: Severity::Error,
        file: "".into(),
        path: "".into(),
        line: 4,
        column: 3,
        entity: None,
        message: "metadata.name is not valid".into(),
    }];
    let catalog = Arc::new(catalog);
    let setup = Setup { link: Some(Place::parse(place).unwrap()), keymap: keymap(), ..Setup::default() };
    let mut stage = Stage::new(setup, size, catalog.clone().ports());
    stage.rest();
    (stage, catalog)
}

#[test]
fn a_location_is_registered_after_its_dry_run_was_shown() {
    let (mut stage, catalog) = scripted("catalog", (120, 36));
    stage.keys("a r").type_text("ftp://x").keys("enter");
    assert!(stage.sees("no address of a descriptor"), "{}", stage.text());
    stage.keys("ctrl+u").type_text("https://git.example/c.yaml").keys("enter");
    assert!(stage.sees("register https://git.example/c.yaml") && stage.sees("1 to do"), "{}", stage.text());
    assert!(catalog.commands.lock().unwrap().is_empty());
    stage.keys("y");
    assert_eq!(catalog.commands.lock().unwrap().len(), 1);
    assert!(stage.sees("1 done"), "{}", stage.text());
}

#[test]
fn what_takes_something_away_wants_a_key_of_its_own() {
    let (mut stage, catalog) = scripted("component:payments", (120, 36));
    stage.keys("a u");
    assert!(stage.sees("cannot be taken back"), "{}", stage.text());
    stage.keys("enter");
    assert!(catalog.commands.lock().unwrap().is_empty(), "enter is not enough");
    stage.keys("y");
    assert_eq!(catalog.commands.lock().unwrap().len(), 1);
}

#[test]
fn a_descriptor_is_tried_against_the_catalog_from_the_editor() {
    let (mut stage, _) = scripted("component:payments", (120, 36));
    stage.keys("a v");
    let Some(Effect::Write { text, line: 1, .. }) = stage.effects.last().cloned() else { panic!("no editor") };
    assert!(text.contains("name: payments") && !text.contains("relations"), "{text}");
    stage.send_in(Message::Written("a: 1\nb: 2\nc: 3\n  name: a b\n".into()));
    stage.rest();
    assert!(stage.sees("4:3") && stage.sees("name: a b") && stage.sees("is not valid"), "{}", stage.text());
    stage.keys("e");
    assert!(matches!(stage.effects.last(), Some(Effect::Write { line: 4, text, .. }) if text.contains("a b")));
    assert!(stage.sees("is not valid"), "it stays until something else was written\n{}", stage.text());
    stage.send_in(Message::Written("kind: Component\n".into()));
    stage.rest();
    stage.keys("y");
    assert!(matches!(stage.effects.last(), Some(Effect::Export { text, .. }) if text == "kind: Component\n"));
}

#[test]
fn the_journal_is_narrowed_as_one_types_and_leads_to_the_entity() {
    for size in [(120, 36), (80, 24)] {
        let (mut stage, _) = scripted("journal", size);
        for words in ["3 entries", "2 lines cannot be read", "in-doubt", "refused", "11-22"] {
            assert!(stage.sees(words), "{words} at {size:?}\n{}", stage.text());
        }
        stage.keys("/").type_text("refused old");
        assert!(stage.sees("1 of 3 entries") && !stage.sees("in-doubt"), "{}", stage.text());
        stage.keys("enter enter");
        assert!(stage.sees("component:default/old-cart") && stage.sees("Overview"), "{}", stage.text());
        stage.keys("esc");
        assert!(stage.sees("1 of 3 entries"), "as it was left\n{}", stage.text());
        stage.keys("esc");
        assert!(stage.sees("3 entries"), "{}", stage.text());
    }
}

#[test]
fn sheets_and_the_journal_fit_every_size() {
    for (place, keys) in [
        ("journal", ""),
        ("journal", "/ x"),
        ("component:payments", "a t"),
        ("component:payments", "a t t enter enter"),
        ("component:payments", "a u"),
        ("component:payments", "a u y"),
        ("catalog", "a r"),
    ] {
        let (mut stage, _) = scripted(place, (120, 36));
        stage.keys(keys);
        for columns in [1, 2, 3, 5, 10, 20, 40, 80, 99, 100, 200] {
            for rows in [1, 2, 3, 4, 6, 10, 24, 60] {
                stage.resize(columns, rows);
                let (_, cursor) = stage.paint();
                assert!(cursor.is_none_or(|at| at.x < columns && at.y < rows), "{place} {keys} {columns}x{rows}");
            }
        }
    }
}

fn picture(name: &str, stage: &Stage) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../../pictures" }, {
        insta::assert_snapshot!(name, stage.text());
    });
}

#[test]
fn sheets_and_the_journal_as_they_are_seen() {
    for (size, name) in [((80, 24), "80x24"), ((120, 36), "120x36")] {
        picture(&format!("journal-{name}"), &scripted("journal", size).0);
        let checkout = Checkout::without_git();
        let mut stage = stage_with(&checkout, "component:cart", Gate::default(), size);
        stage.keys("a t").type_text("team");
        picture(&format!("review-asking-{name}"), &stage);
        stage.keys("down enter enter");
        picture(&format!("review-shown-{name}"), &stage);
        stage.keys("y");
        picture(&format!("review-over-{name}"), &stage);
    }
    let (mut stage, _) = scripted("component:payments", (80, 24));
    stage.keys("a v");
    stage.send_in(Message::Written("a: 1\nb: 2\nc: 3\n  name: a b\n".into()));
    stage.rest();
    picture("verdict-80x24", &stage);
}

#[test]
fn what_is_marked_in_the_list_is_done_to_all_after_one_review() {
    let (mut stage, catalog) = scripted("catalog?q=filler-00", (120, 36));
    stage.keys("ctrl+a R");
    assert!(stage.sees("15 to do"), "{}", stage.text());
    assert!(catalog.commands.lock().unwrap().is_empty());
    stage.keys("y");
    assert!(stage.sees("15 done"), "{}", stage.text());
    assert_eq!(catalog.commands.lock().unwrap().len(), 15);
}
