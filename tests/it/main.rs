//! One test crate, so that the dependencies are linked once.

mod systems;
