//! Whether what people type brings what they mean among the first three, and whether a filter
//! shows what it says.

use proptest::prelude::*;
use stagedoor::domain::model::listing::{Facet, Filter, Listing, ListingBuilder, Row, RowInput, select};
use stagedoor::domain::model::{At, EntityRef};
use std::collections::BTreeSet;

#[derive(serde::Deserialize)]
struct Labels {
    query: Vec<Label>,
}

#[derive(serde::Deserialize)]
struct Label {
    text: String,
    want: String,
}

/// The list that the labelled queries are typed over.
fn refs() -> Listing {
    let mut builder = ListingBuilder::default();
    for line in include_str!("data/refs.txt").lines() {
        let (reference, title) = line.split_once('\t').unwrap();
        let reference: EntityRef = reference.parse().unwrap();
        builder.push(&RowInput {
            kind: reference.kind().into(),
            namespace: reference.namespace().into(),
            name: reference.name().into(),
            title: title.into(),
            ..RowInput::default()
        });
    }
    builder.finish(At(0), true)
}

fn found(listing: &Listing, text: &str) -> Vec<String> {
    let filter = Filter { text: text.to_owned(), ..Filter::default() };
    let rows = select(listing, &filter, &|| true).unwrap().rows;
    rows.iter().map(|row| listing.row(*row).unwrap().reference().to_string()).collect()
}

#[test]
fn of_sixty_labelled_queries_at_least_57_bring_the_wanted_among_the_first_three() {
    let listing = refs();
    let labels: Labels = toml::from_str(include_str!("data/queries.toml")).unwrap();
    assert_eq!((labels.query.len(), listing.len()), (60, 3_000));
    let misses: Vec<String> = labels.query.iter().filter_map(|label| miss(&listing, label)).collect();
    println!("{} of {} hits", labels.query.len() - misses.len(), labels.query.len());
    misses.iter().for_each(|miss| println!("{miss}"));
    assert!(misses.len() <= 3, "{} misses:\n{}", misses.len(), misses.join("\n"));
}

fn miss(listing: &Listing, label: &Label) -> Option<String> {
    let found = found(listing, &label.text);
    let place = found.iter().position(|reference| *reference == label.want);
    let first = found.iter().take(4).cloned().collect::<Vec<_>>().join(", ");
    let place_text = place.map_or("absent".to_owned(), |place| format!("number {}", place + 1));
    (place.is_none_or(|place| place >= 3)).then(|| format!("`{}`: {} is {place_text}; {first}", label.text, label.want))
}
