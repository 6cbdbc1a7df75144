//! What depends on what: walks over the relations of a listing, their outline, and what is affected
//! by an entity.
//!
//! `links <- ties <- reach <- cycles <- walk <- {row, folds} <- {tree, impact} <- outline <- export`.

mod cycles;
pub mod export;
mod folds;
mod impact;
mod links;
mod outline;
mod reach;
mod row;
mod ties;
mod tree;
mod walk;

pub use cycles::Cycles;
pub use folds::Folds;
pub use impact::Shares;
pub use links::{Direction, Link, Links, Way};
pub use outline::{Names, Outline, Shape, Spot, open_to, reveal};
pub use reach::{Reach, Reached, Step};
pub use row::{Group, GroupOf, OutlineRow, RowOf};
pub use walk::{Edge, Graph, Side, Walk};
