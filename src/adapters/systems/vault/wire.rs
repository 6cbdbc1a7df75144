//! What a vault says, as far as it is read. Texts that are secrets are that from the first moment.

use crate::domain::text::Secret;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// A text that nobody may see.
#[derive(Debug, Default)]
pub(super) struct Hidden(pub(super) Option<Secret>);

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()).map(Secret::new)))
    }
}

/// A value of what was lent: a text, or something that is no credential.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Field {
    Text(Hidden),
    Other(serde::de::IgnoredAny),
}

/// The envelope of every answer.
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub(super) struct Envelope<T> {
    #[serde(default)]
    pub(super) lease_id: Hidden,
    #[serde(default)]
    pub(super) renewable: bool,
    #[serde(default)]
    pub(super) lease_duration: u64,
    #[serde(default = "Option::default")]
    pub(super) data: Option<T>,
    #[serde(default)]
    pub(super) auth: Option<Auth>,
    /// It waits for the word of others (control groups), or was wrapped.
    #[serde(default)]
    pub(super) wrap_info: Option<serde::de::IgnoredAny>,
}

/// What a login gave.
#[derive(Debug, Deserialize)]
pub(super) struct Auth {
    #[serde(default)]
    pub(super) client_token: Hidden,
    #[serde(default)]
    pub(super) policies: Option<Vec<String>>,
    #[serde(default)]
    pub(super) lease_duration: u64,
    #[serde(default)]
    pub(super) renewable: bool,
    /// A second factor is asked for.
    #[serde(default)]
    pub(super) mfa_requirement: Option<serde::de::IgnoredAny>,
}

/// A token about itself. Its `id` is the token, and not read.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Itself {
    #[serde(default)]
    pub(super) display_name: Option<String>,
    #[serde(default)]
    pub(super) policies: Option<Vec<String>>,
    #[serde(default)]
    pub(super) identity_policies: Option<Vec<String>>,
    /// Seconds; 0 for one that does not end.
    #[serde(default)]
    pub(super) ttl: u64,
    #[serde(default)]
    pub(super) creation_ttl: u64,
    #[serde(default)]
    pub(super) renewable: bool,
}

/// The mounts that one may see.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Mounts {
    #[serde(default)]
    pub(super) secret: BTreeMap<String, Mount>,
}

/// A mount.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Mount {
    #[serde(default, rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) options: Option<BTreeMap<String, serde_json::Value>>,
    #[serde(default)]
    pub(super) running_plugin_version: Option<String>,
}

impl Mount {
    /// The version of an engine for keys and values; `None` where it is none.
    pub(super) fn kv(&self) -> Option<u8> {
        let version = self.options.as_ref().and_then(|options| options.get("version")?.as_str().map(str::to_owned));
        matches!(self.kind.as_str(), "kv" | "generic").then(|| if version.as_deref() == Some("2") { 2 } else { 1 })
    }
}

/// Names.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Keys {
    #[serde(default)]
    pub(super) keys: Option<Vec<String>>,
}

/// How a lease stands.
#[derive(Debug, Default, Deserialize)]
pub(super) struct LeaseState {
    /// Seconds that are left.
    #[serde(default)]
    pub(super) ttl: u64,
    #[serde(default)]
    pub(super) renewable: bool,
}

/// A role, as far as who may read it sees it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Role {
    /// Seconds.
    #[serde(default)]
    pub(super) default_ttl: u64,
    /// Seconds.
    #[serde(default)]
    pub(super) max_ttl: u64,
}

/// How the vault itself stands.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Standing {
    #[serde(default)]
    pub(super) version: String,
}
