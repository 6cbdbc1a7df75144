//! Templates of our own, with what the real scaffolder made of them (`tests/backstage/scaffold.mjs`).

use super::compared::differences;
use super::given::{case, folders, json};

#[test]
fn our_templates_make_what_the_scaffolder_makes_of_them() {
    let folders = folders();
    let mut failed = Vec::new();
    for folder in &folders {
        let wrong = differences(&case(folder).run(), &json(&folder.join("expected.json")));
        if !wrong.is_empty() {
            failed.push(format!("{}\n{}", folder.display(), wrong.join("\n")));
        }
    }
    println!("templates: {} of {}", folders.len() - failed.len(), folders.len());
    assert!(folders.len() > 20 && failed.is_empty(), "{}", failed.join("\n"));
}
