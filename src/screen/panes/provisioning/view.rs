use super::narrow::Whose;
use super::state::{Parts, Provisioning};
use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::provision::{Provision, StageName};
use crate::domain::model::timeline::Known;
use crate::domain::model::{Age, EntityRef};
use crate::domain::text::{Clean, Shown};
use crate::screen::ctx::Ctx;
use crate::screen::panes::{absence, stages};
use crate::screen::widgets::filter_bar::FilterBar;
use crate::screen::widgets::paint;
use crate::screen::widgets::table::{ColumnSpec, inside, row, widths};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// From so many columns on the line below the list says what it is.
const FULL: u16 = 90;
/// After the signs of what is made up.
const SIMULATED: &str = "~";
/// Which column has the signs.
const LINE: usize = 4;
/// Name, sort, environment, owner, the line, where it stands, since when, why.
const COLUMNS: [ColumnSpec; 8] = [
    ColumnSpec::of(14, 2, 0),
    ColumnSpec::of(10, 0, 4),
    ColumnSpec::of(11, 0, 3),
    ColumnSpec::of(10, 1, 5),
    ColumnSpec::of(9, 0, 0),
    ColumnSpec::of(14, 0, 0),
    ColumnSpec::of(4, 0, 2),
    ColumnSpec::of(21, 4, 1),
];
const HEADS: [&str; 8] = ["NAME", "TYPE", "ENVIRONMENT", "OWNER", "STAGES", "STANDS", "FOR", "WHY"];

impl Provisioning {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let parts = self.parts(ctx.body);
        let cursor = self.head(ctx, &parts, buf);
        if self.shown.rows.is_empty() {
            self.nothing(ctx, parts.list, buf);
            return cursor;
        }
        let list = parts.list;
        let inner = inside(list);
        let widths = widths(&COLUMNS, inner.width);
        let seen = self.shown.rows.iter().enumerate().skip(self.cursor.top).take(usize::from(list.height));
        for ((n, at), y) in seen.zip(list.top()..) {
            let here = n == self.cursor.at;
            paint::mark(buf, list.x, y, ctx.look, here);
            if let Some(one) = self.one(*at) {
                one_row(ctx, buf, Rect { y, height: 1, ..inner }, &widths, one, here);
            }
        }
        paint::scroll_mark(buf, list, ctx.look, self.cursor.top, self.shown.rows.len());
        self.legend(ctx, parts.legend, buf);
        self.sources(ctx, parts.foot, buf);
        self.beside(ctx, parts.beside, buf);
        cursor
    }

    fn head(&self, ctx: &Ctx<'_>, parts: &Parts, buf: &mut Buffer) -> Option<Position> {
        let head = parts.head;
        if head.height == 0 {
            return None;
        }
        let bar = FilterBar {
            prompt: self.filter.prompt(),
            typing: self.filter.typing(),
            narrowed: self.narrowed(),
            right: self.told(ctx),
        };
        let at = bar.view(buf, Rect { height: 1, ..head }, ctx.look);
        if head.height > 1 && !self.shown.rows.is_empty() {
            let area = inside(Rect { y: head.y + 1, height: 1, width: parts.list.width, ..head });
            let cells = HEADS.map(|head| (Shown::from(head), ctx.look.style(Role::Dim)));
            row(buf, area, ctx.look, &widths(&COLUMNS, area.width), &cells);
        }
        at
    }

    /// What narrows the list besides the text, in words.
    fn narrowed(&self) -> Clean {
        let wanted = &self.wanted;
        let whose = match wanted.whose {
            Whose::All => None,
            Whose::Mine => Some("mine and my teams'".to_owned()),
            Whose::Alone => Some("mine alone".to_owned()),
        };
        let failing = wanted.failing.then(|| "failing".to_owned());
        let environment = wanted.environment.as_ref().map(|word| format!("environment={word}"));
        let sort = wanted.sort.as_ref().map(|word| format!("type={word}"));
        let words: Vec<String> = [whose, failing, environment, sort].into_iter().flatten().collect();
        if words.is_empty() { "filter".into() } else { Clean::line(&words.join("  ")) }
    }

    /// How many there are, and how many of them want to be looked at.
    fn told(&self, ctx: &Ctx<'_>) -> Line {
        let Some(all) = &self.answer else { return Line::empty() };
        let (shown, total) = (self.shown.rows.len(), all.list.len());
        let mut line = Line::empty();
        if self.shown.failed > 0 {
            let words = format!("{} {} failed", ctx.look.glyphs.bad, self.shown.failed);
            line = line.and(Clean::line(&words), Role::Bad).and("  ", Role::Text);
        }
        if self.shown.for_me > 0 {
            let waits = if self.shown.for_me == 1 { "waits" } else { "wait" };
            let words = format!("{} {} {waits} for you", ctx.look.glyphs.warn, self.shown.for_me);
            line = line.and(Clean::line(&words), Role::Warn).and("  ", Role::Text);
        }
        let count = if shown == total { format!("{total}") } else { format!("{shown} of {total}") };
        line.and(Clean::line(&count), Role::Dim)
    }

    /// Why there is no row.
    fn nothing(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let columns = usize::from(area.width.saturating_sub(4));
        let remote = Self::remote(ctx);
        let lines = match &self.answer {
            None => absence(&remote, "what was asked for", columns),
            Some(all) if !all.list.is_empty() => {
                let words = format!("Nothing matches; {} are there without the filter.", all.list.len());
                said(&Clean::line(&words), Role::Text, columns)
            }
            Some(all) => {
                let asks = all.sources.iter().any(|source| source.known == Known::Asking);
                let head =
                    if asks { "Asking what was asked for." } else { "Nothing that was asked for is known here." };
                let mut lines = said(&head.into(), Role::Text, columns);
                if !asks {
                    let words = "Choose a template and run it; what it makes is followed here until it can be used.";
                    lines.extend(said(&words.into(), Role::Dim, columns));
                }
                lines.extend(all.sources.iter().filter(|source| stages::is_to_tell(source)).flat_map(|source| {
                    let (words, role) = stages::source(source);
                    said(&words, role, columns)
                }));
                lines
            }
        };
        for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
            let area = Rect { x: area.x + 2, y, width: area.width.saturating_sub(2), height: 1 };
            paint::line(buf, area, ctx.look, line, Style::default());
        }
    }

    /// What the signs of a row stand for, in their order. Where there is no room for more, what is simulated is said by
    /// its source.
    fn legend(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        if area.height == 0 {
            return;
        }
        let mut line = Line::of(Clean::line(&StageName::ALL.map(StageName::word).join(" ")), Role::Dim);
        let is_simulated = self.shown.rows.iter().any(|n| self.one(*n).is_some_and(|one| one.simulated));
        if is_simulated && area.width >= FULL {
            line = line.and("  ", Role::Text).and(SIMULATED, Role::Badge).and(" simulated", Role::Dim);
        }
        paint::line(buf, inside(area), ctx.look, &line, Style::default());
    }

    /// What is not known of which system, in a line.
    fn sources(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let Some(all) = self.answer.as_ref().filter(|_| area.height > 0) else { return };
        let mut line = Line::empty();
        for source in all.sources.iter().filter(|source| stages::is_to_tell(source)) {
            let (words, role) = stages::source(source);
            line = line.and(words, role).and("  ", Role::Text);
        }
        let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        paint::line(buf, area, ctx.look, &line, Style::default());
    }

    /// What is under the cursor, with a word a stage.
    fn beside(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let Some(one) = self.chosen().filter(|_| area.width > 4) else { return };
        paint::vertical_rule(buf, area, ctx.look);
        let columns = usize::from(area.width.saturating_sub(4));
        for (line, y) in about(ctx, one, columns).iter().zip(area.top()..area.bottom()) {
            let place = Rect { x: area.x + 2, y, width: area.width.saturating_sub(3), height: 1 };
            paint::line(buf, place, ctx.look, line, Style::default());
        }
    }
}

fn one_row(ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect, widths: &[u16], one: &Provision, here: bool) {
    let look = ctx.look;
    let owner = one.owner.as_ref().map(owner).unwrap_or_default();
    let (stands, role) = stages::stands(one, &look.glyphs);
    let age = one.since().map(|since| Clean::line(&Age(ctx.now.since(since)).to_string())).unwrap_or_default();
    let (sort, why) = (stages::sort(&one.kind), stages::why(one));
    let why_role = if one.is_failing() { Role::Text } else { Role::Dim };
    let cells = [
        (one.name.shown(), look.style(if here { Role::Selected } else { Role::Text })),
        (sort.shown(), look.style(Role::Dim)),
        (one.environment.shown(), look.style(Role::Dim)),
        (owner.shown(), look.style(Role::Dim)),
        (Shown::from(""), Style::default()),
        (stands.shown(), look.style(role)),
        (age.shown(), look.style(Role::Dim)),
        (why.shown(), look.style(why_role)),
    ];
    row(buf, area, look, widths, &cells);
    let before = widths.iter().take(LINE).filter(|width| **width > 0).map(|width| width.saturating_add(1)).sum::<u16>();
    let x = area.x.saturating_add(before);
    let room = widths.get(LINE).copied().unwrap_or(0).min(area.right().saturating_sub(x));
    let line = stages::signs(Line::empty(), one, &look.glyphs);
    let line = if one.simulated { line.and(SIMULATED, Role::Badge) } else { line };
    paint::line(buf, Rect { x, width: room, ..area }, look, &line, Style::default());
}

/// A group is what owners mostly are.
fn owner(owner: &EntityRef) -> Clean {
    if owner.kind() == "group" { Clean::line(owner.name()) } else { owner.short() }
}

fn about(ctx: &Ctx<'_>, one: &Provision, columns: usize) -> Vec<Line> {
    let mut lines = said(&one.name, Role::Title, columns);
    let by = one.requested_by.as_ref().map(EntityRef::short).unwrap_or_default();
    let parts = [("type", one.kind.words()), ("asked by", by), ("id", Clean::line(&one.id.0))];
    let told = parts.into_iter().filter(|(_, value)| !value.is_empty());
    lines.extend(told.map(|(name, value)| Line::of(name, Role::Label).pad_to(10).and(value, Role::Text)));
    lines.push(Line::empty());
    for stage in &one.stages {
        let (sign, role) = stages::sign(&ctx.look.glyphs, stage);
        let line = Line::of(sign, role).and(" ", Role::Text).and(stage.name.word(), Role::Text).pad_to(16);
        lines.push(line.and(Clean::line(stage.progress.word()), role));
    }
    lines.push(Line::empty());
    lines.extend(said(&stages::why(one), Role::Text, columns));
    if let Some(stage) = one.here().filter(|stage| !stage.cure.is_empty()) {
        lines.extend(said(&stage.cure, Role::Dim, columns));
    }
    lines
}

fn said(words: &Clean, role: Role, columns: usize) -> Vec<Line> {
    wrap(words.shown(), columns.max(8)).into_iter().map(|line| Line::of(line, role)).collect()
}
