//! Types by their names, as GraphQL and Protocol Buffers have them.

use super::lex::Dialect;
use super::schema::{MAX_PARTS, MAX_VALUES};
use super::words::Words;
use super::{Base, Part, PartKind, Schema, SchemaAt, Wrap};
use crate::domain::text::Clean;
use std::collections::HashMap;
use std::sync::Arc;

/// All types of a text.
#[derive(Debug)]
pub(super) struct Types {
    pub(super) dialect: Dialect,
    /// What the types were read from.
    pub(super) text: Arc<str>,
    pub(super) list: Vec<Type>,
    by_name: HashMap<String, usize>,
}

/// A type, or a service with its methods.
#[derive(Clone, Debug, Default)]
pub(super) struct Type {
    pub(super) name: String,
    /// `type`, `enum`, `message`: the word that the language has for it.
    pub(super) kind: &'static str,
    pub(super) description: Words,
    pub(super) fields: Vec<Field>,
    pub(super) values: Vec<Field>,
    /// What a union can be.
    pub(super) members: Vec<String>,
    /// What else is said of it.
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) deprecated: bool,
}

/// A field, an argument, a method, a value of an enumeration.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) args: Vec<Field>,
    /// The type: a name in `[ ]` for a list, in `{ }` for a mapping, with `!` after what must be there.
    pub(super) of: String,
    pub(super) description: Words,
    pub(super) default: Option<String>,
    pub(super) deprecated: bool,
    pub(super) facts: Vec<(&'static str, String)>,
}

impl Types {
    pub(super) fn new(dialect: Dialect, text: Arc<str>) -> Self {
        Self { dialect, text, list: Vec::new(), by_name: HashMap::new() }
    }

    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    pub(super) fn find(&self, name: &str) -> Option<&Type> {
        self.list.get(self.index(name)?)
    }

    /// Adds a type; `false` where one of its name is there already.
    pub(super) fn add(&mut self, one: Type) -> bool {
        if self.by_name.contains_key(&one.name) {
            return false;
        }
        self.by_name.insert(one.name.clone(), self.list.len());
        self.list.push(one);
        true
    }

    /// Adds to a type what an extension of it says; it is made where it stands nowhere else.
    pub(super) fn extend(&mut self, more: Type) {
        match self.index(&more.name).and_then(|at| self.list.get_mut(at)) {
            Some(known) => {
                known.fields.extend(more.fields);
                known.values.extend(more.values);
                known.members.extend(more.members);
                known.facts.extend(more.facts);
            }
            None => {
                self.add(more);
            }
        }
    }

    /// The field at `@type.field`, or the argument at `@type.field.argument`, all by index.
    pub(super) fn field(&self, at: &str) -> Option<&Field> {
        let mut path = at.strip_prefix('@')?.split('.').map(str::parse::<usize>);
        let mut next = || path.next()?.ok();
        let field = self.list.get(next()?)?.fields.get(next()?)?;
        match next() {
            Some(argument) => field.args.get(argument),
            None => Some(field),
        }
    }

    pub(super) fn schema(&self, at: &SchemaAt) -> Schema {
        match self.field(at.as_str()) {
            Some(field) => self.of_field(field),
            None => self.of_type(at.as_str()),
        }
    }

    fn of_field(&self, field: &Field) -> Schema {
        let mut schema = self.of_type(&field.of);
        if !field.description.is_empty() {
            schema.description = field.description.lines(&self.text);
        }
        let default = field.default.as_ref().map(|default| ("default", Clean::line(default)));
        let facts = field.facts.iter().map(|(label, said)| (*label, Clean::line(said)));
        schema.facts = default.into_iter().chain(facts).chain(schema.facts).collect();
        if !field.args.is_empty() {
            let args: Vec<String> = field.args.iter().map(|arg| format!("{}: {}", arg.name, arg.of)).collect();
            schema.facts.push(("arguments", Clean::line(&args.join(", "))));
        }
        schema.deprecated |= field.deprecated;
        schema
    }

    fn of_type(&self, of: &str) -> Schema {
        let (wraps, name) = unwrapped(of);
        let words = Clean::line(&self.words(of));
        let Some((index, found)) = self.index(name).and_then(|index| Some((index, self.list.get(index)?))) else {
            return self.without_type(words, wraps, name);
        };
        let part = |(n, field): (usize, &Field)| Part {
            kind: PartKind::Property,
            name: Clean::line(&field.name),
            required: field.of.ends_with('!') && field.default.is_none(),
            at: SchemaAt::new(&format!("@{index}.{n}")),
        };
        let alternative = |name: &String| Part {
            kind: PartKind::Alternative,
            name: Clean::line(name),
            required: false,
            at: SchemaAt::new(name),
        };
        let parts = found.fields.iter().take(MAX_PARTS).enumerate().map(part);
        let more_parts = (found.fields.len() + found.members.len()).saturating_sub(MAX_PARTS);
        Schema {
            words,
            name: Clean::line(&found.name),
            description: found.description.lines(&self.text),
            facts: found.facts.iter().map(|(label, said)| (*label, Clean::line(said))).collect(),
            values: found.values.iter().take(MAX_VALUES).map(|value| Clean::line(&value.name)).collect(),
            more_values: found.values.len().saturating_sub(MAX_VALUES),
            deprecated: found.deprecated,
            parts: parts.chain(found.members.iter().map(alternative)).take(MAX_PARTS).collect(),
            more_parts,
            wraps,
            base: if found.values.is_empty() && found.kind != "scalar" { Base::Object } else { Base::String },
            target: Some(SchemaAt::new(&found.name)),
            ..Schema::default()
        }
    }

    /// A type that the language knows by itself, or one that is defined elsewhere.
    fn without_type(&self, words: Clean, wraps: Vec<Wrap>, name: &str) -> Schema {
        let base = scalar(self.dialect, name);
        let elsewhere = base.is_none().then(|| Clean::line(name));
        let words = if elsewhere.is_some() { Clean::line(&format!("{words}, not in this definition")) } else { words };
        Schema { words, wraps, base: base.unwrap_or_default(), elsewhere, ..Schema::default() }
    }

    /// A type as its language writes it.
    fn words(&self, of: &str) -> String {
        if self.dialect == Dialect::Graphql {
            return of.to_owned();
        }
        match of.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
            Some(inner) => format!("repeated {inner}"),
            None => match of.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
                Some(inner) => format!("map<{}>", inner.replacen(',', ", ", 1)),
                None => of.to_owned(),
            },
        }
    }
}

/// What lies around a type, and the name inside.
fn unwrapped(of: &str) -> (Vec<Wrap>, &str) {
    let (mut wraps, mut name) = (Vec::new(), of.trim_end_matches('!'));
    while let Some((wrap, inner)) = inside(name) {
        wraps.push(wrap);
        name = inner.trim_end_matches('!');
        if wraps.len() > 16 {
            break;
        }
    }
    (wraps, name)
}

fn inside(of: &str) -> Option<(Wrap, &str)> {
    match of.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        Some(inner) => Some((Wrap::List, inner)),
        None => {
            let inner = of.strip_prefix('{')?.strip_suffix('}')?;
            Some((Wrap::Map, inner.split_once(',').map_or(inner, |(_, value)| value)))
        }
    }
}

/// The types that need no definition.
pub(super) fn scalar(dialect: Dialect, name: &str) -> Option<Base> {
    match (dialect, name) {
        (Dialect::Graphql, "Int") => Some(Base::Integer),
        (Dialect::Graphql, "Float") => Some(Base::Number),
        (Dialect::Graphql, "String" | "ID") => Some(Base::String),
        (Dialect::Graphql, "Boolean") => Some(Base::Boolean),
        (Dialect::Graphql, _) => None,
        (_, "double" | "float") => Some(Base::Number),
        (_, "bool") => Some(Base::Boolean),
        (_, "string" | "bytes") => Some(Base::String),
        (
            _,
            "int32" | "int64" | "uint32" | "uint64" | "sint32" | "sint64" | "fixed32" | "fixed64" | "sfixed32"
            | "sfixed64",
        ) => Some(Base::Integer),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_mappings_are_looked_through() {
        assert_eq!(unwrapped("[[User!]]!"), (vec![Wrap::List, Wrap::List], "User"));
        assert_eq!(unwrapped("{string,a.B}"), (vec![Wrap::Map], "a.B"));
        assert_eq!(unwrapped("["), (vec![], "["));
    }
}
