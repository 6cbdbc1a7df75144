//! Parts that screens are made of. None of them knows a word of the platform.

pub mod countdown;
pub mod cursor;
pub mod filter;
pub mod filter_bar;
pub mod find;
pub mod form;

pub mod log;
pub mod page;
pub mod paint;
pub mod picker;
pub mod prompt;
pub mod sheet;
pub mod table;
