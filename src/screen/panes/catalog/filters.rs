//! Filters under a name: the ready ones, and those that were saved.

use super::chooser::{Kept, Pick};
use super::state::Catalog;
use crate::domain::model::{Place, Room};
use crate::domain::text::Clean;
use crate::platform::ports::SavedFilter;
use crate::screen::ctx::Ctx;
use crate::screen::panes::Intent;
use crate::screen::widgets::picker::{Choice, Picker};

/// Names longer than this say no more than a filter itself.
const LONGEST: usize = 60;

const READY: [(&str, &str); 4] =
    [("mine", "Mine"), ("starred", "Starred"), ("ownerless", "Without an owner"), ("orphan", "Orphans")];

/// What there is to choose from: saved ones first, then the ready ones, then to save the list.
pub(super) fn choices(catalog: &Catalog, ctx: &Ctx<'_>, text: &str) -> Vec<Choice<Kept>> {
    let typed = name_of(text);
    let fits = |name: &str| name.to_lowercase().contains(&typed.to_lowercase());
    let here = catalog.link().to_string();
    let saved = ctx.filters.iter().filter(|filter| fits(&filter.name)).map(|filter| Choice {
        title: Clean::line(&filter.name),
        aside: Clean::line(parameters(&filter.link)),
        chosen: filter.link == here,
        value: Kept::Saved(filter.name.clone()),
    });
    let ready = READY.into_iter().filter(|(_, title)| fits(title));
    let ready = ready.map(|(key, title)| Choice::new(title, "ready", Kept::Ready(key)));
    let save = (!typed.is_empty()).then(|| {
        let is_there = ctx.filters.iter().any(|filter| filter.name == typed);
        let words = if is_there { "Replace" } else { "Save this list as" };
        Choice::new(Clean::line(&format!("{words} “{typed}”")), "save", Kept::Save(typed.clone()))
    });
    saved.chain(ready).chain(save).collect()
}

/// What of a link says which list it is.
fn parameters(link: &str) -> &str {
    link.split_once('?').map_or("everything", |(_, parameters)| parameters)
}

fn name_of(text: &str) -> String {
    Clean::line(text.trim()).as_str().chars().take(LONGEST).collect()
}

impl Catalog {
    pub(super) fn go_to_filter(&self, ctx: &Ctx<'_>, kept: &Kept) -> Vec<Intent> {
        match kept {
            Kept::Saved(name) => place_of(ctx, name).map(Intent::Go).into_iter().collect(),
            Kept::Ready(key) => {
                let mut place = Place::room(Room::Catalog);
                place.query.push(((*key).into(), "yes".into()));
                vec![Intent::Go(place)]
            }
            Kept::Save(name) => {
                let mut filters = ctx.filters.to_vec();
                let link = self.link().to_string();
                match filters.iter_mut().find(|filter| filter.name == *name) {
                    Some(known) => known.link = link,
                    None => filters.push(SavedFilter { name: name.clone(), link }),
                }
                let mut named = Place::room(Room::Catalog);
                named.query.push(("filter".into(), name.clone()));
                let told = Clean::line(&format!("saved as {name}; its link is {named}"));
                vec![Intent::KeepFilters(filters), Intent::Tell(told)]
            }
        }
    }

    fn chosen_name(&self) -> Option<String> {
        match &self.pick {
            Some(Pick::Filters(picker)) => match &picker.chosen()?.value {
                Kept::Saved(name) => Some(name.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Asks for another name for the saved filter under the cursor.
    pub(super) fn rename_filter(&mut self) {
        if let Some(name) = self.chosen_name() {
            let mut picker = Picker::new("Another name");
            picker.paste(&name);
            self.pick = Some(Pick::Rename(name, picker));
        }
    }

    pub(super) fn delete_filter(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        let Some(name) = self.chosen_name() else { return Vec::new() };
        let filters = ctx.filters.iter().filter(|filter| filter.name != name).cloned().collect();
        vec![Intent::KeepFilters(filters), Intent::Tell(Clean::line(&format!("{name} is no longer saved")))]
    }

    /// The whole link of the saved filter under the cursor, which others can follow, too.
    pub(super) fn copy_filter(&self, ctx: &Ctx<'_>) -> Vec<Intent> {
        let place = self.chosen_name().and_then(|name| place_of(ctx, &name));
        place.map(|place| Intent::Copy(place.to_string())).into_iter().collect()
    }
}

fn place_of(ctx: &Ctx<'_>, name: &str) -> Option<Place> {
    let filter = ctx.filters.iter().find(|filter| filter.name == name)?;
    Place::parse(&filter.link).ok()
}

/// The saved filters with one called otherwise; another of that name makes way.
pub(super) fn renamed(ctx: &Ctx<'_>, from: &str, to: &str) -> Vec<Intent> {
    let to = name_of(to);
    if to.is_empty() || to == from {
        return Vec::new();
    }
    let kept = ctx.filters.iter().filter(|filter| filter.name != to).cloned();
    let filters = kept.map(|filter| match filter.name == from {
        true => SavedFilter { name: to.clone(), ..filter },
        false => filter,
    });
    vec![Intent::KeepFilters(filters.collect()), Intent::Tell(Clean::line(&format!("{from} is called {to} now")))]
}
