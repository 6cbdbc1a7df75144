//! The columns of the list: which there are, how wide they are, and what stands in them.

use super::link::columns_of;
use super::state::{Catalog, Shown};
use crate::domain::document::Role;
use crate::domain::model::listing::{Column, FieldCells, Order, Row};
use crate::domain::text::{Clean, Shown as Text};
use crate::platform::query::FieldValues;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::table::{self, ColumnSpec};

/// The widest that a field is made for its values alone.
const WIDEST: u16 = 28;

/// A cell's text: as it stands in the listing, or put together.
pub(super) enum Cell<'a> {
    One(Text<'a>),
    Many(Clean),
}

impl Cell<'_> {
    pub(super) fn shown(&self) -> Text<'_> {
        match self {
            Cell::One(text) => *text,
            Cell::Many(text) => text.shown(),
        }
    }
}

/// How far a field is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Yes,
    Coming,
    /// It could not be had; the message says why.
    Not,
}

impl Catalog {
    /// The columns in their order.
    pub(super) fn columns(&self, ctx: &Ctx<'_>) -> Vec<Column> {
        let last = || columns_of(&ctx.columns.join(","));
        self.columns.clone().or_else(last).unwrap_or_else(|| Column::USUAL.to_vec())
    }

    /// The columns with their widths, 0 for those that find no room.
    pub(super) fn columns_in(&self, ctx: &Ctx<'_>, width: u16) -> Vec<(Column, u16)> {
        let columns = self.columns(ctx);
        let widths = self.widths_of(&columns, width);
        columns.into_iter().zip(widths).collect()
    }

    fn widths_of(&self, columns: &[Column], width: u16) -> Vec<u16> {
        let usual = columns == Column::USUAL;
        let spec = |(n, column): (usize, &Column)| match usual {
            true => ColumnSpec { dispensable: usual_rank(column), ..usual_spec(column) },
            false => ColumnSpec { dispensable: u8::try_from(n).unwrap_or(u8::MAX), ..self.fitted_spec(column) },
        };
        let specs: Vec<ColumnSpec> = columns.iter().enumerate().map(spec).collect();
        table::widths(&specs, width)
    }

    /// The columns with one more, as far to the right as it is still seen: a column that was asked
    /// for and does not show would look like a mistake.
    pub(super) fn with_column(&self, ctx: &Ctx<'_>, new: &Column) -> Vec<Column> {
        let columns = self.columns(ctx);
        let width = self.inner(self.areas(ctx).list).width;
        let at = |place: usize| {
            let mut columns = columns.clone();
            columns.insert(place.min(columns.len()), new.clone());
            columns
        };
        let is_seen = |place: &usize| self.widths_of(&at(*place), width).get(*place).is_some_and(|width| *width > 0);
        at((1..=columns.len()).rev().find(is_seen).unwrap_or(1))
    }

    /// Columns that somebody chose are as wide as what is in them, so that many have room.
    fn fitted_spec(&self, column: &Column) -> ColumnSpec {
        let facet = column.facet();
        let widths = self.shown.iter().flat_map(|shown| &shown.widths);
        let widest = widths.into_iter().find(|(known, _)| Some(known) == facet.as_ref()).map(|(_, width)| *width);
        let title = title(column);
        let (head, usual) = (cells_of(title.shown()).saturating_add(2), usual_spec(column));
        let most = if column.field().is_some() { WIDEST } else { usual.least };
        match (column, widest) {
            (Column::Tags, _) | (_, None) => usual,
            (_, Some(widest)) => {
                let least = widest.max(head).min(most);
                ColumnSpec { least, weight: u16::from(widest > least), ..usual }
            }
        }
    }

    /// The columns that have room.
    pub(super) fn columns_seen(&self, ctx: &Ctx<'_>) -> Vec<Column> {
        let seen = self.columns_in(ctx, self.inner(self.areas(ctx).list).width).into_iter();
        seen.filter(|(_, width)| *width > 0).map(|(column, _)| column).collect()
    }

    /// By the next column that is seen: by one that is not, the order would look like none. After
    /// the last it is the order in which the list comes by itself.
    pub(super) fn sort(&mut self, ctx: &Ctx<'_>) {
        let seen = self.columns_seen(ctx);
        let now = self.filter.order.as_ref().map_or(&Column::Name, |order| &order.column);
        let at = seen.iter().position(|column| column == now).map_or(0, |at| at + 1);
        self.filter.order = seen.get(at).cloned().map(|column| Order { column, descending: false });
    }

    pub(super) fn reverse(&mut self) {
        let order = self.filter.order.clone().unwrap_or(Order { column: Column::Name, descending: false });
        self.filter.order = Some(Order { descending: !order.descending, ..order });
    }

    /// By the column whose head is at `x`; when it is by that one already, the other way round.
    pub(super) fn sort_at(&mut self, ctx: &Ctx<'_>, x: u16) {
        let inner = self.inner(self.areas(ctx).list);
        let mut left = inner.x;
        for (column, width) in self.columns_in(ctx, inner.width) {
            if width > 0 && x >= left && x < left + width {
                match self.filter.order.as_ref().is_some_and(|order| order.column == column) {
                    true => self.reverse(),
                    false => self.filter.order = Some(Order { column, descending: false }),
                }
                return;
            }
            left += if width > 0 { width + 1 } else { 0 };
        }
    }
}

/// How far the values of a column are known.
pub(super) fn known(ctx: &Ctx<'_>, column: &Column) -> Known {
    let Some(path) = column.field() else { return Known::Yes };
    let remote = ctx.store.get(&FieldValues { path: path.clone() });
    match (remote.answer(), remote.fault) {
        (Some(_), _) => Known::Yes,
        (None, Some(_)) => Known::Not,
        (None, None) => Known::Coming,
    }
}

fn usual_spec(column: &Column) -> ColumnSpec {
    let (least, weight) = match column {
        Column::Name => (22, 3),
        Column::Kind => (9, 0),
        Column::Type => (11, 1),
        Column::Lifecycle => (12, 0),
        Column::Owner => (15, 2),
        Column::System => (12, 1),
        Column::Namespace => (10, 0),
        Column::Tags => (14, 1),
        Column::Title => (18, 2),
        Column::Description => (20, 3),
        Column::Field(_) => (12, 1),
    };
    ColumnSpec { least, weight, dispensable: 0 }
}

/// What stands over a column.
pub(super) fn title(column: &Column) -> Clean {
    match column.field() {
        Some(path) => Clean::line(&path.title().as_str().to_uppercase()),
        None => Clean::line(&column.word().as_str().to_uppercase()),
    }
}

/// Of the usual columns those with the highest number go first where there is no room.
fn usual_rank(column: &Column) -> u8 {
    match column {
        Column::Name => 0,
        Column::Kind => 1,
        Column::Owner => 2,
        Column::Lifecycle => 3,
        Column::Type => 4,
        _ => 5,
    }
}

/// What a row shows in a column, and in which role.
pub(super) fn cell<'a>(shown: &'a Shown, row: Row<'a>, column: &Column, name: Role) -> (Cell<'a>, Role) {
    let one = |text, role| (Cell::One(text), role);
    match column {
        Column::Name => one(row.name(), name),
        Column::Kind => one(row.kind(), Role::Dim),
        Column::Type => one(row.kind_type(), Role::Dim),
        Column::Lifecycle => one(row.lifecycle(), lifecycle_role(row)),
        Column::Owner => {
            let role = if row.is_ownerless() { Role::Bad } else { Role::Text };
            one(owner_text(row), role)
        }
        Column::System => one(shortened(row.system()), Role::Dim),
        Column::Namespace => one(row.namespace(), Role::Dim),
        Column::Title => one(row.title(), Role::Text),
        Column::Description => one(row.description(), Role::Dim),
        Column::Tags => (joined(row, column, &shown.selection.fields), Role::Tag),
        Column::Field(_) => (joined(row, column, &shown.selection.fields), Role::Text),
    }
}

fn joined<'a>(row: Row<'a>, column: &Column, fields: &'a [FieldCells]) -> Cell<'a> {
    let values = column.values(row, fields);
    match values.as_slice() {
        [] => Cell::One(Text::default()),
        [one] => Cell::One(*one),
        many => Cell::Many(Clean::line(&many.iter().map(|value| value.as_str()).collect::<Vec<_>>().join(", "))),
    }
}

fn lifecycle_role(row: Row<'_>) -> Role {
    match row.lifecycle().as_str() {
        "deprecated" => Role::Warn,
        "experimental" => Role::Tag,
        _ => Role::Text,
    }
}

fn owner_text(row: Row<'_>) -> Text<'_> {
    match (row.owner().is_empty(), row.is_ownerless()) {
        (true, true) => "no owner".into(),
        _ => shortened(row.owner()),
    }
}

/// A reference as a column shows it: the name alone where kind and namespace are the usual ones.
pub(super) fn shortened(reference: Text<'_>) -> Text<'_> {
    let text = reference.as_str();
    reference.part(text.len() - short(text).len()..text.len())
}

pub(super) fn short(reference: &str) -> &str {
    let usual = ["group:default/", "system:default/", "user:default/"];
    usual.iter().find_map(|prefix| reference.strip_prefix(prefix)).unwrap_or(reference)
}

pub(super) fn cells_of(text: Text<'_>) -> u16 {
    u16::try_from(crate::domain::text::width(text.as_str())).unwrap_or(u16::MAX)
}
