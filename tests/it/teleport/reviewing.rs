use super::{HOUR, Stage, lines, order, review};
use serde_json::json;
use stagedoor::domain::model::At;
use stagedoor::domain::model::access::{AccessOrder, AccessState, AccessWay, Decision, Said};
use stagedoor::platform::access::AccessPort as _;
use stagedoor::platform::command::Command;
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::CommandPort as _;

fn is_done(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Done { .. })
}

#[tokio::test]
async fn a_review_shows_what_it_is_about_and_counts_once_it_was_read_again() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    stage.change(|world| world["requests"][0]["approvals"] = json!(2));
    let (bob, carol) = (stage.client("bob"), stage.client("carol"));
    let foreseen = bob.foresees(review(&id, Decision::Approve, "--deny")).await.unwrap();
    assert_eq!(foreseen.told.as_str(), "alice gets access to orders, as soon as enough agree");
    assert!(lines(&foreseen).contains("because: INC-1: the queue is full"), "{}", lines(&foreseen));
    assert!(!lines(&foreseen).contains("sd:"), "{}", lines(&foreseen));
    let done = bob.deeds.command(foreseen.exactly.clone()).await;
    assert_eq!(done.told().as_str(), format!("approved {}: it is pending (1 of 2 approvals)", id.short()));
    assert_eq!(stage.requests()[0]["reviews"][0]["reason"], "--deny", "a comment is a value, whatever it looks like");
    let seen = lines(&carol.foresees(review(&id, Decision::Approve, "")).await.unwrap());
    assert!(seen.contains("bob approved: --deny"), "{seen}");
    let done = carol.does(review(&id, Decision::Approve, "")).await;
    assert_eq!(done.told().as_str(), format!("approved {}: it is approved", id.short()));
    let again = bob.foresees(review(&id, Decision::Deny, "no")).await.unwrap_err();
    assert_eq!((again.kind, again.happened.as_str()), (FaultKind::Conflict, "it is approved already"));
}

#[tokio::test]
async fn a_denial_is_told_to_who_asked() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    assert!(is_done(&stage.client("bob").does(review(&id, Decision::Deny, "use staging")).await));
    let one = stage.client("alice").one(&id).await;
    assert_eq!((one.said.clone(), one.because.as_str()), (Said::Denied, "use staging"));
    assert_eq!((one.reviews[0].by.as_str(), one.reviews[0].decision), ("bob", Decision::Deny));
}

#[tokio::test]
async fn nobody_decides_about_their_own_request_neither_foreseen_nor_sent() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    let alice = stage.client("alice");
    for decision in [Decision::Approve, Decision::Deny] {
        let fault = alice.foresees(review(&id, decision, "me")).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::NotPermitted);
        assert_eq!(alice.refused(review(&id, decision, "me")).await.kind, FaultKind::NotPermitted);
    }
    assert!(stage.calls("request review").is_empty());
}

#[tokio::test]
async fn of_two_who_review_at_once_nobody_is_lost_and_nobody_counts_twice() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    stage.change(|world| world["requests"][0]["approvals"] = json!(3));
    let (bob, carol) = (stage.client("bob"), stage.client("carol"));
    let mine = bob.foresees(review(&id, Decision::Approve, "b")).await.unwrap().exactly.clone();
    let theirs = carol.foresees(review(&id, Decision::Approve, "c")).await.unwrap().exactly.clone();
    let (one, two) = tokio::join!(bob.deeds.command(mine), carol.deeds.command(theirs));
    for (client, outcome, comment) in [(&bob, one, "b"), (&carol, two, "c")] {
        match outcome {
            Outcome::Done { .. } => {}
            Outcome::Refused(fault) => {
                assert_eq!(fault.kind, FaultKind::Conflict, "{fault}");
                assert!(
                    is_done(&client.does(review(&id, Decision::Approve, comment)).await),
                    "looked at again, it counts"
                );
            }
            other => panic!("{other:?}"),
        }
    }
    let reviews = stage.requests()[0]["reviews"].as_array().unwrap().clone();
    let mut authors: Vec<&str> = reviews.iter().map(|one| one["author"].as_str().unwrap()).collect();
    authors.sort_unstable();
    assert_eq!(authors, ["bob", "carol"]);
}

#[tokio::test]
async fn what_somebody_else_said_meanwhile_is_shown_before_one_decides() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    stage.change(|world| world["requests"][0]["approvals"] = json!(2));
    let bob = stage.client("bob");
    let exactly = bob.foresees(review(&id, Decision::Approve, "b")).await.unwrap().exactly.clone();
    assert!(is_done(&stage.client("carol").does(review(&id, Decision::Approve, "c")).await));
    let fault = bob.refused(exactly).await;
    assert_eq!((fault.kind, fault.cure.as_str()), (FaultKind::Conflict, "look again, then decide"));
    assert_eq!(stage.calls("request review").len(), 1, "nothing was sent");
}

#[tokio::test]
async fn a_request_that_is_over_while_its_review_is_typed_is_not_reviewed() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    let bob = stage.client("bob");
    let exactly = bob.foresees(review(&id, Decision::Approve, "a long comment")).await.unwrap().exactly.clone();
    stage.later(HOUR + 1);
    let fault = bob.refused(exactly.clone()).await;
    assert!(fault.happened.as_str().contains("its time was over"), "{fault}");
    assert!(stage.calls("request review").is_empty());

    // where Teleport has it still, its own time says that it is over
    stage.change(|world| world["now"] = json!(super::NOON));
    let id = stage.asked(&["db/orders"]).await;
    let exactly = bob.foresees(review(&id, Decision::Approve, "a long comment")).await.unwrap().exactly.clone();
    stage.change(|world| {
        let show = world["requests"].as_array().unwrap().last().unwrap().clone();
        let at = "2026-11-30T11:00:00Z";
        let shown = json!({"metadata": {"name": show["id"], "expires": at}, "spec": {"user": "alice", "state": 1}});
        world["canned"] = json!({"request show": {"out": shown.to_string()}});
    });
    let fault = bob.refused(exactly).await;
    assert_eq!(fault.happened.as_str(), "nobody answered in time, and it is over");
    assert!(stage.calls("request review").is_empty());
}

#[tokio::test]
async fn a_review_without_effect_is_said_although_it_ended_well() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    let bob = stage.client("bob");
    let exactly = bob.foresees(review(&id, Decision::Approve, "x")).await.unwrap().exactly.clone();
    stage.change(|world| world["deaf"] = json!(true));
    let fault = bob.refused(exactly).await;
    assert_eq!(fault.happened.as_str(), "the review had no effect: the request is pending");
    assert_eq!(stage.calls("request review").len(), 1);
}

#[tokio::test]
async fn that_a_review_had_no_effect_is_believed_after_a_second_look_where_tsh_does_not_say_it() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    let bob = stage.client("bob");
    let exactly = bob.foresees(review(&id, Decision::Approve, "x")).await.unwrap().exactly.clone();
    stage.change(|world| (world["deaf"], world["silent"]) = (json!(true), json!(true)));
    let before = stage.calls("request show").len();
    let fault = bob.refused(exactly).await;
    assert_eq!(fault.happened.as_str(), "the review had no effect: the request is pending");
    assert_eq!(stage.calls("request show").len() - before, 3, "once before it, and twice after");
}

#[tokio::test]
async fn a_connection_that_breaks_is_no_answer_to_a_review_or_to_taking_into_use() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    let (alice, bob) = (stage.client("alice"), stage.client("bob"));
    stage.fail("request review", "unreachable");
    let lost = bob.does(review(&id, Decision::Approve, "x")).await;
    assert!(matches!(lost, Outcome::InDoubt { .. }), "{lost:?}");
    stage.fail("request review", "break-after");
    let found = bob.does(review(&id, Decision::Approve, "x")).await;
    assert!(found.told().as_str().ends_with("the answer was lost, and the review was found"), "{found:?}");
    stage.fail("login", "unreachable");
    let lost = alice.does(Command::AssumeAccess(id.clone())).await;
    assert!(matches!(lost, Outcome::InDoubt { .. }), "{lost:?}");
    stage.fail("login", "break-after");
    assert!(is_done(&alice.does(Command::AssumeAccess(id)).await), "it is looked up");
}

#[tokio::test]
async fn what_was_promoted_or_begins_later_is_neither_taken_into_use_nor_connected_to() {
    let stage = Stage::new();
    let id = stage.granted(&["db/orders"]).await;
    let alice = stage.client("alice");
    stage.change(|world| world["requests"][0]["starts"] = json!(super::NOON + HOUR));
    for fault in [
        alice.foresees(Command::AssumeAccess(id.clone())).await.unwrap_err(),
        alice.access.connection(id.clone(), None).await.unwrap_err(),
    ] {
        assert_eq!(fault.happened.as_str(), "it begins at 2026-11-30T13:00:00Z only");
    }
    stage.change(|world| (world["requests"][0]["state"], world["requests"][0]["starts"]) = (json!(4), json!(null)));
    assert_eq!(alice.one(&id).await.stands(At(super::NOON)), AccessState::Promoted);
    let fault = alice.access.connection(id.clone(), None).await.unwrap_err();
    assert_eq!(fault.happened.as_str(), "it was made into something lasting");
    assert_eq!(alice.foresees(Command::AssumeAccess(id)).await.unwrap_err().kind, FaultKind::Conflict);
}

#[tokio::test]
async fn the_lost_answer_to_a_review_is_looked_up_and_never_sent_again() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    let bob = stage.client("bob");
    stage.fail("request review", "die-after");
    let done = bob.does(review(&id, Decision::Approve, "x")).await;
    assert!(done.told().as_str().ends_with("the answer was lost, and the review was found"), "{done:?}");
    assert_eq!(stage.calls("request review").len(), 1);

    let id = stage.asked(&["db/orders"]).await;
    stage.fail("request review", "die");
    let done = bob.does(review(&id, Decision::Approve, "x")).await;
    assert!(matches!(done, Outcome::InDoubt { .. }), "{done:?}");
    assert_eq!(stage.calls("request review").len(), 2);
}

#[tokio::test]
async fn a_second_factor_is_asked_for_in_the_terminal_by_a_line_that_can_be_pasted() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    stage.fail("request review", "mfa-code");
    let Outcome::Refused(fault) = stage.client("bob").does(review(&id, Decision::Approve, "it's fine")).await else {
        panic!()
    };
    assert_eq!(fault.happened.as_str(), "Teleport needs your second factor");
    let line = fault.cure.as_str();
    assert!(line.contains("run it in the terminal: env TELEPORT_HOME="), "{line}");
    assert!(line.ends_with(&format!(r"request review --approve '--reason=it'\''s fine' {id}")), "{line}");
}

#[tokio::test]
async fn where_only_administrators_agree_their_command_is_told() {
    let stage = Stage::new();
    stage.change(|world| world["edition"] = json!("community"));
    let by_role = AccessOrder { roles: vec!["dba".into()], ..order(&[]) };
    let done = stage.client("alice").does(Command::AskAccess(Box::new(by_role))).await;
    let Outcome::Done { request_id: Some(id), .. } = done else { panic!("{done:?}") };
    let id = stagedoor::domain::model::access::RequestId::parse(id.as_str()).unwrap();
    let bob = stage.client("bob");
    let Outcome::Refused(fault) = bob.does(review(&id, Decision::Approve, "x")).await else { panic!() };
    assert_eq!(fault.cure.as_str(), format!("ask an administrator of Teleport to run: tctl request approve {id}"));
    let ways = bob.lists().await.unwrap().ways;
    assert_eq!(ways.lack(AccessWay::Reviews).unwrap().instead.as_str(), "tctl request approve ID");
}

#[tokio::test]
async fn access_is_taken_back_by_administrators_alone_and_giving_it_up_is_not_called_so() {
    let stage = Stage::new();
    let id = stage.granted(&["db/orders"]).await;
    let alice = stage.client("alice");
    let revoke = Command::RevokeAccess { id: id.clone(), comment: String::new() };
    let fault = alice.foresees(revoke.clone()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unsupported);
    assert!(fault.cure.as_str().ends_with(&format!("tctl lock --access-request={id}")), "{fault}");
    assert_eq!(alice.refused(revoke).await.kind, FaultKind::Unsupported);

    let foreseen = alice.foresees(Command::AssumeAccess(id.clone())).await.unwrap();
    assert!(lines(&foreseen).contains("you reach nothing else by Teleport"), "{}", lines(&foreseen));
    assert!(is_done(&alice.does(Command::AssumeAccess(id.clone())).await));
    assert_eq!(alice.one(&id).await.stands(At(super::NOON)), AccessState::Active);
    let foreseen = alice.foresees(Command::DropAccess(id.clone())).await.unwrap();
    assert!(foreseen.told.as_str().contains("takes nothing back"), "{}", foreseen.told);
    assert!(is_done(&alice.does(Command::DropAccess(id.clone())).await));
    assert_eq!(alice.one(&id).await.stands(At(super::NOON)), AccessState::Approved);
    assert_eq!(alice.foresees(Command::DropAccess(id.clone())).await.unwrap_err().kind, FaultKind::Conflict);

    stage.change(|world| world["deaf"] = json!(true));
    let fault = alice.refused(Command::AssumeAccess(id.clone())).await;
    assert!(fault.happened.as_str().contains("your certificate does not show it"), "{fault}");
    stage.change(|world| world["deaf"] = json!(false));
    stage.fail("login", "die-after");
    assert!(is_done(&alice.does(Command::AssumeAccess(id.clone())).await), "it is looked up");
    assert_eq!(
        stage.client("bob").foresees(Command::AssumeAccess(id)).await.unwrap_err().kind,
        FaultKind::NotPermitted
    );
}

#[tokio::test]
async fn what_waits_is_not_taken_into_use() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    let fault = stage.client("alice").foresees(Command::AssumeAccess(id)).await.unwrap_err();
    assert_eq!(fault.happened.as_str(), "nobody has agreed yet");
    assert!(stage.calls("login").is_empty());
}
