//! Sets of units: `[a-z]`, `\d`, `\p{L}`.

use super::fold;
use super::property::Property;

/// The last code point that there is.
pub const LAST: u32 = 0x10_FFFF;

const DIGIT: &[(u32, u32)] = &[(0x30, 0x39)];
const WORD: &[(u32, u32)] = &[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)];
/// With the flags `i` and `u`, what folds to a letter of a word is one: the long s and the sign of kelvin.
const WORD_FOLDED: &[(u32, u32)] =
    &[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0x17F, 0x17F), (0x212A, 0x212A)];
/// White space and line ends of ECMA-262, 12.2 and 12.3.
const SPACE: &[(u32, u32)] = &[
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
];

/// Whether this unit ends a line.
pub const fn is_line_end(unit: u32) -> bool {
    matches!(unit, 0x0A | 0x0D | 0x2028 | 0x2029)
}

/// Whether this unit belongs to a word, as `\b` sees it.
pub fn is_word(unit: u32, folded: bool) -> bool {
    holds(if folded { WORD_FOLDED } else { WORD }, unit)
}

/// A set of units.
#[derive(Debug, Clone, Default)]
pub struct Set {
    pub negative: bool,
    ranges: Vec<(u32, u32)>,
    words: Vec<bool>,
    properties: Vec<Property>,
}

impl Set {
    pub fn add(&mut self, first: u32, last: u32) {
        self.ranges.push((first, last));
    }

    /// `\d`, `\s`, `\w` and their opposites in capitals; `false` when the letter names no set.
    pub fn add_named(&mut self, letter: char) -> bool {
        match letter {
            'd' => self.ranges.extend_from_slice(DIGIT),
            's' => self.ranges.extend_from_slice(SPACE),
            'D' => self.ranges.extend(all_but(DIGIT)),
            'S' => self.ranges.extend(all_but(SPACE)),
            'w' => self.words.push(true),
            'W' => self.words.push(false),
            _ => return false,
        }
        true
    }

    /// Everything that is in another set, which is not a negative one.
    pub fn include(&mut self, other: Self) {
        self.ranges.extend(other.ranges);
        self.words.extend(other.words);
        self.properties.extend(other.properties);
    }

    pub fn add_property(&mut self, property: Property) {
        self.properties.push(property);
    }

    /// Whether the unit is in the set. With a folding, whether anything in it is the same letter.
    pub fn has(&self, unit: u32, folding: Option<fold::Folding>) -> bool {
        let inside = match folding {
            None => self.has_exactly(unit, false),
            Some(folding) => {
                let unicode = folding == fold::Folding::Unicode;
                self.has_exactly(unit, unicode)
                    || fold::same(unit, folding).into_iter().any(|other| self.has_exactly(other, unicode))
            }
        };
        inside != self.negative
    }

    fn has_exactly(&self, unit: u32, folded: bool) -> bool {
        holds(&self.ranges, unit)
            || self.words.iter().any(|wanted| is_word(unit, folded) == *wanted)
            || self.properties.iter().any(|property| property.has(unit))
    }
}

fn holds(ranges: &[(u32, u32)], unit: u32) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&unit))
}

fn all_but(ranges: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let starts = std::iter::once(0).chain(ranges.iter().map(|(_, last)| last + 1));
    let ends = ranges.iter().map(|(first, _)| first.wrapping_sub(1)).chain([LAST]);
    starts.zip(ends).collect()
}
