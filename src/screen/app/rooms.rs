use crate::domain::model::{EntityRef, Place, Room};
use crate::screen::panes::Pane;
use crate::screen::panes::catalog::Catalog;
use crate::screen::panes::entity::EntityRoom;
use crate::screen::panes::home::Home;
use crate::screen::panes::problems::Problems;

/// The room that a place names. `cursor` and `top` are where a list was left.
pub(super) fn open(place: &Place, cursor: Option<EntityRef>, top: usize) -> Box<dyn Pane> {
    match place.room {
        Room::Home => Box::new(Home::default()),
        Room::Problems => Box::new(Problems::default()),
        Room::Catalog => match EntityRoom::open(place) {
            Some(room) => Box::new(room),
            None => Box::new(Catalog::open(place, cursor, top)),
        },
    }
}
