//! Schemas in an outline: properties, parameters and what they hold.

use super::outline_writer::{Leads, Row, Writer};
use super::{Part, PartKind, Schema};
use crate::domain::document::{Line, Role};
use crate::domain::text::Clean;

/// How deep schemas are unfolded.
const MAX_DEPTH: usize = 40;

impl Writer<'_> {
    /// A property or parameter: a line, and below it what it holds when it is unfolded.
    pub(super) fn node(&mut self, depth: usize, label: &Label<'_>, schema: &Schema, key: &str, open: bool) {
        if self.is_full() {
            return;
        }
        let mut line = Line::of(label.name.clone(), Role::CodeKey);
        if label.required {
            line = line.and("*", Role::Key);
        }
        line = line.and("  ", Role::Text).and(schema.words.clone(), Role::CodeValue);
        if !label.place.is_empty() {
            line = line.and(Clean::line(&format!("  {}", label.place)), Role::Dim);
        }
        if schema.deprecated {
            line = line.and("  deprecated", Role::Warn);
        }
        if let Some(holder) = self.holder(schema) {
            let line = line.and("  holds itself", Role::Link);
            return self.rows.push(Row { depth, line, key: Some(key.into()), open: None, leads: Leads::Row(holder) });
        }
        let first = schema.description.first().filter(|first| !first.is_empty());
        let beside = first.map(|first| Clean::line(&format!("  {first}")));
        let whole = beside.is_none_or(|beside| {
            line = std::mem::take(&mut line).and(beside, Role::Dim);
            line.width() + 2 * depth + 4 <= self.columns && schema.description.len() == 1
        });
        let more = !schema.parts.is_empty() || !schema.facts.is_empty() || !schema.values.is_empty() || !whole;
        if !more || depth > MAX_DEPTH {
            return self.push(depth, line);
        }
        let at = self.rows.len();
        if self.fold(depth, line, key, open) {
            let described =
                Schema { description: if whole { Vec::new() } else { schema.description.clone() }, ..schema.clone() };
            self.inside(depth + 1, &described, key);
        }
        if let (Some(index), Some(row)) = (self.schema_index(schema), self.rows.get_mut(at)) {
            row.leads = Leads::Schema(index);
        }
    }

    fn schema_index(&self, schema: &Schema) -> Option<usize> {
        if schema.name.is_empty() { None } else { self.definition.schema_at(schema.target.as_ref()?) }
    }

    /// The key of the row around that shows the same schema.
    fn holder(&self, schema: &Schema) -> Option<Box<str>> {
        let target = schema.target.as_ref().filter(|_| !schema.parts.is_empty())?;
        self.around.iter().find(|(around, _)| around == target).map(|(_, key)| key.clone())
    }

    /// What a schema holds: what is said of it, its values, its parts.
    pub(super) fn inside(&mut self, depth: usize, schema: &Schema, key: &str) {
        self.prose(depth, &schema.description, Role::Text);
        for (label, value) in &schema.facts {
            self.said(depth, &Clean::from(*label), value, Role::Text);
        }
        self.values(depth, schema);
        if let Some(target) = &schema.target {
            self.around.push((target.clone(), key.into()));
        }
        for part in &schema.parts {
            self.part(depth, part, key);
        }
        if schema.more_parts > 0 {
            self.push(depth, Line::of(Clean::line(&format!("and {} more", schema.more_parts)), Role::Dim));
        }
        if schema.target.is_some() {
            self.around.pop();
        }
    }

    fn values(&mut self, depth: usize, schema: &Schema) {
        if schema.values.is_empty() {
            return;
        }
        let mut all: Vec<&str> = schema.values.iter().map(Clean::as_str).collect();
        let more = format!("and {} more", schema.more_values);
        if schema.more_values > 0 {
            all.push(&more);
        }
        self.said(depth, &"one of".into(), &Clean::line(&all.join(", ")), Role::CodeValue);
    }

    fn part(&mut self, depth: usize, part: &Part, key: &str) {
        if self.is_full() {
            return;
        }
        let schema = self.definition.schema(&part.at);
        let place = if part.kind == PartKind::Alternative { "alternative".into() } else { Clean::default() };
        let label = Label { name: &part.name, place: &place, required: part.required };
        let number = part.at.as_str().rsplit(['/', '.']).next().unwrap_or_default();
        self.node(depth, &label, &schema, &format!("{key}/{number}"), false);
    }
}

/// What stands before a schema's words.
pub(super) struct Label<'l> {
    pub(super) name: &'l Clean,
    pub(super) place: &'l Clean,
    pub(super) required: bool,
}
