//! Where a token comes from: a file, a variable or a command for now.

mod claims;
mod source;

pub use claims::{Claims, jwt_claims};
pub use source::{Session, TokenSource};
