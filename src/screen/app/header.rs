//! The two lines at the head: the way here and how fresh it is; and the names of the windows.

use super::state::App;
use crate::domain::document::{Line, Role};
use crate::domain::model::{Age, At, Place, Principal, Room};
use crate::domain::text::{Clean, width};
use crate::platform::account::Way;
use crate::platform::query::Rows;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::ops::Range;

/// Answers older than this are shown with their age.
const OLD: u64 = 60;
/// Columns from which on there is room for what is in use beside the way here.
const NARROW: u16 = 40;

/// A step of the way here, and where it leads.
pub(super) struct Crumb {
    text: Clean,
    pub(super) columns: Range<u16>,
    pub(super) place: Option<Place>,
}

/// The name of a window on the screen.
pub(super) struct Name {
    text: Clean,
    pub(super) columns: Range<u16>,
    pub(super) window: usize,
}

impl App {
    pub(super) fn header(&self, buf: &mut Buffer) {
        let row = Rect { x: 0, y: 0, width: self.size.0, height: 1.min(self.size.1) };
        if row.height == 0 {
            return;
        }
        let right = self.header_right();
        let right_width = columns(right.width());
        let left = Rect { x: 1, width: row.width.saturating_sub(right_width + 3), ..row };
        paint::line(buf, left, &self.look, &self.trail(), Style::default());
        let x = row.right().saturating_sub(right_width + 1);
        paint::line(buf, Rect { x, width: right_width, ..row }, &self.look, &right, Style::default());
        for x in 0..self.size.0 {
            paint::text(buf, x, 1, 1, &self.look, self.look.glyphs.horizontal.into(), self.look.style(Role::Rule));
        }
        for name in self.names() {
            let room = name.columns.end - name.columns.start;
            let style = self.look.style(self.name_role(name.window));
            paint::text(buf, name.columns.start, 1, room, &self.look, name.text.shown(), style);
        }
    }

    fn name_role(&self, window: usize) -> Role {
        let is_seen = || self.seen().iter().any(|(seen, _)| *seen == window);
        match window == self.windows.at() {
            true => Role::Title,
            false if is_seen() => Role::Text,
            false => Role::Dim,
        }
    }

    fn trail(&self) -> Line {
        let crumbs = self.crumbs();
        let last = crumbs.len().saturating_sub(1);
        let mut line = Line::empty();
        for (n, crumb) in crumbs.into_iter().enumerate() {
            let role = match n {
                0 => Role::Dim,
                n if n == last => Role::Title,
                _ => Role::Text,
            };
            if n > 0 {
                line = line.and(self.between(), Role::Rule);
            }
            line = line.and(crumb.text, role);
        }
        line
    }

    fn between(&self) -> Clean {
        Clean::line(&format!(" {} ", self.look.glyphs.crumb))
    }

    /// The way here: the platform, and the steps of the room's own way.
    pub(super) fn crumbs(&self) -> Vec<Crumb> {
        let ctx = self.ctx();
        let room = self.windows.room();
        let steps = room.map(|room| room.trail(&ctx)).unwrap_or_default();
        let here = room.map(|room| room.place(&ctx));
        let gap = columns(width(self.between().as_str()));
        let places = std::iter::once(Some(Place::room(Room::Home)))
            .chain((0..steps.len()).map(|step| here.as_ref().map(|here| above(here, step))));
        let texts = std::iter::once(self.platform.name.clone()).chain(steps.iter().cloned());
        let laid = texts.zip(places).scan(1_u16, |x, (text, place)| {
            let end = x.saturating_add(columns(width(text.as_str())));
            let columns = *x..end;
            *x = end.saturating_add(gap);
            Some(Crumb { text, columns, place })
        });
        laid.collect()
    }

    /// The names of the windows, where there are several: of two side by side each above its own.
    pub(super) fn names(&self) -> Vec<Name> {
        if self.windows.len() < 2 {
            return Vec::new();
        }
        let seen = self.seen();
        let end = self.size.0.saturating_sub(1);
        let [(left, _), (right, body)] = seen[..] else {
            return self.row_of_names(&(0..self.windows.len()).collect::<Vec<_>>(), 1, end);
        };
        let hidden = (0..self.windows.len()).filter(|window| ![left, right].contains(window));
        let at_left: Vec<usize> = std::iter::once(left).chain(hidden).collect();
        let mut names = self.row_of_names(&at_left, 1, body.x.saturating_sub(2));
        names.extend(self.row_of_names(&[right], body.x + 1, end));
        names
    }

    fn row_of_names(&self, windows: &[usize], start: u16, end: u16) -> Vec<Name> {
        let name = |x: &mut u16, window: &usize| {
            let mark = if *window == self.windows.at() { self.look.glyphs.mark } else { " " };
            let text = Clean::line(&format!("{mark}{} {} ", window + 1, self.window_name(*window)));
            let columns = *x..x.saturating_add(columns(width(text.as_str()))).min(end);
            *x = columns.end;
            (columns.start < end).then_some(Name { text, columns, window: *window })
        };
        windows.iter().scan(start, name).collect()
    }

    /// What one has to know of how one is here.
    fn badges(&self) -> Vec<Clean> {
        let mut badges = self.platform.badges.clone();
        badges.extend(self.way_badge());
        let states = [
            (self.signing.is_out, "signed out"),
            (self.gate.is_read_only(), "read-only"),
            (self.gate.is_restricted(), "restricted"),
        ];
        badges.extend(states.into_iter().filter(|(is, _)| *is).map(|(_, badge)| Clean::from(badge)));
        badges.dedup();
        badges
    }

    /// How one is signed in, where that is not as it should be.
    fn way_badge(&self) -> Option<Clean> {
        let who = self.known.as_deref();
        if who.is_some_and(|who| who.principal == Principal::Service) {
            return Some("service token".into());
        }
        let way = Way::ALL.into_iter().find(|way| way.word() == self.platform.way.as_str())?;
        match (way, who.and_then(|who| who.ends)) {
            (Way::Token, Some(ends)) => Some(Clean::line(&format!("pasted until {}", self.zone.clock(ends)))),
            (Way::Token, None) => Some("pasted".into()),
            (Way::Proxy | Way::Guest, _) => Some(way.word().into()),
            (Way::Browser | Way::Paste | Way::Device, _) => None,
        }
    }

    /// Badges, and how fresh what is shown is.
    fn header_right(&self) -> Line {
        let mut line = Line::empty();
        for badge in self.badges() {
            line = line.and(badge, Role::Badge).and("  ", Role::Text);
        }
        // where there is no room for both it is more important where one is
        let access = self.access_in_header().filter(|_| self.size.0 >= NARROW);
        if let Some((access, role)) = access {
            line = line.and(access, role).and("  ", Role::Text);
        }
        if let Some(tasks) = self.tasks_in_header() {
            line = line.and(tasks, Role::Link).and("  ", Role::Text);
        }
        let rows = self.store.get(&Rows {});
        let loaded = rows.answer().map_or(0, |listing| listing.len());
        let words = match (rows.in_flight, self.age_shown()) {
            (true, None) if loaded == 0 => Clean::from("loading"),
            (true, None) => Clean::line(&format!("loading {loaded}")),
            (true, Some(at)) => Clean::line(&format!("{} old, refreshing", Age(self.now.since(at)))),
            (false, Some(at)) => Clean::line(&format!("{} old", Age(self.now.since(at)))),
            (false, None) => Clean::default(),
        };
        line.and(words, Role::Dim)
    }

    /// Since when the rows are known, where they are old enough for that to be said.
    pub(super) fn age_shown(&self) -> Option<At> {
        let (listing, at) = self.store.get(&Rows {}).held?;
        let live = self.platform.is_workspace && !self.store.get(&Rows {}).in_flight;
        let old = self.now.since(at).as_secs() >= OLD;
        (!live && old && listing.complete).then_some(at)
    }
}

/// The place that a step of the way to `here` leads to: the room first, then for an entity its kind,
/// then the entity itself.
fn above(here: &Place, step: usize) -> Place {
    let Some(subject) = &here.subject else { return Place::room(here.room) };
    match step {
        0 => Place::room(here.room),
        1 => Place { query: vec![("kind".into(), subject.kind().into())], ..Place::room(here.room) },
        _ => Place::entity(subject.clone()),
    }
}

fn columns(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}
