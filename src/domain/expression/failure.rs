//! What goes wrong within, before anybody knows at which line.

/// A failure, and where in the source it is: in UTF-16 units from the beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub message: String,
    pub at: Option<usize>,
}

pub(super) type Outcome<T> = Result<T, Failure>;

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), at: None }
    }

    pub fn at(at: usize, message: impl Into<String>) -> Self {
        Self { message: message.into(), at: Some(at) }
    }

    /// The failure at this place, unless it has one already.
    pub fn or_at(mut self, at: usize) -> Self {
        self.at.get_or_insert(at);
        self
    }
}

/// A failure where nothing else is known.
pub(super) fn fail<T>(message: impl Into<String>) -> Outcome<T> {
    Err(Failure::new(message))
}
