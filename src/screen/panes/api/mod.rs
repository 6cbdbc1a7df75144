//! The definition of an API, to browse: operations and schemas in a list, and what each holds beside
//! it or in its place; who uses the API; and the definition as a text.

mod items;
mod state;
mod update;
mod view;

pub use state::ApiRoom;
