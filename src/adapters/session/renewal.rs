//! One renewal: under the lock of the vault, kept before it is used, and carried through whatever
//! becomes of those who wait for it.

use super::claims::jwt_claims;
use super::tokens::{Grant, Held, Issuer, Renew, Tokens, Unrenewed};
use super::under_way::UnderWay;
use super::vault::{Locked, Vault};
use super::whose::Whose;
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::{Fault, FaultKind};
use std::sync::Arc;
use std::time::Duration;

const TRIED: &str = "renew the session";

/// One renewal.
pub(super) struct Renewal {
    pub(super) vault: Arc<Vault>,
    pub(super) renew: Arc<dyn Renew>,
    pub(super) issuer: Issuer,
    pub(super) whose: Whose,
    pub(super) cure: String,
    pub(super) old: Grant,
    pub(super) try_limit: Duration,
}

/// What came of one.
#[derive(Clone)]
pub(super) struct Renewed {
    pub(super) access: Secret,
    /// Why it is in memory alone.
    pub(super) unkept: Option<Fault>,
}

impl Renewal {
    /// On a thread of its own: whoever stops waiting for it does not stop it.
    pub(super) async fn on_a_thread(self, under_way: &Arc<UnderWay>) -> Result<Renewed, Unrenewed> {
        let local = |why: &str| Unrenewed::Not(Fault::new(FaultKind::Local, TRIED, why, ""));
        let (tell, told) = tokio::sync::oneshot::channel();
        let under_way = Arc::clone(under_way);
        let thread = std::thread::Builder::new().name("renewal".into()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let ended = match runtime {
                Ok(runtime) => runtime.block_on(self.run(&under_way)),
                Err(error) => Err(local(&error.to_string())),
            };
            let _ = tell.send(ended);
        });
        thread.map_err(|error| local(&error.to_string()))?;
        told.await.unwrap_or_else(|_| Err(local("it fell over")))
    }

    /// Who only waits for the lock has sent nothing yet and need not be waited for.
    async fn run(&self, under_way: &Arc<UnderWay>) -> Result<Renewed, Unrenewed> {
        let locked = self.vault.lock().await?;
        let left = || Fault::new(FaultKind::Local, TRIED, "stagedoor is being left", "");
        let _counted = under_way.begin().ok_or_else(left)?;
        let (held, grant) = self.there(&locked).await?;
        if grant.tokens.access != self.old.tokens.access {
            // another process was quicker
            return Ok(Renewed { access: grant.tokens.access, unkept: None });
        }
        match self.attempt(&grant).await {
            Ok(tokens) => self.keep(&locked, held, &grant, tokens).await,
            Err(Unrenewed::Over(fault)) => Err(self.end(&locked, held, fault).await),
            Err(Unrenewed::Not(fault)) if fault.kind.passes() => self.once_more(&locked, fault).await,
            Err(other) => Err(other),
        }
    }

    async fn attempt(&self, grant: &Grant) -> Result<Tokens, Unrenewed> {
        let late = |_| {
            let happened = format!("no answer came within {} s", self.try_limit.as_secs());
            Fault::new(FaultKind::TimedOut, TRIED, &happened, "try again")
        };
        tokio::time::timeout(self.try_limit, self.renew.renew(grant)).await.map_err(late)?
    }

    /// The answer did not come: the other side may have given new tokens and voided the old ones, or
    /// may know of nothing.
    async fn once_more(&self, locked: &Locked<'_>, lost: Fault) -> Result<Renewed, Unrenewed> {
        let (held, grant) = self.there(locked).await?;
        match self.attempt(&grant).await {
            Ok(tokens) => self.keep(locked, held, &grant, tokens).await,
            Err(Unrenewed::Over(fault)) => {
                let happened =
                    format!("the answer to an earlier try was lost ({}), and with it the session", lost.happened);
                let fault = Fault { happened: Clean::line(&happened), ..fault };
                Err(self.end(locked, held, fault).await)
            }
            Err(other) => Err(other),
        }
    }

    async fn there(&self, locked: &Locked<'_>) -> Result<(Held, Grant), Unrenewed> {
        let gone = |happened: &str| Unrenewed::Over(over(self.issuer, happened, &self.cure));
        let held = locked.held().await?.ok_or_else(|| gone("nobody is signed in any more"))?;
        self.whose.check_subject(&held.subject).map_err(Unrenewed::Over)?;
        let grant = held.of(self.issuer).cloned();
        let grant = grant.ok_or_else(|| gone("the session has ended"))?;
        Ok((held, grant))
    }

    /// New tokens are on the disk before anybody uses them. Where they cannot be kept, this process
    /// goes on with them all the same: the old ones are void.
    async fn keep(&self, locked: &Locked<'_>, held: Held, old: &Grant, tokens: Tokens) -> Result<Renewed, Unrenewed> {
        let access = tokens.access.clone();
        let refresh = tokens.refresh.clone().or_else(|| old.tokens.refresh.clone());
        let id = tokens.id.clone().or_else(|| old.tokens.id.clone());
        let new = Grant { tokens: Tokens { refresh, id, ..tokens }, ..old.clone() };
        let held = self.of_who_it_is(held, old, &access);
        let subject = held.subject.clone();
        let kept = locked.keep(&with(held, self.issuer, Some(new))).await;
        self.whose.check_subject(&subject).map_err(Unrenewed::Over)?;
        Ok(Renewed { access, unkept: kept.err().map(in_memory_alone) })
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
    async fn end(&self, locked: &Locked<'_>, held: Held, fault: Fault) -> Unrenewed {
        if let Err(fault) = locked.keep(&with(held, self.issuer, None)).await {
            tracing::warn!(%fault, "tokens that are void are still kept");
        }
        Unrenewed::Over(Fault { cure: Clean::line(&self.cure), ..fault })
    }
}

/// Nobody but the user can do something about it, and only before this process ends.
fn in_memory_alone(fault: Fault) -> Fault {
    tracing::error!(%fault, "the renewed session is not kept");
    let happened = format!("{}; it lasts until stagedoor ends, and the next one would have to sign in", fault.happened);
    Fault { tried: "keep the renewed session".into(), happened: Clean::line(&happened), ..fault }
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
