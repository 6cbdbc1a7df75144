use super::item::{Item, State};
use super::{Phase, Review};
use crate::domain::document::{Line, Role, wrap};
use crate::domain::text::Clean;
use crate::platform::actions::Danger;
use crate::platform::outcome::Outcome;
use crate::screen::ctx::Ctx;
use crate::screen::look::{Glyphs, Look};
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// Rows above the choices: the prompt, what it is for, what is wrong with it, and a gap.
const HEAD: u16 = 4;

/// What the lines were made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MadeOf {
    phase: Phase,
    stopped: bool,
    states: Vec<(u8, Option<Clean>)>,
    size: (usize, usize),
}

impl Review {
    pub(super) fn remake(&mut self, ctx: &Ctx<'_>, columns: usize, height: usize) {
        let states = self.items.iter().map(|item| item.state.number()).collect();
        let made = MadeOf { phase: self.phase, stopped: self.stopped, states, size: (columns, height) };
        if self.made.as_ref() != Some(&made) {
            self.sheet.set(self.lines(ctx.look.glyphs, columns.saturating_sub(3)), height);
            self.made = Some(made);
        }
    }

    fn lines(&self, glyphs: Glyphs, columns: usize) -> Vec<Line> {
        let mut lines = wrapped(self.summary().shown_as(), "", columns);
        if let Some(wrong) = &self.wrong {
            lines.extend(wrapped((wrong.clone(), Role::Bad), "", columns));
        }
        for item in &self.items {
            lines.push(Line::empty());
            lines.extend(about(item, glyphs, columns));
        }
        lines
    }

    fn summary(&self) -> Summary {
        let count = |is: fn(&State) -> bool| self.items.iter().filter(|item| is(&item.state)).count();
        let open = count(|state| matches!(state, State::Finding | State::Asking));
        let ready = count(|state| matches!(state, State::Ready(_)));
        let refused = count(|state| matches!(state, State::Not(_)));
        let kept = count(|state| matches!(state, State::Kept(_)));
        let done =
            count(|state| matches!(state, State::Ended(_, Outcome::Done { .. }) | State::With { is_done: true, .. }));
        let failed = count(|state| matches!(state, State::Ended(_, Outcome::Refused(_))));
        let doubtful = count(|state| {
            matches!(state, State::Ended(_, Outcome::InDoubt { .. }) | State::With { is_done: false, .. })
        });
        let counts = [
            (done, "done"),
            (failed, "failed"),
            (doubtful, "in doubt"),
            (ready, if self.phase == Phase::Over { "not begun" } else { "to do" }),
            (refused, "cannot be done"),
            (kept, "left out"),
            (open, "being looked at"),
        ];
        let counts: Vec<String> =
            counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
        let next = match self.phase {
            Phase::Shown if open > 0 => "",
            Phase::Shown if ready == 0 => "; nothing would be done",
            Phase::Shown if self.action.spec().danger == Danger::Destroys => "; it cannot be taken back",
            Phase::Shown => "; nothing is done yet",
            Phase::Running if self.stopped => "; it stops after this one",
            _ => "",
        };
        let bad = failed + doubtful > 0;
        let role = match self.phase {
            Phase::Over if bad => Role::Bad,
            Phase::Over => Role::Good,
            _ => Role::Heading,
        };
        Summary { text: Clean::line(&format!("{}{next}", counts.join(", "))), role }
    }

    /// Paints it inside a frame; where the text cursor stands.
    pub fn view(&self, buf: &mut Buffer, area: Rect, look: &Look) -> Option<Position> {
        let Phase::Asking(at) = self.phase else {
            self.sheet.view(buf, area, look, true);
            return None;
        };
        let field = self.fields.get(at).filter(|_| area.height > 0 && area.width > 4)?;
        let row = |n: u16| Rect { x: area.x + 1, y: area.y + n, width: area.width.saturating_sub(2), height: 1 };
        let name = Clean::line(&format!("{}: ", field.name));
        let used = paint::text(buf, row(0).x, area.y, row(0).width, look, name.shown(), look.style(Role::Label));
        let place = Rect { x: row(0).x + used, width: row(0).width.saturating_sub(used), ..row(0) };
        let cursor = field.prompt.view(buf, place, look);
        let words = [Line::of(field.why, Role::Dim), Line::of(self.wrong.clone().unwrap_or_default(), Role::Bad)];
        for (line, n) in words.iter().zip(1..).filter(|(_, n)| *n < area.height) {
            paint::line(buf, row(n), look, line, Style::default());
        }
        if area.height > HEAD && field.name == "owner" {
            let list = Rect { y: area.y + HEAD, height: area.height - HEAD, ..area };
            self.choices.view(buf, list, look);
        }
        Some(cursor)
    }
}

struct Summary {
    text: Clean,
    role: Role,
}

impl Summary {
    fn shown_as(self) -> (Clean, Role) {
        (self.text, self.role)
    }
}

impl State {
    /// Tells states apart, for knowing that lines have to be made anew.
    fn number(&self) -> (u8, Option<Clean>) {
        match self {
            State::Finding => (0, None),
            State::Ready(_) => (1, None),
            State::Not(_) => (2, None),
            State::Running(_) => (3, None),
            State::Ended(..) => (4, None),
            State::With { .. } => (5, None),
            State::Asking => (7, None),
            // it may be kept away for another reason by now
            State::Kept(fault) => (6, Some(fault.happened.clone())),
        }
    }
}

fn wrapped((text, role): (Clean, Role), indent: &'static str, columns: usize) -> Vec<Line> {
    let lines = wrap(text.shown(), columns.saturating_sub(indent.len()));
    lines.into_iter().map(|line| Line::of(indent, Role::Text).and(line, role)).collect()
}

/// A step: its sign and target, what it does or what became of it, and the details below.
fn about(item: &Item, glyphs: Glyphs, columns: usize) -> Vec<Line> {
    let (sign, role, words) = match &item.state {
        State::Finding => (glyphs.more, Role::Dim, Clean::from("finding out what it would do")),
        State::Ready(Some(forecast)) => (glyphs.open, Role::Text, forecast.told.clone()),
        State::Ready(None) => (glyphs.open, Role::Text, item.words()),
        State::Not(fault) => (glyphs.bad, Role::Bad, Clean::line(&fault.to_string())),
        State::Asking => (glyphs.more, Role::Dim, "finding out whether you may".into()),
        State::Kept(fault) => (glyphs.warn, Role::Warn, Clean::line(&format!("left out: {}", fault.happened))),
        State::Running(_) => (glyphs.more, Role::Text, "under way".into()),
        State::Ended(_, outcome @ Outcome::Done { .. }) => (glyphs.chosen, Role::Good, outcome.told()),
        State::Ended(_, outcome) => (glyphs.bad, Role::Bad, outcome.told()),
        State::With { with, is_done } => {
            let (sign, role) = if *is_done { (glyphs.chosen, Role::Good) } else { (glyphs.bad, Role::Bad) };
            (sign, role, Clean::line(&format!("went together with {with}")))
        }
    };
    let mut lines = vec![Line::of(sign, role).and(" ", Role::Text).and(item.target.clone(), Role::Title)];
    lines.extend(wrapped((words, role), "  ", columns));
    if let Some(forecast) = item.forecast() {
        lines.extend(forecast.lines.iter().map(|line| {
            let mut runs = Line::of("    ", Role::Text);
            runs.runs.extend(line.runs.iter().cloned());
            runs.target.clone_from(&line.target);
            runs
        }));
    }
    lines
}
