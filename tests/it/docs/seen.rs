//! What a reader of the built pages sees in a browser is in our pages: every word in order, every link,
//! every block of each kind.

use super::built::{Built, pages};
use serde_json::{Value, json};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use stagedoor::domain::docs::{Block, Code, Href, Inline, Item, Page};
use stagedoor::domain::text::Clean;

/// Elements that their authors forgot to escape: a browser hides them, we show them as they were written.
const UNESCAPED: [&str; 4] = ["<namespace>", "<keyid>", "<project_name>", "<user>"];

/// Words as they are compared. Marks of quotations are the browser's and not in its text.
fn words(text: &str) -> Vec<String> {
    let text = UNESCAPED.iter().fold(text.to_owned(), |text, tag| text.replace(tag, ""));
    text.split_whitespace()
        .map(|word| word.replace(['\u{201c}', '\u{201d}'], ""))
        .filter(|word| !word.is_empty())
        .collect()
}

fn seen(built: &Built) -> Vec<String> {
    let lines = Clean::lines(built.told["text"].as_str().unwrap());
    lines.iter().flat_map(|line| words(line.as_str())).collect()
}

#[test]
fn every_word_that_a_browser_shows_is_read_and_in_that_order() {
    let mut all = 0;
    for built in pages() {
        let (seen, read) = (seen(&built), words(built.page().pool.as_str()));
        // escape sequences that run over the bounds of elements are cut there by us, and not by a browser
        if built.path.contains("hostile") {
            continue;
        }
        let lost: Vec<&[String]> = capture_diff_slices(Algorithm::Myers, &seen, &read)
            .iter()
            .filter_map(|op| match op {
                DiffOp::Delete { old_index, old_len, .. } | DiffOp::Replace { old_index, old_len, .. } => {
                    Some(&seen[*old_index..old_index + old_len])
                }
                _ => None,
            })
            .collect();
        assert!(lost.is_empty(), "{}: {lost:?}\nof {seen:?}\nin {read:?}", built.path);
        all += seen.len();
    }
    assert!(all > 2_000, "{all} words");
}

/// An address as it is compared: paths of the site without what the way of building adds.
fn told_target(path: &str, href: &str) -> String {
    let base = url::Url::parse("https://site.example/").unwrap().join(path).unwrap();
    let url = base.join(href).unwrap();
    if href.starts_with('/') && !href.starts_with("//") {
        return format!("path {href}");
    }
    match (url.scheme(), url.host_str()) {
        ("https", Some("site.example")) => {
            let name = url.path().trim_matches('/').trim_end_matches("index.html").trim_end_matches(".html");
            let name = name.trim_end_matches(".md").trim_end_matches('/').replace("%20", " ").replace("%1B", "");
            url.fragment().map_or(name.clone(), |id| format!("{name}#{id}"))
        }
        ("http" | "https" | "mailto", _) => format!("address {}", href.trim_start_matches("https:")),
        _ => String::from("other"),
    }
}

fn read_target(href: &Href) -> String {
    match href {
        Href::Page(page, None) => page.to_string(),
        Href::Page(page, Some(id)) => format!("{page}#{id}"),
        Href::File(path) => path.to_string(),
        Href::Address(address) => format!("address {}", address.as_str().trim_start_matches("https:")),
        Href::Path(path) => format!("path {path}"),
        Href::Other(_) => String::from("other"),
    }
}

#[test]
fn every_link_leads_where_it_leads_in_a_browser() {
    let mut all = 0;
    for built in pages() {
        let hrefs = built.told["links"].as_array().unwrap().iter().map(|href| href.as_str().unwrap());
        let told: Vec<String> = hrefs
            // a browser would go to the root for what leads out of the site
            .map(|href| if href.contains("../../../..") { "other".to_owned() } else { told_target(&built.path, href) })
            .collect();
        let page = built.page();
        let is_embedded = embedded(&page.blocks);
        let read: Vec<String> = page
            .links
            .iter()
            .enumerate()
            .filter(|(nth, _)| !is_embedded.contains(nth))
            .map(|(_, link)| read_target(&link.to))
            .collect();
        assert_eq!(read, told, "{}", built.path);
        all += told.len();
    }
    assert!(all > 60, "{all} links");
}

/// The links that are told of things in frames.
fn embedded(blocks: &[Block]) -> Vec<usize> {
    let mut found = Vec::new();
    each(blocks, &mut |block| {
        if let Block::Embedded { link, .. } = block {
            found.push(link.0 as usize);
        }
    });
    found
}

/// Calls for every block, from outside to inside, in the order of reading.
pub fn each<'a>(blocks: &'a [Block], call: &mut impl FnMut(&'a Block)) {
    for block in blocks {
        call(block);
        let mut items = |items: &'a [Item]| items.iter().for_each(|item| each(&item.blocks, call));
        match block {
            Block::List { items: all, .. } | Block::Footnotes(all) => items(all),
            Block::Definitions(all) => {
                all.iter().flat_map(|one| &one.meanings).for_each(|meaning| each(meaning, call));
            }
            Block::Quote(blocks) | Block::Group(blocks) | Block::Figure { blocks, .. } => each(blocks, call),
            Block::Note(note) => each(&note.blocks, call),
            Block::Tabs { tabs, .. } => tabs.iter().for_each(|tab| each(&tab.blocks, call)),
            Block::Table(table) => {
                table.head.iter().chain(&table.rows).flatten().for_each(|cell| each(&cell.blocks, call));
            }
            _ => {}
        }
    }
}

/// The same facts of our page as those that a browser tells.
fn facts(page: &Page) -> Value {
    let mut headings: Vec<Value> = Vec::new();
    let (mut notes, mut folds, mut tabs, mut tables) = (0, Vec::new(), Vec::new(), Vec::new());
    let (mut tasks, mut codes) = (Vec::new(), Vec::new());
    each(&page.blocks, &mut |block| match block {
        Block::Heading(heading) => headings.push(json!([heading.level, heading.id])),
        Block::Note(note) => match note.is_open {
            None => notes += 1,
            Some(is_open) => folds.push(is_open),
        },
        Block::Tabs { tabs: set, first, .. } => tabs.push(json!([set.len(), first])),
        Block::Table(table) => {
            let rows = table.head.iter().chain(&table.rows);
            let columns = rows.clone().map(|row| row.iter().map(|cell| cell.span.max(1)).sum::<u16>()).max();
            tables.push(json!([rows.count(), columns]));
        }
        Block::Code(code) => codes.push(code_text(page, code)),
        Block::Diagram(diagram) => codes.push(code_text(page, &diagram.source)),
        Block::List { items, .. } => tasks.extend(items.iter().filter_map(|item| item.is_done)),
        _ => {}
    });
    // of nested lists an item is told before those in it; the browser tells them in the same order
    json!({"headings": headings, "notes": notes, "folds": folds, "tabs": tabs, "tables": tables,
           "codes": codes, "images": page.images.len(), "tasks": tasks.len(),
           "done": tasks.iter().filter(|is_done| **is_done).count()})
}

fn code_text(page: &Page, code: &Code) -> String {
    let line =
        |(pieces, _): (&[_], bool)| -> String { pieces.iter().map(|(piece, _)| page.text(*piece).as_str()).collect() };
    code.rows().map(line).collect::<Vec<_>>().join("\n")
}

/// Code as it is told, with what is cleaned out of it, and blanks for tabs.
fn told_code(text: &str) -> String {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let lines = text.strip_prefix('\n').unwrap_or(text).split('\n').map(|line| {
        let mut out = String::new();
        for c in line.chars() {
            match c {
                '\t' => out.push_str(&" ".repeat(4 - out.chars().count() % 4)),
                c => out.push(c),
            }
        }
        Clean::line(&out).as_str().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_block_that_a_browser_shows_is_one_of_its_kind() {
    for built in pages() {
        let told = &built.told;
        let tasks = told["tasks"].as_array().unwrap();
        let codes: Vec<String> =
            told["codes"].as_array().unwrap().iter().map(|code| told_code(code.as_str().unwrap())).collect();
        let mut want = json!({"codes": codes, "tasks": tasks.len(),
                              "done": tasks.iter().filter(|task| **task == json!(true)).count()});
        for same in ["headings", "notes", "folds", "tabs", "tables", "images"] {
            want[same] = told[same].clone();
        }
        assert_eq!(facts(&built.page()), want, "{}", built.path);
    }
}

/// Every place that links may lead to.
fn places(page: &Page) -> Vec<String> {
    let mut found = Vec::new();
    let inline = |inlines: &[Inline], found: &mut Vec<String>| {
        for inline in inlines {
            if let Inline::Anchor(id) = inline {
                found.push(id.to_string());
            }
        }
    };
    each(&page.blocks, &mut |block| match block {
        Block::Heading(heading) => {
            found.push(heading.id.to_string());
            inline(&heading.text, &mut found);
        }
        Block::Paragraph(text) => inline(text, &mut found),
        Block::Anchor(id) => found.push(id.to_string()),
        Block::List { items, .. } | Block::Footnotes(items) => {
            found.extend(items.iter().map(|item| item.id.to_string()));
        }
        _ => {}
    });
    found
}

#[test]
fn every_id_of_a_page_is_a_place_on_it() {
    for built in pages() {
        let places = places(&built.page());
        for id in built.told["ids"].as_array().unwrap() {
            let id = id.as_str().unwrap();
            assert!(places.iter().any(|place| place == id), "{}: {id} of {places:?}", built.path);
        }
    }
}
