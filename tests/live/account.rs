//! What of signing in no command shows by itself: renewing at the providers, and a pasted token that
//! the administrator lets become a session. By the library, against the real servers.

use crate::browser::Browser;
use crate::login::{desk_at, page_token};
use crate::program::Desk;
use crate::rig;
use crate::servers::{self, Server};
use crate::tokens::TokenFile;
use stagedoor::adapters::http::{Client, Limits};
use stagedoor::adapters::portal::{Account, AccountSetup, Renewal, Standing, Standings};
use stagedoor::adapters::session::flow::Issuers;
use stagedoor::adapters::session::{Issuer, Stored, Vault, Whose};
use stagedoor::domain::text::Secret;
use stagedoor::platform::account::{AccountPort as _, SignIn, Way};
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::steps::{Step, Steps};
use std::sync::Arc;

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn issuers(provider: Option<&str>) -> Arc<Issuers> {
    let client = |address: &str| Client::new(address, Limits::default()).unwrap();
    Arc::new(Issuers { portal: client(&servers::backstage().url), provider: provider.map(client) })
}

/// A machine on which alice is signed in at a provider as well.
fn alice_at(issuer: &str) -> Desk {
    let lines = format!("[contexts.work.oidc]\nissuer = \"{issuer}\"\nclient_id = \"stagedoor-cli\"");
    let desk = desk_at(&servers::backstage().url, &lines);
    let mut login = desk.begin(&["login", "--browser"]);
    Browser::of("alice").visit(&login.address());
    let said = login.end();
    assert_eq!(said.code, 0, "{said:?}");
    desk
}

/// The provider's tokens of a machine, as its systems get them.
fn session(desk: &Desk, issuer: &str) -> Stored {
    let folder = TokenFile::of(desk).path.parent().unwrap().to_owned();
    let vault = Arc::new(Vault::in_folder(folder, None));
    Stored::new(vault, Arc::new(Renewal::new(issuers(Some(issuer)))), Issuer::Provider, Whose::default())
}

#[test]
fn a_providers_token_is_renewed_and_its_refresh_token_is_good_for_one_use() {
    if !rig::live() {
        return;
    }
    for issuer in [servers::oidc().url.clone(), servers::keycloak().1] {
        let desk = alice_at(&issuer);
        let before = TokenFile::of(&desk).secret("provider", "refresh").unwrap();
        TokenFile::of(&desk).end();
        let token = wait(session(&desk, &issuer).token()).unwrap().unwrap();
        let after = TokenFile::of(&desk);
        assert_eq!(after.secret("provider", "access").as_deref(), Some(token.reveal()), "{issuer}");
        assert_ne!(after.secret("provider", "refresh").as_ref(), Some(&before), "{issuer}");
        after.end();
        assert_ne!(wait(session(&desk, &issuer).token()).unwrap().unwrap().reveal(), token.reveal(), "{issuer}");
    }
}

#[test]
fn a_session_that_a_provider_has_ended_is_over() {
    if !rig::live() {
        return;
    }
    let server = Server::start("oidc", &[]);
    let desk = alice_at(&server.url);
    assert_eq!(server.get("/rig/revoke?account=alice"), (200, "1\n".into()));
    TokenFile::of(&desk).end();
    let fault = wait(session(&desk, &server.url).token()).unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotSignedIn, "{fault}");
    assert!(fault.to_string().contains("stagedoor login"), "{fault}");
    // what is over at the one is not over at the other
    assert_eq!(desk.run(&["get", "group", "-o", "name"]).lines().len(), 4);
}

#[test]
fn a_pasted_token_becomes_a_session_where_the_administrator_lets_it_and_nowhere_else() {
    if !rig::live() {
        return;
    }
    for allowed in [true, false] {
        let vault = Arc::new(Vault::in_memory());
        let standings = Standings { paste: Standing::Taken, ..Standings::default() };
        let setup = AccountSetup { name: "work".into(), standings, approve_pasted: allowed, ..AccountSetup::default() };
        let account = Arc::new(Account::new(setup, issuers(None), Arc::clone(&vault)));
        let token = page_token(servers::backstage());
        let hands = Arc::clone(&account);
        let steps = Steps::to(move |step| {
            let (Step::Part(told) | Step::Whole(told)) = step;
            if let SignIn::Paste { hint } = &*told.answer {
                assert_eq!(hint.as_str().contains("30 days"), allowed, "{hint}");
                hands.hand_in(Secret::new(token.clone()));
            }
        });
        let done = wait(account.sign_in(Way::Token, steps)).unwrap().answer;
        let SignIn::Done(signed_in) = &*done else { panic!("{done:?}") };
        let told = format!("{:?}", signed_in.told);
        assert_eq!(told.contains("made into a session"), allowed, "{told}");
        let held = wait(vault.held()).unwrap().unwrap();
        assert_eq!(held.of(Issuer::Portal).unwrap().tokens.refresh.is_some(), allowed);
        assert_eq!(signed_in.ends.is_some(), !allowed, "one that is renewed has no end to tell");
    }
}
