//! API definitions.
