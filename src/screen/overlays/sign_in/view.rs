use super::letters::large;
use super::rows::{Row, Rows};
use super::{Phase, SignInSheet};
use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::{At, WebAddress};
use crate::domain::text::{Clean, width};
use crate::platform::account::{SignIn, Way};
use crate::screen::look::Look;
use crate::screen::terminal::Link;
use crate::screen::widgets::{countdown, paint};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// The heading and the rule below it.
const HEAD: u16 = 2;
/// Columns of the titles of ways.
const TITLES: usize = 26;

impl SignInSheet {
    /// The row of the first way on the screen.
    pub(super) fn first_way(&self) -> u16 {
        HEAD + if self.why.is_some() { 2 } else { 0 }
    }

    /// Paints the sheet over an area; where the text cursor stands.
    pub fn view(&self, buf: &mut Buffer, area: Rect, look: &Look, now: At) -> Option<Position> {
        paint::clear(buf, area);
        let row = |n: u16| Rect { y: area.y + n, height: 1, ..area };
        if area.height == 0 {
            return None;
        }
        paint::line(buf, inset(row(0)), look, &Line::of(self.title(), Role::Title), Style::default());
        for x in area.left()..area.right() {
            let style = look.style(Role::Rule);
            paint::text(buf, x, area.y + 1, u16::from(area.height > 1), look, look.glyphs.horizontal.into(), style);
        }
        let body = body(area);
        let rows = match &self.picture {
            Some((_, picture)) if picture.fits(body, look.glyphs) => {
                picture.view(buf, body, look);
                return None;
            }
            Some((_, picture)) => self.instead_of_picture(picture, look, body),
            None => self.rows(look, body, now),
        };
        let mut cursor = None;
        for (row, y) in rows.into_iter().zip(body.top()..body.bottom()) {
            let place = Rect { y, height: 1, ..body };
            match row {
                Row::Line(line) => paint::line(buf, inset(place), look, &line, Style::default()),
                Row::Address(part) => {
                    paint::text(buf, place.x, y, place.width, look, part.shown(), look.style(Role::Link));
                }
                Row::Field => cursor = Some(self.view_field(buf, inset(place), look)),
            }
        }
        cursor
    }

    /// The address alone, and why.
    fn instead_of_picture(&self, picture: &super::Picture, look: &Look, body: Rect) -> Vec<Row> {
        let mut rows = Rows::within(body);
        let (columns, lines) = picture.size(look.glyphs);
        let words = format!(
            "The QR code takes {columns} columns and {lines} rows, and there are {} and {} here. This is the address:",
            body.width, body.height
        );
        rows.say_all(&Clean::line(&words), Role::Warn);
        rows.gap();
        self.address().into_iter().for_each(|address| rows.address(address));
        rows.rows
    }

    fn view_field(&self, buf: &mut Buffer, place: Rect, look: &Look) -> Position {
        let used = paint::text(buf, place.x, place.y, place.width, look, "Paste: ".into(), look.style(Role::Label));
        let place = Rect { x: place.x + used, width: place.width.saturating_sub(used), ..place };
        self.field.view(buf, place, look)
    }

    /// What leads to an address, where the sheet is painted.
    pub fn links(&self, area: Rect, look: &Look, now: At) -> Vec<Link> {
        let web = self.address().filter(|address| WebAddress::parse(address.as_str()).is_ok());
        let Some(address) = web.filter(|_| self.picture.is_none()) else { return Vec::new() };
        let body = body(area);
        let rows = self.rows(look, body, now).into_iter().zip(body.top()..body.bottom());
        let link = |(row, y)| match row {
            Row::Address(part) => {
                let end = body.x.saturating_add(columns(width(part.as_str())));
                Some(Link { row: y, columns: body.x..end, address: address.clone() })
            }
            _ => None,
        };
        rows.filter_map(link).collect()
    }

    fn title(&self) -> Clean {
        let at = self.ways.as_ref().map(|ways| ways.at.clone()).filter(|at| !at.is_empty());
        match (&self.phase, at) {
            (Phase::Leaving | Phase::Gone, _) => "Sign out".into(),
            (_, Some(at)) => Clean::line(&format!("Sign in at {at}")),
            (_, None) => "Sign in".into(),
        }
    }

    fn rows(&self, look: &Look, body: Rect, now: At) -> Vec<Row> {
        let mut rows = Rows::within(body);
        match &self.phase {
            Phase::Choosing => self.choose(&mut rows, look),
            Phase::Going(query) => self.going(query.way, &mut rows, look, now),
            Phase::Leaving => {
                rows.say("Sign out here, and where the portal can be told of it?", Role::Heading);
                rows.say("What is kept on this machine of this user is removed; the journal stays.", Role::Text);
            }
            Phase::Gone => rows.say("Signing out", Role::Dim),
        }
        rows.fit(usize::from(body.height))
    }

    fn choose(&self, rows: &mut Rows, look: &Look) {
        if let Some(why) = &self.why {
            // one row, so that a click finds the ways below
            rows.line(Line::of(why.clone(), Role::Warn));
            rows.gap();
        }
        if let Some(fault) = &self.fault {
            return rows.fault(fault, look);
        }
        let Some(ways) = &self.ways else { return rows.say("Finding out how one signs in here", Role::Dim) };
        if let Some(instead) = ways.instead.as_ref().filter(|_| ways.open.is_empty()) {
            return rows.say_all(instead, Role::Text);
        }
        for (n, way) in ways.open.iter().enumerate() {
            let (title, why) = words(*way);
            let here = n == self.cursor.at;
            let (mark, role) = if here { (look.glyphs.mark, Role::Selected) } else { (" ", Role::Text) };
            let line = Line::of(mark, Role::Mark).and(" ", Role::Text).and(title, role);
            rows.line(line.pad_to(TITLES).and(why, Role::Dim));
        }
        for (way, why) in &ways.closed {
            let title = Line::of(look.glyphs.bad, Role::Dim).and(" ", Role::Text).and(words(*way).0, Role::Dim);
            let parts = wrap(why.shown(), rows.room.saturating_sub(TITLES).max(10));
            let heads = std::iter::once(title).chain(std::iter::repeat(Line::empty()));
            parts.into_iter().zip(heads).for_each(|(part, head)| rows.line(head.pad_to(TITLES).and(part, Role::Dim)));
        }
        if ways.open.is_empty() {
            rows.gap();
            rows.say("There is no way of signing in here.", Role::Warn);
        }
    }

    fn going(&self, way: Way, rows: &mut Rows, look: &Look, now: At) {
        if let Some(fault) = &self.fault {
            return rows.fault(fault, look);
        }
        let Some(asked) = self.asked() else { return rows.say(words(way).1, Role::Dim) };
        match asked {
            SignIn::Asking(what) => rows.say_all(what, Role::Dim),
            SignIn::Visit { address, at, comes_back: true, .. } => {
                rows.say_all(&Clean::line(&format!("Sign in at {at}, in the browser that opens.")), Role::Heading);
                rows.say("It comes back here by itself. Where no page opened, this is its address:", Role::Text);
                rows.gap();
                rows.address(address);
            }
            SignIn::Visit { address, at, part, .. } => {
                let address_of = part.words().unwrap_or_else(|| "this address".into());
                let words = format!("Open {address_of} in any browser, and sign in at {at}:");
                rows.say_all(&Clean::line(&words), Role::Heading);
                rows.gap();
                rows.address(address);
                rows.gap();
                rows.say("Then paste here the address that the browser ended at. It is not shown.", Role::Text);
                self.field_rows(rows, look);
            }
            SignIn::Code { address, code, .. } => {
                rows.say("Open this address in any browser, and type the code:", Role::Heading);
                rows.gap();
                rows.address(address);
                rows.gap();
                let drawn = large(code.as_str(), look.glyphs, rows.room);
                let has_large = !drawn.is_empty();
                drawn.into_iter().for_each(|line| rows.line(Line::of(line, Role::Title)));
                if has_large {
                    rows.gap();
                }
                rows.line(Line::of("Code: ", Role::Label).and(code.clone(), Role::Title));
                self.why_again(rows, look);
            }
            SignIn::Paste { hint } => {
                rows.say_all(hint, Role::Text);
                rows.say("It is not shown.", Role::Dim);
                self.field_rows(rows, look);
            }
            SignIn::Done(_) => rows.say("Signed in", Role::Good),
            SignIn::Again { .. } => {}
        }
        if let Some(until) = self.until() {
            rows.gap();
            rows.line(Line::of(countdown::words(until, now), Role::Dim));
        }
    }

    /// The field, with what was wrong with what was handed in before.
    fn field_rows(&self, rows: &mut Rows, look: &Look) {
        rows.gap();
        if self.is_handed() {
            return rows.say("Handed in; it is being looked at", Role::Dim);
        }
        rows.rows.push(Row::Field);
        self.why_again(rows, look);
    }

    fn why_again(&self, rows: &mut Rows, look: &Look) {
        if let Some(SignIn::Again { why, .. }) = self.step.as_deref() {
            let words = Clean::line(&format!("{} {why}", look.glyphs.bad));
            rows.say_all(&words, Role::Bad);
        }
    }
}

/// What a way is called, and what it means.
fn words(way: Way) -> (&'static str, &'static str) {
    match way {
        Way::Browser => ("In the browser", "A page opens here and comes back by itself"),
        Way::Paste => ("In a browser elsewhere", "Paste the address that it ends at"),
        Way::Device => ("By a short code", "Type it on a page, in a browser anywhere"),
        Way::Proxy => ("Through the proxy", "It says who you are"),
        Way::Token => ("With a token", "Paste one of the portal's pages; it lasts about an hour"),
        Way::Guest => ("As a guest", "Whoever has no account here"),
    }
}

fn body(area: Rect) -> Rect {
    let head = HEAD.min(area.height);
    Rect { y: area.y + head, height: area.height - head, ..area }
}

fn inset(row: Rect) -> Rect {
    Rect { x: row.x + 1.min(row.width), width: row.width.saturating_sub(2), ..row }
}

fn columns(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}
