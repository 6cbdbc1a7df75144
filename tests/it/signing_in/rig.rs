//! Somebody who signs in, before the servers of [`super::servers`].

pub use super::servers::{Host, OTHER_KEY, Requested, State, Twist, elsewhere, portal, provider, refusal, user_token};
use stagedoor::adapters::http::{Client, Limits};
use stagedoor::adapters::portal::{Account, AccountSetup, ProviderSetup, Standing, Standings};
use stagedoor::adapters::session::Vault;
use stagedoor::adapters::session::flow::Issuers;
use stagedoor::domain::text::Secret;
use stagedoor::platform::account::{AccountPort as _, SignIn, SignedIn, Way};
use stagedoor::platform::fault::Fault;
use stagedoor::platform::steps::{Step, Steps};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// One context, and who sits before it.
pub struct Desk {
    pub account: Arc<Account>,
    pub vault: Arc<Vault>,
    pub issuers: Arc<Issuers>,
    pub portal: Host,
    pub provider: Option<Host>,
    pub steps: Arc<Mutex<Vec<SignIn>>>,
}

pub fn taken() -> Standings {
    Standings { oidc: Standing::Taken, proxy: Standing::Taken, guest: Standing::Taken, paste: Standing::Taken }
}

/// At a portal alone.
pub fn at_portal(change: impl FnOnce(&mut AccountSetup)) -> Desk {
    desk(portal(), None, change)
}

/// At a portal that signs nobody in, with a provider beside it.
pub fn at_provider(change: impl FnOnce(&mut AccountSetup)) -> Desk {
    let portal = portal();
    portal.twist(|twist| {
        twist.lacks = vec!["client_id_metadata_document_supported", "revocation_endpoint", "registration_endpoint"];
    });
    desk(portal, Some(provider()), change)
}

pub fn desk(portal: Host, provider: Option<Host>, change: impl FnOnce(&mut AccountSetup)) -> Desk {
    let client = |base: &str| Client::new(base, Limits { pause: Duration::ZERO, ..Limits::default() }).unwrap();
    let issuer = provider.as_ref().map(|host| format!("{}/realms/main", host.base()));
    let issuers = Arc::new(Issuers { portal: client(portal.base()), provider: issuer.as_deref().map(client) });
    let mut setup =
        AccountSetup { name: "work".into(), standings: taken(), has_browser: true, ..AccountSetup::default() };
    setup.provider = issuer.map(|issuer| ProviderSetup {
        issuer,
        client_id: "stagedoor-cli".into(),
        scopes: vec!["groups".into()],
        ..ProviderSetup::default()
    });
    change(&mut setup);
    let vault = Arc::new(Vault::in_memory());
    let account = Account::new(setup, Arc::clone(&issuers), Arc::clone(&vault));
    let account = Arc::new(account.pausing(Box::new(|_| Box::pin(async {}))));
    Desk { account, vault, issuers, portal, provider, steps: Arc::default() }
}

impl Desk {
    /// Signs in; `user` says what the user does at each step.
    pub async fn sign_in(&self, way: Way, user: impl Fn(&Self, &SignIn)) -> Result<SignedIn, Fault> {
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let steps = Steps::to(move |step| {
            let (Step::Part(told) | Step::Whole(told)) = step;
            let _ = sender.send(told.answer);
        });
        let signing = self.account.sign_in(way, steps);
        tokio::pin!(signing);
        loop {
            tokio::select! {
                done = &mut signing => return match &*done?.answer {
                    SignIn::Done(signed_in) => Ok(signed_in.clone()),
                    other => panic!("ended with {other:?}"),
                },
                Some(step) = receiver.recv() => {
                    self.steps.lock().unwrap().push((*step).clone());
                    user(self, &step);
                }
            }
        }
    }

    pub fn hand_in(&self, text: &str) {
        self.account.hand_in(Secret::new(text.into()));
    }

    pub fn steps(&self) -> Vec<SignIn> {
        self.steps.lock().unwrap().clone()
    }

    pub fn provider(&self) -> &Host {
        self.provider.as_ref().unwrap()
    }

    /// The host where one signs in: the provider where there is one.
    pub fn host(&self) -> &Host {
        self.provider.as_ref().unwrap_or(&self.portal)
    }

    /// The host that serves an address.
    pub fn host_of(&self, address: &str) -> &Host {
        let of_provider = self.provider.as_ref().filter(|host| address.starts_with(host.base()));
        of_provider.unwrap_or(&self.portal)
    }
}
