//! Templates as they are written: the steps of their forms and the actions of their runs, and what is wrong in them;
//! and how a run goes, without the hands that do it.
//!
//! Follows Backstage's scaffolder (`@backstage/plugin-scaffolder-backend` 4.3.0): the order of steps, conditions and
//! repetitions, the lines of the log to the letter, what is taken for text, which globs match what, and YAML as it is
//! written. All of that is here; files, processes and clocks are brought by whoever runs it ([`run::Hands`]).

pub mod action;
pub mod approval;
pub mod binary;
pub mod deed;
mod failure;
pub mod finding;
pub mod glob;
pub mod golden;
pub mod js;
pub mod limit;
mod log;
pub mod quota;
mod read;
mod redact;
pub mod run;
pub mod yaml;

pub use failure::Failure;
pub use log::{LogLine, StepLog, StepStatus};
pub use read::{ActionStep, FormStep, Template, templates};
