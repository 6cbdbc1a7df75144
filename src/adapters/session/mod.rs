//! Who one is to the other side: where tokens come from, how they are kept and renewed.

mod claims;
pub mod flow;
mod headers;
mod number;
mod renewal;
mod signed;
mod source;
mod stored;
mod tokens;
mod under_way;
mod vault;
mod whose;

pub use claims::{Claims, claims_of, jwt_claims};
pub use headers::{HeaderSource, ProxyHeaders};
pub use number::number;
pub use signed::Signed;
pub use source::{Session, TokenSource, of_file};
pub use stored::Stored;
pub use tokens::{AHEAD, Grant, Held, Issuer, Renew, Tokens, Unrenewed};
pub use vault::{KEYRING_LIMIT, KeptIn, Keyring, Locked, Marks, Pointer, Seen, SystemKeyring, Vault};
pub use whose::{Sighting, Whose};
