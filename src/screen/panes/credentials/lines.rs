//! The lines of the room, and what each is about.

use super::{CredentialsRoom, Item};
use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::model::credential::{CredentialRole, Credentials, Lease, LeaseEnd, SecretPath, VaultSession};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::model::{Place, Room};
use crate::domain::text::{Clean, width};
use crate::platform::credentials::SecretFolder;
use crate::platform::fault::FaultKind;
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::widgets::countdown;
use std::sync::Arc;

pub(super) fn of(room: &CredentialsRoom, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let remote = ctx.store.get(&room.question());
    let Some(credentials) = &room.credentials else {
        return match remote.fault {
            Some(fault) if fault.kind == FaultKind::Unsupported => without_vault(columns),
            _ => absence(&remote, "what vaults lend", columns),
        };
    };
    let mut lines = vaults(credentials, ctx, columns);
    if let Some(fault) = remote.fault {
        let words = Clean::line(&format!("this may be behind: {}", fault.happened));
        lines.extend(told(&words, Role::Warn, columns));
    }
    lines.extend(leases(credentials, ctx));
    lines.extend(roles(credentials, ctx));
    lines.extend(paths(room, credentials, ctx, columns));
    lines
}

/// What the room is for, where no vault is named yet.
fn without_vault(columns: usize) -> Vec<Line> {
    let paragraphs = [
        ("No vault is named here.", Role::Text),
        (
            "A HashiCorp Vault or an OpenBao lends users of databases for a while: here you see what can be lent to you \
             and what is, connect with it, and give it back. Where an entity's secrets lie is shown as well, never what \
             they are.",
            Role::Dim,
        ),
        (
            "A vault is a table [[contexts.NAME.vaults]] of the configuration: docs/configuration.md says what belongs \
             in it, and `stagedoor config path` where the file is.",
            Role::Dim,
        ),
    ];
    paragraphs.into_iter().flat_map(|(words, role)| told(&words.into(), role, columns)).collect()
}

fn told(words: &Clean, role: Role, columns: usize) -> Vec<Line> {
    let lines = wrap(words.shown(), columns.saturating_sub(2).max(8)).into_iter();
    lines.map(|line| Line::of("  ", Role::Text).and(line, role)).collect()
}

fn vaults(credentials: &Credentials, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (vault, source) in credentials.vaults.iter().zip(&credentials.sources) {
        lines.push(vault_line(vault, ctx));
        if !vault.policies.is_empty() {
            let names: Vec<&str> = vault.policies.iter().map(Clean::as_str).collect();
            let words = Clean::line(&format!("policies: {}", names.join(", ")));
            lines.extend(told(&words, Role::Dim, columns));
        }
        lines.extend(missing(source, columns));
    }
    lines
}

fn vault_line(vault: &VaultSession, ctx: &Ctx<'_>) -> Line {
    let line = Line::of(vault.vault.clone(), Role::Title).and("  ", Role::Text).and(vault.system.clone(), Role::Text);
    let line = match vault.user.is_empty() {
        true => line,
        false => line.and("  as ", Role::Dim).and(vault.user.clone(), Role::Text),
    };
    match vault.until {
        Some(until) => line.and("  ", Role::Text).and(countdown::coarse(until, ctx.now), Role::Dim),
        None => line,
    }
}

fn missing(source: &SourceState, columns: usize) -> Vec<Line> {
    let mut lines = match &source.known {
        Known::Yes => Vec::new(),
        Known::Asking => told(&"it is being asked".into(), Role::Dim, columns),
        Known::Unknown(why) => told(why, Role::Warn, columns),
        Known::Failed(why) => told(why, Role::Bad, columns),
    };
    lines.extend(source.remark.iter().flat_map(|remark| told(remark, Role::Dim, columns)));
    lines
}

fn leases(credentials: &Credentials, ctx: &Ctx<'_>) -> Vec<Line> {
    if credentials.leases.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::empty(), Line::of("Lent to you", Role::Heading)];
    let most = credentials.leases.iter().map(|lease| width(lease.username.as_str())).max().unwrap_or(0).min(48);
    for lease in &credentials.leases {
        lines.push(lease_line(lease, most, ctx));
        let connect = lease.connect.as_ref().filter(|_| lease.is_live(ctx.now)).and_then(|line| line.quoted());
        lines.extend(connect.map(|line| Line::of("    ", Role::Text).and(line, Role::Code)));
    }
    let kept = "  in the memory of this program alone; what is not given back ends by itself";
    lines.push(Line::of(kept, Role::Dim));
    lines
}

fn lease_line(lease: &Arc<Lease>, most: usize, ctx: &Ctx<'_>) -> Line {
    let glyphs = &ctx.look.glyphs;
    let (sign, sign_role, role) = match lease.is_live(ctx.now) {
        true => (glyphs.dot, Role::Good, Role::Text),
        false => (" ", Role::Dim, Role::Dim),
    };
    let state = match (lease.ended, lease.is_live(ctx.now)) {
        (Some(LeaseEnd::GivenBack), _) => "given back".into(),
        (Some(LeaseEnd::Gone), _) => "the vault has it no longer".into(),
        (_, false) => "has ended".into(),
        (_, true) => countdown::words(lease.expires_at, ctx.now),
    };
    let line = Line::of(sign, sign_role).and(" ", Role::Text).and(lease.username.clone(), role).pad_to(most + 4);
    let line = line.and(state, role).and("  ", Role::Text).and(role_words(&lease.role), Role::Dim);
    let line = match &lease.entity {
        Some(entity) => line.and("  for ", Role::Dim).and(Clean::line(entity.as_str()), Role::Dim),
        None => line,
    };
    line.and(Clean::line(&format!("  {}", lease.id)), Role::Dim).to(target(&Item::Lease(Arc::clone(lease))))
}

fn roles(credentials: &Credentials, _: &Ctx<'_>) -> Vec<Line> {
    let is_told = credentials.sources.iter().any(|source| source.known == Known::Yes);
    let mut lines = vec![Line::empty(), Line::of("Can be lent", Role::Heading)];
    if credentials.roles.is_empty() {
        let words = "  nothing: no role is listed for you, and an entity names its own by stagedoor.dev/vault-role";
        return if is_told { lines.into_iter().chain([Line::of(words, Role::Dim)]).collect() } else { Vec::new() };
    }
    let line = |role: &CredentialRole| {
        Line::of("  ", Role::Text).and(role_words(role), Role::Text).to(target(&Item::Role(role.clone())))
    };
    lines.extend(credentials.roles.iter().map(line));
    lines
}

fn role_words(role: &CredentialRole) -> Clean {
    Clean::line(&role.to_string())
}

fn paths(room: &CredentialsRoom, credentials: &Credentials, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    if credentials.paths.is_empty() && room.folder.is_none() {
        return Vec::new();
    }
    let mut lines = vec![Line::empty(), Line::of("Secrets, by name", Role::Heading)];
    let Some(folder) = &room.folder else {
        lines.extend(credentials.paths.iter().map(|path| path_line(path, &full(path))));
        return lines;
    };
    let words = Clean::line(&format!("  {}:{}/{}", folder.vault, folder.mount, folder.path));
    lines.push(Line::of(words, Role::Label));
    lines.push(Line::of("    ..", Role::Link).to(target(&Item::Up)));
    let remote = room.folder_question().map(|question| ctx.store.get(&question).answer().cloned());
    match remote.flatten() {
        Some(found) if found.is_empty() => lines.push(Line::of("    there is nothing in it", Role::Dim)),
        Some(found) => lines.extend(found.iter().map(|path| path_line(path, &last(path)))),
        None => {
            let question = room.folder_question();
            lines.extend(question.iter().flat_map(|it| absence(&ctx.store.get(it), "the folder", columns)));
        }
    }
    lines
}

fn path_line(path: &SecretPath, name: &str) -> Line {
    let role = if is_folder(path) || !path.address.is_empty() { Role::Link } else { Role::Text };
    Line::of("    ", Role::Text).and(Clean::line(name), role).to(target(&Item::Path(path.clone())))
}

/// A mount, or a folder in it.
pub(super) fn is_folder(path: &SecretPath) -> bool {
    path.path.is_empty() || path.path.as_str().ends_with('/')
}

fn full(path: &SecretPath) -> String {
    format!("{}:{}/{}", path.vault, path.mount, path.path)
}

fn last(path: &SecretPath) -> String {
    let (text, end) = match path.path.as_str().strip_suffix('/') {
        Some(text) => (text, "/"),
        None => (path.path.as_str(), ""),
    };
    format!("{}{end}", text.rsplit('/').next().unwrap_or(text))
}

/// What a line leads to, as a place that tells it apart: nobody goes there.
pub(super) fn target(item: &Item) -> Target {
    let (name, value) = match item {
        Item::Lease(lease) => ("lease", lease.id.to_string()),
        Item::Role(role) => ("role", role.to_string()),
        Item::Path(path) => ("secret", full(path)),
        Item::Up => ("up", String::new()),
    };
    Target::Place(Place { query: vec![(name.to_owned(), value)], ..Place::room(Room::Credentials) })
}

/// What the line under the cursor is about.
pub(super) fn item(room: &CredentialsRoom, ctx: &Ctx<'_>) -> Option<Item> {
    let under = room.sheet.target()?;
    let credentials = room.credentials.as_ref()?;
    let inside = room.folder_question().and_then(|question| ctx.store.get(&question).answer().cloned());
    let inside = inside.as_deref().into_iter().flatten();
    let leases = credentials.leases.iter().cloned().map(Item::Lease);
    let roles = credentials.roles.iter().cloned().map(Item::Role);
    let paths = credentials.paths.iter().chain(inside).cloned().map(Item::Path);
    leases.chain(roles).chain(paths).chain([Item::Up]).find(|item| target(item) == *under)
}

/// The folder that a path is.
pub(super) fn folder(path: &SecretPath) -> SecretFolder {
    SecretFolder { vault: Arc::clone(&path.vault), mount: path.mount.to_string(), path: path.path.to_string() }
}
