//! Who is signed in, and where the tokens are.

use super::{Check, bad, good};
use crate::cli::platforms::SignInKept;

/// `is_refused` says that the platform wants somebody to be signed in.
pub(super) fn checks(kept: &SignInKept, is_refused: bool) -> Vec<Check> {
    vec![session(kept, is_refused), keyring(kept)]
}

fn session(kept: &SignInKept, is_refused: bool) -> Check {
    const CHECK: &str = "session";
    match &kept.who {
        Some(who) => good(CHECK, format!("{who} is signed in; the tokens are kept {}", kept.place)),
        None if is_refused => bad(CHECK, "nobody is signed in", "sign in: `stagedoor login`"),
        None => good(CHECK, "nobody is signed in; `stagedoor login` does"),
    }
}

/// A keyring is no must: without one there is a file. One that holds the tokens is.
fn keyring(kept: &SignInKept) -> Check {
    const CHECK: &str = "keyring";
    match &kept.keyring {
        None => good(CHECK, "there is none; tokens go into a file for you alone"),
        Some(Ok(())) => good(CHECK, "it answers"),
        Some(Err(why)) if kept.needs_keyring => {
            bad(CHECK, why.as_str(), "unlock it, or sign in again: `stagedoor login`")
        }
        Some(Err(why)) => good(CHECK, format!("{why}; tokens go into a file for you alone")),
    }
}
