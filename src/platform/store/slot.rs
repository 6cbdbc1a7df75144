use super::{Job, Ticket};
use crate::domain::model::At;
use crate::domain::model::listing::Listing;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::Reply;
use crate::platform::query::{Answer, Ask};
use std::sync::Arc;
use std::time::Duration;

/// The first pause after a failure; each further one doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause between tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(120);

/// What is known of one question.
#[derive(Debug, Default)]
pub(super) struct Slot {
    pub(super) held: Option<(Answer, At)>,
    /// When the last answer was given, however old it was.
    answered: At,
    pub(super) ticket: Option<Ticket>,
    pub(super) fault: Option<Fault>,
    pub(super) wanted: bool,
    pub(super) last_wanted: At,
    /// The job said that all is there and goes on only to follow changes.
    following: bool,
    expired: bool,
    failures: u32,
    retry_at: Option<At>,
}

impl Slot {
    pub(super) fn is_loading(&self) -> bool {
        self.ticket.is_some() && !self.following
    }

    pub(super) fn is_due(&self, ask: &Ask, now: At) -> bool {
        self.ticket.is_none() && self.due(ask).is_some_and(|due| due <= now)
    }

    /// When the question has to be asked; `None` while it is being asked, and when the answer stays
    /// good or asking again cannot help.
    pub(super) fn due(&self, ask: &Ask) -> Option<At> {
        if self.ticket.is_some() {
            return None;
        }
        if self.fault.is_some() && !ask.is_retried() {
            return None;
        }
        if self.fault.is_some() && !self.expired {
            return self.retry_at;
        }
        match &self.held {
            None => Some(At::default()),
            Some(_) if self.expired => Some(At::default()),
            Some((_, at)) => ask.policy().fresh.map(|fresh| match at.after(fresh) {
                // a port may give an old answer as good enough; asked again at once it would do so
                // again, for ever
                due if due <= self.answered => self.answered.after(fresh),
                due => due,
            }),
        }
    }

    /// Whether asking again before its time would be impolite.
    pub(super) fn has_to_wait(&self, now: At) -> bool {
        self.retry_at.is_some_and(|at| at > now)
    }

    /// Whether the last try failed so, and the question waits for nothing.
    pub(super) fn has_failed(&self, kind: FaultKind) -> bool {
        self.ticket.is_none() && !self.expired && self.fault.as_ref().is_some_and(|fault| fault.kind == kind)
    }

    pub(super) fn is_not_found(&self) -> bool {
        self.ticket.is_none() && self.fault.as_ref().is_some_and(|fault| fault.kind == FaultKind::NotFound)
    }

    /// Whether the answer is rows asked anew, with this listing.
    pub(super) fn holds_rows(&self, listing: &Arc<Listing>) -> bool {
        match &self.held {
            Some((Answer::FreshRows(rows), _)) => rows.as_ref().as_ref().is_some_and(|rows| Arc::ptr_eq(rows, listing)),
            _ => false,
        }
    }

    pub(super) fn start(&mut self, ticket: Ticket, ask: &Ask) -> Job {
        self.ticket = Some(ticket);
        self.following = false;
        self.expired = false;
        Job::Start(ticket, ask.clone())
    }

    pub(super) fn cancel(&mut self) -> Option<Job> {
        self.following = false;
        // what followed changes by itself may miss some from now on
        let ticket = self.ticket.take()?;
        self.expired = true;
        Some(Job::Cancel(ticket))
    }

    pub(super) fn expire(&mut self) {
        self.expired = true;
        self.failures = 0;
        self.retry_at = None;
    }

    /// Why it may not be known; it waits for nothing, and is due as soon as somebody may want it.
    pub(super) fn withhold(&mut self, fault: Fault) {
        *self = Self { fault: Some(fault), expired: true, ..Self::default() };
    }

    /// Takes a reply; the answer in it, when it is the last word so far.
    pub(super) fn take(&mut self, reply: Reply, now: At) -> Option<&Answer> {
        match reply {
            Reply::Part(answer, at) => {
                self.held = Some((answer, at.unwrap_or(now)));
                return None;
            }
            Reply::Whole(answer, at) => {
                self.answered = now;
                self.succeed(answer, at.unwrap_or(now), true);
            }
            Reply::Done(answer, at) => {
                self.ticket = None;
                self.answered = now;
                self.succeed(answer, at.unwrap_or(now), false);
            }
            Reply::Failed(fault) => self.fail(fault, now),
        }
        self.held.as_ref().map(|(answer, _)| answer).filter(|_| self.fault.is_none())
    }

    fn succeed(&mut self, answer: Answer, at: At, following: bool) {
        self.held = Some((answer, at));
        self.following = following;
        self.fault = None;
        self.failures = 0;
        self.retry_at = None;
    }

    fn fail(&mut self, fault: Fault, now: At) {
        let pause = FIRST_PAUSE.saturating_mul(1 << self.failures.min(6)).min(LONGEST_PAUSE);
        let pause = fault.retry_after.map_or(pause, |asked| asked.max(pause));
        self.retry_at = fault.kind.passes().then(|| now.after(pause));
        self.failures += 1;
        self.ticket = None;
        self.following = false;
        self.expired = false;
        self.fault = Some(fault);
    }
}
