//! The bar above the list and the heads of its columns.

use super::columns::{Known, known, short, title};
use super::link::{is_orphan, pairs};
use super::state::{Catalog, Focus};
use crate::domain::document::{Line, Role};
use crate::domain::model::listing::{Column, Facet};
use crate::domain::text::{Clean, Shown as Text};
use crate::screen::ctx::Ctx;
use crate::screen::widgets::filter_bar::FilterBar;
use crate::screen::widgets::table;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

impl Catalog {
    pub(super) fn bar(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let typing = self.focus == Focus::Filter;
        let (narrowed, right) = (self.narrowed(), self.right_of_bar(ctx));
        FilterBar { prompt: &self.prompt, typing, narrowed, right }.view(buf, area, ctx.look)
    }

    /// What narrows the list besides the text, in words.
    fn narrowed(&self) -> Clean {
        let flags = [
            (self.mine, "mine"),
            (self.starred, "starred"),
            (self.filter.ownerless, "without owner"),
            (self.only_orphans(), "orphans"),
        ];
        let mut words: Vec<String> = flags.iter().filter(|(on, _)| *on).map(|(_, word)| (*word).to_owned()).collect();
        let pair = |sign: &str, facet: &Facet, value: &str| {
            let name = facet.field().map_or_else(|| facet.word(), |path| path.shown().to_clean());
            format!("{name}{sign}{}", short(value))
        };
        let chosen = pairs(&self.filter.facets).filter(|(facet, value)| !is_orphan(facet, value));
        words.extend(chosen.map(|(facet, value)| pair("=", facet, value)));
        words.extend(pairs(&self.filter.without).map(|(facet, value)| pair(" is not ", facet, value)));
        if words.is_empty() { "filter".into() } else { Clean::line(&words.join("  ")) }
    }

    /// Marks, fields that are on their way, and how many rows there are.
    fn right_of_bar(&self, ctx: &Ctx<'_>) -> Line {
        let mut line = Line::empty();
        if self.marks.count() > 0 {
            let elsewhere = match self.marked_elsewhere() {
                0 => String::new(),
                hidden => format!(", {hidden} not shown"),
            };
            let words = Clean::line(&format!("{} marked{elsewhere}", self.marks.count()));
            line = line.and(words, Role::Mark).and("  ", Role::Text);
        }
        let waits = self.filter.fields().into_iter().map(Column::Field);
        for column in waits {
            let Some(title) = column.field().map(|path| path.title().as_str().to_owned()) else { continue };
            let words = match known(ctx, &column) {
                Known::Yes => continue,
                Known::Coming => (format!("loading {title}"), Role::Dim),
                Known::Not => (format!("{title} is not known"), Role::Bad),
            };
            line = line.and(Clean::line(&words.0), words.1).and("  ", Role::Text);
        }
        line.and(self.count(), Role::Dim)
    }

    fn count(&self) -> Clean {
        let Some(shown) = &self.shown else { return Clean::default() };
        let (found, all) = (shown.selection.found, shown.listing.len());
        let more = if shown.listing.complete { "" } else { "+" };
        let of = if found == all { String::new() } else { format!(" of {all}{more}") };
        let more = if found == all { more } else { "" };
        let groups = shown.selection.groups.len();
        if groups > 0 {
            let plural = if groups == 1 { "" } else { "s" };
            return Clean::line(&format!("{groups} group{plural}, {found}{more}{of}"));
        }
        let at = if found == 0 { 0 } else { self.cursor.at + 1 };
        Clean::line(&format!("{at}/{found}{more}{of}"))
    }

    pub(super) fn head(&self, ctx: &Ctx<'_>, area: Rect, columns: &[(Column, u16)], buf: &mut Buffer) {
        let titles: Vec<(Clean, Style)> = columns.iter().map(|(column, _)| self.head_of(ctx, column)).collect();
        let cells: Vec<(Text<'_>, Style)> = titles.iter().map(|(title, style)| (title.shown(), *style)).collect();
        let widths: Vec<u16> = columns.iter().map(|(_, width)| *width).collect();
        if area.height > 0 {
            table::row(buf, area, ctx.look, &widths, &cells);
        }
    }

    /// The head of a column: its name, whether the list is sorted by it, and what is not known of it.
    fn head_of(&self, ctx: &Ctx<'_>, column: &Column) -> (Clean, Style) {
        let look = ctx.look;
        let name = title(column);
        let order = self.filter.order.as_ref().filter(|order| order.column == *column);
        let arrow = order.map(|order| if order.descending { look.glyphs.up } else { look.glyphs.down });
        let (sign, role) = match (known(ctx, column), arrow) {
            (Known::Coming, _) => (Some(look.glyphs.more), Role::Dim),
            (Known::Not, _) => (Some(look.glyphs.bad), Role::Bad),
            (Known::Yes, Some(arrow)) => (Some(arrow), Role::Key),
            (Known::Yes, None) => (None, Role::Label),
        };
        let title = sign.map_or_else(|| name.clone(), |sign| Clean::line(&format!("{name} {sign}")));
        (title, look.style(role))
    }
}
