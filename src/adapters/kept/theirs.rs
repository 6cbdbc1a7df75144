use std::fmt;
use std::io;
use std::sync::Arc;

/// Whether what is kept in a folder may be written still. A subject who signed out in another process,
/// or was replaced by somebody else, left nothing behind, and nothing comes back.
#[derive(Clone)]
pub struct Theirs(Arc<dyn Fn() -> io::Result<bool> + Send + Sync>);

impl Theirs {
    /// As long as something is so; asked before each writing. An error is where that cannot be told.
    pub fn as_long_as(is_so: impl Fn() -> io::Result<bool> + Send + Sync + 'static) -> Self {
        Self(Arc::new(is_so))
    }

    pub(super) fn is_so(&self) -> io::Result<bool> {
        (self.0)()
    }

    /// Whether it may be written, for what is asked anew where it is not.
    pub(super) fn is_surely_so(&self) -> bool {
        self.is_so().unwrap_or(false)
    }
}

impl Default for Theirs {
    fn default() -> Self {
        Self::as_long_as(|| Ok(true))
    }
}

impl fmt::Debug for Theirs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Theirs").field(&self.is_so()).finish()
    }
}
