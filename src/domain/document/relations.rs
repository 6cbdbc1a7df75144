use super::portrait::word_for;
use super::{Line, Role, Target};
use crate::domain::model::listing::Listing;
use crate::domain::model::{Entity, Place, Relation};
use crate::domain::text::Clean;

/// The order in which relations are read: up, then sideways, then down.
const ORDER: &[&str] = &[
    "ownedBy",
    "partOf",
    "memberOf",
    "childOf",
    "providesApi",
    "consumesApi",
    "dependsOn",
    "dependencyOf",
    "apiProvidedBy",
    "apiConsumedBy",
    "hasPart",
    "parentOf",
    "hasMember",
    "ownerOf",
];

/// All relations of an entity, a section a type, a line an entity.
pub fn relations(entity: &Entity, listing: Option<&Listing>, columns: usize) -> Vec<Line> {
    let mut all = entity.relations();
    let place =
        |relation: &Relation| ORDER.iter().position(|kind| *kind == relation.kind.as_str()).unwrap_or(ORDER.len());
    all.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.cmp(b)));
    let mut lines = Vec::new();
    let names = all.iter().map(|relation| relation.target.name().chars().count()).max().unwrap_or(0);
    let names = names.clamp(12, (columns / 2).max(12)) + 2;
    for group in all.chunk_by(|a, b| a.kind == b.kind) {
        let Some(first) = group.first() else { continue };
        if !lines.is_empty() {
            lines.push(Line::empty());
        }
        let heading = match word_for(first.kind.as_str()) {
            "Related" => first.kind.clone(),
            word => word.into(),
        };
        let count = Clean::line(&format!(" {}", group.len()));
        lines.push(Line::of(heading, Role::Heading).and(count, Role::Dim));
        lines.extend(group.iter().map(|relation| line(relation, listing, names)));
    }
    if lines.is_empty() {
        lines.push(Line::of("No relations: the descriptor names none, and no other names this.", Role::Dim));
    }
    lines
}

fn line(relation: &Relation, listing: Option<&Listing>, names: usize) -> Line {
    let target = &relation.target;
    let line = Line::of("  ", Role::Text).and(Clean::line(target.name()), Role::Link).pad_to(names + 2);
    let line = line.and(Clean::line(target.kind()), Role::Dim).pad_to(names + 14);
    let row = listing.and_then(|listing| listing.find(target));
    let line = match (row, listing) {
        (Some(row), _) if !row.title().is_empty() => line.and(row.title().to_clean(), Role::Text),
        (Some(row), _) => line.and(row.description().to_clean(), Role::Dim),
        (None, Some(_)) => line.and("not in the catalog", Role::Warn),
        (None, None) => line,
    };
    line.to(Target::Place(Place::entity(target.clone())))
}
