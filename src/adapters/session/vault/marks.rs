//! What stands for a token that does not say whose it is. It tells the data of one such token from
//! that of another, and lies on the disk; so it is made with a key (HMAC-SHA-256, RFC 2104) that each
//! state folder has of its own: from the mark alone nobody can try out tokens.

use super::file;
use crate::domain::text::Secret;
use oauth2::CsrfToken;
use openidconnect::PrivateSigningKey as _;
use openidconnect::core::{CoreHmacKey, CoreJwsSigningAlgorithm};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use zeroize::Zeroizing;

const NAME: &str = "marks.key";
const LONGEST: u64 = 1 << 10;
/// Bytes of a key.
const KEY: u32 = 32;
/// Bytes of a mark.
const LENGTH: usize = 16;
const BEGINNING: &str = "opaque:";

/// Makes marks with the key of a folder; without one with a key of this process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(Option<PathBuf>);

impl Marks {
    /// With the key in a folder, made when it is first needed.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self(Some(folder))
    }

    /// What stands for a token; nothing for none.
    pub(in super::super) fn of(&self, token: &Secret) -> String {
        if token.reveal().is_empty() {
            return String::new();
        }
        let kept = self.0.as_deref().and_then(key_of);
        let key = kept.unwrap_or_else(|| Zeroizing::new(key_of_this_process().reveal().as_bytes().to_vec()));
        let key = CoreHmacKey::new(key.to_vec());
        let signed = key.sign(&CoreJwsSigningAlgorithm::HmacSha256, token.reveal().as_bytes());
        // unmarked, it is nobody's
        let signed = signed.unwrap_or_default();
        signed.iter().take(LENGTH).fold(BEGINNING.to_owned(), |mut mark, byte| {
            let _ = write!(mark, "{byte:02x}");
            mark
        })
    }
}

/// Whether a subject is such a mark.
pub(in super::super) fn is_mark(subject: &str) -> bool {
    subject.starts_with(BEGINNING)
}

fn key_of(folder: &Path) -> Option<Zeroizing<Vec<u8>>> {
    let read = || file::read(&folder.join(NAME), LONGEST).map(|key| key.filter(|key| !key.is_empty()));
    let made = || file::replace(folder, NAME, CsrfToken::new_random_len(KEY).secret().as_bytes()).and_then(|()| read());
    match read().and_then(|key| key.map_or_else(made, |key| Ok(Some(key)))) {
        Ok(key) => key,
        Err(error) => {
            tracing::warn!(%error, "tokens that do not say whose they are are told apart until stagedoor ends");
            None
        }
    }
}

fn key_of_this_process() -> &'static Secret {
    static KEY_OF_PROCESS: OnceLock<Secret> = OnceLock::new();
    KEY_OF_PROCESS.get_or_init(|| Secret::new(CsrfToken::new_random_len(KEY).into_secret()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_token_has_the_same_mark_in_one_folder_and_another_mark_in_another() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mark = |folder: &Path, text: &str| Marks::in_folder(folder.into()).of(&Secret::new(text.into()));
        let one = mark(here.path(), "one");
        assert!(is_mark(&one) && one.len() == BEGINNING.len() + 2 * LENGTH, "{one}");
        assert_eq!(one, mark(here.path(), "one"));
        assert_ne!(one, mark(here.path(), "two"));
        assert_ne!(one, mark(there.path(), "one"));
        assert_eq!(mark(here.path(), ""), "");
    }

    #[test]
    fn without_a_folder_nothing_is_written_and_marks_hold_as_long_as_the_process() {
        let mark = |text: &str| Marks::default().of(&Secret::new(text.into()));
        assert_eq!(mark("one"), mark("one"));
        assert_ne!(mark("one"), mark("two"));
    }
}
