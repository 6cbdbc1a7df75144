use super::menu::{Item, ItemDoes, Menu};
use crate::domain::model::listing::{FieldPath, Filter, Listing};
use crate::domain::model::{EntityRef, Place, Room};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::{Key, Keymap};
use crate::platform::ports::SavedFilter;
use crate::platform::query::{Ask, FieldValues, Select, Version};
use crate::screen::ctx::Ctx;
use crate::screen::widgets::prompt::Prompt;
use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;
use std::sync::Arc;

/// Entities that are listed at most.
const ENTITIES: usize = 50;

/// The annotation by which an entity has docs.
const DOCS: &str = "metadata.annotations.backstage.io/techdocs-ref";
/// Templates to be run that are listed at most.
const RUNS_SHOWN: usize = 5;
/// Docs of entities that are listed at most.
const DOCS_SHOWN: usize = 3;

/// Find anything by a few letters: actions, places, entities, and what was looked at lately.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// What is typed.
    pub prompt: Prompt,
    /// What is found.
    pub menu: Menu,
    /// The text that the menu was made for.
    found_for: Option<String>,
    /// Whether what is found first is to be chosen once it is known.
    waiting: bool,
}

impl Palette {
    /// What has to be known.
    pub fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        self.select(ctx).map(Ask::from).into_iter().collect()
    }

    fn select(&self, ctx: &Ctx<'_>) -> Option<Select> {
        let text = self.prompt.text().trim().to_owned();
        let listing = ctx.store.listing().filter(|_| !text.is_empty())?;
        let filter = Box::new(Filter { text, ..Filter::default() });
        Some(Select { listing: Version(Arc::clone(listing)), filter, fields: Vec::new() })
    }

    /// Finds anew. `offered` are the actions that can be done now, `windows` those that are open.
    pub fn settle(&mut self, ctx: &Ctx<'_>, offered: &[Action], keymap: &Keymap, windows: &[Item]) {
        let text = self.prompt.text().trim().to_owned();
        let items = if text.is_empty() {
            resting(ctx, offered, keymap, windows)
        } else {
            self.found(ctx, &text, offered, keymap)
        };
        if let Some(items) = items {
            self.menu.set(items);
            self.found_for = Some(text);
        }
    }

    /// What is to be done with the item under the cursor. While what is typed is still being looked
    /// for that is not known: keys can come faster than answers, and what is listed then is not what
    /// was meant. It is kept in mind until [`Palette::due`].
    pub fn choose(&mut self) -> Option<ItemDoes> {
        self.waiting = self.found_for.as_deref() != Some(self.prompt.text().trim());
        if self.waiting { None } else { self.menu.chosen().map(|item| item.does.clone()) }
    }

    /// What was to be chosen, once it is known.
    pub fn due(&mut self) -> Option<ItemDoes> {
        if self.waiting { self.choose() } else { None }
    }

    /// Takes a key that is typed.
    pub fn type_key(&mut self, key: Key) {
        self.waiting = false;
        self.prompt.key(key);
    }

    /// `None` while the entities are still being looked for: what was found before stays.
    fn found(&self, ctx: &Ctx<'_>, text: &str, offered: &[Action], keymap: &Keymap) -> Option<Vec<Item>> {
        let (mut first, last) = actions_and_places(text, offered, keymap, ctx.gate.lets(Action::AccessAsk));
        let entities = match (self.select(ctx), ctx.store.listing()) {
            (Some(select), Some(listing)) => {
                let selection = ctx.store.get(&select);
                let rows = &selection.answer()?.rows;
                rows.iter().take(ENTITIES).filter_map(|row| entity_item(listing, *row)).collect()
            }
            _ => Vec::new(),
        };
        first.splice(0..0, saved_filters(ctx, text));
        let link = Place::parse(text).ok().filter(|place| place.subject.is_some() || text.contains("://"));
        first.splice(0..0, link.map(link_item));
        let docs = docs_of(ctx, &entities);
        first.extend(runs(ctx, &entities));
        first.extend(entities);
        first.extend(last);
        first.extend(docs);
        first.push(search_docs(text));
        Some(first)
    }
}

fn resting(ctx: &Ctx<'_>, offered: &[Action], keymap: &Keymap, windows: &[Item]) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    let listing = ctx.store.listing();
    let rows = |entities: &[EntityRef]| -> Vec<Item> {
        let row = |entity: &EntityRef| listing.and_then(|listing| Some((listing, listing.find(entity)?.index())));
        entities.iter().filter_map(row).filter_map(|(listing, row)| entity_item(listing, row)).take(5).collect()
    };
    let groups = [("Windows", windows.to_vec()), ("Recent", rows(ctx.recent)), ("Starred", rows(ctx.starred))];
    for (title, group) in groups {
        if !group.is_empty() {
            items.push(Item::head(title));
            items.extend(group);
        }
    }
    items.push(Item::head("Actions"));
    items.extend(offered.iter().map(|action| action_item(*action, keymap)));
    Some(items)
}

fn entity_item(listing: &Listing, row: u32) -> Option<Item> {
    let row = listing.row(row)?;
    let about = if row.title().is_empty() { row.description() } else { row.name() };
    Some(Item {
        title: row.label().to_clean(),
        why: about.to_clean(),
        aside: Clean::line(&row.kind().as_str().to_lowercase()),
        does: ItemDoes::Go(Place::entity(row.reference())),
    })
}

/// The docs of the first of the entities that are known to have some.
fn docs_of(ctx: &Ctx<'_>, entities: &[Item]) -> Vec<Item> {
    let known = FieldPath::parse(DOCS).and_then(|path| ctx.store.get(&FieldValues { path }).answer().cloned());
    let (Some(listing), Some(column)) = (ctx.store.listing(), known) else { return Vec::new() };
    let cells = column.cells(listing);
    let docs = entities.iter().filter_map(|item| {
        let ItemDoes::Go(place) = &item.does else { return None };
        let of = place.subject.clone()?;
        let row = listing.find(&of)?;
        cells.values(row.index()).next()?;
        Some(Item {
            title: item.title.clone(),
            why: "Read its docs".into(),
            aside: "docs".into(),
            does: ItemDoes::Go(Place::docs(of, "")),
        })
    });
    docs.take(DOCS_SHOWN).collect()
}

/// The wizards of the templates among the entities that may be run.
fn runs(ctx: &Ctx<'_>, entities: &[Item]) -> Vec<Item> {
    let run = |item: &Item| {
        let ItemDoes::Go(place) = &item.does else { return None };
        let template = place.subject.clone().filter(|of| of.kind() == "template" && ctx.gate.offers_template(of))?;
        Some(Item {
            title: Clean::line(&format!("Run: {}", item.title)),
            why: "Fill it in and run it".into(),
            aside: "template".into(),
            does: ItemDoes::Go(Place::wizard(template)),
        })
    };
    entities.iter().filter_map(run).take(RUNS_SHOWN).collect()
}

/// What is typed, looked for in all docs.
fn search_docs(text: &str) -> Item {
    let query = vec![("q".to_owned(), text.to_owned())];
    Item {
        title: Clean::line(&format!("Docs: {text}")),
        why: "Search all docs for it".into(),
        aside: "docs".into(),
        does: ItemDoes::Go(Place { query, ..Place::room(Room::Docs) }),
    }
}

/// A link that was typed or pasted.
fn link_item(place: Place) -> Item {
    Item {
        title: Clean::line(&place.to_string()),
        why: "Follow the link".into(),
        aside: "link".into(),
        does: ItemDoes::Go(place),
    }
}

/// Saved filters whose name has what is typed in it.
fn saved_filters(ctx: &Ctx<'_>, text: &str) -> Vec<Item> {
    let fits = |name: &str| name.to_lowercase().contains(&text.to_lowercase());
    let found = ctx.filters.iter().filter(|filter| fits(&filter.name));
    let item = |filter: &SavedFilter| {
        Some(Item {
            title: Clean::line(&filter.name),
            why: Clean::line(filter.link.split_once('?').map_or("", |(_, parameters)| parameters)),
            aside: "filter".into(),
            does: ItemDoes::Go(Place::parse(&filter.link).ok()?),
        })
    };
    found.filter_map(item).collect()
}

/// An action as an item, with its keys.
pub fn action_item(action: Action, keymap: &Keymap) -> Item {
    let spec = action.spec();
    Item {
        title: spec.title.into(),
        why: spec.why.into(),
        aside: Clean::line(&keymap.keys_of(action).join(", ")),
        does: ItemDoes::Act(action),
    }
}

/// Actions and rooms that match: those whose words begin so go before the entities, the rest after.
/// `asks`: whether one may ask for access, which leads to its form where nothing is shown that it would be to.
fn actions_and_places(text: &str, offered: &[Action], keymap: &Keymap, asks: bool) -> (Vec<Item>, Vec<Item>) {
    let matcher = SkimMatcherV2::default().ignore_case();
    let mut found: Vec<(bool, i64, Item)> = Vec::new();
    let mut consider = |name: &str, item: Item| {
        if let Some(score) = matcher.fuzzy_match(name, text) {
            found.push((begins(name, text), score, item));
        }
    };
    for action in offered {
        let spec = action.spec();
        consider(&format!("{} {}", spec.title, spec.id), action_item(*action, keymap));
    }
    if asks && !offered.contains(&Action::AccessAsk) {
        let spec = Action::AccessAsk.spec();
        let item = Item {
            title: spec.title.into(),
            why: spec.why.into(),
            aside: "place".into(),
            does: ItemDoes::Go(Place::access("new")),
        };
        consider(&format!("{} {}", spec.title, spec.id), item);
    }
    for room in Room::ALL {
        let item = Item {
            title: Clean::line(room.word()),
            why: "Go there".into(),
            aside: "place".into(),
            does: ItemDoes::Go(Place::room(*room)),
        };
        consider(room.word(), item);
    }
    found.sort_by_key(|(begins, score, _)| std::cmp::Reverse((*begins, *score)));
    let (first, last): (Vec<_>, Vec<_>) = found.into_iter().partition(|(begins, _, _)| *begins);
    let items = |found: Vec<(bool, i64, Item)>| found.into_iter().map(|(_, _, item)| item).collect();
    (items(first), items(last))
}

fn begins(name: &str, text: &str) -> bool {
    let (name, text) = (name.to_lowercase(), text.to_lowercase());
    name.split([' ', '.', '-']).any(|word| word.starts_with(&text)) || name.starts_with(&text)
}
