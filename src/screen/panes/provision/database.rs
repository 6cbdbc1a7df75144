//! The database that it is, as its operator tells, held against what its environment is to have.

use super::line::labelled;
use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::Age;
use crate::domain::model::provision::Tier;
use crate::domain::text::Clean;
use crate::platform::provisioning::{Backup, Database};
use crate::screen::ctx::Ctx;

/// Numbers that one wants to know of each database: what names them, and how they are called here.
const WANTED: [(&str, &str); 4] = [
    ("connection", "connections"),
    ("quer", "query performance"),
    ("storage", "storage in use"),
    ("lag", "replication lag"),
];
/// Backups that are shown while not everything is.
const FEW: usize = 3;

pub(super) fn lines(
    ctx: &Ctx<'_>,
    database: &Database,
    environment: &str,
    (columns, unfolded): (usize, bool),
) -> Vec<Line> {
    let tier = Tier::of(environment);
    let mut lines = vec![Line::of("Database", Role::Heading)];
    let mut say = |label: &'static str, value: &Clean| {
        if !value.is_empty() {
            lines.extend(labelled(label, value, columns));
        }
    };
    say("engine", &Clean::line(format!("{} {}", database.engine, database.version).trim()));
    say("operator", &database.operator);
    say("phase", &database.phase);
    if let Some((ready, wanted)) = database.instances {
        say("replicas", &Clean::line(&format!("{ready} of {wanted} ready")));
    }
    say("primary", &database.primary);
    say("storage", &database.storage);
    lines.extend(held_against(ctx, database, tier, columns));
    lines.extend(backups(ctx, database, (columns, unfolded)));
    lines.extend(numbers(database, columns));
    lines.extend(pairs("Credentials", &database.credentials, columns));
    if unfolded || database.facts.len() <= FEW {
        lines.extend(pairs("Also", &database.facts, columns));
    }
    lines
}

/// What its tier asks for, and what of it is not so.
fn held_against(ctx: &Ctx<'_>, database: &Database, tier: Option<Tier>, columns: usize) -> Vec<Line> {
    let Some(tier) = tier else { return Vec::new() };
    let mut lines = labelled("tier", &tier.words(), columns);
    let wanted = database.instances.map(|(_, wanted)| wanted);
    if let Some(wanted) = wanted.filter(|wanted| *wanted < tier.replicas()) {
        let words = format!("{} {wanted} where {} are to be", ctx.look.glyphs.warn, tier.replicas());
        lines.push(Line::of("", Role::Text).pad_to(15).and(Clean::line(&words), Role::Warn));
    }
    lines
}

fn backups(ctx: &Ctx<'_>, database: &Database, (columns, unfolded): (usize, bool)) -> Vec<Line> {
    let mut lines = vec![Line::empty(), Line::of("Backups", Role::Heading)];
    match database.schedule.is_empty() {
        true if database.backups.is_empty() => {
            lines.push(Line::of("None are known: no schedule, and none was made.", Role::Warn));
            return lines;
        }
        true => lines.push(Line::of("no schedule is known", Role::Dim)),
        false => lines.extend(labelled("schedule", &database.schedule, columns)),
    }
    let shown = if unfolded { database.backups.len() } else { FEW };
    for backup in database.backups.iter().take(shown) {
        lines.extend(backup_lines(ctx, backup, columns));
    }
    if database.backups.len() > shown {
        let words = format!("{} {} earlier ones", ctx.look.glyphs.folded, database.backups.len() - shown);
        lines.push(Line::of(Clean::line(&words), Role::Dim));
    }
    lines
}

fn backup_lines(ctx: &Ctx<'_>, backup: &Backup, columns: usize) -> Vec<Line> {
    let glyphs = &ctx.look.glyphs;
    let (sign, role, word) = match backup.went_well {
        Some(true) => (if glyphs.is_ascii() { "+" } else { glyphs.chosen }, Role::Good, "went well"),
        Some(false) => (glyphs.bad, Role::Bad, "failed"),
        None => (glyphs.dot, Role::Link, "goes on"),
    };
    let at = backup.ended.or(backup.started);
    let ago = at.map(|at| Age(ctx.now.since(at)).ago()).unwrap_or_else(|| "it is not told when".into());
    let told = format!("  {ago}  {}  {}", backup.size, backup.name);
    let head = Line::of(sign, role).and(" ", Role::Text).and(word, role);
    let mut lines = vec![head.and(Clean::line(told.trim_end()), Role::Dim)];
    if backup.went_well != Some(true) {
        let said = wrap(backup.said.shown(), columns.saturating_sub(2).max(8)).into_iter();
        lines.extend(said.filter(|line| !line.is_empty()).map(|line| Line::of("  ", Role::Text).and(line, role)));
    }
    lines
}

/// What is measured; of what one wants to know of each database it is said what nobody tells.
fn numbers(database: &Database, columns: usize) -> Vec<Line> {
    let mut lines = pairs("Numbers", &database.metrics, columns);
    let is_told = |word: &str| database.metrics.iter().any(|(name, _)| name.as_str().to_lowercase().contains(word));
    let missing: Vec<&str> = WANTED.iter().filter(|(word, _)| !is_told(word)).map(|(_, title)| *title).collect();
    if missing.is_empty() {
        return lines;
    }
    if lines.is_empty() {
        lines.extend([Line::empty(), Line::of("Numbers", Role::Heading)]);
    }
    let operator = if database.operator.is_empty() { "its operator" } else { database.operator.as_str() };
    let words = format!(
        "unknown: {}. {operator} does not tell them in its status, and nothing that measures them is connected.",
        missing.join(", ")
    );
    let words = wrap(Clean::line(&words).shown(), columns.saturating_sub(2).max(8));
    lines.extend(words.into_iter().map(|line| Line::of(line, Role::Dim)));
    lines
}

fn pairs(title: &'static str, pairs: &[(Clean, Clean)], columns: usize) -> Vec<Line> {
    if pairs.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::empty(), Line::of(title, Role::Heading)];
    for (name, value) in pairs {
        let room = columns.saturating_sub(2).max(8);
        let words = Clean::line(&format!("{name}  {value}"));
        lines.extend(wrap(words.shown(), room).into_iter().map(|line| Line::of(line, Role::Text)));
    }
    lines
}
