//! A browser on another machine: what it ended at is pasted.

use super::browser::{agree, decline, parameters, pastes};
use super::rig::{at_portal, desk, portal, provider, user_token};
use stagedoor::platform::account::{AccountPort as _, SignIn, Way};
use stagedoor::platform::fault::FaultKind;
use std::net::TcpStream;

#[tokio::test]
async fn the_pasted_address_signs_in_and_nobody_listens_here() {
    let desk = at_portal(|_| {});
    desk.sign_in(Way::Paste, |desk, step| {
        if let SignIn::Visit { address, comes_back, .. } = step {
            assert!(!comes_back);
            let redirect = parameters(address.as_str())["redirect_uri"].clone();
            let host = redirect.strip_prefix("http://").unwrap().strip_suffix("/callback").unwrap();
            assert!(TcpStream::connect(host).is_err());
        }
        pastes(desk, step);
    })
    .await
    .unwrap();
    assert_eq!(desk.vault.held().await.unwrap().unwrap().way, "paste");
}

#[tokio::test]
async fn both_servers_are_pasted_for_one_after_the_other() {
    let desk = desk(portal(), Some(provider()), |_| {});
    desk.sign_in(Way::Paste, pastes).await.unwrap();
    assert_eq!(desk.vault.held().await.unwrap().unwrap().grants.len(), 2);
    let parts = desk.steps().into_iter().filter_map(|step| match step {
        SignIn::Visit { part, .. } => part.words().map(|words| words.to_string()),
        _ => None,
    });
    assert_eq!(parts.collect::<Vec<_>>(), ["address 1 of 2", "address 2 of 2"]);
}

#[tokio::test]
async fn only_the_whole_address_that_was_issued_counts_and_what_is_wrong_is_said() {
    let desk = at_portal(|_| {});
    let tries = std::sync::atomic::AtomicUsize::new(0);
    desk.sign_in(Way::Paste, |desk, step| {
        let address = match step {
            SignIn::Visit { address, .. } => address.clone(),
            SignIn::Again { asked, .. } => match &**asked {
                SignIn::Visit { address, .. } => address.clone(),
                other => panic!("{other:?}"),
            },
            _ => return,
        };
        let right = agree(desk, address.as_str());
        let port = url::Url::parse(&right).unwrap().port().unwrap();
        let code = parameters(&right)["code"].clone();
        let wrong = [
            code,
            right.replace("http://", "https://"),
            right.replace("127.0.0.1", "localhost"),
            right.replace(&format!(":{port}/"), &format!(":{}/", port ^ 1)),
            right.replace("/callback", "/callback2"),
            right.replace("http://", "http://u@"),
            right.replace("state=", "state=x"),
            right.split("&state").next().unwrap().to_owned(),
            address.to_string(),
        ];
        let count = tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        desk.hand_in(wrong.get(count).unwrap_or(&right));
    })
    .await
    .unwrap();
    let whys: Vec<String> = desk
        .steps()
        .into_iter()
        .filter_map(|step| match step {
            SignIn::Again { why, .. } => Some(why.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(whys.len(), 9, "{whys:?}");
    assert!(whys[0].contains("paste the whole of the one that the browser ended at"), "{}", whys[0]);
    assert!(whys[1..6].iter().all(|why| why.contains("another address than the one that was agreed on")), "{whys:?}");
    assert!(whys.iter().all(|why| !why.contains("code-")), "what was pasted is not shown: {whys:?}");
    assert_eq!(desk.portal.asked("/v1/token").len(), 1);
}

#[tokio::test]
async fn a_pasted_refusal_ends_the_attempt() {
    let desk = at_portal(|_| {});
    let fault = desk
        .sign_in(Way::Paste, |desk, step| {
            if let SignIn::Visit { address, .. } = step {
                desk.hand_in(&decline(address.as_str()));
            }
        })
        .await
        .unwrap_err();
    assert!(fault.to_string().contains("you said no"), "{fault}");
}

#[tokio::test]
async fn what_is_handed_in_while_nothing_is_asked_is_dropped() {
    let desk = at_portal(|_| {});
    desk.hand_in("http://127.0.0.1:1/callback?code=x&state=y");
    desk.sign_in(Way::Paste, pastes).await.unwrap();
    assert!(desk.steps().iter().all(|step| !matches!(step, SignIn::Again { .. })));
    desk.hand_in("late");
}

#[tokio::test]
async fn a_token_of_the_pages_signs_in_for_its_hour_and_is_not_renewed() {
    let desk = at_portal(|_| {});
    let signed_in = desk
        .sign_in(Way::Token, |desk, step| {
            if let SignIn::Paste { .. } = step {
                desk.hand_in(&format!(" authorization: Bearer {}\n", user_token("user:default/alice")));
            }
        })
        .await
        .unwrap();
    assert!(signed_in.ends.is_some());
    assert!(signed_in.told[0].as_str().contains(", until "), "{:?}", signed_in.told);
    assert_eq!(desk.vault.held().await.unwrap().unwrap().grants[0].tokens.refresh, None);
}

#[tokio::test]
async fn what_is_no_user_token_is_not_even_sent_and_one_that_is_refused_may_be_tried_again() {
    let desk = at_portal(|_| {});
    let tries = std::sync::atomic::AtomicUsize::new(0);
    desk.sign_in(Way::Token, |desk, step| {
        if !matches!(step, SignIn::Paste { .. } | SignIn::Again { .. }) {
            return;
        }
        let pasted = [
            "hunter2".to_owned(),
            String::new(),
            user_token("system:ci"),
            user_token("user:default/mallory"),
            user_token("user:default/alice"),
        ];
        let count = tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        desk.hand_in(&pasted[count]);
    })
    .await
    .unwrap();
    let sent =
        desk.portal.server.asked().into_iter().filter_map(|asked| asked.header("authorization").map(str::to_owned));
    let sent: Vec<String> = sent.collect();
    // mallory's is refused; alice's is asked about before and after
    assert_eq!(sent.len(), 3, "{sent:?}");
    assert!(!sent.iter().any(|sent| sent.contains("hunter2")));
}

#[tokio::test]
async fn a_pasted_token_becomes_a_session_only_where_the_administrator_allows_it() {
    for allowed in [false, true] {
        let desk = at_portal(|setup| setup.approve_pasted = allowed);
        let signed_in = desk
            .sign_in(Way::Token, |desk, step| {
                if let SignIn::Paste { hint } = step {
                    assert_eq!(hint.as_str().contains("30 days"), allowed);
                    desk.hand_in(&user_token("user:default/alice"));
                }
            })
            .await
            .unwrap();
        let held = desk.vault.held().await.unwrap().unwrap();
        assert_eq!(held.grants[0].tokens.refresh.is_some(), allowed);
        assert_eq!(desk.portal.asked("/approve").len(), usize::from(allowed));
        assert_eq!(signed_in.told.iter().any(|words| words.as_str().contains("30 days")), allowed, "{signed_in:?}");
    }
}

#[tokio::test]
async fn a_way_that_is_not_taken_or_locked_is_not_gone_even_when_asked_for() {
    use stagedoor::adapters::portal::Standing;
    for (standing, words) in
        [(Standing::NotListed, "does not list `paste`"), (Standing::Locked, "does not allow `paste`")]
    {
        let desk = at_portal(|setup| setup.standings.paste = standing);
        let fault = desk.sign_in(Way::Token, |_, step| panic!("asked {step:?}")).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::NotPermitted);
        assert!(fault.to_string().contains(words), "{fault}");
        assert!(desk.account.ways().await.unwrap().answer.open.iter().all(|way| *way != Way::Token));
    }
}
