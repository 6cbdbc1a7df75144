//! Saved filters in links: `stagedoor://catalog?filter=NAME`.

use crate::domain::model::Place;
use crate::platform::ports::SavedFilter;

/// The parameter that names a saved filter.
const NAME: &str = "filter";

/// The list that a saved filter stands for; `None` where the place names none that is saved.
pub(super) fn resolved(filters: &[SavedFilter], place: &Place) -> Option<Place> {
    let name = place.param(NAME)?;
    let filter = filters.iter().find(|filter| filter.name == name)?;
    let found = Place::parse(&filter.link).ok()?;
    Some(Place { context: place.context.clone(), ..found })
}

/// The saved filter that a place names and that is not there.
pub(super) fn missing<'p>(filters: &[SavedFilter], place: &'p Place) -> Option<&'p str> {
    place.param(NAME).filter(|name| filters.iter().all(|filter| filter.name != *name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_its_list_in_whatever_context_the_link_names() {
        let filters = [SavedFilter { name: "my apis".into(), link: "stagedoor://catalog?q=a&kind=api".into() }];
        let place = Place::parse("stagedoor://catalog?context=work&filter=my%20apis").unwrap();
        let found = resolved(&filters, &place).unwrap();
        assert_eq!(found.to_string(), "stagedoor://catalog?context=work&q=a&kind=api");
        assert_eq!(missing(&filters, &place), None);
        let gone = Place::parse("stagedoor://catalog?filter=gone").unwrap();
        assert_eq!((resolved(&filters, &gone), missing(&filters, &gone)), (None, Some("gone")));
    }
}
