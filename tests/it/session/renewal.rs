//! Tokens are renewed before they end, once for all who need them, and none is lost on the way.

use super::{ALICE, BOB, LIMIT, Renewing, away, ended, held, in_seconds, secret, session, tokens, vault};
use stagedoor::adapters::session::{Held, Vault};
use stagedoor::domain::model::At;
use stagedoor::platform::fault::FaultKind;
use std::sync::Arc;
use std::sync::mpsc::channel;
use tempfile::TempDir;

/// Alice's vault with tokens that end then.
async fn signed_in(ends: i64) -> (TempDir, Arc<Vault>) {
    let folder = TempDir::new().unwrap();
    let vault = vault(folder.path());
    vault.keep(&held(ALICE, Some(in_seconds(ends)))).await.unwrap();
    (folder, vault)
}

async fn on_disk(folder: &TempDir) -> Option<Held> {
    vault(folder.path()).held().await.unwrap()
}

#[tokio::test]
async fn of_fifty_requests_at_the_end_of_a_token_one_renews_and_all_go_on() {
    let (folder, vault) = signed_in(-1).await;
    let renewing = Renewing::well();
    let session = session(&vault, &renewing, ALICE);
    let got = futures_util::future::join_all((0..50).map(|_| session.token())).await;
    assert!(got.iter().all(|token| token.as_ref().unwrap().as_ref().unwrap().reveal() == "access-1"));
    assert_eq!(renewing.asked(), 1);
    assert_eq!(on_disk(&folder).await.unwrap().grants[0].tokens.refresh, Some(secret("refresh-1")));
}

#[tokio::test]
async fn fifty_requests_that_are_refused_together_renew_once() {
    let (_folder, vault) = signed_in(3_600).await;
    let renewing = Renewing::well();
    let session = session(&vault, &renewing, ALICE);
    let refused = session.token().await.unwrap().unwrap();
    let got = futures_util::future::join_all((0..50).map(|_| session.renewed(&refused))).await;
    assert!(got.iter().all(|token| token.as_ref().unwrap().as_ref().unwrap().reveal() == "access-1"));
    assert_eq!(renewing.asked(), 1);
    // the new one is refused as well: it is not the token's age
    assert_eq!(session.renewed(&secret("access-1")).await.unwrap(), None);
    assert_eq!(renewing.asked(), 1);
}

#[tokio::test]
async fn fifty_requests_share_a_failure_too() {
    let (_folder, vault) = signed_in(-1).await;
    let renewing = Renewing::by(|_, _| Err(away()));
    let session = session(&vault, &renewing, ALICE);
    let got = futures_util::future::join_all((0..50).map(|_| session.token())).await;
    assert!(got.iter().all(|token| token.as_ref().unwrap_err().kind == FaultKind::TimedOut));
    assert_eq!(renewing.asked(), 2, "one renewal, tried twice");
}

#[tokio::test]
async fn a_token_is_renewed_a_minute_before_its_end_and_a_short_one_in_its_last_fifth() {
    const START: i64 = 1_000_000;
    for (life, early, due) in [(3_600, 3_539, 3_540), (10, 7, 8)] {
        let folder = TempDir::new().unwrap();
        let vault = vault(folder.path());
        vault.keep(&held(ALICE, Some(At(START + life * 1_000)))).await.unwrap();
        let renewing = Renewing::well();
        let session = session(&vault, &renewing, ALICE);
        thread_local!(static NOW: std::cell::Cell<i64> = const { std::cell::Cell::new(START) });
        let session = session.by_clock(|| At(NOW.get()));
        NOW.set(START);
        session.token().await.unwrap();
        NOW.set(START + early * 1_000);
        assert_eq!(session.token().await.unwrap().unwrap().reveal(), "access-0", "{life}");
        assert_eq!(renewing.asked(), 0);
        NOW.set(START + due * 1_000);
        assert_eq!(session.token().await.unwrap().unwrap().reveal(), "access-1", "{life}");
    }
}

#[tokio::test]
async fn a_session_that_ended_says_how_to_begin_another_and_goes_on_after_that() {
    let (folder, vault) = signed_in(-1).await;
    let renewing = Renewing::by(|_, _| Err(ended()));
    let session = session(&vault, &renewing, ALICE);
    for _ in 0..3 {
        let fault = session.token().await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::NotSignedIn);
        assert!(fault.to_string().contains("stagedoor login"), "{fault}");
    }
    assert_eq!(renewing.asked(), 1, "what has ended is not tried again");
    let kept = on_disk(&folder).await.unwrap();
    assert_eq!((kept.subject.as_str(), kept.grants.len()), (ALICE, 0), "it is known who it was");
    // in another process
    super::vault(folder.path()).keep(&held(ALICE, Some(in_seconds(3_600)))).await.unwrap();
    assert_eq!(session.token().await.unwrap().unwrap().reveal(), "access-0");
}

#[tokio::test]
async fn when_the_answer_to_a_renewal_is_lost_it_is_tried_once_more() {
    let (folder, vault) = signed_in(-1).await;
    let renewing = Renewing::by(|nth, _| if nth == 1 { Err(away()) } else { Ok(tokens(nth, Some(in_seconds(3_600)))) });
    assert_eq!(session(&vault, &renewing, ALICE).token().await.unwrap().unwrap().reveal(), "access-2");
    assert_eq!(*renewing.sent.lock().unwrap(), ["refresh-0", "refresh-0"]);
    assert_eq!(on_disk(&folder).await.unwrap().grants[0].tokens.refresh, Some(secret("refresh-2")));
}

#[tokio::test]
async fn when_the_session_was_lost_with_the_answer_that_is_told() {
    let (_folder, vault) = signed_in(-1).await;
    let renewing = Renewing::by(|nth, _| Err(if nth == 1 { away() } else { ended() }));
    let fault = session(&vault, &renewing, ALICE).token().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotSignedIn);
    assert!(fault.happened.as_str().contains("lost (no answer came)"), "{fault}");
    assert!(fault.cure.as_str().contains("stagedoor login"), "{fault}");
}

#[tokio::test]
async fn without_a_network_the_token_is_used_to_its_end_and_then_the_network_is_to_blame() {
    let (_folder, vault) = signed_in(-1).await;
    let renewing = Renewing::by(|_, _| Err(away()));
    assert_eq!(session(&vault, &renewing, ALICE).token().await.unwrap_err().kind, FaultKind::TimedOut);
    const START: i64 = 1_000_000;
    vault.keep(&held(ALICE, Some(At(START + 3_600_000)))).await.unwrap();
    let session = session(&vault, &renewing, ALICE);
    thread_local!(static NOW: std::cell::Cell<i64> = const { std::cell::Cell::new(START) });
    let session = session.by_clock(|| At(NOW.get()));
    session.token().await.unwrap();
    NOW.set(START + 3_570_000);
    let before = renewing.asked();
    for _ in 0..5 {
        assert_eq!(session.token().await.unwrap().unwrap().reveal(), "access-0");
    }
    assert_eq!(renewing.asked(), before + 2, "one renewal, tried twice, and then a rest");
    NOW.set(START + 3_600_000);
    assert_eq!(session.token().await.unwrap_err().kind, FaultKind::TimedOut);
}

#[tokio::test]
async fn offline_nothing_is_renewed() {
    let (_folder, vault) = signed_in(-1).await;
    let renewing = Renewing::well();
    let session = session(&vault, &renewing, ALICE).offline(true);
    assert_eq!(session.token().await.unwrap().unwrap().reveal(), "access-0");
    assert_eq!(session.renewed(&secret("access-0")).await.unwrap(), None);
    assert_eq!(renewing.asked(), 0);
}

#[tokio::test]
async fn a_renewal_that_nobody_waits_for_any_more_is_kept_all_the_same() {
    let (folder, vault) = signed_in(-1).await;
    let ((begun, has_begun), (go, may_go)) = (channel(), channel::<()>());
    let may_go = std::sync::Mutex::new(may_go);
    let renewing = Renewing::by(move |nth, _| {
        begun.send(()).unwrap();
        may_go.lock().unwrap().recv().unwrap();
        Ok(tokens(nth, Some(in_seconds(3_600))))
    });
    let session = session(&vault, &renewing, ALICE);
    let asking = session.clone();
    let waiting = tokio::spawn(async move { asking.token().await });
    tokio::task::spawn_blocking(move || has_begun.recv_timeout(LIMIT).unwrap()).await.unwrap();
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    go.send(()).unwrap();
    // leaving waits for it
    tokio::task::spawn_blocking(move || drop(session)).await.unwrap();
    assert_eq!(on_disk(&folder).await.unwrap().grants[0].tokens.refresh, Some(secret("refresh-1")));
}

#[tokio::test]
async fn what_another_process_renewed_is_taken_instead_of_renewing_again() {
    let (folder, vault) = signed_in(3_600).await;
    let renewing = Renewing::well();
    let session = session(&vault, &renewing, ALICE);
    let old = session.token().await.unwrap().unwrap();
    let mut newer = held(ALICE, None);
    newer.grants[0].tokens = tokens(7, Some(in_seconds(3_600)));
    super::vault(folder.path()).keep(&newer).await.unwrap();
    assert_eq!(session.renewed(&old).await.unwrap().unwrap().reveal(), "access-7");
    assert_eq!(renewing.asked(), 0);
}

#[tokio::test]
async fn what_belongs_to_one_is_never_asked_with_the_token_of_another() {
    let (folder, vault) = signed_in(3_600).await;
    let renewing = Renewing::well();
    let of_alice = session(&vault, &renewing, ALICE);
    let old = of_alice.token().await.unwrap().unwrap();
    // somebody else signs in, in another process
    super::vault(folder.path()).keep(&held(BOB, Some(in_seconds(3_600)))).await.unwrap();
    assert_eq!(of_alice.renewed(&old).await.unwrap_err().kind, FaultKind::AnotherUser);
    assert_eq!(of_alice.token().await.unwrap_err().kind, FaultKind::AnotherUser);
    let of_nobody = session(&super::vault(folder.path()), &renewing, "");
    assert_eq!(of_nobody.token().await.unwrap_err().kind, FaultKind::AnotherUser);
    // and signs out
    super::vault(folder.path()).purge().await.unwrap();
    let of_bob = session(&super::vault(folder.path()), &renewing, BOB);
    assert_eq!(of_bob.token().await.unwrap_err().kind, FaultKind::NotSignedIn);
    assert_eq!(session(&super::vault(folder.path()), &renewing, "").token().await.unwrap(), None);
    assert_eq!(renewing.asked(), 0);
}

#[tokio::test]
async fn a_pasted_token_that_ended_is_told_to_have_and_nobody_is_asked() {
    let folder = TempDir::new().unwrap();
    let vault = vault(folder.path());
    let mut pasted = held(ALICE, Some(in_seconds(-1)));
    pasted.grants[0].tokens.refresh = None;
    vault.keep(&pasted).await.unwrap();
    let renewing = Renewing::well();
    let fault = session(&vault, &renewing, ALICE).token().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotSignedIn);
    assert!(fault.to_string().contains("has ended"), "{fault}");
    assert_eq!(renewing.asked(), 0);
}
