//! Filters, by name.

mod backstage;
mod lists;
mod markup;
mod names;
mod numbers;
mod texts;
mod values;

pub use names::FILTERS;

use super::convert::NO_CALLABLES;
use super::engine::Engine;
use super::failure::{Failure, Outcome, fail};
use super::lookup::Named;
use super::units::Str;
use super::value::{Record, Value};
use super::{bounds, convert};

/// What a filter is given besides its input.
pub(super) struct Given(Vec<Value>);

impl Given {
    pub fn rest(&self, from: usize) -> &[Value] {
        self.0.get(from..).unwrap_or_default()
    }

    /// An argument; undefined where there is none.
    pub fn get(&self, index: usize) -> Value {
        self.0.get(index).cloned().unwrap_or(Value::Undefined)
    }

    pub fn is_true(&self, index: usize) -> bool {
        self.0.get(index).is_some_and(Value::is_true)
    }
}

pub(super) use lists::loose_items;

type Filter = fn(&Engine<'_>, &Value, &Given) -> Outcome<Value>;

fn find(engine: &Engine<'_>, name: &str) -> Option<Filter> {
    let filter: Filter = match name {
        "abs" => numbers::abs,
        "batch" => lists::batch,
        "capitalize" => texts::capitalize,
        "center" => texts::center,
        "d" | "default" => values::default,
        "dictsort" => lists::dictsort,
        "dump" => values::dump,
        "e" | "escape" => markup::escape,
        "first" => lists::first,
        "float" => numbers::float,
        "forceescape" => markup::force_escape,
        "groupby" => lists::groupby,
        "indent" => texts::indent,
        "int" => numbers::int,
        "join" => lists::join,
        "jsonify" if engine.options.cookiecutter => values::dump,
        "last" => lists::last,
        "length" => values::length,
        "list" => lists::list,
        "lower" => texts::lower,
        "nl2br" => markup::nl2br,
        "random" => lists::random,
        "reject" => lists::reject,
        "rejectattr" => lists::rejectattr,
        "replace" => super::replace::filter,
        "reverse" => lists::reverse,
        "round" => numbers::round,
        "safe" => markup::safe,
        "select" => lists::select,
        "selectattr" => lists::selectattr,
        "slice" => lists::slice,
        "sort" => super::sort::filter,
        "string" => values::string,
        "striptags" => markup::striptags,
        "sum" => lists::sum,
        "title" => texts::title,
        "trim" => texts::trim,
        "truncate" => texts::truncate,
        "upper" => texts::upper,
        "urlencode" => values::urlencode,
        "urlize" => markup::urlize,
        "wordcount" => texts::wordcount,
        _ => return backstage::find(name).filter(|_| engine.powers.backstage),
    };
    Some(filter)
}

/// Parameters of the filters that take arguments by name; others get them as one more record.
fn parameters(name: &str) -> &'static [&'static str] {
    match name {
        "int" => &["default", "base"],
        "sort" => &["reverse", "case_sensitive", "attribute"],
        _ => &[],
    }
}

pub(super) fn is_known(engine: &Engine<'_>, name: &str) -> bool {
    find(engine, name).is_some()
}

/// What a filter makes of a value.
///
/// # Errors
/// When it takes no such value or arguments.
pub(super) fn run(
    engine: &Engine<'_>,
    name: &str,
    value: &Value,
    positional: Vec<Value>,
    named: Named,
) -> Outcome<Value> {
    let Some(filter) = find(engine, name) else { return fail(format!("Unknown template filter \"{name}\"")) };
    plain(value, &mut Vec::new(), engine)?;
    positional.iter().try_for_each(|argument| plain(argument, &mut Vec::new(), engine))?;
    if backstage::find(name).is_some() && !named.is_empty() {
        return fail(format!("Template filter \"{name}\" does not accept keyword arguments"));
    }
    let given = bind(name, positional, named);
    let told = |failure: Failure| match failure.at {
        None if !failure.message.starts_with("Template ") => {
            Failure::new(format!("Filter \"{name}\" failed for {} input: {}", value.kind(), failure.message))
        }
        _ => failure,
    };
    filter(engine, value, &given).map_err(told)
}

fn bind(name: &str, mut positional: Vec<Value>, named: Named) -> Given {
    let parameters = parameters(name);
    if parameters.is_empty() && !named.is_empty() {
        let mark = (Str::from("__keywords"), Value::Bool(true));
        positional.push(Value::Record(Record::new(named.into_iter().chain([mark]).collect())));
        return Given(positional);
    }
    for (key, value) in named {
        if let Some(place) = parameters.iter().position(|parameter| key.is(parameter)) {
            positional.resize(positional.len().max(place + 1), Value::Undefined);
            if let Some(slot) = positional.get_mut(place).filter(|slot| slot.is_undefined()) {
                *slot = value;
            }
        }
    }
    Given(positional)
}

/// Whether a value holds only what filters may see: no functions, no list that holds itself.
pub(super) fn plain(value: &Value, within: &mut Vec<usize>, engine: &Engine<'_>) -> Outcome<()> {
    let (identity, items) = match value {
        Value::Callable(_) => return Err(Failure::new(format!("Template value: {NO_CALLABLES}"))),
        Value::List(list) => (list.identity(), list.items()),
        Value::Record(record) => (record.identity(), record.values()),
        _ => return Ok(()),
    };
    convert::enter(within, identity, items.len(), &engine.bounds)?;
    items.iter().try_for_each(|item| plain(item, within, engine))?;
    within.pop();
    Ok(())
}

/// The input of a filter of texts: undefined, null and false are empty.
fn input(value: &Value) -> Outcome<Str> {
    match value {
        Value::Undefined | Value::Null | Value::Bool(false) => Ok(Str::from("")),
        Value::Text(text) | Value::Safe(text) => Ok(text.clone()),
        _ => fail("Filter input must be a string"),
    }
}

/// A text that is safe if what it was made of is.
fn keep(of: &Value, text: Str) -> Value {
    if matches!(of, Value::Safe(_)) { Value::Safe(text) } else { Value::Text(text) }
}

/// A whole number from 0 on; what is no number is 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn count(value: &Value, engine: &Engine<'_>) -> Outcome<usize> {
    let number = value.to_integer(&engine.bounds)?;
    Ok(number.clamp(0.0, bounds::UNITS as f64 + 1.0) as usize)
}
