use super::Account;
use super::renewal::goes_on;
use crate::adapters::session::flow::Arrived;
use crate::adapters::session::{Grant, Held, Issuer, jwt_claims};
use crate::adapters::systems::backstage::sign_in;
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use crate::platform::account::{SignedIn, Way};
use crate::platform::clock;
use crate::platform::fault::{Fault, FaultKind};
use futures_util::future::join_all;

/// What came of an attempt.
#[derive(Debug, Default)]
pub(super) struct Gain {
    /// What was given, at most one of each server.
    pub(super) arrived: Vec<Arrived>,
    /// What was tried besides and failed.
    pub(super) failed: Vec<Fault>,
    /// What there is to tell.
    pub(super) told: Vec<Clean>,
}

impl Gain {
    pub(super) fn of_grant(grant: Grant) -> Self {
        let subject = jwt_claims(&grant.tokens.access).and_then(|claims| claims.subject).unwrap_or_default();
        Self { arrived: vec![Arrived { subject, name: None, grant }], ..Self::default() }
    }

    fn of(&self, issuer: Issuer) -> Option<&Arrived> {
        self.arrived.iter().find(|arrived| arrived.grant.issuer == issuer)
    }
}

impl Account {
    /// Keeps what was given, and says who is signed in now.
    pub(super) async fn ended(&self, way: Way, gain: Gain) -> Result<SignedIn, Fault> {
        let user = match gain.of(Issuer::Portal) {
            Some(arrived) => self.user(arrived).await?,
            None => None,
        };
        let (before, held) = self.joined(way, user, &gain).await?;
        let main = held.of(Issuer::Portal).or_else(|| held.of(Issuer::Provider));
        let ends = main.filter(|grant| !goes_on(grant)).and_then(|grant| grant.tokens.ends);
        let told = self.words(&held, &gain, ends.is_some());
        let shown = self.setup.shown.clone().or_else(|| before.map(|before| before.subject));
        let is_another = shown.is_none_or(|shown| shown != held.subject);
        Ok(SignedIn { user: held.user, told, is_another, ends })
    }

    /// What was held before, and what is kept instead. Nobody renews or signs out in between.
    async fn joined(&self, way: Way, user: Option<EntityRef>, gain: &Gain) -> Result<(Option<Held>, Held), Fault> {
        let locked = self.vault.lock().await?;
        // what cannot be read is not known to be the same user's
        let before = locked.held().await.unwrap_or_default();
        let kept = before.as_ref().filter(|before| is_same(before, user.as_ref(), gain));
        let held = joined(kept, way, user, gain);
        locked.keep(&held).await?;
        Ok((before, held))
    }

    /// The user, as the portal says; as the token says, when it does not come to an answer.
    async fn user(&self, arrived: &Arrived) -> Result<Option<EntityRef>, Fault> {
        match sign_in::user_of(&self.issuers.portal, &arrived.grant.tokens.access).await {
            Ok(user) => Ok(Some(user)),
            Err(fault) if matches!(fault.kind, FaultKind::NotSignedIn | FaultKind::Invalid) => Err(fault),
            Err(_) => Ok(arrived.subject.parse().ok()),
        }
    }

    fn words(&self, held: &Held, gain: &Gain, is_short: bool) -> Vec<Clean> {
        let mut told = Vec::new();
        if let Some(arrived) = gain.of(Issuer::Portal) {
            let who = held.user.as_ref().map_or_else(|| arrived.subject.clone(), ToString::to_string);
            let until = arrived.grant.tokens.ends.filter(|_| is_short);
            let until = until.map(|ends| format!(", until {}", clock::zone().clock(ends))).unwrap_or_default();
            told.push(format!("signed in to {} as {who}{until}", self.setup.name));
            if is_short && !arrived.grant.client_id.is_empty() {
                told.push(
                    "the portal gives no session that is renewed (auth.experimentalRefreshToken.enabled): sign in \
                     again then"
                        .into(),
                );
            }
        }
        if let (Some(arrived), Some(provider)) = (gain.of(Issuer::Provider), &self.issuers.provider) {
            let who = arrived.name.as_ref().map(|name| format!(" as {name}")).unwrap_or_default();
            told.push(format!("signed in at {}{who}", provider.place()));
        }
        told.extend(gain.failed.iter().map(ToString::to_string));
        told.iter().map(|words| Clean::line(words)).chain(gain.told.iter().cloned()).collect()
    }

    /// Ends the session here in any case and first, and over there where that can be done.
    pub(super) async fn signed_out(&self) -> Result<Vec<Clean>, Fault> {
        let (held, purged) = self.taken_out().await?;
        let grants = held.as_ref().ok().and_then(Option::as_ref).map(|held| held.grants.as_slice()).unwrap_or_default();
        let mut told = self.revoked(grants).await;
        purged.map_err(|fault| self.left(fault, held.is_err()))?;
        told.push(match held {
            Ok(None) => format!("nobody was signed in to {}", self.setup.name),
            Ok(Some(_)) => format!("signed out of {}", self.setup.name),
            Err(fault) => format!(
                "what was kept is removed; it could not be read, so the session at {} goes on until it ends by \
                 itself: {fault}",
                self.place(Issuer::Portal)
            ),
        });
        Ok(told.iter().map(|words| Clean::line(words)).collect())
    }

    /// What stays of a session that could not be removed; `unknown` tokens are revoked nowhere.
    fn left(&self, fault: Fault, unknown: bool) -> Fault {
        if !unknown {
            return fault;
        }
        let happened = format!("{}; the session at {} goes on", fault.happened, self.place(Issuer::Portal));
        Fault { happened: Clean::line(&happened), ..fault }
    }

    /// Takes what is held out of the vault, as nobody renews it, and whether nothing is left there.
    async fn taken_out(&self) -> Result<(Result<Option<Held>, Fault>, Result<(), Fault>), Fault> {
        let locked = self.vault.lock().await?;
        let held = locked.held().await;
        let purged = locked.purge().await;
        Ok((held, purged))
    }

    /// Ends sessions over there, and tells what came of it.
    async fn revoked(&self, grants: &[Grant]) -> Vec<String> {
        let ends = join_all(grants.iter().map(|grant| self.issuers.revoke(grant))).await;
        let told = grants.iter().zip(ends).map(|(grant, end)| match (self.place(grant.issuer), end) {
            (place, Ok(true)) => format!("ended the session at {place}"),
            (place, Ok(false)) => format!("{place} ends its token by itself in time"),
            (_, Err(fault)) => format!("{fault}; here the tokens are gone"),
        });
        told.collect()
    }

    fn place(&self, issuer: Issuer) -> String {
        let provider = self.issuers.provider.as_ref().filter(|_| issuer == Issuer::Provider);
        provider.unwrap_or(&self.issuers.portal).place()
    }
}

/// Whether it is the same person as before: by the portal's word, else by the provider's.
fn is_same(before: &Held, user: Option<&EntityRef>, gain: &Gain) -> bool {
    match user {
        Some(user) if before.user.is_some() => before.user.as_ref() == Some(user),
        _ => {
            let of_before =
                before.of(Issuer::Provider).and_then(|grant| jwt_claims(grant.tokens.id.as_ref()?)?.subject);
            let now = gain.of(Issuer::Provider).map(|arrived| arrived.subject.as_str());
            now.is_some() && of_before.as_deref() == now
        }
    }
}

/// What is held now: what was given, and of the same person what one of the two did not give anew.
fn joined(before: Option<&Held>, way: Way, user: Option<EntityRef>, gain: &Gain) -> Held {
    let given = |issuer| gain.of(issuer).map(|arrived| arrived.grant.clone());
    let grants = [Issuer::Portal, Issuer::Provider];
    let grants = grants.into_iter().filter_map(|issuer| given(issuer).or_else(|| before?.of(issuer).cloned()));
    let of_user = user.as_ref().map(ToString::to_string);
    let first = || gain.arrived.first().map(|arrived| arrived.subject.clone());
    // the portal's name for the user stands, also where only the provider was visited
    let user = user.or_else(|| before?.user.clone());
    let subject = of_user.or_else(|| Some(before?.subject.clone())).or_else(first).unwrap_or_default();
    Held { subject, user, way: way.word().to_owned(), grants: grants.collect() }
}
