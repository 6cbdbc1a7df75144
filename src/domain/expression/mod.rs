//! The expression language of templates: `${{ }}`, `{% %}` and `{# #}` as Backstage evaluates them.
//!
//! Backstage's scaffolder renders with an engine of its own (npm `nunjitsu` 0.7.0), which follows Nunjucks 3.2.4 down to
//! what that compiles to. This is a reading of the same language: values are JavaScript's (doubles, UTF-16, `undefined`
//! beside `null`, the order of keys), operators bind as the JavaScript that Nunjucks would write, and failures are told at
//! the same line and column. Every rendering is bounded ([`bounds`]), whatever its template says.
//!
//! A template is cut into pieces ([`scan`]), read into a tree ([`reader`], [`parser`]) and run ([`engine`], [`run`]).

mod bounds;
mod callable;
mod calls;
mod checks;
mod context;
mod convert;
mod engine;
mod failure;
mod filters;
mod frame;
mod json;
mod lexer;
mod lookup;
mod methods;
mod number;
mod operate;
mod operators;
mod parser;
mod reader;
mod regex;
mod render;
mod replace;
mod run;
mod scan;
mod scopes;
mod single;
mod sort;
mod tags;
#[cfg(test)]
mod tests;
mod tree;
mod units;
mod value;
mod whitespace;

pub use context::{Context, ContextError};
pub use filters::FILTERS;
pub use json::{hole, without_holes};
pub use render::{Evaluated, ExpressionError, check, evaluate, is_shown, is_true, text, value, value_keeping_holes};
pub use whitespace::Options;

/// Line and column of a unit of the source, both from 1.
fn position(source: &[u16], at: usize) -> (usize, usize) {
    let before = source.get(..at.min(source.len())).unwrap_or_default();
    let line = before.iter().filter(|unit| **unit == 0x0a).count() + 1;
    let start = before.iter().rposition(|unit| *unit == 0x0a).map_or(0, |end| end + 1);
    (line, before.len() - start + 1)
}
