//! A page of an answer: `{items, totalItems, pageInfo}`, its items handed on one by one.

use super::loose::{Number, Text, loose};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// What a page says beside its items.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PageEnd {
    /// Where to go on; `None` on the last page.
    pub(super) next: Option<String>,
    /// How many there are in all; 0 where that was not counted.
    pub(super) total: u64,
    /// How many stand in this page, odd ones too.
    pub(super) items: usize,
}

loose! {
    PageInfo {
        "nextCursor" => next: Text<'de>,
    }
}

/// Reads a page. Only what is no object with a list `items`, or no JSON, is an error.
pub(super) fn read_page<'de, T: Deserialize<'de>>(
    text: &'de str,
    each: impl FnMut(T),
) -> Result<PageEnd, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let end = deserializer.deserialize_map(PageVisitor { each, of: PhantomData })?;
    deserializer.end()?;
    Ok(end)
}

/// Finds the next page's cursor at the end of a page before the page is read, so that the next one
/// can be on its way meanwhile. Only a guess: [`read_page`] has the last word.
pub(super) fn next_cursor(text: &str) -> Option<String> {
    const KEY: &str = "\"nextCursor\":\"";
    // within a text the quotes would be escaped, so this is a key
    let (_, rest) = text.rsplit_once(KEY)?;
    let (cursor, _) = rest.split_once('"')?;
    (!cursor.is_empty() && !cursor.contains('\\')).then(|| cursor.to_owned())
}

struct PageVisitor<T, F> {
    each: F,
    of: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> Visitor<'de> for PageVisitor<T, F> {
    type Value = PageEnd;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a list of items")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<PageEnd, A::Error> {
        let (mut end, mut has_items) = (PageEnd::default(), false);
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match &*key.0 {
                "items" => {
                    end.items = map.next_value_seed(Items { each: &mut self.each, of: PhantomData })?;
                    has_items = true;
                }
                "totalItems" => end.total = map.next_value::<Number>()?.0,
                "pageInfo" => {
                    let next = map.next_value::<PageInfo<'de>>()?.next.0;
                    end.next = (!next.is_empty()).then(|| next.into_owned());
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if has_items { Ok(end) } else { Err(A::Error::missing_field("items")) }
    }
}

struct Items<'f, T, F> {
    each: &'f mut F,
    of: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> DeserializeSeed<'de> for Items<'_, T, F> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T)> Visitor<'de> for Items<'_, T, F> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<usize, A::Error> {
        let mut count = 0;
        while let Some(item) = list.next_element()? {
            (self.each)(item);
            count += 1;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::super::thin::Thin;
    use super::*;

    fn names(text: &str) -> Result<(Vec<String>, PageEnd), serde_json::Error> {
        let mut names = Vec::new();
        let end = read_page(text, |item: Option<Thin<'_>>| {
            names.extend(item.and_then(Thin::row).map(|row| row.name.into_owned()));
        })?;
        Ok((names, end))
    }

    #[test]
    fn rows_are_read_whatever_else_stands_in_the_page() {
        let (found, end) = names(
            r#"{"extra":[{}],"totalItems":"many","pageInfo":{"nextCursor":"abc"},"items":[
                null, 7, "x", [], {"kind":"Component"}, {"kind":3,"metadata":{"name":"no-kind"}},
                {"kind":"Component","metadata":"odd"},
                {"kind":"Component","kind":"API","metadata":{"name":"a","tags":"odd","title":{"x":1}},"spec":[1],"relations":{"a":1}},
                {"kind":"Odd","metadata":{"name":"b\u0041","tags":["t",1,null]},"spec":{"owner":7,"profile":"p"},
                 "relations":[1,{"type":"ownedBy"},{"type":"ownedBy","target":{"kind":"Group","name":"g"}}]}]}"#,
        )
        .unwrap();
        assert_eq!(found, ["a", "bA"]);
        assert_eq!(end, PageEnd { next: Some("abc".into()), total: 0, items: 9 });
    }

    #[test]
    fn only_what_is_no_page_fails() {
        for bad in ["[]", "7", "{}", r#"{"items":7}"#, r#"{"items":[{"kind":"#, r#"{"items":[]} x"#, ""] {
            assert!(names(bad).is_err(), "{bad}");
        }
        assert!(
            names(&format!("{{\"items\":[{{\"kind\":{}1{}}}]}}", "[".repeat(100_000), "]".repeat(100_000))).is_ok()
        );
    }

    #[test]
    fn the_cursor_is_found_at_the_end_and_not_in_a_text() {
        assert_eq!(
            next_cursor(r#"{"items":[],"pageInfo":{"nextCursor":"eyJ9","prevCursor":"x"}}"#).as_deref(),
            Some("eyJ9")
        );
        assert_eq!(next_cursor(r#"{"items":["\"nextCursor\":\"x\""],"pageInfo":{}}"#), None);
    }
}
