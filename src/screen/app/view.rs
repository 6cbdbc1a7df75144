use super::overlay::Overlay;
use super::state::App;
use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::{Age, At};
use crate::domain::text::{Clean, width};
use crate::platform::actions::Action;
use crate::platform::keys::{Chord, Meaning};
use crate::platform::query::Rows;
use crate::screen::overlays::role;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// Answers older than this are shown with their age.
const OLD: u64 = 60;
/// Lines that a message may take at the foot.
const FOOT: usize = 3;

impl App {
    /// Paints the whole screen; where the text cursor stands, if one is typing.
    pub fn view(&self, buf: &mut Buffer) -> Option<Position> {
        let ctx = self.ctx();
        self.header(buf);
        let mut cursor = self.history.room().and_then(|room| room.view(&ctx, buf));
        self.footer(buf);
        if let Some(overlay) = &self.overlay {
            cursor = self.over(overlay, buf);
        }
        cursor.filter(|at| buf.area.contains(*at))
    }

    fn header(&self, buf: &mut Buffer) {
        let row = Rect { x: 0, y: 0, width: self.size.0, height: 1.min(self.size.1) };
        if row.height == 0 {
            return;
        }
        let right = self.header_right();
        let right_width = u16::try_from(right.width()).unwrap_or(0);
        let left = Rect { x: 1, width: row.width.saturating_sub(right_width + 3), ..row };
        paint::line(buf, left, &self.look, &self.trail(), Style::default());
        let x = row.right().saturating_sub(right_width + 1);
        paint::line(buf, Rect { x, width: right_width, ..row }, &self.look, &right, Style::default());
        for x in 0..self.size.0 {
            paint::text(buf, x, 1, 1, &self.look, self.look.glyphs.horizontal.into(), self.look.style(Role::Rule));
        }
    }

    fn trail(&self) -> Line {
        let ctx = self.ctx();
        let trail = self.history.room().map(|room| room.trail(&ctx)).unwrap_or_default();
        let mut line = Line::of(self.platform.name.clone(), Role::Dim);
        let last = trail.len().saturating_sub(1);
        for (n, step) in trail.into_iter().enumerate() {
            let crumb = Clean::line(&format!(" {} ", self.look.glyphs.crumb));
            line = line.and(crumb, Role::Rule).and(step, if n == last { Role::Title } else { Role::Text });
        }
        line
    }

    /// Badges, and how fresh what is shown is.
    fn header_right(&self) -> Line {
        let mut line = Line::empty();
        let mut badges = self.platform.badges.clone();
        if self.gate.is_read_only() {
            badges.push("read-only".into());
        }
        for badge in badges {
            line = line.and(badge, Role::Badge).and("  ", Role::Text);
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

    /// The lines above the hints: what was told last, until the next key. What failed comes with
    /// what to do about it, so it is never cut off after the first half.
    pub(super) fn foot(&self) -> Vec<Line> {
        let Some(notice) = self.messages.latest().filter(|_| self.size.1 > 8) else { return Vec::new() };
        let lines = wrap(notice.text.shown(), usize::from(self.size.0.saturating_sub(2)));
        lines.into_iter().take(FOOT).map(|line| Line::of(line, role(notice.tone))).collect()
    }

    fn footer(&self, buf: &mut Buffer) {
        let (width, height) = self.size;
        let row =
            |up: u16| Rect { x: 1.min(width), y: height.saturating_sub(up), width: width.saturating_sub(2), height: 1 };
        let foot = self.foot();
        for (line, up) in foot.iter().rev().zip(2..) {
            paint::line(buf, row(up), &self.look, line, Style::default());
        }
        if height > 2 {
            paint::line(buf, row(1), &self.look, &self.hints(row(1).width), Style::default());
        }
    }

    /// The keys of what can be done here, as many as there is room for. Exactly what help lists,
    /// only shorter.
    fn hints(&self, room: u16) -> Line {
        if !self.pending.is_empty() {
            return self.pending_hints();
        }
        let mut offered: Vec<Action> = match &self.overlay {
            None => self.offered().into_iter().filter(|action| action.spec().hint > 0).collect(),
            Some(Overlay::Review(_) | Overlay::Verdict(_)) => {
                let sheet = [Action::ReviewConfirm, Action::ReviewEdit, Action::ListOpen];
                sheet.into_iter().filter(|it| self.offers_on_sheet(*it)).chain([Action::AppBack]).collect()
            }
            Some(_) => vec![Action::ListOpen, Action::AppBack],
        };
        offered.sort_by_key(|action| action.spec().hint);
        let typing = match &self.overlay {
            Some(overlay) => overlay.typing() && !matches!(overlay, Overlay::Palette(_)),
            None => self.history.room().is_some_and(|room| room.typing()),
        };
        let hint = |action: Action| Some((self.hint_key(action, typing)?, self.hint_title(action)));
        let needs = |(key, title): &(String, &str)| width(key) + width(title) + 3;
        // the way to all the others is never the one that finds no room
        let help = offered.pop_if(|action| *action == Action::AppHelp).and_then(hint);
        let mut left = usize::from(room).saturating_sub(help.as_ref().map_or(0, needs));
        let mut line = Line::empty();
        let shown = offered.into_iter().filter_map(hint).take_while(|hint| {
            let fits = needs(hint) <= left;
            left = left.saturating_sub(needs(hint));
            fits
        });
        for (key, title) in shown.collect::<Vec<_>>().into_iter().chain(help) {
            line =
                line.and(Clean::line(&key), Role::Key).and(" ", Role::Text).and(title, Role::Dim).and("  ", Role::Text);
        }
        line
    }

    fn hint_title(&self, action: Action) -> &'static str {
        match (action, &self.overlay) {
            (Action::AppBack, Some(Overlay::Review(review))) => review.leave_title(),
            (Action::ListOpen, Some(Overlay::Review(review))) => review.enter_title(),
            (Action::ReviewConfirm, Some(Overlay::Verdict(_))) => "Write to a file",
            (Action::AppBack, Some(_)) => "Close",
            _ => action.spec().title,
        }
    }

    /// The first key of an action that means this action here, and not another that goes before it.
    fn hint_key(&self, action: Action, typing: bool) -> Option<String> {
        let offers = |action: Action| self.offers_under_overlay(action);
        let means = |chord: &Chord| self.keymap.resolve(chord, &offers) == Meaning::Action(action);
        let types = |chord: &Chord| typing && chord.first().is_some_and(|key| key.typed().is_some());
        let mut mine = self.keymap.bindings().filter(|(_, bound)| *bound == action).map(|(chord, _)| chord);
        let chord = mine.find(|chord| means(chord) && !types(chord))?;
        Some(chord.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    }

    /// After the first key of a chord: what the next may be.
    fn pending_hints(&self) -> Line {
        let mut line = Line::empty();
        for (chord, action) in self.keymap.bindings() {
            if chord.starts_with(&self.pending) && self.offers(action) {
                let rest: Vec<String> = chord.iter().skip(self.pending.len()).map(ToString::to_string).collect();
                let key = Clean::line(&rest.join(" "));
                line = line
                    .and(key, Role::Key)
                    .and(" ", Role::Text)
                    .and(action.spec().title, Role::Dim)
                    .and("  ", Role::Text);
            }
        }
        line
    }

    fn over(&self, overlay: &Overlay, buf: &mut Buffer) -> Option<Position> {
        let title = match overlay {
            Overlay::Palette(_) => "Go to or do",
            Overlay::Help(_) => "What can be done here",
            Overlay::Messages(_) => "Messages",
            Overlay::Review(review) => review.title(),
            Overlay::Verdict(_) => "What the catalog says",
        };
        let frame = self.frame();
        let inner = paint::frame(buf, frame, &self.look, title.into());
        let inside = self.inside();
        match overlay {
            Overlay::Palette(palette) => {
                palette.menu.view(buf, inside, &self.look);
                let prompt = Rect {
                    x: inner.x + 1.min(inner.width),
                    height: 1.min(inner.height),
                    width: inner.width.saturating_sub(2),
                    ..inner
                };
                (prompt.height > 0).then(|| palette.prompt.view(buf, prompt, &self.look))
            }
            Overlay::Help(menu) => {
                menu.view(buf, inside, &self.look);
                None
            }
            Overlay::Messages(sheet) => {
                sheet.view(buf, inside, &self.look, false);
                None
            }
            Overlay::Review(review) => review.view(buf, inside, &self.look),
            Overlay::Verdict(verdict) => {
                verdict.sheet.view(buf, inside, &self.look, false);
                None
            }
        }
    }

    /// Where an overlay lies.
    fn frame(&self) -> Rect {
        let (width, height) = self.size;
        let wide = width.saturating_sub(4).min(100).max(width.min(20));
        let high = height.saturating_sub(4).min(28).max(height.min(6));
        Rect { x: (width - wide) / 2, y: (height - high).min(2), width: wide, height: high }
    }

    /// Where an overlay's items are: below the prompt, if it has one.
    pub(super) fn inside(&self) -> Rect {
        let frame = self.frame();
        let head = if matches!(self.overlay, Some(Overlay::Palette(_))) { 2 } else { 1 };
        Rect {
            x: frame.x + 1.min(frame.width),
            y: frame.y + head.min(frame.height),
            width: frame.width.saturating_sub(2),
            height: frame.height.saturating_sub(head + 1),
        }
    }
}
