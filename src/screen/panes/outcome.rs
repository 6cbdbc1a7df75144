//! What came of a run, or what would: links, commits, other values, and texts.

use crate::domain::docs::prose;
use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::model::Place;
use crate::domain::model::task::{Output, OutputCommit, OutputLink, OutputTarget, OutputText};
use crate::domain::text::{Clean, clip};

/// It as lines of so many columns; none where nothing came of it.
pub fn lines(output: &Output, columns: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = output.links.iter().map(link).collect();
    lines.extend(output.commits.iter().flat_map(|commit| committed(commit, columns)));
    lines.extend(output.values().flat_map(|(name, value)| named(name, &value, columns)));
    for text in &output.texts {
        if !lines.is_empty() {
            lines.push(Line::empty());
        }
        lines.extend(said(text, columns));
    }
    lines
}

fn link(link: &OutputLink) -> Line {
    let (target, to) = match &link.to {
        OutputTarget::Entity(entity) => (Target::Place(Place::entity(entity.clone())), entity.short()),
        OutputTarget::Address(address) => (Target::Address(address.clone()), address.clone()),
    };
    Line::of(link.title.clone(), Role::Link).and("  ", Role::Text).and(to, Role::Dim).to(target)
}

/// A commit: its id, its branch, and where they are.
fn committed(made: &OutputCommit, columns: usize) -> Vec<Line> {
    let short = clip(made.commit.shown(), 10).to_clean();
    let line = Line::of("Commit", Role::Label).and("  ", Role::Text).and(short, Role::Link);
    let line = line.and(" on ", Role::Dim).and(made.branch.clone(), Role::Text);
    let place = wrap(made.repository.shown(), columns.saturating_sub(2));
    let place = place.into_iter().map(|part| Line::of("  ", Role::Text).and(part, Role::Dim));
    std::iter::once(line.to(Target::Address(made.commit.clone()))).chain(place).collect()
}

fn named(name: Clean, value: &Clean, columns: usize) -> Vec<Line> {
    let line = Line::of(name.clone(), Role::Label).and("  ", Role::Text).and(value.clone(), Role::Text);
    if line.width() <= columns {
        return vec![line];
    }
    let below = wrap(value.shown(), columns.saturating_sub(2));
    let below = below.into_iter().map(|part| Line::of("  ", Role::Text).and(part, Role::Text));
    std::iter::once(Line::of(name, Role::Label)).chain(below).collect()
}

fn said(text: &OutputText, columns: usize) -> Vec<Line> {
    let title = wrap(text.title.shown(), columns).into_iter().map(|line| Line::of(line, Role::Subheading));
    title.filter(|line| line.width() > 0).chain(prose(&text.content, columns)).collect()
}
