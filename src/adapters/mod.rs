//! Who serves the ports.

pub mod kept;
