//! What the design allows, and what in the sources is not allowed.

use super::tree::{Arrow, Source, Tree, parent};
use std::collections::{BTreeMap, BTreeSet};

/// The rooms of the house, and what each may use besides itself. `*` stands for one name: each such
/// room is a room of its own, and knows none of its neighbours.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("domain::text", &[]),
    ("domain::model", &["domain::text"]),
    ("domain::pattern", &["domain::text"]),
    ("domain::schema", &["domain::text", "domain::pattern"]),
    ("domain::expression", &["domain::text", "domain::model", "domain::pattern"]),
    ("domain::form", &["domain::text", "domain::model", "domain::pattern", "domain::schema", "domain::expression"]),
    (
        "domain::template",
        &["domain::text", "domain::model", "domain::pattern", "domain::schema", "domain::expression", "domain::form"],
    ),
    ("domain::document", &["domain::text", "domain::model"]),
    ("domain::definition", &["domain::text", "domain::model", "domain::document"]),
    ("domain::docs", &["domain::text", "domain::model", "domain::document"]),
    ("platform", &["domain"]),
    ("adapters", &["domain", "platform"]),
    ("adapters::http", &["domain", "platform"]),
    ("adapters::process", &["domain", "platform"]),
    ("adapters::private", &[]),
    ("adapters::files", &["domain", "platform"]),
    ("adapters::session", &["domain", "platform", "adapters::http", "adapters::process", "adapters::private"]),
    ("adapters::cluster", &["domain", "platform", "adapters::http", "adapters::process", "adapters::session"]),
    (
        "adapters::systems",
        &["domain", "platform", "adapters::http", "adapters::process", "adapters::session", "adapters::cluster"],
    ),
    (
        "adapters::systems::*",
        &["domain", "platform", "adapters::http", "adapters::process", "adapters::session", "adapters::cluster"],
    ),
    ("adapters::portal", &["domain", "platform", "adapters::http", "adapters::session", "adapters::systems"]),
    ("adapters::timeline", &["domain", "platform"]),
    ("adapters::delivery", &["domain", "platform"]),
    ("adapters::provisioning", &["domain", "platform"]),
    ("adapters::workspace", &["domain", "platform", "adapters::private"]),
    ("adapters::kept", &["domain", "platform", "adapters::private"]),
    ("adapters::journal", &["domain", "platform", "adapters::private"]),
    ("adapters::simulated", &["domain", "platform", "adapters::private"]),
    ("screen", &["domain", "platform"]),
    ("screen::input", &["domain", "platform"]),
    ("screen::look", &["domain", "platform"]),
    ("screen::terminal", &["domain", "platform", "screen::input"]),
    ("screen::ctx", &["domain", "platform", "screen::look"]),
    ("screen::widgets", &["domain", "platform", "screen::input", "screen::look", "screen::terminal"]),
    (
        "screen::panes",
        &["domain", "platform", "screen::input", "screen::look", "screen::terminal", "screen::ctx", "screen::widgets"],
    ),
    (
        "screen::panes::tabs",
        &["domain", "platform", "screen::input", "screen::look", "screen::terminal", "screen::ctx", "screen::widgets"],
    ),
    (
        "screen::panes::granted",
        &["domain", "platform", "screen::input", "screen::look", "screen::terminal", "screen::ctx", "screen::widgets"],
    ),
    (
        "screen::panes::outcome",
        &["domain", "platform", "screen::input", "screen::look", "screen::terminal", "screen::ctx", "screen::widgets"],
    ),
    (
        "screen::panes::stages",
        &["domain", "platform", "screen::input", "screen::look", "screen::terminal", "screen::ctx", "screen::widgets"],
    ),
    (
        "screen::panes::*",
        &[
            "domain",
            "platform",
            "screen::input",
            "screen::look",
            "screen::terminal",
            "screen::ctx",
            "screen::widgets",
            "screen::panes::granted",
            "screen::panes::outcome",
            "screen::panes::stages",
            "screen::panes::tabs",
        ],
    ),
    (
        "screen::overlays",
        &["domain", "platform", "screen::input", "screen::look", "screen::terminal", "screen::ctx", "screen::widgets"],
    ),
    ("screen::app", &["domain", "platform", "screen"]),
    ("config", &["domain"]),
    ("cli", &["domain", "platform", "config"]),
    ("wiring", &["domain", "platform", "adapters", "screen", "cli", "config"]),
    ("main", &["domain", "platform", "adapters", "screen", "cli", "config", "wiring"]),
];

/// Rooms that only hold other rooms: whatever stands in them has to be listed.
const HALLS: &[&str] = &["domain", "adapters", "screen"];

/// Of other crates and of the standard library, what only some rooms may use.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("std::fs", &["adapters", "screen", "cli", "config", "wiring", "main"]),
    ("std::env", &["platform::browser", "platform::programs", "adapters", "screen", "cli", "config", "wiring", "main"]),
    // the one door through which other programs are started, and those who go through it
    ("std::process::Command", &["platform::programs"]),
    ("std::os::unix::process", &["platform::programs"]),
    ("tokio::process", &["adapters::process"]),
    // by its functions, as many a thing of our own is called `open`
    ("open::that", &["platform::browser"]),
    ("open::that_detached", &["platform::browser"]),
    ("open::that_in_background", &[]),
    ("open::commands", &[]),
    ("open::with", &[]),
    ("open::with_command", &[]),
    ("open::with_detached", &[]),
    ("open::with_in_background", &[]),
    ("rustix::runtime", &[]),
    ("std::net::TcpStream", &["adapters"]),
    ("std::net::TcpListener", &["adapters"]),
    ("std::net::UdpSocket", &["adapters"]),
    ("std::net::ToSocketAddrs", &["adapters"]),
    ("tokio", &["platform", "adapters", "screen", "cli", "wiring", "main"]),
    ("fancy_regex", &["domain::pattern"]),
    ("html5ever", &["domain::docs"]),
    ("mermaid_text", &["domain::docs"]),
    ("pulldown_cmark", &["domain::docs"]),
    // by what decodes and encodes, as many a thing of our own is called `image`
    ("image::ImageReader", &["domain::docs::picture"]),
    ("image::DynamicImage", &["domain::docs::picture"]),
    ("image::load_from_memory", &[]),
    ("image::codecs", &["screen::terminal::pictures"]),
    ("ratatui", &["screen"]),
    ("crossterm", &["screen", "cli"]),
    ("reqwest", &["adapters"]),
    ("kube", &["adapters::cluster"]),
    ("rusqlite", &["adapters::kept", "adapters::simulated"]),
    ("color_eyre", &["main"]),
];

/// What is wrong today and known to be: parts of what is told. Each has to go; one that is told no
/// more has to be struck from here.
pub const LEFT: &[&str] = &[
    "a circle: crate::adapters::workspace::",
    "a circle: crate::cli::",
    "a circle: crate::config::",
    // a grammar is recursive, and so are its files
    "a circle: crate::domain::model::yaml::",
    // values hold functions, functions run bodies, bodies make values
    "a circle: crate::domain::expression::",
];

/// The longest that a file may be, and those that may be longer.
const LONGEST: usize = 400;
const LONG_FILES: &[&str] = &[];

const VAGUE: [&str; 6] = ["manager", "helper", "helpers", "util", "utils", "common"];

/// Everything that is wrong, each with its file and line.
pub fn judge(sources: &[Source]) -> Vec<String> {
    let tree = match Tree::of(sources) {
        Ok(tree) => tree,
        Err(error) => return vec![error],
    };
    let arrows = tree.arrows();
    let mut wrong: Vec<String> = arrows.iter().filter_map(forbidden).collect();
    wrong.extend(tree.modules().filter_map(homeless));
    // what a test has to make before it can ask is no part of the house
    wrong.extend(circles(arrows.iter().filter(|arrow| !tree.is_test(&arrow.from))));
    wrong.extend(
        tree.modules().filter(|module| is_vague(module)).map(|module| format!("{module}: the name says nothing")),
    );
    wrong.extend(tree.types.iter().filter_map(vague_type));
    wrong.extend(sources.iter().filter_map(too_long));
    wrong
}

fn inside(module: &str, room: &str) -> bool {
    module.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The room that a module belongs to, with the name that `*` stands for, and what it may use.
fn room_of(module: &str) -> Option<(String, &'static [&'static str])> {
    let fit = |(room, uses): &(&'static str, &'static [&'static str])| match room.strip_suffix("::*") {
        Some(hall) => {
            let name = module.strip_prefix(hall)?.strip_prefix("::")?.split("::").next()?;
            Some((format!("{hall}::{name}"), *uses))
        }
        None => inside(module, room).then(|| ((*room).to_owned(), *uses)),
    };
    ROOMS.iter().filter_map(fit).max_by_key(|(room, _)| room.len())
}

fn forbidden(arrow: &Arrow) -> Option<String> {
    let from = arrow.from.strip_prefix("crate::")?;
    let place = format!("{}:{}", arrow.file, arrow.line);
    let Some(to) = arrow.to.strip_prefix("crate::") else {
        let (name, rooms) = OUTSIDE.iter().find(|(name, _)| inside(&arrow.to, name))?;
        let allowed = rooms.iter().any(|room| inside(from, room));
        return (!allowed).then(|| format!("{place}: {from} uses {name}, which only {} may", rooms.join(", ")));
    };
    // a door leads into its own rooms, and whoever is inside may use what the door holds
    if inside(to, from) || inside(from, to) {
        return None;
    }
    let (room, uses) = room_of(from)?;
    let allowed = inside(to, &room) && room_of(to).is_some_and(|(other, _)| other == room)
        || uses.iter().any(|used| inside(to, used));
    (!allowed).then(|| {
        format!(
            "{place}: {from} uses {to}; {room} may use {}",
            if uses.is_empty() { "nothing".to_owned() } else { uses.join(", ") }
        )
    })
}

/// A module for which the list of rooms has no place.
fn homeless(module: &str) -> Option<String> {
    let module = module.strip_prefix("crate::")?;
    let placed = room_of(module).is_some_and(|(room, _)| room == module || !HALLS.contains(&room.as_str()));
    (!placed).then(|| format!("src/{}: {module} is in no room of the design", module.replace("::", "/")))
}

fn is_vague(module: &str) -> bool {
    VAGUE.contains(&module.rsplit("::").next().unwrap_or_default())
}

fn vague_type((name, file, line): &(String, String, usize)) -> Option<String> {
    let vague = ["Manager", "Helper", "Util"].iter().any(|word| name.contains(word));
    vague.then(|| format!("{file}:{line}: the name {name} says nothing"))
}

fn too_long(source: &Source) -> Option<String> {
    let lines = source.text.lines().count();
    let allowed = lines <= LONGEST || LONG_FILES.contains(&source.path.as_str());
    (!allowed).then(|| format!("src/{}: {lines} lines, more than {LONGEST}", source.path))
}

/// Neighbours that use each other, directly or over others: what is in one cannot be understood
/// without the other.
fn circles<'a>(arrows: impl Iterator<Item = &'a Arrow>) -> Vec<String> {
    let mut uses: BTreeMap<String, BTreeMap<String, &Arrow>> = BTreeMap::new();
    for arrow in arrows {
        if let Some((from, to)) = neighbours(&arrow.from, &arrow.to) {
            uses.entry(from).or_default().entry(to).or_insert(arrow);
        }
    }
    let closing = uses.iter().flat_map(|(from, used)| used.iter().map(move |(to, arrow)| (from, to, arrow)));
    let circles = closing.filter_map(|(from, to, arrow)| {
        let back = way(&uses, to, from)?;
        // told once, at its first module by name
        back.iter().all(|module| module >= from).then(|| {
            let round = [vec![from.clone()], back].concat().join(" -> ");
            format!("{}:{}: a circle: {round}", arrow.file, arrow.line)
        })
    });
    circles.collect()
}

/// The two modules beside each other that hold the ends of an arrow; `None` when one end holds the
/// other.
fn neighbours(from: &str, to: &str) -> Option<(String, String)> {
    if !to.starts_with("crate") || inside(from, to) || inside(to, from) {
        return None;
    }
    let shared = from.split("::").zip(to.split("::")).take_while(|(a, b)| a == b).count();
    let cut = |module: &str| module.split("::").take(shared + 1).collect::<Vec<_>>().join("::");
    let (from, to) = (cut(from), cut(to));
    (parent(&from) == parent(&to)).then_some((from, to))
}

/// The shortest way along the arrows, both ends in it.
fn way(uses: &BTreeMap<String, BTreeMap<String, &Arrow>>, from: &str, to: &str) -> Option<Vec<String>> {
    let mut ways = std::collections::VecDeque::from([vec![from.to_owned()]]);
    let mut seen = BTreeSet::from([from.to_owned()]);
    while let Some(way) = ways.pop_front() {
        let last = way.last()?;
        if last == to {
            return Some(way);
        }
        for next in uses.get(last).into_iter().flat_map(BTreeMap::keys) {
            if seen.insert(next.clone()) {
                ways.push_back([way.as_slice(), std::slice::from_ref(next)].concat());
            }
        }
    }
    None
}
