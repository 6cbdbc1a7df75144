//! Signing in and out on the screen: over whatever is open, with nothing of it lost.

use crate::pictures::picture;
use crate::rooms::setup;
use crate::support::account::{Account, Next, Permissions};
use crate::support::scripted::{Mood, Scripted, alice, entities};
use crate::support::stage::{NOW, Stage};
use stagedoor::domain::model::{At, Claims, Identity, Principal};
use stagedoor::domain::text::{Clean, Secret};
use stagedoor::platform::account::{AccountPort as _, Part, SignIn, SignedIn, Way};
use stagedoor::platform::actions::Action;
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::gate::{Gate, Ground};
use stagedoor::screen::app::{Effect, Message, Setup};
use stagedoor::screen::input::Input;
use stagedoor::screen::look::{Glyphs, Look};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const ADDRESS: &str = "https://portal.example/api/auth/v1/authorize?client_id=https%3A%2F%2Fportal.example%2Fcli.json&redirect_uri=http%3A%2F%2F127.0.0.1%3A8055%2Fcallback&response_type=code&state=Zm9vYmFy&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
const SECRET: &str = "hunter2-hunter2";

struct Bench {
    stage: Stage,
    catalog: Arc<Scripted>,
    account: Arc<Account>,
    permissions: Arc<Permissions>,
    out: Arc<AtomicBool>,
}

fn bench_of(setup: Setup, size: (u16, u16), open: &[Way], script: Vec<Next>) -> Bench {
    bench_as(alice(), setup, size, open, script)
}

fn bench_as(who: Identity, setup: Setup, size: (u16, u16), open: &[Way], script: Vec<Next>) -> Bench {
    bench_under(Permissions::new(|_| Some(true)), who, setup, size, open, script)
}

fn bench_under(
    permissions: Arc<Permissions>,
    who: Identity,
    setup: Setup,
    size: (u16, u16),
    open: &[Way],
    script: Vec<Next>,
) -> Bench {
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    let out = catalog.out.clone();
    let account = Account::new(open, script, &out);
    let inner = Arc::get_mut(&mut catalog).unwrap();
    inner.account = account.clone();
    inner.who = who.into();
    inner.permissions = permissions.clone();
    let (read_only, restricted) = (setup.gate.is_read_only(), setup.gate.is_restricted());
    let gate = Gate::new(Ground::Portal, Arc::default()).read_only(read_only).restricted(restricted);
    let stage = Stage::new(Setup { gate, ..setup }, size, catalog.clone().ports());
    Bench { stage, catalog, account, permissions, out }
}

fn bench(place: &str, open: &[Way], script: Vec<Next>) -> Bench {
    let mut bench = bench_of(setup(place), (120, 36), open, script);
    bench.stage.rest();
    bench
}

/// The session ends, and everything is asked anew.
fn end_session(bench: &mut Bench) {
    bench.out.store(true, Ordering::SeqCst);
    bench.stage.keys("ctrl+r");
}

fn paste(stage: &mut Stage, text: &str) {
    stage.send_in(Message::Input(Input::Paste(text.to_owned())));
}

fn visit(comes_back: bool) -> SignIn {
    let until = At(NOW.0 + 300_000);
    SignIn::Visit {
        address: ADDRESS.into(),
        start: None,
        at: "portal.example".into(),
        comes_back,
        until,
        part: Part::ONLY,
    }
}

fn code() -> SignIn {
    SignIn::Code {
        address: "https://idp.example/device".into(),
        complete: Some("https://idp.example/device?user_code=WDJB-MJHT".into()),
        code: "WDJB-MJHT".into(),
        until: At(NOW.0 + 600_000),
    }
}

fn done(is_another: bool) -> Next {
    let told = vec!["signed in as alice, until 14:05".into()];
    Next::Done(SignedIn { user: alice().user, told, is_another, ends: None })
}

#[test]
fn when_the_session_ends_one_signs_in_in_place_and_what_failed_is_asked_again() {
    let script = vec![Next::Show(visit(false)), Next::Await, done(false)];
    let mut bench = bench("catalog", &[Way::Paste], script);
    end_session(&mut bench);
    assert!(bench.stage.sees("Your session at Acme has ended."), "{}", bench.stage.text());
    bench.stage.press("enter");
    bench.stage.until("Paste:");
    paste(&mut bench.stage, &format!("http://127.0.0.1:8055/callback?code={SECRET}\n"));
    assert!(!bench.stage.sees("hunter2"), "{}", bench.stage.text());
    bench.stage.press("enter");
    assert!(!bench.stage.sees("Paste:"), "it was handed in:\n{}", bench.stage.text());
    bench.stage.until("signed in as alice");
    bench.stage.rest();
    assert_eq!(*bench.account.handed.lock().unwrap(), [format!("http://127.0.0.1:8055/callback?code={SECRET}")]);
    assert!(bench.stage.sees("filler-000") && !bench.stage.sees("Sign in at"), "{}", bench.stage.text());
    assert!(!bench.stage.sees("signed out"), "{}", bench.stage.text());
    let rows = bench.catalog.asked.lock().unwrap().iter().filter(|what| *what == "rows").count();
    assert_eq!(rows, 3, "at the start, when it failed, and once more");
    bench.stage.keys("M");
    assert!(!bench.stage.sees("hunter2") && !format!("{:?}", bench.stage.effects).contains("hunter2"));
}

#[test]
fn whoever_was_never_signed_in_is_not_told_that_a_session_has_ended() {
    let nobody = Identity { user: None, principal: Principal::Nobody, ..alice() };
    let mut bench = bench_as(nobody, setup("catalog"), (120, 36), &[Way::Paste], Vec::new());
    bench.stage.rest();
    assert!(!bench.stage.text().lines().last().unwrap().contains("g s"), "{}", bench.stage.text());
    end_session(&mut bench);
    assert!(bench.stage.sees("You are not signed in at Acme."), "{}", bench.stage.text());
}

#[test]
fn a_sheet_that_comes_by_itself_shows_the_ways_at_once_where_they_are_known() {
    let mut bench = bench_of(setup("component:payments"), (120, 36), &[Way::Paste], Vec::new());
    bench.stage.rest();
    let account = bench.account.clone();
    let telling = account.telling.try_acquire().unwrap();
    bench.out.store(true, Ordering::SeqCst);
    bench.stage.send_in(Message::Input(Input::Key("ctrl+r".parse().unwrap())));
    bench.stage.until("signed out");
    while bench.stage.waits_for_more_than(1) {
        bench.stage.one_reply();
    }
    // the ways are the last to come: nothing follows that would paint the sheet once more
    drop(telling);
    bench.stage.until("Your session at");
    assert!(bench.stage.sees("In a browser elsewhere"), "{}", bench.stage.text());
}

#[test]
fn a_command_that_was_refused_for_it_is_sent_again_and_the_sheet_goes_on() {
    let mut bench = bench("catalog", &[Way::Guest], vec![done(false)]);
    bench.stage.keys("v j v");
    bench.out.store(true, Ordering::SeqCst);
    bench.stage.keys("R y");
    assert!(bench.stage.sees("Your session at Acme has ended."), "{}", bench.stage.text());
    assert!(bench.catalog.commands.lock().unwrap().is_empty());
    bench.stage.press("enter");
    bench.stage.until("2 done");
    assert_eq!(bench.catalog.commands.lock().unwrap().len(), 2, "the refused one, and the one after it");
}

/// A command is refused as the session has ended, and signing in takes so long that what the portal
/// had decided about it is over by then. What it decides anew is `decided`; nothing where it is none.
fn signed_in_too_late(decided: Option<bool>) -> Bench {
    let is_late = Arc::new(AtomicBool::new(false));
    let late = Arc::clone(&is_late);
    let permissions = Permissions::new(move |_| if late.load(Ordering::SeqCst) { decided } else { Some(true) });
    *permissions.until.lock().unwrap() = Some(NOW.after(Duration::from_secs(300)));
    let script = vec![Next::Show(code()), Next::Await, done(false)];
    let setup = setup("component:payments");
    let mut bench = bench_under(permissions, alice(), setup, (120, 36), &[Way::Device], script);
    bench.stage.rest();
    bench.out.store(true, Ordering::SeqCst);
    bench.permissions.fails.store(true, Ordering::SeqCst);
    bench.stage.keys("R").press("enter");
    bench.stage.until("WDJB-MJHT");
    bench.stage.now = NOW.after(Duration::from_secs(480));
    bench.stage.send_in(Message::Wake);
    bench.stage.settle();
    assert!(!bench.stage.app.offers(Action::EntityRefresh), "what was decided is over");
    is_late.store(true, Ordering::SeqCst);
    *bench.permissions.until.lock().unwrap() = Some(NOW.after(Duration::from_secs(4_000)));
    bench.permissions.fails.store(decided.is_none(), Ordering::SeqCst);
    bench.account.hand_in(Secret::new("x".into()));
    bench.stage.wait("the end of signing in", |screen| !screen.contains("WDJB-MJHT"));
    bench.stage.rest();
    bench
}

#[test]
fn a_command_kept_over_a_sign_in_waits_until_it_is_decided_anew_and_is_sent_then() {
    let bench = signed_in_too_late(Some(true));
    assert_eq!(bench.catalog.commands.lock().unwrap().len(), 1, "{}", bench.stage.text());
}

#[test]
fn a_command_kept_over_a_sign_in_that_is_denied_now_or_not_decided_says_so_and_is_not_sent() {
    for (decided, words) in [(Some(false), "you are not allowed catalog.entity.refresh"), (None, "is not known")] {
        let mut bench = signed_in_too_late(decided);
        assert!(bench.catalog.commands.lock().unwrap().is_empty());
        bench.stage.keys("M");
        assert!(bench.stage.sees(words), "{}", bench.stage.text());
    }
}

#[test]
fn without_signing_in_the_command_ends_as_it_was_refused() {
    let mut bench = bench("component:payments", &[Way::Guest], vec![Next::Hang]);
    bench.out.store(true, Ordering::SeqCst);
    bench.stage.keys("R");
    assert!(bench.stage.sees("Sign in at Acme"), "{}", bench.stage.text());
    bench.stage.keys("esc");
    assert!(!bench.stage.sees("Sign in at Acme"), "{}", bench.stage.text());
    assert!(bench.stage.sees("the session has ended"), "{}", bench.stage.text());
    assert!(bench.catalog.commands.lock().unwrap().is_empty());
}

#[test]
fn nothing_that_is_being_typed_is_disturbed_or_lost() {
    let mut bench = bench("catalog", &[Way::Guest], vec![done(false)]);
    bench.stage.keys("/").type_text("pay");
    end_session(&mut bench);
    assert!(bench.stage.sees("signed out") && !bench.stage.sees("Sign in at"), "{}", bench.stage.text());
    assert!(bench.stage.sees("/ pay"), "{}", bench.stage.text());
    bench.stage.keys("tab");
    assert!(bench.stage.sees("Sign in at"), "as soon as it is not typed any more:\n{}", bench.stage.text());
    bench.stage.press("enter");
    bench.stage.until("signed in as alice");
    assert!(bench.stage.sees("/ pay"), "{}", bench.stage.text());
}

#[test]
fn a_sheet_that_is_typed_into_is_not_covered_and_the_header_says_what_happened() {
    let mut bench = bench("component:payments", &[Way::Guest], vec![done(false)]);
    bench.stage.keys("a t").type_text("group:default/team-a");
    bench.out.store(true, Ordering::SeqCst);
    bench.stage.now = bench.stage.now.after(Duration::from_secs(7_200));
    bench.stage.rest();
    assert!(
        bench.stage.sees("signed out") && bench.stage.sees("owner: group:default/team-a"),
        "{}",
        bench.stage.text()
    );
    assert!(!bench.stage.sees("Sign in at"), "{}", bench.stage.text());
    bench.stage.keys("esc");
    assert!(bench.stage.sees("Sign in at"), "{}", bench.stage.text());
}

#[test]
fn escape_ends_the_attempt_then_closes_and_it_does_not_come_again_by_itself() {
    let mut bench = bench("catalog", &[Way::Device, Way::Guest], vec![Next::Show(code()), Next::Hang]);
    end_session(&mut bench);
    bench.stage.press("enter");
    bench.stage.until("WDJB-MJHT");
    bench.stage.press("esc");
    assert!(bench.stage.sees("By a short code") && !bench.stage.sees("WDJB"), "{}", bench.stage.text());
    bench.stage.keys("esc j j");
    assert!(!bench.stage.sees("Sign in at") && bench.stage.sees("signed out"), "{}", bench.stage.text());
    let foot = bench.stage.text().lines().last().unwrap().to_owned();
    assert!(foot.starts_with(" g s Sign in "), "one is told how to sign in after all: {foot}");
    bench.stage.keys("ctrl+r");
    assert!(bench.stage.sees("Sign in at"), "it is asked for anew:\n{}", bench.stage.text());
}

#[test]
fn what_was_wrong_stands_beside_the_field_and_one_can_try_again() {
    let again = SignIn::Again { why: "this address is of another attempt".into(), asked: Box::new(visit(false)) };
    let script = vec![Next::Show(visit(false)), Next::Await, Next::Show(again), Next::Await, done(false)];
    let mut bench = bench("catalog", &[Way::Paste], script);
    bench.stage.keys("g s").press("enter");
    bench.stage.until("Paste:");
    bench.stage.press("x enter");
    bench.stage.until("this address is of another attempt");
    assert!(bench.stage.sees("Paste:"), "{}", bench.stage.text());
    bench.stage.press("y enter");
    bench.stage.until("signed in as alice");
    assert_eq!(*bench.account.handed.lock().unwrap(), ["x", "y"]);
}

#[test]
fn a_try_that_failed_says_why_and_enter_tries_again() {
    let fault = Fault::new(FaultKind::TimedOut, "sign in", "nobody came back from the browser", "try again");
    let mut bench = bench("catalog", &[Way::Browser], vec![Next::Show(visit(true)), Next::Fail(fault)]);
    bench.stage.keys("g s").press("enter");
    bench.stage.until("nobody came back");
    bench.stage.press("enter");
    assert!(!bench.stage.sees("nobody came back"), "{}", bench.stage.text());
    bench.stage.until("nobody came back");
    assert_eq!(*bench.account.tried.lock().unwrap(), [Way::Browser, Way::Browser]);
}

#[test]
fn a_try_that_failed_is_left_alone_and_opens_no_more_browsers() {
    let fault = Fault::new(FaultKind::TimedOut, "sign in", "nobody came back from the browser", "try again");
    let mut bench = bench("catalog", &[Way::Browser], vec![Next::Show(visit(true)), Next::Fail(fault)]);
    bench.stage.keys("g s").press("enter");
    bench.stage.until("nobody came back");
    for _ in 0..5 {
        bench.stage.now = bench.stage.now.after(Duration::from_secs(600));
        bench.stage.rest();
        assert!(bench.stage.sees("nobody came back"), "{}", bench.stage.text());
    }
    assert_eq!(*bench.account.tried.lock().unwrap(), [Way::Browser]);
    assert_eq!(bench.stage.effects.iter().filter(|effect| matches!(effect, Effect::Visit(_))).count(), 1);
}

#[test]
fn the_browser_is_opened_once_and_only_where_it_comes_back_by_itself() {
    for (way, comes_back, opened) in [(Way::Browser, true, 1), (Way::Paste, false, 0)] {
        let script = vec![Next::Show(visit(comes_back)), Next::Hang];
        let mut bench = bench("catalog", &[way], script);
        bench.stage.keys("g s").press("enter");
        bench.stage.until("portal.example");
        bench.stage.send_in(Message::Wake);
        let opens = |stage: &Stage| {
            let is = |effect: &&Effect| matches!(effect, Effect::Visit(address) if address.as_str() == ADDRESS);
            stage.effects.iter().filter(is).count()
        };
        assert_eq!(opens(&bench.stage), opened, "{way:?}");
        bench.stage.press("alt+o alt+y");
        assert_eq!(opens(&bench.stage), opened + 1, "{way:?}: when it is asked for");
        assert!(bench.stage.effects.contains(&Effect::Copy(ADDRESS.into())));
        assert!(bench.stage.sees("copied the address"), "{}", bench.stage.text());
    }
}

#[test]
fn another_identity_begins_anew_and_nothing_of_what_was_wanted_is_done_in_its_name() {
    let mut bench = bench("component:payments", &[Way::Guest], vec![done(true)]);
    bench.out.store(true, Ordering::SeqCst);
    bench.stage.keys("R").press("enter");
    for _ in 0..20 {
        if bench.stage.effects.iter().any(|effect| matches!(effect, Effect::Reopen { .. })) {
            break;
        }
        bench.stage.one_reply();
    }
    let Some(Effect::Reopen { told, forget: false }) = bench.stage.effects.last() else {
        panic!("{:?}", bench.stage.effects)
    };
    assert!(told[0].as_str().contains("signed in as alice"), "{told:?}");
    assert!(told.iter().any(|words| words.as_str().contains("the session has ended")), "{told:?}");
    assert!(bench.catalog.commands.lock().unwrap().is_empty());
    assert_eq!(bench.stage.app.place().unwrap().to_string(), "stagedoor://catalog/component/default/payments");
}

#[test]
fn a_token_that_turns_out_to_be_anothers_begins_anew_but_not_again_and_again() {
    let reopened = |is_anew: bool| {
        let mut bench = bench_of(Setup { is_anew, ..setup("catalog") }, (120, 36), &[Way::Browser], Vec::new());
        bench.stage.rest();
        bench.catalog.is_anothers.store(true, Ordering::SeqCst);
        end_session(&mut bench);
        bench.stage.rest();
        bench.stage.effects.iter().any(|effect| matches!(effect, Effect::Reopen { forget: false, .. }))
    };
    assert!(reopened(false));
    assert!(!reopened(true), "it has just begun anew");
}

#[test]
fn signing_out_is_asked_first_and_then_begins_anew() {
    let mut bench = bench("component:payments", &[Way::Guest], Vec::new());
    bench.stage.keys("g o");
    assert!(bench.stage.sees("Sign out here"), "{}", bench.stage.text());
    bench.stage.keys("esc");
    assert!(!bench.stage.effects.iter().any(|effect| matches!(effect, Effect::Reopen { .. })));
    bench.stage.keys("g o y");
    assert_eq!(
        bench.stage.effects.last(),
        Some(&Effect::Reopen { told: vec!["signed out of Acme".into()], forget: true })
    );
}

#[test]
fn signing_out_that_fails_begins_anew_all_the_same_and_says_why() {
    let mut bench = bench("component:payments", &[Way::Guest], Vec::new());
    let fault = Fault::new(FaultKind::Local, "remove the tokens", "the disk is full", "remove them");
    *bench.account.stays.lock().unwrap() = Some(fault.clone());
    bench.stage.keys("g o y");
    let told = vec![Clean::line(&fault.to_string())];
    assert_eq!(bench.stage.effects.last(), Some(&Effect::Reopen { told, forget: true }));
}

#[test]
fn where_there_is_no_way_the_sheet_does_not_come_by_itself() {
    let mut bench = bench("catalog", &[], Vec::new());
    end_session(&mut bench);
    assert!(!bench.stage.sees("Sign in at") && bench.stage.sees("signed out"), "{}", bench.stage.text());
    bench.stage.keys("g s");
    assert!(bench.stage.sees("There is no way of signing in here."), "{}", bench.stage.text());
}

#[test]
fn the_time_left_is_told_by_minutes_then_seconds_and_nothing_wakes_in_between() {
    let mut bench = bench("catalog", &[Way::Device], vec![Next::Show(code()), Next::Hang]);
    bench.stage.keys("g s").press("enter");
    bench.stage.until("10 minutes left");
    let next = bench.stage.app.wake().unwrap();
    assert!(next.since(bench.stage.now) > Duration::from_secs(50), "{next:?}");
    bench.stage.now = At(NOW.0 + 555_000);
    bench.stage.send_in(Message::Wake);
    assert!(bench.stage.sees("45 seconds left"), "{}", bench.stage.text());
    assert_eq!(bench.stage.app.wake(), Some(At(NOW.0 + 556_000)));
}

#[test]
fn only_addresses_of_the_web_become_links_and_each_row_is_part_of_it() {
    let mut bench = bench_of(setup("catalog"), (80, 24), &[Way::Paste], vec![Next::Show(visit(false)), Next::Hang]);
    bench.stage.rest();
    assert!(bench.stage.app.links().is_empty());
    bench.stage.keys("g s").press("enter");
    bench.stage.until("Paste:");
    let links = bench.stage.app.links();
    assert!(links.len() > 2 && links.iter().all(|link| link.address.as_str() == ADDRESS), "{links:?}");
    let text = bench.stage.text();
    let rows: Vec<&str> = text.lines().collect();
    let shown: String = links.iter().map(|link| rows[usize::from(link.row)]).collect();
    assert_eq!(shown, ADDRESS, "whole, and nothing else in its rows");

    let script = SignIn::Code { address: "javascript:alert(1)".into(), complete: None, code: "X".into(), until: NOW };
    let mut bench = self::bench("catalog", &[Way::Device], vec![Next::Show(script), Next::Hang]);
    bench.stage.keys("g s").press("enter");
    bench.stage.until("javascript:");
    bench.stage.press("alt+o");
    assert!(bench.stage.app.links().is_empty());
    assert!(!bench.stage.effects.iter().any(|effect| matches!(effect, Effect::Open(_) | Effect::Visit(_))));
}

#[test]
fn read_only_is_raised_at_any_time_and_lowered_only_where_nothing_else_says_so() {
    let mut bench = bench("component:payments", &[], Vec::new());
    assert!(bench.stage.app.offers(Action::EntityRefresh));
    bench.stage.keys("g r R");
    assert!(bench.stage.sees("read-only") && bench.catalog.commands.lock().unwrap().is_empty());
    assert!(!bench.stage.app.offers(Action::EntityRefresh));
    bench.stage.keys("g r R");
    assert!(!bench.stage.sees("read-only"), "{}", bench.stage.text());
    assert_eq!(bench.catalog.commands.lock().unwrap().len(), 1);

    let gate = Gate::default().read_only(true);
    let mut bench = bench_of(Setup { gate, ..setup("component:payments") }, (120, 36), &[], Vec::new());
    bench.stage.rest();
    bench.stage.keys("g r R");
    assert!(!bench.stage.app.offers(Action::AppReadOnly) && bench.stage.sees("read-only"));
    assert!(bench.catalog.commands.lock().unwrap().is_empty());
}

fn who(source: &'static str, principal: Principal, ends: Option<At>) -> Identity {
    let claims = Claims {
        groups: vec!["platform".into(), "team-a".into()],
        realm_roles: vec!["deployer".into()],
        client_roles: vec![("argo".into(), "admin".into())],
        teams: vec!["payments".into()],
    };
    let user = (principal == Principal::User).then(|| alice().user).flatten();
    Identity { source: source.into(), principal, ends, claims: Some(claims), user, ..alice() }
}

#[test]
fn the_header_says_how_one_is_signed_in_where_that_is_not_as_it_should_be() {
    let ends = Some(At(NOW.0 + 3_600_000));
    for (way, identity, badge) in [
        ("guest", who("token", Principal::User, None), "guest"),
        ("token", who("token", Principal::User, ends), "pasted until "),
        ("", who("anything", Principal::Service, None), "service token"),
    ] {
        let mut setup = setup("component:payments");
        setup.platform.way = way.into();
        let mut bench = bench_as(identity, setup, (120, 36), &[], Vec::new());
        bench.stage.rest();
        let head = bench.stage.text().lines().next().unwrap().to_owned();
        assert!(head.contains(badge), "{badge}: {head}");
    }
    let mut bench = bench("catalog", &[Way::Guest], vec![done(false)]);
    let head = |stage: &Stage| stage.text().lines().next().unwrap().to_owned();
    assert!(!head(&bench.stage).contains("guest"));
    bench.stage.keys("g s").press("enter");
    bench.stage.until("signed in as alice");
    assert!(head(&bench.stage).contains("guest"), "{}", bench.stage.text());
    let restricted = Setup { gate: Gate::default().restricted(true), ..setup("catalog") };
    let mut bench = bench_of(restricted, (120, 36), &[], Vec::new());
    bench.stage.rest();
    assert!(bench.stage.sees("restricted"), "{}", bench.stage.text());
}

#[test]
fn the_room_about_the_user_tells_each_capability_with_why_and_is_filtered_by_typing() {
    let who = who("token", Principal::User, Some(At(NOW.0 + 7_500_000)));
    let mut bench = bench_as(who, setup("component:payments"), (120, 36), &[], Vec::new());
    bench.stage.rest();
    bench.stage.keys("g i");
    for words in
        ["alice", "platform, team-a", "deployer, argo:admin", "2 hours left", "About component:default/payments"]
    {
        assert!(bench.stage.sees(words), "{words}\n{}", bench.stage.text());
    }
    bench.stage.keys("/").type_text("take out");
    assert!(bench.stage.sees("allowed"), "{}", bench.stage.text());
    assert!(bench.stage.sees("catalog.entity.delete") && !bench.stage.sees("jit-access"), "{}", bench.stage.text());
    bench.stage.keys("ctrl+u").type_text("denied");
    assert!(bench.stage.sees("jit-access.request") && bench.stage.sees("no rule"), "{}", bench.stage.text());
    bench.stage.keys("esc esc");
    assert!(!bench.stage.sees("What you may do"), "back to where one came from:\n{}", bench.stage.text());
}

#[test]
fn what_one_may_not_do_says_why_and_what_leads_to_where_one_is_says_nothing() {
    let denies = Permissions::new(|question| Some(&*question.capability.0 != "catalog.entity.delete"));
    let mut bench = bench_under(denies, alice(), setup("component:payments"), (120, 36), &[], Vec::new());
    bench.stage.rest();
    bench.stage.keys("a u");
    let why = "Unregister is not possible here: the portal denies catalog.entity.delete";
    assert!(bench.stage.sees(why), "{}", bench.stage.text());
    for (chord, there) in [("g i", "What you may do"), ("g j", "Journal"), ("g c", "NAME"), ("g h", "Starred")] {
        bench.stage.keys(chord).keys(chord);
        assert!(bench.stage.sees(there) && !bench.stage.sees("not possible"), "{chord}:\n{}", bench.stage.text());
    }
}

#[test]
fn a_token_that_is_renewed_says_so_beside_its_end() {
    for (renews, words) in [(true, "; it renews itself before"), (false, "left")] {
        let who = Identity { renews, ..who("token", Principal::User, Some(At(NOW.0 + 3_600_000))) };
        let mut bench = bench_as(who, setup("catalog"), (120, 36), &[], Vec::new());
        bench.stage.rest();
        bench.stage.keys("g i");
        assert!(bench.stage.sees(words), "{}", bench.stage.text());
        assert_eq!(bench.stage.sees("renews"), renews, "{}", bench.stage.text());
    }
}

#[test]
fn where_there_is_nothing_to_sign_in_to_the_sheet_says_where_the_token_comes_from() {
    let instead = "There is nothing to sign in to: the context takes a ready-made token, from the file /t.";
    let mut bench = bench("catalog", &[], Vec::new());
    *bench.account.instead.lock().unwrap() = Some(instead.into());
    bench.stage.keys("g s");
    assert!(bench.stage.sees(instead) && !bench.stage.sees("There is no way"), "{}", bench.stage.text());
}

#[test]
fn pictures_of_signing_in() {
    let ascii = || Look { glyphs: Glyphs::ASCII, ..Look::default() };
    for (size, name) in [((120, 36), "120x36"), ((80, 24), "80x24")] {
        let start = |script: Vec<Next>, look: Look, until: &str| {
            let setup = Setup { look, ..setup("catalog") };
            let mut bench = bench_of(setup, size, &[Way::Browser, Way::Paste, Way::Device, Way::Token], script);
            bench.stage.rest();
            end_session(&mut bench);
            if !until.is_empty() {
                bench.stage.press("enter");
                bench.stage.until(until);
            }
            bench
        };
        picture(&format!("sign-in-ways-{name}"), &start(Vec::new(), Look::default(), "").stage);
        let hang = |step: SignIn| vec![Next::Show(step), Next::Hang];
        let asking = hang(SignIn::Asking("find out how portal.example signs in".into()));
        picture(&format!("sign-in-asking-{name}"), &start(asking, Look::default(), "find out").stage);
        picture(&format!("sign-in-browser-{name}"), &start(hang(visit(true)), Look::default(), "left").stage);
        let mut pasting = start(hang(visit(false)), Look::default(), "Paste:");
        paste(&mut pasting.stage, SECRET);
        picture(&format!("sign-in-paste-{name}"), &pasting.stage);
        let why: Clean = "this address is of another attempt; paste the one of the page that is open now".into();
        let again =
            SignIn::Again { why, asked: Box::new(SignIn::Paste { hint: "A token, from the portal's page".into() }) };
        picture(&format!("sign-in-again-{name}"), &start(hang(again), Look::default(), "Paste:").stage);
        let mut device = start(hang(code()), Look::default(), "left");
        picture(&format!("sign-in-code-{name}"), &device.stage);
        device.stage.press("alt+q");
        picture(&format!("sign-in-qr-{name}"), &device.stage);
        let mut device = start(hang(code()), ascii(), "left");
        picture(&format!("sign-in-code-ascii-{name}"), &device.stage);
        device.stage.press("alt+q");
        picture(&format!("sign-in-qr-ascii-{name}"), &device.stage);
        let fault = Fault::new(FaultKind::Unreachable, "sign in", "portal.example did not answer", "check the network");
        picture(&format!("sign-in-failed-{name}"), &start(vec![Next::Fail(fault)], Look::default(), "did not").stage);
        let mut leaving = bench_of(setup("catalog"), size, &[], Vec::new());
        leaving.stage.rest();
        leaving.stage.keys("g o");
        picture(&format!("sign-out-{name}"), &leaving.stage);

        let who = who("token", Principal::User, Some(At(NOW.0 + 3_000_000)));
        let mut pasted = setup("component:payments");
        pasted.platform.way = Way::Token.word().into();
        let mut room = bench_as(who, pasted, size, &[], Vec::new());
        room.stage.rest();
        room.stage.keys("g i");
        picture(&format!("identity-{name}"), &room.stage);
        room.stage.keys("/").type_text("scaffolder");
        picture(&format!("identity-typing-{name}"), &room.stage);
    }
}
