//! The link to the list: `q` is the filter, `of` is `mine` (with what my groups own) or `alone`, `state=failed`, `environment` and `type`.

use super::narrow::{Wanted, Whose};
use super::state::Provisioning;
use crate::domain::model::{Place, Room};
use crate::screen::widgets::filter::Filter;

impl Provisioning {
    /// The list as a link says.
    pub fn open(place: &Place) -> Self {
        let whose = match place.param("of") {
            // links of before said `team` for what is mine with my groups
            Some("mine" | "team") => Whose::Mine,
            Some("alone") => Whose::Alone,
            _ => Whose::All,
        };
        let word = |name: &str| place.param(name).filter(|word| !word.is_empty()).map(str::to_owned);
        let wanted = Wanted {
            whose,
            failing: place.param("state") == Some("failed"),
            environment: word("environment"),
            sort: word("type"),
        };
        Self { filter: Filter::holding(place.param("q").unwrap_or_default()), wanted, ..Self::default() }
    }

    pub(super) fn here(&self) -> Place {
        let Wanted { whose, failing, environment, sort } = &self.wanted;
        let whose = match whose {
            Whose::All => None,
            Whose::Mine => Some("mine"),
            Whose::Alone => Some("alone"),
        };
        let text = self.filter.text();
        let parts = [
            ("q", Some(text).filter(|text| !text.is_empty())),
            ("of", whose),
            ("state", failing.then_some("failed")),
            ("environment", environment.as_deref()),
            ("type", sort.as_deref()),
        ];
        let query = parts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        Place { query: query.collect(), ..Place::room(Room::Provisioning) }
    }
}
