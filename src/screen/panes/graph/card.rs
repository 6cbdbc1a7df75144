//! What is known of the selected entity, beside the outline.

use super::row::shortened;
use super::state::{GraphRoom, Shown};
use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::graph::{GroupOf, OutlineRow, RowOf, Shares, Side, Way};
use crate::domain::model::listing::Row;
use crate::domain::text::{Clean, Shown as Text};
use crate::screen::ctx::Ctx;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of the labels.
const LABELS: usize = 11;
/// Steps of the way from the root, members of a cycle, and owners that are named.
const NAMED: usize = 8;

impl GraphRoom {
    pub(super) fn paint_card(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        paint::vertical_rule(buf, area, ctx.look);
        let inside = Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area };
        let lines = self.card(usize::from(inside.width));
        for (line, y) in lines.iter().zip(inside.top()..inside.bottom()) {
            paint::line(buf, Rect { y, height: 1, ..inside }, ctx.look, line, Style::default());
        }
    }

    fn card(&self, columns: usize) -> Vec<Line> {
        let (Some(shown), Some(row)) = (&self.shown, self.here()) else { return Vec::new() };
        let Some(side) = shown.graph.side(row.side) else { return Vec::new() };
        let end = self.end_of(row).unwrap_or(u32::MAX);
        let mut lines = match shown.graph.row(end) {
            Some(entity) => entity_lines(entity, columns),
            None => gone_lines(&shown.graph.name(end), columns),
        };
        lines.push(Line::empty());
        let (out, back) = shown.graph.degrees(end);
        lines.push(fact("Relations", Clean::line(&format!("{out} out, {back} in"))));
        match row.of {
            RowOf::Node => node_lines(shown, side, row, &mut lines),
            _ => lines.extend(shown.told.shares.iter().flat_map(share_lines)),
        }
        lines
    }
}

fn fact(name: &'static str, value: Clean) -> Line {
    Line::of(name, Role::Label).pad_to(LABELS).and(value, Role::Text)
}

fn entity_lines(entity: Row<'_>, columns: usize) -> Vec<Line> {
    let mut lines: Vec<Line> =
        wrap(entity.label(), columns).into_iter().map(|line| Line::of(line, Role::Title)).collect();
    let kind = [entity.kind(), entity.kind_type(), entity.lifecycle()];
    let kind: Vec<&str> = kind.iter().map(|part| part.as_str()).filter(|part| !part.is_empty()).collect();
    lines.push(Line::of(Clean::line(&kind.join(", ")), Role::Dim));
    let description = wrap(entity.description(), columns);
    if !description.is_empty() {
        lines.push(Line::empty());
    }
    lines.extend(description.into_iter().map(|line| Line::of(line, Role::Text)));
    lines.push(Line::empty());
    let owner = entity.owner();
    match (owner.is_empty(), entity.is_ownerless()) {
        (true, true) => lines.push(Line::of("Owner", Role::Label).pad_to(LABELS).and("nobody", Role::Warn)),
        (true, false) => {}
        (false, gone) => {
            let line = fact("Owner", shortened(&owner.to_clean()));
            lines.push(if gone { line.and("  not in the catalog", Role::Warn) } else { line });
        }
    }
    if !entity.system().is_empty() {
        lines.push(fact("System", without_usual(entity.system())));
    }
    lines
}

fn without_usual(system: Text<'_>) -> Clean {
    system.as_str().strip_prefix("system:default/").map_or_else(|| system.to_clean(), Clean::line)
}

fn gone_lines(name: &Clean, columns: usize) -> Vec<Line> {
    let mut lines: Vec<Line> =
        wrap(name.shown(), columns).into_iter().map(|line| Line::of(line, Role::Title)).collect();
    lines.push(Line::of("not in the catalog; others name it", Role::Warn));
    lines
}

fn node_lines(shown: &Shown, side: &Side, row: &OutlineRow, lines: &mut Vec<Line>) {
    let graph = &shown.graph;
    let Some(node) = side.reach.node(row.place) else { return };
    let steps = if node.distance == 1 { "1 step".to_owned() } else { format!("{} steps", node.distance) };
    let way = match side.reach.way {
        Way::Out => "out",
        Way::In => "in",
    };
    lines.push(fact("Distance", Clean::line(&format!("{steps} {way}"))));
    if let Some(group) = side.cycles().group(row.place) {
        let members: Vec<Vec<u32>> = side.cycles().members();
        let members = members.get(group as usize - 1).map(Vec::as_slice).unwrap_or_default();
        lines.push(fact("Cycle", Clean::line(&format!("of {}", members.len()))));
        let others = members.iter().filter(|place| **place != row.place).take(NAMED);
        let names = others.filter_map(|place| side.reach.node(*place)).map(|node| graph.short(node.end));
        lines.extend(names.map(|name| Line::of("  ", Role::Text).and(name, Role::Dim)));
    }
    lines.push(Line::empty());
    lines.push(Line::of("From the root", Role::Heading));
    way_lines(shown, side, row.place, lines);
}

/// The shortest way from the root, its end where it is long.
fn way_lines(shown: &Shown, side: &Side, place: u32, lines: &mut Vec<Line>) {
    let mut steps = Vec::new();
    let mut at = place;
    while let Some(node) = side.reach.node(at).filter(|node| node.distance > 0 && steps.len() < NAMED) {
        let word = shown.graph.walk.links.get(node.link).map(|link| link.word(side.reach.way)).unwrap_or_default();
        let line = Line::of(Clean::line(&format!("  {word} ")), Role::Dim);
        steps.push(line.and(shown.graph.short(node.end), Role::Text));
        at = node.by;
    }
    if at != 0 {
        steps.push(Line::of("  and more before", Role::Dim));
    }
    lines.extend(steps.into_iter().rev());
}

fn share_lines(shares: &Shares) -> Vec<Line> {
    let mut lines = vec![Line::empty(), Line::of("Whom to call", Role::Heading)];
    for share in shares.owners.iter().take(NAMED * 2) {
        if let GroupOf::Owner(Some(owner)) = &share.of {
            let count = Line::of(Clean::line(&format!("{:>4}  ", share.count)), Role::Dim);
            lines.push(count.and(shortened(owner), Role::Text));
        }
    }
    if shares.ownerless > 0 {
        let count = Line::of(Clean::line(&format!("{:>4}  ", shares.ownerless)), Role::Dim);
        lines.push(count.and("without an owner", Role::Warn));
    }
    lines
}
