//! What rooms share of access for a while: a sign and a word for how a request stands, the time left, what it is
//! for, and what may be done with it.

use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::access::{AccessRequest, AccessSession, AccessState, AccessWay, AccessWays, SessionStage};
use crate::domain::model::{Age, At};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::fault::FaultKind;
use crate::platform::programs::Errand;
use crate::platform::query::AccessAsked;
use crate::screen::ctx::Ctx;
use crate::screen::look::Glyphs;
use crate::screen::widgets::countdown;
use std::sync::Arc;
use std::time::Duration;

/// Access that ends so soon is marked.
pub const SOON: Duration = Duration::from_secs(300);
/// What is said wherever something is only played.
pub const SIMULATED: &str = "simulated";
/// The same in full.
pub const SIMULATED_WORDS: &str = "simulated: a ledger of this folder plays it; nothing is granted by it";

/// The sign of a state, and how it is painted.
pub fn sign(state: AccessState, glyphs: &Glyphs) -> (&'static str, Role) {
    match state {
        AccessState::Pending => (glyphs.more, Role::Warn),
        AccessState::Approved => (glyphs.chosen, Role::Good),
        AccessState::Active => (glyphs.dot, Role::Good),
        AccessState::Denied => (glyphs.bad, Role::Bad),
        AccessState::Revoked => (glyphs.bad, Role::Warn),
        AccessState::Expired | AccessState::Lapsed => (glyphs.open, Role::Dim),
        AccessState::Promoted => (glyphs.chosen, Role::Dim),
        AccessState::Unknown => ("?", Role::Dim),
    }
}

/// A state in a sign and a word: `✓ approved`.
pub fn stands(state: AccessState, glyphs: &Glyphs) -> (Clean, Role) {
    let (sign, role) = sign(state, glyphs);
    (Clean::line(&format!("{sign} {}", state.word())), role)
}

/// The time left of what a request runs towards, and how it is painted; nothing where it runs towards nothing.
pub fn left(request: &AccessRequest, now: At) -> Option<(Clean, Role)> {
    let until = request.ends_at(now)?;
    let role = if until.since(now) <= SOON { Role::Warn } else { Role::Text };
    Some((countdown::short(until, now), role))
}

/// When what [`left`] says, or how the request stands, changes.
pub fn changes(request: &AccessRequest, now: At) -> Option<At> {
    countdown::short_changes(request.ends_at(now)?, now)
}

/// How a session stands, in a sign and a word.
pub fn stage(session: &AccessSession, glyphs: &Glyphs) -> (Clean, Role) {
    let (sign, word, role) = match session.stage {
        SessionStage::Waiting => (glyphs.more, "waiting", Role::Warn),
        SessionStage::Active => (glyphs.dot, "active", Role::Good),
        SessionStage::Ended => (glyphs.open, "ended", Role::Dim),
    };
    (Clean::line(&format!("{sign} {word}")), role)
}

/// How long a session lasted, or lasts by now.
pub fn lasted(session: &AccessSession, now: At) -> Clean {
    let Some(started) = session.started_at else { return Clean::default() };
    let until = session.ended_at.unwrap_or(now);
    Clean::line(&Age(until.since(started)).to_string())
}

/// What sort of access, and where: `read, database, production`.
pub fn sort(request: &AccessRequest) -> Clean {
    let level = request.level.map(|level| level.word()).unwrap_or_default();
    let kind = request.resources.first().map(|resource| resource.kind().word()).unwrap_or_default();
    let kind = if request.resources.is_empty() && !request.roles.is_empty() { "by role" } else { kind };
    let parts = [level, kind, request.environment.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Clean::line(&parts.join(", "))
}

/// Who has to be asked, or what it waits for.
pub fn asks(request: &AccessRequest) -> Clean {
    let names: Vec<&str> = request.reviewers.iter().map(Clean::as_str).collect();
    match (request.needs.is_empty(), names.is_empty()) {
        (false, _) => request.needs.clone(),
        (true, false) => Clean::line(&format!("asked of {}", names.join(", "))),
        (true, true) => Clean::default(),
    }
}

/// What the system is called.
pub fn system(ways: &AccessWays) -> Clean {
    if ways.system.is_empty() { "the access system".into() } else { ways.system.clone() }
}

/// What access systems are and can do, as last known.
pub fn ways<'a>(ctx: &Ctx<'a>) -> Option<&'a AccessWays> {
    ctx.store.get(&AccessAsked {}).answer().map(|all| &all.ways)
}

/// Whether nothing grants access on this platform.
pub fn is_absent(ctx: &Ctx<'_>) -> bool {
    let remote = ctx.store.get(&AccessAsked {});
    remote.answer().is_none() && remote.fault.is_some_and(|fault| fault.kind == FaultKind::Unsupported)
}

/// Whether the user is not signed in to the access system itself.
pub fn is_out(ways: &AccessWays) -> bool {
    ways.user.is_empty() && ways.sign_in.is_some()
}

/// Whether the user has said their word to a request.
pub fn is_answered(request: &AccessRequest, ways: &AccessWays) -> bool {
    !ways.user.is_empty() && request.reviews.iter().any(|review| review.by == ways.user)
}

/// Whether an action can be done to a request, as far as the system and the request go; what the user may do is the
/// gate's to say.
pub fn allows(action: Action, request: &AccessRequest, ways: &AccessWays, now: At) -> bool {
    let state = request.stands(now);
    match action {
        // nobody says yes to what they asked for themselves, or says their word twice
        Action::AccessApprove | Action::AccessDeny => {
            let is_theirs = !request.is_mine && !is_answered(request, ways);
            state == AccessState::Pending && is_theirs && ways.lack(AccessWay::Reviews).is_none()
        }
        Action::AccessAssume => state == AccessState::Approved && request.is_mine,
        Action::AccessDrop => state == AccessState::Active && request.is_mine,
        Action::AccessRevoke => {
            let is_granted = matches!(state, AccessState::Approved | AccessState::Active);
            (is_granted || is_open_of_mine(request, now)) && ways.lack(AccessWay::Revoke).is_none()
        }
        _ => false,
    }
}

/// Why an action cannot be done to a request, where there is more to say than that.
pub fn why_not(action: Action, request: &AccessRequest, ways: &AccessWays, now: At) -> Option<Clean> {
    let state = request.stands(now);
    let lacks = |way| ways.lack(way).map(|lack| lack.because.clone());
    match action {
        Action::AccessApprove | Action::AccessDeny if state == AccessState::Pending => match request.is_mine {
            true => Some("it is your own: somebody else has to answer it".into()),
            false if is_answered(request, ways) => Some("you have said your word to it already".into()),
            false => lacks(AccessWay::Reviews),
        },
        Action::AccessApprove | Action::AccessDeny => Some(Clean::line(&format!("it is {} already", state.word()))),
        Action::AccessAssume | Action::AccessDrop | Action::AccessConnect if !request.is_mine => {
            Some("it is somebody else's".into())
        }
        Action::AccessAssume | Action::AccessDrop | Action::AccessConnect => {
            Some(Clean::line(&format!("it is {}", state.word())))
        }
        Action::AccessRevoke if is_open_of_mine(request, now) => {
            lacks(AccessWay::Revoke).map(|because| Clean::line(&format!("it cannot be withdrawn: {because}")))
        }
        Action::AccessRevoke if state == AccessState::Pending => {
            Some("nobody has granted it; only who asked can withdraw it".into())
        }
        Action::AccessRevoke => lacks(AccessWay::Revoke),
        _ => None,
    }
}

/// Whether the user asked for it, and nobody has answered: what can be done to it then is to withdraw it.
pub fn is_open_of_mine(request: &AccessRequest, now: At) -> bool {
    request.is_mine && request.stands(now) == AccessState::Pending
}

/// Whether a request waits for the user's word.
pub fn waits_for_me(request: &AccessRequest, ways: &AccessWays, now: At) -> bool {
    allows(Action::AccessApprove, request, ways, now)
}

/// What runs the command that signs in to the access system.
pub fn sign_in(ways: &AccessWays) -> Option<Errand> {
    let command = ways.sign_in.clone()?;
    Some(Errand { action: Action::AccessLogin, target: system(ways), commands: vec![command] })
}

/// Whether signing in is of use now: nobody is signed in, or not for long any more.
pub fn wants_sign_in(ways: &AccessWays, now: At) -> bool {
    const SOON_OUT: Duration = Duration::from_secs(1_800);
    is_out(ways) || ways.signed_in_until.is_some_and(|until| until.since(now) < SOON_OUT)
}

/// What is said where one is not signed in to the access system.
pub fn out_lines(ways: &AccessWays, columns: usize) -> Vec<Line> {
    let head = Clean::line(&format!("You are not signed in to {}.", system(ways)));
    let mut lines = wrapped(&head, Role::Warn, columns);
    let line = ways.sign_in.as_ref().and_then(|command| command.quoted());
    if let Some(line) = line {
        lines.extend(wrapped(&"This signs you in, and can be run from here:".into(), Role::Dim, columns));
        lines.extend(wrapped(&line, Role::Code, columns));
    }
    lines
}

/// What the system cannot do, of these ways, and what can be done in its place.
pub fn lack_lines(ways: &AccessWays, of: &[AccessWay], columns: usize) -> Vec<Line> {
    let lacks = ways.lacks.iter().filter(|lack| of.contains(&lack.way));
    lacks
        .flat_map(|lack| {
            let mut lines = wrapped(&lack.because, Role::Warn, columns);
            if !lack.instead.is_empty() {
                let words = Clean::line(&format!("instead: {}", lack.instead));
                lines.extend(wrapped(&words, Role::Dim, columns));
            }
            lines
        })
        .collect()
}

/// A request in a line, for lists in other rooms: how it stands, what, who, the time left.
pub fn row(ctx: &Ctx<'_>, request: &AccessRequest, names: usize) -> Line {
    use crate::domain::text::clip;
    let (state, role) = stands(request.stands(ctx.now), &ctx.look.glyphs);
    let what = clip(request.what().shown(), names.saturating_sub(1).max(8)).to_clean();
    let line = Line::of(what, Role::Link).pad_to(names).and(state, role).pad_to(names + 12);
    let line = match left(request, ctx.now) {
        Some((left, role)) => line.and(left, role),
        None => line,
    };
    let who = if request.is_mine { Clean::from("you") } else { request.requester.clone() };
    let line =
        line.pad_to(names + 20).and(who, Role::Text).and("  ", Role::Text).and(request.reason.clone(), Role::Dim);
    let line = if request.simulated { line.and("  ", Role::Text).and(SIMULATED, Role::Badge) } else { line };
    line.to(to_request(request))
}

/// The link to a request.
pub fn to_request(request: &AccessRequest) -> crate::domain::document::Target {
    crate::domain::document::Target::Place(crate::domain::model::Place::access(request.id.as_str()))
}

/// The user's requests that are in use, the one that ends first before the others.
pub fn active(requests: &[Arc<AccessRequest>], now: At) -> Vec<&Arc<AccessRequest>> {
    let is_it = |request: &&Arc<AccessRequest>| request.is_mine && request.stands(now) == AccessState::Active;
    let mut found: Vec<_> = requests.iter().filter(is_it).collect();
    found.sort_by_key(|request| request.expires_at.map_or(i64::MAX, |at| at.0));
    found
}

/// A text in lines of one role.
pub fn wrapped(text: &Clean, role: Role, columns: usize) -> Vec<Line> {
    wrap(text.shown(), columns.max(8)).into_iter().map(|line| Line::of(line, role)).collect()
}

/// A value with its label, and what does not fit below.
pub fn labelled(label: &'static str, value: &Clean, role: Role, columns: usize) -> Vec<Line> {
    const NAME: usize = 12;
    let mut label = Some(label);
    let lines = wrap(value.shown(), columns.saturating_sub(NAME).max(8)).into_iter();
    lines.map(|line| Line::of(label.take().unwrap_or_default(), Role::Label).pad_to(NAME).and(line, role)).collect()
}
