use super::ids::LinkId;
use super::name::Href;
use super::page::{Block, Page};
use std::collections::{HashMap, HashSet};

/// The links of a page by numbers, for text that cannot be pressed: a number stands behind what leads
/// somewhere, and where that is stands at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbered {
    /// The number of each link that has one.
    pub numbers: HashMap<LinkId, u32>,
    /// Where the numbers lead, from 1 on.
    pub targets: Vec<String>,
}

/// Numbers the links of a page in the order of reading; those that lead to one target have one number.
/// `target` says where a link leads. None has a link whose text says that itself, or that nobody sees, or
/// that leads to a footnote.
pub fn numbered(page: &Page, target: impl Fn(&Href) -> String) -> Numbered {
    let (texts, footnotes) = (texts(page), footnotes(page));
    let mut all = Numbered::default();
    let mut known: HashMap<String, u32> = HashMap::new();
    for (id, link) in (0..).map(LinkId).zip(&page.links) {
        let Some(text) = texts.get(&id) else { continue };
        let to = target(&link.to);
        let is_of_footnote =
            matches!(&link.to, Href::Page(name, Some(id)) if *name == page.name && footnotes.contains(&**id));
        if is_of_footnote || bare(text) == bare(&to) {
            continue;
        }
        let number = *known.entry(to.clone()).or_insert_with(|| {
            all.targets.push(to);
            u32::try_from(all.targets.len()).unwrap_or(u32::MAX)
        });
        all.numbers.insert(id, number);
    }
    all
}

/// The text of each link that has one, or an image.
fn texts(page: &Page) -> HashMap<LinkId, String> {
    let mut texts: HashMap<LinkId, String> = HashMap::new();
    page.each_span(&mut |span| {
        if let Some(link) = span.link {
            texts.entry(link).or_default().push_str(page.text(span.text).as_str());
        }
    });
    for link in page.images.iter().filter_map(|image| image.link) {
        texts.entry(link).or_default();
    }
    texts
}

fn footnotes(page: &Page) -> HashSet<&str> {
    let mut ids = HashSet::new();
    page.each_block(&mut |block| {
        if let Block::Footnotes(items) = block {
            ids.extend(items.iter().map(|item| &*item.id));
        }
    });
    ids
}

/// An address without what people leave out when they write one.
fn bare(address: &str) -> &str {
    let address = address.trim();
    let bare = ["https://", "http://", "mailto:"].iter().find_map(|scheme| address.strip_prefix(scheme));
    bare.unwrap_or(address).trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use crate::domain::docs::layout::{Reading, lay, plain};
    use crate::domain::docs::markdown::{self, OfSite};
    use crate::domain::docs::numbered;

    struct None;

    impl markdown::Snippets for None {
        fn snippet(&self, _path: &str) -> Option<String> {
            Option::None
        }
    }

    /// A page with the numbers of its links, and where they lead.
    fn printed(source: &str, columns: usize) -> (String, Vec<String>) {
        let page = markdown::read_of(source, "guide/x.md", &None, &OfSite::default());
        let numbered = numbered(&page, ToString::to_string);
        let reading = Reading { columns, is_whole: true, numbers: numbered.numbers, ..Reading::default() };
        (plain(&page, &lay(&page, &reading)), numbered.targets)
    }

    #[test]
    fn a_number_stands_behind_each_link_and_the_same_target_has_the_same() {
        let (text, targets) = printed("A [first **one**](a.md), [two](https://b.example/c) and [again](a.md).", 80);
        assert_eq!(text, "A first one[1], two[2] and again[1].\n");
        assert_eq!(targets, ["guide/a", "https://b.example/c"]);
    }

    #[test]
    fn a_link_that_says_itself_where_it_leads_has_no_number() {
        let source = "<https://a.example/> [a.example](https://a.example/) <x@y.example> [b](b.md)";
        assert_eq!(printed(source, 80).1, ["guide/b"]);
    }

    #[test]
    fn footnotes_have_their_own_numbers() {
        let (text, targets) = printed("Said[^1] and [linked](b.md).\n\n[^1]: By whom.\n", 80);
        assert!(text.starts_with("Said¹ and linked[1].\n"), "{text}");
        assert_eq!(targets, ["guide/b"]);
    }

    #[test]
    fn images_that_lead_somewhere_are_numbered_and_others_are_not() {
        let (text, targets) = printed("[![build](b.svg)](https://ci.example) ![a drawing](c.svg)", 80);
        assert_eq!(text, "[image: build][1] [image: a drawing]\n");
        assert_eq!(targets, ["https://ci.example"]);
    }

    #[test]
    fn columns_of_tables_are_as_wide_as_their_numbers_need() {
        let (text, _) = printed("| a | b |\n|---|---|\n| [long one](x.md) | [y](y.md) |\n| z | z |\n", 80);
        let bars: Vec<usize> = text.lines().filter_map(|line| line.find('│')).collect();
        assert!(text.contains("long one[1] │ y[2]") && bars.iter().all(|at| *at == bars[0]), "{text}");
    }

    #[test]
    fn a_number_is_not_parted_from_its_text() {
        let (text, _) = printed("Twelve letters [and here](x.md) more.", 23);
        assert_eq!(text, "Twelve letters and\nhere[1] more.\n");
    }
}
