//! Signing out: here first, then over there, and of the tokens that are in force then.

use super::keyring::{Ring, with_ring};
use super::{ALICE, held, secret};
use crate::systems::{Asked, Server, json};
use stagedoor::adapters::http::{Client, Limits};
use stagedoor::adapters::portal::{Account, AccountSetup};
use stagedoor::adapters::session::flow::Issuers;
use stagedoor::adapters::session::{Held, Pointer, Vault};
use stagedoor::platform::account::AccountPort as _;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

fn account(server: &Server, vault: Arc<Vault>) -> Account {
    let portal = Client::new(&server.base, Limits::default()).unwrap();
    let setup = AccountSetup { name: "work".into(), ..AccountSetup::default() };
    Account::new(setup, Arc::new(Issuers { portal, provider: None }), vault)
}

fn alice(server: &Server) -> Held {
    let mut held = held(ALICE, None);
    held.grants[0].revocation_endpoint = format!("{}/revoke", server.base);
    held
}

#[tokio::test]
async fn a_server_that_is_slow_to_end_a_session_finds_nothing_kept_here_any_more() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("account/tokens.json");
    let was_there = Arc::new(Mutex::new(Vec::new()));
    let server = Server::start({
        let (path, was_there) = (path.clone(), Arc::clone(&was_there));
        move |_: &Asked| {
            was_there.lock().unwrap().push(path.exists());
            json(200, "{}")
        }
    });
    let vault = super::vault(folder.path());
    vault.keep(&alice(&server)).await.unwrap();
    assert!(path.exists());
    let told = account(&server, vault).sign_out().await.unwrap();
    assert_eq!(*was_there.lock().unwrap(), [false]);
    assert!(told[0].as_str().contains("ended the session"), "{told:?}");
}

#[tokio::test]
async fn who_signs_out_while_tokens_are_renewed_ends_the_newer_ones() {
    let server = Server::start(|_: &Asked| json(200, "{}"));
    let vault = Arc::new(Vault::in_memory());
    vault.keep(&alice(&server)).await.unwrap();
    let account = account(&server, Arc::clone(&vault));
    let locked = vault.lock().await.unwrap();
    let renewing = async {
        let mut newer = alice(&server);
        newer.grants[0].tokens.refresh = Some(secret("refresh-1"));
        locked.keep(&newer).await.unwrap();
        drop(locked);
    };
    let (told, ()) = tokio::join!(account.sign_out(), renewing);
    told.unwrap();
    assert!(server.asked()[0].body.contains("token=refresh-1"), "{}", server.asked()[0].body);
    assert_eq!(vault.held().await.unwrap(), None);
}

#[tokio::test]
async fn a_keyring_that_does_not_let_go_of_the_tokens_is_told_and_signing_out_can_be_done_again() {
    let server = Server::start(|_: &Asked| json(200, "{}"));
    let (folder, ring) = (TempDir::new().unwrap(), Arc::<Ring>::default());
    let vault = || Arc::new(with_ring(folder.path(), &ring));
    vault().keep(&alice(&server)).await.unwrap();
    ring.closed.store(true, SeqCst);
    let fault = account(&server, vault()).sign_out().await.unwrap_err();
    assert!(fault.to_string().contains("it is locked; they are still in it"), "{fault}");
    assert!(fault.happened.as_str().contains("goes on"), "{fault}");
    assert!(fault.cure.as_str().contains("sign out again"), "{fault}");
    let pointer = Pointer::read(&folder.path().join("account")).unwrap().unwrap();
    assert_eq!(pointer.subject, ALICE, "who is signed in stays known");
    ring.closed.store(false, SeqCst);
    let told = account(&server, vault()).sign_out().await.unwrap();
    assert_eq!(told.last().unwrap().as_str(), "signed out of work");
    assert!(server.asked()[0].body.contains("token=refresh-0"));
    assert_eq!((ring.count(), folder.path().join("account").exists()), (0, false));
}
