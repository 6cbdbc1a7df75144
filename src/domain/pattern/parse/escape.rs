//! What stands behind a backslash.

use super::super::property::Property;
use super::super::set::Set;
use super::super::tree::{Node, Reference};
use super::{Parser, Read, Repeats};

const SYNTAX: &str = r"^$\.*+?()[]{}|/";

impl Parser<'_> {
    /// An escape outside of a class, and what a quantifier behind it is.
    pub(super) fn escape(&mut self) -> Read<(Node, Repeats)> {
        let Some(letter) = self.peek_at(1) else { return Err(r"\ at end of pattern") };
        match letter {
            'b' | 'B' => {
                self.at += 2;
                return Ok((Node::Boundary { negative: letter == 'B' }, Repeats::Nothing));
            }
            '1'..='9' => {
                if let Some(node) = self.numbered_reference()? {
                    return Ok((node, Repeats::Well));
                }
            }
            'k' if self.has_names => {
                self.at += 2;
                let name = if self.eat('<') { self.name() } else { None };
                return Ok((self.refer(name.ok_or("Invalid named reference")?), Repeats::Well));
            }
            _ => {}
        }
        self.at += 1;
        if let Some(set) = self.set_escape(letter)? {
            return Ok((Node::Set(set), Repeats::Well));
        }
        Ok((Node::Char(self.character_escape(false)?), Repeats::Well))
    }

    /// A reference to a group that there is; in older syntax any other number is a character in octal.
    fn numbered_reference(&mut self) -> Read<Option<Node>> {
        let before = self.at;
        self.at += 1;
        let group = self.number().unwrap_or_default() as usize;
        if group <= self.all_groups {
            return Ok(Some(Node::Reference(Reference::Index(group))));
        }
        if self.unicode {
            return Err("Invalid escape");
        }
        self.at = before;
        Ok(None)
    }

    /// `\d` and its like, `\p{...}`; stays at the letter when it is none.
    pub(super) fn set_escape(&mut self, letter: char) -> Read<Option<Set>> {
        let mut set = Set::default();
        if set.add_named(letter) {
            self.at += 1;
            return Ok(Some(set));
        }
        if !self.unicode || !matches!(letter, 'p' | 'P') {
            return Ok(None);
        }
        self.at += 1;
        set.add_property(self.property(letter == 'P').ok_or("Invalid property name")?);
        Ok(Some(set))
    }

    fn property(&mut self, negative: bool) -> Option<Property> {
        if !self.eat('{') {
            return None;
        }
        let mut inside = String::new();
        while !self.eat('}') {
            inside.push(self.peek().filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '='))?);
            self.at += 1;
        }
        Property::read(&inside, negative)
    }

    /// One unit, from the letter behind the backslash on.
    pub(super) fn character_escape(&mut self, in_class: bool) -> Read<u32> {
        let Some(letter) = self.peek() else { return Err(r"\ at end of pattern") };
        let unit = self.unit().unwrap_or_default();
        self.at += 1;
        Ok(match letter {
            'f' => 0x0C,
            'n' => 0x0A,
            'r' => 0x0D,
            't' => 0x09,
            'v' => 0x0B,
            'c' => return self.control_escape(in_class),
            '0' if !self.peek().is_some_and(|next| next.is_ascii_digit()) => 0,
            '0'..='7' if self.unicode && in_class => return Err("Invalid class escape"),
            '0'..='7' if self.unicode => return Err("Invalid decimal escape"),
            '0'..='7' => self.octal(),
            'x' => match self.hex(2) {
                Some(unit) => unit,
                None if self.unicode => return Err("Invalid escape"),
                None => unit,
            },
            'u' => match self.unicode_escape(self.unicode) {
                Some(unit) => unit,
                None if self.unicode => return Err("Invalid Unicode escape"),
                None => unit,
            },
            '-' if self.unicode && in_class => unit,
            _ if self.unicode && !SYNTAX.contains(letter) => return Err("Invalid escape"),
            _ => unit,
        })
    }

    /// `\cX`; in older syntax the backslash stands for itself where no letter follows.
    fn control_escape(&mut self, in_class: bool) -> Read<u32> {
        let letter = self.peek().filter(|next| {
            next.is_ascii_alphabetic() || in_class && !self.unicode && (next.is_ascii_digit() || *next == '_')
        });
        match letter {
            Some(letter) => {
                self.at += 1;
                Ok(u32::from(letter) & 0x1F)
            }
            None if self.unicode => Err("Invalid Unicode escape"),
            None => {
                self.at -= 1;
                Ok(u32::from('\\'))
            }
        }
    }

    /// Up to three digits, the first of which was taken.
    fn octal(&mut self) -> u32 {
        self.at -= 1;
        let mut value = 0;
        for _ in 0..3 {
            match self.peek().and_then(|next| next.to_digit(8)) {
                Some(digit) if value * 8 + digit <= 0xFF => value = value * 8 + digit,
                _ => break,
            }
            self.at += 1;
        }
        value
    }

    /// So many hexadecimal digits; stays here when they are not there.
    fn hex(&mut self, digits: usize) -> Option<u32> {
        let mut value = 0;
        for ahead in 0..digits {
            value = value * 16 + self.peek_at(ahead)?.to_digit(16)?;
        }
        self.at += digits;
        Some(value)
    }

    /// What follows `\u`: four digits, two such halves of a pair, or with `braces` any number of digits between them.
    pub(super) fn unicode_escape(&mut self, braces: bool) -> Option<u32> {
        if braces && self.peek() == Some('{') {
            return self.braced();
        }
        let unit = self.hex(4)?;
        if !braces || !(0xD800..0xDC00).contains(&unit) {
            return Some(unit);
        }
        let before = self.at;
        if self.eat_all(r"\u")
            && let Some(low) = self.hex(4).filter(|low| (0xDC00..0xE000).contains(low))
        {
            return Some(0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
        }
        self.at = before;
        Some(unit)
    }

    fn braced(&mut self) -> Option<u32> {
        self.at += 1;
        let mut value = None;
        while !self.eat('}') {
            let digit = self.peek()?.to_digit(16)?;
            value = Some(value.unwrap_or(0) * 16 + digit).filter(|value| *value <= super::super::set::LAST);
            value?;
            self.at += 1;
        }
        value
    }
}
