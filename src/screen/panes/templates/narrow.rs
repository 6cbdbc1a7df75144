//! What narrows the templates beside the words that are looked for.

use crate::domain::model::listing::{Listing, Row};
use crate::domain::model::{EntityRef, Place, Room};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;

/// One thing that narrows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Narrowing {
    Category(String),
    Owner(EntityRef),
    Lifecycle(String),
    Tag(String),
}

impl Narrowing {
    /// The parameter of a link that says it, and its value.
    fn param(&self) -> (&'static str, String) {
        match self {
            Narrowing::Category(word) => ("type", word.clone()),
            Narrowing::Owner(owner) => ("owner", owner.to_string()),
            Narrowing::Lifecycle(word) => ("lifecycle", word.clone()),
            Narrowing::Tag(word) => ("tag", word.clone()),
        }
    }

    fn of_param(name: &str, value: &str) -> Option<Self> {
        match name {
            "type" => Some(Narrowing::Category(value.to_lowercase())),
            "owner" => EntityRef::parse(value, Some("group"), None).ok().map(Narrowing::Owner),
            "lifecycle" => Some(Narrowing::Lifecycle(value.to_lowercase())),
            "tag" => Some(Narrowing::Tag(value.to_lowercase())),
            _ => None,
        }
    }

    /// What it is called.
    pub(super) fn words(&self) -> Clean {
        Clean::line(&match self {
            Narrowing::Category(word) => format!("category {word}"),
            Narrowing::Owner(owner) => format!("owner {}", owner.short()),
            Narrowing::Lifecycle(word) => format!("lifecycle {word}"),
            Narrowing::Tag(word) => format!("tag {word}"),
        })
    }

    /// Whether it is about the same as another, which it then takes the place of. Of tags several hold.
    fn is_like(&self, other: &Self) -> bool {
        match self {
            Narrowing::Tag(_) => self == other,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    fn admits(&self, listing: &Listing, row: Row<'_>) -> bool {
        match self {
            Narrowing::Category(word) => category(row) == *word,
            Narrowing::Owner(owner) => owner_of(listing, row).as_ref() == Some(owner),
            Narrowing::Lifecycle(word) => row.lifecycle().as_str().to_lowercase() == *word,
            Narrowing::Tag(word) => row.tags().any(|tag| tag.as_str().to_lowercase() == *word),
        }
    }

    /// Everything that a template can be narrowed by.
    pub(super) fn all_of(listing: &Listing, row: Row<'_>) -> Vec<Self> {
        let category = Some(category(row)).filter(|word| !word.is_empty()).map(Narrowing::Category);
        let lifecycle = Some(row.lifecycle().as_str().to_lowercase()).filter(|word| !word.is_empty());
        let tags = row.tags().map(|tag| Narrowing::Tag(tag.as_str().to_lowercase()));
        let owner = owner_of(listing, row).map(Narrowing::Owner);
        category.into_iter().chain(owner).chain(lifecycle.map(Narrowing::Lifecycle)).chain(tags).collect()
    }
}

/// The category of a template; empty where it has none.
pub(super) fn category(row: Row<'_>) -> String {
    row.kind_type().as_str().to_lowercase()
}

/// Who owns a template.
pub(super) fn owner_of(listing: &Listing, row: Row<'_>) -> Option<EntityRef> {
    let (_, end) = row.relations().find(|(kind, _)| kind.as_str() == "ownedBy")?;
    listing.end_reference(end)
}

/// All that narrows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Narrowed {
    /// Only what the user and the user's groups own.
    pub(super) mine: bool,
    /// Only what is starred.
    pub(super) starred: bool,
    pub(super) by: Vec<Narrowing>,
}

impl Narrowed {
    /// What a link says.
    pub(super) fn of(place: &Place) -> Self {
        let is = |name| place.param(name).is_some();
        let mut narrowed = Self { mine: is("mine"), starred: is("starred"), by: Vec::new() };
        for (name, value) in &place.query {
            if let Some(by) = Narrowing::of_param(name, value)
                && !narrowed.by.iter().any(|known| known.is_like(&by))
            {
                narrowed.by.push(by);
            }
        }
        narrowed
    }

    /// The link of the room with it.
    pub(super) fn place(&self, text: &str) -> Place {
        let mut place = Place::room(Room::Templates);
        let words = [(!text.is_empty(), "q", text), (self.mine, "mine", "yes"), (self.starred, "starred", "yes")];
        let named = words.into_iter().filter(|(is, ..)| *is).map(|(_, name, value)| (name.into(), value.into()));
        place.query.extend(named);
        let of = |by: &Narrowing| {
            let (name, value) = by.param();
            (name.to_owned(), value)
        };
        place.query.extend(self.by.iter().map(of));
        place
    }

    pub(super) fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Narrows by this, instead of by what is like it; or no longer, where it was that.
    pub(super) fn toggle(&mut self, by: Narrowing) {
        let held = self.by.contains(&by);
        self.by.retain(|known| !known.is_like(&by));
        self.by.extend((!held).then_some(by));
    }

    /// Whether a template is among what is wanted.
    pub(super) fn admits(&self, ctx: &Ctx<'_>, listing: &Listing, row: Row<'_>) -> bool {
        let is_mine = || {
            let owner = owner_of(listing, row);
            ctx.who().is_some_and(|who| owner.is_some_and(|owner| who.ownership.contains(&owner)))
        };
        (!self.mine || is_mine())
            && (!self.starred || ctx.is_starred(&row.reference()))
            && self.by.iter().all(|by| by.admits(listing, row))
    }

    /// What narrows, in words.
    pub(super) fn words(&self) -> Clean {
        let mine = self.mine.then(|| "only mine".to_owned());
        let starred = self.starred.then(|| "only starred".to_owned());
        let by = self.by.iter().map(|by| by.words().to_string());
        Clean::line(&mine.into_iter().chain(starred).chain(by).collect::<Vec<_>>().join(", "))
    }
}
