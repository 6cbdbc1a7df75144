//! What went wrong, in the three parts that help: what was tried, what happened, what to do.

use crate::domain::text::Clean;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

/// The kinds of failure that callers treat differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// No connection: refused, no such host, TLS, or offline by choice.
    Unreachable,
    /// Connected, but no whole answer in time.
    TimedOut,
    /// 401, or no token to send.
    NotSignedIn,
    /// Somebody else is signed in now than when the platform was opened: opening it anew shows what
    /// is theirs.
    AnotherUser,
    /// 403.
    NotPermitted,
    /// 404, or a reference that names nothing.
    NotFound,
    /// 409.
    Conflict,
    /// 400, 422, or input that cannot be right.
    Invalid,
    /// 429.
    TooManyRequests,
    /// 5xx.
    Server,
    /// An answer that is not what the interface promises: HTML, half a JSON, too large.
    Malformed,
    /// The fault lies on this machine: a file, a folder, a program.
    Local,
    /// This platform cannot do that at all.
    Unsupported,
}

impl FaultKind {
    /// Whether asking again by itself can help.
    pub fn passes(self) -> bool {
        use FaultKind::{Malformed, Server, TimedOut, TooManyRequests, Unreachable};
        matches!(self, Unreachable | TimedOut | TooManyRequests | Server | Malformed)
    }

    /// The exit code of a command that ends with it (see `docs/cli.md`).
    pub fn exit_code(self) -> u8 {
        match self {
            FaultKind::NotFound => 3,
            FaultKind::NotSignedIn | FaultKind::AnotherUser => 4,
            FaultKind::NotPermitted => 5,
            FaultKind::Unreachable | FaultKind::TimedOut | FaultKind::Server | FaultKind::TooManyRequests => 6,
            FaultKind::Invalid => 7,
            FaultKind::Conflict | FaultKind::Malformed | FaultKind::Local | FaultKind::Unsupported => 1,
        }
    }
}

/// A failure that a person can act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What sort of failure it is.
    pub kind: FaultKind,
    /// What was tried, as the object of "cannot": `read the catalog of work`.
    pub tried: Clean,
    /// What happened.
    pub happened: Clean,
    /// What to do about it; empty when nothing can be said.
    pub cure: Clean,
    /// How long the other side asks to be left alone.
    pub retry_after: Option<Duration>,
    /// The id that the request carried, for the other side's logs.
    pub request_id: Option<Clean>,
    /// What of a form was refused, field by field; empty where it is about none.
    pub fields: FieldFaults,
}

/// What is wrong with a field of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldFault {
    /// The way to the field from the form's root; empty where it is about the form as a whole.
    pub path: Vec<String>,
    /// It is about the secret of that name.
    pub is_secret: bool,
    /// What is wrong, in the platform's words.
    pub message: Clean,
}

/// What is wrong with fields of a form: a slice of [`FieldFault`]. It is small, as most faults have none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldFaults(Option<Arc<Vec<FieldFault>>>);

impl Deref for FieldFaults {
    type Target = [FieldFault];

    fn deref(&self) -> &[FieldFault] {
        self.0.as_ref().map(|fields| fields.as_slice()).unwrap_or_default()
    }
}

impl FromIterator<FieldFault> for FieldFaults {
    fn from_iter<I: IntoIterator<Item = FieldFault>>(fields: I) -> Self {
        Self::from(fields.into_iter().collect::<Vec<_>>())
    }
}

impl From<Vec<FieldFault>> for FieldFaults {
    fn from(fields: Vec<FieldFault>) -> Self {
        Self((!fields.is_empty()).then(|| Arc::new(fields)))
    }
}

impl fmt::Display for FieldFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.is_empty() {
            true => write!(f, "{}", self.message),
            false => write!(f, "{}: {}", Clean::line(&self.path.join(".")), self.message),
        }
    }
}

impl Fault {
    /// A fault in its three parts, each cleaned.
    pub fn new(kind: FaultKind, tried: &str, happened: &str, cure: &str) -> Self {
        Self {
            kind,
            tried: Clean::line(tried),
            happened: Clean::line(happened),
            cure: Clean::line(cure),
            retry_after: None,
            request_id: None,
            fields: FieldFaults::default(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {}: {}", self.tried, self.happened)?;
        if !self.cure.is_empty() {
            write!(f, "; {}", self.cure)?;
        }
        match &self.request_id {
            Some(id) => write!(f, " (request {id})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}
