//! One row of the outline.

use super::state::{GraphRoom, Shown};
use crate::domain::document::Role;
use crate::domain::model::graph::{GroupOf, Links, OutlineRow, RowOf, Shape, Way};
use crate::domain::model::listing::Row;
use crate::domain::text::{Clean, width};
use crate::screen::ctx::Ctx;
use crate::screen::look::Glyphs;
use crate::screen::widgets::paint;
use crate::screen::widgets::table::{self, ColumnSpec};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Name, relation, kind, owner. A tree needs room before its names; a list of groups names what an
/// entity was reached over.
const TREE: [ColumnSpec; 4] = [
    ColumnSpec { least: 26, weight: 4, dispensable: 0 },
    ColumnSpec { least: 12, weight: 0, dispensable: 1 },
    ColumnSpec { least: 9, weight: 0, dispensable: 3 },
    ColumnSpec { least: 15, weight: 1, dispensable: 2 },
];
const GROUPS: [ColumnSpec; 4] = [
    ColumnSpec { least: 24, weight: 2, dispensable: 0 },
    ColumnSpec { least: 20, weight: 2, dispensable: 2 },
    ColumnSpec { least: 9, weight: 0, dispensable: 3 },
    ColumnSpec { least: 15, weight: 1, dispensable: 1 },
];

/// The columns of an entity, from left to right after its name.
struct Cells {
    name: Clean,
    role: Role,
    /// What is said beside the name, and the same where there is little room.
    note: Clean,
    brief: Clean,
    relation: Clean,
    kind: Clean,
    owner: Clean,
}

impl GraphRoom {
    /// Paints a row; `area` is the list's, one row high.
    pub(super) fn paint_row(&self, ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect, at: usize) {
        let Some(shown) = &self.shown else { return };
        let Some(row) = shown.outline.row(at) else { return };
        let here = at == self.cursor.at && self.choice.is_none();
        paint::mark(buf, area.x, area.y, ctx.look, at == self.cursor.at);
        let widths = self.widths(area.width);
        let name_width = widths.first().copied().unwrap_or(0);
        let cells = self.cells(ctx, shown, row, at);
        let lead = lead(row, &ctx.look.glyphs, name_width);
        let whole = matches!(row.of, RowOf::Group(_) | RowOf::Side);
        let room = if whole { area.width.saturating_sub(2) } else { name_width };
        let inner = Rect { x: area.x + 1, width: room.min(area.width.saturating_sub(1)), ..area };
        let used = paint::text(buf, inner.x, area.y, inner.width, ctx.look, lead.shown(), ctx.look.style(Role::Rule));
        let role = if here { Role::Selected } else { cells.role };
        let left = inner.width.saturating_sub(used);
        let named = paint::text(buf, inner.x + used, area.y, left, ctx.look, cells.name.shown(), ctx.look.style(role));
        let left = left.saturating_sub(named + 2);
        let fits = width(cells.note.as_str()) <= usize::from(left);
        let note = if fits { &cells.note } else { &cells.brief };
        let dim = ctx.look.style(Role::Dim);
        paint::text(buf, inner.x + used + named + 2, area.y, left, ctx.look, note.shown(), dim);
        if !whole {
            self.paint_cells(ctx, buf, area, &widths, &cells);
        }
    }

    fn paint_cells(&self, ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect, widths: &[u16], cells: &Cells) {
        let mut x = area.x + 1;
        let texts = [Clean::default(), cells.relation.clone(), cells.kind.clone(), cells.owner.clone()];
        for ((n, width), text) in widths.iter().enumerate().zip(&texts).filter(|((_, width), _)| **width > 0) {
            let role = if n == 1 { Role::Dim } else { Role::Text };
            let room = area.right().saturating_sub(x).min(*width);
            paint::text(buf, x, area.y, room, ctx.look, text.shown(), ctx.look.style(role));
            x = x.saturating_add(*width + 1);
        }
    }

    fn cells(&self, ctx: &Ctx<'_>, shown: &Shown, row: &OutlineRow, at: usize) -> Cells {
        let mut cells = match row.of {
            RowOf::Group(_) => group_cells(shown, row),
            RowOf::Side => side_cells(shown, row),
            RowOf::Root | RowOf::Node => self.entity_cells(ctx, shown, row, at),
        };
        if row.of == RowOf::Root {
            cells.relation = Clean::default();
        }
        cells
    }

    fn entity_cells(&self, ctx: &Ctx<'_>, shown: &Shown, row: &OutlineRow, at: usize) -> Cells {
        let graph = &shown.graph;
        let end = self.end_of(row).unwrap_or(u32::MAX);
        let entity = graph.row(end);
        let is_match = row.of == RowOf::Node && self.finding.is_match((row.side, row.place));
        let role = match (entity.is_none(), is_match, row.of) {
            (_, true, _) => Role::Match,
            (true, ..) => Role::Warn,
            (_, _, RowOf::Root) => Role::Title,
            _ if !row.is_first => Role::Dim,
            _ => Role::Text,
        };
        Cells {
            name: entity.map_or_else(|| graph.short(end), |entity| entity.name().to_clean()),
            role,
            note: note(ctx, shown, (row, at), entity, false),
            brief: note(ctx, shown, (row, at), entity, true),
            relation: relation(shown, row),
            kind: entity.map(|entity| entity.kind().to_clean()).unwrap_or_default(),
            owner: graph.owner(end).map(|owner| shortened(&owner)).unwrap_or_default(),
        }
    }

    /// The widths of the columns in a list that is so wide.
    pub(super) fn widths(&self, list: u16) -> Vec<u16> {
        table::widths(if self.impact { &GROUPS } else { &TREE }, list.saturating_sub(2))
    }

    /// The column of a row's fold sign, from where its text begins.
    pub(super) fn sign_column(&self, row: &OutlineRow, list: u16) -> u16 {
        let name_width = self.widths(list).first().copied().unwrap_or(0);
        u16::try_from(width(lead(row, &Glyphs::ASCII, name_width).as_str())).unwrap_or(0).saturating_sub(2)
    }
}

/// The lines and the sign before a name. Where they would take more than half of the room, only
/// those next to the name are drawn, behind the number of the level.
fn lead(row: &OutlineRow, glyphs: &Glyphs, room: u16) -> Clean {
    let sign = match row.open {
        Some(true) => glyphs.unfolded,
        Some(false) => glyphs.folded,
        None if row.level == 0 => " ",
        None => glyphs.horizontal,
    };
    if row.level == 0 {
        return Clean::line(&format!("{sign} "));
    }
    let most = u32::from(room / 4).max(1);
    let number = if row.level > most { format!("{:<3}", row.level) } else { String::new() };
    let from = row.level.saturating_sub(most) + 1;
    let passes = |level: u32| 1_u64.checked_shl(level).is_some_and(|bit| row.rails & bit != 0);
    let rails: String =
        (from..row.level).flat_map(|level| [if passes(level) { glyphs.vertical } else { " " }, " "]).collect();
    let [.., corner, _] = glyphs.corners;
    let branch = if row.is_last { corner } else { glyphs.branch };
    Clean::line(&format!("{number}{rails}{branch}{sign} "))
}

/// What there is to know about a row besides its entity.
fn note(ctx: &Ctx<'_>, shown: &Shown, (row, at): (&OutlineRow, usize), entity: Option<Row<'_>>, brief: bool) -> Clean {
    let mut words: Vec<String> = Vec::new();
    match entity.map(|entity| entity.namespace().as_str()) {
        None => words.push(if brief { "gone" } else { "not in the catalog" }.into()),
        Some("default") => {}
        Some(_) if brief => {}
        Some(namespace) => words.push(format!("in {namespace}")),
    }
    if row.open == Some(false) {
        words.push(row.below.to_string());
    }
    if row.is_cycle {
        words.push("cycle".into());
    }
    if !row.is_first {
        let (sign, place) = match shown.outline.first_of(row.side, row.place) {
            Some(first) if first < at => (ctx.look.glyphs.up, "above"),
            Some(_) => (ctx.look.glyphs.down, "below"),
            None => (ctx.look.glyphs.folded, "folded elsewhere"),
        };
        words.push(if brief { sign.to_owned() } else { format!("{sign} {place}") });
    }
    Clean::line(&words.join(", "))
}

/// How the entity is tied to what it is shown below; in a list of groups, over what it was reached.
fn relation(shown: &Shown, row: &OutlineRow) -> Clean {
    let graph = &shown.graph;
    let Some(side) = graph.side(row.side) else { return Clean::default() };
    let before = side.reach.node(row.from).and_then(|node| graph.row(node.end));
    let steps = side.reach.node(row.place).map_or(0, |node| node.distance);
    match before.filter(|_| !shown.outline.groups().is_empty() && row.from > 0) {
        Some(before) if shown.shape == Shape::ByOwner => Clean::line(&format!("{steps}, over {}", before.name())),
        Some(before) => Clean::line(&format!("over {}", before.name())),
        None => graph.walk.links.get(row.link).map(|link| link.word(side.reach.way)).unwrap_or_default(),
    }
}

fn group_cells(shown: &Shown, row: &OutlineRow) -> Cells {
    let Some(group) = shown.outline.group(row) else { return words("".into(), Clean::default()) };
    let owners = match group.owners {
        1 => "1 owner".to_owned(),
        owners => format!("{owners} owners"),
    };
    let entities = if group.count == 1 { "1 entity".to_owned() } else { format!("{} entities", group.count) };
    let nearest = if group.nearest == 1 { "nearest direct".into() } else { format!("nearest {} steps", group.nearest) };
    match &group.of {
        GroupOf::Distance(1) => words("direct".into(), Clean::line(&format!("{entities}, {owners}"))),
        GroupOf::Distance(steps) => {
            words(Clean::line(&format!("{steps} steps")), Clean::line(&format!("{entities}, {owners}")))
        }
        GroupOf::Owner(Some(owner)) => words(shortened(owner), Clean::line(&format!("{entities}, {nearest}"))),
        GroupOf::Owner(None) => words("without an owner".into(), Clean::line(&format!("{entities}, {nearest}"))),
    }
}

fn side_cells(shown: &Shown, row: &OutlineRow) -> Cells {
    let Some(side) = shown.graph.side(row.side) else { return words("".into(), Clean::default()) };
    // what is owned or a part does not need its owner
    let needs = shown.graph.walk.links.iter().all(|link| Links::usual("").has(link));
    let name = match (side.reach.way, needs) {
        (Way::Out, true) => "what it needs",
        (Way::In, true) => "what needs it",
        (Way::Out, false) => "what it leads to",
        (Way::In, false) => "what leads to it",
    };
    let count = side.reach.nodes().len().saturating_sub(1);
    let count = if count == 0 { "nothing".to_owned() } else { count.to_string() };
    words(name.into(), Clean::line(&count))
}

fn words(name: Clean, note: Clean) -> Cells {
    let (relation, kind, owner) = Default::default();
    Cells { name, role: Role::Heading, brief: note.clone(), note, relation, kind, owner }
}

/// A reference as a column shows it.
pub(super) fn shortened(reference: &Clean) -> Clean {
    let usual = ["group:default/", "user:default/"];
    let text = usual.iter().find_map(|prefix| reference.as_str().strip_prefix(prefix));
    text.map_or_else(|| reference.clone(), Clean::line)
}
