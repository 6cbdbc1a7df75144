//! The generated documents: `docs/cli.md`, `docs/configuration.md`, `docs/keys.md`. A test compares
//! them with what is made here, so that they never lag behind the program.

use super::args::Args;
use super::keys::{danger, place};
use crate::config;
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Keymap;
use clap::{Arg, Command, CommandFactory as _};
use serde_json::Value;
use std::fmt::Write as _;

const GENERATED: &str = "<!-- Generated from the program; `STAGEDOOR_BLESS=1 cargo test documents` writes it. -->\n\n";

/// `docs/keys.md`: the keys of all maps that come with the program.
pub fn keys() -> String {
    let maps: Vec<(&str, Keymap)> =
        Keymap::NAMES.into_iter().filter_map(|name| Some((name, Keymap::bundled(name).ok()?))).collect();
    page(&maps)
}

/// The keys of one map as Markdown.
pub(super) fn keys_markdown(map: &Keymap) -> String {
    page(&[("keys", map.clone())])
}

/// A column for the keys of each map.
fn page(maps: &[(&str, Keymap)]) -> String {
    let mut out = format!("# Keys\n\n{GENERATED}{KEYS_INTRO}");
    let heads: Vec<&str> = maps.iter().map(|(name, _)| *name).collect();
    let rules = "|---".repeat(maps.len() + 3);
    let mut room = "";
    for action in Action::ALL {
        if place(*action) != room {
            room = place(*action);
            let _ =
                write!(out, "\n## {}\n\n| {} | action | does | why |\n{rules}|\n", capital(room), heads.join(" | "));
        }
        let spec = action.spec();
        let keys: Vec<String> = maps.iter().map(|(_, map)| keys_in(map, *action)).collect();
        let note = if danger(*action) == "reads" { String::new() } else { format!(" ({})", danger(*action)) };
        let _ = writeln!(out, "| {} | `{}` | {}{note} | {} |", keys.join(" | "), spec.id, spec.title, spec.why);
    }
    out
}

fn keys_in(map: &Keymap, action: Action) -> String {
    map.keys_of(action).iter().map(|keys| code(keys)).collect::<Vec<_>>().join(" ")
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn code(keys: &str) -> String {
    match keys {
        "|" => "`\\|`".into(),
        keys if keys.contains('`') => format!("`` {keys} ``"),
        keys => format!("`{keys}`"),
    }
}

const KEYS_INTRO: &str = "\
What works where you are stands in the hint bar and under help. These are all keys; `--keymap NAME`, or `keymap` in the
configuration, chooses the map. A map of your own is a file that names actions and their keys,
`\"list.down\" = [\"j\", \"down\"]`, laid over the default map, or over another one: `over = \"vim\"`. With
`counts = true` digits before a key repeat a movement (`5 j`, `12 G`), as in the vim map; with `counts = \"ctrl+u\"`
digits after that key do (`ctrl+u 5 ctrl+n`), as in the emacs map.
";

const CLI_INTRO: &str = include_str!("reference/cli.md");
const CONFIGURATION_INTRO: &str = include_str!("reference/configuration.md");

/// `docs/cli.md`.
pub fn cli() -> String {
    let mut command = Args::command();
    command.build();
    let mut out = format!("# Command line\n\n{GENERATED}{CLI_INTRO}\n## Everywhere\n\n");
    flags(&command, true, &mut out);
    out.push_str("\n## Commands\n");
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        section(sub, "stagedoor", &mut out);
    }
    out
}

fn section(command: &Command, parent: &str, out: &mut String) {
    let name = format!("{parent} {}", command.get_name());
    let deeper: Vec<&Command> = command.get_subcommands().filter(|sub| sub.get_name() != "help").collect();
    if !deeper.is_empty() {
        deeper.into_iter().for_each(|sub| section(sub, &name, out));
        return;
    }
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let _ = write!(out, "\n### `{name}`\n\n{about}.\n");
    let places = command.get_positionals().map(|arg| {
        let many = if arg.get_num_args().is_some_and(|count| count.max_values() > 1) { "..." } else { "" };
        let (open, close) = if arg.is_required_set() { ("", "") } else { ("[", "]") };
        format!(" {open}{}{close}{many}", arg.get_value_names().and_then(|names| names.first()).map_or("", |name| name))
    });
    let places: String = places.collect();
    let _ = write!(out, "\n```text\n{name}{places}\n```\n");
    let own = command.get_arguments().any(|arg| documented(arg, false));
    if own {
        out.push('\n');
        flags(command, false, out);
    }
}

fn documented(arg: &Arg, global: bool) -> bool {
    arg.is_global_set() == global && !matches!(arg.get_id().as_str(), "help" | "version" | "link")
}

fn flags(command: &Command, global: bool, out: &mut String) {
    out.push_str("| argument | meaning |\n|---|---|\n");
    for arg in command.get_arguments().filter(|arg| documented(arg, global)) {
        let short = arg.get_short().map(|short| format!("-{short}"));
        let long = arg.get_long().map(|long| format!("--{long}"));
        let value = arg.get_value_names().filter(|_| arg.get_action().takes_values()).and_then(|names| names.first());
        let names: Vec<String> = short.into_iter().chain(long).collect();
        let value = value.map(|value| value.replace('|', "\\|")).unwrap_or_default();
        let called = if names.is_empty() { value } else { format!("{} {value}", names.join(", ")) };
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(out, "| `{}` | {}{} |", called.trim_end(), help.replace('|', "\\|"), choices(arg));
    }
}

fn choices(arg: &Arg) -> String {
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|_| arg.get_action().takes_values())
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    if values.is_empty() { String::new() } else { format!(": {}", values.join(", ")) }
}

/// `docs/configuration.md`.
pub fn configuration() -> String {
    let schema = config::schema();
    let mut out = format!("# Configuration\n\n{GENERATED}{CONFIGURATION_INTRO}\n");
    keys_of(&schema, &schema, "The file", &mut out);
    for (heading, name) in [
        ("`[contexts.NAME]`", "ContextTable"),
        ("`[[tools]]`", "ToolTable"),
        ("`[look]`", "LookTable"),
        ("`[audit]`", "AuditTable"),
    ] {
        if let Some(table) = schema.pointer(&format!("/$defs/{name}")) {
            keys_of(&schema, table, heading, &mut out);
        }
    }
    let _ = write!(out, "\n## The whole file, commented\n\n```toml\n{}```\n", config::DEFAULT);
    out
}

fn keys_of(schema: &Value, table: &Value, heading: &str, out: &mut String) {
    let text = |value: &Value| value.get("description").and_then(Value::as_str).unwrap_or_default().replace('\n', " ");
    let _ = write!(out, "\n## {heading}\n\n{}\n\n| key | type | meaning |\n|---|---|---|\n", text(table));
    for (key, value) in table.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let _ = writeln!(out, "| `{key}` | {} | {} |", kind(schema, value), Clean::line(&text(value)));
    }
}

/// The type of a value in words.
fn kind(schema: &Value, value: &Value) -> String {
    if let Some(name) = value.get("$ref").and_then(Value::as_str) {
        let target = name.strip_prefix('#').and_then(|pointer| schema.pointer(pointer));
        return target.map_or("table".into(), |target| kind(schema, target));
    }
    for several in ["anyOf", "oneOf"] {
        if let Some(items) = value.get(several).and_then(Value::as_array) {
            let kinds: Vec<String> =
                items.iter().map(|item| kind(schema, item)).filter(|kind| kind != "null").collect();
            return kinds.join(", ");
        }
    }
    if let Some(word) = value.get("const").and_then(Value::as_str) {
        return format!("`\"{word}\"`");
    }
    let kinds: Vec<&str> = match value.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => {
            several.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect()
        }
        _ => vec![],
    };
    let item = value.get("items").map(|item| kind(schema, item)).unwrap_or_default();
    match kinds.first() {
        Some(&"array") if item == "table" => "tables".into(),
        Some(&"array") => format!("list of {item}"),
        Some(&"object") => "table".into(),
        Some(&"string") => "text".into(),
        Some(&"boolean") => "`true` or `false`".into(),
        Some(other) => (*other).into(),
        None => String::new(),
    }
}
