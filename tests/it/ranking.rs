//! Whether what people type brings what they mean among the first three, and whether a filter
//! shows what it says.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select as one_of, subsequence};
use stagedoor::domain::model::listing::{Facet, Filter, Listing, ListingBuilder, RowInput, select};
use stagedoor::domain::model::{At, EntityRef};
use std::collections::{BTreeMap, BTreeSet};

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
    let rows = select(listing, &[], &filter, &|| true).unwrap().rows;
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

#[test]
fn a_beginning_of_a_kind_or_namespace_narrows_and_words_match_in_any_order() {
    let listing = refs();
    for text in ["api:pay", "API:PAY", "ap:pay"] {
        assert!(found(&listing, text).iter().all(|reference| reference.starts_with("api:")), "{text}");
    }
    let data = found(&listing, "dat/payments");
    assert!(!data.is_empty() && data.iter().all(|reference| reference.contains(":data/")), "{data:?}");
    assert_eq!(found(&listing, "worker payments"), found(&listing, " payments   worker "));
}

#[test]
fn an_exact_name_comes_before_longer_ones_whatever_the_titles_say() {
    let mut builder = ListingBuilder::default();
    for (name, title) in [("pay", "A long title that says nothing of it"), ("payments", "Pay"), ("team-pay", "pay")] {
        builder.push(&RowInput {
            kind: "Component".into(),
            name: name.into(),
            title: title.into(),
            ..RowInput::default()
        });
    }
    let listing = builder.finish(At(0), true);
    assert_eq!(found(&listing, "pay").first().map(String::as_str), Some("component:default/pay"));
}

/// One entity of a random catalog.
#[derive(Clone, Debug)]
struct Sample {
    kind: &'static str,
    namespace: &'static str,
    name: String,
    title: String,
    kind_type: &'static str,
    tags: Vec<&'static str>,
}

fn sample() -> impl Strategy<Value = Sample> {
    let kind = one_of(vec!["Component", "API", "Resource"]);
    let namespace = one_of(vec!["default", "Data"]);
    let kind_type = one_of(vec!["", "service", "Website"]);
    let tags = subsequence(vec!["go", "java", "pci"], 0..=3);
    (kind, namespace, "[abAB-]{1,6}", "([abB üß売Σ]{1,6})?", kind_type, tags).prop_map(
        |(kind, namespace, name, title, kind_type, tags)| Sample { kind, namespace, name, title, kind_type, tags },
    )
}

fn listing_of(samples: &[Sample]) -> Listing {
    let mut builder = ListingBuilder::default();
    for sample in samples {
        builder.push(&RowInput {
            kind: sample.kind.into(),
            namespace: sample.namespace.into(),
            name: sample.name.as_str().into(),
            title: sample.title.as_str().into(),
            kind_type: sample.kind_type.into(),
            tags: sample.tags.iter().map(|tag| (*tag).into()).collect(),
            ..RowInput::default()
        });
    }
    builder.finish(At(0), true)
}

fn filter() -> impl Strategy<Value = Filter> {
    let word = "(api:|c:|re:|:|x:)?(data/|d/|/)?[abAüß売Σ-]{0,3}";
    let kinds = subsequence(vec!["component", "api", "RESOURCE"], 0..=3);
    let types = subsequence(vec!["service", "website"], 0..=2);
    let tags = subsequence(vec!["go", "java", "pci"], 0..=2);
    (vec(word, 0..3), kinds, types, tags).prop_map(|(words, kinds, types, tags)| {
        let mut filter = Filter { text: words.join(" "), ..Filter::default() };
        kinds.into_iter().for_each(|kind| filter.toggle(Facet::Kind, kind));
        types.into_iter().for_each(|kind| filter.toggle(Facet::Type, kind));
        tags.into_iter().for_each(|tag| filter.toggle(Facet::Tag, tag));
        filter
    })
}

fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Whether the letters of `word` stand in `text` in order.
fn in_order(text: &str, word: &str) -> bool {
    let mut letters = text.chars();
    word.chars().all(|wanted| letters.any(|letter| letter == wanted))
}

/// Whether what a word names stands in name or title as it is.
fn is_in(sample: &Sample, word: &str) -> bool {
    let (kind, rest) = word.split_once(':').unwrap_or(("", word));
    let (namespace, name) = rest.split_once('/').unwrap_or(("", rest));
    folded(sample.kind).starts_with(kind)
        && folded(sample.namespace).starts_with(namespace)
        && (folded(&sample.name).contains(name) || folded(&sample.title).contains(name))
}

fn matches(sample: &Sample, word: &str) -> bool {
    let word = folded(word);
    if let Some(unwanted) = word.strip_prefix('-') {
        return unwanted.trim_matches([':', '/']).is_empty() || !is_in(sample, unwanted);
    }
    let (kind, rest) = word.split_once(':').unwrap_or(("", &word));
    let (namespace, name) = rest.split_once('/').unwrap_or(("", rest));
    folded(sample.kind).starts_with(kind)
        && folded(sample.namespace).starts_with(namespace)
        && (in_order(&folded(&sample.name), name) || in_order(&folded(&sample.title), name))
}

fn values(sample: &Sample, facet: &Facet) -> Vec<&'static str> {
    match facet {
        Facet::Kind => vec![sample.kind],
        Facet::Type => vec![sample.kind_type],
        Facet::Namespace => vec![sample.namespace],
        Facet::Tag => sample.tags.clone(),
        Facet::Lifecycle | Facet::Owner | Facet::System | Facet::Field(_) => Vec::new(),
    }
}

/// The filter as one would write it without a thought of speed: whether a sample passes, leaving
/// out one facet for its counts.
fn passes(sample: &Sample, filter: &Filter, without: Option<&Facet>) -> bool {
    let mut facets = filter.facets.iter().filter(|(facet, _)| Some(*facet) != without);
    filter.text.split_whitespace().all(|word| matches(sample, word))
        && facets.all(|(facet, wanted)| values(sample, facet).iter().any(|value| wanted.contains(&folded(value))))
}

fn naive_counts(samples: &[&Sample], filter: &Filter, facet: &Facet) -> BTreeMap<&'static str, u32> {
    let mut counts = BTreeMap::new();
    let counted = samples.iter().filter(|sample| passes(sample, filter, Some(facet)));
    for value in counted.flat_map(|sample| values(sample, facet)).filter(|value| !value.is_empty()) {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

fn reference(sample: &Sample) -> EntityRef {
    EntityRef::new(sample.kind, sample.namespace, &sample.name)
}

proptest! {
    #[test]
    fn a_filter_shows_what_it_says_and_counts_what_choosing_would_bring(samples in vec(sample(), 0..40), filter in filter()) {
        let listing = listing_of(&samples);
        let last: BTreeMap<EntityRef, &Sample> = samples.iter().map(|sample| (reference(sample), sample)).collect();
        let samples: Vec<&Sample> = last.into_values().collect();
        let selection = select(&listing, &[], &filter, &|| true).unwrap();

        let shown: Vec<EntityRef> = selection.rows.iter().map(|row| listing.row(*row).unwrap().reference()).collect();
        let wanted: BTreeSet<EntityRef> =
            samples.iter().filter(|sample| passes(sample, &filter, None)).map(|sample| reference(sample)).collect();
        prop_assert_eq!(shown.len(), wanted.len(), "{:?} of {:?}", shown, wanted);
        prop_assert_eq!(shown.iter().cloned().collect::<BTreeSet<_>>(), wanted);

        for (facet, counts) in &selection.facets {
            let counted: BTreeMap<&str, u32> =
                counts.iter().filter(|count| count.count > 0).map(|count| (count.value.as_str(), count.count)).collect();
            prop_assert_eq!(counted, naive_counts(&samples, &filter, facet), "{:?}", facet);
        }
        if filter.text.trim().is_empty() {
            prop_assert!(selection.rows.is_sorted());
        }
    }

    #[test]
    fn typing_on_only_narrows(samples in vec(sample(), 0..40), text in "[ab ]{0,3}", more in "[ab]") {
        let listing = listing_of(&samples);
        let rows = |text: String| {
            let rows = select(&listing, &[], &Filter { text, ..Filter::default() }, &|| true).unwrap().rows;
            rows.into_iter().collect::<BTreeSet<u32>>()
        };
        let narrowed = rows(format!("{text}{more}"));
        prop_assert!(narrowed.is_subset(&rows(text)));
    }
}
