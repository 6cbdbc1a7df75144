//! The request as one reads it, from above to below.

use super::state::RequestRoom;
use super::{facts, past};
use crate::domain::document::{Line, Role};
use crate::domain::model::access::{AccessState, AccessWays, CommandLine, Connection};
use crate::domain::text::Clean;
use crate::platform::query::AccessAsked;
use crate::screen::ctx::Ctx;
use crate::screen::panes::{absence, granted};
use crate::screen::widgets::countdown;

impl RequestRoom {
    pub(super) fn lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let Some(question) = self.question() else {
            let words = Clean::line(&format!("`{}` can be no request's id.", self.page));
            return granted::wrapped(&words, Role::Bad, columns);
        };
        let Some(request) = &self.request else {
            return absence(&ctx.store.get(&question), "the request", columns);
        };
        let nothing = AccessWays::default();
        let ways = Self::ways(ctx).unwrap_or(&nothing);
        let mut lines = facts::head(ctx, request, columns);
        lines.extend(facts::about(ctx, request, columns));
        lines.extend(facts::needs(ctx, request, ways, columns));
        lines.extend(facts::reviews(ctx, request, columns));
        lines.extend(self.connect_lines(ctx, ways, columns));
        lines.extend(past::sessions(ctx, &self.sessions(ctx), columns));
        lines.extend(past::earlier(ctx, request, ctx.store.get(&AccessAsked {}).answer(), columns));
        if let Some(fault) = ctx.store.get(&question).fault {
            lines.push(Line::empty());
            lines.extend(granted::wrapped(&Clean::line(&fault.to_string()), Role::Bad, columns));
        }
        lines
    }

    /// How to connect: the very line, whom to sign in as, and until when it works.
    fn connect_lines(&self, ctx: &Ctx<'_>, ways: &AccessWays, columns: usize) -> Vec<Line> {
        let Some(question) = self.connecting(ctx) else { return Vec::new() };
        let mut lines = vec![Line::empty(), Line::of("Connect", Role::Heading)];
        let remote = ctx.store.get(&question);
        match remote.answer() {
            Some(connection) => lines.extend(self.connection_lines(ctx, connection, columns)),
            None => lines.extend(absence(&remote, "how to connect", columns)),
        }
        if granted::is_out(ways) {
            lines.extend(granted::out_lines(ways, columns));
        }
        lines
    }

    fn connection_lines(&self, ctx: &Ctx<'_>, connection: &Connection, columns: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let state = self.request.as_ref().map(|request| request.stands(ctx.now));
        if state == Some(AccessState::Approved) && !connection.commands.is_empty() {
            let words = "It is granted and not yet in use: the commands take it into use first.";
            lines.extend(granted::wrapped(&words.into(), Role::Dim, columns));
        }
        for command in &connection.commands {
            lines.extend(command_lines(command, columns));
        }
        if connection.simulated {
            let words = "There is nothing to connect to: it is only played.";
            lines.extend(granted::wrapped(&words.into(), Role::Badge, columns));
        } else if connection.commands.is_empty() {
            lines.push(Line::of("The system names no command that connects.", Role::Warn));
        }
        lines.extend(connection.notes.iter().flat_map(|note| granted::wrapped(note, Role::Dim, columns)));
        lines.extend(self.login_lines(ctx));
        // where it ends with the request that is said above
        let ends = self.request.as_ref().and_then(|request| request.expires_at);
        if let Some(until) = connection.until.filter(|until| Some(*until) != ends) {
            let words = format!("{}, until {}", countdown::coarse(until, ctx.now), ctx.zone.clock(until));
            lines.extend(granted::labelled("works", &Clean::line(&words), Role::Text, columns));
        }
        lines
    }

    /// The names that one can sign in with, where there are several.
    fn login_lines(&self, ctx: &Ctx<'_>) -> Vec<Line> {
        let Some(request) = &self.request else { return Vec::new() };
        let mut names: Vec<&Clean> = request.resources.iter().flat_map(|resource| &resource.logins).collect();
        names.dedup();
        if names.len() < 2 {
            return Vec::new();
        }
        let mut lines = vec![Line::of("sign in as", Role::Label)];
        for name in names {
            let is_chosen = self.login.as_deref() == Some(name.as_str());
            let sign = if is_chosen { ctx.look.glyphs.chosen } else { ctx.look.glyphs.open };
            let role = if is_chosen { Role::Good } else { Role::Dim };
            let line = Line::of("  ", Role::Text).and(sign, role).and(" ", Role::Text).and(name.clone(), Role::Link);
            lines.push(line.to(self.with_login(name.as_str())));
        }
        lines
    }
}

/// A command: what it does, and the line for a shell. It is never broken up: it is to be copied as it stands.
fn command_lines(command: &CommandLine, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    if !command.title.is_empty() {
        lines.extend(granted::wrapped(&command.title, Role::Dim, columns));
    }
    match command.quoted() {
        Some(line) => lines.push(Line::of("  ", Role::Text).and(line, Role::Code)),
        None => {
            let words = "it cannot be written in one safe line: a word of it holds what a terminal would obey";
            lines.extend(granted::wrapped(&words.into(), Role::Warn, columns));
        }
    }
    lines
}
