//! What narrows the docs beside the words that are looked for.

use crate::domain::model::listing::{Listing, Row};
use crate::domain::model::{EntityRef, Place, Room, Terms};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;

/// One thing that narrows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Narrowing {
    Owner(EntityRef),
    Kind(String),
    Type(String),
    Lifecycle(String),
    Entity(EntityRef),
}

impl Narrowing {
    /// The parameter of a link that says it, and its value.
    pub(super) fn param(&self) -> (&'static str, String) {
        match self {
            Narrowing::Owner(owner) => ("owner", owner.to_string()),
            Narrowing::Kind(kind) => ("kind", kind.clone()),
            Narrowing::Type(word) => ("type", word.clone()),
            Narrowing::Lifecycle(word) => ("lifecycle", word.clone()),
            Narrowing::Entity(entity) => ("entity", entity.to_string()),
        }
    }

    fn of_param(name: &str, value: &str) -> Option<Self> {
        let named = |kind| EntityRef::parse(value, kind, None).ok();
        match name {
            "owner" => named(Some("group")).map(Narrowing::Owner),
            "kind" => Some(Narrowing::Kind(value.to_lowercase())),
            "type" => Some(Narrowing::Type(value.to_lowercase())),
            "lifecycle" => Some(Narrowing::Lifecycle(value.to_lowercase())),
            "entity" => named(None).map(Narrowing::Entity),
            _ => None,
        }
    }

    /// What it is called.
    pub(super) fn words(&self) -> Clean {
        let (name, value) = self.param();
        match self {
            Narrowing::Owner(of) | Narrowing::Entity(of) => Clean::line(&format!("{name} {}", of.short())),
            _ => Clean::line(&format!("{name} {value}")),
        }
    }

    /// Whether it is about the same as another, which it then takes the place of.
    fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    fn admits(&self, listing: &Listing, row: Row<'_>) -> bool {
        let same = |word: &str, is: &str| word == is.to_lowercase();
        match self {
            Narrowing::Owner(owner) => owner_of(listing, row).as_ref() == Some(owner),
            Narrowing::Kind(kind) => same(kind, row.kind().as_str()),
            Narrowing::Type(word) => same(word, row.kind_type().as_str()),
            Narrowing::Lifecycle(word) => same(word, row.lifecycle().as_str()),
            Narrowing::Entity(entity) => row.is(entity),
        }
    }
}

/// Who owns what a row is about.
pub(super) fn owner_of(listing: &Listing, row: Row<'_>) -> Option<EntityRef> {
    let (_, end) = row.relations().find(|(kind, _)| kind.as_str() == "ownedBy")?;
    listing.end_reference(end)
}

/// All that narrows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Narrowed {
    /// Only what the user and the user's groups own.
    pub(super) mine: bool,
    /// One of each sort at most.
    pub(super) by: Vec<Narrowing>,
}

impl Narrowed {
    /// What a link says.
    pub(super) fn of(place: &Place) -> Self {
        let mut narrowed = Self { mine: place.param("mine").is_some(), by: Vec::new() };
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
        let mut place = Place::room(Room::Docs);
        if !text.is_empty() {
            place.query.push(("q".into(), text.into()));
        }
        place.query.extend(self.mine.then(|| ("mine".into(), "yes".into())));
        let named = |by: &Narrowing| {
            let (name, value) = by.param();
            (name.to_owned(), value)
        };
        place.query.extend(self.by.iter().map(named));
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

    /// Whether nothing can be said yet, as it is not known who the user is.
    pub(super) fn waits(&self, ctx: &Ctx<'_>) -> bool {
        self.mine && ctx.who().is_none()
    }

    /// Whose docs are wanted, where no limit is an empty list; `None` where nobody's can be.
    fn owners(&self, ctx: &Ctx<'_>) -> Option<Vec<EntityRef>> {
        let one = self.by.iter().find_map(|by| if let Narrowing::Owner(owner) = by { Some(owner) } else { None });
        if !self.mine {
            return Some(one.cloned().into_iter().collect());
        }
        let is_wanted = |owner: &&EntityRef| one.is_none_or(|one| one == *owner);
        let owners: Vec<EntityRef> = ctx.who()?.ownership.iter().filter(is_wanted).cloned().collect();
        (!owners.is_empty()).then_some(owners)
    }

    /// The question of a search; `None` where nothing can be found: nobody's docs are wanted, or it is not
    /// known yet whose.
    pub(super) fn terms(&self, ctx: &Ctx<'_>, text: &str) -> Option<Terms> {
        let mut terms = Terms {
            text: text.to_owned(),
            kind: Some(crate::domain::model::Hit::DOCS.to_owned()),
            owners: self.owners(ctx)?,
            ..Terms::default()
        };
        for by in &self.by {
            match by.clone() {
                Narrowing::Owner(_) => {}
                Narrowing::Kind(kind) => terms.entity_kind = Some(kind),
                Narrowing::Type(word) => terms.entity_type = Some(word),
                Narrowing::Lifecycle(word) => terms.lifecycle = Some(word),
                Narrowing::Entity(entity) => terms.entity = Some(entity),
            }
        }
        Some(terms)
    }

    /// Whether a row is among what is wanted.
    pub(super) fn admits(&self, ctx: &Ctx<'_>, listing: &Listing, row: Row<'_>) -> bool {
        let is_mine = || {
            let owner = owner_of(listing, row);
            ctx.who().is_some_and(|who| owner.is_some_and(|owner| who.ownership.contains(&owner)))
        };
        (!self.mine || is_mine()) && self.by.iter().all(|by| by.admits(listing, row))
    }

    /// What narrows, in words.
    pub(super) fn words(&self) -> Clean {
        let mine = self.mine.then(|| "only mine".to_owned());
        let by = self.by.iter().map(|by| by.words().to_string());
        Clean::line(&mine.into_iter().chain(by).collect::<Vec<_>>().join(", "))
    }
}
