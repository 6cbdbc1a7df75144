//! Pages of docs from Markdown: whatever the text is, a page comes of it, and nothing in it is more than
//! text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stagedoor::domain::docs::layout::{Reading, lay, plain};
use stagedoor::domain::docs::markdown::{self, Snippets};
use stagedoor::domain::docs::mkdocs::Config;
use stagedoor::domain::docs::{Href, highlight, outline};
use stagedoor::domain::text::Piece;

/// One file that takes in itself.
struct Itself<'a>(&'a str);

impl Snippets for Itself<'_> {
    fn snippet(&self, path: &str) -> Option<String> {
        (path.len() < 8).then(|| self.0.to_owned())
    }
}

fuzz_target!(|text: &str| {
    let mut page = markdown::read(text, "guide/page.md", &Itself(text));
    let is_text = |shown: &str| !shown.chars().any(|c| c.is_control() && c != '\n');
    assert!(is_text(page.pool.as_str()));
    for link in &page.links {
        if let Href::Address(address) = &link.to {
            let lower = address.as_str().to_ascii_lowercase();
            assert!(["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)));
        }
    }
    // words without a sign beside them are words on the page
    if text.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, ' ' | '\n')) {
        assert!(text.split_whitespace().all(|word| page.pool.as_str().contains(word)));
    }
    // whatever it is, it is no configuration that stops anybody
    let _ = Config::read(text);
    page.draw();
    for columns in [1, 40, 120] {
        for is_whole in [false, true] {
            let layout = lay(&page, &Reading { columns, is_whole, ..Reading::default() });
            assert!(is_text(&plain(&page, &layout)));
        }
    }
    // colouring changes no text
    let before = outline(&page);
    assert!(is_text(&before));
    let all = Piece { from: 0, to: page.pool.end() };
    highlight(&mut page, all);
    assert_eq!(outline(&page), before);
});
