//! How one signs in to an authorization server (OAuth 2.0, OpenID Connect) and gets newer tokens
//! from it. It speaks to the server's own origin, and to those that a provider's document names,
//! through the shared HTTP client; no code, token or verifier is ever part of a message.

mod code;
mod device;
mod endpoints;
mod given;
mod loopback;
mod pages;
mod party;
mod refused;
mod renew;
mod verify;
mod wire;

pub use code::{Attempt, Refusal};
pub use device::{Pause, Request as DeviceRequest};
pub use endpoints::Endpoints;
pub use loopback::{Loopback, Visitor, any_port};
pub use pages::Page;
pub use party::{Arrived, Party};
pub use refused::Ended;
pub use renew::Issuers;
pub use verify::{Keys, missing_audiences};
