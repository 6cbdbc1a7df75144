//! What the catalog says against a descriptor that was written in the editor.

use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::{EntityRef, Problem};
use crate::domain::text::Clean;
use crate::platform::query::{Ask, Verdict as Query};
use crate::screen::ctx::Ctx;
use crate::screen::widgets::sheet::Sheet;

/// A descriptor as it was written, and what is said against it.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The entity that it is of.
    pub reference: EntityRef,
    /// What was written.
    pub text: String,
    /// What is shown.
    pub sheet: Sheet,
}

impl Verdict {
    /// Asks for the verdict on a text.
    pub fn of(reference: EntityRef, text: String) -> Self {
        Self { reference, text, sheet: Sheet::default() }
    }

    fn query(&self) -> Query {
        Query { reference: self.reference.clone(), text: self.text.clone() }
    }

    /// What has to be known.
    pub fn wants(&self) -> Vec<Ask> {
        vec![self.query().into()]
    }

    /// The line of the first thing that is wrong.
    pub fn wrong_line(&self, ctx: &Ctx<'_>) -> Option<usize> {
        ctx.store.get(&self.query()).answer()?.first().map(|problem| problem.line)
    }

    /// Takes in what has become known.
    pub fn settle(&mut self, ctx: &Ctx<'_>, columns: usize, height: usize) {
        let columns = columns.saturating_sub(3);
        let remote = ctx.store.get(&self.query());
        let lines = match (remote.answer(), remote.fault) {
            (Some(problems), _) if problems.is_empty() => {
                vec![Line::of("The catalog takes it.", Role::Good)]
            }
            (Some(problems), _) => problems.iter().flat_map(|problem| self.about(problem, columns)).collect(),
            (None, Some(fault)) => {
                let words = Clean::line(&fault.to_string());
                wrap(words.shown(), columns).into_iter().map(|line| Line::of(line, Role::Bad)).collect()
            }
            (None, None) => vec![Line::of("Asking the catalog", Role::Dim)],
        };
        self.sheet.set(lines, height);
    }

    fn about(&self, problem: &Problem, columns: usize) -> Vec<Line> {
        let place = Clean::line(&format!("{}:{}  ", problem.line, problem.column));
        let written = self.text.lines().nth(problem.line.saturating_sub(1)).map(Clean::lines).unwrap_or_default();
        let written = written.into_iter().next().unwrap_or_default();
        let mut lines = vec![Line::of(place, Role::Bad).and(written, Role::CodeValue)];
        let words = wrap(problem.message.shown(), columns.saturating_sub(2)).into_iter();
        lines.extend(words.map(|line| Line::of("  ", Role::Text).and(line, Role::Text)));
        lines
    }
}
