use super::CredentialsRoom;
use crate::domain::document::{Line, Role};
use crate::domain::text::{Clean, Secret, width};
use crate::platform::query::ShownLease;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::{countdown, paint};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of the names of secrets.
const NAME: u16 = 12;

impl CredentialsRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) {
        self.sheet.view(buf, self.sheet_area(ctx.body), ctx.look, true);
        self.paint_shown(ctx, buf, self.shown_area(ctx.body));
    }

    /// The password below the lines. It is painted letter by letter: no text of it is made.
    fn paint_shown(&self, ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect) {
        let Some((id, until)) = &self.showing else { return };
        if area.height == 0 {
            return;
        }
        let row = |n: u16| Rect { x: area.x + 1, y: area.y + n, width: area.width.saturating_sub(2), height: 1 };
        self.rule(ctx, buf, area, &Clean::line(&format!(" {id}: hidden in {} ", seconds(*until, ctx))));
        let remote = ctx.store.get(&ShownLease { lease: id.clone() });
        let user = self.lease(id).map(|lease| lease.username.clone()).unwrap_or_default();
        let mut n = 1;
        if n < area.height {
            paint::line(buf, row(n), ctx.look, &named("user", user), Style::default());
        }
        n += 1;
        let fields = remote.answer().map(|shown| shown.fields.as_slice()).unwrap_or_default();
        for (name, secret) in fields {
            if n >= area.height {
                break;
            }
            n += self.paint_secret(ctx, buf, Rect { height: area.height - n, ..row(n) }, (name, secret));
        }
        if let (Some(fault), true) = (remote.fault, n < area.height) {
            let line = Line::of(Clean::line(&fault.to_string()), Role::Bad);
            paint::line(buf, row(n), ctx.look, &line, Style::default());
        }
    }

    /// One secret; the rows that it takes.
    fn paint_secret(&self, ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect, (name, secret): (&Clean, &Secret)) -> u16 {
        let columns = area.width.saturating_sub(NAME).max(1);
        let length = u16::try_from(secret.reveal().len()).unwrap_or(u16::MAX);
        let rows = length.div_ceil(columns).clamp(1, area.height.max(1));
        let cells = Rect { x: area.x + NAME.min(area.width), width: columns.min(area.width), height: rows, ..area };
        let is_painted = paint::secret(buf, cells, secret, ctx.look.style(Role::Text));
        let instead = "it cannot be shown here; copy it";
        let line = named(name.as_str(), if is_painted { Clean::default() } else { instead.into() });
        let head = if is_painted { Rect { width: NAME.min(area.width), ..area } } else { area };
        paint::line(buf, head, ctx.look, &line, Style::default());
        rows
    }

    fn rule(&self, ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect, words: &Clean) {
        let look = ctx.look;
        for x in area.left()..area.right() {
            paint::text(buf, x, area.y, 1, look, look.glyphs.horizontal.into(), look.style(Role::Rule));
        }
        paint::text(
            buf,
            area.x + 2,
            area.y,
            area.width.saturating_sub(3),
            look,
            words.shown(),
            look.style(Role::Title),
        );
    }
}

fn named(name: &str, value: Clean) -> Line {
    let missing = usize::from(NAME).saturating_sub(width(name)).max(1);
    let name = Clean::line(&format!("{name}{}", " ".repeat(missing)));
    Line::of(name, Role::Label).and(value, Role::Text)
}

/// The seconds that are left, as the countdown counts them.
fn seconds(until: crate::domain::model::At, ctx: &Ctx<'_>) -> Clean {
    let words = countdown::words(until, ctx.now);
    Clean::line(words.as_str().trim_end_matches(" left"))
}
