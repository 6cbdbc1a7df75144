//! The list as a link.

use super::state::{Catalog, Focus};
use crate::domain::model::listing::{Column, Facet, FieldPath, Filter, ORPHAN, Order, Values};
use crate::domain::model::{At, EntityRef, Place, Room};
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::prompt::Prompt;
use crate::screen::widgets::sheet::Sheet;

/// More columns than this no list has, whatever a link says.
const COLUMNS: usize = 40;

impl Catalog {
    /// The list that a link names, with the cursor where it was left.
    pub fn open(place: &Place, cursor: Option<EntityRef>, top: usize) -> Self {
        let mut catalog = Self {
            prompt: Prompt::default(),
            filter: Filter::default(),
            mine: false,
            starred: false,
            columns: None,
            focus: Focus::List,
            cursor: Cursor { at: top, top },
            facet_cursor: Cursor::default(),
            facet_at: None,
            shown: None,
            at: cursor,
            at_head: None,
            folded: Default::default(),
            marks: Default::default(),
            waiting: false,
            left_out: 0,
            pick: None,
            moved: At::default(),
            was: (None, 0),
            preview: Sheet::default(),
            previewed: None,
        };
        place.query.iter().for_each(|(key, value)| catalog.read(key, value));
        catalog.prompt = Prompt::holding(&catalog.filter.text);
        catalog
    }

    fn read(&mut self, key: &str, value: &str) {
        let filter = &mut self.filter;
        match key {
            "q" => filter.text = value.into(),
            "mine" => self.mine = true,
            "starred" => self.starred = true,
            "ownerless" => filter.ownerless = true,
            "orphan" => put(&mut filter.facets, orphan(), "true"),
            "sort" => filter.order = order_of(value),
            "group" => filter.group = Facet::of_word(value),
            "columns" => self.columns = columns_of(value),
            _ => match key.strip_prefix('-') {
                Some(word) => put(&mut filter.without, Facet::of_word(word), value),
                None => put(&mut filter.facets, Facet::of_word(key), value),
            },
        }
    }

    pub(super) fn link(&self) -> Place {
        let mut place = Place::room(Room::Catalog);
        let mut add = |key: &str, value: &str| place.query.push((key.into(), value.into()));
        if !self.filter.text.is_empty() {
            add("q", &self.filter.text);
        }
        for (facet, value) in pairs(&self.filter.facets).filter(|(facet, value)| !is_orphan(facet, value)) {
            add(facet.word().as_str(), value);
        }
        for (facet, value) in pairs(&self.filter.without) {
            add(&format!("-{}", facet.word()), value);
        }
        let flags = [
            (self.mine, "mine"),
            (self.starred, "starred"),
            (self.filter.ownerless, "ownerless"),
            (self.only_orphans(), "orphan"),
        ];
        flags.iter().filter(|(on, _)| *on).for_each(|(_, key)| add(key, "yes"));
        if let Some(order) = &self.filter.order {
            add("sort", &format!("{}{}", if order.descending { "-" } else { "" }, order.column.word()));
        }
        if let Some(group) = &self.filter.group {
            add("group", group.word().as_str());
        }
        if let Some(columns) = &self.columns {
            add("columns", &words(columns).join(","));
        }
        place
    }

    /// Whether only what its location names no more is shown.
    pub(super) fn only_orphans(&self) -> bool {
        orphan().is_some_and(|facet| self.filter.has(&facet, "true"))
    }

    pub(super) fn toggle_orphans(&mut self) {
        if let Some(facet) = orphan() {
            self.filter.toggle(facet, "true");
        }
    }
}

fn orphan() -> Option<Facet> {
    FieldPath::parse(ORPHAN).map(Facet::Field)
}

/// Whether a choice is that of orphans, which has a word of its own.
pub(super) fn is_orphan(facet: &Facet, value: &str) -> bool {
    value == "true" && facet.field().is_some_and(|path| path.as_str() == ORPHAN)
}

fn put(values: &mut Values, facet: Option<Facet>, value: &str) {
    if let Some(facet) = facet {
        values.entry(facet).or_default().insert(value.to_lowercase());
    }
}

/// All values with their facets.
pub(super) fn pairs(values: &Values) -> impl Iterator<Item = (&Facet, &String)> {
    values.iter().flat_map(|(facet, values)| values.iter().map(move |value| (facet, value)))
}

fn order_of(word: &str) -> Option<Order> {
    let (descending, word) = word.strip_prefix('-').map_or((false, word), |word| (true, word));
    Column::of_word(word).map(|column| Order { column, descending })
}

/// Columns by their words, as many as any list has; `None` where none of them is one.
pub(super) fn columns_of(words: &str) -> Option<Vec<Column>> {
    let mut columns: Vec<Column> = Vec::new();
    for column in words.split(',').filter_map(Column::of_word) {
        if columns.len() < COLUMNS && !columns.contains(&column) {
            columns.push(column);
        }
    }
    (!columns.is_empty()).then_some(columns)
}

pub(super) fn words(columns: &[Column]) -> Vec<String> {
    columns.iter().map(|column| column.word().as_str().to_owned()).collect()
}
