use super::chooser::Pick;
use super::chooser::with_picker;
use super::columns::{Cell, cell, cells_of, short};
use super::state::{Areas, Catalog, Focus, Shown};
use crate::domain::document::{Line, Role};
use crate::domain::model::listing::{Column, Row};
use crate::domain::text::{Clean, Shown as Text};
use crate::platform::query::Rows;
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::widgets::paint;
use crate::screen::widgets::table;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

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
        let at = self.bar(ctx, areas.bar, buf);
        match &self.pick {
            Some(pick) => with_picker!(pick, picker => picker.view(buf, ctx.body, ctx.look)),
            None => at,
        }
    }

    fn list(&self, ctx: &Ctx<'_>, areas: &Areas, buf: &mut Buffer) {
        let Some(shown) = self.shown.as_ref().filter(|_| self.len() > 0) else {
            return self.nothing(ctx, areas.list, buf);
        };
        let inner = self.inner(areas.list);
        let columns = self.columns_in(ctx, inner.width);
        self.head(ctx, Rect { x: inner.x, width: inner.width, ..areas.head }, &columns, buf);
        for (line, y) in (self.cursor.top..self.len()).zip(inner.top()..inner.bottom()) {
            let area = Rect { y, height: 1, ..inner };
            let here = line == self.cursor.at;
            paint::mark(buf, areas.list.x, y, ctx.look, here);
            match (self.row_at(line), self.head_at(line)) {
                (Some(row), _) => self.row(ctx, buf, area, shown, row, &columns, here),
                (None, Some((head, folded))) => self.group_head(ctx, buf, area, shown, head, folded, here),
                (None, None) => {}
            }
        }
        paint::scroll_mark(buf, areas.list, ctx.look, self.cursor.top, self.len());
    }

    #[allow(clippy::too_many_arguments, reason = "what a row is painted of")]
    fn row(
        &self,
        ctx: &Ctx<'_>,
        buf: &mut Buffer,
        area: Rect,
        shown: &Shown,
        row: Row<'_>,
        columns: &[(Column, u16)],
        here: bool,
    ) {
        let look = ctx.look;
        let name = self.name_role(here);
        let cells: Vec<(Cell<'_>, Role)> = columns.iter().map(|(column, _)| cell(shown, row, column, name)).collect();
        let texts: Vec<(Text<'_>, Style)> =
            cells.iter().map(|(cell, role)| (cell.shown(), look.style(*role))).collect();
        let widths: Vec<u16> = columns.iter().map(|(_, width)| *width).collect();
        table::row(buf, area, look, &widths, &texts);
        beside_name(ctx, buf, area, columns, row);
        let x = area.right().saturating_sub(1);
        if self.marks.has(row.index()) {
            let before = area.x.saturating_sub(1);
            paint::text(buf, before, area.y, 1, look, look.glyphs.chosen.into(), look.style(Role::Good));
        }
        if ctx.is_starred(&row.reference()) {
            paint::text(buf, x, area.y, 1, look, look.glyphs.star.into(), look.style(Role::Warn));
        }
    }

    #[allow(clippy::too_many_arguments, reason = "what a head is painted of")]
    fn group_head(
        &self,
        ctx: &Ctx<'_>,
        buf: &mut Buffer,
        area: Rect,
        shown: &Shown,
        head: usize,
        folded: bool,
        here: bool,
    ) {
        let Some(group) = shown.selection.groups.get(head) else { return };
        let what = shown.filter.group.as_ref().map(super::facets::heading).unwrap_or_default();
        let value = match group.value.as_str() {
            "" => Clean::line(&format!("no {}", what.as_str().to_lowercase())),
            value => Clean::line(short(value)),
        };
        let role = match (here, self.focus) {
            (true, Focus::List | Focus::Filter) => Role::Selected,
            _ => Role::Heading,
        };
        let sign = if folded { ctx.look.glyphs.crumb } else { ctx.look.glyphs.down };
        let line = Line::of(sign, Role::Dim)
            .and(" ", Role::Text)
            .and(value, role)
            .and(Clean::line(&format!("  {}", group.count)), Role::Dim);
        paint::line(buf, area, ctx.look, &line, Style::default());
    }

    /// The row under the cursor is the selected one only while the keys go to the list.
    fn name_role(&self, here: bool) -> Role {
        match (here, self.focus) {
            (false, _) => Role::Text,
            (true, Focus::Facets) => Role::Title,
            (true, _) => Role::Selected,
        }
    }

    fn nothing(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let rows = ctx.store.get(&Rows {});
        let lines = match (&self.shown, rows.fault) {
            (Some(shown), _) => self.no_match(ctx, shown),
            _ => absence(&rows, "the catalog", usize::from(area.width.saturating_sub(4))),
        };
        for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
            let area = Rect { x: area.x + 2, y, width: area.width.saturating_sub(2), height: 1 };
            paint::line(buf, area, ctx.look, line, Style::default());
        }
    }

    fn no_match(&self, ctx: &Ctx<'_>, shown: &Shown) -> Vec<Line> {
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
        let mut lines = vec![Line::of(all, Role::Text)];
        if self.only_orphans() && ctx.platform.is_workspace {
            lines.push(Line::of("In a workspace every entity has its file, so none is an orphan.", Role::Dim));
        }
        lines
    }
}

/// In what the name leaves of its column: the namespace, where it is not the usual one, and the
/// title, where the entity has one; not what has a column of its own. The name goes first: the list
/// is sorted by it, and it is what one types.
fn beside_name(ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect, columns: &[(Column, u16)], row: Row<'_>) {
    let seen = columns.iter().filter(|(_, width)| *width > 0);
    let has = |wanted: Column| columns.iter().any(|(column, width)| *column == wanted && *width > 0);
    let mut x = area.x;
    let mut width = 0;
    for (column, own) in seen {
        if *column == Column::Name {
            width = *own;
            break;
        }
        x = x.saturating_add(own + 1);
    }
    let same = row.title().as_str().eq_ignore_ascii_case(row.name().as_str());
    let title = if same || has(Column::Title) { Text::default() } else { row.title() };
    let namespace = match row.namespace().as_str() {
        "default" => Clean::default(),
        _ if has(Column::Namespace) => Clean::default(),
        other => Clean::line(&format!("in {other}")),
    };
    let style = ctx.look.style(Role::Dim);
    let mut used = cells_of(row.name()).saturating_add(2);
    for text in [namespace.shown(), title] {
        if !text.is_empty() && width > used + 6 {
            paint::text(buf, x + used, area.y, width - used, ctx.look, text, style);
            used = used.saturating_add(cells_of(text)).saturating_add(2);
        }
    }
}
