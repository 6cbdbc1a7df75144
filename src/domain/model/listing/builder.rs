use super::finish::Collected;
use super::symbols::Symbols;
use super::table::{End, Field, Listing, WIDTH, index, put};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::{Clean, Shown, clean_into, clip, width};
use std::borrow::Cow;

/// Columns of a description that a listing keeps; screens show the rest from the whole entity.
const DESCRIPTION_COLUMNS: usize = 72;

/// What a listing keeps of one entity, as its source has it (not cleaned yet).
#[derive(Clone, Debug, Default)]
pub struct RowInput<'a> {
    /// `kind`.
    pub kind: Cow<'a, str>,
    /// `metadata.namespace`, `default` where there is none.
    pub namespace: Cow<'a, str>,
    /// `metadata.name`.
    pub name: Cow<'a, str>,
    /// `metadata.title`, or a user's or group's `spec.profile.displayName`.
    pub title: Cow<'a, str>,
    /// `metadata.description`.
    pub description: Cow<'a, str>,
    /// `spec.type`.
    pub kind_type: Cow<'a, str>,
    /// `spec.lifecycle`.
    pub lifecycle: Cow<'a, str>,
    /// `spec.owner` as written; the relations go over it.
    pub owner: Cow<'a, str>,
    /// `spec.system` as written.
    pub system: Cow<'a, str>,
    /// `metadata.tags`.
    pub tags: Vec<Cow<'a, str>>,
    /// Type and target reference of each relation, both directions, as the catalog has them.
    pub relations: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl RowInput<'_> {
    /// The reference of the entity.
    pub fn reference(&self) -> EntityRef {
        let namespace = if self.namespace.is_empty() { "default" } else { &self.namespace };
        EntityRef::new(&self.kind, namespace, &self.name)
    }
}

/// Collects rows in any order and makes a [`Listing`] of them.
#[derive(Clone, Debug)]
pub struct ListingBuilder {
    text: String,
    rows: Vec<[u32; WIDTH]>,
    symbols: Symbols,
    tags: Vec<u32>,
    edges: Vec<(u32, u32)>,
}

impl Default for ListingBuilder {
    fn default() -> Self {
        let mut builder = Self {
            text: String::new(),
            rows: Vec::new(),
            symbols: Symbols::default(),
            tags: Vec::new(),
            edges: Vec::new(),
        };
        builder.symbol("");
        builder
    }
}

impl ListingBuilder {
    /// A builder that holds those rows of a listing that `keep` says yes to, by their index.
    pub fn of(listing: &Listing, keep: impl Fn(u32) -> bool) -> Self {
        let spans = listing.symbols.as_chunks::<2>().0.iter().map(|[start, length]| (*start, *length));
        let symbols = Symbols::of(&listing.text, spans);
        let mut builder = Self { text: listing.text.clone(), symbols, ..Self::default() };
        listing.rows().filter(|row| keep(row.index())).for_each(|row| builder.copy(listing, row));
        builder
    }

    fn copy(&mut self, listing: &Listing, row: super::Row<'_>) {
        let start = row.index() as usize * WIDTH;
        let Some(mut record) = listing.fields.get(start..).and_then(|rest| rest.first_chunk::<WIDTH>()).copied() else {
            return;
        };
        put(&mut record, Field::Tags, index(self.tags.len()));
        put(&mut record, Field::Edges, index(self.edges.len()));
        self.tags.extend_from_slice(row.tag_symbols());
        for (kind, end) in row.relations() {
            let target = match end {
                End::Row(other) => listing.row(other).map(|row| row.reference().as_str().to_owned()),
                End::Gone(reference) => Some(reference.as_str().to_owned()),
            };
            let edge = (self.symbol(kind.as_str()), self.symbol(&target.unwrap_or_default()));
            self.edges.push(edge);
        }
        self.rows.push(record);
    }

    /// How many rows were taken.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row was taken.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes a row. Of two rows with the same reference the later one stays.
    pub fn push(&mut self, input: &RowInput<'_>) {
        let namespace = if input.namespace.is_empty() { "default" } else { &input.namespace };
        let mut row = [0; WIDTH];
        put(&mut row, Field::Text, index(self.text.len()));
        put(&mut row, Field::NameLength, self.add_text(&input.name));
        put(&mut row, Field::TitleLength, self.add_text(&input.title));
        put(&mut row, Field::DescriptionLength, self.add_description(&input.description));
        put(&mut row, Field::Kind, self.symbol(&input.kind));
        put(&mut row, Field::Namespace, self.symbol(namespace));
        put(&mut row, Field::Type, self.symbol(&input.kind_type));
        put(&mut row, Field::Lifecycle, self.symbol(&input.lifecycle));
        put(&mut row, Field::Owner, self.owner(input, namespace));
        put(&mut row, Field::System, self.reference(&input.system, "system", namespace));
        put(&mut row, Field::Tags, index(self.tags.len()));
        put(&mut row, Field::Edges, index(self.edges.len()));
        put(&mut row, Field::Flags, 0);
        for tag in &input.tags {
            let tag = self.symbol(tag);
            self.tags.push(tag);
        }
        for (kind, target) in &input.relations {
            let edge = (self.symbol(kind), self.symbol(&canonical(target)));
            self.edges.push(edge);
        }
        self.rows.push(row);
    }

    fn owner(&mut self, input: &RowInput<'_>, namespace: &str) -> u32 {
        match input.relations.iter().find(|(kind, _)| kind == "ownedBy") {
            Some((_, target)) => self.symbol(&canonical(target)),
            None => self.reference(&input.owner, "group", namespace),
        }
    }

    fn reference(&mut self, written: &str, kind: &str, namespace: &str) -> u32 {
        match EntityRef::parse(written, Some(kind), Some(namespace)) {
            Ok(reference) => self.symbol(reference.as_str()),
            Err(_) => 0,
        }
    }

    fn add_text(&mut self, raw: &str) -> u32 {
        let before = self.text.len();
        clean_into(raw, &mut self.text);
        index(self.text.len() - before)
    }

    fn add_description(&mut self, raw: &str) -> u32 {
        if raw.len() <= DESCRIPTION_COLUMNS {
            return self.add_text(raw);
        }
        // a description may be a megabyte; only its beginning is cleaned
        let end = (DESCRIPTION_COLUMNS * 8).min(raw.len());
        let end = (0..=end).rev().find(|at| raw.is_char_boundary(*at)).unwrap_or_default();
        let clean = Clean::line(raw.get(..end).unwrap_or_default());
        if width(clean.as_str()) <= DESCRIPTION_COLUMNS && end == raw.len() {
            self.text.push_str(clean.as_str());
            return index(clean.as_str().len());
        }
        let start = clip(clean.shown(), DESCRIPTION_COLUMNS - 1).as_str().trim_end();
        self.text.push_str(start);
        self.text.push('…');
        index(start.len() + '…'.len_utf8())
    }

    fn symbol(&mut self, raw: &str) -> u32 {
        let clean = if is_plain(raw) { Cow::Borrowed(raw) } else { Cow::Owned(Clean::line(raw).as_str().to_owned()) };
        let slot = match self.symbols.slot(&self.text, &clean) {
            Ok(symbol) => return symbol,
            Err(slot) => slot,
        };
        let start = index(self.text.len());
        self.text.push_str(&clean);
        self.symbols.insert(slot, start, index(clean.len()))
    }

    /// Sorts the rows, ties the relations' ends to them, and gives the listing.
    pub fn finish(self, as_of: At, complete: bool) -> Listing {
        self.collected().finish(as_of, complete, |row| Some(u32::MAX - row), &[]).0
    }

    /// The same of rows that have only the relations which their entities state: what `inverse`
    /// names seen from the other end is added there. Rows are known by the order they were taken
    /// in; those without a rank are left out, and of several with the same reference that of the
    /// lowest rank stays, not the last. Also gives where each row is in the listing now (`u32::MAX`
    /// for those left out), for one that did not stay the one that did.
    pub fn finish_stated(
        mut self,
        as_of: At,
        rank: impl Fn(u32) -> Option<u32>,
        inverse: impl Fn(&str) -> Option<&'static str>,
    ) -> (Listing, Vec<u32>) {
        let mut kinds: Vec<u32> = Vec::new();
        for (kind, _) in &self.edges {
            if !kinds.contains(kind) {
                kinds.push(*kind);
            }
        }
        let inverses = kinds.iter().filter_map(|kind| Some((*kind, inverse(self.symbols.text(&self.text, *kind))?)));
        let inverses: Vec<_> = inverses.collect();
        let inverses: Vec<_> = inverses.into_iter().map(|(kind, inverse)| (kind, self.symbol(inverse))).collect();
        self.collected().finish(as_of, true, rank, &inverses)
    }

    fn collected(self) -> Collected {
        let Self { text, rows, symbols, tags, edges } = self;
        Collected { text, rows, symbols, tags, edges }
    }
}

impl Listing {
    /// Whether an entity as its source has it now is what its row says. Both go the same way, so
    /// what cleaning and cutting take away makes no difference.
    pub fn says(&self, input: &RowInput<'_>) -> bool {
        let mut builder = ListingBuilder::default();
        builder.push(input);
        let alone = builder.finish(self.as_of, true);
        let (Some(new), Some(old)) = (alone.row(0), self.find(&input.reference())) else { return false };
        let texts = |row: super::Row<'_>| {
            [
                row.kind(),
                row.namespace(),
                row.name(),
                row.title(),
                row.description(),
                row.kind_type(),
                row.lifecycle(),
                row.owner(),
                row.system(),
            ]
            .map(|text| text.as_str().to_owned())
        };
        texts(new) == texts(old)
            && new.tags().map(Shown::as_str).eq(old.tags().map(Shown::as_str))
            && alone.ends_of(new) == self.ends_of(old)
    }

    fn ends_of(&self, row: super::Row<'_>) -> std::collections::BTreeSet<(String, String)> {
        let text = |end| match end {
            End::Row(other) => self.row(other).map(|row| row.reference().as_str().to_owned()).unwrap_or_default(),
            End::Gone(reference) => reference.as_str().to_owned(),
        };
        row.relations().map(|(kind, end)| (kind.as_str().to_owned(), text(end))).collect()
    }
}

fn is_plain(raw: &str) -> bool {
    raw.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

/// A whole reference as catalogs compare it. What is none stays as it is.
fn canonical(reference: &str) -> Cow<'_, str> {
    let plain = is_plain(reference) && !reference.bytes().any(|byte| byte.is_ascii_uppercase());
    let whole = reference.split_once(':').is_some_and(|(_, rest)| rest.contains('/'));
    if plain && whole {
        return Cow::Borrowed(reference);
    }
    reference.parse::<EntityRef>().map_or(Cow::Borrowed(reference), |parsed| Cow::Owned(parsed.as_str().to_owned()))
}
