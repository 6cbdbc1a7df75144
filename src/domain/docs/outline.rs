use super::page::Page;

/// A page's structure and text as indented lines, for tests that compare and for people who look: all
/// but ids, keys and where pieces lie.
pub fn outline(_page: &Page) -> String {
    String::new()
}
