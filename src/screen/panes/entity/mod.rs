//! One entity: what it is, what it is tied to, and the entity as the catalog has it.

mod docs;
mod granted;
mod provisioned;
mod state;
mod update;
mod view;

pub use state::EntityRoom;
