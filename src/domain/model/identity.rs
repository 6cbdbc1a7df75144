use super::{At, Claims, EntityRef};
use crate::domain::text::Clean;

/// Who the user is on a platform, as far as the platform or the configuration tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Identity {
    /// The user's own entity; `None` for a service token, or where nobody says.
    pub user: Option<EntityRef>,
    /// What the user counts as when ownership is asked: the user and the groups (`ent` claim).
    pub ownership: Vec<EntityRef>,
    /// How the identity is known, as a word for the header: `token`, `git`, `configuration`.
    #[serde(serialize_with = "as_text", deserialize_with = "of_text")]
    pub source: Clean,
    /// Who stands behind the requests.
    pub principal: Principal,
    /// What rules of the configuration can be about; `None` where only a copy from before says who the
    /// user is. They are never written anywhere: what was so another day grants nothing.
    #[serde(skip)]
    pub claims: Option<Claims>,
    /// When the token ends, where it does and says so. A session that renews itself goes on.
    pub ends: Option<At>,
    /// Whether the token is renewed before it ends, without the user.
    pub renews: bool,
}

/// Who stands behind the requests that are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Principal {
    /// Nobody: nothing proves who one is, and nothing needs to.
    #[default]
    Nobody,
    /// A person.
    User,
    /// A program, by a token of its own: the portal asks no permissions for it.
    Service,
}

fn as_text<S: serde::Serializer>(text: &Clean, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text.as_str())
}

fn of_text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Clean, D::Error> {
    <String as serde::Deserialize>::deserialize(deserializer).map(|text| Clean::line(&text))
}
