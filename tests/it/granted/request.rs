use super::{World, world};
use crate::pictures::picture;
use crate::support::access::{ACTIVE, APPROVED, DENIED, PENDING, WAITING, command};
use stagedoor::domain::model::access::{Connection, Decision, Review, Revoked};
use stagedoor::platform::actions::Action;
use stagedoor::platform::command::Command;
use stagedoor::screen::app::{Effect, Message};

fn at(id: &str, size: (u16, u16)) -> World {
    world(&format!("stagedoor://access/{id}"), size, |_| {})
}

#[test]
fn who_reviews_sees_who_what_why_and_the_history_of_both() {
    let mut world = at(WAITING, (120, 36));
    let text = world.stage.text();
    for words in [
        "bob",
        "orders-production",
        "write, database, production",
        "INC-4711: repair the rows",
        "1 of 2 approvals",
        "55 minutes left",
        "Others of bob",
        "To the same, by others",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    picture("access-request-waiting-120x36", &world.stage);
    world.stage.keys("a");
    assert!(world.stage.sees("comment:"), "{}", world.stage.text());
    world.stage.keys("enter enter");
    let sent = world.catalog.commands.lock().unwrap().clone();
    assert!(
        matches!(&sent[..], [Command::ReviewAccess { decision: Decision::Approve, comment, .. }] if comment.is_empty()),
        "an approval needs no comment: {sent:?}"
    );
}

#[test]
fn ones_own_request_says_that_somebody_else_has_to_answer() {
    let world = at(PENDING, (80, 24));
    assert!(world.stage.sees("somebody else has to answer it"), "{}", world.stage.text());
    assert!(world.stage.sees("sre-oncall"));
    assert!(!world.stage.app.offers(Action::AccessApprove));
    picture("access-request-own-80x24", &world.stage);
    let mut world = world;
    world.stage.keys("a");
    assert!(world.stage.text().matches("somebody else has to answer it").count() > 1, "{}", world.stage.text());
}

#[test]
fn the_command_that_connects_is_one_quoted_line_that_is_copied_and_run_as_it_is_shown() {
    let mut world = at(ACTIVE, (120, 36));
    let line = r"tsh db connect --db-user=reader '--db-name=it'\''s orders' orders-production";
    assert!(world.stage.sees(line), "{}", world.stage.text());
    picture("access-request-active-120x36", &world.stage);
    world.stage.keys("y c");
    assert!(world.stage.effects.iter().any(|effect| matches!(effect, Effect::Copy(text) if text == line)));
    world.stage.keys("c");
    let runs = |effect: &Effect| matches!(effect, Effect::Program(errand) if errand.target.as_str() == format!("request/{ACTIVE}") && errand.commands[0].args.last().is_some_and(|last| last == "orders-production"));
    assert!(world.stage.effects.iter().any(runs), "{:?}", world.stage.effects);
}

#[test]
fn one_of_several_names_is_chosen_to_sign_in_with() {
    let mut world = at(ACTIVE, (120, 36));
    world.stage.keys("/").type_text("writer").keys("enter enter");
    assert_eq!(world.stage.app.place().unwrap().page, ACTIVE, "{}", world.stage.text());
    assert!(world.access.asked.lock().unwrap().contains(&"connection writer".to_owned()));
    assert!(world.stage.sees("--db-user=writer"), "{}", world.stage.text());
}

#[test]
fn giving_up_is_not_called_taking_back() {
    let mut world = at(ACTIVE, (120, 36));
    assert!(world.stage.app.offers(Action::AccessDrop) && world.stage.app.offers(Action::AccessRevoke));
    world.stage.keys("x");
    assert!(world.stage.sees("Give up for now"), "{}", world.stage.text());
    assert!(!world.stage.text().to_lowercase().contains("revoke"), "{}", world.stage.text());
    world.stage.keys("enter");
    assert!(matches!(&world.catalog.commands.lock().unwrap()[..], [Command::DropAccess(_)]));
}

#[test]
fn what_was_taken_back_says_by_whom_and_why_and_connects_no_more() {
    let mut world = at(ACTIVE, (80, 24));
    world.access.change_one(ACTIVE, |one| {
        let because = "the incident is over".into();
        one.revoked = Some(Revoked { by: "root".into(), at: None, because });
    });
    world.stage.until("taken back by root: the incident is over");
    assert!(!world.stage.app.offers(Action::AccessConnect) && !world.stage.app.offers(Action::AccessDrop));
}

#[test]
fn what_is_only_played_says_so_and_runs_nothing() {
    let world = world(&format!("stagedoor://access/{ACTIVE}"), (80, 24), |access| {
        let mut all = access.all.lock().unwrap();
        all.ways.simulated = true;
        all.requests.iter_mut().for_each(|one| std::sync::Arc::make_mut(one).simulated = true);
        *access.connection.lock().unwrap() =
            Connection { commands: vec![command("", &["true"])], simulated: true, ..Connection::default() };
    });
    assert!(world.stage.sees("nothing is granted by it"), "{}", world.stage.text());
    assert!(!world.stage.app.offers(Action::AccessConnect) && !world.stage.app.offers(Action::AccessCopyCommand));
}

#[test]
fn a_request_that_expires_while_it_is_looked_at_is_over_without_anybody_telling() {
    let mut world = at(WAITING, (80, 24));
    world.stage.now = world.stage.now.after(std::time::Duration::from_secs(56 * 60));
    world.stage.send_in(stagedoor::screen::app::Message::Wake);
    world.stage.until("lapsed");
    assert!(!world.stage.app.offers(Action::AccessApprove), "{}", world.stage.text());
    assert!(at(DENIED, (80, 24)).stage.sees("use the replica"));
}

#[test]
fn an_id_that_is_none_and_one_that_is_not_there_are_said_plainly() {
    assert!(world("stagedoor://access/--format", (80, 24), |_| {}).stage.sees("can be no request's id"));
    assert!(world("stagedoor://access/nowhere", (80, 24), |_| {}).stage.sees("no request has that id"));
}

#[test]
fn nobody_says_their_word_twice() {
    let mut world = at(WAITING, (120, 36));
    assert!(world.stage.app.offers(Action::AccessApprove));
    world.access.change_one(WAITING, |one| {
        one.reviews = vec![Review { by: "alice".into(), decision: Decision::Approve, comment: "go".into(), at: None }];
    });
    world.stage.until("approved by alice");
    assert!(!world.stage.app.offers(Action::AccessApprove) && !world.stage.app.offers(Action::AccessDeny));
    world.stage.keys("d");
    assert!(world.stage.sees("you have said your word to it already"), "{}", world.stage.text());
}

#[test]
fn all_that_connects_is_copied_in_one_line() {
    let mut world = world(&format!("stagedoor://access/{ACTIVE}"), (120, 36), |access| {
        let commands = vec![command("Sign in", &["db", "login", "orders"]), command("", &["db", "connect", "orders"])];
        access.connection.lock().unwrap().commands = commands;
    });
    world.stage.keys("y c");
    let line = "tsh db login orders && tsh db connect orders";
    assert!(world.stage.effects.iter().any(|effect| matches!(effect, Effect::Copy(text) if text == line)));
}

#[test]
fn how_to_connect_is_asked_anew_once_the_request_stands_otherwise() {
    let mut world = at(APPROVED, (120, 36));
    let connections = |world: &World| {
        let asked = world.access.asked.lock().unwrap();
        asked.iter().filter(|asked| asked.starts_with("connection")).count()
    };
    assert_eq!(connections(&world), 1);
    world.access.connection.lock().unwrap().commands = vec![command("", &["db", "connect", "anew"])];
    world.access.change_one(APPROVED, |one| one.is_assumed = true);
    world.stage.until("tsh db connect anew");
    assert_eq!(connections(&world), 2);
}

#[test]
fn after_a_program_had_the_terminal_all_that_is_seen_of_access_is_asked_anew() {
    let mut world = at(ACTIVE, (120, 36));
    world.access.asked.lock().unwrap().clear();
    world.stage.send_in(Message::Ran);
    world.stage.rest();
    let mut asked = world.access.asked.lock().unwrap().clone();
    asked.sort();
    assert_eq!(asked, ["connection ", "request", "requests", "sessions"]);
}
