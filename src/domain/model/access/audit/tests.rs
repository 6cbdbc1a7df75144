use super::*;
use crate::domain::model::access::{AccessKind, Recording, RecordingKind, Resource, ResourceId, Review, Revoked};

const MINUTE: i64 = 60_000;
/// Long after everything.
const LATE: At = At(1_000 * MINUTE);

fn request(id: &str) -> AccessRequest {
    let mut resource = Resource::of(ResourceId::parse("/acme/db/payments-db").unwrap());
    resource.title = "payments-db".into();
    AccessRequest {
        resources: vec![resource],
        reason: "look at locks".into(),
        created_at: Some(At(MINUTE)),
        answer_by: Some(At(61 * MINUTE)),
        ..AccessRequest::of(RequestId::parse(id).unwrap(), "alice".into())
    }
}

fn review(by: &str, decision: Decision, minute: i64) -> Review {
    Review { by: Clean::line(by), decision, comment: "fine".into(), at: Some(At(minute * MINUTE)) }
}

fn session(id: &str, of: Option<&str>) -> AccessSession {
    AccessSession {
        id: SessionId::parse(id).unwrap(),
        kind: AccessKind::Database,
        target: "payments-db".into(),
        entity: None,
        user: "alice".into(),
        is_mine: true,
        login: "reader".into(),
        participants: Vec::new(),
        stage: SessionStage::Ended,
        started_at: Some(At(7 * MINUTE)),
        ended_at: Some(At(9 * MINUTE)),
        recording: Some(Recording { kind: RecordingKind::Queries, address: Clean::default(), plays: true }),
        request: of.and_then(RequestId::parse),
        simulated: false,
    }
}

fn told(rows: &[AuditRow]) -> Vec<(&'static str, String, i64)> {
    let told = |row: &AuditRow| (row.kind.word(), row.who.to_string(), row.at.map_or(-1, |at| at.0 / MINUTE));
    rows.iter().map(told).collect()
}

#[test]
fn a_request_is_told_from_asking_to_its_end_with_the_session_that_came_of_it() {
    let asked = AccessRequest {
        said: Said::Approved,
        reviews: vec![review("bob", Decision::Approve, 5)],
        expires_at: Some(At(35 * MINUTE)),
        ..request("r1")
    };
    let session = Arc::new(session("s1", Some("r1")));
    let rows = audit(&[Arc::new(asked)], &[Arc::clone(&session), session], LATE);
    let expected = [
        ("expired", "", 35),
        ("session-ended", "alice", 9),
        ("session-began", "alice", 7),
        ("approved", "bob", 5),
        ("asked", "alice", 1),
    ];
    assert_eq!(told(&rows), expected.map(|(kind, who, at)| (kind, who.to_owned(), at)));
    assert!(rows.iter().all(|row| row.request == RequestId::parse("r1") && row.what.as_str() == "payments-db"));
    assert_eq!(rows.last().unwrap().detail.as_str(), "look at locks");
}

#[test]
fn what_has_no_time_of_its_own_stands_with_what_it_follows() {
    let granted = AccessRequest { said: Said::Approved, is_assumed: true, ..request("r1") };
    let later = AccessRequest { created_at: Some(At(2 * MINUTE)), ..request("r2") };
    let rows = audit(&[Arc::new(granted), Arc::new(later)], &[], At(3 * MINUTE));
    let expected = [("asked", 2), ("assumed", -1), ("approved", -1), ("asked", 1)];
    assert_eq!(rows.iter().map(|row| row.kind.word()).collect::<Vec<_>>(), expected.map(|(kind, _)| kind));
    assert_eq!(
        rows.iter().map(|row| row.at.map_or(-1, |at| at.0 / MINUTE)).collect::<Vec<_>>(),
        expected.map(|it| it.1)
    );
}

#[test]
fn each_end_is_told_as_what_it_was() {
    let last = |request: AccessRequest| audit(&[Arc::new(request)], &[], LATE).remove(0);
    assert_eq!(last(request("r")).kind, AuditKind::Lapsed);
    let denied = AccessRequest { said: Said::Denied, because: "not today".into(), ..request("r") };
    assert_eq!((last(denied.clone()).kind, last(denied.clone()).detail.as_str()), (AuditKind::Denied, "not today"));
    let by = AccessRequest { reviews: vec![review("bob", Decision::Deny, 4)], ..denied };
    let rows = audit(&[Arc::new(by)], &[], LATE);
    assert_eq!(
        told(&rows),
        [("denied", "bob".to_owned(), 4), ("asked", "alice".to_owned(), 1)],
        "a denial is told once"
    );
    let back = Revoked { by: "root".into(), at: Some(At(8 * MINUTE)), because: "incident".into() };
    let revoked = last(AccessRequest { said: Said::Approved, revoked: Some(back), ..request("r") });
    assert_eq!((revoked.kind, revoked.who.as_str(), revoked.detail.as_str()), (AuditKind::Revoked, "root", "incident"));
}

#[test]
fn rows_are_narrowed_by_who_what_when_and_sort() {
    let asked =
        AccessRequest { reviews: vec![review("Bob Builder", Decision::Deny, 5)], said: Said::Denied, ..request("r1") };
    let rows = audit(&[Arc::new(asked), Arc::new(request("r2"))], &[Arc::new(session("s1", None))], At(2 * MINUTE));
    let count = |filter: &AuditFilter| rows.iter().filter(|row| filter.passes(row)).count();
    assert_eq!(count(&AuditFilter::default()), rows.len());
    assert_eq!(count(&AuditFilter { who: "builder bob".into(), ..AuditFilter::default() }), 1);
    assert_eq!(count(&AuditFilter { what: "PAYMENTS".into(), ..AuditFilter::default() }), rows.len());
    assert_eq!(count(&AuditFilter { what: "ledger".into(), ..AuditFilter::default() }), 0);
    assert_eq!(count(&AuditFilter { since: Some(At(7 * MINUTE)), ..AuditFilter::default() }), 2);
    assert_eq!(count(&AuditFilter { kinds: vec![AuditKind::Asked], ..AuditFilter::default() }), 2);
    assert_eq!(count(&AuditFilter { request: RequestId::parse("r1"), ..AuditFilter::default() }), 2);
}

#[test]
fn exported_rows_hold_the_same_and_no_formula() {
    let asked = AccessRequest { reason: "=HYPERLINK(\"x\"), now".into(), simulated: true, ..request("r1") };
    let rows = audit(&[Arc::new(asked)], &[], At(2 * MINUTE));
    let value = audit_json(&rows);
    assert_eq!(value[0]["event"], "asked");
    assert_eq!(value[0]["detail"], "=HYPERLINK(\"x\"), now");
    assert_eq!((&value[0]["session"], &value[0]["simulated"]), (&serde_json::Value::Null, &true.into()));
    let csv = audit_csv(&rows);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "at,event,who,request,session,resource,detail,simulated");
    assert_eq!(lines[1], "1970-01-01T00:01:00Z,asked,alice,r1,,payments-db,\"'=HYPERLINK(\"\"x\"\"), now\",true");
}
