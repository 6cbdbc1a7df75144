//! Who one is to the other side: where tokens come from, how they are kept and renewed.

mod claims;
mod source;
mod tokens;
mod vault;

pub use claims::{Claims, claims_of, jwt_claims};
pub use source::{Session, TokenSource};
pub use tokens::{AHEAD, Grant, Held, Issuer, Renew, Tokens};
pub use vault::Vault;
