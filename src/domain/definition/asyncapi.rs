//! AsyncAPI 2 and 3.

use super::openapi::{about, found, schemas, summary, tags};
use super::source::Source;
use super::tree::{self, Found, Tree, flag, items, join, last_key, line, lines, pairs, text};
use super::{
    Body, Definition, Detail, Example, Fact, Family, Operation, Parameter, Response, SchemaAt, Server, schema_facts,
};
use crate::domain::text::Clean;
use serde_json::Value;

/// The most messages of an operation that are shown.
const MAX_MESSAGES: usize = 100;

pub(super) fn read(mut definition: Definition, tree: Tree) -> Definition {
    let root = tree.root();
    definition.family = Family::AsyncApi;
    definition.format = line(root, "asyncapi");
    about(&mut definition, root);
    definition.servers = servers(&tree);
    tags(&mut definition, root);
    if definition.format.as_str().starts_with('2') {
        operations_of_two(&mut definition, &tree)
    } else {
        operations(&mut definition, &tree)
    }
    definition.groups.retain(|group| !group.operations.is_empty());
    messages(&mut definition, &tree);
    schemas(&mut definition, &tree, "#/components/schemas");
    let text = std::sync::Arc::clone(&definition.text);
    definition.flaws.extend(tree::dangling(&tree, &text));
    definition.source = Source::AsyncApi(tree);
    definition
}

fn servers(tree: &Tree) -> Vec<Server> {
    let named = pairs(tree.root(), "servers").take(100);
    named.filter_map(|(name, _)| Some(server(found(tree, &join("#/servers", name))?.1))).collect()
}

fn server(server: &Value) -> Server {
    let given = if server.get("url").is_some() {
        text(server, "url").to_owned()
    } else {
        format!("{}{}", text(server, "host"), text(server, "pathname"))
    };
    let fill = |address: String, (name, variable): (&String, &Value)| {
        address.replace(&format!("{{{name}}}"), line(variable, "default").as_str())
    };
    let address = pairs(server, "variables").take(50).fold(given, fill);
    Server {
        address: Clean::line(&address),
        protocol: line(server, "protocol"),
        description: line(server, "description"),
    }
}

/// Version 2: a channel names what can be published to it and what can be subscribed to.
fn operations_of_two(definition: &mut Definition, tree: &Tree) {
    let Some(Value::Object(channels)) = tree.root().get("channels") else {
        return definition.flaw(None, "there are no channels");
    };
    for (name, value) in channels {
        let Some((at, channel)) = tree.follow(join("#/channels", name), value).value() else { continue };
        for action in ["publish", "subscribe"] {
            let Some(value) = channel.get(action).filter(|value| value.is_object()) else { continue };
            let given = line(value, "operationId");
            let id = if given.is_empty() { Clean::line(&format!("{action} {name}")) } else { given };
            let operation = operation(id, action, name, value, join(&at, action), &[value, channel]);
            definition.add(operation, name);
        }
    }
}

/// Version 3: operations have names of their own, and say which channel they use.
fn operations(definition: &mut Definition, tree: &Tree) {
    let root = tree.root();
    let mut used = Vec::new();
    for (name, value) in pairs(root, "operations") {
        let Some((at, value)) = tree.follow(join("#/operations", name), value).value() else { continue };
        let channel = found(tree, &join(&at, "channel"));
        let address = channel.as_ref().map_or_else(Clean::default, |(at, channel)| address(at, channel));
        let action = match text(value, "action") {
            "send" => "send",
            "receive" => "receive",
            _ => {
                definition.flaw(None, &format!("action of {name} is neither send nor receive"));
                "?"
            }
        };
        let own: Vec<&Value> =
            [Some(value), channel.as_ref().map(|(_, channel)| *channel)].into_iter().flatten().collect();
        let operation = operation(Clean::line(name), action, address.as_str(), value, at.clone(), &own);
        definition.add(operation, address.as_str());
        let reply = value.get("reply").and_then(|_| found(tree, &join(&join(&at, "reply"), "channel")));
        used.extend(channel.into_iter().chain(reply).map(|(at, _)| at));
    }
    for (name, value) in pairs(root, "channels") {
        let Some((at, channel)) = tree.follow(join("#/channels", name), value).value() else { continue };
        if !used.contains(&at) {
            let address = address(&at, channel);
            let operation = operation(Clean::line(name), "channel", address.as_str(), channel, at, &[channel]);
            definition.add(operation, address.as_str());
        }
    }
}

fn address(at: &str, channel: &Value) -> Clean {
    let given = line(channel, "address");
    if given.is_empty() { Clean::line(&last_key(at)) } else { given }
}

fn operation(id: Clean, action: &'static str, path: &str, value: &Value, at: String, tagged: &[&Value]) -> Operation {
    let names = |value: &&Value| items(value, "tags").take(50).map(|tag| line(tag, "name")).collect::<Vec<_>>();
    let mut tags: Vec<Clean> = tagged.iter().map(names).find(|tags| !tags.is_empty()).unwrap_or_default();
    tags.retain(|tag| !tag.is_empty());
    Operation {
        id,
        kind: action.into(),
        path: Clean::line(path),
        summary: summary(value),
        deprecated: flag(value, "deprecated"),
        tags,
        at: at.into(),
    }
}

fn messages(definition: &mut Definition, tree: &Tree) {
    let all = "#/components/messages";
    for (name, _) in tree.get(all).and_then(Value::as_object).into_iter().flatten() {
        let payload = found(tree, &join(all, name)).and_then(|(at, message)| payload(&at, message));
        if let Some(payload) = payload {
            definition.add_schema(Clean::line(name), "message".into(), payload);
        }
    }
}

pub(super) fn detail(tree: &Tree, at: &str) -> Detail {
    let Some(value) = tree.get(at) else { return Detail::default() };
    let (owner, key) = at.rsplit_once('/').unwrap_or_default();
    let of_two = matches!(key, "publish" | "subscribe") && value.get("channel").is_none();
    let channel = match () {
        () if of_two => tree.get(owner).map(|channel| (owner.to_owned(), channel)),
        () if value.get("channel").is_some() => found(tree, &join(at, "channel")),
        () => Some((at.to_owned(), value)),
    };
    let mut detail = Detail { description: lines(value, "description"), ..Detail::default() };
    detail.facts = facts(tree, at, value, channel.as_ref().map(|(_, channel)| *channel));
    if let Some((channel_at, channel)) = &channel {
        detail.parameters = parameters(tree, channel_at, channel);
        if detail.description.is_empty() {
            detail.description = lines(channel, "description");
        }
    }
    detail.request =
        if of_two { messages_of_two(tree, &join(at, "message")) } else { messages_of(tree, at, value, channel) };
    detail.responses = reply(tree, at, value);
    detail
}

fn facts(tree: &Tree, at: &str, value: &Value, channel: Option<&Value>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (label, owner, key) in
        [("operation id", Some(value), "operationId"), ("channel", channel, "address"), ("title", channel, "title")]
    {
        let said = owner.map_or_else(Clean::default, |owner| line(owner, key));
        if !said.is_empty() {
            facts.push(Fact::new(label, said));
        }
    }
    let servers = channel.into_iter().flat_map(|channel| items(channel, "servers")).take(20);
    let server = |server: &Value| match (server.as_str(), tree::reference(server)) {
        (Some(name), _) => Fact::new("server", Clean::line(name)),
        (_, to) => Fact::new("server", Clean::line(&last_key(to.unwrap_or_default()))),
    };
    facts.extend(servers.map(server));
    for (index, _) in items(value, "security").take(20).enumerate() {
        let at = join(&join(at, "security"), &index.to_string());
        let words = match tree.resolve(&at) {
            Found::Here(at, scheme) if scheme.get("type").is_some() => {
                Clean::line(&format!("{} ({})", last_key(&at), text(scheme, "type")))
            }
            Found::Here(_, way) => {
                let names: Vec<&str> = way.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
                Clean::line(&names.join(" and "))
            }
            Found::Outside(to) | Found::Missing(to) => to,
        };
        facts.push(Fact::new("security", words));
    }
    for owner in [channel, Some(value)].into_iter().flatten() {
        let bindings = pairs(owner, "bindings").take(10);
        facts
            .extend(bindings.map(|(protocol, binding)| Fact::new(Clean::line(protocol), schema_facts::shown(binding))));
    }
    facts
}

fn parameters(tree: &Tree, channel_at: &str, channel: &Value) -> Vec<Parameter> {
    let all = join(channel_at, "parameters");
    let parameter = |(name, _): (&String, &Value)| {
        let (at, value) = found(tree, &join(&all, name))?;
        // in version 3 a parameter is a text, limited like a schema
        let schema = if value.get("schema").is_some() { join(&at, "schema") } else { at };
        Some(Parameter {
            place: "channel".into(),
            name: Clean::line(name),
            required: true,
            deprecated: false,
            description: lines(value, "description"),
            schema: Some(SchemaAt::new(&schema)),
            given: None,
        })
    };
    pairs(channel, "parameters").take(100).filter_map(parameter).collect()
}

fn messages_of_two(tree: &Tree, at: &str) -> Vec<Body> {
    let Some((at, value)) = found(tree, at) else { return Vec::new() };
    let several = items(value, "oneOf").count().min(MAX_MESSAGES);
    if several == 0 {
        return vec![message(tree, &at, value, "")];
    }
    let one = |index: usize| {
        let (at, value) = found(tree, &join(&join(&at, "oneOf"), &index.to_string()))?;
        Some(message(tree, &at, value, ""))
    };
    (0..several).filter_map(one).collect()
}

/// The messages that an operation names, or else all of its channel.
fn messages_of(tree: &Tree, at: &str, value: &Value, channel: Option<(String, &Value)>) -> Vec<Body> {
    let named = items(value, "messages").count().min(MAX_MESSAGES);
    let places: Vec<String> = match channel {
        _ if named > 0 => (0..named).map(|n| join(&join(at, "messages"), &n.to_string())).collect(),
        Some((channel_at, channel)) => {
            let all = join(&channel_at, "messages");
            pairs(channel, "messages").take(MAX_MESSAGES).map(|(name, _)| join(&all, name)).collect()
        }
        None => Vec::new(),
    };
    let one = |place: &String| {
        let (at, value) = found(tree, place)?;
        // the name that the operation's channel knows it by
        let known = tree.get(place).and_then(tree::reference).unwrap_or(place);
        Some(message(tree, &at, value, &last_key(known)))
    };
    places.iter().filter_map(one).collect()
}

fn message(tree: &Tree, at: &str, value: &Value, known: &str) -> Body {
    let names = [
        line(value, "name"),
        Clean::line(known),
        line(value, "messageId"),
        line(value, "title"),
        Clean::line(&last_key(at)),
    ];
    let title = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    let mut description = lines(value, "description");
    if description.is_empty() {
        description = lines(value, "summary");
    }
    let media = line(value, "contentType");
    let media = if media.is_empty() { line(tree.root(), "defaultContentType") } else { media };
    let format =
        [line(value, "schemaFormat"), value.get("payload").map_or_else(Clean::default, |p| line(p, "schemaFormat"))];
    let written = format.into_iter().find(|format| !format.is_empty());
    description.extend([Some(media).filter(|media| !media.is_empty()), written].into_iter().flatten());
    Body {
        title,
        required: false,
        description,
        headers: headers(tree, at, value),
        schema: payload(at, value),
        examples: examples(value),
    }
}

fn payload(at: &str, message: &Value) -> Option<SchemaAt> {
    let payload = message.get("payload")?;
    let at = join(at, "payload");
    // version 3 can say in the payload what the schema is written in
    let inside = payload.get("schemaFormat").is_some() && payload.get("schema").is_some();
    Some(SchemaAt::new(&if inside { join(&at, "schema") } else { at }))
}

/// The headers of a message, or else of the first of its traits that has some.
fn headers(tree: &Tree, at: &str, value: &Value) -> Option<SchemaAt> {
    let traits = (0..items(value, "traits").count().min(20)).map(|n| join(&join(at, "traits"), &n.to_string()));
    let owners = std::iter::once(at.to_owned()).chain(traits);
    owners
        .filter_map(|owner| found(tree, &owner))
        .find(|(_, owner)| owner.get("headers").is_some())
        .map(|(at, _)| SchemaAt::new(&join(&at, "headers")))
}

fn examples(value: &Value) -> Vec<Example> {
    let example = |example: &Value| Example {
        name: line(example, "name"),
        value: example.get("payload").unwrap_or(example).clone(),
    };
    items(value, "examples").take(20).map(example).collect()
}

fn reply(tree: &Tree, at: &str, value: &Value) -> Vec<Response> {
    if value.get("reply").is_none() {
        return Vec::new();
    }
    let Some((at, reply)) = found(tree, &join(at, "reply")) else { return Vec::new() };
    let channel = reply.get("channel").and_then(|_| found(tree, &join(&at, "channel")));
    let place = reply.get("address").map(|address| line(address, "location")).unwrap_or_default();
    let address = channel.as_ref().map_or(place, |(at, channel)| address(at, channel));
    let description = if address.is_empty() { Vec::new() } else { vec![address] };
    let bodies = messages_of(tree, &at, reply, channel);
    vec![Response { status: "reply".into(), description, headers: Vec::new(), bodies }]
}
