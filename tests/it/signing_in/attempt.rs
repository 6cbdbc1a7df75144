//! What answers a request for a code, whatever anybody sends.

use proptest::prelude::*;
use stagedoor::adapters::session::Issuer;
use stagedoor::adapters::session::flow::{Attempt, Endpoints, Party, Refusal};
use stagedoor::domain::text::Secret;

const CODE: &str = "the-code";

fn attempt() -> (Attempt, String) {
    attempt_at(Endpoints::default())
}

/// At a server whose document says this besides.
fn attempt_at(said: Endpoints) -> (Attempt, String) {
    let endpoints = Endpoints {
        issuer: "https://sso.example".into(),
        authorization: "https://sso.example/auth?tenant=a".into(),
        token: "https://sso.example/token".into(),
        ..said
    };
    let party = Party {
        issuer: Issuer::Provider,
        endpoints,
        client_id: "stagedoor-cli".into(),
        scopes: vec!["openid".into()],
        is_openid: true,
        at: "sso.example".into(),
    };
    let attempt = Attempt::new(&party, 45_671).unwrap();
    let asked = super::browser::parameters(attempt.address());
    assert_eq!(asked["tenant"], "a", "what the address says already stays");
    let right = format!("http://127.0.0.1:45671/callback?state={}&code={CODE}", asked["state"]);
    (attempt, right)
}

fn paste(attempt: &mut Attempt, text: &str) -> Result<String, Refusal> {
    attempt.accept_pasted(&Secret::new(text.into())).map(|code| code.secret().clone())
}

#[test]
fn an_answer_counts_once() {
    let (mut attempt, right) = attempt();
    assert_eq!(paste(&mut attempt, &right).unwrap(), CODE);
    let again = paste(&mut attempt, &right).unwrap_err();
    assert!(matches!(&again, Refusal::Foreign(why) if why.as_str() == "it was used already"), "{again:?}");
}

#[test]
fn no_two_requests_share_what_proves_them() {
    let ((one, _), (other, _)) = (attempt(), attempt());
    let (one, other) = (super::browser::parameters(one.address()), super::browser::parameters(other.address()));
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(one[name], other[name], "{name}");
        assert!(one[name].len() >= 22, "{name} has 128 bits or more");
    }
}

#[test]
fn a_server_that_always_says_who_it_is_is_not_believed_without_and_nobody_who_says_it_twice() {
    let iss = "iss=https%3A%2F%2Fsso.example";
    let names_itself = || attempt_at(Endpoints { names_itself: true, ..Endpoints::default() });
    for said in [true, false] {
        let (mut attempt, right) = if said { names_itself() } else { attempt() };
        let foreign = [
            format!("{right}&{iss}&{iss}"),
            format!("{right}&{iss}&iss=https%3A%2F%2Fevil.example"),
            format!("{right}&iss=https%3A%2F%2Fevil.example&{iss}"),
            format!("{right}&iss=https%3A%2F%2Fevil.example"),
            format!("{right}&iss="),
        ];
        for foreign in foreign {
            let refused = paste(&mut attempt, &foreign).unwrap_err();
            assert!(matches!(&refused, Refusal::Foreign(why) if why.as_str().contains("another server")), "{foreign}");
        }
        if said {
            assert!(matches!(paste(&mut attempt, &right), Err(Refusal::Foreign(_))), "it does not say who it is");
        }
        assert_eq!(paste(&mut attempt, &format!("{right}&{iss}")).unwrap(), CODE, "and the attempt goes on");
    }
}

proptest! {
    #[test]
    fn nothing_but_the_issued_address_with_its_state_gives_the_code(
        at in 0_usize..200, change in 0_u8..3, with in "[ -~]"
    ) {
        let (mut attempt, right) = attempt();
        // what stands before the code
        let end = right.find("&code=").unwrap();
        let at = at % end;
        let changed = match change {
            0 => format!("{}{with}{}", &right[..at], &right[at..]),
            1 => format!("{}{}", &right[..at], &right[at + 1..]),
            _ => format!("{}{with}{}", &right[..at], &right[at + 1..]),
        };
        // a blank before it, and what an address does not tell apart, is the same address
        let is_same = |text: &str| {
            let parsed = url::Url::parse(text.trim()).map(|url| {
                (url.scheme().to_owned(), url.username().to_owned(), url.host_str().map(str::to_owned), url.port(),
                 url.path().to_owned(), url.query_pairs().into_owned().filter(|(name, _)| name == "state").collect::<Vec<_>>())
            });
            parsed.ok()
        };
        if is_same(&changed) != is_same(&right) {
            prop_assert!(matches!(paste(&mut attempt, &changed), Err(Refusal::Foreign(_))), "{}", changed);
            prop_assert_eq!(paste(&mut attempt, &right).unwrap(), CODE, "and the attempt goes on");
        }
    }

    #[test]
    fn whatever_is_pasted_is_answered_in_words(text in ".{0,300}") {
        let (mut attempt, _) = attempt();
        prop_assert!(matches!(paste(&mut attempt, &text), Err(Refusal::Foreign(_))));
    }
}
