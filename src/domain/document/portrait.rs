use super::{Line, Role, Target, wrap};
use crate::domain::model::listing::{End, Listing, Row};
use crate::domain::model::{Entity, EntityRef, Place, Tab};
use crate::domain::text::Clean;

/// Columns of the labels before values.
const LABELS: usize = 13;
/// The most that prose is set to; longer lines are hard to read.
const MEASURE: usize = 100;

/// An entity as one looks at it first: what it is, whose it is, where it leads.
pub fn portrait(entity: &Entity, listing: Option<&Listing>, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    head(entity, columns, &mut lines);
    facts(entity, listing, &mut lines);
    links(entity, &mut lines);
    pairs(entity, "Annotations", "/metadata/annotations", columns, &mut lines);
    pairs(entity, "Labels", "/metadata/labels", columns, &mut lines);
    lines
}

/// The same from what a list knows of it, for as long as the whole entity is not there.
pub fn portrait_of_row(row: Row<'_>, listing: &Listing, columns: usize) -> Vec<Line> {
    let mut lines = vec![Line::of(row.label().to_clean(), Role::Title)];
    let kind = [row.kind(), row.kind_type(), row.lifecycle()];
    let kind: Vec<&str> = kind.iter().map(|part| part.as_str()).filter(|part| !part.is_empty()).collect();
    lines.push(Line::of(Clean::line(&kind.join(", ")), Role::Dim));
    lines.push(Line::empty());
    lines.extend(wrap(row.description(), columns.min(MEASURE)).into_iter().map(|line| Line::of(line, Role::Text)));
    lines.push(Line::empty());
    for (kind, end) in row.relations().filter(|(kind, _)| matches!(kind.as_str(), "ownedBy" | "partOf")) {
        lines.push(relation_fact(word_for(kind.as_str()), listing, end));
    }
    lines
}

fn head(entity: &Entity, columns: usize, lines: &mut Vec<Line>) {
    lines.push(Line::of(entity.title(), Role::Title));
    let parts = [entity.kind(), entity.text("/spec/type"), entity.text("/spec/lifecycle")];
    let parts: Vec<&str> = parts.iter().map(Clean::as_str).filter(|part| !part.is_empty()).collect();
    let line = Line::of(Clean::line(&parts.join(", ")), Role::Dim);
    let whole = line.clone().and("  ", Role::Text).and(entity.reference().shown().to_clean(), Role::Dim);
    if whole.width() <= columns {
        lines.push(whole);
    } else {
        lines.extend([line, Line::of(entity.reference().shown().to_clean(), Role::Dim)]);
    }
    let description = entity.description();
    if !description.is_empty() {
        lines.push(Line::empty());
    }
    for paragraph in description {
        lines.extend(wrap(paragraph.shown(), columns.min(MEASURE)).into_iter().map(|l| Line::of(l, Role::Text)));
    }
}

fn facts(entity: &Entity, listing: Option<&Listing>, lines: &mut Vec<Line>) {
    lines.push(Line::empty());
    let before = lines.len();
    let main = ["ownedBy", "partOf", "memberOf", "childOf"];
    let relations = entity.relations();
    for kind in main {
        for relation in relations.iter().filter(|relation| relation.kind.as_str() == kind) {
            lines.push(fact(word_for(kind), listing, &relation.target));
        }
    }
    let wants_owner = !matches!(entity.reference().kind(), "user" | "group" | "location");
    if wants_owner && !relations.iter().any(|relation| relation.kind.as_str() == "ownedBy") {
        lines.push(label("Owner").and("nobody: spec.owner names no one", Role::Warn));
    }
    for (name, pointer) in [("Email", "/spec/profile/email"), ("Domain", "/spec/domain"), ("Target", "/spec/target")] {
        let value = entity.text(pointer);
        let said = name == "Domain" && relations.iter().any(|relation| relation.kind.as_str() == "partOf");
        if !value.is_empty() && !said {
            lines.push(label(name).and(value, Role::Text));
        }
    }
    let tags = entity.tags();
    if !tags.is_empty() {
        let mut line = label("Tags");
        for tag in tags {
            line = line.and(tag, Role::Tag).and(" ", Role::Text);
        }
        lines.push(line);
    }
    others(entity, &relations, lines);
    if lines.len() == before {
        lines.pop();
    }
}

/// How many relations of every other type there are; the relations tab names them.
fn others(entity: &Entity, relations: &[crate::domain::model::Relation], lines: &mut Vec<Line>) {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for relation in relations {
        match counts.iter_mut().find(|(kind, _)| *kind == relation.kind.as_str()) {
            Some((_, count)) => *count += 1,
            None => counts.push((relation.kind.as_str(), 1)),
        }
    }
    counts.retain(|(kind, _)| !matches!(*kind, "ownedBy" | "partOf" | "memberOf" | "childOf"));
    if !counts.is_empty() {
        let words: Vec<String> = counts.iter().map(|(kind, count)| format!("{} {count}", word_for(kind))).collect();
        let place = Place { tab: Tab::Relations, ..Place::entity(entity.reference().clone()) };
        let line = label("Relations").and(Clean::line(&words.join(", ")), Role::Text);
        lines.push(line.to(Target::Place(place)));
    }
}

fn links(entity: &Entity, lines: &mut Vec<Line>) {
    let links = entity.links();
    if links.is_empty() {
        return;
    }
    lines.push(Line::empty());
    lines.push(Line::of("Links", Role::Heading));
    for link in links {
        let line = Line::of("  ", Role::Text).and(link.title.clone(), Role::Link);
        let line =
            if link.title == link.url { line } else { line.and("  ", Role::Text).and(link.url.clone(), Role::Dim) };
        lines.push(line.to(Target::Address(link.url)));
    }
}

fn pairs(entity: &Entity, heading: &'static str, pointer: &str, columns: usize, lines: &mut Vec<Line>) {
    let pairs = entity.pairs(pointer);
    if pairs.is_empty() {
        return;
    }
    lines.push(Line::empty());
    lines.push(Line::of(heading, Role::Heading));
    for (key, value) in pairs {
        let line = Line::of("  ", Role::Text).and(key, Role::Label).and("  ", Role::Text);
        if line.width() + crate::domain::text::width(value.as_str()) <= columns {
            lines.push(line.and(value, Role::Text));
        } else {
            lines.push(line);
            let values = wrap(value.shown(), columns.saturating_sub(4)).into_iter();
            lines.extend(values.map(|part| Line::of("    ", Role::Text).and(part, Role::Text)));
        }
    }
}

fn label(name: &'static str) -> Line {
    Line::of(name, Role::Label).pad_to(LABELS)
}

fn fact(name: &'static str, listing: Option<&Listing>, target: &EntityRef) -> Line {
    let row = listing.and_then(|listing| listing.find(target));
    let line = label(name);
    let line = match (row, listing) {
        (Some(row), _) => line.and(row.label().to_clean(), Role::Link),
        (None, None) => line.and(target.short(), Role::Link),
        (None, Some(_)) => line.and(target.short(), Role::Link).and("  not in the catalog", Role::Warn),
    };
    line.to(Target::Place(Place::entity(target.clone())))
}

fn relation_fact(name: &'static str, listing: &Listing, end: End<'_>) -> Line {
    match listing.end_reference(end) {
        Some(target) => fact(name, Some(listing), &target),
        None => label(name).and(listing.end_label(end), Role::Warn),
    }
}

/// The field's word for a relation, as a label.
pub(super) fn word_for(kind: &str) -> &'static str {
    match kind {
        "ownedBy" => "Owner",
        "ownerOf" => "Owns",
        "partOf" => "Part of",
        "hasPart" => "Has part",
        "dependsOn" => "Depends on",
        "dependencyOf" => "Needed by",
        "providesApi" => "Provides",
        "apiProvidedBy" => "Provided by",
        "consumesApi" => "Consumes",
        "apiConsumedBy" => "Consumed by",
        "memberOf" => "Member of",
        "hasMember" => "Members",
        "childOf" => "Parent",
        "parentOf" => "Children",
        _ => "Related",
    }
}
