//! The form engine: a step's schema and the data so far become fields, defaults, errors and the values to send.
//!
//! [`Form`] holds the steps of a wizard with what was filled in; [`Form::view`] tells what a step shows now, and the
//! methods that change it come back to that. Without a wizard around it, a step is worked out by [`Form::view`] of a form
//! of one step. The behaviour is that of `@rjsf/core` 5.24 with the settings and fields of Backstage's scaffolder.

mod draft;
mod edit;
mod engine;
mod errors;
mod field;
mod field_errors;
mod file;
mod hidden;
mod items;
mod json;
mod json_schema;
mod password;
mod path;
mod problem;
mod resume;
mod review;
mod row;
mod script;
mod secrecy;
mod secret_names;
mod sending;
mod sheet;
mod step;
mod ui;
mod view;
mod wizard;

pub use field::{Choice, Container, Content, Field, Kind, Part, Secrecy};
pub use file::{Attachment, takes_files, with_files_named};
pub use hidden::without_hidden;
pub use password::{password_names, without_fields};
pub use path::Path;
pub use problem::{Broken, FieldError, FormError, Problem};
pub use review::ReviewRow;
pub use row::Cases;
pub use secret_names::{credential, credential_names, is_secret, secret_names};
pub use sending::Refusal;
pub use sheet::EXTENSIONS;
pub use step::Step;
pub use view::View;
pub use wizard::Form;

#[cfg(test)]
mod tests;
