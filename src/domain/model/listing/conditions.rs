//! Typed conditions as they are checked row by row: of texts that many rows share by number, of the
//! others by looking.

use super::columns::Column;
use super::haystack::Haystack;
use super::lens::{Lens, Place};
use super::table::{Field, Row};
use super::typed::{Condition, Typed, Unwanted, Wish, folded};
use memchr::memmem::Finder;

/// All typed conditions of a filter.
#[derive(Default)]
pub(super) struct Conditions {
    tests: Vec<Test>,
    unwanted: Vec<(Unwanted, Finder<'static>)>,
}

struct Test {
    negated: bool,
    of: Of,
}

/// What a condition looks at.
enum Of {
    /// Symbols, each with whether it is as wished.
    Symbols(Place, Vec<bool>),
    /// The symbols of systems, and whether each symbol is the kind of a system: a system counts to
    /// itself.
    System(Vec<bool>, Vec<bool>, Vec<Wish>),
    Text(Column, Vec<Wish>),
}

impl Conditions {
    /// Those of a text. Conditions on fields that are not known yet say nothing.
    pub(super) fn of(lens: Lens<'_>, typed: &Typed) -> Self {
        let tests = typed.conditions.iter().filter_map(|condition| test(lens, condition)).collect();
        let unwanted = typed.unwanted.iter().cloned();
        let unwanted = unwanted.map(|it| (it.clone(), Finder::new(it.name.as_bytes()).into_owned())).collect();
        Self { tests, unwanted }
    }

    /// Whether a row meets all of them.
    pub(super) fn meets(&self, lens: Lens<'_>, row: u32) -> bool {
        self.tests.iter().all(|test| test.of.fits(lens, row) != test.negated)
            && !self.unwanted.iter().any(|(unwanted, finder)| is_unwanted(lens, row, unwanted, finder))
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.tests.is_empty() && self.unwanted.is_empty()
    }

    /// Whether the texts in lower case have to be there.
    pub(super) fn search_texts(&self) -> bool {
        !self.unwanted.is_empty() || self.tests.iter().any(|test| matches!(test.of, Of::Text(..)))
    }
}

fn test(lens: Lens<'_>, condition: &Condition) -> Option<Test> {
    let wishes = &condition.any;
    let fits = |place| -> Vec<bool> { lens.texts(place).map(|text| fits_any(wishes, text.as_str())).collect() };
    let of = match condition.column.facet() {
        Some(facet) => match lens.find(&facet)? {
            place @ Place::Of(Field::System) => {
                let kinds = lens.texts(place).map(|text| text.as_str().eq_ignore_ascii_case("system")).collect();
                Of::System(fits(place), kinds, wishes.clone())
            }
            place => Of::Symbols(place, fits(place)),
        },
        None => Of::Text(condition.column.clone(), wishes.clone()),
    };
    Some(Test { negated: condition.negated, of })
}

fn fits_any(wishes: &[Wish], text: &str) -> bool {
    // most texts are in lower case already, and need no copy
    let is_folded = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    match is_folded {
        true => wishes.iter().any(|wish| wish.fits(text)),
        false => {
            let text = folded(text);
            wishes.iter().any(|wish| wish.fits(&text))
        }
    }
}

impl Of {
    fn fits(&self, lens: Lens<'_>, row: u32) -> bool {
        match self {
            Of::Symbols(place, fits) => is_any(fits, lens.symbols_of_row(*place, row)),
            Of::System(fits, kinds, wishes) => {
                is_any(fits, lens.symbols_of_row(Place::Of(Field::System), row))
                    || is_any(kinds, lens.symbols_of_row(Place::Of(Field::Kind), row)) && is_named(lens, row, wishes)
            }
            Of::Text(column, wishes) => text_fits(lens, row, column, wishes),
        }
    }
}

fn is_any(marks: &[bool], symbols: &[u32]) -> bool {
    symbols.iter().any(|symbol| marks.get(*symbol as usize) == Some(&true))
}

fn is_named(lens: Lens<'_>, row: u32, wishes: &[Wish]) -> bool {
    let reference = lens.listing.row(row).map(Row::reference);
    reference.is_some_and(|reference| wishes.iter().any(|wish| wish.fits(reference.as_str())))
}

fn text_fits(lens: Lens<'_>, row: u32, column: &Column, wishes: &[Wish]) -> bool {
    let straw = lens.listing.haystack().straw(row);
    let text = match column {
        Column::Name => straw.map(|straw| straw.name),
        Column::Title => straw.map(|straw| straw.title),
        _ => {
            let description = lens.listing.row(row).map(|row| row.description().as_str()).unwrap_or_default();
            return fits_any(wishes, description);
        }
    };
    let text = text.and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default();
    wishes.iter().any(|wish| wish.fits(text))
}

fn is_unwanted(lens: Lens<'_>, row: u32, unwanted: &Unwanted, finder: &Finder<'_>) -> bool {
    let haystack: &Haystack = lens.listing.haystack();
    let (Some(straw), Some(row)) = (haystack.straw(row), lens.listing.row(row)) else { return false };
    (finder.find(straw.name).is_some() || finder.find(straw.title).is_some())
        && begins(row.kind().as_str(), &unwanted.kind)
        && begins(row.namespace().as_str(), &unwanted.namespace)
}

fn begins(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|part| part.eq_ignore_ascii_case(start))
}
