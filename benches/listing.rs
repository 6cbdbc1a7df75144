//! What the list of 100,000 entities costs: to make, to save, to read at start, to filter and sort.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench that cannot go on fails")]

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use stagedoor::domain::model::At;
use stagedoor::domain::model::listing::{Column, Facet, Filter, Listing, ListingBuilder, Order, RowInput, select};
use std::hint::black_box;
use std::io::Write as _;

const ROWS: usize = 100_000;

const WORDS: [&str; 40] = [
    "payments", "ledger", "checkout", "orders", "invoice", "customer", "segment", "importer", "gateway", "worker",
    "search", "index", "catalog", "pricing", "fraud", "model", "trainer", "identity", "session", "cache", "mail",
    "template", "report", "revenue", "shipping", "tracking", "roster", "listing", "currency", "sync", "vendor",
    "event", "stream", "audit", "policy", "quota", "billing", "device", "content", "replica",
];
const KINDS: [&str; 8] = ["Component", "Component", "Component", "API", "Resource", "User", "Group", "System"];
const TYPES: [&str; 5] = ["service", "website", "library", "database", "openapi"];

fn word(n: usize) -> &'static str {
    WORDS.get(n % WORDS.len()).copied().unwrap_or_default()
}

/// A row like those of a large catalog: a name of three words and a number, a title for every
/// other, a sentence, three relations and three tags.
fn push(builder: &mut ListingBuilder, n: usize) {
    let mix = n.wrapping_mul(2_654_435_761) >> 7;
    let name = |n: usize| {
        let mix = n.wrapping_mul(2_654_435_761) >> 7;
        format!("{}-{}-{}-{n}", word(mix), word(mix / 41), word(mix / 1_681))
    };
    let own = name(n);
    let title = if n.is_multiple_of(2) { own.replace('-', " ") } else { String::new() };
    let relations = [
        ("ownedBy", format!("group:default/team-{}", mix % 400)),
        ("partOf", format!("system:default/{}-{}", word(mix % 900), mix % 900)),
        ("dependsOn", format!("component:default/{}", name((n * 7 + 1) % ROWS))),
    ];
    let tags = [word(mix / 3), word(mix / 5), word(mix / 11)];
    builder.push(&RowInput {
        kind: KINDS.get(mix % KINDS.len()).copied().unwrap_or_default().into(),
        namespace: "default".into(),
        name: own.into(),
        title: title.into(),
        description: format!("Keeps the {} of each {} and tells {} of it.", word(mix), word(mix / 9), word(mix / 13))
            .into(),
        kind_type: TYPES.get(mix % TYPES.len()).copied().unwrap_or_default().into(),
        lifecycle: if mix.is_multiple_of(3) { "experimental" } else { "production" }.into(),
        owner: "".into(),
        system: format!("{}-{}", word(mix % 900), mix % 900).into(),
        tags: tags.into_iter().map(Into::into).collect(),
        relations: relations.into_iter().map(|(kind, target)| (kind.into(), target.into())).collect(),
    });
}

fn collected() -> ListingBuilder {
    let mut builder = ListingBuilder::default();
    (0..ROWS).for_each(|n| push(&mut builder, n));
    builder
}

fn encoded(listing: &Listing) -> Vec<u8> {
    let mut bytes = Vec::new();
    listing.encode(At(1), &mut bytes).unwrap();
    bytes
}

fn saving(c: &mut Criterion) {
    let before = resident();
    let listing = collected().finish(At(1), true);
    let bytes = encoded(&listing);
    eprintln!(
        "100,000 rows: {} kB saved; the process grew by {} kB to make them",
        bytes.len() / 1_000,
        resident() - before
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows");
    std::fs::File::create(&path).unwrap().write_all(&bytes).unwrap();
    let before = resident();
    let read = || Listing::decode(&mut std::fs::File::open(&path).unwrap(), bytes.len() as u64).unwrap();
    let held = read();
    let grown = resident() - before;
    select(&held, &[], &filter("pay"), &|| true);
    eprintln!("read from a file they take {grown} kB, once filtered {} kB", resident() - before);
    c.bench_function("build/push", |b| b.iter(collected));
    c.bench_function("build/finish", |b| {
        b.iter_batched(collected, |builder| builder.finish(At(1), true), BatchSize::PerIteration);
    });
    c.bench_function("encode", |b| b.iter(|| listing.encode(At(1), &mut std::io::sink())));
    c.bench_function("decode/memory", |b| b.iter(|| Listing::decode(&mut bytes.as_slice(), bytes.len() as u64)));
    c.bench_function("decode/file", |b| b.iter(read));
}

/// Kilobytes of memory that the process has.
fn resident() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}

fn filter(text: &str) -> Filter {
    Filter { text: text.to_owned(), ..Filter::default() }
}

fn selecting(c: &mut Criterion) {
    let listing = collected().finish(At(1), true);
    let mut run = |name: &str, filter: Filter| {
        c.bench_function(name, |b| b.iter(|| select(&listing, &[], black_box(&filter), &|| true)));
    };
    run("select/all", Filter::default());
    for text in ["p", "pa", "pay", "payl", "payments led", "component:pay", "zq"] {
        run(&format!("select/{text}"), filter(text));
    }
    let mut kind = Filter::default();
    kind.toggle(Facet::Kind, "component");
    run("select/facet", kind.clone());
    kind.toggle(Facet::Tag, "ledger");
    run("select/facets", kind);
    let order = Some(Order { column: Column::Owner, descending: false });
    run("select/by owner", Filter { order, ..Filter::default() });
}

fn first_filter(c: &mut Criterion) {
    let listing = collected().finish(At(1), true);
    let bytes = encoded(&listing);
    let fresh = || Listing::decode(&mut bytes.as_slice(), bytes.len() as u64).unwrap();
    c.bench_function("select/p, the first of a listing", |b| {
        b.iter_batched(fresh, |listing| select(&listing, &[], &filter("p"), &|| true), BatchSize::PerIteration);
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).warm_up_time(std::time::Duration::from_millis(500)).measurement_time(std::time::Duration::from_secs(2));
    targets = saving, selecting, first_filter
}
criterion_main!(benches);
