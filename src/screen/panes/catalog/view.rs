use super::state::{Areas, Catalog, FacetItem, Focus, Shown};
use crate::domain::document::Role;
use crate::domain::model::listing::{Column, Row};
use crate::domain::text::{Clean, Shown as Text};
use crate::platform::query::Rows;
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::widgets::paint;
use crate::screen::widgets::table::{self, ColumnSpec};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

const COLUMNS: [(Column, &str, ColumnSpec); 6] = [
    (Column::Name, "NAME", ColumnSpec { least: 22, weight: 3, dispensable: 0 }),
    (Column::Kind, "KIND", ColumnSpec { least: 9, weight: 0, dispensable: 1 }),
    (Column::Type, "TYPE", ColumnSpec { least: 11, weight: 1, dispensable: 4 }),
    (Column::Lifecycle, "LIFECYCLE", ColumnSpec { least: 12, weight: 0, dispensable: 3 }),
    (Column::Owner, "OWNER", ColumnSpec { least: 15, weight: 2, dispensable: 2 }),
    (Column::System, "SYSTEM", ColumnSpec { least: 12, weight: 1, dispensable: 5 }),
];

impl Catalog {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let areas = self.areas(ctx);
        self.list(ctx, &areas, buf);
        if let Some(area) = areas.facets {
            self.facets(ctx, area, buf);
        }
        if let Some(area) = areas.preview {
            paint::vertical_rule(buf, area, ctx.look);
            let inside = Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area };
            self.preview.view(buf, inside, ctx.look, false);
        }
        self.bar(ctx, areas.bar, buf)
    }

    fn bar(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        if area.height == 0 {
            return None;
        }
        let look = ctx.look;
        let count = self.count();
        let count_width = u16::try_from(crate::domain::text::width(count.as_str())).unwrap_or(0);
        let left = Rect { width: area.width.saturating_sub(count_width + 2), ..area };
        let typing = self.focus == Focus::Filter;
        let slash = look.style(if typing { Role::Key } else { Role::Dim });
        let used = paint::text(buf, left.x + 1, left.y, left.width, look, "/".into(), slash) + 2;
        let prompt = Rect { x: left.x + used, width: left.width.saturating_sub(used), ..left };
        let at = if typing || !self.prompt.text().is_empty() {
            Some(self.prompt.view(buf, prompt, look))
        } else {
            let words = self.narrowed();
            paint::text(buf, prompt.x, prompt.y, prompt.width, look, words.shown(), look.style(Role::Dim));
            None
        };
        paint::text(
            buf,
            area.right().saturating_sub(count_width + 1),
            area.y,
            count_width,
            look,
            count.shown(),
            look.style(Role::Dim),
        );
        at.filter(|_| typing)
    }

    /// What narrows the list besides the text, in words.
    fn narrowed(&self) -> Clean {
        let flags = [(self.mine, "mine"), (self.starred, "starred"), (self.filter.ownerless, "without owner")];
        let mut words: Vec<String> = flags.iter().filter(|(on, _)| *on).map(|(_, word)| (*word).to_owned()).collect();
        let facets =
            self.filter.facets.iter().flat_map(|(facet, values)| values.iter().map(move |value| (facet, value)));
        words.extend(facets.map(|(facet, value)| format!("{}={}", facet.word(), short(value))));
        if words.is_empty() { "filter".into() } else { Clean::line(&words.join("  ")) }
    }

    fn count(&self) -> Clean {
        let Some(shown) = &self.shown else { return Clean::default() };
        let (found, all) = (shown.selection.rows.len(), shown.listing.len());
        let more = if shown.listing.complete { "" } else { "+" };
        let at = if found == 0 { 0 } else { self.cursor.at + 1 };
        let of = if found == all { String::new() } else { format!(" of {all}{more}") };
        let more = if found == all { more } else { "" };
        Clean::line(&format!("{at}/{found}{more}{of}"))
    }

    fn list(&self, ctx: &Ctx<'_>, areas: &Areas, buf: &mut Buffer) {
        let Some(shown) = self.shown.as_ref().filter(|shown| !shown.selection.rows.is_empty()) else {
            return self.nothing(ctx, areas.list, buf);
        };
        let inner = Rect { x: areas.list.x + 1, width: areas.list.width.saturating_sub(2), ..areas.list };
        let specs: Vec<ColumnSpec> = COLUMNS.iter().map(|(_, _, spec)| *spec).collect();
        let widths = table::widths(&specs, inner.width);
        self.head(ctx, Rect { x: inner.x, width: inner.width, ..areas.head }, &widths, buf);
        let window = shown.selection.rows.iter().enumerate().skip(self.cursor.top).take(usize::from(inner.height));
        for ((n, row), y) in window.zip(inner.top()..) {
            let Some(row) = shown.listing.row(*row) else { continue };
            let here = n == self.cursor.at;
            let area = Rect { y, height: 1, ..inner };
            paint::mark(buf, areas.list.x, y, ctx.look, here);
            table::row(buf, area, ctx.look, &widths, &cells(ctx, row, self.name_role(here)));
            beside_name(ctx, buf, area, widths.first().copied().unwrap_or(0), row);
            if ctx.is_starred(&row.reference()) {
                paint::text(
                    buf,
                    areas.list.right() - 2,
                    y,
                    1,
                    ctx.look,
                    ctx.look.glyphs.star.into(),
                    ctx.look.style(Role::Warn),
                );
            }
        }
        paint::scroll_mark(buf, areas.list, ctx.look, self.cursor.top, self.len());
    }

    /// The row under the cursor is the selected one only while the keys go to the list.
    fn name_role(&self, here: bool) -> Role {
        match (here, self.focus) {
            (false, _) => Role::Text,
            (true, Focus::Facets) => Role::Title,
            (true, _) => Role::Selected,
        }
    }

    /// The columns that have room.
    pub(super) fn columns_seen(&self, ctx: &Ctx<'_>) -> Vec<Column> {
        let width = self.areas(ctx).list.width.saturating_sub(2);
        let specs = COLUMNS.map(|(_, _, spec)| spec);
        let seen = COLUMNS.iter().zip(table::widths(&specs, width)).filter(|(_, width)| *width > 0);
        seen.map(|((column, _, _), _)| *column).collect()
    }

    fn head(&self, ctx: &Ctx<'_>, area: Rect, widths: &[u16], buf: &mut Buffer) {
        let look = ctx.look;
        let sorted = self.filter.order;
        let titles = COLUMNS.map(|(column, title, _)| match sorted.filter(|order| order.column == column) {
            Some(order) => {
                let arrow = if order.descending { look.glyphs.up } else { look.glyphs.down };
                (Clean::line(&format!("{title} {arrow}")), look.style(Role::Key))
            }
            None => (title.into(), look.style(Role::Label)),
        });
        let cells: Vec<(Text<'_>, Style)> = titles.iter().map(|(title, style)| (title.shown(), *style)).collect();
        if area.height > 0 {
            table::row(buf, area, look, widths, &cells);
        }
    }

    fn nothing(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let rows = ctx.store.get(&Rows {});
        let lines = match (&self.shown, rows.fault) {
            (Some(shown), _) => self.no_match(shown),
            _ => absence(&rows, "the catalog", usize::from(area.width.saturating_sub(4))),
        };
        for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
            let area = Rect { x: area.x + 2, y, width: area.width.saturating_sub(2), height: 1 };
            paint::line(buf, area, ctx.look, line, Style::default());
        }
    }

    fn no_match(&self, shown: &Shown) -> Vec<crate::domain::document::Line> {
        use crate::domain::document::Line;
        if shown.listing.is_empty() {
            return vec![
                Line::of("The catalog is empty.", Role::Text),
                Line::of(
                    "A workspace fills it from catalog-info.yaml files; a portal from registered locations.",
                    Role::Dim,
                ),
            ];
        }
        let all = Clean::line(&format!("Nothing matches; {} are there without the filter.", shown.listing.len()));
        vec![Line::of(all, Role::Text)]
    }

    fn facets(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        paint::clear(buf, area);
        let look = ctx.look;
        let items = self.facet_values();
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(3), ..area };
        let window = items.iter().enumerate().skip(self.facet_cursor.top).take(usize::from(area.height));
        for ((n, item), y) in window.zip(area.top()..) {
            let here = self.focus == Focus::Facets && n == self.facet_cursor.at;
            let row = Rect { y, height: 1, ..inner };
            match item {
                FacetItem::Head(facet) => {
                    let title = Clean::line(&facet.word().to_uppercase());
                    paint::text(buf, row.x, y, row.width, look, title.shown(), look.style(Role::Label));
                }
                FacetItem::Value(facet, value) => {
                    let chosen = self.filter.has(*facet, value.value.as_str());
                    paint::mark(buf, area.x, y, look, here);
                    value_row(ctx, buf, row, short(value.value.as_str()), value.count, chosen, here);
                }
            }
        }
        let edge = Rect { x: area.right().saturating_sub(1), width: 1, ..area };
        paint::vertical_rule(buf, edge, look);
    }
}

fn value_row(ctx: &Ctx<'_>, buf: &mut Buffer, row: Rect, value: &str, count: u32, chosen: bool, here: bool) {
    let look = ctx.look;
    let box_mark = if chosen { look.glyphs.chosen } else { " " };
    paint::text(buf, row.x, row.y, 1, look, box_mark.into(), look.style(Role::Good));
    let count = Clean::line(&count.to_string());
    let count_width = u16::try_from(count.as_str().len()).unwrap_or(0);
    let style = if here {
        Role::Selected
    } else if chosen {
        Role::Title
    } else {
        Role::Text
    };
    let room = row.width.saturating_sub(3 + count_width);
    paint::text(buf, row.x + 2, row.y, room, look, Clean::line(value).shown(), look.style(style));
    paint::text(
        buf,
        row.right().saturating_sub(count_width),
        row.y,
        count_width,
        look,
        count.shown(),
        look.style(Role::Dim),
    );
}

/// In what the name leaves of its column: the namespace, where it is not the usual one, and the
/// title, where the entity has one. The name goes first: the list is sorted by it, and it is what
/// one types.
fn beside_name(ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect, column: u16, row: Row<'_>) {
    let same = row.title().as_str().eq_ignore_ascii_case(row.name().as_str());
    let title = if same { Text::default() } else { row.title() };
    let namespace = match row.namespace().as_str() {
        "default" => Clean::default(),
        other => Clean::line(&format!("in {other}")),
    };
    let style = ctx.look.style(Role::Dim);
    let mut used = cells_of(row.name()).saturating_add(2);
    for text in [namespace.shown(), title] {
        if !text.is_empty() && column > used + 6 {
            paint::text(buf, area.x + used, area.y, column - used, ctx.look, text, style);
            used = used.saturating_add(cells_of(text)).saturating_add(2);
        }
    }
}

fn cells_of(text: Text<'_>) -> u16 {
    u16::try_from(crate::domain::text::width(text.as_str())).unwrap_or(u16::MAX)
}

fn cells<'a>(ctx: &Ctx<'_>, row: Row<'a>, name: Role) -> [(Text<'a>, Style); 6] {
    let look = ctx.look;
    let lifecycle = match row.lifecycle().as_str() {
        "deprecated" => Role::Warn,
        "experimental" => Role::Tag,
        _ => Role::Text,
    };
    let owner = if row.is_ownerless() { Role::Bad } else { Role::Text };
    [
        (row.name(), look.style(name)),
        (row.kind(), look.style(Role::Dim)),
        (row.kind_type(), look.style(Role::Dim)),
        (row.lifecycle(), look.style(lifecycle)),
        (owner_text(row), look.style(owner)),
        (shortened(row.system()), look.style(Role::Dim)),
    ]
}

fn owner_text(row: Row<'_>) -> Text<'_> {
    match (row.owner().is_empty(), row.is_ownerless()) {
        (true, true) => "no owner".into(),
        _ => shortened(row.owner()),
    }
}

/// A reference as a column shows it: the name alone where kind and namespace are the usual ones.
fn shortened(reference: Text<'_>) -> Text<'_> {
    let text = reference.as_str();
    reference.part(text.len() - short(text).len()..text.len())
}

fn short(reference: &str) -> &str {
    let usual = ["group:default/", "system:default/", "user:default/"];
    usual.iter().find_map(|prefix| reference.strip_prefix(prefix)).unwrap_or(reference)
}
