use super::{Line, Role, Target, wrap};
use crate::domain::model::timeline::{Event, FileChange, LeadsTo};
use crate::domain::model::{Age, At, EntityRef, Place, Tab, Zone};
use crate::domain::text::{Clean, width};

/// Columns of the labels before values.
const LABELS: usize = 11;
/// The most that prose is set to; longer lines are hard to read.
const MEASURE: usize = 100;

/// An event of an entity's timeline in full: what, when, who, what was said, where it leads, and what
/// it changed.
pub fn event_lines(event: &Event, of: &EntityRef, columns: usize, zone: &Zone, now: At) -> Vec<Line> {
    let measure = columns.clamp(8, MEASURE);
    let mut lines: Vec<Line> =
        wrap(event.title.shown(), measure).into_iter().map(|part| Line::of(part, Role::Title)).collect();
    lines.extend(when(event, measure, zone, now));
    if event.is_catalog {
        lines.push(Line::of("It changed the entity's descriptor.", Role::Tag));
    }
    lines.push(Line::empty());
    for fact in &event.facts {
        let mut label = Line::of(fact.label.clone(), Role::Label).pad_to(LABELS);
        for part in wrap(fact.value.shown(), measure.saturating_sub(LABELS)) {
            lines.push(label.and(part, Role::Text));
            label = Line::empty().pad_to(LABELS);
        }
    }
    if event.text.iter().any(|line| !line.is_empty()) {
        lines.push(Line::empty());
        lines.extend(event.text.iter().flat_map(|line| said(line, measure)));
    }
    leads(event, of, &mut lines);
    files(event, columns, &mut lines);
    lines
}

fn when(event: &Event, measure: usize, zone: &Zone, now: At) -> Vec<Line> {
    let age = Age(now.since(event.at));
    let words = format!("{}, {} ({age}), from {}", event.kind.word(), zone.stamp(event.at), event.source);
    wrap(Clean::line(&words).shown(), measure).into_iter().map(|part| Line::of(part, Role::Dim)).collect()
}

fn said(line: &Clean, measure: usize) -> Vec<Line> {
    if line.is_empty() {
        return vec![Line::empty()];
    }
    wrap(line.shown(), measure).into_iter().map(|part| Line::of(part, Role::Text)).collect()
}

fn leads(event: &Event, of: &EntityRef, lines: &mut Vec<Line>) {
    if event.leads.is_empty() {
        return;
    }
    lines.extend([Line::empty(), Line::of("Leads to", Role::Heading)]);
    for lead in &event.leads {
        let line = Line::of("  ", Role::Text).and(lead.title.clone(), Role::Link);
        lines.push(match &lead.to {
            LeadsTo::Address(address) => {
                let line = line.and("  ", Role::Text).and(address.clone(), Role::Dim);
                line.to(Target::Address(address.clone()))
            }
            LeadsTo::Entity(entity) => line.to(Target::Place(Place::entity(entity.clone()))),
            LeadsTo::Place(place) => line.to(Target::Place(place.as_ref().clone())),
            LeadsTo::Descriptor(state) => line.to(Target::Place(descriptor_then(of, state.as_str()))),
        });
    }
}

/// The place that shows an entity's descriptor as it was.
pub fn descriptor_then(of: &EntityRef, state: &str) -> Place {
    Place { tab: Tab::Timeline, query: vec![("at".into(), state.into())], ..Place::entity(of.clone()) }
}

fn files(event: &Event, columns: usize, lines: &mut Vec<Line>) {
    if event.file_count == 0 {
        return;
    }
    let count = format!(" {}", event.file_count);
    let head = Line::of("Files", Role::Heading).and(Clean::line(&count), Role::Dim);
    let all = event.lines().filter(|_| event.files.len() == event.file_count);
    lines.extend([Line::empty(), all.into_iter().fold(head.and(" ", Role::Text), counts)]);
    lines.extend(event.files.iter().flat_map(|file| file_lines(file, columns)));
    if event.files.len() < event.file_count {
        let more = format!("  and {} more", event.file_count - event.files.len());
        lines.push(Line::of(Clean::line(&more), Role::Dim));
    }
}

fn file_lines(file: &FileChange, columns: usize) -> Vec<Line> {
    let mut parts = wrap(file.path.shown(), columns.saturating_sub(4).max(8)).into_iter();
    let first = Line::of("  ", Role::Text).and(parts.next().unwrap_or_default(), Role::Text);
    let mut lines = vec![first];
    lines.extend(parts.map(|part| Line::of("    ", Role::Text).and(part, Role::Text)));
    let words = file.lines.map_or(0, |(added, gone)| format!("  +{added} -{gone}").len());
    if let (Some(last), Some(lines)) = (lines.last_mut(), file.lines)
        && width(&last.text()) + words <= columns
    {
        *last = counts(std::mem::take(last).and("  ", Role::Text), lines);
    }
    if let Some(from) = &file.from {
        lines.push(Line::of("    from ", Role::Dim).and(from.clone(), Role::Dim));
    }
    lines
}

fn counts(line: Line, (added, gone): (u64, u64)) -> Line {
    let (added, gone) = (format!("+{added}"), format!("-{gone}"));
    line.and(Clean::line(&added), Role::Good).and(" ", Role::Text).and(Clean::line(&gone), Role::Bad)
}
