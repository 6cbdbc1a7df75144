//! JSON read as far as it makes sense: what is missing or of another type is left out, and never
//! fails what is around it. Texts are borrowed from the answer wherever they hold no escapes.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// Something that is read from one form of JSON value and is empty for all others.
pub(super) trait Loose<'de>: Default {
    fn of_text(_text: Cow<'de, str>) -> Self {
        Self::default()
    }

    fn of_number(_number: u64) -> Self {
        Self::default()
    }

    fn of_list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }

    fn of_map<A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
}

/// Reads a [`Loose`] value, whatever stands there.
pub(super) fn loosely<'de, T: Loose<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(AnyVisitor(PhantomData))
}

struct AnyVisitor<T>(PhantomData<T>);

impl<'de, T: Loose<'de>> Visitor<'de> for AnyVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<T, E> {
        Ok(T::of_text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::of_text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<T, E> {
        Ok(T::of_number(number))
    }

    fn visit_i64<E>(self, _: i64) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        T::of_list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::of_map(map)
    }
}

/// A text; empty where there is none.
#[derive(Debug, Default)]
pub(super) struct Text<'de>(pub(super) Cow<'de, str>);

impl<'de> Loose<'de> for Text<'de> {
    fn of_text(text: Cow<'de, str>) -> Self {
        Self(text)
    }
}

/// A whole number; zero where there is none.
#[derive(Debug, Default)]
pub(super) struct Number(pub(super) u64);

impl Loose<'_> for Number {
    fn of_number(number: u64) -> Self {
        Self(number)
    }
}

/// A list; items that are empty of meaning are still in it, as their defaults.
#[derive(Debug)]
pub(super) struct List<T>(pub(super) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Loose<'de> for List<T> {
    fn of_list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Self(items))
    }
}

/// Declares what is read of a JSON object: the last value of a key counts, other keys are skipped.
macro_rules! loose {
    ($($(#[$doc:meta])* $name:ident { $($key:literal => $field:ident: $type:ty,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub(super) struct $name<'de> { $(pub(super) $field: $type,)+ _of: std::marker::PhantomData<&'de ()> }

        impl<'de> $crate::adapters::systems::backstage::loose::Loose<'de> for $name<'de> {
            fn of_map<A: serde::de::MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
                let mut found = Self::default();
                while let Some(key) = map.next_key::<$crate::adapters::systems::backstage::loose::Text<'de>>()? {
                    match &*key.0 {
                        $($key => found.$field = map.next_value()?,)+
                        _ => { map.next_value::<serde::de::IgnoredAny>()?; }
                    }
                }
                Ok(found)
            }
        }

        $crate::adapters::systems::backstage::loose::read_loosely!($name<'de>);
    )+};
}

macro_rules! read_loosely {
    ($($type:ty),+) => {$(
        impl<'de> serde::de::Deserialize<'de> for $type {
            fn deserialize<D: serde::de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::adapters::systems::backstage::loose::loosely(deserializer)
            }
        }
    )+};
}

pub(super) use {loose, read_loosely};

read_loosely!(Text<'de>, Number);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        loosely(deserializer)
    }
}
