//! What was found, as lines: the heading with its page and entity, and below it the text around.

use super::state::DocsRoom;
use crate::domain::document::{Line, Role, Target, snippet_lines, to_find, wrap};
use crate::domain::model::Hit;
use crate::domain::model::listing::Listing;
use crate::domain::text::Clean;
use crate::platform::query::WhoAmI;
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;

/// Lines of a snippet at most.
const SNIPPET: usize = 2;

impl DocsRoom {
    /// What was found so far, and what is still waited for or went wrong.
    pub(super) fn found(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        if self.narrowed.waits(ctx) {
            return absence(&ctx.store.get(&WhoAmI {}), "who you are", columns);
        }
        let listing = ctx.store.listing().map(AsRef::as_ref);
        let answers = self.hits(ctx);
        let mut lines = Vec::new();
        for hit in answers.iter().flat_map(|answer| &answer.hits) {
            lines.extend(self.hit(hit, listing, columns));
        }
        let remote = self.open_question(ctx);
        let fault = remote.filter(|remote| remote.fault.is_some() || answers.is_empty());
        if let Some(remote) = fault {
            lines.extend(absence(&remote, "what was found", columns));
        } else if lines.is_empty() && !self.is_behind(ctx) {
            lines.extend(self.nothing(columns));
        }
        lines
    }

    fn hit(&self, hit: &Hit, listing: Option<&Listing>, columns: usize) -> Vec<Line> {
        let title = if hit.title.is_empty() { "Untitled".into() } else { hit.title.clone() };
        let entity = hit.entity.as_ref().map(|entity| {
            let row = listing.and_then(|listing| listing.find(entity));
            row.map_or_else(|| entity.short(), |row| row.label().to_clean())
        });
        let page = hit.path.as_ref().map(|path| path.as_str().split('#').next().unwrap_or_default().trim_matches('/'));
        let whence: Vec<&str> =
            [entity.as_ref().map(Clean::as_str), page].into_iter().flatten().filter(|part| !part.is_empty()).collect();
        let head = Line::of(title, Role::Link).and("  ", Role::Text);
        let mut head = head.and(Clean::line(&whence.join(" / ")), Role::Dim);
        if let Some(mut place) = hit.place() {
            place.query.push(("q".to_owned(), to_find(self.text(), hit.snippet.shown(), &hit.marks)));
            head = head.to(Target::Place(place));
        }
        let mut lines = vec![head];
        lines.extend(snippet_lines(hit.snippet.shown(), &hit.marks, columns, SNIPPET));
        lines.push(Line::empty());
        lines
    }

    fn nothing(&self, columns: usize) -> Vec<Line> {
        let narrowed = self.narrowed.words();
        let words = match narrowed.is_empty() {
            true => format!("Nothing in the docs matches `{}`.", self.text()),
            false => format!("Nothing in the docs matches `{}` with {narrowed}.", self.text()),
        };
        wrap(Clean::line(&words).shown(), columns).into_iter().map(|line| Line::of(line, Role::Text)).collect()
    }
}
