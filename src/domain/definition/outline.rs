//! An operation or a schema as lines to read, parts of which can be unfolded.

use super::outline_schema::Label;
use super::outline_writer::{MAX_ROWS, Row, Writer};
use super::{Body, Definition, Detail, Fact, Parameter, Response, example};
use crate::domain::document::{Line, Role, wrap};
use crate::domain::text::Clean;
use std::collections::HashSet;

/// The most lines of an example.
const MAX_EXAMPLE: usize = 400;

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

impl Writer<'_> {
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
            schema.facts.push(("example", super::schema_facts::shown(given)));
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
}
