use super::flaw::Flaw;
use super::lex::{Unexpected, line_of};
use super::source::Source;
use super::{Family, MAX_LISTED, SchemaAt};
use crate::domain::text::Clean;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// A definition of an API.
#[derive(Debug)]
pub struct Definition {
    /// What it is written in.
    pub family: Family,
    /// The version of the family's format as the text gives it, `3.1.0` say; may be empty.
    pub format: Clean,
    /// The API's title; may be empty.
    pub title: Clean,
    /// The API's version; may be empty.
    pub version: Clean,
    /// What the API is for, line by line.
    pub description: Vec<Clean>,
    /// Where it is served.
    pub servers: Vec<Server>,
    /// Operations in groups, in the order to show them. An operation can be in several.
    pub groups: Vec<Group>,
    /// All operations, in the order of the text.
    pub operations: Vec<Operation>,
    /// All schemas that have a name, in the order of the text.
    pub schemas: Vec<SchemaName>,
    /// What is wrong with the text; what could be read is there all the same.
    pub flaws: Vec<Flaw>,
    pub(super) text: Arc<str>,
    pub(super) source: Source,
    /// What a search looks through, an entry an operation and then one a schema; made at the first.
    pub(super) words: OnceLock<Vec<Vec<Clean>>>,
    lines: OnceLock<Vec<Clean>>,
    /// Where the groups and schemas of a name stand in their lists.
    groups_by_name: HashMap<Clean, usize>,
    schemas_by_place: HashMap<SchemaAt, usize>,
}

/// Where an API is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its address with the defaults of its variables filled in; not yet judged fit to be asked.
    pub address: Clean,
    /// What it is spoken to in: `https`, `kafka`.
    pub protocol: Clean,
    /// What it is for.
    pub description: Clean,
}

/// Operations that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The tag, the service, the channel or the root type.
    pub name: Clean,
    /// What the group is for.
    pub description: Clean,
    /// Indices into the operations.
    pub operations: Vec<usize>,
}

/// An operation as a list shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operation {
    /// The name that a link carries: `operationId`, or what else is unique.
    pub id: Clean,
    /// What it does: a method of HTTP, `query`, `send`, `unary`.
    pub kind: Clean,
    /// The path, the channel, the field or the method.
    pub path: Clean,
    /// One line of what it is for.
    pub summary: Clean,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// Its groups by name; the first is its own.
    pub tags: Vec<Clean>,
    /// Where it stands: a pointer into the tree, or a path of names.
    pub(super) at: Box<str>,
}

/// A schema by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaName {
    /// The name.
    pub name: Clean,
    /// What it is, in a word or two: `object`, `enum`, `message`.
    pub kind: Clean,
    /// Where it stands.
    pub at: SchemaAt,
}

/// The most flaws that are told.
pub(super) const MAX_FLAWS: usize = 200;

impl Definition {
    pub(super) fn of_text(text: Arc<str>) -> Self {
        Self {
            family: Family::Text,
            format: Clean::default(),
            title: Clean::default(),
            version: Clean::default(),
            description: Vec::new(),
            servers: Vec::new(),
            groups: Vec::new(),
            operations: Vec::new(),
            schemas: Vec::new(),
            flaws: Vec::new(),
            text,
            source: Source::Nothing,
            words: OnceLock::new(),
            lines: OnceLock::new(),
            groups_by_name: HashMap::new(),
            schemas_by_place: HashMap::new(),
        }
    }

    /// Whether there is nothing in it to browse, so that only its text can be shown.
    pub fn is_text(&self) -> bool {
        self.operations.is_empty() && self.schemas.is_empty()
    }

    /// The text as it is in the catalog.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text line by line, safe to show.
    pub fn lines(&self) -> &[Clean] {
        self.lines.get_or_init(|| Clean::lines(&self.text))
    }

    /// The operation of that id, by its index.
    pub fn operation_of(&self, id: &str) -> Option<usize> {
        self.operations.iter().position(|operation| operation.id.as_str() == id)
    }

    /// The schema of that name, by its index.
    pub fn schema_of(&self, name: &str) -> Option<usize> {
        self.schemas.iter().position(|schema| schema.name.as_str() == name)
    }

    /// The schema that stands there, by its index, where it has a name.
    pub fn schema_at(&self, at: &SchemaAt) -> Option<usize> {
        self.schemas_by_place.get(at).copied()
    }

    pub(super) fn flaw(&mut self, line: Option<usize>, words: &str) {
        if self.flaws.len() < MAX_FLAWS {
            self.flaws.push(Flaw { line, words: Clean::line(words) });
        }
    }

    /// Tells of an error with its line, which takes reading all that is before it.
    pub(super) fn unexpected(&mut self, wrong: &Unexpected) {
        if self.flaws.len() < MAX_FLAWS {
            let line = line_of(&self.text, wrong.at);
            self.flaw(Some(line), &wrong.words);
        }
    }

    /// Adds an operation to all of its groups; one without a tag goes to the group `otherwise`.
    pub(super) fn add(&mut self, mut operation: Operation, otherwise: &str) {
        let index = self.operations.len();
        if index >= MAX_LISTED {
            if index == MAX_LISTED {
                self.flaw(None, &format!("only the first {MAX_LISTED} operations are listed"));
            }
            return;
        }
        if operation.tags.is_empty() {
            operation.tags.push(Clean::line(otherwise));
        }
        for tag in &operation.tags {
            if let Some(group) = self.group(tag) {
                group.operations.push(index);
            }
        }
        self.operations.push(operation);
    }

    /// Makes a group where there is none of that name yet.
    pub(super) fn add_group(&mut self, name: &Clean, description: Clean) {
        if !self.groups_by_name.contains_key(name) {
            self.groups_by_name.insert(name.clone(), self.groups.len());
            self.groups.push(Group { name: name.clone(), description, operations: Vec::new() });
        }
    }

    fn group(&mut self, name: &Clean) -> Option<&mut Group> {
        self.add_group(name, Clean::default());
        let at = self.groups_by_name.get(name)?;
        self.groups.get_mut(*at)
    }

    pub(super) fn add_schema(&mut self, name: Clean, kind: Clean, at: SchemaAt) {
        match self.schemas.len() {
            len if len < MAX_LISTED => {
                self.schemas_by_place.insert(at.clone(), len);
                self.schemas.push(SchemaName { name, kind, at });
            }
            MAX_LISTED => self.flaw(None, &format!("only the first {MAX_LISTED} schemas are listed")),
            _ => {}
        }
    }
}
