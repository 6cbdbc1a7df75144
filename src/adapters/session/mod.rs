//! Who one is to the other side: where tokens come from, how they are kept and renewed.

mod claims;
pub mod flow;
mod source;
mod tokens;
mod vault;

pub use claims::{Claims, jwt_claims};
pub use source::{Session, TokenSource};
pub use tokens::{AHEAD, Grant, Held, Issuer, Renew, Tokens};
pub use vault::Vault;
