use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// A Teleport, reached by its own program `tsh`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::config) struct TeleportTable {
    /// The address of its proxy, a port behind it where that is another than 443: `teleport.example.com`. That of the
    /// active profile of `tsh` without this key.
    #[schemars(with = "Option<String>")]
    pub proxy: Option<Spanned<String>>,
    /// The cluster whose things are looked at, where it is a leaf cluster and not the one that one signs in to.
    #[schemars(with = "Option<String>")]
    pub cluster: Option<Spanned<String>>,
    /// The name that one signs in with.
    #[schemars(with = "Option<String>")]
    pub user: Option<Spanned<String>>,
    /// Where `tsh` keeps its profiles; what `TELEPORT_HOME` says, else `~/.tsh`, without this key.
    #[schemars(with = "Option<String>")]
    pub home: Option<Spanned<String>>,
    /// The program: a path, or a name that is looked for along `PATH`; `tsh` without this key.
    #[schemars(with = "Option<String>")]
    pub command: Option<Spanned<String>>,
}
