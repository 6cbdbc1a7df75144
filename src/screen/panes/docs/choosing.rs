//! What the docs can be narrowed by, to choose from.

use super::narrow::{Narrowing, owner_of};
use super::state::DocsRoom;
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::picker::Choice;
use std::collections::BTreeMap;

impl DocsRoom {
    /// What the entities with docs can be narrowed by, each with how many there are; what holds first.
    pub(super) fn narrowings(&self, ctx: &Ctx<'_>, text: &str) -> Vec<Choice<Narrowing>> {
        let Some(listing) = ctx.store.listing() else { return Vec::new() };
        let mut counts: BTreeMap<Narrowing, usize> = self.narrowed.by.iter().map(|by| (by.clone(), 0)).collect();
        for row in self.rows_with_docs(ctx, listing) {
            let words = |word: crate::domain::text::Shown<'_>| (!word.is_empty()).then(|| word.as_str().to_lowercase());
            let by = [
                owner_of(listing, row).map(Narrowing::Owner),
                words(row.kind()).map(Narrowing::Kind),
                words(row.kind_type()).map(Narrowing::Type),
                words(row.lifecycle()).map(Narrowing::Lifecycle),
                Some(Narrowing::Entity(row.reference())),
            ];
            by.into_iter().flatten().for_each(|by| *counts.entry(by).or_default() += 1);
        }
        let fits = |by: &Narrowing| {
            let words = by.words().as_str().to_lowercase();
            text.to_lowercase().split_whitespace().all(|part| words.contains(part))
        };
        let choice = |(by, count): (Narrowing, usize)| Choice {
            title: by.words(),
            aside: Clean::line(&count.to_string()),
            chosen: self.narrowed.by.contains(&by),
            value: by,
        };
        let mut choices: Vec<_> = counts.into_iter().filter(|(by, _)| fits(by)).map(choice).collect();
        choices.sort_by_key(|choice| !choice.chosen);
        choices
    }
}
