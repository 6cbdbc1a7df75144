//! What changed of an entity.
