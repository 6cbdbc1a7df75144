use super::{Phase, Review};
use crate::domain::model::EntityRef;
use crate::domain::model::listing::Listing;
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::overlays::{Item, ItemDoes, Menu};

/// Owners that are offered at most.
const OFFERED: usize = 100;

impl Review {
    /// What could be meant by what is typed: for an owner the groups and users there are.
    pub(super) fn settle_choices(&mut self, ctx: &Ctx<'_>) {
        let typed = match self.phase {
            Phase::Asking(at) => self.fields.get(at).filter(|field| field.name == "owner"),
            _ => None,
        };
        let (Some(field), Some(listing)) = (typed, ctx.store.listing()) else {
            self.chosen_for = None;
            self.choices = Menu::default();
            return;
        };
        let made = Some((field.prompt.text().trim().to_lowercase(), listing.version()));
        if self.chosen_for != made {
            let text = made.as_ref().map_or("", |(text, _)| text.as_str());
            self.choices.set(owners(listing, text));
            self.chosen_for = made;
        }
    }

    /// The reference under the cursor of the choices.
    pub(super) fn choice(&self) -> Option<String> {
        let ItemDoes::Go(place) = &self.choices.chosen()?.does else { return None };
        place.subject.as_ref().map(ToString::to_string)
    }
}

/// Groups before users, those whose name begins so before those that only hold it.
fn owners(listing: &Listing, text: &str) -> Vec<Item> {
    let rows = listing.rows().filter(|row| matches!(&*row.kind().as_str().to_lowercase(), "group" | "user"));
    let mut found: Vec<((bool, bool), EntityRef, Clean)> = rows
        .filter_map(|row| {
            let (reference, label) = (row.reference(), row.label().to_clean());
            let name = reference.name().to_lowercase();
            let holds = reference.as_str().contains(text) || label.as_str().to_lowercase().contains(text);
            let order = (!name.starts_with(text), reference.kind() != "group");
            holds.then_some((order, reference, label))
        })
        .collect();
    found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    found.truncate(OFFERED);
    let item = |(_, reference, label): (_, EntityRef, Clean)| Item {
        title: Clean::line(reference.as_str()),
        why: label,
        aside: Clean::line(reference.kind()),
        does: ItemDoes::Go(crate::domain::model::Place::entity(reference)),
    };
    found.into_iter().map(item).collect()
}
