//! OpenAPI 3.x, and Swagger 2.

use super::source::Source;
use super::tree::{self, Found, Tree, flag, items, join, line, lines, pairs, text};
use super::{
    Body, Definition, Detail, Example, Fact, Family, Operation, Parameter, Response, SchemaAt, Server, json_schema,
};
use crate::domain::text::Clean;
use serde_json::Value;

const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// What operations without a tag are listed under.
const UNTAGGED: &str = "untagged";

pub(super) fn read(mut definition: Definition, tree: Tree) -> Definition {
    let root = tree.root();
    let two = root.get("swagger").is_some();
    definition.family = if two { Family::Swagger } else { Family::OpenApi };
    definition.format = line(root, if two { "swagger" } else { "openapi" });
    about(&mut definition, root);
    definition.servers = if two { servers_of_two(root) } else { servers(root, "servers") };
    tags(&mut definition, root);
    operations(&mut definition, &tree);
    let names = if two { "#/definitions" } else { "#/components/schemas" };
    schemas(&mut definition, &tree, names);
    definition.groups.retain(|group| !group.operations.is_empty());
    let text = std::sync::Arc::clone(&definition.text);
    definition.flaws.extend(tree::dangling(&tree, &text));
    definition.source = if two { Source::Swagger(tree) } else { Source::OpenApi(tree) };
    definition
}

/// Title, version and description, as OpenAPI and AsyncAPI share them.
pub(super) fn about(definition: &mut Definition, root: &Value) {
    let Some(info) = root.get("info").filter(|info| info.is_object()) else {
        return definition.flaw(Some(1), "info is missing: it holds the title and the version");
    };
    definition.title = line(info, "title");
    definition.version = line(info, "version");
    definition.description = lines(info, "description");
}

pub(super) fn schemas(definition: &mut Definition, tree: &Tree, names: &str) {
    for (name, value) in tree.get(names).and_then(Value::as_object).into_iter().flatten() {
        definition.add_schema(Clean::line(name), json_schema::kind(value), SchemaAt::new(&join(names, name)));
    }
}

fn servers(root: &Value, key: &str) -> Vec<Server> {
    let server = |server: &Value| {
        let mut address = text(server, "url").to_owned();
        for (name, variable) in pairs(server, "variables") {
            address = address.replace(&format!("{{{name}}}"), line(variable, "default").as_str());
        }
        let protocol = address.split_once("://").map_or(Clean::default(), |(scheme, _)| Clean::line(scheme));
        Server { address: Clean::line(&address), protocol, description: line(server, "description") }
    };
    items(root, key).take(100).map(server).collect()
}

fn servers_of_two(root: &Value) -> Vec<Server> {
    let (host, base) = (text(root, "host"), text(root, "basePath"));
    if host.is_empty() && base.is_empty() {
        return Vec::new();
    }
    let schemes: Vec<&str> = items(root, "schemes").filter_map(Value::as_str).take(10).collect();
    let schemes = if schemes.is_empty() { vec!["https"] } else { schemes };
    let server = |scheme: &&str| Server {
        address: Clean::line(&if host.is_empty() { base.to_owned() } else { format!("{scheme}://{host}{base}") }),
        protocol: Clean::line(scheme),
        description: Clean::default(),
    };
    schemes.iter().map(server).collect()
}

/// Groups in the order in which the text lists its tags, with their descriptions.
pub(super) fn tags(definition: &mut Definition, root: &Value) {
    for tag in items(root, "tags").take(1_000) {
        let name = line(tag, "name");
        if !name.is_empty() {
            definition.add_group(&name, line(tag, "description"));
        }
    }
}

fn operations(definition: &mut Definition, tree: &Tree) {
    let root = tree.root();
    match root.get("paths") {
        Some(Value::Object(_)) => {}
        Some(_) => definition.flaw(None, "paths is no mapping of paths to their methods"),
        None if root.get("webhooks").is_none() => definition.flaw(None, "there are no paths"),
        None => {}
    }
    for (key, hook) in [("paths", false), ("webhooks", true)] {
        for (path, item) in pairs(root, key) {
            let at = join(&format!("#/{key}"), path);
            match tree.follow(at, item) {
                Found::Here(at, item) => of_path(definition, path, &at, item, hook),
                Found::Outside(to) => definition.flaw(None, &format!("{path} is defined outside: {to}")),
                // told among the references that lead to nothing
                Found::Missing(_) => {}
            }
        }
    }
}

fn of_path(definition: &mut Definition, path: &str, at: &str, item: &Value, hook: bool) {
    if !item.is_object() {
        return definition.flaw(None, &format!("{path} is no mapping of methods"));
    }
    for (method, value) in METHODS.into_iter().filter_map(|method| Some((method, item.get(method)?))) {
        if !value.is_object() {
            definition.flaw(None, &format!("{method} of {path} is no mapping"));
            continue;
        }
        let kind = if hook { "HOOK".to_owned() } else { method.to_uppercase() };
        let operation = Operation {
            id: id(definition, value, &kind, path),
            kind: Clean::line(&kind),
            path: Clean::line(path),
            summary: summary(value),
            deprecated: flag(value, "deprecated"),
            tags: tags_of(value),
            at: join(at, method).into(),
        };
        definition.add(operation, UNTAGGED);
    }
}

fn id(definition: &Definition, value: &Value, kind: &str, path: &str) -> Clean {
    let given = line(value, "operationId");
    // looking through all would take long where there are many; whoever has a thousand has tools
    let taken = definition.operations.len() < 2_000 && definition.operation_of(given.as_str()).is_some();
    if given.is_empty() || taken { Clean::line(&format!("{kind} {path}")) } else { given }
}

/// The summary, or the first line of the description.
pub(super) fn summary(value: &Value) -> Clean {
    let summary = line(value, "summary");
    if summary.is_empty() {
        Clean::line(text(value, "description").lines().next().unwrap_or_default())
    } else {
        summary
    }
}

fn tags_of(value: &Value) -> Vec<Clean> {
    let mut tags: Vec<Clean> = Vec::new();
    for tag in items(value, "tags").filter_map(Value::as_str).take(50).map(Clean::line) {
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

pub(super) fn detail(tree: &Tree, at: &str) -> Detail {
    let Some(value) = tree.get(at) else { return Detail::default() };
    let mut detail =
        Detail { description: lines(value, "description"), facts: facts(tree, value), ..Detail::default() };
    detail.parameters =
        parameters(tree, at).into_iter().map(|(at, value)| parameter(&at, value, &join(&at, "schema"))).collect();
    if let Some((at, body)) = found(tree, &join(at, "requestBody")) {
        detail.request = bodies(tree, &at, body);
        let (required, description) = (flag(body, "required"), lines(body, "description"));
        for body in &mut detail.request {
            body.required = required;
        }
        if let Some(first) = detail.request.first_mut() {
            first.description = description;
        }
    }
    detail.responses = responses(tree, at, value, |at, value| bodies(tree, at, value));
    detail
}

pub(super) fn found<'t>(tree: &'t Tree, at: &str) -> Option<(String, &'t Value)> {
    tree.get(at)?;
    tree.resolve(at).value()
}

fn facts(tree: &Tree, value: &Value) -> Vec<Fact> {
    let mut facts = Vec::new();
    let id = line(value, "operationId");
    if !id.is_empty() {
        facts.push(Fact::new("operation id", id));
    }
    facts.extend(security(tree.root(), value).into_iter().map(|words| Fact::new("security", words)));
    facts.extend(servers(value, "servers").into_iter().map(|server| Fact::new("server", server.address)));
    facts.extend(pairs(value, "callbacks").take(50).map(|(name, _)| Fact::new("calls back", Clean::line(name))));
    if let Some(docs) = value.get("externalDocs") {
        facts.push(Fact::new("more", line(docs, "url")));
    }
    facts
}

/// Each way to be let in: schemes that are all needed, with their scopes.
fn security(root: &Value, value: &Value) -> Vec<Clean> {
    let asked = value.get("security").or_else(|| root.get("security"));
    if asked.and_then(Value::as_array).is_some_and(Vec::is_empty) {
        return vec!["none needed".into()];
    }
    let ways = asked.and_then(Value::as_array).into_iter().flatten().take(20);
    ways.map(|way| {
        let scheme = |(name, scopes): (&String, &Value)| {
            let scopes: Vec<&str> = scopes.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            if scopes.is_empty() { name.clone() } else { format!("{name} ({})", scopes.join(", ")) }
        };
        let schemes: Vec<String> = way.as_object().into_iter().flatten().map(scheme).collect();
        if schemes.is_empty() { "none needed".into() } else { Clean::line(&schemes.join(" and ")) }
    })
    .collect()
}

/// The parameters of the path and then of the operation; one of the operation takes the place of one
/// of the path with the same name and place.
fn parameters<'t>(tree: &'t Tree, at: &str) -> Vec<(String, &'t Value)> {
    let path = at.rsplit_once('/').map_or("", |(path, _)| path);
    let mut all: Vec<(String, &Value)> = Vec::new();
    for owner in [path, at] {
        let list = join(owner, "parameters");
        let count = tree.get(&list).and_then(Value::as_array).map_or(0, Vec::len).min(500);
        for (at, value) in (0..count).filter_map(|n| found(tree, &join(&list, &n.to_string()))) {
            let same = |(_, known): &&mut (String, &Value)| {
                text(known, "name") == text(value, "name") && text(known, "in") == text(value, "in")
            };
            match all.iter_mut().find(same) {
                Some(known) => *known = (at, value),
                None => all.push((at, value)),
            }
        }
    }
    all
}

fn parameter(at: &str, value: &Value, schema: &str) -> Parameter {
    let by_media =
        || pairs(value, "content").next().map(|(media, _)| join(&join(&join(at, "content"), media), "schema"));
    let schema =
        if value.get("schema").is_some() || value.get("type").is_some() { Some(schema.to_owned()) } else { by_media() };
    Parameter {
        place: line(value, "in"),
        name: line(value, "name"),
        required: flag(value, "required"),
        deprecated: flag(value, "deprecated"),
        description: lines(value, "description"),
        schema: schema.map(|at| SchemaAt::new(&at)),
        given: value
            .get("example")
            .cloned()
            .or_else(|| examples(value).into_iter().next().map(|example| example.value)),
    }
}

fn bodies(tree: &Tree, at: &str, value: &Value) -> Vec<Body> {
    let content = join(at, "content");
    let body = |(media, value): (&String, &Value)| {
        let schema = join(&join(&content, media), "schema");
        let mut named = examples(value);
        for example in &mut named {
            if let Some((_, value)) = example_reference(&example.value).and_then(|to| tree.resolve(to).value()) {
                example.value = value.get("value").unwrap_or(value).clone();
            }
        }
        Body {
            title: Clean::line(media),
            schema: value.get("schema").map(|_| SchemaAt::new(&schema)),
            examples: named,
            ..Body::default()
        }
    };
    pairs(value, "content").take(50).map(body).collect()
}

fn example_reference(value: &Value) -> Option<&str> {
    tree::reference(value).filter(|to| to.starts_with("#/components/examples/"))
}

/// `example`, and the values of `examples`.
fn examples(value: &Value) -> Vec<Example> {
    let one = value.get("example").map(|value| Example { name: Clean::default(), value: value.clone() });
    let several = pairs(value, "examples").take(20).map(|(name, example)| Example {
        name: Clean::line(name),
        value: example.get("value").unwrap_or(example).clone(),
    });
    one.into_iter().chain(several).collect()
}

fn responses(tree: &Tree, at: &str, value: &Value, bodies: impl Fn(&str, &Value) -> Vec<Body>) -> Vec<Response> {
    let all = join(at, "responses");
    let response = |(key, value): (&String, &Value)| {
        let status = Clean::line(key);
        match tree.follow(join(&all, key), value) {
            Found::Here(at, value) => Response {
                status,
                description: lines(value, "description"),
                headers: headers(tree, &at, value),
                bodies: bodies(&at, value),
            },
            Found::Outside(to) | Found::Missing(to) => {
                Response { status, description: vec![Clean::line(&format!("defined at {to}"))], ..Response::default() }
            }
        }
    };
    pairs(value, "responses").filter(|(status, _)| !status.starts_with("x-")).take(100).map(response).collect()
}

fn headers(tree: &Tree, at: &str, value: &Value) -> Vec<Parameter> {
    let all = join(at, "headers");
    let header = |(name, _): (&String, &Value)| {
        let (at, value) = found(tree, &join(&all, name))?;
        // a header of Swagger 2 is its own schema
        let schema = if value.get("schema").is_some() { join(&at, "schema") } else { at.clone() };
        Some(Parameter { place: "header".into(), name: Clean::line(name), ..parameter(&at, value, &schema) })
    };
    pairs(value, "headers").take(100).filter_map(header).collect()
}

/// An operation of Swagger 2: a body and the fields of a form are parameters there.
pub(super) fn detail_of_two(tree: &Tree, at: &str) -> Detail {
    let Some(value) = tree.get(at) else { return Detail::default() };
    let mut detail =
        Detail { description: lines(value, "description"), facts: facts(tree, value), ..Detail::default() };
    let consumes = media(tree.root(), value, "consumes");
    for (at, value) in parameters(tree, at) {
        if text(value, "in") == "body" {
            detail.request = consumes.iter().map(|media| body_of_two(&at, value, media)).collect();
        } else {
            let schema = if value.get("schema").is_some() { join(&at, "schema") } else { at.clone() };
            detail.parameters.push(parameter(&at, value, &schema));
        }
    }
    let produces = media(tree.root(), value, "produces");
    detail.responses = responses(tree, at, value, |at, value| {
        let schema = value.get("schema").map(|_| SchemaAt::new(&join(at, "schema")));
        let body = |media: &Clean| Body {
            title: media.clone(),
            schema: schema.clone(),
            examples: value.get("examples").and_then(|all| all.get(media.as_str())).map(unnamed).into_iter().collect(),
            ..Body::default()
        };
        if schema.is_none() { Vec::new() } else { produces.iter().map(body).collect() }
    });
    detail
}

fn body_of_two(at: &str, value: &Value, media: &Clean) -> Body {
    Body {
        title: media.clone(),
        required: flag(value, "required"),
        description: lines(value, "description"),
        schema: value.get("schema").map(|_| SchemaAt::new(&join(at, "schema"))),
        ..Body::default()
    }
}

fn unnamed(value: &Value) -> Example {
    Example { name: Clean::default(), value: value.clone() }
}

fn media(root: &Value, value: &Value, key: &str) -> Vec<Clean> {
    let own = value.get(key).or_else(|| root.get(key)).and_then(Value::as_array);
    let media: Vec<Clean> = own.into_iter().flatten().filter_map(Value::as_str).take(20).map(Clean::line).collect();
    if media.is_empty() { vec!["application/json".into()] } else { media }
}
