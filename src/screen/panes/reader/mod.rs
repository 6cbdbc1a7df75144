//! The docs of an entity, page by page: its tab. The page in the middle, the pages of the docs at the
//! left, its headings at the right.

mod areas;
mod choosing;
mod contents;
mod following;
mod framed;
mod freshness;
mod images;
mod imaging;
mod missing;
mod mouse;
mod nav;
mod nav_view;
mod over;
mod pick;
mod state;
mod steering;
mod update;
mod view;

pub use state::Reader;
