//! Pages of a list, read item by item: of a large page no more than one whole object is in memory beside its text.

use super::words::{self, Refusal};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// What a list says of itself (`ListMeta`).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PageMeta {
    /// The state that a watch goes on from.
    pub resource_version: Option<String>,
    /// Where the next page begins.
    #[serde(rename = "continue")]
    pub next: Option<String>,
}

/// Reads a page; `each` is told of every item.
pub(super) fn read(text: &[u8], each: &mut dyn FnMut(&Value)) -> Result<PageMeta, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let page = Page(each).deserialize(&mut reader)?;
    reader.end()?;
    Ok(page)
}

/// Where the page after this one begins; `None` behind the last. One that begins where this one did never ends.
pub(super) fn after(tried: &str, this: Option<&str>, next: Option<String>) -> Result<Option<String>, Refusal> {
    let next = next.filter(|next| !next.is_empty());
    if next.is_some() && next.as_deref() == this {
        return Err(words::malformed(tried, "the list repeats itself"));
    }
    Ok(next)
}

struct Page<'a>(&'a mut dyn FnMut(&Value));

impl<'de> DeserializeSeed<'de> for Page<'_> {
    type Value = PageMeta;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<PageMeta, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Page<'_> {
    type Value = PageMeta;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PageMeta, A::Error> {
        let mut meta = PageMeta::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "metadata" => meta = map.next_value()?,
                "items" => map.next_value_seed(Items(&mut *self.0))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(meta)
    }
}

struct Items<'a>(&'a mut dyn FnMut(&Value));

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the items of a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<Value>()? {
            (self.0)(&item);
        }
        Ok(())
    }

    /// Go writes an empty list that nobody made as `null`.
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_told_one_by_one_and_null_is_none() {
        let mut seen = Vec::new();
        let text = br#"{"kind":"PodList","items":[{"a":1},{"a":2}],"metadata":{"resourceVersion":"7","continue":"x"}}"#;
        let meta = read(text, &mut |item| seen.push(item["a"].clone())).unwrap();
        assert_eq!((seen.len(), meta.resource_version.as_deref(), meta.next.as_deref()), (2, Some("7"), Some("x")));
        let meta = read(br#"{"items":null,"metadata":{}}"#, &mut |_| panic!("there is none")).unwrap();
        assert_eq!(meta.resource_version, None);
        assert!(read(b"<html>", &mut |_| ()).is_err());
    }

    #[test]
    fn a_list_that_repeats_itself_is_not_read_for_ever() {
        let next = |this, next: &str| after("list pods", this, Some(next.to_owned()));
        assert_eq!(next(Some("a"), "b").unwrap().as_deref(), Some("b"));
        assert_eq!(next(Some("a"), "").unwrap(), None);
        let refusal = next(Some("a"), "a").unwrap_err();
        assert!(refusal.fault.happened.as_str().contains("repeats itself"), "{}", refusal.fault);
    }
}
