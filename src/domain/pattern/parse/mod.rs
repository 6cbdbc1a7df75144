//! Reads the source of a regular expression (ECMA-262, 22.2.1 and B.1.2), and says in V8's words what is wrong with it.

mod class;
mod escape;
mod group;

use super::text::Text;
use super::tree::{Node, Reference, Repeat, Tree};
use std::ops::Range;

/// Groups in groups that are read.
const DEEPEST: usize = 250;
/// Groups that catch something.
const GROUPS: usize = 32_767;

/// Reads a source: as code points with `unicode`, as UTF-16 units without.
pub fn parse(source: &str, unicode: bool) -> Result<Tree, &'static str> {
    let text = Text::new(source, unicode);
    let (all_groups, has_names) = count_groups(text.units());
    let mut parser = Parser {
        source: text.units(),
        at: 0,
        unicode,
        all_groups,
        has_names: has_names || unicode,
        groups: 0,
        names: Vec::new(),
        wanted: Vec::new(),
        depth: 0,
    };
    let root = parser.choice()?;
    if parser.peek() == Some(')') {
        return Err("Unmatched ')'");
    }
    if parser.wanted.iter().any(|name| !parser.names.iter().any(|(known, _)| known == name)) {
        return Err("Invalid named capture referenced");
    }
    Ok(Tree { root, groups: parser.groups, names: parser.names })
}

/// How many groups catch something, and whether one has a name: references ahead have to know.
fn count_groups(source: &[u32]) -> (usize, bool) {
    let is = |at: usize, wanted: char| source.get(at) == Some(&u32::from(wanted));
    let (mut groups, mut named, mut in_class, mut at) = (0, false, false, 0);
    while at < source.len() {
        if is(at, '\\') {
            at += 1;
        } else if is(at, '[') {
            in_class = true;
        } else if is(at, ']') {
            in_class = false;
        } else if is(at, '(') && !in_class {
            let name = is(at + 1, '?') && is(at + 2, '<') && !is(at + 3, '=') && !is(at + 3, '!');
            groups += usize::from(!is(at + 1, '?') || name);
            named |= name;
        }
        at += 1;
    }
    (groups, named)
}

struct Parser<'a> {
    source: &'a [u32],
    at: usize,
    unicode: bool,
    all_groups: usize,
    /// Whether `\k` begins a reference.
    has_names: bool,
    groups: usize,
    names: Vec<(String, usize)>,
    /// Names that are referred to.
    wanted: Vec<String>,
    depth: usize,
}

/// What a quantifier is behind a part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeats {
    /// The part is taken several times.
    Well,
    /// It has nothing that it could repeat.
    Nothing,
    /// It is read and refused.
    Refused,
}

type Read<T> = Result<T, &'static str>;

impl Parser<'_> {
    fn unit(&self) -> Option<u32> {
        self.source.get(self.at).copied()
    }

    /// The character here; halves of a pair are none that means anything.
    fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<char> {
        let unit = self.source.get(self.at + ahead)?;
        Some(char::from_u32(*unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn eat(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == Some(wanted);
        self.at += usize::from(is_there);
        is_there
    }

    fn eat_all(&mut self, wanted: &str) -> bool {
        let is_there = wanted.chars().enumerate().all(|(index, letter)| self.peek_at(index) == Some(letter));
        self.at += if is_there { wanted.chars().count() } else { 0 };
        is_there
    }

    fn choice(&mut self) -> Read<Node> {
        if self.depth > DEEPEST {
            return Err("Regular expression too large");
        }
        self.depth += 1;
        let mut ways = vec![self.sequence()?];
        while self.eat('|') {
            ways.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(match ways.pop() {
            Some(only) if ways.is_empty() => only,
            last => Node::Choice(ways.into_iter().chain(last).collect()),
        })
    }

    fn sequence(&mut self) -> Read<Node> {
        let mut nodes = Vec::new();
        while let Some(next) = self.peek() {
            if matches!(next, '|' | ')') {
                break;
            }
            nodes.push(self.term(next)?);
        }
        Ok(Node::Sequence(nodes))
    }

    fn term(&mut self, next: char) -> Read<Node> {
        let before = self.groups;
        let (node, repeats) = self.atom(next)?;
        match repeats {
            Repeats::Nothing => Ok(node),
            _ => match self.quantified(node, before + 1..self.groups + 1)? {
                Node::Repeat(_) if repeats == Repeats::Refused => Err("Invalid quantifier"),
                node => Ok(node),
            },
        }
    }

    /// An atom or an assertion, and what a quantifier behind it is.
    fn atom(&mut self, next: char) -> Read<(Node, Repeats)> {
        if next == '(' {
            return self.group();
        }
        if next == '\\' {
            return self.escape();
        }
        let unit = self.unit().unwrap_or_default();
        if next == '{' && self.interval().is_some() {
            return Err("Nothing to repeat");
        }
        self.at += 1;
        Ok(match next {
            '^' => (Node::Start, Repeats::Nothing),
            '$' => (Node::End, Repeats::Nothing),
            '*' | '+' | '?' => return Err("Nothing to repeat"),
            '.' => (Node::Any, Repeats::Well),
            '[' => (self.class()?, Repeats::Well),
            '{' | '}' | ']' if self.unicode => return Err("Lone quantifier brackets"),
            _ => (Node::Char(unit), Repeats::Well),
        })
    }

    fn quantified(&mut self, node: Node, groups: Range<usize>) -> Read<Node> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let before = self.at;
                match self.interval() {
                    Some((least, Some(most))) if most < least => return Err("numbers out of order in {} quantifier"),
                    // the last place of it is taken below
                    Some(bounds) => {
                        self.at -= 1;
                        bounds
                    }
                    None if self.unicode => return Err("Incomplete quantifier"),
                    None => {
                        self.at = before;
                        return Ok(node);
                    }
                }
            }
            _ => return Ok(node),
        };
        self.at += 1;
        let greedy = !self.eat('?');
        Ok(Node::Repeat(Box::new(Repeat { node, least, most, greedy, groups })))
    }

    /// `{2}`, `{2,}`, `{2,3}`: stays here when it is none.
    fn interval(&mut self) -> Option<(u32, Option<u32>)> {
        let before = self.at;
        let read = self.bounds();
        if read.is_none() {
            self.at = before;
        }
        read
    }

    fn bounds(&mut self) -> Option<(u32, Option<u32>)> {
        if !self.eat('{') {
            return None;
        }
        let least = self.number()?;
        let most = match self.eat(',') {
            true if self.peek() == Some('}') => None,
            true => Some(self.number()?),
            false => Some(least),
        };
        self.eat('}').then_some((least, most))
    }

    /// Decimal digits; a number that is too large is the largest.
    fn number(&mut self) -> Option<u32> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|next| next.to_digit(10)) {
            number = Some(number.unwrap_or(0u32).saturating_mul(10).saturating_add(digit));
            self.at += 1;
        }
        number
    }

    fn refer(&mut self, name: String) -> Node {
        self.wanted.push(name.clone());
        Node::Reference(Reference::Name(name))
    }
}
