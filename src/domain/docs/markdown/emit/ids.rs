use std::collections::HashMap;

/// The ids that headings of a page have.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// Each with the number that the next of the same gets.
    taken: HashMap<String, u32>,
}

impl Ids {
    /// An id that the author gave.
    pub(super) fn given(&mut self, id: &str) {
        self.taken.entry(id.to_owned()).or_default();
    }

    /// The id of a heading by its text, as Python-Markdown makes it: a second one of the same gets `_1`.
    pub(super) fn of_text(&mut self, text: &str) -> String {
        let slug = slug(text);
        if !slug.is_empty() && !self.taken.contains_key(&slug) {
            self.taken.insert(slug.clone(), 1);
            return slug;
        }
        let (stem, mut number) = numbered(&slug).unwrap_or((&slug, 0));
        number = number.max(self.taken.get(stem).map_or(0, |next| next.saturating_sub(1)));
        loop {
            number += 1;
            let id = format!("{stem}_{number}");
            if !self.taken.contains_key(&id) {
                self.taken.insert(stem.to_owned(), number + 1);
                self.taken.insert(id.clone(), 1);
                return id;
            }
        }
    }
}

fn numbered(slug: &str) -> Option<(&str, u32)> {
    let (stem, number) = slug.rsplit_once('_')?;
    Some((stem, number.parse().ok()?))
}

/// Letters of ASCII, digits, `_` and `-`; blanks become `-`.
fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else if c.is_whitespace() {
            out.push(' ');
        } else {
            out.push_str(plain(c));
        }
    }
    out.retain(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-') || c.is_ascii_whitespace());
    let lower = out.trim().to_ascii_lowercase();
    let mut slug = String::with_capacity(lower.len());
    for c in lower.chars() {
        let is_gap = c == '-' || c.is_ascii_whitespace();
        if !is_gap {
            slug.push(c);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug
}

/// A letter without its marks, where ASCII has it (NFKD, then ASCII alone).
fn plain(c: char) -> &'static str {
    const LETTERS: &[(&str, &str)] = &[
        ("ÀÁÂÃÄÅĀĂĄ", "A"),
        ("àáâãäåāăąª", "a"),
        ("ÇĆĈĊČ", "C"),
        ("çćĉċč", "c"),
        ("Ď", "D"),
        ("ď", "d"),
        ("ÈÉÊËĒĔĖĘĚ", "E"),
        ("èéêëēĕėęě", "e"),
        ("ĜĞĠĢ", "G"),
        ("ĝğġģ", "g"),
        ("Ĥ", "H"),
        ("ĥ", "h"),
        ("ÌÍÎÏĨĪĬĮİ", "I"),
        ("ìíîïĩīĭį", "i"),
        ("Ĵ", "J"),
        ("ĵ", "j"),
        ("Ķ", "K"),
        ("ķ", "k"),
        ("ĹĻĽ", "L"),
        ("ĺļľ", "l"),
        ("ÑŃŅŇ", "N"),
        ("ñńņň", "n"),
        ("ÒÓÔÕÖŌŎŐ", "O"),
        ("òóôõöōŏőº", "o"),
        ("ŔŖŘ", "R"),
        ("ŕŗř", "r"),
        ("ŚŜŞŠȘ", "S"),
        ("śŝşšſș", "s"),
        ("ŢŤȚ", "T"),
        ("ţťț", "t"),
        ("ÙÚÛÜŨŪŬŮŰŲ", "U"),
        ("ùúûüũūŭůűų", "u"),
        ("Ŵ", "W"),
        ("ŵ", "w"),
        ("ÝŶŸ", "Y"),
        ("ýÿŷ", "y"),
        ("ŹŻŽ", "Z"),
        ("źżž", "z"),
        ("¹", "1"),
        ("²", "2"),
        ("³", "3"),
        ("™", "TM"),
        ("…", "..."),
        ("ﬁ", "fi"),
        ("ﬂ", "fl"),
    ];
    LETTERS.iter().find(|(letters, _)| letters.contains(c)).map_or("", |(_, plain)| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_python_markdown() {
        let mut ids = Ids::default();
        let made: Vec<String> = ["Twice", "Twice", "Ünïcödé & signs: 100 % (yes!)", "Twice_1", "日本"]
            .into_iter()
            .map(|text| ids.of_text(text))
            .collect();
        assert_eq!(made, ["twice", "twice_1", "unicode-signs-100-yes", "twice_2", "_1"]);
    }
}
