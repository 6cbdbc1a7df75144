//! Who has to agree to access for a while, as it is written.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// Who has to agree to access of a sort, and for how long it is given. The first row that fits counts; where none does,
/// the table that comes along (`docs/access.md`).
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::config) struct AccessTable {
    /// The sort of access: `database`, `ssh`, `kubernetes`, `port-forward` or `other`.
    #[schemars(with = "String")]
    pub kind: Option<Spanned<String>>,
    /// For these levels alone: `read`, `write`, `admin`. For all without this key.
    #[schemars(with = "Vec<String>")]
    pub levels: Vec<Spanned<String>>,
    /// In these environments alone. In all without this key.
    pub environments: Vec<String>,
    /// Who has to agree: of each list one, and each of them somebody else: `[["dba"], ["lead", "manager"]]`. With `[]`
    /// nobody has to; without this key the access system decides, and of a forwarded port what is behind it.
    #[schemars(with = "Option<Vec<Vec<String>>>")]
    pub approvers: Option<Spanned<Vec<Vec<String>>>>,
    /// Roles of the access system that are asked for, where it takes no single resources.
    #[schemars(with = "Vec<String>")]
    pub roles: Vec<Spanned<String>>,
    /// For how long where nobody says: `30m`, `1h30m`.
    #[schemars(with = "Option<String>")]
    pub default: Option<Spanned<String>>,
    /// For how long at most: `2h`.
    #[schemars(with = "Option<String>")]
    pub at_most: Option<Spanned<String>>,
}
