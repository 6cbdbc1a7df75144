//! What is chosen in a frame over the list: columns, groups, saved filters, a form to export.

use super::chooser::Pick;
use super::filters;
use super::state::Catalog;
use crate::domain::model::Entity;
use crate::domain::model::listing::{Column, Export, Facet, FieldPath};
use crate::domain::text::Clean;
use crate::platform::query::ByRef;
use crate::screen::ctx::Ctx;
use crate::screen::panes::Intent;
use crate::screen::widgets::picker::Choice;
use serde_json::Value;

/// Fields that a catalog is likely to have, for whoever knows no path by heart.
const USUAL_FIELDS: [&str; 8] = [
    "metadata.annotations.backstage.io/managed-by-location",
    "metadata.annotations.backstage.io/source-location",
    "metadata.annotations.backstage.io/techdocs-ref",
    "metadata.links.title",
    "relations.dependsOn",
    "relations.dependencyOf",
    "spec.domain",
    "spec.profile.email",
];
/// Fields of the entity under the cursor that are offered at most.
const FIELDS: usize = 60;
/// Deeper than this nobody looks for a column.
const DEEPEST: usize = 4;

impl Catalog {
    /// Puts what there is to choose into the picker.
    pub(super) fn settle_pick(&mut self, ctx: &Ctx<'_>) {
        let Some(mut pick) = self.pick.take() else { return };
        match &mut pick {
            Pick::Columns(picker) => picker.set(self.column_choices(ctx, picker.prompt.text())),
            Pick::Group(picker) => picker.set(self.group_choices(ctx, picker.prompt.text())),
            Pick::Filters(picker) => picker.set(filters::choices(self, ctx, picker.prompt.text())),
            Pick::Rename(from, picker) => {
                let to = picker.prompt.text().trim().to_owned();
                let title = Clean::line(&format!("Call {from} “{to}”"));
                picker.set(if to.is_empty() { Vec::new() } else { vec![Choice::new(title, "rename", ())] });
            }
            Pick::Export(picker) => {
                let text = picker.prompt.text().to_lowercase();
                let fits = |form: &Export| form.title().to_lowercase().contains(&text);
                let choice = |form: Export| Choice::new(form.title(), form.ending(), form);
                picker.set(Export::ALL.into_iter().filter(fits).map(choice).collect());
            }
        }
        self.pick = Some(pick);
    }

    /// The chosen columns in their order, then the others, then fields that are known to be there; last
    /// the field that is typed.
    fn column_choices(&self, ctx: &Ctx<'_>, text: &str) -> Vec<Choice<Column>> {
        let chosen = self.columns(ctx);
        let fields = self.known_fields(ctx).into_iter().map(Column::Field);
        let typed = FieldPath::parse(text.trim()).filter(|_| text.contains('.')).map(Column::Field);
        let others = Column::BUILT_IN.into_iter().chain(fields).filter(|column| !chosen.contains(column));
        let mut columns: Vec<Column> = chosen.iter().cloned().chain(others).collect();
        columns.retain(|column| fits(column.word().as_str(), text));
        columns.extend(typed.filter(|typed| !columns.contains(typed)));
        let seen = self.columns_seen(ctx);
        let aside = |column: &Column| match (chosen.contains(column) && !seen.contains(column), column.field()) {
            (true, _) => "no room".into(),
            (false, Some(_)) => "field".into(),
            (false, None) => Clean::default(),
        };
        let choice = |column: Column| Choice {
            title: column.word(),
            aside: aside(&column),
            chosen: chosen.contains(&column),
            value: column,
        };
        columns.into_iter().map(choice).collect()
    }

    fn group_choices(&self, ctx: &Ctx<'_>, text: &str) -> Vec<Choice<Option<Facet>>> {
        let mut paths: Vec<FieldPath> = self.columns(ctx).iter().filter_map(|it| it.field().cloned()).collect();
        let more = self.known_fields(ctx).into_iter().filter(|path| !paths.contains(path)).collect::<Vec<_>>();
        paths.extend(more);
        let typed = FieldPath::parse(text.trim()).filter(|path| text.contains('.') && !paths.contains(path));
        paths.extend(typed);
        let all = Facet::ALL.into_iter().chain(paths.into_iter().map(Facet::Field)).map(Some);
        let choice = |group: Option<Facet>| Choice {
            title: group.as_ref().map_or("no groups".into(), title_of),
            aside: if group.as_ref().is_some_and(|it| it.field().is_some()) {
                "field".into()
            } else {
                Clean::default()
            },
            chosen: group == self.filter.group,
            value: group,
        };
        std::iter::once(None).chain(all).map(choice).filter(|choice| fits(choice.title.as_str(), text)).collect()
    }

    /// Fields to choose from: those of the entity under the cursor where it is known, and the usual
    /// ones.
    fn known_fields(&self, ctx: &Ctx<'_>) -> Vec<FieldPath> {
        let entity = self.at.clone().and_then(|reference| ctx.store.get(&ByRef { reference }).answer().cloned());
        let mut fields = entity.map(|entity| fields_of(&entity)).unwrap_or_default();
        for path in USUAL_FIELDS.into_iter().filter_map(FieldPath::parse) {
            if !fields.contains(&path) {
                fields.push(path);
            }
        }
        fields
    }

    /// Does what choosing means.
    pub(super) fn choose(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        match self.pick.take() {
            Some(Pick::Columns(picker)) => {
                let column = picker.chosen().map(|choice| choice.value.clone());
                self.pick = Some(Pick::Columns(picker));
                column.map(|column| self.toggle_column(ctx, column)).unwrap_or_default()
            }
            Some(Pick::Group(picker)) => {
                if let Some(choice) = picker.chosen() {
                    self.filter.group = choice.value.clone();
                }
                Vec::new()
            }
            Some(Pick::Filters(picker)) => {
                picker.chosen().map(|it| self.go_to_filter(ctx, &it.value)).unwrap_or_default()
            }
            Some(Pick::Rename(from, picker)) => {
                self.pick = Some(Pick::filters());
                filters::renamed(ctx, &from, picker.prompt.text())
            }
            Some(Pick::Export(picker)) => picker.chosen().map(|it| self.export(ctx, it.value)).unwrap_or_default(),
            None => Vec::new(),
        }
    }

    fn toggle_column(&mut self, ctx: &Ctx<'_>, column: Column) -> Vec<Intent> {
        let mut columns = self.columns(ctx);
        match columns.iter().position(|known| *known == column) {
            // a list without any column would show nothing
            Some(_) if columns.len() == 1 => {}
            Some(at) => drop(columns.remove(at)),
            None => columns = self.with_column(ctx, &column),
        }
        self.set_columns(columns)
    }

    /// Moves the chosen column under the cursor by one.
    pub(super) fn move_column(&mut self, ctx: &Ctx<'_>, by: isize) -> Vec<Intent> {
        let Some(Pick::Columns(picker)) = &self.pick else { return Vec::new() };
        let Some(column) = picker.chosen().map(|choice| choice.value.clone()) else { return Vec::new() };
        let mut columns = self.columns(ctx);
        let Some(at) = columns.iter().position(|known| *known == column) else { return Vec::new() };
        let to = at.saturating_add_signed(by).min(columns.len() - 1);
        columns.swap(at, to);
        self.set_columns(columns)
    }

    fn set_columns(&mut self, columns: Vec<Column>) -> Vec<Intent> {
        let words = super::link::words(&columns);
        self.columns = Some(columns);
        vec![Intent::KeepColumns(words)]
    }
}

fn title_of(facet: &Facet) -> Clean {
    facet.field().map_or_else(|| facet.word(), |path| path.shown().to_clean())
}

fn fits(word: &str, text: &str) -> bool {
    let word = word.to_lowercase();
    text.to_lowercase().split_whitespace().all(|part| word.contains(part))
}

/// The fields of an entity that hold something that fits into a column.
fn fields_of(entity: &Entity) -> Vec<FieldPath> {
    let mut fields = Vec::new();
    collect(entity.value(), &mut String::new(), 0, &mut fields);
    fields.truncate(FIELDS);
    fields
}

fn collect(value: &Value, path: &mut String, depth: usize, into: &mut Vec<FieldPath>) {
    let Some(map) = value.as_object() else { return };
    for (key, value) in map.iter().filter(|(key, _)| depth > 0 || *key != "relations") {
        let end = path.len();
        if depth > 0 {
            path.push('.');
        }
        path.push_str(key);
        if value.is_object() && depth + 1 < DEEPEST {
            collect(value, path, depth + 1, into);
        } else if Column::of_word(path).is_none_or(|column| column.field().is_some()) && !has_column(path) {
            into.extend(FieldPath::parse(path));
        }
        path.truncate(end);
    }
}

/// Whether every row has that field as a column of its own.
fn has_column(path: &str) -> bool {
    let own = [
        "apiVersion",
        "kind",
        "metadata.name",
        "metadata.namespace",
        "metadata.title",
        "metadata.description",
        "metadata.tags",
        "spec.type",
        "spec.lifecycle",
        "spec.owner",
        "spec.system",
    ];
    own.contains(&path)
}
