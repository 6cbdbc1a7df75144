use super::state::{Catalog, Focus};
use crate::domain::model::listing::{Column, Facet, Filter, Order};
use crate::domain::model::{At, EntityRef, Place, Room};
use crate::screen::ctx::Ctx;
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::prompt::Prompt;
use crate::screen::widgets::sheet::Sheet;

impl Catalog {
    /// The list that a link names, with the cursor where it was left.
    pub fn open(place: &Place, cursor: Option<EntityRef>, top: usize) -> Self {
        let mut filter = Filter::default();
        let (mut mine, mut starred) = (false, false);
        for (key, value) in &place.query {
            match (key.as_str(), value.as_str()) {
                ("q", text) => filter.text = text.into(),
                ("mine", _) => mine = true,
                ("starred", _) => starred = true,
                ("ownerless", _) => filter.ownerless = true,
                ("sort", column) => filter.order = order_of(column),
                (facet, value) => {
                    if let Some(facet) = Facet::of_word(facet) {
                        filter.facets.entry(facet).or_default().insert(value.to_lowercase());
                    }
                }
            }
        }
        Self {
            prompt: Prompt::holding(&filter.text),
            filter,
            mine,
            starred,
            focus: Focus::List,
            cursor: Cursor { at: top, top },
            facet_cursor: Cursor::default(),
            facet_at: None,
            shown: None,
            at: cursor,
            moved: At::default(),
            was: (None, 0),
            preview: Sheet::default(),
            previewed: None,
        }
    }

    pub(super) fn link(&self) -> Place {
        let mut place = Place::room(Room::Catalog);
        let mut add = |key: &str, value: &str| place.query.push((key.into(), value.into()));
        if !self.filter.text.is_empty() {
            add("q", &self.filter.text);
        }
        for (facet, value) in self.filter.facets.iter().flat_map(|(f, values)| values.iter().map(move |v| (f, v))) {
            add(facet.word(), value);
        }
        for (on, key) in [(self.mine, "mine"), (self.starred, "starred"), (self.filter.ownerless, "ownerless")] {
            if on {
                add(key, "yes");
            }
        }
        if let Some(order) = self.filter.order {
            add("sort", &format!("{}{}", if order.descending { "-" } else { "" }, order.column.word()));
        }
        place
    }

    /// The filter with what depends on the user filled in.
    pub(super) fn whole_filter(&self, ctx: &Ctx<'_>) -> Filter {
        let owners = || ctx.who().map(|who| who.ownership.iter().cloned().collect()).unwrap_or_default();
        Filter {
            owned_by: self.mine.then(owners),
            among: self.starred.then(|| ctx.starred.iter().cloned().collect()),
            ..self.filter.clone()
        }
    }
}

fn order_of(word: &str) -> Option<Order> {
    let (descending, word) = word.strip_prefix('-').map_or((false, word), |word| (true, word));
    Column::of_word(word).map(|column| Order { column, descending })
}
