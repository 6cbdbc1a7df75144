//! What rooms share of the line of something that was asked for: a sign a stage, and words for where it stands.

use crate::domain::document::{Line, Role, Target};
use crate::domain::model::provision::{Progress, Provision, ProvisionKind, Stage};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::model::{Age, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::query::Provided;
use crate::screen::ctx::Ctx;
use crate::screen::look::Glyphs;

/// The sign of a stage, and how it is painted; the five signs are five characters in every set.
pub fn sign(glyphs: &Glyphs, stage: &Stage) -> (&'static str, Role) {
    let ascii = glyphs.is_ascii();
    match stage.progress {
        Progress::Done => (if ascii { "+" } else { glyphs.chosen }, Role::Good),
        Progress::Active => (glyphs.dot, Role::Link),
        Progress::Waiting if stage.asks_somebody() => (glyphs.warn, Role::Warn),
        Progress::Waiting => (glyphs.open, Role::Dim),
        Progress::Failed => (glyphs.bad, Role::Bad),
        Progress::Unknown => ("?", Role::Dim),
    }
}

/// A line with the signs of all stages after it.
pub fn signs(line: Line, one: &Provision, glyphs: &Glyphs) -> Line {
    one.stages.iter().fold(line, |line, stage| {
        let (sign, role) = sign(glyphs, stage);
        line.and(sign, role)
    })
}

/// Where it stands, in a sign and a word: `✗ synced`.
pub fn stands(one: &Provision, glyphs: &Glyphs) -> (Clean, Role) {
    let Some(stage) = one.here() else { return ("? unknown".into(), Role::Dim) };
    let (sign, role) = sign(glyphs, stage);
    (Clean::line(&format!("{sign} {}", stage.name.word())), role)
}

/// Why it stands there, in one line: the reason, whom it waits for, or what is known it by.
pub fn why(one: &Provision) -> Clean {
    let Some(stage) = one.here() else { return Clean::default() };
    let ending = if one.is_ending { "goes away; " } else { "" };
    let words = stage.why();
    // after what is wrong: where there is little room that is what has to be read
    let simulated = if one.simulated { "; simulated" } else { "" };
    Clean::line(format!("{ending}{words}{simulated}").trim_matches([';', ' ']))
}

/// What sort of thing it is, as short as it can be said: the engine where there is one.
pub fn sort(kind: &ProvisionKind) -> Clean {
    match kind {
        ProvisionKind::Database(engine) | ProvisionKind::Cache(engine) if !engine.is_empty() => engine.clone(),
        other => Clean::line(other.word()),
    }
}

/// Whether a source is named: what told all it has need not be.
pub fn is_to_tell(source: &SourceState) -> bool {
    source.known != Known::Yes || source.remark.is_some()
}

/// What is known of a source, in words.
pub fn source(source: &SourceState) -> (Clean, Role) {
    let name = &source.name;
    let (words, role) = match (&source.known, &source.remark) {
        (Known::Asking, _) => (format!("{name}: asking"), Role::Dim),
        (Known::Yes, None) => (format!("{name}: told"), Role::Dim),
        (Known::Yes, Some(remark)) => (format!("{name}: {remark}"), Role::Warn),
        (Known::Unknown(why), _) => (format!("{name}: unknown, {why}"), Role::Warn),
        (Known::Failed(what), _) => (format!("{name}: {what}"), Role::Bad),
    };
    (Clean::line(&words), role)
}

/// The lines of what became an entity, below their head; nothing where nothing is known to have.
pub fn lines_of(ctx: &Ctx<'_>, entity: &EntityRef) -> Vec<Line> {
    let all = ctx.store.get(&Provided {});
    let own = all.answer().into_iter().flat_map(|all| &all.list).filter(|one| one.entity.as_ref() == Some(entity));
    let lines: Vec<Line> = own.map(|one| row(ctx, one)).collect();
    if lines.is_empty() {
        return lines;
    }
    [Line::empty(), Line::of("Provisioning", Role::Heading)].into_iter().chain(lines).collect()
}

fn row(ctx: &Ctx<'_>, one: &Provision) -> Line {
    let (stands, role) = stands(one, &ctx.look.glyphs);
    let since = one.since().map(|since| format!("  {}", Age(ctx.now.since(since)))).unwrap_or_default();
    let line = signs(Line::of("  ", Role::Text), one, &ctx.look.glyphs);
    let line = line.and("  ", Role::Text).and(one.name.clone(), Role::Link).and("  ", Role::Text).and(stands, role);
    let line = line.and(Clean::line(&since), Role::Dim).and("  ", Role::Text).and(why(one), Role::Dim);
    line.to(Target::Place(Place::provision(&one.id.0)))
}
