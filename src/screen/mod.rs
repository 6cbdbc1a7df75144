//! What people see: keys in, cells out.

pub mod app;
pub mod ctx;
pub mod input;
pub mod look;
pub mod overlays;
pub mod panes;
pub mod terminal;
pub mod widgets;
