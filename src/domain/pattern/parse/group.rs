//! Groups, looks and names.

use super::super::tree::{Look, Node};
use super::{GROUPS, Parser, Read, Repeats};

impl Parser<'_> {
    /// A group from its parenthesis on, and what a quantifier behind it is.
    pub(super) fn group(&mut self) -> Read<(Node, Repeats)> {
        self.at += 1;
        if !self.eat('?') {
            return self.catching(None);
        }
        match self.peek() {
            Some(':') => {
                self.at += 1;
                Ok((self.until_closed()?, Repeats::Well))
            }
            Some('=' | '!') => self.look(false),
            Some('<') if matches!(self.peek_at(1), Some('=' | '!')) => {
                self.at += 1;
                self.look(true)
            }
            Some('<') => {
                self.at += 1;
                let name = self.name().ok_or("Invalid capture group name")?;
                self.catching(Some(name))
            }
            _ => Err("Invalid group"),
        }
    }

    fn catching(&mut self, name: Option<String>) -> Read<(Node, Repeats)> {
        if self.groups >= GROUPS {
            return Err("Too many captures");
        }
        self.groups += 1;
        let group = self.groups;
        let node = self.until_closed()?;
        if let Some(name) = name {
            if self.names.iter().any(|(known, _)| *known == name) {
                return Err("Duplicate capture group name");
            }
            self.names.push((name, group));
        }
        Ok((Node::Group(group, Box::new(node)), Repeats::Well))
    }

    /// A look ahead may be repeated where the flag `u` is not given.
    fn look(&mut self, behind: bool) -> Read<(Node, Repeats)> {
        let negative = self.eat('!') || !self.eat('=');
        let node = self.until_closed()?;
        let repeats = if behind || self.unicode { Repeats::Refused } else { Repeats::Well };
        Ok((Node::Look(Box::new(Look { node, behind, negative })), repeats))
    }

    fn until_closed(&mut self) -> Read<Node> {
        let node = self.choice()?;
        if self.eat(')') { Ok(node) } else { Err("Unterminated group") }
    }

    /// A name up to its `>`.
    pub(super) fn name(&mut self) -> Option<String> {
        let mut name = String::new();
        while !self.eat('>') {
            let letter = self.name_letter()?;
            let fits = letter == '$'
                || letter == '_'
                || letter.is_alphabetic()
                || !name.is_empty() && (letter.is_alphanumeric() || matches!(letter, '\u{200C}' | '\u{200D}'));
            if !fits {
                return None;
            }
            name.push(letter);
        }
        (!name.is_empty()).then_some(name)
    }

    fn name_letter(&mut self) -> Option<char> {
        let unit = if self.eat_all(r"\u") { self.unicode_escape(true)? } else { self.next_unit()? };
        if !(0xD800..0xDC00).contains(&unit) {
            return char::from_u32(unit);
        }
        let low = self.next_unit()?;
        char::decode_utf16([u16::try_from(unit).ok()?, u16::try_from(low).ok()?]).next()?.ok()
    }

    fn next_unit(&mut self) -> Option<u32> {
        let unit = self.unit();
        self.at += 1;
        unit
    }
}
