//! Wizards that were begun and not sent, above the templates.

use super::state::Gallery;
use crate::domain::document::{Line, Role, Target};
use crate::domain::model::{Age, Place};
use crate::domain::text::{Clean, clip};
use crate::platform::query::Drafts;
use crate::platform::templates::Draft;
use crate::screen::ctx::Ctx;

impl Gallery {
    /// The drafts that are listed: while the templates are narrowed those that match.
    pub(super) fn drafts<'a>(&self, ctx: &Ctx<'a>) -> Vec<&'a Draft> {
        let all = ctx.store.get(&Drafts {}).answer().map(|drafts| drafts.iter().collect::<Vec<_>>());
        let text = self.text().to_lowercase();
        let fits = |draft: &&Draft| {
            !draft.is_of_access() && self.narrowed.is_none() && draft.title.to_lowercase().contains(&text)
        };
        all.into_iter().flatten().filter(fits).collect()
    }

    pub(super) fn draft_lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let drafts = self.drafts(ctx);
        if drafts.is_empty() {
            return Vec::new();
        }
        let head = Line::of("Unfinished", Role::Heading);
        let mut lines = vec![head.and(Clean::line(&format!("  {}", drafts.len())), Role::Dim)];
        lines.extend(drafts.into_iter().map(|draft| line(ctx, draft, columns)));
        lines.push(Line::empty());
        lines
    }
}

fn line(ctx: &Ctx<'_>, draft: &Draft, columns: usize) -> Line {
    let names = (columns / 3).clamp(16, 34);
    let title = Clean::line(if draft.title.is_empty() { draft.template.name() } else { &draft.title });
    let since = ctx.now.since(draft.at);
    let left = if since.as_secs() < 60 { "just now".to_owned() } else { format!("{} ago", Age(since)) };
    let words = format!("{}, left {left}", draft.page());
    let line = Line::of(clip(title.shown(), names - 1).to_clean(), Role::Link).pad_to(names);
    let line = line.and(Clean::line(&words), Role::Dim).pad_to(names + 26);
    let line = line.and(Clean::line(draft.called()), Role::Text);
    line.to(Target::Place(Place::draft(draft.template.clone(), &draft.id)))
}
