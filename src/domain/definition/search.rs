use super::Definition;
use super::source::Source;
use super::tree::{Tree, reference, text};
use super::types::{Field, Types};
use crate::domain::text::Clean;
use serde_json::Value;

/// The most words of one operation or schema that a search looks through.
const MAX_WORDS: usize = 2_000;

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Operations by index, in their order, each with the word inside it that matched, where its own
    /// line does not show one.
    pub operations: Vec<(usize, Option<Clean>)>,
    /// Schemas likewise.
    pub schemas: Vec<(usize, Option<Clean>)>,
}

impl Definition {
    /// Operations and schemas in which every word of `text` is found, capitals or not: in path, id,
    /// summary, tags and in the names of parameters, schemas and properties.
    pub fn search(&self, text: &str) -> Found {
        let terms: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let words = self.words.get_or_init(|| self.all_words());
        let (operations, schemas) = words.split_at_checked(self.operations.len()).unwrap_or_default();
        let shown = |n: usize| self.operations.get(n).map_or(0, |one| 4 + one.tags.len());
        Found { operations: matching(operations, &terms, shown), schemas: matching(schemas, &terms, |_| 1) }
    }

    fn all_words(&self) -> Vec<Vec<Clean>> {
        let operations = self.operations.iter().map(|one| {
            let mut words = vec![one.path.clone(), one.id.clone(), one.summary.clone(), one.kind.clone()];
            words.extend(one.tags.iter().cloned());
            self.inside(&one.at, &mut words);
            words
        });
        let schemas = self.schemas.iter().map(|one| {
            let mut words = vec![one.name.clone()];
            self.inside(one.at.as_str(), &mut words);
            words
        });
        operations.chain(schemas).collect()
    }

    /// The names that stand in an operation or schema.
    fn inside(&self, at: &str, words: &mut Vec<Clean>) {
        match &self.source {
            Source::Nothing => {}
            Source::OpenApi(tree) | Source::Swagger(tree) | Source::AsyncApi(tree) => {
                if let Some(value) = tree.get(at) {
                    names(tree, value, words, 0);
                }
            }
            Source::Graphql(types) | Source::Protobuf(types) => of_types(types, at, words),
        }
    }
}

/// The names of parameters and properties in a part of a tree, and of what it refers to.
fn names(tree: &Tree, value: &Value, words: &mut Vec<Clean>, depth: usize) {
    if depth > 40 || words.len() > MAX_WORDS {
        return;
    }
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                match (key.as_str(), inner) {
                    ("properties", Value::Object(properties)) => {
                        words.extend(properties.keys().map(|name| Clean::line(name)))
                    }
                    ("parameters", Value::Array(parameters)) => {
                        words.extend(parameters.iter().map(|one| Clean::line(parameter_name(tree, one))));
                    }
                    _ => {}
                }
                if inner.is_object() || inner.is_array() {
                    names(tree, inner, words, depth + 1);
                }
            }
            words.extend(reference(value).and_then(|to| to.rsplit('/').next()).map(Clean::line));
        }
        Value::Array(list) => list.iter().for_each(|inner| names(tree, inner, words, depth + 1)),
        _ => {}
    }
}

fn parameter_name<'v>(tree: &'v Tree, value: &'v Value) -> &'v str {
    let found = reference(value).and_then(|to| tree.resolve(to).value());
    text(found.map_or(value, |(_, value)| value), "name")
}

fn of_types(types: &Types, at: &str, words: &mut Vec<Clean>) {
    let name = |field: &Field| Clean::line(&field.name);
    if let Some(field) = types.field(at) {
        words.extend(field.args.iter().filter(|arg| !arg.name.is_empty()).map(name));
        let of = std::iter::once(&field.of).chain(field.args.iter().map(|arg| &arg.of));
        words.extend(of.map(|of| Clean::line(of)));
    } else if let Some(one) = types.find(at) {
        words.extend(one.fields.iter().chain(&one.values).take(MAX_WORDS).map(name));
        words.extend(one.fields.iter().flat_map(|field| &field.args).take(MAX_WORDS).map(name));
        words.extend(one.members.iter().map(|member| Clean::line(member)));
    }
}

/// Those in which every term is found, each with the first word beyond the `shown` ones that is needed.
fn matching(all: &[Vec<Clean>], terms: &[String], shown: impl Fn(usize) -> usize) -> Vec<(usize, Option<Clean>)> {
    let one = |(n, words): (usize, &Vec<Clean>)| {
        let mut inside = None;
        for term in terms {
            let at = words.iter().position(|word| word.as_str().to_lowercase().contains(term))?;
            if at >= shown(n) && inside.is_none() {
                inside = words.get(at).cloned();
            }
        }
        Some((n, inside))
    };
    all.iter().enumerate().filter_map(one).collect()
}
