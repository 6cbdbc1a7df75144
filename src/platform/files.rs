//! Files that the user names, read to be sent with a form.

use super::fault::{Fault, FaultKind};
use super::steps::Answering;
use futures_util::FutureExt as _;

/// The most that a file may have, in bytes. A form is sent as a whole, and every key works on it.
pub const LARGEST: u64 = 2 << 20;

/// Files of the user's machine.
pub trait FilePort: Send + Sync {
    /// A file as a value of a form ([`Attachment`](crate::domain::form::Attachment)). `~` is the home folder; a path
    /// that does not begin at the root begins where the program was started.
    fn file<'a>(&'a self, path: String) -> Answering<'a, String>;
}

/// No file is read: in restricted mode.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl FilePort for NoFiles {
    fn file<'a>(&'a self, path: String) -> Answering<'a, String> {
        let tried = format!("read {path}");
        async move { Err(Fault::new(FaultKind::NotPermitted, &tried, "in restricted mode no files are read", "")) }
            .boxed()
    }
}
