//! One renewal: under the lock of the vault, kept before it is used, and carried through whatever
//! becomes of those who wait for it.

use super::claims::jwt_claims;
use super::tokens::{Grant, Held, Issuer, Renew, Tokens};
use super::vault::{Locked, Vault};
use super::whose::Whose;
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::{Fault, FaultKind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

const TRIED: &str = "renew the session";
/// How long leaving the program waits for a renewal.
const SETTLE: Duration = Duration::from_secs(3);

/// Renewals that are to be waited for.
#[derive(Default)]
pub(super) struct UnderWay {
    count: Mutex<usize>,
    none: Condvar,
}

impl UnderWay {
    /// Waits until there is none, though not for ever.
    pub(super) fn settle(&self) {
        let count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = self.none.wait_timeout_while(count, SETTLE, |count| *count > 0);
    }
}

/// One renewal.
pub(super) struct Renewal {
    pub(super) vault: Arc<Vault>,
    pub(super) renew: Arc<dyn Renew>,
    pub(super) issuer: Issuer,
    pub(super) whose: Whose,
    pub(super) cure: String,
    pub(super) old: Grant,
}

impl Renewal {
    /// On a thread of its own: whoever stops waiting for it does not stop it.
    pub(super) async fn on_a_thread(self, under_way: &Arc<UnderWay>) -> Result<Secret, Fault> {
        let local = |why: &str| Fault::new(FaultKind::Local, TRIED, why, "");
        let (tell, told) = tokio::sync::oneshot::channel();
        let counted = Counted::new(under_way);
        let thread = std::thread::Builder::new().name("renewal".into()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let ended = match runtime {
                Ok(runtime) => runtime.block_on(self.run()),
                Err(error) => Err(local(&error.to_string())),
            };
            drop(counted);
            let _ = tell.send(ended);
        });
        thread.map_err(|error| local(&error.to_string()))?;
        told.await.unwrap_or_else(|_| Err(local("it fell over")))
    }

    async fn run(&self) -> Result<Secret, Fault> {
        let locked = self.vault.lock().await?;
        let (held, grant) = self.there(&locked).await?;
        if grant.tokens.access != self.old.tokens.access {
            // another process was quicker
            return Ok(grant.tokens.access);
        }
        match self.renew.renew(&grant).await {
            Ok(tokens) => self.keep(&locked, held, &grant, tokens).await,
            Err(fault) if fault.kind == FaultKind::NotSignedIn => Err(self.end(&locked, held, &grant, fault).await),
            Err(fault) if fault.kind.passes() => self.once_more(&locked, fault).await,
            Err(fault) => Err(fault),
        }
    }

    /// The answer did not come: the other side may have given new tokens and voided the old ones, or
    /// may know of nothing.
    async fn once_more(&self, locked: &Locked<'_>, lost: Fault) -> Result<Secret, Fault> {
        let (held, grant) = self.there(locked).await?;
        match self.renew.renew(&grant).await {
            Ok(tokens) => self.keep(locked, held, &grant, tokens).await,
            Err(fault) if fault.kind == FaultKind::NotSignedIn => {
                let happened =
                    format!("the answer to an earlier try was lost ({}), and with it the session", lost.happened);
                let fault = Fault { happened: Clean::line(&happened), ..fault };
                Err(self.end(locked, held, &grant, fault).await)
            }
            Err(fault) => Err(fault),
        }
    }

    async fn there(&self, locked: &Locked<'_>) -> Result<(Held, Grant), Fault> {
        let held = locked.held().await?.ok_or_else(|| over(self.issuer, "nobody is signed in any more", &self.cure))?;
        self.whose.check_subject(&held.subject)?;
        let grant = held.of(self.issuer).cloned();
        let grant = grant.ok_or_else(|| over(self.issuer, "the session has ended", &self.cure))?;
        Ok((held, grant))
    }

    /// New tokens are on the disk before anybody uses them. Where they cannot be kept, this process
    /// goes on with them all the same: the old ones are void.
    async fn keep(&self, locked: &Locked<'_>, held: Held, old: &Grant, tokens: Tokens) -> Result<Secret, Fault> {
        let access = tokens.access.clone();
        let refresh = tokens.refresh.clone().or_else(|| old.tokens.refresh.clone());
        let id = tokens.id.clone().or_else(|| old.tokens.id.clone());
        let new = Grant { tokens: Tokens { refresh, id, ..tokens }, ..old.clone() };
        let held = self.of_who_it_is(held, old, &access);
        let subject = held.subject.clone();
        if let Err(fault) = locked.keep(&with(held, self.issuer, Some(new))).await {
            tracing::error!(%fault, "the renewed session is not kept");
        }
        self.whose.check_subject(&subject)?;
        Ok(access)
    }

    /// A proxy may name somebody else by now.
    fn of_who_it_is(&self, held: Held, old: &Grant, access: &Secret) -> Held {
        let subject = |token: &Secret| jwt_claims(token)?.subject;
        match (self.issuer, subject(&old.tokens.access), subject(access)) {
            (Issuer::Portal, Some(before), Some(now)) if before != now => {
                Held { user: now.parse().ok(), subject: now, grants: Vec::new(), ..held }
            }
            _ => held,
        }
    }

    /// The session is over. Who it was stays known, and with it the data that may be shown.
    async fn end(&self, locked: &Locked<'_>, held: Held, old: &Grant, fault: Fault) -> Fault {
        // what a proxy says of today is no word about tomorrow
        if old.tokens.refresh.is_none() {
            return fault;
        }
        if let Err(fault) = locked.keep(&with(held, self.issuer, None)).await {
            tracing::warn!(%fault, "tokens that are void are still kept");
        }
        Fault { cure: Clean::line(&self.cure), ..fault }
    }
}

fn with(held: Held, issuer: Issuer, grant: Option<Grant>) -> Held {
    let others = held.grants.into_iter().filter(|grant| grant.issuer != issuer);
    Held { grants: others.chain(grant).collect(), ..held }
}

/// The fault of a session that is over.
pub(super) fn over(issuer: Issuer, happened: &str, cure: &str) -> Fault {
    let tried = match issuer {
        Issuer::Portal => "use the session",
        Issuer::Provider => "use the session at the provider",
    };
    Fault::new(FaultKind::NotSignedIn, tried, happened, cure)
}

/// Counts a renewal for as long as it lives.
struct Counted(Arc<UnderWay>);

impl Counted {
    fn new(under_way: &Arc<UnderWay>) -> Self {
        *under_way.count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Self(Arc::clone(under_way))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        *self.0.count.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.none.notify_all();
    }
}
