//! Docs: pages from bytes to what a reader sees. The budgets, from bytes to the first frame on one core:
//! 3 ms for a page of 100 KB, 8 ms for 200 KB, 16 ms for 500 KB, 60 ms for 1.5 MB.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot go on stops")]

#[path = "../tests/it/support/pages.rs"]
mod made;

use criterion::{Criterion, criterion_group, criterion_main};
use stagedoor::domain::docs::{Index, IndexSection, PageName, html};
use stagedoor::domain::text::Clean;
use std::hint::black_box;

/// Pages as real sites have them: their size, and how much of it is the article.
const SIZES: [(&str, usize, usize); 4] =
    [("100 KB", 100_000, 30), ("200 KB", 200_000, 43), ("500 KB", 500_000, 50), ("1.5 MB", 1_500_000, 70)];

const PATH: &str = "guide/page/index.html";

fn html_pages(c: &mut Criterion) {
    let mut group = c.benchmark_group("html");
    for (name, bytes, article) in SIZES {
        let page = made::html(bytes, article);
        assert!(html::read(&page, PATH).blocks.len() > bytes / 10_000);
        group.bench_function(format!("a page of {name}"), |b| {
            b.iter_with_large_drop(|| black_box(html::read(&page, PATH)));
        });
    }
    let page = made::html(300_000, 10);
    assert!(html::nav(&page, PATH).len() > 500);
    group.bench_function("the nav of 270 KB", |b| b.iter_with_large_drop(|| black_box(html::nav(&page, PATH))));
    group.finish();
}

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

criterion_group! { name = all; config = Criterion::default().sample_size(20); targets = html_pages, site_search }
criterion_main!(all);
