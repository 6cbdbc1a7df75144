//! The session of somebody who signed in: tokens out of a vault, renewed ahead of their end.
//!
//! A provider may void a refresh token in the moment it is used. So a renewal, once begun, is
//! carried through and kept whatever becomes of those who wait for it: it has a thread of its own,
//! and leaving the program waits for it. Over all processes there is one at a time; whoever comes
//! later takes what it brought.

use super::renewal::{Renewal, Renewed, over};
use super::tokens::{AHEAD, Grant, Held, Issuer, Renew, TRY, Unrenewed};
use super::under_way::UnderWay;
use super::vault::Vault;
use super::whose::Whose;
use crate::domain::model::At;
use crate::domain::text::Secret;
use crate::platform::clock;
use crate::platform::fault::{Fault, FaultKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a token that still counts is used before renewing it is tried again.
const REST: Duration = Duration::from_secs(10);
/// A token as young as this that is refused is not renewed: another one would be refused as well.
const YOUNG: Duration = Duration::from_secs(30);

/// The tokens of one issuer out of a vault.
#[derive(Clone)]
pub struct Stored(Arc<Shared>);

struct Shared {
    vault: Arc<Vault>,
    renew: Arc<dyn Renew>,
    issuer: Issuer,
    whose: Whose,
    /// What the user can do when there is no token, or it is not accepted.
    cure: String,
    offline: bool,
    try_limit: Duration,
    clock: fn() -> At,
    turn: tokio::sync::Mutex<()>,
    state: Mutex<State>,
    under_way: Arc<UnderWay>,
}

/// What this process saw of the tokens.
#[derive(Default)]
struct State {
    /// The access token that was seen last, and since when.
    seen: Option<(Secret, At)>,
    /// When an access token was renewed last.
    renewed: Option<At>,
    /// When renewing failed last.
    failed: Option<At>,
    /// Renewals so far, and how the last one ended, for those who waited meanwhile.
    count: u64,
    ended: Option<Result<Renewed, Unrenewed>>,
    /// Why the renewed tokens are in memory alone, until somebody was told.
    unkept: Option<Fault>,
}

impl std::fmt::Debug for Stored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stored").field("vault", &self.0.vault).field("issuer", &self.0.issuer).finish_non_exhaustive()
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.under_way.settle();
    }
}

impl Stored {
    /// The tokens that `issuer` gave, of whoever `whose` says.
    pub fn new(vault: Arc<Vault>, renew: Arc<dyn Renew>, issuer: Issuer, whose: Whose) -> Self {
        Self(Arc::new(Shared {
            vault,
            renew,
            issuer,
            whose,
            cure: "sign in: `stagedoor login`".into(),
            offline: false,
            try_limit: TRY,
            clock: clock::now,
            turn: tokio::sync::Mutex::default(),
            state: Mutex::default(),
            under_way: Arc::default(),
        }))
    }

    /// The same; when `offline`, nothing is renewed.
    #[must_use]
    pub fn offline(self, offline: bool) -> Self {
        self.with(|shared| shared.offline = offline)
    }

    /// The same with other words for what the user can do when there is no token.
    #[must_use]
    pub fn cured_by(self, cure: &str) -> Self {
        self.with(|shared| cure.clone_into(&mut shared.cure))
    }

    /// The same with another limit for one try of renewing; there are two at most.
    #[must_use]
    pub fn try_limit(self, limit: Duration) -> Self {
        self.with(|shared| shared.try_limit = limit)
    }

    /// What the user can do when there is no token, or it is not accepted.
    pub fn cure(&self) -> String {
        self.0.cure.clone()
    }

    /// The same by another clock.
    #[must_use]
    pub fn by_clock(self, clock: fn() -> At) -> Self {
        self.with(|shared| shared.clock = clock)
    }

    /// A session of its own over the same vault, with something else in it.
    fn with(self, change: impl FnOnce(&mut Shared)) -> Self {
        let Shared { vault, renew, whose, issuer, cure, offline, try_limit, clock, .. } = &*self.0;
        let mut other = Self::new(Arc::clone(vault), Arc::clone(renew), *issuer, whose.clone());
        if let Some(shared) = Arc::get_mut(&mut other.0) {
            (shared.offline, shared.try_limit, shared.clock) = (*offline, *try_limit, *clock);
            shared.cure.clone_from(cure);
            change(shared);
        }
        other
    }

    /// The access token; one that is about to end is renewed first. `None` where nobody is signed in.
    ///
    /// # Errors
    /// [`FaultKind::NotSignedIn`] when the session is over, [`FaultKind::AnotherUser`] when somebody
    /// else's began; [`FaultKind::Local`] once when renewed tokens could not be kept, though they are
    /// used; other kinds where the one who renews could not be asked and the token has ended.
    pub async fn token(&self) -> Result<Option<Secret>, Fault> {
        let Some(grant) = self.0.grant().await? else { return Ok(None) };
        let now = (self.0.clock)();
        let is_over = grant.tokens.ends.is_some_and(|ends| now >= ends);
        match (self.0.is_due(&grant, now), self.0.renew.can(&grant)) {
            (false, _) => Ok(Some(grant.tokens.access)),
            _ if self.0.offline => Ok(Some(grant.tokens.access)),
            (true, false) if is_over => Err(self.0.over("the token has ended, and nothing renews it")),
            (true, false) => Ok(Some(grant.tokens.access)),
            (true, true) if !is_over && self.0.rests(now) => Ok(Some(grant.tokens.access)),
            (true, true) => match self.in_turn(&grant).await {
                // it still counts for a moment; then there may be a network again, or a keyring
                Err(Unrenewed::Not(fault)) if !is_over => {
                    tracing::warn!(%fault, "the session is not renewed yet");
                    Ok(Some(grant.tokens.access))
                }
                answer => self.0.told(answer).map(Some),
            },
        }
    }

    /// Whether there is something to renew the access token with.
    pub async fn renews(&self) -> bool {
        let grant = self.0.grant().await;
        !self.0.offline && grant.is_ok_and(|grant| grant.is_some_and(|grant| self.0.renew.can(&grant)))
    }

    /// Another token than the one that was refused; `None` when there is no other.
    ///
    /// # Errors
    /// As [`Stored::token`].
    pub async fn renewed(&self, refused: &Secret) -> Result<Option<Secret>, Fault> {
        let Some(grant) = self.0.grant().await? else { return Ok(None) };
        if grant.tokens.access != *refused {
            return Ok(Some(grant.tokens.access));
        }
        if self.0.offline || !self.0.renew.can(&grant) || self.0.is_young((self.0.clock)()) {
            return Ok(None);
        }
        let answer = self.in_turn(&grant).await;
        self.0.told(answer).map(|token| Some(token).filter(|token| token != refused))
    }

    /// One renewal for all who wait for it.
    async fn in_turn(&self, old: &Grant) -> Result<Renewed, Unrenewed> {
        let before = self.0.state().count;
        let _turn = self.0.turn.lock().await;
        {
            let state = self.0.state();
            if let Some(ended) = state.ended.as_ref().filter(|_| state.count != before) {
                return ended.clone();
            }
        }
        let ended = self.on_a_thread(old.clone()).await;
        let mut state = self.0.state();
        let now = (self.0.clock)();
        state.count += 1;
        state.failed = ended.as_ref().err().map(|_| now);
        state.renewed = ended.as_ref().ok().map(|_| now);
        state.unkept = ended.as_ref().ok().and_then(|renewed| renewed.unkept.clone());
        state.ended = Some(ended.clone());
        ended
    }

    /// Whoever stops waiting for it does not stop it.
    async fn on_a_thread(&self, old: Grant) -> Result<Renewed, Unrenewed> {
        let Shared { vault, renew, issuer, whose, try_limit, under_way, .. } = &*self.0;
        let work = Renewal {
            vault: Arc::clone(vault),
            renew: Arc::clone(renew),
            issuer: *issuer,
            whose: whose.clone(),
            cure: self.cure(),
            old,
            try_limit: *try_limit,
        };
        work.on_a_thread(under_way).await
    }
}

impl Shared {
    /// The grant that is in force; `None` where nobody is signed in, and nobody was.
    async fn grant(&self) -> Result<Option<Grant>, Fault> {
        let known = self.vault.held().await?;
        match self.mine(known.as_ref()) {
            Ok(Some(grant)) => return Ok(Some(grant)),
            Err(fault) if fault.kind != FaultKind::NotSignedIn => return Err(fault),
            Ok(None) | Err(_) => {}
        }
        // somebody may have signed in since, here or in another process
        let there = self.vault.read_anew().await?;
        match self.mine(there.as_ref())? {
            Some(grant) => Ok(Some(grant)),
            None if there.is_none() && self.whose.subject.as_deref().unwrap_or_default().is_empty() => Ok(None),
            None => Err(self.over("nobody is signed in any more")),
        }
    }

    /// What a renewal came to. That it is not kept is told to one of those who wait for it: the others
    /// go on.
    fn told(&self, answer: Result<Renewed, Unrenewed>) -> Result<Secret, Fault> {
        let renewed = answer.map_err(Unrenewed::fault)?;
        self.state().unkept.take().map_or(Ok(renewed.access), Err)
    }

    fn mine(&self, held: Option<&Held>) -> Result<Option<Grant>, Fault> {
        let Some(held) = held else { return Ok(None) };
        self.whose.check_subject(&held.subject)?;
        if let Some(why) = self.whose.refuses(held) {
            return Err(self.over(&why));
        }
        Ok(held.of(self.issuer).cloned())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a token is about to end: a minute before, or a fifth of what it had to live when it
    /// was first seen.
    fn is_due(&self, grant: &Grant, now: At) -> bool {
        let Some(ends) = grant.tokens.ends else { return false };
        let mut state = self.state();
        let since = match &state.seen {
            Some((token, since)) if *token == grant.tokens.access => *since,
            _ => {
                state.seen = Some((grant.tokens.access.clone(), now));
                now
            }
        };
        now.after(AHEAD.min(ends.since(since) / 5)) >= ends
    }

    fn rests(&self, now: At) -> bool {
        self.state().failed.is_some_and(|failed| now.since(failed) < REST)
    }

    fn is_young(&self, now: At) -> bool {
        self.state().renewed.is_some_and(|renewed| now.since(renewed) < YOUNG)
    }

    fn over(&self, happened: &str) -> Fault {
        over(self.issuer, happened, &self.cure)
    }
}
