//! `mkdocs.yml` as anyone may write it: it is read, or it is said why not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stagedoor::domain::docs::mkdocs::Config;

fuzz_target!(|text: &str| {
    for text in [text.to_owned(), format!("site_name: x\nplugins: [techdocs-core]\nnav:\n{text}")] {
        if let Ok(config) = Config::read(&text) {
            let _ = config.of_site("guide/page.md");
        }
    }
});
