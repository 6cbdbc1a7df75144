//! Access for a while: the port of whatever grants it. What is asked, reviewed and given back goes as commands
//! ([`super::command::Command`]); here is what there is to know.

use super::fault::{Fault, FaultKind};
use super::steps::{Answering, Steps};
use crate::domain::model::EntityRef;
use crate::domain::model::access::{
    AccessKind, AccessRequest, AccessRequests, AccessSessions, Connection, RequestId, Resource, Ruling, SessionId,
    span_words,
};
use futures_util::FutureExt as _;
use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

/// What grants access for a while.
pub trait AccessPort: Send + Sync {
    /// Requests of the user's own and those that wait for the user's word. A system that does not tell of changes is
    /// asked again and again while it is wanted: sooner while something waits.
    fn requests<'a>(&'a self, steps: Steps<AccessRequests>) -> Answering<'a, AccessRequests>;

    /// One of them, followed until nothing can come of it any more.
    fn request<'a>(&'a self, id: RequestId, steps: Steps<AccessRequest>) -> Answering<'a, AccessRequest>;

    /// What access may be asked to.
    fn resources<'a>(&'a self, wanted: ResourceSearch) -> Answering<'a, Vec<Resource>>;

    /// Sessions that go on, and those of the past.
    fn sessions<'a>(&'a self, wanted: SessionFilter, steps: Steps<AccessSessions>) -> Answering<'a, AccessSessions>;

    /// How to connect with what a request grants.
    fn connection<'a>(&'a self, id: RequestId, login: Option<String>) -> Answering<'a, Connection>;

    /// How to play the recording of a session in a terminal.
    fn playing<'a>(&'a self, id: SessionId) -> Answering<'a, Connection>;
}

/// What of the things that access may be asked to is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ResourceSearch {
    /// Only of this sort.
    pub kind: Option<AccessKind>,
    /// What they are called, or about; everything where it is empty.
    pub text: String,
    /// What belongs to this entity: named by its annotations, or by its name.
    pub entity: Option<EntityRef>,
}

/// Which sessions are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SessionFilter {
    /// Only those to this entity.
    pub entity: Option<EntityRef>,
    /// Only the user's own.
    pub mine: bool,
    /// Those of so many days; a day where it is 0.
    pub days: u32,
}

/// A mark for an order, by which it is found again: eight letters and digits that no other has.
pub fn new_mark() -> String {
    const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let numbers = std::iter::repeat_with(|| RandomState::new().hash_one(std::process::id()));
    let letters = numbers.filter_map(|number| LETTERS.get(usize::try_from(number % 36).ok()?));
    letters.take(8).map(|letter| char::from(*letter)).collect()
}

/// Makes sure that what is asked for lasts no longer than the policy allows.
///
/// # Errors
/// When it does.
pub fn within(ruling: &Ruling, lasts: Duration, tried: &str) -> Result<(), Fault> {
    let Some(most) = ruling.at_most.filter(|most| lasts > *most) else { return Ok(()) };
    let (most, from) = (span_words(most), &ruling.from);
    let happened = format!("{} is longer than the {most} that {from} allows", span_words(lasts));
    Err(Fault::new(FaultKind::Invalid, tried, &happened, "ask for a shorter time"))
}

/// The fault of an order whose mark a request has that is another one: it was sent before, and changed since. Nothing is
/// sent then, and that request stays as it is. `differs` says what is other in it.
pub fn another_is_there(id: &RequestId, differs: &[&str], tried: &str) -> Fault {
    let happened = format!("when it was sent before {id} came of it, in which this is other: {}", differs.join(", "));
    let cure = "look at that one; sent again, what is filled in now is asked for besides it";
    Fault::new(FaultKind::Conflict, tried, &happened, cure)
}

/// A platform that nothing grants access to.
#[derive(Clone, Copy, Debug)]
pub struct NoAccess;

/// The fault of asking for access where nothing grants it.
pub fn no_access(tried: &str) -> Fault {
    let cure = "name Teleport in the configuration (`stagedoor config path`)";
    Fault::new(FaultKind::Unsupported, tried, "nothing that grants access is connected", cure)
}

impl AccessPort for NoAccess {
    fn requests<'a>(&'a self, _: Steps<AccessRequests>) -> Answering<'a, AccessRequests> {
        async { Err(no_access("list requests for access")) }.boxed()
    }

    fn request<'a>(&'a self, _: RequestId, _: Steps<AccessRequest>) -> Answering<'a, AccessRequest> {
        async { Err(no_access("show the request")) }.boxed()
    }

    fn resources<'a>(&'a self, _: ResourceSearch) -> Answering<'a, Vec<Resource>> {
        async { Err(no_access("list what access may be asked to")) }.boxed()
    }

    fn sessions<'a>(&'a self, _: SessionFilter, _: Steps<AccessSessions>) -> Answering<'a, AccessSessions> {
        async { Err(no_access("list sessions")) }.boxed()
    }

    fn connection<'a>(&'a self, _: RequestId, _: Option<String>) -> Answering<'a, Connection> {
        async { Err(no_access("say how to connect")) }.boxed()
    }

    fn playing<'a>(&'a self, _: SessionId) -> Answering<'a, Connection> {
        async { Err(no_access("play the recording")) }.boxed()
    }
}
