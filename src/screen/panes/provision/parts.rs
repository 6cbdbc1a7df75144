//! What it is made of: the database, the tree below its object, and the events of all of that.

use super::database;
use super::state::ProvisionRoom;
use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::Age;
use crate::domain::model::cluster::{Condition, Gravity, Object, ObjectEvent, Truth};
use crate::domain::model::provision::Pressing;
use crate::domain::text::Clean;
use crate::platform::provisioning::TreeNode;
use crate::screen::ctx::Ctx;

/// Events that are shown while not everything is.
const FEW: usize = 6;
/// Conditions that say whether an object is as it should be.
const TELLING: [&str; 6] = ["Ready", "Synced", "Healthy", "Available", "Reconciled", "Responsive"];

pub(super) fn of(room: &ProvisionRoom, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let Some(detail) = &room.detail else { return Vec::new() };
    let how = (columns, room.unfolded);
    let environment = detail.provision.environment.as_str();
    let database = detail.database.as_ref().map(|it| database::lines(ctx, it, environment, how)).unwrap_or_default();
    let mut made_of = tree(ctx, &detail.tree, how);
    made_of.extend(events(ctx, &detail.events, how));
    // on the way to be ready one looks at what is not, afterwards at what it is
    let is_ready = detail.provision.pressing(&[]) == Pressing::Ready;
    let (mut lines, last) = if is_ready { (database, made_of) } else { (made_of, database) };
    if !lines.is_empty() && !last.is_empty() {
        lines.push(Line::empty());
    }
    lines.extend(last);
    lines
}

fn heading(title: &'static str, count: usize) -> Line {
    Line::of(title, Role::Heading).and(Clean::line(&format!(" {count}")), Role::Dim)
}

fn tree(ctx: &Ctx<'_>, nodes: &[TreeNode], (columns, unfolded): (usize, bool)) -> Vec<Line> {
    if nodes.is_empty() {
        return vec![Line::of("What it is made of is not known.", Role::Dim)];
    }
    let mut lines = vec![heading("Made of", nodes.len())];
    let mut folded = 0;
    for node in nodes {
        // what was asked for itself is always there
        if !unfolded && node.depth > 1 && node.object.as_ref().is_ok_and(|object| stands(object) == Truth::Yes) {
            folded += 1;
            continue;
        }
        lines.extend(node_lines(ctx, node, (columns, unfolded)));
    }
    if folded > 0 {
        let words = format!("{} {folded} more, as they should be", ctx.look.glyphs.folded);
        lines.push(Line::of(Clean::line(&words), Role::Dim));
    }
    lines
}

/// Whether an object is as it should be, as far as its conditions tell.
fn stands(object: &Object) -> Truth {
    let telling = object.conditions.iter().filter(|it| TELLING.contains(&it.name.as_str()));
    let all: Vec<Truth> = telling.map(|condition| condition.holds).collect();
    match all.as_slice() {
        _ if all.contains(&Truth::No) => Truth::No,
        [] => Truth::Unknown,
        _ if all.contains(&Truth::Unknown) || !object.is_observed => Truth::Unknown,
        _ => Truth::Yes,
    }
}

fn node_lines(ctx: &Ctx<'_>, node: &TreeNode, (columns, unfolded): (usize, bool)) -> Vec<Line> {
    let indent = "  ".repeat(node.depth.min(8));
    let glyphs = &ctx.look.glyphs;
    let object = &node.id.object;
    let named = Clean::line(&format!("{} {}", object.kind.name, object.name));
    let begun = |sign: &'static str, role: Role| {
        Line::of(Clean::line(&indent), Role::Text).and(sign, role).and(" ", Role::Text).and(named.clone(), Role::Text)
    };
    let room = columns.saturating_sub(indent.len() + 2);
    let below = |words: &str, role: Role| -> Vec<Line> {
        let lines = wrap(Clean::line(words).shown(), room.max(8)).into_iter();
        lines.map(|line| Line::of(Clean::line(&format!("{indent}  ")), Role::Text).and(line, role)).collect()
    };
    let found = match &node.object {
        Ok(found) => found,
        Err(why) => {
            let mut lines = vec![begun("?", Role::Dim)];
            lines.extend(below(why.as_str(), Role::Warn));
            return lines;
        }
    };
    let (sign, role) = match stands(found) {
        Truth::Yes => (if glyphs.is_ascii() { "+" } else { glyphs.chosen }, Role::Good),
        Truth::No => (glyphs.bad, Role::Bad),
        Truth::Unknown => (glyphs.dot, Role::Dim),
    };
    let mut lines = vec![
        found
            .conditions
            .iter()
            .fold(begun(sign, role), |line, it| line.and("  ", Role::Text).and(short(it), role_of(it))),
    ];
    if !found.phase.is_empty() {
        lines.extend(below(&format!("phase {}", found.phase), Role::Dim));
    }
    if found.deleting.is_some() {
        lines.extend(below("is being deleted", Role::Warn));
    }
    for condition in found.conditions.iter().filter(|it| it.holds != Truth::Yes && is_said(it)) {
        lines.extend(below(&because(condition), role_of(condition)));
    }
    if unfolded {
        let facts = found.facts.iter().map(|(name, value)| format!("{name} {value}"));
        facts.for_each(|fact| lines.extend(below(&fact, Role::Dim)));
    }
    lines
}

fn is_said(condition: &Condition) -> bool {
    !(condition.reason.is_empty() && condition.message.is_empty())
}

fn because(condition: &Condition) -> String {
    match (condition.reason.is_empty(), condition.message.is_empty()) {
        (false, false) => format!("{}: {}", condition.reason, condition.message),
        (false, true) => condition.reason.to_string(),
        _ => condition.message.to_string(),
    }
}

fn short(condition: &Condition) -> Clean {
    let holds = match condition.holds {
        Truth::Yes => "True",
        Truth::No => "False",
        Truth::Unknown => "Unknown",
    };
    Clean::line(&format!("{}={holds}", condition.name))
}

/// `False` is bad only where it says that something is not as it should be.
fn role_of(condition: &Condition) -> Role {
    match condition.holds {
        Truth::No if TELLING.contains(&condition.name.as_str()) => Role::Bad,
        _ => Role::Dim,
    }
}

fn events(ctx: &Ctx<'_>, events: &[ObjectEvent], (columns, unfolded): (usize, bool)) -> Vec<Line> {
    if events.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::empty(), heading("Events", events.len())];
    let shown = if unfolded { events.len() } else { FEW };
    for event in events.iter().take(shown) {
        lines.extend(event_lines(ctx, event, columns));
    }
    if events.len() > shown {
        let words = format!("{} {} earlier ones", ctx.look.glyphs.folded, events.len() - shown);
        lines.push(Line::of(Clean::line(&words), Role::Dim));
    }
    lines
}

fn event_lines(ctx: &Ctx<'_>, event: &ObjectEvent, columns: usize) -> Vec<Line> {
    let (sign, role) = match event.gravity {
        Gravity::Normal => (ctx.look.glyphs.open, Role::Dim),
        Gravity::Warning => (ctx.look.glyphs.warn, Role::Warn),
    };
    let age = Clean::line(&format!("{:>4} ", Age(ctx.now.since(event.at)).to_string()));
    let times = if event.count > 1 { format!(" {}×", event.count) } else { String::new() };
    let times = if ctx.look.glyphs.is_ascii() { times.replace('×', "x") } else { times };
    let about = format!("  {} {}", event.about.kind.name, event.about.name);
    let head = Line::of(age, Role::Dim).and(sign, role).and(" ", Role::Text).and(event.reason.clone(), role);
    let mut lines = vec![head.and(Clean::line(&times), Role::Dim).and(Clean::line(&about), Role::Dim)];
    let words = wrap(event.message.shown(), columns.saturating_sub(7).max(8)).into_iter();
    lines.extend(words.map(|line| Line::of("       ", Role::Text).and(line, Role::Text)));
    lines
}
