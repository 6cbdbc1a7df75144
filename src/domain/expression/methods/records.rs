//! Methods of records, for cookiecutter.

use super::{Known, argument, known};
use crate::domain::expression::failure::{Outcome, fail};
use crate::domain::expression::value::{Record, Value};

pub(super) fn find(name: &str) -> Option<Known> {
    match name {
        "get" => known(1, 2, |engine, value, args| {
            let found = own(value)?.get(&argument(args, 0).to_str(&engine.bounds)?);
            Ok(found.unwrap_or_else(|| argument(args, 1)))
        }),
        "has_key" => known(1, 1, |engine, value, args| {
            Ok(Value::Bool(own(value)?.has(&argument(args, 0).to_str(&engine.bounds)?)))
        }),
        "items" => known(0, 0, |_, value, _| {
            let pairs = own(value)?.pairs().into_iter();
            Ok(Value::from(
                pairs.map(|(key, value)| Value::from(vec![Value::Text(key), value])).collect::<Vec<Value>>(),
            ))
        }),
        "keys" => known(0, 0, |_, value, _| {
            Ok(Value::from(own(value)?.keys().into_iter().map(Value::Text).collect::<Vec<Value>>()))
        }),
        "values" => known(0, 0, |_, value, _| Ok(Value::from(own(value)?.values()))),
        _ => None,
    }
}

fn own(value: &Value) -> Outcome<&Record> {
    match value {
        Value::Record(record) => Ok(record),
        _ => fail("the method needs a record"),
    }
}
