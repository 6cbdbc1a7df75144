//! The sessions of those who signed in: where tokens are kept, and how they are renewed.

mod accounts;
mod ended;
pub mod keyring;
mod leaving;
mod processes;
mod proxy;
mod renewal;
mod vault;

use stagedoor::adapters::session::{Grant, Held, Issuer, Renew, Stored, Tokens, Unrenewed, Vault, Whose};
use stagedoor::domain::model::At;
use stagedoor::domain::text::Secret;
use stagedoor::platform::clock;
use stagedoor::platform::fault::{Fault, FaultKind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub const ALICE: &str = "user:default/alice";
pub const BOB: &str = "user:default/bob";

pub fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// A moment so many seconds from now.
pub fn in_seconds(seconds: i64) -> At {
    At(clock::now().0 + seconds * 1_000)
}

pub fn tokens(nth: usize, ends: Option<At>) -> Tokens {
    Tokens {
        access: secret(&format!("access-{nth}")),
        refresh: Some(secret(&format!("refresh-{nth}"))),
        id: None,
        ends,
    }
}

pub fn grant(nth: usize, ends: Option<At>) -> Grant {
    Grant {
        issuer: Issuer::Portal,
        tokens: tokens(nth, ends),
        client_id: "cli".into(),
        token_endpoint: "https://portal.example/token".into(),
        revocation_endpoint: String::new(),
    }
}

/// Somebody who is signed in with the first tokens, which end then.
pub fn held(subject: &str, ends: Option<At>) -> Held {
    Held { subject: subject.into(), user: subject.parse().ok(), way: "browser".into(), grants: vec![grant(0, ends)] }
}

pub fn vault(folder: &Path) -> Arc<Vault> {
    Arc::new(Vault::in_folder(folder.join("account"), None))
}

pub fn ended() -> Unrenewed {
    Unrenewed::Over(Fault::new(FaultKind::NotSignedIn, "renew", "the session has ended", ""))
}

pub fn away() -> Unrenewed {
    Unrenewed::Not(Fault::new(FaultKind::TimedOut, "renew", "no answer came", ""))
}

type Script = dyn Fn(usize, &Grant) -> Result<Tokens, Unrenewed> + Send + Sync;

/// One who renews as a script says, and counts how often it was asked.
pub struct Renewing {
    script: Box<Script>,
    asked: AtomicUsize,
    pub sent: Mutex<Vec<String>>,
}

impl Renewing {
    pub fn by(script: impl Fn(usize, &Grant) -> Result<Tokens, Unrenewed> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { script: Box::new(script), asked: AtomicUsize::new(0), sent: Mutex::default() })
    }

    /// Gives the next tokens each time, good for an hour.
    pub fn well() -> Arc<Self> {
        Self::by(|nth, _| Ok(tokens(nth, Some(in_seconds(3_600)))))
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Renew for Renewing {
    fn renew<'a>(&'a self, grant: &'a Grant) -> futures_util::future::BoxFuture<'a, Result<Tokens, Unrenewed>> {
        Box::pin(async move {
            let nth = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            self.sent.lock().unwrap().push(grant.tokens.refresh.clone().unwrap().reveal().to_owned());
            (self.script)(nth, grant)
        })
    }
}

pub fn session(vault: &Arc<Vault>, renewing: &Arc<Renewing>, subject: &str) -> Stored {
    session_over(vault, Arc::clone(renewing) as Arc<_>, subject)
}

pub fn session_over(vault: &Arc<Vault>, renew: Arc<dyn Renew>, subject: &str) -> Stored {
    Stored::new(Arc::clone(vault), renew, Issuer::Portal, Whose::of(subject))
}

/// Longer than anything may take.
pub const LIMIT: Duration = Duration::from_secs(30);
