//! Protocol Buffers 2 and 3 and their editions, with the services of gRPC.
//!
//! Read by a parser of our own: it goes on after an error, with what it could read and the line of
//! what it could not, and does not want the files that are imported.

use super::lex::{Dialect, Tokens};
use super::protobuf_reader::Reader;
use super::source::Source;
use super::types::{Field, Types, scalar};
use super::{Body, Definition, Detail, Fact, Family, Operation, Response, SchemaAt};
use crate::domain::text::Clean;
use std::sync::Arc;

pub(super) fn read(mut definition: Definition) -> Definition {
    let text = Arc::clone(&definition.text);
    definition.family = Family::Protobuf;
    let mut reader = Reader {
        tokens: Tokens::new(&text, Dialect::Protobuf),
        types: Types::new(Dialect::Protobuf, Arc::clone(&text)),
        package: String::new(),
        format: String::new(),
        imports: Vec::new(),
        wrong: Vec::new(),
    };
    while !reader.tokens.at_end() {
        if let Err(wrong) = reader.statement() {
            reader.is_wrong(wrong);
            reader.skip_statement();
            // one that closes nothing
            reader.tokens.eat(b'}');
        }
    }
    definition.format = Clean::line(&reader.format);
    definition.title = Clean::line(&reader.package);
    let imports = reader.imports.iter().map(|file| Clean::line(&format!("imports {file}")));
    definition.description = imports.collect();
    for wrong in &reader.wrong {
        definition.unexpected(wrong);
    }
    let mut types = reader.types;
    resolve(&mut types);
    operations(&mut definition, &types);
    for one in types.list.iter().filter(|one| one.kind != "service") {
        definition.add_schema(Clean::line(&one.name), one.kind.into(), SchemaAt::new(&one.name));
    }
    definition.source = Source::Protobuf(types);
    definition
}

fn operations(definition: &mut Definition, types: &Types) {
    let services = types.list.iter().enumerate().filter(|(_, one)| one.kind == "service");
    for (index, service) in services {
        let name = Clean::line(&service.name);
        definition.add_group(&name, service.description.first_line(&types.text));
        for (n, method) in service.fields.iter().enumerate() {
            let streams = |field: Option<&Field>| field.is_some_and(|field| field.default.is_some());
            let kind = match (streams(method.args.first()), method.default.is_some()) {
                (false, false) => "unary",
                (true, false) => "client stream",
                (false, true) => "server stream",
                (true, true) => "both stream",
            };
            let operation = Operation {
                id: Clean::line(&format!("{}.{}", service.name, method.name)),
                kind: kind.into(),
                path: Clean::line(&method.name),
                summary: method.description.first_line(&types.text),
                deprecated: method.deprecated,
                tags: Vec::new(),
                at: format!("@{index}.{n}").into(),
            };
            definition.add(operation, &service.name);
        }
    }
}

/// Gives each type that is named within a scope its full name: the innermost scope in which there is
/// one of that name. What is found nowhere was imported and keeps the name it is written with.
fn resolve(types: &mut Types) {
    let mut list = std::mem::take(&mut types.list);
    for one in &mut list {
        let scope = one.name.clone();
        let fields = one
            .fields
            .iter_mut()
            .flat_map(|field| std::iter::once(&mut field.of).chain(field.args.iter_mut().map(|arg| &mut arg.of)));
        for of in fields {
            if let Some(full) = full_name(types, &scope, of) {
                *of = full;
            }
        }
    }
    types.list = list;
}

fn full_name(types: &Types, scope: &str, of: &str) -> Option<String> {
    let (before, name, after) = if let Some(value) = of.strip_prefix('{') {
        let (key, value) = value.strip_suffix('}')?.split_once(',')?;
        (format!("{{{key},"), value, "}")
    } else if let Some(item) = of.strip_prefix('[') {
        ("[".to_owned(), item.strip_suffix(']')?, "]")
    } else {
        (String::new(), of, "")
    };
    if scalar(Dialect::Protobuf, name).is_some() {
        return None;
    }
    if let Some(absolute) = name.strip_prefix('.') {
        return Some(format!("{before}{absolute}{after}"));
    }
    let mut scope = Some(scope);
    while let Some(around) = scope {
        let full = if around.is_empty() { name.to_owned() } else { format!("{around}.{name}") };
        if types.index(&full).is_some() {
            return Some(format!("{before}{full}{after}"));
        }
        scope = match around.rsplit_once('.') {
            Some((outer, _)) => Some(outer),
            None if around.is_empty() => None,
            None => Some(""),
        };
    }
    None
}

pub(super) fn detail(types: &Types, at: &str) -> Detail {
    let Some(method) = types.field(at) else { return Detail::default() };
    let body = |field: &Field| Body {
        title: Clean::line(if field.default.is_some() { "stream of" } else { "message" }),
        required: false,
        schema: Some(SchemaAt::new(&field.of)),
        ..Body::default()
    };
    Detail {
        description: method.description.lines(&types.text),
        facts: method.facts.iter().map(|(label, said)| Fact::new(*label, Clean::line(said))).collect(),
        parameters: Vec::new(),
        request: method.args.iter().map(body).collect(),
        responses: vec![Response { status: "returns".into(), bodies: vec![body(method)], ..Response::default() }],
    }
}
