//! What depends on what: walks over the relations of a listing, their outline, and what is affected
//! by an entity.

mod cycles;
mod links;
mod reach;
mod ties;
mod walk;

pub use cycles::Cycles;
pub use links::{Direction, Link, Links, Way};
pub use reach::{Reach, Reached, Step};
pub use walk::{Graph, Side, Walk};
