//! What `tsh` means by what it says on its standard error.

use crate::domain::model::access::{CommandLine, RequestId};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};

/// What it says when it wants a second factor (`lib/client/mfa/cli.go`, `lib/auth/webauthncli`).
const FACTOR: &[&str] =
    &["otp code", "otp device", "security key", "mfa is required", "mfa response", "mfa authentication"];

/// What is in a complaint, and what kind of failure that is; the first that fits counts.
const KINDS: &[(FaultKind, &[&str])] = &[
    (
        FaultKind::NotSignedIn,
        &[
            "not logged in",
            "profile expired",
            "no active profile",
            "cert has expired",
            "certificate has expired",
            "credentials have expired",
        ],
    ),
    (FaultKind::Unsupported, &["enterprise", "not licensed", "license"]),
    (FaultKind::NotPermitted, &["access denied", "permission denied", "permissiondenied", "not allowed"]),
    (
        FaultKind::NotFound,
        &[
            "not found",
            "no access request matching",
            "no such resource",
            "expired or been deleted",
            "doesn't exist",
            "does not exist",
        ],
    ),
    (FaultKind::Conflict, &["already", "compare failed", "cannot be resolved", "is not pending"]),
    (
        FaultKind::Unreachable,
        &[
            "no such host",
            "connection refused",
            "dial tcp",
            "i/o timeout",
            "deadline exceeded",
            "no route",
            "reset by peer",
            "unavailable",
        ],
    ),
    (
        FaultKind::Invalid,
        &[
            "bad parameter",
            "badparameter",
            "invalid",
            "must ",
            "unknown long flag",
            "enum value",
            "too large",
            "exceeds",
            "required",
            "expected command",
        ],
    ),
];

/// The fault of a run that ended badly. `by_hand` is the same run in the terminal, `sign_in` how one signs in there.
pub(super) fn fault(complaint: &str, tried: &str, by_hand: &CommandLine, sign_in: &CommandLine) -> Fault {
    let said = said(complaint);
    if needs_factor(complaint) {
        return second_factor(tried, by_hand);
    }
    let kind = kind(said.as_str());
    let happened = match said.is_empty() {
        true => "tsh failed without a word".to_owned(),
        false => format!("Teleport says: {said}"),
    };
    match kind {
        FaultKind::NotSignedIn => signed_out(sign_in, tried, "you are not signed in to Teleport, or no longer"),
        FaultKind::NotPermitted => Fault::new(kind, tried, &happened, "ask those who run Teleport for it"),
        FaultKind::Unsupported => Fault::new(kind, tried, &happened, "this edition of Teleport does not do that"),
        FaultKind::NotFound | FaultKind::Conflict => Fault::new(kind, tried, &happened, "look again: it may be over"),
        FaultKind::Invalid => Fault::new(kind, tried, &happened, "correct it and try again"),
        FaultKind::Unreachable => Fault::new(kind, tried, &happened, "is the network there? `tsh status` tells more"),
        _ => Fault::new(kind, tried, &happened, "see what tsh says by hand"),
    }
}

/// Whether what a run ended badly with is Teleport's own answer. A connection that broke is none, nor is a word that is
/// not known here: what was to be done may be done.
pub(super) fn is_answer(fault: &Fault) -> bool {
    !matches!(fault.kind, FaultKind::Unreachable | FaultKind::TimedOut | FaultKind::Server | FaultKind::Local)
}

/// A fault of looking at a request, where Teleport says that it has no such request: of this very one, in its own words
/// (`lib/services/access_request.go`, `lib/services/local/dynamic_access.go`). That something else was not found says
/// nothing of the request.
pub(super) fn of_request(fault: Fault, id: &RequestId) -> Fault {
    let said = fault.happened.as_str().to_lowercase();
    let words =
        ["no access request matching", "not found", "does not exist", "doesn't exist", "expired or been deleted"];
    let is_gone = said.contains("access request")
        && said.contains(&id.as_str().to_lowercase())
        && words.iter().any(|words| said.contains(words));
    match fault.kind {
        FaultKind::NotFound if !is_gone => Fault { kind: FaultKind::Local, ..fault },
        _ => fault,
    }
}

/// Whether it wants a second factor.
pub(super) fn needs_factor(complaint: &str) -> bool {
    let lower = complaint.to_lowercase();
    FACTOR.iter().any(|word| lower.contains(word))
}

/// It wants a second factor, and has no terminal here to ask for it.
pub(super) fn second_factor(tried: &str, by_hand: &CommandLine) -> Fault {
    let line = by_hand.quoted().unwrap_or_else(|| by_hand.title.clone());
    let cure = format!("run it in the terminal: {line}");
    Fault::new(FaultKind::NotPermitted, tried, "Teleport needs your second factor", &cure)
}

/// Nobody is signed in, and how one does.
pub(super) fn signed_out(sign_in: &CommandLine, tried: &str, happened: &str) -> Fault {
    let line = sign_in.quoted().unwrap_or_default();
    Fault::new(FaultKind::NotSignedIn, tried, happened, &format!("sign in, in the terminal: {line}"))
}

/// Its first word on why it does not, without what stands before it.
pub(super) fn said(complaint: &str) -> Clean {
    let lines = || complaint.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_error = |line: &&str| line.get(..6).is_some_and(|begin| begin.eq_ignore_ascii_case("error:"));
    let line = lines().find(is_error).or_else(|| lines().next_back()).unwrap_or_default();
    let line = if is_error(&line) { line.get(6..).unwrap_or_default().trim() } else { line };
    let own = line.strip_prefix("rpc error: code = ").and_then(|rest| rest.split_once("desc = ")).map(|(_, own)| own);
    Clean::line(own.unwrap_or(line))
}

fn kind(said: &str) -> FaultKind {
    let lower = said.to_lowercase();
    let fits = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    KINDS.iter().find(|(_, words)| fits(words)).map_or(FaultKind::Local, |(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_gone_where_teleport_says_it_of_this_very_one() {
        let id = RequestId::parse("0197-aa").unwrap();
        let kind = |happened: &str| {
            let happened = format!("Teleport says: {happened}");
            of_request(Fault::new(FaultKind::NotFound, "show the request", &happened, ""), &id).kind
        };
        assert_eq!(kind("no access request matching \"0197-aa\""), FaultKind::NotFound);
        assert_eq!(kind("access request \"0197-aa\" not found"), FaultKind::NotFound);
        for other in ["access request \"0197-bb\" not found", "user alice not found", "key not found"] {
            assert_eq!(kind(other), FaultKind::Local, "{other}");
        }
    }

    #[test]
    fn the_error_is_found_among_warnings_and_told_by_its_kind() {
        let complaint = "WARNING: a new version\nERROR: access denied: user alice cannot submit reviews\n  hint\n";
        assert_eq!(said(complaint).as_str(), "access denied: user alice cannot submit reviews");
        let rpc = "ERROR: rpc error: code = Unavailable desc = connection refused";
        assert_eq!(said(rpc).as_str(), "connection refused");
        for (text, expected) in [
            ("Not logged in.", FaultKind::NotSignedIn),
            ("Active profile expired.", FaultKind::NotSignedIn),
            ("access denied: user alice cannot submit reviews", FaultKind::NotPermitted),
            ("access request \"x\" not found", FaultKind::NotFound),
            ("no access request matching \"x\"", FaultKind::NotFound),
            ("this Teleport cluster is not licensed for resource access requests", FaultKind::Unsupported),
            ("dial tcp: lookup teleport.example.com: no such host", FaultKind::Unreachable),
            ("unknown long flag '--max-duration'", FaultKind::Invalid),
            ("what is this", FaultKind::Local),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
        assert!(needs_factor("Enter an OTP code from a device:\nERROR: EOF"));
        assert!(needs_factor("Tap any security key"));
        assert!(!needs_factor("ERROR: access denied"));
    }
}
