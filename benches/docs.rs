//! Docs: pages from bytes to what a reader sees. The budgets, from bytes to the first frame on one core:
//! 3 ms for a page of 100 KB, 8 ms for 200 KB, 16 ms for 500 KB, 60 ms for 1.5 MB.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot go on stops")]

#[path = "../tests/it/support/pages.rs"]
mod made;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use stagedoor::domain::docs::layout::{Reading, lay, plain};
use stagedoor::domain::docs::{find, highlight, html, markdown};
use stagedoor::domain::text::Piece;
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

/// 1 MB of Markdown: 30 ms to the first frame, of which reading takes half.
fn markdown_pages(c: &mut Criterion) {
    let mut group = c.benchmark_group("markdown");
    for (name, bytes) in [("10 KB", 10_000), ("100 KB", 100_000), ("1 MB", 1_000_000)] {
        let source = source(bytes);
        assert!(markdown::read(&source, "guide/page.md", &Nothing).blocks.len() > bytes / 1_000);
        group.bench_function(format!("a page of {name}"), |b| {
            b.iter_with_large_drop(|| black_box(markdown::read(&source, "guide/page.md", &Nothing)));
        });
    }
    group.finish();
}

/// One screen of code: 5 ms when its language was used before.
fn colours(c: &mut Criterion) {
    let mut group = c.benchmark_group("highlight");
    for (language, line) in [
        ("python", "def open(gate, bars=3):  # opens it\n    return gate.open(\"now\", bars + 1)\n"),
        ("yaml", "gate:\n  - name: \"first\"  # of three\n"),
        ("bash", "for ship in $(ls | sort); do\n  echo \"ship: ${ship}\" >&2\ndone\n"),
        ("rust", "pub fn open<'a>(gate: &'a mut Gate) -> Result<(), Error> {\n    Ok(())\n}\n"),
    ] {
        let source = format!("```{language}\n{}```\n", line.repeat(60 / line.lines().count()));
        let page = markdown::read(&source, "a.md", &Nothing);
        let all = Piece { from: 0, to: page.pool.end() };
        group.bench_function(format!("60 lines of {language}"), |b| {
            b.iter_batched_ref(|| page.clone(), |page| assert!(highlight(page, all)), criterion::BatchSize::SmallInput);
        });
    }
    group.finish();
}

struct Nothing;

impl markdown::Snippets for Nothing {
    fn snippet(&self, _: &str) -> Option<String> {
        None
    }
}

/// The pages of the docs project, one after the other up to a size.
fn source(bytes: usize) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docs/docs");
    let names =
        ["index", "runbook", "guide/text", "guide/lists", "guide/code", "guide/notes", "guide/tables", "guide/links"];
    let pages = names.iter().map(|name| std::fs::read_to_string(folder.join(format!("{name}.md"))).unwrap());
    let all: Vec<String> = pages.collect();
    let mut source = String::new();
    for page in all.iter().cycle() {
        if source.len() >= bytes {
            break;
        }
        source.push_str(page);
        source.push_str("\n\n");
    }
    source
}

/// The largest page there is, laid out anew at another width: 16 ms. A fold that is opened does the same
/// and has 4 ms. Ten thousand rows of a table are no reason to wait. What is printed: 1 ms.
fn layouts(c: &mut Criterion) {
    let mut group = c.benchmark_group("layout");
    let page = html::read(&made::html(1_500_000, 70), PATH);
    for columns in [60, 100, 160] {
        let reading = Reading { columns, ..Reading::default() };
        assert!(lay(&page, &reading).rows.len() > 5_000);
        group.bench_function(format!("1.5 MB at {columns} columns"), |b| {
            b.iter_with_large_drop(|| black_box(lay(&page, &reading)));
        });
    }
    let layout = lay(&page, &Reading { columns: 100, ..Reading::default() });
    group.bench_function("1.5 MB as text", |b| b.iter_with_large_drop(|| black_box(plain(&page, &layout))));
    group.bench_function("1.5 MB: the row of a place", |b| b.iter(|| black_box(layout.row_at(layout.place_of(9_000)))));
    let table = html::read(&made::table(10_000), PATH);
    let reading = Reading { columns: 100, ..Reading::default() };
    assert!(lay(&table, &reading).rows.len() > 10_000);
    group.bench_function("a table of 10,000 rows", |b| b.iter_with_large_drop(|| black_box(lay(&table, &reading))));
    group.finish();
}

/// A key pressed while one searches in the largest page: 8 ms with painting, 4 ms of it here.
fn finding(c: &mut Criterion) {
    let mut group = c.benchmark_group("find");
    let page = html::read(&made::html(1_500_000, 70), PATH);
    for text in ["e", "gate", "the Berth", "nowhere at all"] {
        group.bench_function(format!("{text} in 1.5 MB"), |b| b.iter_with_large_drop(|| black_box(find(&page, text))));
    }
    group.finish();
}

/// A page with drawings: they come after it, none later than two seconds.
fn drawings(c: &mut Criterion) {
    let mut group = c.benchmark_group("drawings");
    for (nodes, edges) in [(6, 8), (20, 30), (50, 75)] {
        let edge = |n: usize| format!("N{} --> N{}\n", n % nodes, (n * 7 + 3) % nodes);
        let graph: String = (0..edges).map(edge).collect();
        let page = markdown::read(&format!("```mermaid\ngraph TD\n{graph}```\n"), "a.md", &Nothing);
        assert!(page.is_to_be_drawn());
        group.bench_function(format!("{nodes} nodes, {edges} edges"), |b| {
            b.iter_batched_ref(|| page.clone(), |page| page.draw(), BatchSize::PerIteration);
        });
    }
    group.finish();
}

criterion_group! { name = all; config = Criterion::default().sample_size(20); targets = html_pages, markdown_pages, colours, layouts, finding, drawings }
criterion_main!(all);
