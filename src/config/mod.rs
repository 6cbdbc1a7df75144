//! What the user and the administrator have configured: contexts, tools, looks. Reading it is a
//! matter of microseconds and touches nothing but files.

mod address;
mod audit;
mod ceiling;
mod checkout;
mod choice;
mod edit;
mod folders;
mod layers;
mod managed;
mod problem;
mod read;
mod restricted;
mod ruled;
mod schema;
mod sign_in;
mod systems;
mod table;

pub use address::portal_address;
pub use audit::{Audit, Syslog};
pub use checkout::{checkout_root, workspace_above};
pub use choice::{Chosen, Picks, Portal, Token, UsageError, choose};
pub use edit::{EditError, NewContext, add_context, remove_context, use_context};
pub use folders::{Folders, FoldersError, system_env};
pub use layers::{Config, Context, FileState, Home, Layer, Look, Said};
pub use problem::ConfigProblem;
pub use restricted::{Administrator, Bastion, Bundled};
pub use schema::schema;
pub use sign_in::{HeaderSource, Oidc, Proxy, SignInSettings};
pub use systems::{
    AnnotationNames, ArgoCdSettings, ClusterSettings, ClusterWay, ForgeKind, ForgeSettings, Reached, SystemAddress,
    SystemSettings, SystemToken, TeleportSettings, VaultLogin, VaultSettings,
};
pub use table::{AuthWay, Glyphs, Images};

/// The documented default configuration: every key, commented.
pub const DEFAULT: &str = include_str!("../../assets/config.toml");
