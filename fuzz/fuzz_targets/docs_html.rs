//! Pages of docs from HTML: whatever the bytes are, a page comes of them, and nothing in it is more than
//! text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stagedoor::domain::docs::layout::{Reading, lay, plain};
use stagedoor::domain::docs::{Href, find, html, outline, read_index};

fuzz_target!(|text: &str| {
    let page = html::read(text, "guide/page/index.html");
    let is_text = |shown: &str| !shown.chars().any(|c| c.is_control() && c != '\n');
    assert!(is_text(page.pool.as_str()));
    assert!(is_text(&outline(&page)));
    for link in &page.links {
        if let Href::Address(address) = &link.to {
            let lower = address.as_str().to_ascii_lowercase();
            assert!(["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)));
        }
    }
    page.draw();
    for columns in [1, 40, 120] {
        let layout = lay(&page, &Reading { columns, ..Reading::default() });
        assert!(is_text(&plain(&page, &layout)));
    }
    find(&page, text.get(..8).unwrap_or("a"));
    read_index(text);
    for item in html::nav(text, "guide/page/index.html") {
        assert!(is_text(item.title.as_str()));
    }
    // the same as a part of a page, and as an article
    html::read(&format!("<article class=\"md-content__inner\">{text}</article>"), "page.html");
});
