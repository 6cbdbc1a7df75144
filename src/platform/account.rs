//! Signing in and out.

use super::fault::{Fault, FaultKind};
use super::steps::{Answering, Steps, Told};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::{Clean, Secret};
use futures_util::future::BoxFuture;

/// A way of signing in, as one chooses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// In a browser on this machine, which comes back to it by itself (RFC 8252).
    Browser,
    /// In a browser anywhere; the address that it ends at is pasted here.
    Paste,
    /// In a browser anywhere, by a short code (RFC 8628).
    Device,
    /// A proxy in front of the portal says who one is.
    Proxy,
    /// A token that the portal's pages use, pasted here.
    Token,
    /// As the portal's guest.
    Guest,
}

impl Way {
    /// All ways, the best first.
    pub const ALL: [Way; 6] = [Way::Browser, Way::Paste, Way::Device, Way::Proxy, Way::Token, Way::Guest];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Way::Browser => "browser",
            Way::Paste => "paste",
            Way::Device => "device",
            Way::Proxy => "proxy",
            Way::Token => "token",
            Way::Guest => "guest",
        }
    }
}

/// The ways that are open here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// Those that can be gone, the best for this machine first.
    pub open: Vec<Way>,
    /// Those that cannot, and why; to be shown, not chosen.
    pub closed: Vec<(Way, Clean)>,
    /// Where one signs in, in words: the portal's name, or portal and provider.
    pub at: Clean,
    /// What stands in place of signing in, in words: where a ready-made token comes from.
    pub instead: Option<Clean>,
}

/// How far signing in has come; the whole of what there is to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// Something is asked of the other side.
    Asking(Clean),
    /// A browser has to visit an address.
    Visit {
        /// The address, to be opened, shown and copied. It holds nothing that is secret for long.
        address: Clean,
        /// What a browser on this machine is started at instead, once: everybody on the machine can see
        /// what a program is started with.
        start: Option<Clean>,
        /// Where this is: the host, in words.
        at: Clean,
        /// The browser comes back by itself. Without it the address that it ends at, or a token, is
        /// to be handed in by [`AccountPort::hand_in`].
        comes_back: bool,
        /// When it is too late.
        until: At,
        /// Which address this is of how many that are visited in one attempt.
        part: Part,
    },
    /// A code has to be typed at an address, in a browser anywhere.
    Code {
        /// The address.
        address: Clean,
        /// The same with the code in it, for a QR code, where the provider gives one.
        complete: Option<Clean>,
        /// The code.
        code: Clean,
        /// When it is too late.
        until: At,
    },
    /// A token has to be pasted.
    Paste {
        /// Where it is found, in words.
        hint: Clean,
    },
    /// What was handed in was not right, or the other side cannot be asked whether the code was typed;
    /// what is asked for is asked for still.
    Again {
        /// Why, in words.
        why: Clean,
        /// What was asked for.
        asked: Box<SignIn>,
    },
    /// Signed in.
    Done(SignedIn),
}

/// One of several visits of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which, from 1.
    pub at: u8,
    /// Of how many.
    pub of: u8,
}

impl Part {
    /// The only one.
    pub const ONLY: Part = Part { at: 1, of: 1 };

    /// In words, where there are several: `address 1 of 2`.
    pub fn words(self) -> Option<Clean> {
        (self.of > 1).then(|| Clean::line(&format!("address {} of {}", self.at, self.of)))
    }
}

/// Who is signed in now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignedIn {
    /// The user, where the token tells.
    pub user: Option<EntityRef>,
    /// In words: `alice, until 14:05`, what was not reached, where it is kept.
    pub told: Vec<Clean>,
    /// It is somebody else than before: what is shown belongs to another identity.
    pub is_another: bool,
    /// When it ends without being renewed.
    pub ends: Option<At>,
}

/// Signing in and out of a platform.
pub trait AccountPort: Send + Sync {
    /// The ways that are open here; found out from the platform and this machine.
    fn ways<'a>(&'a self) -> Answering<'a, Ways>;

    /// Signs in. Each step is the whole of what there is to show; the answer is [`SignIn::Done`].
    /// Dropping it ends the attempt, and with it what listens for the browser.
    fn sign_in<'a>(&'a self, way: Way, steps: Steps<SignIn>) -> Answering<'a, SignIn>;

    /// What was pasted, for the attempt under way; without one it is dropped.
    fn hand_in(&self, pasted: Secret);

    /// Ends the session here and, where it can be done, over there; purges what is kept of it.
    /// What was done, in words.
    fn sign_out<'a>(&'a self) -> BoxFuture<'a, Result<Vec<Clean>, Fault>>;
}

/// A platform that nobody signs in to.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoAccount;

impl AccountPort for NoAccount {
    fn ways<'a>(&'a self) -> Answering<'a, Ways> {
        Box::pin(async { Ok(Told::now(Ways::default())) })
    }

    fn sign_in<'a>(&'a self, _: Way, _: Steps<SignIn>) -> Answering<'a, SignIn> {
        Box::pin(async { Err(nobody_signs_in()) })
    }

    fn hand_in(&self, _: Secret) {}

    fn sign_out<'a>(&'a self) -> BoxFuture<'a, Result<Vec<Clean>, Fault>> {
        Box::pin(async { Err(nobody_signs_in()) })
    }
}

fn nobody_signs_in() -> Fault {
    let cure = "name a portal with --context or --url";
    Fault::new(FaultKind::Unsupported, "sign in or out", "nobody signs in to a folder", cure)
}
