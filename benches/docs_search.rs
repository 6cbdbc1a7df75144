//! Searching a site by its index. The budget: 8 ms for each key in an index of 6 MB, on one core.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot go on stops")]

use criterion::{Criterion, criterion_group, criterion_main};
use stagedoor::domain::docs::{Index, IndexSection, PageName};
use stagedoor::domain::text::Clean;
use std::hint::black_box;

/// A site as large as they come: 6 MB of text in 6,000 sections, searched at each key.
fn site_search(c: &mut Criterion) {
    let words = ["ship", "berth", "gate", "pilot", "tide", "queue", "harbor", "tug", "crane", "alarm"];
    let text = |n: usize| (0..170).map(|at| words[(at * 7 + n * at) % words.len()]).collect::<Vec<_>>().join(" ");
    let section = |n: usize| IndexSection {
        page: PageName::of_path(&format!("guide/page-{}", n / 10)),
        id: format!("section-{n}").into(),
        title: Clean::line(&format!("Section {n} on the {}", words[n % words.len()])),
        text: Clean::line(&format!("{} rare-{n}", text(n))),
    };
    let index = Index::of((0..6_000).map(section).collect());
    let bytes: usize = index.sections.iter().map(|section| section.text.as_str().len()).sum();
    assert!(bytes > 5_500_000, "{bytes}");
    let mut group = c.benchmark_group("site search");
    for typed in ["g", "gate", "gate queue", "rare-5999", "nowhere"] {
        assert!(index.find(typed, 200, &|| true).is_some());
        group.bench_function(format!("`{typed}` in 6 MB"), |b| b.iter(|| black_box(index.find(typed, 200, &|| true))));
    }
    group.finish();
}

criterion_group! { name = all; config = Criterion::default().sample_size(20); targets = site_search }
criterion_main!(all);
