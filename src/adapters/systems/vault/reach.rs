//! One vault by its API: what is sent goes with the vault's own token in a header of its own, and, through a portal's
//! proxy, with the portal's token in the usual one.

use super::entered::Entered;
use super::errors::refused;
use super::wire::{Envelope, Standing};
use super::{Clock, VaultLogin};
use crate::adapters::http::{Call, Client, Failure, Plain};
use crate::adapters::session::Session;
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::{Fault, FaultKind};
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::Arc;
use tokio::sync::Mutex;

const TOKEN: &str = "x-vault-token";
const NAMESPACE: &str = "x-vault-namespace";
/// Agents and proxies of a vault may be told to want it.
const REQUEST: &str = "x-vault-request";

/// A vault, and who one is there.
pub(super) struct Api {
    pub(super) name: Arc<str>,
    client: Client,
    portal: Option<Arc<Session>>,
    namespace: Option<String>,
    pub(super) login: VaultLogin,
    pub(super) entered: Mutex<Option<Entered>>,
    pub(super) clock: Clock,
}

/// How a vault stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Health {
    /// Its version.
    pub(super) version: Clean,
    /// What keeps it from working as usual; empty where nothing does.
    pub(super) state: &'static str,
}

impl Health {
    pub(super) fn words(&self) -> String {
        match (self.version.is_empty(), self.state) {
            (true, state) => format!("a vault{}", if state.is_empty() { String::new() } else { format!(", {state}") }),
            (false, "") => format!("version {}", self.version),
            (false, state) => format!("version {}, {state}", self.version),
        }
    }
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Api {
    pub(super) fn new(
        name: Arc<str>,
        client: Client,
        portal: Option<Arc<Session>>,
        namespace: Option<String>,
        login: VaultLogin,
        clock: Clock,
    ) -> Self {
        Self { name, client, portal, namespace, login, entered: Mutex::new(None), clock }
    }

    /// Host and port, for the words of messages.
    pub(super) fn place(&self) -> String {
        self.client.place()
    }

    /// A call that reads.
    pub(super) fn get(&self, words: &str, path: &[&str]) -> Call {
        Call::get(&self.tried(words), &at(path))
    }

    /// A call that says something.
    pub(super) fn post(&self, words: &str, path: &[&str], body: &serde_json::Value) -> Call {
        Call::post(&self.tried(words), &at(path), body)
    }

    fn tried(&self, words: &str) -> String {
        format!("{words} of the vault {}", self.name)
    }

    /// Sends a call as who one is, and reads the answer; once more where the token has ended meanwhile.
    ///
    /// # Errors
    /// Whatever is no success.
    pub(super) async fn ask<T: DeserializeOwned>(&self, call: Call) -> Result<Envelope<T>, Failure> {
        let (plain, token) = self.told(&call).await?;
        read(plain, &call, &[&token])
    }

    /// Sends a call as who one is, and hands over the answer, whatever its status, with the token that went along.
    pub(super) async fn told(&self, call: &Call) -> Result<(Plain, Secret), Failure> {
        let token = self.token().await.map_err(Failure::unsent)?;
        let plain = self.send(call, Some(&token)).await?;
        // what is refused was not done: it may be sent again as the same user
        if plain.status == 403 && self.has_ended(&token).await {
            let token = self.token().await.map_err(Failure::unsent)?;
            return Ok((self.send(call, Some(&token)).await?, token));
        }
        Ok((plain, token))
    }

    /// Sends a call with a token of the vault, or with none.
    pub(super) async fn send(&self, call: &Call, token: Option<&Secret>) -> Result<Plain, Failure> {
        let namespace = self.namespace.as_ref().map(|name| (NAMESPACE, Secret::new(name.clone())));
        let token = token.map(|token| (TOKEN, token.clone()));
        let worn = [Some((REQUEST, Secret::new("true".into()))), namespace, token];
        let call = worn.into_iter().flatten().fold(call.clone(), |call, (name, value)| call.wearing(name, value));
        self.through(&call).await
    }

    /// Sends a call with the portal's token, where the portal is between.
    async fn through(&self, call: &Call) -> Result<Plain, Failure> {
        let Some(portal) = self.portal.as_ref().filter(|_| !self.client.is_offline()) else {
            return self.client.plain(call, None).await;
        };
        let token = portal.token().await.map_err(Failure::unsent)?;
        let plain = self.client.plain(call, token.as_ref()).await?;
        match token {
            Some(token) if plain.status == 401 => match portal.renewed(&token).await.map_err(Failure::unsent)? {
                Some(newer) => self.client.plain(call, Some(&newer)).await,
                None => Ok(plain),
            },
            _ => Ok(plain),
        }
    }

    /// How the vault stands. Its status is its state; nobody has to be let in for it, and it is asked of the root
    /// namespace.
    pub(super) async fn health(&self) -> Result<Health, Fault> {
        let call = self.get("read the state", &["sys", "health"]);
        let plain = self.through(&call).await?;
        let state = match plain.status {
            200 => "",
            429 | 472 | 473 => "standing by",
            501 => "not initialised",
            503 => "sealed",
            _ => return Err(refused(plain, &call, &[]).fault),
        };
        match serde_json::from_str::<Standing>(plain.text.reveal()) {
            Ok(standing) => Ok(Health { version: Clean::line(&standing.version), state }),
            Err(_) => Err(refused(plain, &call, &[]).fault),
        }
    }
}

/// Reads an answer.
pub(super) fn read<T: DeserializeOwned>(plain: Plain, call: &Call, sent: &[&Secret]) -> Result<Envelope<T>, Failure> {
    if !(200..300).contains(&plain.status) {
        return Err(refused(plain, call, sent));
    }
    // of what cannot be read nothing is repeated: it may hold a secret
    let read = if plain.text.reveal().trim().is_empty() { "{}" } else { plain.text.reveal() };
    serde_json::from_str(read).map_err(|_| refused(plain, call, sent))
}

/// A path below the API's root; names of mounts may hold slashes.
fn at<'p>(path: &[&'p str]) -> Vec<&'p str> {
    let parts = path.iter().flat_map(|part| part.split('/')).filter(|part| !part.is_empty());
    std::iter::once("v1").chain(parts).collect()
}

/// The fault of a name that would lead elsewhere.
pub(super) fn no_name(tried: &str, name: &str) -> Fault {
    let happened = format!("`{}` is no name of the vault's", Clean::line(name));
    Fault::new(FaultKind::Invalid, tried, &happened, "check the name")
}
