//! Taking what was granted into use, and giving it up for now: `tsh login --request-id`, `tsh request drop`. Whether it is
//! in the certificate `tsh status` tells.

use super::Teleport;
use super::ask::stale;
use super::call::Unheard;
use super::complaint::is_answer;
use crate::domain::model::access::{AccessRequest, AccessState, RequestId};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;
use crate::platform::query::RequestById;

/// What becomes of a request that was promoted: its access comes by an access list.
const PROMOTED: &str = "sign in to Teleport anew: an access list gives you what you asked for";

impl Teleport {
    pub(super) async fn assume(&self, id: &RequestId, tried: &str) -> Result<Outcome, Fault> {
        let profile = self.signed_in(tried).await?;
        let request = self.shown(id, &profile, tried).await?;
        self.may_assume(&request, tried)?;
        if request.is_assumed {
            return Ok(Outcome::done(&format!("{} is in use already", id.short()), stale(id)));
        }
        self.change(id, (&["login"], vec![format!("--request-id={id}")]), true, tried).await
    }

    pub(super) async fn give_up(&self, id: &RequestId, tried: &str) -> Result<Outcome, Fault> {
        let profile = self.signed_in(tried).await?;
        if !profile.active.contains(id) {
            return Ok(Outcome::done(&format!("{} is not in use", id.short()), stale(id)));
        }
        self.change(id, (&["request", "drop"], vec![id.to_string()]), false, tried).await
    }

    /// Whether a request can be taken into use now.
    pub(super) fn may_assume(&self, request: &AccessRequest, tried: &str) -> Result<(), Fault> {
        let now = self.tsh().now();
        let fail = |kind, happened: &str, cure: &str| Err(Fault::new(kind, tried, happened, cure));
        if !request.is_mine {
            return fail(FaultKind::NotPermitted, "the request is somebody else's", "ask for access yourself");
        }
        if request.starts_at.is_some_and(|start| start > now) {
            let start = request.starts_at.map(|start| start.rfc3339()).unwrap_or_default();
            return fail(FaultKind::Conflict, &format!("it begins at {start} only"), "wait until then");
        }
        match request.stands(now) {
            AccessState::Approved | AccessState::Active => Ok(()),
            AccessState::Pending => fail(FaultKind::Conflict, "nobody has agreed yet", "wait for an answer"),
            AccessState::Promoted => fail(FaultKind::Conflict, "it was made into something lasting", PROMOTED),
            state => fail(FaultKind::Conflict, &format!("the request is {}", state.word()), "ask for access anew"),
        }
    }

    /// Changes the certificate, and looks whether that is so.
    async fn change(
        &self,
        id: &RequestId,
        (words, args): (&[&str], Vec<String>),
        is_in_use: bool,
        tried: &str,
    ) -> Result<Outcome, Fault> {
        let lost = match self.tsh().deed(words, &args, tried).await {
            Ok(said) if said.is_good => None,
            Ok(said) => match self.tsh().refused(&said, tried, &self.tsh().line(tried, words, &args)) {
                fault if is_answer(&fault) => return Err(fault),
                fault => Some(fault),
            },
            Err(Unheard { fault, was_begun: false }) => return Err(fault),
            Err(Unheard { fault, .. }) => Some(fault),
        };
        if lost.is_some() {
            tokio::time::sleep(self.tsh().limits().lost).await;
        }
        let is_so = self.signed_in(tried).await.map(|profile| profile.active.contains(id) == is_in_use);
        match (is_so, lost) {
            (Ok(true), _) => Ok(Outcome::done(&told(id, is_in_use), stale(id))),
            (_, Some(fault)) | (Err(fault), None) => {
                Ok(Outcome::InDoubt { probe: RequestById { id: id.clone() }.into(), fault })
            }
            (Ok(false), None) => {
                let happened = "tsh said that it did so, and your certificate does not show it";
                Err(Fault::new(FaultKind::Conflict, tried, happened, "see what `tsh status` says"))
            }
        }
    }
}

fn told(id: &RequestId, is_in_use: bool) -> String {
    match is_in_use {
        true => format!("{} is in use from now on", id.short()),
        false => {
            format!("{} is given up for now; nothing was taken back, and you can take it into use again", id.short())
        }
    }
}
