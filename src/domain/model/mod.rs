//! Entities, references, places and their rules.

mod at;
mod calendar;
mod claims;
pub mod cluster;
pub mod delivery;
pub mod descriptor;
mod entity;
mod entity_ref;
pub mod forge;
pub mod graph;
mod identity;
pub mod journal;
pub mod listing;
mod log_place;
mod place;
mod problem;
pub mod provision;
mod search;
pub mod task;
pub mod timeline;
pub mod tool;
mod web;
pub mod yaml;
mod yaml_text;

pub use at::{Age, At};
pub use calendar::{Day, MomentError, Zone, days_on};
pub use claims::{Claims, Rule, Rules, Verdict, template_fits};
pub use entity::{Entity, Link, Relation};
pub use entity_ref::{EntityRef, RefError};
pub use identity::{Identity, Principal};
pub use log_place::LogPlace;
pub use place::{Place, PlaceError, Room, Tab};
pub use problem::{Problem, Severity};
pub use search::{Hit, Hits, Terms};
pub use web::{WebAddress, WebAddressError};
pub use yaml_text::to_yaml;
