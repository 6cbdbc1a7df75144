//! Who one is to a vault: by a token of its own, or let in with a token of the user's.

use super::VaultLogin;
use super::entered::{Entered, Who};
use super::errors::not_entered;
use super::reach::{Api, read};
use super::wire::{Auth, Itself};
use crate::adapters::http::{Failure, Plain};
use crate::adapters::session::Session;
use crate::domain::model::At;
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::{Fault, FaultKind};
use serde_json::json;
use std::time::Duration;

impl Api {
    /// The token to go along: the one that is held, renewed in its last third, or that of a new login.
    ///
    /// # Errors
    /// When the vault does not let the user in.
    pub(super) async fn token(&self) -> Result<Secret, Fault> {
        let mut held = self.entered.lock().await;
        let now = (self.clock)();
        if let Some(entered) = held.as_mut().filter(|entered| !entered.is_over(now)) {
            if entered.is_ageing(now) {
                self.renew(entered).await;
            }
            return Ok(entered.token.clone());
        }
        *held = None;
        let entered = self.enter().await?;
        Ok(held.insert(entered).token.clone())
    }

    /// Who one is there.
    ///
    /// # Errors
    /// When the vault does not let the user in.
    pub(super) async fn who(&self) -> Result<Who, Fault> {
        self.token().await?;
        Ok(self.entered.lock().await.as_ref().map(|entered| entered.who.clone()).unwrap_or_default())
    }

    /// Whether a token that was refused has ended: then it is let go of.
    pub(super) async fn has_ended(&self, token: &Secret) -> bool {
        let mut held = self.entered.lock().await;
        let Some(entered) = held.as_ref() else { return true };
        if entered.token != *token {
            return true;
        }
        let call = self.get("read who you are", &["auth", "token", "lookup-self"]);
        let ends = entered.looks && self.send(&call, Some(token)).await.is_ok_and(|plain| plain.status == 403);
        if ends {
            *held = None;
        }
        ends
    }

    /// Makes the token last longer; where that fails it is used to its end.
    async fn renew(&self, entered: &mut Entered) {
        let call = self.post("renew the token", &["auth", "token", "renew-self"], &json!({}));
        let Ok(plain) = self.send(&call, Some(&entered.token)).await else { return };
        let auth = read::<Nothing>(plain, &call, &[&entered.token]).ok().and_then(|answer| answer.auth);
        if let Some(auth) = auth {
            entered.lasts(auth.lease_duration, (self.clock)());
            entered.renewable = auth.renewable;
        } else {
            // it has been made as long as it may be
            entered.renewable = false;
        }
    }

    async fn enter(&self) -> Result<Entered, Fault> {
        match &self.login {
            VaultLogin::Token(session) => self.with_token(session).await,
            VaultLogin::Jwt { mount, role, session } => self.with_jwt(mount, role.as_deref(), session).await,
        }
    }

    async fn with_token(&self, session: &Session) -> Result<Entered, Fault> {
        let token = self.given(session).await?;
        let mut entered = Entered::of(token, &Auth::none(), (self.clock)());
        let mut seen = self.look(&mut entered).await?;
        if seen.as_ref().is_some_and(|plain| plain.status == 403) {
            // a helper may have a newer one
            if let Some(newer) = session.renewed(&entered.token).await? {
                entered.token = newer;
                seen = self.look(&mut entered).await?;
            }
        }
        if seen.is_none() {
            return Ok(entered);
        }
        let happened = "the vault does not take the token: it has ended, or may not even look at itself";
        Err(Fault::new(FaultKind::NotSignedIn, &self.entering(), happened, &session.cure()))
    }

    async fn with_jwt(&self, mount: &str, role: Option<&str>, session: &Session) -> Result<Entered, Fault> {
        let mut jwt = self.given(session).await?;
        let mut answer = self.log_in(mount, role, &jwt).await;
        if answer.as_ref().is_err_and(|failure| failure.status == Some(400) && is_about_time(failure))
            && let Some(newer) = session.renewed(&jwt).await?
        {
            jwt = newer;
            answer = self.log_in(mount, role, &jwt).await;
        }
        let now = (self.clock)();
        let auth = answer.map_err(|failure| not_entered(failure, &self.name, &session.cure()))?;
        if auth.mfa_requirement.is_some() {
            let happened = "the vault asks for a second factor besides, which is not given here";
            let cure = "log in with the vault's own program, and name its token (`token_file`)";
            return Err(Fault::new(FaultKind::Unsupported, &self.entering(), happened, cure));
        }
        let Some(token) = auth.client_token.0.clone() else {
            let happened = "the login gave no token";
            return Err(Fault::new(FaultKind::Malformed, &self.entering(), happened, "check the address and `mount`"));
        };
        let mut entered = Entered::of(token, &auth, now);
        // what it may not see of itself the login told as well, but for a name
        self.look(&mut entered).await?;
        Ok(entered)
    }

    async fn log_in(&self, mount: &str, role: Option<&str>, jwt: &Secret) -> Result<Auth, Failure> {
        let mut body = json!({"jwt": jwt.reveal()});
        if let (Some(role), Some(fields)) = (role, body.as_object_mut()) {
            fields.insert("role".to_owned(), role.into());
        }
        let call = self.post("log in", &["auth", mount, "login"], &body).repeatable();
        let answer = read::<Nothing>(self.send(&call, None).await?, &call, &[jwt])?;
        Ok(answer.auth.unwrap_or_else(Auth::none))
    }

    /// Has a token look at itself; the answer where it may not.
    async fn look(&self, entered: &mut Entered) -> Result<Option<Plain>, Fault> {
        let call = self.get("read who you are", &["auth", "token", "lookup-self"]);
        let now = (self.clock)();
        let plain = self.send(&call, Some(&entered.token)).await?;
        if plain.status == 403 {
            return Ok(Some(plain));
        }
        let itself: Itself = read(plain, &call, &[&entered.token])?.data.unwrap_or_default();
        entered.looks = true;
        entered.lasts(itself.ttl, now);
        entered.span = entered.span.max(Duration::from_secs(itself.creation_ttl));
        entered.renewable = itself.renewable;
        entered.who.user = Clean::line(itself.display_name.as_deref().unwrap_or_default());
        let policies = itself.policies.into_iter().chain(itself.identity_policies).flatten();
        entered.who.policies = policies.map(|name| Clean::line(&name)).collect();
        Ok(None)
    }

    async fn given(&self, session: &Session) -> Result<Secret, Fault> {
        let token = session.token().await.map_err(|fault| Fault { tried: Clean::line(&self.entering()), ..fault })?;
        token.ok_or_else(|| {
            let happened = "there is no token to enter it with";
            let cure = "sign in, or name where its token is read: `audience`, `token_file`, `token_env`";
            Fault::new(FaultKind::NotSignedIn, &self.entering(), happened, cure)
        })
    }

    fn entering(&self) -> String {
        format!("log in to the vault {}", self.name)
    }
}

/// An answer whose data is of no interest.
pub(super) type Nothing = serde::de::IgnoredAny;

/// Whether a login was refused for the token's age: a newer one may be let in.
fn is_about_time(failure: &Failure) -> bool {
    let happened = failure.fault.happened.as_str();
    ["expired", "(exp)", "iat"].iter().any(|word| happened.contains(word))
}

impl Entered {
    fn of(token: Secret, auth: &Auth, now: At) -> Self {
        let policies = auth.policies.iter().flatten().map(|name| Clean::line(name)).collect();
        let who = Who { policies, ..Who::default() };
        let (span, renewable) = (Duration::ZERO, auth.renewable);
        let mut entered = Self { token, who, span, renewable, looks: false };
        entered.lasts(auth.lease_duration, now);
        entered
    }
}

impl Auth {
    fn none() -> Self {
        Self {
            client_token: Default::default(),
            policies: None,
            lease_duration: 0,
            renewable: false,
            mfa_requirement: None,
        }
    }
}
