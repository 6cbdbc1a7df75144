use super::*;
use crate::domain::model::access::AccessRequest;

pub(super) fn id(number: usize) -> RequestId {
    RequestId::parse(&format!("request-{number}")).unwrap()
}

pub(super) fn minutes(minutes: i64) -> At {
    At(minutes * 60_000)
}

pub(super) fn asked(needs: Vec<Vec<String>>, seconds: u64) -> Asked {
    let resource = AskedFor {
        id: "/shop/db/orders".into(),
        title: "Orders".into(),
        environment: "production".into(),
        entity: Some("resource:default/orders".into()),
    };
    Asked {
        resources: vec![resource],
        roles: vec![],
        kind: super::super::AccessKind::Database,
        level: super::super::AccessLevel::Read,
        environment: "production".into(),
        seconds,
        reason: "to see why it hangs".into(),
        reviewers: vec![],
        needs,
    }
}

fn needs(of: &[&[&str]]) -> Vec<Vec<String>> {
    of.iter().map(|any| any.iter().map(|name| (*name).to_owned()).collect()).collect()
}

fn asks(of: &[&[&str]], lasts: u64) -> AccessDeed {
    AccessDeed::Asked(Box::new(asked(needs(of), lasts * 60)))
}

fn says(decision: Decision, counts_as: &[&str]) -> AccessDeed {
    let counts_as = counts_as.iter().map(|name| (*name).to_owned()).collect();
    AccessDeed::Reviewed { decision, comment: "\u{1b}[31mfine".into(), counts_as }
}

fn yes(counts_as: &[&str]) -> AccessDeed {
    says(Decision::Approve, counts_as)
}

/// A ledger in which somebody asks at minute 0.
fn after_asking(of: &[&[&str]], lasts: u64) -> AccessLedger {
    let mut ledger = AccessLedger::default();
    ledger.record(minutes(0), "ann", &id(1), asks(of, lasts)).unwrap();
    ledger
}

fn seen(ledger: &AccessLedger) -> AccessRequest {
    ledger.request(&id(1), "ann").unwrap()
}

#[test]
fn what_needs_no_approval_is_granted_at_once_and_ends_by_itself() {
    let mut ledger = after_asking(&[], 30);
    assert_eq!(seen(&ledger).stands(minutes(0)), AccessState::Approved);
    ledger.record(minutes(1), "ann", &id(1), AccessDeed::Assumed).unwrap();
    assert_eq!(seen(&ledger).stands(minutes(29)), AccessState::Active);
    assert_eq!(seen(&ledger).stands(minutes(30)), AccessState::Expired, "also where nobody looked since");
    let ends = ledger.settle(minutes(45), None);
    assert_eq!((ends.len(), ends[0].at, &ends[0].deed), (1, minutes(30), &AccessDeed::Expired), "at its own time");
    let session = ledger.sessions("ann").remove(0);
    assert_eq!((session.started_at, session.ended_at), (Some(minutes(1)), Some(minutes(30))));
    assert!(session.simulated && session.is_mine && session.recording.is_none());
}

#[test]
fn of_each_that_has_to_agree_one_agrees_and_each_is_somebody_else() {
    let mut ledger = after_asking(&[&["SRE on call"], &["manager"]], 30);
    assert_eq!(seen(&ledger).needs.as_str(), "0 of 2 approvals; waits for SRE on call, manager");
    ledger.record(minutes(1), "cem", &id(1), yes(&["SRE on call", "manager"])).unwrap();
    assert_eq!(seen(&ledger).stands(minutes(1)), AccessState::Pending, "one person is not two");
    assert_eq!(seen(&ledger).needs.as_str(), "1 of 2 approvals; waits for manager");
    // the second is on call and no manager: then the first is the manager
    ledger.record(minutes(2), "eve", &id(1), yes(&["SRE on call"])).unwrap();
    let request = seen(&ledger);
    assert_eq!((request.stands(minutes(2)), request.expires_at), (AccessState::Approved, Some(minutes(32))));
    assert_eq!(request.reviews[0].comment.as_str(), "fine", "what others wrote is cleaned");
}

#[test]
fn what_is_not_allowed_is_refused_with_the_reason() {
    use AccessRefusal::{Exists, NoRequest, NoTime, NotAsked, NotTheirs, Own, Stands, Twice};
    let mut ledger = after_asking(&[&["DBA"], &["lead", "SRE"]], 30);
    let mut try_it = |by: &str, deed: AccessDeed| ledger.record(minutes(1), by, &id(1), deed).map(|_| ());
    assert_eq!(try_it("ann", yes(&["DBA"])), Err(Own), "whoever one counts as");
    assert_eq!(try_it("ann", says(Decision::Deny, &["DBA"])), Err(Own));
    assert_eq!(try_it("zoe", yes(&["intern"])), Err(NotAsked("DBA, lead or SRE".into())));
    assert_eq!(try_it("ann", AccessDeed::Assumed), Err(Stands(AccessState::Pending)));
    assert_eq!(try_it("zoe", AccessDeed::Revoked { because: String::new() }), Err(Stands(AccessState::Pending)));
    assert_eq!(try_it("ben", yes(&["DBA"])), Ok(()));
    assert_eq!(try_it("ben", yes(&["DBA"])), Err(Twice));
    assert_eq!(try_it("cem", yes(&["SRE"])), Ok(()));
    assert_eq!(try_it("dee", yes(&["SRE"])), Err(Stands(AccessState::Approved)), "it is decided");
    assert_eq!(try_it("cem", AccessDeed::Assumed), Err(NotTheirs));
    assert_eq!(try_it("ann", AccessDeed::Dropped), Err(Stands(AccessState::Approved)));
    assert_eq!(try_it("ann", asks(&[], 5)), Err(Exists));
    assert_eq!(try_it("ann", AccessDeed::Expired), Err(Stands(AccessState::Approved)), "it is not over");
    assert_eq!(ledger.record(minutes(1), "ann", &id(2), asks(&[], 0)), Err(NoTime));
    assert_eq!(ledger.record(minutes(1), "ann", &id(9), AccessDeed::Assumed), Err(NoRequest));
    for refusal in [Own, Twice, NotTheirs, NoTime, Stands(AccessState::Lapsed), NotAsked("DBA".into())] {
        assert!(refusal.words().len() > 10, "{refusal:?}");
    }
}

#[test]
fn one_no_is_enough_and_then_a_yes_comes_too_late() {
    let mut ledger = after_asking(&[&["DBA"], &[]], 30);
    ledger.record(minutes(1), "ben", &id(1), says(Decision::Deny, &["DBA"])).unwrap();
    assert_eq!(seen(&ledger).stands(minutes(1)), AccessState::Denied);
    let late = ledger.record(minutes(2), "cem", &id(1), yes(&[]));
    assert_eq!(late, Err(AccessRefusal::Stands(AccessState::Denied)));
    assert!(ledger.is_quiet() && ledger.next(None).is_none());
}

#[test]
fn a_request_that_nobody_answers_lapses_while_the_answer_is_typed() {
    let mut ledger = after_asking(&[&[]], 30);
    assert_eq!(ledger.next(None), Some(minutes(60)));
    let late = ledger.record(minutes(60), "ben", &id(1), yes(&[]));
    assert_eq!(late, Err(AccessRefusal::Stands(AccessState::Lapsed)), "also where nobody saw it lapse");
}

#[test]
fn what_was_seen_to_end_does_not_come_back_with_a_clock_that_goes_back() {
    let mut ledger = after_asking(&[], 30);
    ledger.settle(minutes(31), None);
    assert_eq!(seen(&ledger).stands(minutes(10)), AccessState::Expired);
    let again = ledger.record(minutes(10), "ann", &id(1), AccessDeed::Assumed);
    assert_eq!(again, Err(AccessRefusal::Stands(AccessState::Expired)));
    // and what happens to one that goes on does not happen before what happened to it last
    let mut ledger = after_asking(&[], 30);
    ledger.record(minutes(20), "ann", &id(1), AccessDeed::Assumed).unwrap();
    let event = ledger.record(minutes(5), "ann", &id(1), AccessDeed::Dropped).unwrap();
    assert_eq!(event.at, minutes(20));
}

#[test]
fn taken_back_is_over_and_given_up_is_not() {
    let mut ledger = after_asking(&[], 30);
    ledger.record(minutes(1), "ann", &id(1), AccessDeed::Assumed).unwrap();
    ledger.record(minutes(2), "ann", &id(1), AccessDeed::Dropped).unwrap();
    assert_eq!(seen(&ledger).stands(minutes(2)), AccessState::Approved);
    ledger.record(minutes(3), "ann", &id(1), AccessDeed::Assumed).unwrap();
    ledger.record(minutes(4), "ben", &id(1), AccessDeed::Revoked { because: "an incident".into() }).unwrap();
    let request = seen(&ledger);
    assert_eq!(request.stands(minutes(4)), AccessState::Revoked);
    let revoked = request.revoked.unwrap();
    assert_eq!((revoked.by.as_str(), revoked.at, revoked.because.as_str()), ("ben", Some(minutes(4)), "an incident"));
    let again = ledger.record(minutes(5), "ann", &id(1), AccessDeed::Assumed);
    assert_eq!(again, Err(AccessRefusal::Stands(AccessState::Revoked)));
    assert_eq!(ledger.sessions("ben").len(), 2, "each use is a session");
}

#[test]
fn a_request_waits_for_those_who_still_have_to_agree() {
    let mut ledger = after_asking(&[&["DBA"], &["manager"]], 30);
    let waits = |ledger: &AccessLedger, who: &str, counts_as: &str| {
        ledger.waits_for(&id(1), who, &[counts_as.to_owned()], minutes(1))
    };
    assert!(waits(&ledger, "ben", "DBA") && waits(&ledger, "dee", "manager"));
    assert!(!waits(&ledger, "ann", "DBA") && !waits(&ledger, "zoe", "intern"));
    ledger.record(minutes(1), "ben", &id(1), yes(&["DBA"])).unwrap();
    assert!(!waits(&ledger, "ben", "DBA") && !waits(&ledger, "bob", "DBA") && waits(&ledger, "dee", "manager"));
}

#[test]
fn colleagues_that_are_played_answer_after_a_while_and_one_of_them_asks() {
    let colleagues = Colleagues::default();
    let mut ledger = after_asking(&[&["DBA"], &["manager"]], 30);
    assert_eq!(ledger.next(Some(&colleagues)), Some(At(20_000)));
    assert!(ledger.settle(At(19_999), Some(&colleagues)).is_empty());
    let by: Vec<(i64, String)> =
        ledger.settle(At(100_000), Some(&colleagues)).into_iter().map(|event| (event.at.0 / 1_000, event.by)).collect();
    let dba = "a simulated colleague (DBA)".to_owned();
    let manager = "a simulated colleague (manager)".to_owned();
    assert_eq!(by, [(20, COLLEAGUE.to_owned()), (45, dba), (90, manager)]);
    let request = seen(&ledger);
    assert_eq!(request.stands(At(100_000)), AccessState::Approved);
    assert!(request.reviews.iter().all(|review| review.comment.as_str().starts_with("simulated: ")));
    // theirs is for oneself to answer, and no other colleague does
    let theirs = ledger.requests("ann").into_iter().find(|request| !request.is_mine).unwrap();
    assert!(ledger.waits_for(&theirs.id, "ann", &[], At(100_000)));
    ledger.record(At(100_000), "ann", &theirs.id, yes(&[])).unwrap();
    // what was said while nobody looked is said at its time, and over by now
    let mut later = after_asking(&[&["DBA"]], 30);
    later.settle(minutes(40), Some(&colleagues));
    assert_eq!(seen(&later).ended, Some(AccessState::Expired));
}

#[test]
fn a_colleague_that_is_played_wants_a_reason() {
    let mut ledger = AccessLedger::default();
    let short = Asked { reason: "because".into(), ..asked(needs(&[&[]]), 60) };
    ledger.record(minutes(0), "ann", &id(1), AccessDeed::Asked(Box::new(short))).unwrap();
    ledger.settle(minutes(1), Some(&Colleagues::default()));
    let request = seen(&ledger);
    assert_eq!(request.stands(minutes(1)), AccessState::Denied);
    assert!(request.because.as_str().contains("three words"), "{}", request.because);
}

#[test]
fn when_it_was_used_and_given_up_stays_known_after_its_end() {
    use crate::domain::model::access::{AuditKind, audit};
    let mut ledger = after_asking(&[], 30);
    for (minute, deed) in [(1, AccessDeed::Assumed), (5, AccessDeed::Dropped), (6, AccessDeed::Assumed)] {
        ledger.record(minutes(minute), "ann", &id(1), deed).unwrap();
    }
    ledger.settle(minutes(45), None);
    let rows = audit(&[std::sync::Arc::new(seen(&ledger))], &[], minutes(45));
    let told: Vec<_> = rows.iter().rev().map(|row| (row.kind, row.at)).collect();
    let at = |minute| Some(minutes(minute));
    let expected = [
        (AuditKind::Asked, at(0)),
        (AuditKind::Assumed, at(1)),
        (AuditKind::GivenUp, at(5)),
        (AuditKind::Assumed, at(6)),
        (AuditKind::Expired, at(30)),
    ];
    assert!(expected.iter().all(|row| told.contains(row)), "{told:?}");
}

#[test]
fn who_asked_can_withdraw_it_until_somebody_answers_and_nobody_else_can() {
    use crate::domain::model::access::{AuditKind, audit};
    let mut ledger = after_asking(&[&["DBA"]], 30);
    let withdrawn = || AccessDeed::Revoked { because: "the wrong database".into() };
    let other = ledger.record(minutes(1), "ben", &id(1), withdrawn());
    assert_eq!(other, Err(AccessRefusal::Stands(AccessState::Pending)));
    ledger.record(minutes(1), "ann", &id(1), withdrawn()).unwrap();
    let late = ledger.record(minutes(2), "ben", &id(1), yes(&["DBA"]));
    assert_eq!(late, Err(AccessRefusal::Stands(AccessState::Revoked)), "what is withdrawn is not granted any more");
    let request = seen(&ledger);
    assert!(request.is_withdrawn());
    let rows = audit(&[std::sync::Arc::new(request)], &[], minutes(3));
    let row = &rows[0];
    assert_eq!((row.kind, row.at, row.who.as_str()), (AuditKind::Withdrawn, Some(minutes(1)), "ann"));
}
