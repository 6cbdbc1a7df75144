//! What a list shows is what a filter says: compared with the same written without a thought of
//! speed, over random catalogs.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select as one_of, subsequence};
use stagedoor::domain::model::listing::{
    Column, Facet, FieldCells, FieldColumnBuilder, FieldPath, Filter, Listing, ListingBuilder, Order, RowInput,
    fold_cmp, select,
};
use stagedoor::domain::model::{At, EntityRef};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Clone, Debug)]
struct Sample {
    kind: &'static str,
    namespace: &'static str,
    name: String,
    title: String,
    description: &'static str,
    kind_type: &'static str,
    lifecycle: &'static str,
    owner: &'static str,
    system: &'static str,
    tags: Vec<&'static str>,
    tiers: Vec<&'static str>,
}

fn sample() -> impl Strategy<Value = Sample> {
    let who = (one_of(vec!["Component", "API", "System", "Gizmo"]), one_of(vec!["default", "Data"]), "[abAB-]{1,5}");
    let texts = ("([abB üß売Σ]{1,6})?", one_of(vec!["", "Keeps a B", "does ß"]));
    let spec = (
        one_of(vec!["", "service", "Website", "website"]),
        one_of(vec!["", "production", "deprecated"]),
        one_of(vec!["", "group:default/team-a", "user:default/b"]),
        one_of(vec!["", "shop", "ab"]),
    );
    let lists = (
        subsequence(vec!["go", "java", "pci"], 0..=3),
        subsequence(vec!["gold", "Silver", "1", "2", "10", "2.0", "ß"], 0..=3),
    );
    (who, texts, spec, lists).prop_map(
        |((kind, namespace, name), (title, description), (kind_type, lifecycle, owner, system), (tags, tiers))| {
            Sample { kind, namespace, name, title, description, kind_type, lifecycle, owner, system, tags, tiers }
        },
    )
}

fn tier() -> FieldPath {
    FieldPath::parse("spec.tier").unwrap()
}

fn listing_of(samples: &[Sample]) -> (Listing, FieldCells) {
    let mut builder = ListingBuilder::default();
    let mut field = FieldColumnBuilder::new(tier());
    for sample in samples {
        let owner = (!sample.owner.is_empty()).then(|| ("ownedBy".into(), sample.owner.into()));
        builder.push(&RowInput {
            kind: sample.kind.into(),
            namespace: sample.namespace.into(),
            name: sample.name.as_str().into(),
            title: sample.title.as_str().into(),
            description: sample.description.into(),
            kind_type: sample.kind_type.into(),
            lifecycle: sample.lifecycle.into(),
            system: sample.system.into(),
            tags: sample.tags.iter().map(|tag| (*tag).into()).collect(),
            relations: owner.into_iter().collect(),
            ..RowInput::default()
        });
    }
    // the other way round, as a portal may give them
    let last: BTreeMap<EntityRef, &Sample> = samples.iter().map(|sample| (reference(sample), sample)).collect();
    for sample in last.values().rev() {
        field.push(sample.kind, sample.namespace, &sample.name, &sample.tiers);
    }
    let listing = builder.finish(At(0), true);
    let cells = Arc::new(field.finish()).cells(&listing);
    (listing, cells)
}

fn reference(sample: &Sample) -> EntityRef {
    EntityRef::new(sample.kind, sample.namespace, &sample.name)
}

fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// What an entity has in a column, as a list keeps it.
fn values(sample: &Sample, column: &Column) -> Vec<String> {
    let one = match column {
        Column::Name => sample.name.clone(),
        Column::Kind => sample.kind.into(),
        Column::Type => sample.kind_type.into(),
        Column::Lifecycle => sample.lifecycle.into(),
        Column::Owner => sample.owner.into(),
        Column::System if sample.system.is_empty() => String::new(),
        Column::System => format!("system:{}/{}", folded(sample.namespace), sample.system),
        Column::Namespace => sample.namespace.into(),
        Column::Title => sample.title.clone(),
        Column::Description => sample.description.into(),
        Column::Tags => return sample.tags.iter().map(|tag| (*tag).into()).collect(),
        Column::Field(_) => return sample.tiers.iter().map(|tier| (*tier).into()).collect(),
    };
    if one.is_empty() { Vec::new() } else { vec![one] }
}

fn column_of(facet: &Facet) -> Column {
    match facet {
        Facet::Kind => Column::Kind,
        Facet::Type => Column::Type,
        Facet::Lifecycle => Column::Lifecycle,
        Facet::Owner => Column::Owner,
        Facet::System => Column::System,
        Facet::Tag => Column::Tags,
        Facet::Namespace => Column::Namespace,
        Facet::Field(path) => Column::Field(path.clone()),
    }
}

/// A condition as it is typed.
#[derive(Clone, Debug)]
struct Condition {
    column: Column,
    negated: bool,
    values: Vec<&'static str>,
}

impl Condition {
    fn text(&self) -> String {
        let word = if self.column == Column::Tags { "tag".into() } else { self.column.word() };
        format!("{}{word}:{}", if self.negated { "-" } else { "" }, self.values.join(","))
    }

    fn holds(&self, sample: &Sample) -> bool {
        let mut have = values(sample, &self.column);
        if self.column == Column::System && sample.kind == "System" {
            have.push(reference(sample).to_string());
        }
        let fits = |value: &String, wanted: &str| match (wanted, wanted.strip_prefix('=')) {
            ("*", _) => true,
            (_, Some(whole)) => folded(value) == folded(whole),
            _ => folded(value).contains(&folded(wanted)),
        };
        let any = have.iter().any(|value| self.values.iter().any(|wanted| fits(value, wanted)));
        any != self.negated
    }
}

fn column() -> impl Strategy<Value = Column> {
    let mut columns = Column::BUILT_IN.to_vec();
    columns.push(Column::Field(tier()));
    one_of(columns)
}

fn facet() -> impl Strategy<Value = Facet> {
    let mut facets = Facet::ALL.to_vec();
    facets.push(Facet::Field(tier()));
    one_of(facets)
}

fn condition() -> impl Strategy<Value = Condition> {
    let words = vec!["*", "a", "B", "=service", "team", "shop", "go", "old", "1", "=2", "ß", "default", "api", "Σ"];
    (column(), any::<bool>(), subsequence(words, 1..=2)).prop_map(|(column, negated, values)| Condition {
        column,
        negated,
        values,
    })
}

/// What is asked for.
#[derive(Clone, Debug)]
struct Asked {
    conditions: Vec<Condition>,
    unwanted: Option<String>,
    filter: Filter,
}

fn asked() -> impl Strategy<Value = Asked> {
    let chosen = || {
        let values = vec!["component", "service", "website", "group:default/team-a", "go", "java", "gold", "2", "data"];
        vec((facet(), one_of(values)), 0..3)
    };
    let order = option::of((column(), any::<bool>()).prop_map(|(column, descending)| Order { column, descending }));
    let typed = (vec(condition(), 0..3), option::of("[abß]{1,2}"));
    (typed, chosen(), chosen(), order, option::of(facet()), any::<bool>()).prop_map(
        |((conditions, unwanted), chosen, without, order, group, ownerless)| {
            let mut words: Vec<String> = conditions.iter().map(Condition::text).collect();
            words.extend(unwanted.iter().map(|word| format!("-{word}")));
            let mut filter = Filter { text: words.join(" "), order, group, ..Filter::default() };
            filter.ownerless = ownerless && chosen.is_empty();
            chosen.into_iter().for_each(|(facet, value)| filter.toggle(facet, value));
            without.into_iter().for_each(|(facet, value)| filter.toggle_without(facet, value));
            Asked { conditions, unwanted, filter }
        },
    )
}

fn passes(sample: &Sample, asked: &Asked, leaving_out: Option<&Facet>, samples: &[&Sample]) -> bool {
    let has = |facet: &Facet, wanted: &BTreeSet<String>| {
        values(sample, &column_of(facet)).iter().any(|value| wanted.contains(&folded(value)))
    };
    let counts = |facet: &&Facet| Some(*facet) != leaving_out;
    let unwanted = asked.unwanted.as_ref().map(|word| folded(word));
    let wants_owner = ["Component", "API", "System"].contains(&sample.kind);
    let owned = samples.iter().any(|other| reference(other).as_str() == sample.owner);
    asked.conditions.iter().all(|condition| condition.holds(sample))
        && !unwanted.is_some_and(|word| folded(&sample.name).contains(&word) || folded(&sample.title).contains(&word))
        && asked.filter.facets.keys().filter(counts).all(|facet| has(facet, &asked.filter.facets[facet]))
        && !asked.filter.without.keys().filter(counts).any(|facet| has(facet, &asked.filter.without[facet]))
        && (!asked.filter.ownerless || wants_owner && !owned)
}

fn by_name(a: &Sample, b: &Sample) -> Ordering {
    fold_cmp(&a.name, &b.name).then_with(|| fold_cmp(a.kind, b.kind)).then_with(|| fold_cmp(a.namespace, b.namespace))
}

fn by_value(a: &str, b: &str) -> Ordering {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.partial_cmp(&b).unwrap(),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        _ => fold_cmp(a, b),
    }
}

fn compare(column: &Column, a: &str, b: &str) -> Ordering {
    if column.field().is_some() { by_value(a, b) } else { fold_cmp(a, b) }
}

fn sorted<'s>(mut samples: Vec<&'s Sample>, order: Option<&Order>) -> Vec<&'s Sample> {
    samples.sort_by(|a, b| by_name(a, b));
    let Some(order) = order else { return samples };
    let first = |sample: &Sample| values(sample, &order.column).first().cloned();
    let (mut with, without): (Vec<&Sample>, Vec<&Sample>) = samples.into_iter().partition(|it| first(it).is_some());
    if order.column != Column::Name {
        with.sort_by(|a, b| compare(&order.column, &first(a).unwrap(), &first(b).unwrap()));
    }
    if order.descending {
        with.reverse();
    }
    with.into_iter().chain(without).collect()
}

proptest! {
    #[test]
    fn a_list_shows_counts_sorts_and_groups_what_its_filter_says(samples in vec(sample(), 0..30), asked in asked()) {
        let (listing, cells) = listing_of(&samples);
        let last: BTreeMap<EntityRef, &Sample> = samples.iter().map(|sample| (reference(sample), sample)).collect();
        let samples: Vec<&Sample> = last.into_values().collect();
        let selection = select(&listing, &[cells], &asked.filter, &|| true).unwrap();
        let refs = |rows: &[u32]| -> Vec<EntityRef> {
            rows.iter().map(|row| listing.row(*row).unwrap().reference()).collect()
        };

        let passing: Vec<&Sample> = samples.iter().copied().filter(|it| passes(it, &asked, None, &samples)).collect();
        let wanted = sorted(passing, asked.filter.order.as_ref());
        prop_assert_eq!(selection.found, wanted.len(), "{:?}", asked);
        match &asked.filter.group {
            None => prop_assert_eq!(refs(&selection.rows), wanted.iter().map(|it| reference(it)).collect::<Vec<_>>()),
            Some(group) => {
                let mut start = 0;
                let mut seen: Vec<String> = Vec::new();
                for head in &selection.groups {
                    let value = head.value.as_str();
                    let mine = |sample: &&&Sample| {
                        let values = values(sample, &column_of(group));
                        values.iter().any(|it| it == value) || value.is_empty() && values.is_empty()
                    };
                    let under: Vec<EntityRef> = wanted.iter().filter(mine).map(|it| reference(it)).collect();
                    prop_assert_eq!(head.count, under.len());
                    prop_assert_eq!(refs(&selection.rows[start..start + head.count]), under, "under {}", value);
                    if let Some(before) = seen.last() {
                        let in_order = value.is_empty() || compare(&column_of(group), before, value).is_le();
                        prop_assert!(in_order && !before.is_empty(), "{} before {}", before, value);
                    }
                    prop_assert!(!seen.iter().any(|it| it == value));
                    seen.push(value.to_owned());
                    start += head.count;
                }
                prop_assert_eq!(start, selection.rows.len());
                let heads: BTreeSet<String> = wanted.iter().flat_map(|it| {
                    let values = values(it, &column_of(group));
                    if values.is_empty() { vec![String::new()] } else { values }
                }).collect();
                prop_assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), heads);
            }
        }

        for (facet, counts) in &selection.facets {
            let counted: BTreeMap<String, u32> =
                counts.iter().filter(|it| it.count > 0).map(|it| (it.value.as_str().to_owned(), it.count)).collect();
            let mut naive: BTreeMap<String, u32> = BTreeMap::new();
            for sample in samples.iter().filter(|it| passes(it, &asked, Some(facet), &samples)) {
                values(sample, &column_of(facet)).into_iter().for_each(|value| *naive.entry(value).or_default() += 1);
            }
            prop_assert_eq!(counted, naive, "{:?}", facet);
        }
    }
}
