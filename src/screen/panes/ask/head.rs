//! What stands above the form: what it will need and where that is from, and what stands in the way.

use super::order::Named;
use super::state::AskRoom;
use crate::domain::document::{Line, Role, Target};
use crate::domain::model::access::{AccessWay, Approval, span_words};
use crate::domain::text::Clean;
use crate::platform::query::{AccessAsked, Drafts};
use crate::platform::templates::Draft;
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::panes::granted::{self, wrapped};

impl AskRoom {
    pub(super) fn head_lines(&self, ctx: &Ctx<'_>) -> Vec<Line> {
        let columns = usize::from(ctx.body.width.saturating_sub(3));
        if granted::is_absent(ctx) {
            return absence(&ctx.store.get(&AccessAsked {}), "what grants access", columns);
        }
        if self.awaits_draft {
            return vec![Line::of("Loading what was filled in", Role::Dim)];
        }
        if let Some(place) = &self.sent {
            return vec![
                Line::of("It was asked for.", Role::Good),
                Line::of("See how it stands", Role::Link).to(Target::Place(place.clone())),
            ];
        }
        let mut lines = vec![self.title(ctx)];
        lines.extend(self.doubt(columns));
        lines.extend(self.need(ctx, columns));
        if let Some(ways) = granted::ways(ctx) {
            if granted::is_out(ways) {
                lines.extend(granted::out_lines(ways, columns));
            }
            lines.extend(granted::lack_lines(ways, &[AccessWay::Resources], columns));
        }
        lines.extend(self.unfinished_line(ctx));
        lines
    }

    fn title(&self, ctx: &Ctx<'_>) -> Line {
        let line = Line::of("Ask for access", Role::Title);
        let Some(ways) = granted::ways(ctx) else { return line };
        let line = line.and("  ", Role::Text).and(granted::system(ways), Role::Dim);
        match ways.simulated {
            true => line.and("  ", Role::Text).and(granted::SIMULATED, Role::Badge),
            false => line,
        }
    }

    /// What was sent before and may have been done.
    fn doubt(&self, columns: usize) -> Vec<Line> {
        if !self.in_doubt {
            return Vec::new();
        }
        let words = "It was sent once, and whether it was asked for is not known. Sent again it is looked up first.";
        wrapped(&words.into(), Role::Bad, columns)
    }

    /// Who will have to agree, for how long it is given, and where that is from.
    fn need(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        if self.named() == Named::Nothing && self.text(super::fields::ROLE).is_empty() {
            let words = "Say to what; who has to agree is shown here before anything is sent.";
            return wrapped(&words.into(), Role::Dim, columns);
        }
        let ruling = self.ruling(ctx);
        let (words, role) = match &ruling.approval {
            Approval::Nobody => ("Needs no approval: it is granted at once".to_owned(), Role::Good),
            Approval::Each(_) => (format!("Needs {}", ruling.words()), Role::Warn),
            Approval::SystemDecides => {
                let system = granted::ways(ctx).map(granted::system).unwrap_or_else(|| "the access system".into());
                (format!("{system} decides who has to agree, and does not tell beforehand"), Role::Warn)
            }
        };
        let time = match (ruling.usual, ruling.at_most) {
            (Some(usual), Some(at_most)) => format!("  {} usually, {} at most", span_words(usual), span_words(at_most)),
            _ => "  for how long it decides as well".to_owned(),
        };
        let mut lines = wrapped(&Clean::line(&format!("{words}.{time}.")), role, columns);
        if !ruling.from.is_empty() {
            lines.extend(wrapped(&Clean::line(&format!("So says {}.", ruling.from)), Role::Dim, columns));
        }
        if self.known_environment(ctx).is_none() {
            let words = "In which environment it is, nothing says: it is judged by the strictest.";
            lines.extend(wrapped(&words.into(), Role::Dim, columns));
        }
        lines
    }

    /// What was begun and kept before, where nothing was changed here: the newest.
    pub(super) fn unfinished<'a>(&self, ctx: &Ctx<'a>) -> Option<&'a Draft> {
        let is_untouched = self.draft.is_none() && !self.is_changed && self.sent.is_none();
        let drafts = ctx.store.get(&Drafts {}).answer().filter(|_| is_untouched)?;
        drafts.iter().find(|draft| draft.is_of_access())
    }

    fn unfinished_line(&self, ctx: &Ctx<'_>) -> Option<Line> {
        let draft = self.unfinished(ctx)?;
        let words = format!("What was begun before is kept: {}", draft.title);
        Some(Line::of(Clean::line(&words), Role::Warn))
    }
}
