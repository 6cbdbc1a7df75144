//! Docs: pages from bytes to what a reader sees. The budgets, from bytes to the first frame on one core:
//! 3 ms for a page of 100 KB, 8 ms for 200 KB, 16 ms for 500 KB, 60 ms for 1.5 MB.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot go on stops")]

#[path = "../tests/it/support/pages.rs"]
mod made;

use criterion::{Criterion, criterion_group, criterion_main};
use stagedoor::domain::docs::html;
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

criterion_group! { name = all; config = Criterion::default().sample_size(20); targets = html_pages }
criterion_main!(all);
