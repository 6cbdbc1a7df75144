//! Saying yes or no to somebody's request: `tsh request review`. That it ends well says nothing, so the request is read
//! again after it.

use super::Teleport;
use super::ask::stale;
use super::call::Unheard;
use super::complaint::is_answer;
use super::status::Profile;
use crate::domain::model::access::{AccessRequest, AccessState, AccessWay, Decision, RequestId, Review};
use crate::platform::command::Seen;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;
use crate::platform::query::RequestById;

/// What tsh says, and ends well, where a review changed nothing (`tool/tsh/common/tsh.go`).
const IN_VAIN: &str = "ineffectual";

/// A review that was given.
struct Given<'a> {
    id: &'a RequestId,
    decision: Decision,
    /// Reviews of the user's own that were there before it.
    known: usize,
    profile: &'a Profile,
    tried: &'a str,
}

impl Given<'_> {
    /// Whether it is among the reviews of the request.
    fn counts(&self, after: &AccessRequest) -> bool {
        let new = own(after, self.profile);
        new.get(self.known..).unwrap_or_default().iter().any(|review| review.decision == self.decision)
    }

    fn in_doubt(&self, fault: Fault) -> Outcome {
        Outcome::InDoubt { probe: RequestById { id: self.id.clone() }.into(), fault }
    }
}

impl Teleport {
    /// Says it, where the request is still the one that was looked at and waits for this very word.
    pub(super) async fn review(
        &self,
        id: &RequestId,
        (decision, comment): (Decision, &str),
        looked_at: Option<Seen>,
        tried: &str,
    ) -> Result<Outcome, Fault> {
        let profile = self.signed_in(tried).await?;
        let before = self.shown(id, &profile, tried).await.map_err(|fault| over(fault, tried))?;
        self.awaits(&before, &profile, tried)?;
        if looked_at.is_some_and(|looked_at| looked_at != seen(&before)) {
            let happened = "by now the request is another one than was shown: somebody else reviewed it, or it changed";
            return Err(Fault::new(FaultKind::Conflict, tried, happened, "look again, then decide"));
        }
        let args = arguments(id, decision, comment);
        let given = Given { id, decision, known: own(&before, &profile).len(), profile: &profile, tried };
        match self.tsh().deed(&["request", "review"], &args, tried).await {
            Ok(said) if said.is_good => self.after(&given, said.complaint.contains(IN_VAIN)).await,
            Ok(said) => {
                let by_hand = self.tsh().line("review the request", &["request", "review"], &args);
                match self.no_review(self.tsh().refused(&said, tried, &by_hand), id) {
                    fault if is_answer(&fault) => Err(fault),
                    fault => Ok(self.after_lost(&given, fault).await),
                }
            }
            Err(Unheard { fault, was_begun: false }) => Err(fault),
            Err(Unheard { fault, .. }) => Ok(self.after_lost(&given, fault).await),
        }
    }

    /// Whether a request waits for the word of this very user.
    pub(super) fn awaits(&self, request: &AccessRequest, profile: &Profile, tried: &str) -> Result<(), Fault> {
        let fail = |kind, happened: &str, cure: &str| Err(Fault::new(kind, tried, happened, cure));
        if request.is_mine || request.requester.as_str() == profile.user {
            let cure = "somebody else has to decide; give it up if you need it no longer";
            return fail(FaultKind::NotPermitted, "it is your own request, and nobody decides about their own", cure);
        }
        match request.stands(self.tsh().now()) {
            AccessState::Pending if own(request, profile).is_empty() => Ok(()),
            AccessState::Pending => fail(FaultKind::Conflict, "you have said your word to it already", ""),
            AccessState::Lapsed => {
                fail(FaultKind::Conflict, "nobody answered in time, and it is over", "it has to be asked anew")
            }
            state => fail(FaultKind::Conflict, &format!("it is {} already", state.word()), "look at it again"),
        }
    }

    /// How the request stands after a review. That it had no effect is believed where tsh says so, or where it is not
    /// there a while later either: who is asked may be behind.
    async fn after(&self, given: &Given<'_>, is_in_vain: bool) -> Result<Outcome, Fault> {
        let mut after = self.shown(given.id, given.profile, given.tried).await;
        let is_settled = after.as_ref().is_ok_and(|after| is_in_vain || given.counts(after));
        if !is_settled {
            tokio::time::sleep(self.tsh().limits().lost).await;
            after = self.shown(given.id, given.profile, given.tried).await;
        }
        match after {
            Ok(after) if given.counts(&after) => Ok(self.counted(given, &after, "")),
            Ok(after) => {
                let happened =
                    format!("the review had no effect: the request is {}", after.stands(self.tsh().now()).word());
                let cure = "somebody was quicker, or your word does not count for it";
                Err(Fault::new(FaultKind::Conflict, given.tried, &happened, cure))
            }
            Err(fault) => Ok(given.in_doubt(fault)),
        }
    }

    /// The answer was lost: it is looked up. That the review is not there yet proves nothing.
    async fn after_lost(&self, given: &Given<'_>, fault: Fault) -> Outcome {
        tokio::time::sleep(self.tsh().limits().lost).await;
        match self.shown(given.id, given.profile, given.tried).await {
            Ok(after) if given.counts(&after) => {
                self.counted(given, &after, "; the answer was lost, and the review was found")
            }
            Ok(_) | Err(_) => given.in_doubt(fault),
        }
    }

    fn counted(&self, given: &Given<'_>, after: &AccessRequest, how: &str) -> Outcome {
        let (word, state) = (given.decision.word(), after.stands(self.tsh().now()).word());
        let told = format!("{word} {}: it is {state}{}{how}", given.id.short(), waits(after));
        Outcome::done(&told, stale(given.id))
    }

    /// Where reviews are not to be had at all, what an administrator runs in their place.
    fn no_review(&self, fault: Fault, id: &RequestId) -> Fault {
        self.memory().note_lack(AccessWay::Reviews, &fault);
        let is_so = fault.happened.as_str().contains("cannot submit reviews") || fault.kind == FaultKind::Unsupported;
        match is_so {
            true => {
                let cure = format!("ask an administrator of Teleport to run: tctl request approve {id}");
                Fault::new(fault.kind, fault.tried.as_str(), fault.happened.as_str(), &cure)
            }
            false => fault,
        }
    }
}

/// The reviews of the user's own.
fn own<'r>(request: &'r AccessRequest, profile: &Profile) -> Vec<&'r Review> {
    request.reviews.iter().filter(|review| review.by.as_str() == profile.user).collect()
}

fn waits(request: &AccessRequest) -> String {
    if request.needs.is_empty() { String::new() } else { format!(" ({})", request.needs) }
}

/// A request that is gone is over.
fn over(fault: Fault, tried: &str) -> Fault {
    match fault.kind {
        FaultKind::NotFound => {
            let happened = "Teleport has the request no longer: its time was over, or it was taken back";
            Fault::new(FaultKind::NotFound, tried, happened, "it has to be asked anew")
        }
        _ => fault,
    }
}

fn arguments(id: &RequestId, decision: Decision, comment: &str) -> Vec<String> {
    let word = match decision {
        Decision::Approve => "--approve",
        Decision::Deny => "--deny",
    };
    let comment: String = comment.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let reason = (!comment.is_empty()).then(|| format!("--reason={comment}"));
    std::iter::once(word.to_owned()).chain(reason).chain([id.to_string()]).collect()
}

/// A number that stands for a request as it was looked at: what is asked for, and what was said to it.
pub(super) fn seen(request: &AccessRequest) -> Seen {
    let shown = format!(
        "{} {} {:?} {:?} {:?} {} {:?} {:?} {:?}",
        request.id,
        request.requester,
        request.resources.iter().map(|one| one.id.to_string()).collect::<Vec<_>>(),
        request.roles,
        request.level,
        request.reason,
        request.said,
        request.expires_at,
        request.reviews,
    );
    Seen::of(shown.as_bytes())
}
