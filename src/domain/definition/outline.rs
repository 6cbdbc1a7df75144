//! An operation or a schema as lines to read, parts of which can be unfolded.

use super::{Body, Definition, Detail, Fact, Parameter, Part, PartKind, Response, Schema, SchemaAt, example};
use crate::domain::document::{Line, Role, wrap};
use crate::domain::text::Clean;
use std::collections::HashSet;

/// The most lines of an outline.
const MAX_ROWS: usize = 3_000;
/// The most lines of an example.
const MAX_EXAMPLE: usize = 400;
/// How deep schemas are unfolded.
const MAX_DEPTH: usize = 40;
/// Columns of the labels before what is said.
const LABELS: usize = 14;
/// The most columns that prose is set to.
const MEASURE: usize = 100;

/// What an outline is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The definition itself: what it is for, where it is served, what is wrong with it.
    About,
    /// An operation, by index.
    Operation(usize),
    /// A schema, by index.
    Schema(usize),
}

/// Where a row leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Leads {
    /// Nowhere.
    #[default]
    Nowhere,
    /// To the row of that key, which holds it: the schema is inside of itself.
    Row(Box<str>),
    /// To a schema of its own, by index.
    Schema(usize),
}

/// A line of an outline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// How far it is set in, in steps.
    pub depth: usize,
    /// The line without what sets it in.
    pub line: Line,
    /// What it is known by, where it can be folded.
    pub key: Option<Box<str>>,
    /// Whether it is unfolded, where it can be.
    pub open: Option<bool>,
    /// Where it leads.
    pub leads: Leads,
}

/// The lines of one subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// From top to bottom.
    pub rows: Vec<Row>,
}

impl Outline {
    /// The outline of a subject in so many columns. `turned` are the keys of the rows that are folded
    /// otherwise than at first.
    pub fn of(definition: &Definition, subject: Subject, turned: &HashSet<Box<str>>, columns: usize) -> Self {
        let mut writer = Writer { definition, turned, columns, rows: Vec::new(), around: Vec::new() };
        match subject {
            Subject::About => writer.about(),
            Subject::Operation(index) => writer.operation(index),
            Subject::Schema(index) => writer.named_schema(index),
        }
        if writer.rows.len() >= MAX_ROWS {
            writer.rows.truncate(MAX_ROWS);
            writer
                .rows
                .push(Row { line: Line::of("More is unfolded than can be shown.", Role::Warn), ..Row::default() });
        }
        Self { rows: writer.rows }
    }

    /// Where the row of a key stands.
    pub fn row_of(&self, key: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.key.as_deref() == Some(key))
    }
}

struct Writer<'d> {
    definition: &'d Definition,
    turned: &'d HashSet<Box<str>>,
    columns: usize,
    rows: Vec<Row>,
    /// The schemas that are unfolded around the present row, with the keys of their rows.
    around: Vec<(SchemaAt, Box<str>)>,
}

impl Writer<'_> {
    fn push(&mut self, depth: usize, line: Line) {
        self.rows.push(Row { depth, line, ..Row::default() });
    }

    fn blank(&mut self) {
        if self.rows.last().is_some_and(|row| !row.line.runs.is_empty()) {
            self.push(0, Line::empty());
        }
    }

    /// A row that can be folded; whether it is open.
    fn fold(&mut self, depth: usize, line: Line, key: &str, open: bool) -> bool {
        let open = open != self.turned.contains(key);
        self.rows.push(Row { depth, line, key: Some(key.into()), open: Some(open), leads: Leads::Nowhere });
        open
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= MAX_ROWS
    }

    fn room(&self, depth: usize) -> usize {
        self.columns.saturating_sub(2 * depth + 2).clamp(8, MEASURE)
    }

    fn prose(&mut self, depth: usize, lines: &[Clean], role: Role) {
        let room = self.room(depth);
        for line in lines.iter().take(1_000) {
            let wrapped = wrap(line.shown(), room);
            if wrapped.is_empty() {
                self.push(depth, Line::empty());
            }
            for part in wrapped {
                self.push(depth, Line::of(part, role));
            }
        }
    }

    /// A label and what is said, which goes on below where it is long.
    fn said(&mut self, depth: usize, label: &Clean, value: &Clean, role: Role) {
        let room = self.room(depth).saturating_sub(LABELS).max(8);
        let mut parts = wrap(value.shown(), room).into_iter();
        let line = Line::of(label.clone(), Role::Label);
        match parts.next() {
            Some(first) => self.push(depth, line.pad_to(LABELS).and(first, role)),
            None => self.push(depth, line),
        }
        for part in parts {
            self.push(depth, Line::of("", Role::Text).pad_to(LABELS).and(part, role));
        }
    }

    fn facts(&mut self, depth: usize, facts: &[Fact]) {
        for fact in facts {
            self.said(depth, &fact.label, &fact.value, Role::Text);
        }
    }

    fn heading(&mut self, words: &'static str, count: usize, key: &str) -> bool {
        self.blank();
        let line = Line::of(words, Role::Heading).and(Clean::line(&format!(" {count}")), Role::Dim);
        self.fold(0, line, key, true)
    }

    fn about(&mut self) {
        let definition = self.definition;
        if !definition.title.is_empty() {
            self.push(0, Line::of(definition.title.clone(), Role::Title));
        }
        let family = Clean::line(&format!("{} {}", definition.family.name(), definition.format));
        let version = if definition.version.is_empty() {
            Clean::default()
        } else {
            Clean::line(&format!("  version {}", definition.version))
        };
        self.push(0, Line::of(family, Role::Dim).and(version, Role::Dim));
        self.flaws();
        if !definition.description.is_empty() {
            self.blank();
            self.prose(0, &definition.description, Role::Text);
        }
        if !definition.servers.is_empty() {
            self.blank();
            self.push(0, Line::of("Servers", Role::Heading));
        }
        for server in &definition.servers {
            let line = Line::of(server.address.clone(), Role::CodeValue);
            let line = line.and(Clean::line(&format!("  {}", server.protocol)), Role::Dim);
            self.push(1, line);
            self.prose(2, std::slice::from_ref(&server.description), Role::Dim);
        }
    }

    fn flaws(&mut self) {
        if self.definition.flaws.is_empty() {
            return;
        }
        self.blank();
        self.push(0, Line::of("Problems", Role::Heading));
        for flaw in &self.definition.flaws {
            let place = flaw.line.map_or_else(String::new, |line| format!("line {line}"));
            self.said(1, &Clean::line(&place), &flaw.words, Role::Warn);
        }
    }

    fn operation(&mut self, index: usize) {
        let Some(operation) = self.definition.operations.get(index) else { return };
        let detail = self.definition.detail(index);
        let title =
            Line::of(operation.kind.clone(), Role::Key).and(" ", Role::Text).and(operation.path.clone(), Role::Title);
        self.wrapped_title(title, operation.kind.as_str(), &operation.path);
        if operation.deprecated {
            self.push(0, Line::of("deprecated: it should not be used any more", Role::Warn));
        }
        let said_again = detail.description.first() == Some(&operation.summary);
        if !operation.summary.is_empty() && !said_again {
            self.prose(0, std::slice::from_ref(&operation.summary), Role::Text);
        }
        if !detail.description.is_empty() {
            self.blank();
            self.prose(0, &detail.description, Role::Text);
        }
        self.blank();
        self.facts(0, &detail.facts);
        self.parameters(&detail);
        self.request(&detail);
        self.responses(&detail.responses);
    }

    fn wrapped_title(&mut self, title: Line, kind: &str, path: &Clean) {
        if title.width() + 2 <= self.columns {
            return self.push(0, title);
        }
        self.push(0, Line::of(Clean::line(kind), Role::Key));
        for part in wrap(path.shown(), self.room(0)) {
            self.push(0, Line::of(part, Role::Title));
        }
    }

    fn parameters(&mut self, detail: &Detail) {
        if !detail.parameters.is_empty() && self.heading("Parameters", detail.parameters.len(), "p") {
            for (n, parameter) in detail.parameters.iter().enumerate() {
                self.parameter(1, parameter, &format!("p/{n}"));
            }
        }
    }

    fn parameter(&mut self, depth: usize, parameter: &Parameter, key: &str) {
        let mut schema = parameter.schema.as_ref().map(|at| self.definition.schema(at)).unwrap_or_default();
        if !parameter.description.is_empty() {
            schema.description.clone_from(&parameter.description);
        }
        if let Some(given) = &parameter.given {
            schema.facts.push(("example", super::json_schema::shown(given)));
        }
        schema.deprecated |= parameter.deprecated;
        let label = Label { name: &parameter.name, place: &parameter.place, required: parameter.required };
        self.node(depth, &label, &schema, key, false);
    }

    fn request(&mut self, detail: &Detail) {
        if !detail.request.is_empty() && self.heading("Request", detail.request.len(), "b") {
            for (n, body) in detail.request.iter().enumerate() {
                self.body(1, body, &format!("b/{n}"), n == 0);
            }
        }
    }

    fn responses(&mut self, responses: &[Response]) {
        if responses.is_empty() || !self.heading("Responses", responses.len(), "r") {
            return;
        }
        let is_good = |response: &&Response| response.status.as_str().starts_with('2') || responses.len() == 1;
        let first = responses.iter().find(is_good).map(|response| &response.status);
        for (n, response) in responses.iter().enumerate() {
            let role = match response.status.as_str().chars().next() {
                Some('2') => Role::Good,
                Some('4' | '5') => Role::Warn,
                _ => Role::CodeKey,
            };
            let line = Line::of(response.status.clone(), role).and(" ", Role::Text);
            let line = line.and(response.description.first().cloned().unwrap_or_default(), Role::Text);
            let key = format!("r/{n}");
            let long = response.description.len() > 1 || line.width() + 4 > self.columns;
            if response.bodies.is_empty() && response.headers.is_empty() && !long {
                self.push(1, line);
            } else if self.fold(1, line, &key, first == Some(&response.status)) {
                self.answer(response, &key, long);
            }
        }
    }

    fn answer(&mut self, response: &Response, key: &str, long: bool) {
        if long {
            self.prose(2, &response.description, Role::Text);
        }
        for (n, header) in response.headers.iter().enumerate() {
            self.parameter(2, header, &format!("{key}/h{n}"));
        }
        for (n, body) in response.bodies.iter().enumerate() {
            self.body(2, body, &format!("{key}/{n}"), n == 0);
        }
    }

    fn body(&mut self, depth: usize, body: &Body, key: &str, open: bool) {
        let schema = body.schema.as_ref().map(|at| self.definition.schema(at)).unwrap_or_default();
        let line = Line::of(body.title.clone(), Role::CodeKey)
            .and("  ", Role::Text)
            .and(schema.words.clone(), Role::CodeValue);
        let line = if body.required { line.and("  required", Role::Key) } else { line };
        if self.is_full() || !self.fold(depth, line, key, open) {
            return;
        }
        self.prose(depth + 1, &body.description, Role::Dim);
        if let Some(headers) = body.headers.as_ref().map(|at| self.definition.schema(at)) {
            let label = Label { name: &"headers".into(), place: &Clean::default(), required: false };
            self.node(depth + 1, &label, &headers, &format!("{key}/headers"), false);
        }
        self.inside(depth + 1, &schema, key);
        self.examples(depth + 1, body, key);
    }

    fn examples(&mut self, depth: usize, body: &Body, key: &str) {
        for (n, example) in body.examples.iter().enumerate() {
            let name = if example.name.is_empty() {
                "Example".into()
            } else {
                Clean::line(&format!("Example: {}", example.name))
            };
            self.example(depth, name, &format!("{key}/example{n}"), || example.value.clone());
        }
        if let (true, Some(at)) = (body.examples.is_empty(), &body.schema) {
            let definition = self.definition;
            self.example(depth, "Example, made from the schema".into(), &format!("{key}/example"), || {
                example(definition, at)
            });
        }
    }

    fn example(&mut self, depth: usize, name: Clean, key: &str, value: impl FnOnce() -> serde_json::Value) {
        if self.is_full() || !self.fold(depth, Line::of(name, Role::Label), key, false) {
            return;
        }
        let text = match value() {
            serde_json::Value::String(text) => text,
            other => serde_json::to_string_pretty(&other).unwrap_or_default(),
        };
        for line in Clean::lines(&text).into_iter().take(MAX_EXAMPLE) {
            self.push(depth + 1, Line::of(line, Role::CodeValue));
        }
    }

    fn named_schema(&mut self, index: usize) {
        let Some(named) = self.definition.schemas.get(index) else { return };
        let schema = self.definition.schema(&named.at);
        self.push(
            0,
            Line::of(named.name.clone(), Role::Title).and("  ", Role::Text).and(named.kind.clone(), Role::Dim),
        );
        self.blank();
        self.inside(0, &schema, "");
        let family = self.definition.family;
        if family != super::Family::Graphql {
            self.blank();
            let (definition, at) = (self.definition, &named.at);
            self.example(0, "Example, made from the schema".into(), "example", || example(definition, at));
        }
    }

    /// A property or parameter: a line, and below it what it holds when it is unfolded.
    fn node(&mut self, depth: usize, label: &Label<'_>, schema: &Schema, key: &str, open: bool) {
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
    fn inside(&mut self, depth: usize, schema: &Schema, key: &str) {
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
struct Label<'l> {
    name: &'l Clean,
    place: &'l Clean,
    required: bool,
}
