//! Classes of characters: `[a-z\d]`.

use super::super::set::Set;
use super::super::tree::Node;
use super::{Parser, Read};

/// What stands at one place of a class.
enum Part {
    One(u32),
    /// A set was added.
    Many,
}

impl Parser<'_> {
    /// A class behind its bracket.
    pub(super) fn class(&mut self) -> Read<Node> {
        let mut set = Set::default();
        set.negative = self.eat('^');
        while self.peek().is_some_and(|next| next != ']') {
            self.class_part(&mut set)?;
        }
        if self.eat(']') { Ok(Node::Set(set)) } else { Err("Unterminated character class") }
    }

    fn class_part(&mut self, set: &mut Set) -> Read<()> {
        let first = self.class_atom(set)?;
        if self.peek() != Some('-') {
            add(set, &first);
            return Ok(());
        }
        self.at += 1;
        match self.peek() {
            // what is not closed is told by who reads the class
            None => {}
            Some(']') => {
                add(set, &first);
                add(set, &Part::One(u32::from('-')));
            }
            Some(_) => {
                let last = self.class_atom(set)?;
                self.range(set, &first, &last)?;
            }
        }
        Ok(())
    }

    fn range(&self, set: &mut Set, first: &Part, last: &Part) -> Read<()> {
        match (first, last) {
            (Part::One(first), Part::One(last)) if first > last => Err("Range out of order in character class"),
            (Part::One(first), Part::One(last)) => {
                set.add(*first, *last);
                Ok(())
            }
            _ if self.unicode => Err("Invalid character class"),
            _ => {
                add(set, first);
                add(set, &Part::One(u32::from('-')));
                add(set, last);
                Ok(())
            }
        }
    }

    fn class_atom(&mut self, set: &mut Set) -> Read<Part> {
        let unit = self.unit().unwrap_or_default();
        if self.peek() != Some('\\') {
            self.at += 1;
            return Ok(Part::One(unit));
        }
        let Some(letter) = self.peek_at(1) else { return Err(r"\ at end of pattern") };
        self.at += 1;
        if letter == 'b' {
            self.at += 1;
            return Ok(Part::One(0x08));
        }
        if let Some(named) = self.set_escape(letter)? {
            set.include(named);
            return Ok(Part::Many);
        }
        Ok(Part::One(self.character_escape(true)?))
    }
}

fn add(set: &mut Set, part: &Part) {
    if let Part::One(unit) = part {
        set.add(*unit, *unit);
    }
}
