//! Literals, names, and what stands in brackets.

use super::failure::{Failure, Outcome};
use super::lexer::Lexeme;
use super::parser::{Parser, allow};
use super::regex::Regex;
use super::tree::{Node, What};
use super::units::Str;
use super::value::Value;
use std::rc::Rc;

impl Parser<'_> {
    /// A literal, a name, or what stands in brackets.
    ///
    /// # Errors
    /// When there is none.
    pub fn single(&mut self) -> Outcome<Node> {
        let at = self.place();
        let literal = |value| Node { at, what: What::Literal(value) };
        let node = match self.what() {
            Lexeme::Number(number, _) => literal(Value::Number(*number)),
            Lexeme::Text(text) => literal(Value::Text(text.clone())),
            Lexeme::Pattern(pattern) => literal(Value::Pattern(Rc::new(Regex::new(pattern.clone())))),
            Lexeme::Name(name) => {
                allow(at, name)?;
                let what = constant(name).map_or_else(|| What::Name(self.scopes.variable(name)), What::Literal);
                Node { at, what }
            }
            Lexeme::Sign("(") => return self.group(),
            Lexeme::Sign("[") => return self.list(),
            Lexeme::Sign("{") => return self.record(),
            Lexeme::Sign(sign) => return Err(self.wrong(format!("Unexpected expression token \"{sign}\""))),
            Lexeme::End => return Err(self.wrong("Unexpected expression token at end of input")),
        };
        self.advance();
        Ok(node)
    }

    /// Expressions up to a closing bracket, with commas between them.
    fn items(&mut self, close: &str) -> Outcome<Vec<Node>> {
        let mut items = Vec::new();
        if self.skip(close) {
            return Ok(items);
        }
        items.push(self.expression()?);
        while self.skip(",") {
            items.push(self.expression()?);
        }
        self.expect(close)?;
        Ok(items)
    }

    fn group(&mut self) -> Outcome<Node> {
        let at = self.place();
        self.advance();
        let items = self.items(")")?;
        if items.is_empty() {
            return Err(Failure::at(at, "Parenthesized expression cannot be empty"));
        }
        Ok(Node { at, what: What::Group(items) })
    }

    fn list(&mut self) -> Outcome<Node> {
        let at = self.place();
        self.advance();
        Ok(Node { at, what: What::List(self.items("]")?) })
    }

    fn record(&mut self) -> Outcome<Node> {
        let at = self.place();
        let mut pairs = Vec::new();
        self.advance();
        while !self.is_sign("}") || !pairs.is_empty() {
            pairs.push(self.pair()?);
            if !self.skip(",") {
                break;
            }
        }
        self.expect("}")?;
        Ok(Node { at, what: What::Record(pairs) })
    }

    fn pair(&mut self) -> Outcome<(Str, Node)> {
        let key = match self.what() {
            Lexeme::Text(text) => text.clone(),
            Lexeme::Name(name) if constant(name).is_none() => Str::from(name.as_str()),
            _ => return Err(self.wrong("Dictionary keys must be strings or names")),
        };
        allow(self.place(), &key.to_text())?;
        self.advance();
        self.expect(":")?;
        Ok((key, self.expression()?))
    }
}

fn constant(name: &str) -> Option<Value> {
    match name {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        "none" | "null" => Some(Value::Null),
        _ => None,
    }
}
