//! Asking for access: `tsh request create`, once.

use super::call::{Said, Unheard};
use super::complaint::is_answer;
use super::found::Found;
use super::status::Profile;
use super::{Teleport, json, mark, request};
use crate::domain::model::Place;
use crate::domain::model::access::{AccessOrder, AccessRequest, AccessWay, RequestId};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;
use crate::platform::query::{AccessAsked, Ask, RequestById};
use serde_json::Value;
use std::time::Duration;

/// Letters of a reason at most: it is an argument.
const LONGEST: usize = 16_000;

/// How a request came to be known after it was sent.
enum Sent {
    /// By the answer.
    Told(RequestId),
    /// The answer was lost, and it was found by its mark.
    Found(RequestId),
}

impl Teleport {
    /// Sends an order, once. Where its mark is among the requests already it was sent before.
    pub(super) async fn ask_for(&self, order: &AccessOrder, tried: &str) -> Result<Outcome, Fault> {
        is_sound(order, tried)?;
        let profile = self.signed_in(tried).await?;
        if let Some(found) = self.by_mark(order, tried).await? {
            return Ok(self.asked(Sent::Found(found.that_very_one(tried)?), &profile, tried).await);
        }
        let args = arguments(order);
        let said = match self.tsh().deed(&["request", "create"], &args, tried).await {
            Ok(said) => said,
            Err(unheard) => return self.lost(unheard, order, &profile, tried).await,
        };
        if let Some(id) = printed_id(&String::from_utf8_lossy(&said.output)) {
            return Ok(self.asked(Sent::Told(id), &profile, tried).await);
        }
        if said.is_good {
            let fault = Fault::new(FaultKind::Malformed, tried, "tsh did not say which request it made", "");
            return self.lost(Unheard { fault, was_begun: true }, order, &profile, tried).await;
        }
        self.said_no(&said, order, &profile, tried).await
    }

    /// It ended badly. That is an answer where Teleport judged it; a connection that broke is none.
    async fn said_no(
        &self,
        said: &Said,
        order: &AccessOrder,
        profile: &Profile,
        tried: &str,
    ) -> Result<Outcome, Fault> {
        let by_hand = self.tsh().line("ask for access", &["request", "create"], &arguments(order));
        let fault = self.tsh().refused(said, tried, &by_hand);
        if !order.resources.is_empty() {
            self.memory().note_lack(AccessWay::Resources, &fault);
        }
        match is_answer(&fault) {
            true => Err(fault),
            false => self.lost(Unheard { fault, was_begun: true }, order, profile, tried).await,
        }
    }

    /// The answer was lost: the request is looked for by its mark, and not sent again.
    async fn lost(
        &self,
        unheard: Unheard,
        order: &AccessOrder,
        profile: &Profile,
        tried: &str,
    ) -> Result<Outcome, Fault> {
        if !unheard.was_begun {
            return Err(unheard.fault);
        }
        tokio::time::sleep(self.tsh().limits().lost).await;
        match self.by_mark(order, tried).await {
            Ok(Some(found)) => Ok(self.asked(Sent::Found(found.that_very_one(tried)?), profile, tried).await),
            // that it is not there yet proves nothing: it may still be on its way
            Ok(None) | Err(_) => Ok(Outcome::InDoubt { probe: AccessAsked {}.into(), fault: unheard.fault }),
        }
    }

    /// The user's own request with the mark of an order.
    async fn by_mark(&self, order: &AccessOrder, tried: &str) -> Result<Option<Found>, Fault> {
        let args = ["--my-requests".to_owned(), "--format=json".to_owned()];
        let value = self.tsh().json(&["request", "ls"], &args, tried).await?;
        let is_it = |value: &&Value| request::mark_of(value) == Some(&*order.mark);
        Ok(json::items(&value, "").find(is_it).and_then(|it| Found::of(it, &arguments(order))))
    }

    async fn asked(&self, sent: Sent, profile: &Profile, tried: &str) -> Outcome {
        let (id, how) = match sent {
            Sent::Told(id) => (id, ""),
            Sent::Found(id) => (id, "; the answer was lost, and the request was found"),
        };
        let state = match self.shown(&id, profile, tried).await {
            Ok(one) => stands(&one, self),
            Err(_) => "how it stands is not known yet".to_owned(),
        };
        let told = format!("asked for access: {}, {state}{how}", id.short());
        let made = Some(Place::access(id.as_str()));
        Outcome::Done { told: Clean::line(&told), stale: stale(&id), request_id: Some(Clean::line(id.as_str())), made }
    }
}

fn stands(one: &AccessRequest, teleport: &Teleport) -> String {
    format!("it is {}", one.stands(teleport.tsh().now()).word())
}

/// What is no longer true once something was done to a request.
pub(super) fn stale(id: &RequestId) -> Vec<Ask> {
    vec![AccessAsked {}.into(), RequestById { id: id.clone() }.into()]
}

/// Makes sure that an order can be sent: nothing in it can be an option, or is too long to be an argument.
pub(super) fn is_sound(order: &AccessOrder, tried: &str) -> Result<(), Fault> {
    let fail = |happened: &str, cure: &str| Err(Fault::new(FaultKind::Invalid, tried, happened, cure));
    if order.resources.is_empty() && order.roles.is_empty() {
        return fail("neither a resource nor a role is named", "say what access is wanted to");
    }
    if order.reason.trim().is_empty() {
        return fail("no reason is given", "say why: those who decide read it");
    }
    if order.reason.len() > LONGEST {
        return fail("the reason is too long", "say it in fewer words, or link to where it stands");
    }
    if order.reason.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return fail("there are control characters in the reason", "take them out");
    }
    if order.lasts < Duration::from_secs(60) {
        return fail("it lasts less than a minute", "say how long, as 30m or 2h");
    }
    if !mark::is_mark(&order.mark) {
        return fail("the order has no mark by which it is found again", "ask anew");
    }
    let names = order.roles.iter().chain(&order.reviewers);
    match names.clone().find(|name| !is_name(name)) {
        Some(name) => fail(&format!("`{}` is no name", Clean::line(name)), "correct the name"),
        None => Ok(()),
    }
}

/// Whether a text can be the name of a role or of somebody: in a list they have commas between them.
fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('-') && !text.chars().any(|c| c == ',' || c.is_control() || c.is_whitespace())
}

/// The arguments of `tsh request create`. Each value is in one word with its option, so that it can be none itself.
pub(super) fn arguments(order: &AccessOrder) -> Vec<String> {
    let resources = order.resources.iter().map(|id| format!("--resource={id}"));
    let list = |option: &str, names: &[String]| (!names.is_empty()).then(|| format!("{option}={}", names.join(",")));
    let rest = [
        format!("--reason={}", mark::marked(&order.reason, order.level, &order.mark)),
        format!("--max-duration={}", go_duration(order.lasts)),
        // how long it waits for an answer is left to Teleport: an hour, and never longer than the session
        "--nowait".to_owned(),
    ];
    let roles = list("--roles", &order.roles);
    let reviewers = list("--reviewers", &order.reviewers);
    resources.chain(roles).chain(reviewers).chain(rest).collect()
}

/// A duration as Go reads it: `1h30m`.
pub(super) fn go_duration(lasts: Duration) -> String {
    let minutes = lasts.as_secs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}m"),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h{minutes}m"),
    }
}

/// The id that `tsh request create` prints in its table.
fn printed_id(output: &str) -> Option<RequestId> {
    let line = output.lines().find_map(|line| line.trim_start().strip_prefix("Request ID:"))?;
    RequestId::parse(line.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_read_from_the_table_and_durations_are_written_as_go_has_them() {
        let printed = "Creating request...\nRequest ID:     0197-aa \nUsername:       alice \nRoles:          dba \n";
        assert_eq!(printed_id(printed), RequestId::parse("0197-aa"));
        assert_eq!(printed_id("Creating request...\n"), None);
        assert_eq!(printed_id("Request ID: --approve\n"), None);
        let duration = |minutes: u64| go_duration(Duration::from_secs(minutes * 60));
        assert_eq!((duration(30), duration(120), duration(90)), ("30m".into(), "2h".into(), "1h30m".into()));
    }
}
