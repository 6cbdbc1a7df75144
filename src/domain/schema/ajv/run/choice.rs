//! Keywords that join schemas.

use super::super::keywords::is_empty;
use super::super::path::Step;
use super::{Frame, Run, Verdict, Word};
use serde_json::{Value, json};

impl<'s> Run<'_, 's> {
    pub(super) fn choice(&mut self, word: Word<'s>, frame: Frame<'_, '_, 's>) -> Verdict {
        match (word.name, word.value) {
            ("not", schema) => {
                let holds = is_empty(schema) || self.under(schema, Step::Word("not"), true, frame)?;
                self.expect(!holds, word, frame, || (json!({}), "must NOT be valid".to_owned()))
            }
            ("anyOf", Value::Array(schemas)) => self.any_of(schemas, word, frame),
            ("oneOf", Value::Array(schemas)) => self.one_of(schemas, word, frame),
            ("allOf", Value::Array(schemas)) => {
                let mut valid = true;
                for (index, schema) in schemas.iter().enumerate() {
                    valid &= is_empty(schema) || self.under(schema, Step::Counted("allOf", index), false, frame)?;
                    if frame.quiet && !valid {
                        return Ok(false);
                    }
                }
                Ok(valid)
            }
            ("if", condition) => self.condition(condition, word, frame),
            _ => Ok(true),
        }
    }

    fn any_of(&mut self, schemas: &'s [Value], word: Word<'s>, frame: Frame<'_, '_, 's>) -> Verdict {
        if schemas.iter().any(is_empty) {
            return Ok(true);
        }
        let before = self.errors.len();
        for (index, schema) in schemas.iter().enumerate() {
            if self.under(schema, Step::Counted("anyOf", index), false, frame)? {
                self.errors.truncate(before);
                return Ok(true);
            }
        }
        self.expect(false, word, frame, || (json!({}), "must match a schema in anyOf".to_owned()))
    }

    fn one_of(&mut self, schemas: &'s [Value], word: Word<'s>, frame: Frame<'_, '_, 's>) -> Verdict {
        let before = self.errors.len();
        let (mut passing, mut second) = (None, None);
        for (index, schema) in schemas.iter().enumerate() {
            if is_empty(schema) || self.under(schema, Step::Counted("oneOf", index), false, frame)? {
                if passing.is_some() {
                    second = Some(index);
                    break;
                }
                passing = Some(index);
            }
        }
        if passing.is_some() && second.is_none() {
            self.errors.truncate(before);
            return Ok(true);
        }
        self.expect(false, word, frame, || {
            let both = passing.zip(second).map(|(one, other)| json!([one, other]));
            (json!({"passingSchemas": both}), "must match exactly one schema in oneOf".to_owned())
        })
    }

    fn condition(&mut self, condition: &'s Value, word: Word<'s>, frame: Frame<'_, '_, 's>) -> Verdict {
        let way = |name| word.map.get(name).filter(|way| !is_empty(way));
        let (then, otherwise) = (way("then"), way("else"));
        if then.is_none() && otherwise.is_none() {
            return Ok(true);
        }
        let holds = self.under(condition, Step::Word("if"), true, frame)?;
        let (name, way) = if holds { ("then", then) } else { ("else", otherwise) };
        let Some(way) = way else { return Ok(true) };
        let valid = self.under(way, Step::Word(name), false, frame)?;
        self.expect(valid, word, frame, || (json!({"failingKeyword": name}), format!("must match \"{name}\" schema")))
    }
}
