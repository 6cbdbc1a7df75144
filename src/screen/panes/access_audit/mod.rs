//! The audit of access: who asked, who agreed, when, and which sessions came of it; to be read and to be exported.

mod state;
mod update;
mod view;

pub use state::AuditRoom;
