//! Signing in to a portal, and to the provider of OpenID Connect beside it.

mod browser;
mod end;
mod hands;
mod pasted;
mod renewal;
mod setup;
mod tour;
mod ways;

pub use renewal::Renewal;
pub use setup::{AccountSetup, ProviderSetup, Standing, Standings};

use crate::adapters::session::Vault;
use crate::adapters::session::flow::{Issuers, Keys, Pause};
use crate::adapters::systems::backstage::sign_in;
use crate::domain::text::{Clean, Secret};
use crate::platform::account::{AccountPort, SignIn, SignedIn, Way, Ways};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::steps::{Answering, Step, Steps, Told};
use end::Gain;
use futures_util::future::BoxFuture;
use hands::Hands;
use std::fmt;
use std::sync::Arc;

const HTTPS: &str = "use its https:// address; http:// is for this machine";

/// Who is signed in to a context, and how one does.
pub struct Account {
    setup: AccountSetup,
    issuers: Arc<Issuers>,
    vault: Arc<Vault>,
    keys: Keys,
    hands: Hands,
    pause: Box<Pause>,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("setup", &self.setup).finish_non_exhaustive()
    }
}

impl Account {
    /// The account of a context; nothing is read or sent yet.
    pub fn new(setup: AccountSetup, issuers: Arc<Issuers>, vault: Arc<Vault>) -> Self {
        let pause: Box<Pause> = Box::new(|span| Box::pin(tokio::time::sleep(span)));
        Self { setup, issuers, vault, keys: Keys::default(), hands: Hands::default(), pause }
    }

    /// The same, waiting in another way between two questions for a code that was typed elsewhere.
    pub fn pausing(self, pause: Box<Pause>) -> Self {
        Self { pause, ..self }
    }

    async fn signed_in(&self, way: Way, steps: &Steps<SignIn>) -> Result<SignedIn, Fault> {
        if let Some(why) = self.shut(way) {
            let tried = format!("sign in by {}", way.word());
            let cure = if self.issuers.portal.is_in_clear() { HTTPS } else { "choose another way" };
            return Err(Fault::new(FaultKind::NotPermitted, &tried, &why, cure));
        }
        let gain = match way {
            Way::Browser | Way::Paste | Way::Device => self.toured(way, steps).await?,
            Way::Token => self.pasted(steps).await?,
            Way::Guest => self.of_page("guest", steps).await?,
            Way::Proxy => match &self.setup.proxy {
                Some(provider) => self.of_page(provider, steps).await?,
                None => return Err(no_proxy()),
            },
        };
        self.ended(way, gain).await
    }

    /// With what the portal gives without a question.
    async fn of_page(&self, provider: &str, steps: &Steps<SignIn>) -> Result<Gain, Fault> {
        say(steps, SignIn::Asking(Clean::line(&format!("asking {}", self.issuers.portal.place()))));
        let tokens = sign_in::page_tokens(&self.issuers.portal, provider).await?;
        Ok(Gain::of_grant(renewal::grant_of_page(provider, tokens)))
    }
}

impl AccountPort for Account {
    fn ways<'a>(&'a self) -> Answering<'a, Ways> {
        Box::pin(async move { Ok(Told::now(self.found().await?)) })
    }

    fn sign_in<'a>(&'a self, way: Way, steps: Steps<SignIn>) -> Answering<'a, SignIn> {
        Box::pin(async move { Ok(Told::now(SignIn::Done(self.signed_in(way, &steps).await?))) })
    }

    fn hand_in(&self, pasted: Secret) {
        self.hands.hand(pasted);
    }

    fn sign_out<'a>(&'a self) -> BoxFuture<'a, Result<Vec<Clean>, Fault>> {
        Box::pin(self.signed_out())
    }
}

fn say(steps: &Steps<SignIn>, step: SignIn) {
    steps.send(Step::Part(Told::now(step)));
}

fn no_proxy() -> Fault {
    let cure = "add `proxy = { provider = \"oauth2Proxy\" }` to the context";
    Fault::new(FaultKind::Invalid, "sign in by proxy", "the context names no provider of its proxy", cure)
}
