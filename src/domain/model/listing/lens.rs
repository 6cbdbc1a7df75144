//! Rows seen by their symbols: for each facet what a row has in it, as numbers of shared texts.

use super::Facet;
use super::field::FieldCells;
use super::fold_cmp;
use super::ranks::places;
use super::table::{Field, Listing, WIDTH, index};
use crate::domain::text::Shown;

/// A listing together with the fields that are known beyond what its rows hold.
#[derive(Clone, Copy)]
pub(super) struct Lens<'a> {
    pub(super) listing: &'a Listing,
    pub(super) fields: &'a [FieldCells],
}

/// Where the symbols of a facet are, found once and not for each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A field of every row.
    Of(Field),
    Tags,
    /// The field of that number.
    Beyond(usize),
}

impl<'a> Lens<'a> {
    /// Where the facet's symbols are; `None` for a field that is not known.
    pub(super) fn find(&self, facet: &Facet) -> Option<Place> {
        Some(match facet {
            Facet::Kind => Place::Of(Field::Kind),
            Facet::Type => Place::Of(Field::Type),
            Facet::Lifecycle => Place::Of(Field::Lifecycle),
            Facet::Owner => Place::Of(Field::Owner),
            Facet::System => Place::Of(Field::System),
            Facet::Namespace => Place::Of(Field::Namespace),
            Facet::Tag => Place::Tags,
            Facet::Field(path) => Place::Beyond(self.fields.iter().position(|cells| cells.path() == path)?),
        })
    }

    /// All facets: those of every listing, then the fields.
    pub(super) fn facets(&self) -> Vec<(Facet, Place)> {
        let usual = Facet::ALL.into_iter();
        let beyond = self.fields.iter().map(|cells| Facet::Field(cells.path().clone()));
        usual.chain(beyond).filter_map(|facet| self.find(&facet).map(|place| (facet, place))).collect()
    }

    /// How many symbols a facet's texts have.
    pub(super) fn symbol_count(&self, place: Place) -> usize {
        match place {
            Place::Beyond(n) => self.fields.get(n).map_or(0, FieldCells::symbol_count),
            _ => self.listing.symbol_count(),
        }
    }

    /// The text of a symbol of a facet.
    pub(super) fn text(&self, place: Place, symbol: u32) -> Shown<'a> {
        match place {
            Place::Beyond(n) => self.fields.get(n).map(|cells| cells.symbol(symbol)).unwrap_or_default(),
            _ => self.listing.symbol(symbol),
        }
    }

    /// The texts of a facet's symbols, in their order.
    pub(super) fn texts(&self, place: Place) -> impl Iterator<Item = Shown<'a>> {
        let lens = *self;
        (0..index(self.symbol_count(place))).map(move |symbol| lens.text(place, symbol))
    }

    /// The symbols that a row has in a facet; the first symbol of all, the empty text, says that it
    /// has none.
    pub(super) fn symbols(&self, place: Place, row: u32, record: &'a [u32; WIDTH], tags: &'a [u32]) -> &'a [u32] {
        match place {
            Place::Of(field) => record.get(field as usize..=field as usize).unwrap_or_default(),
            Place::Tags => tags,
            Place::Beyond(n) => self.fields.get(n).map(|cells| cells.symbols(row)).unwrap_or_default(),
        }
    }

    /// The symbols of a row, looked up alone.
    pub(super) fn symbols_of_row(&self, place: Place, row: u32) -> &'a [u32] {
        let found = self.listing.record(row);
        found.map(|(record, tags)| self.symbols(place, row, record, tags)).unwrap_or_default()
    }

    /// For each row the place of its first value in the order of values.
    pub(super) fn places_of_rows(&self, place: Place, rows: &[u32]) -> Vec<Option<u32>> {
        let first = |row: &u32| self.symbols_of_row(place, *row).first().copied().filter(|symbol| *symbol != 0);
        let firsts: Vec<Option<u32>> = rows.iter().map(first).collect();
        let order = self.order(place, firsts.iter().flatten().copied());
        firsts.into_iter().map(|symbol| order.get(symbol? as usize).copied()).collect()
    }

    /// For each symbol that occurs its place in the order of texts: texts are compared once for each
    /// symbol and not for each row.
    pub(super) fn order(&self, place: Place, used: impl Iterator<Item = u32>) -> Vec<u32> {
        if let Place::Beyond(n) = place {
            return self.fields.get(n).map(|cells| cells.order().to_vec()).unwrap_or_default();
        }
        let mut seen = vec![false; self.symbol_count(place)];
        for symbol in used {
            seen.iter_mut().skip(symbol as usize).take(1).for_each(|slot| *slot = true);
        }
        let used: Vec<u32> = (0..).zip(&seen).filter(|(_, seen)| **seen).map(|(symbol, _)| symbol).collect();
        let texts: Vec<&str> = used.iter().map(|symbol| self.text(place, *symbol).as_str()).collect();
        let mut order = vec![0; seen.len()];
        for (symbol, place) in used.into_iter().zip(places(&texts, fold_cmp)) {
            order.iter_mut().skip(symbol as usize).take(1).for_each(|slot| *slot = place);
        }
        order
    }
}
