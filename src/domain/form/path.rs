//! Where a field stands.

use std::fmt;

use serde_json::Value;

/// The way from a step's data to a field: names of properties and numbers of items, from the outside in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(Vec<String>);

impl Path {
    /// The whole of the data.
    #[must_use]
    pub fn root() -> Path {
        Path::default()
    }

    /// The property or item below this one.
    #[must_use]
    pub fn child(&self, name: &str) -> Path {
        let mut names = Vec::with_capacity(self.0.len() + 1);
        names.extend_from_slice(&self.0);
        names.push(name.to_owned());
        Path(names)
    }

    /// What this one stands in; `None` for the whole.
    #[must_use]
    pub fn parent(&self) -> Option<Path> {
        let (_, rest) = self.0.split_last()?;
        Some(Path(rest.to_vec()))
    }

    /// The names on the way.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// The last name; `None` for the whole.
    #[must_use]
    pub fn last(&self) -> Option<&str> {
        self.0.last().map(String::as_str)
    }

    /// Whether this is the whole.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this path is `other` or leads into it.
    #[must_use]
    pub fn is_within(&self, other: &Path) -> bool {
        self.0.starts_with(&other.0)
    }

    /// The same place after items of a list got other numbers; `None` where its item went.
    #[must_use]
    pub fn renumbered(&self, list: &Path, number: impl Fn(usize) -> Option<usize>) -> Option<Path> {
        let depth = list.0.len();
        let item = self.0.get(depth).filter(|_| self.is_within(list)).and_then(|name| name.parse().ok());
        let Some(item) = item else { return Some(self.clone()) };
        let mut new = self.clone();
        if let Some(name) = new.0.get_mut(depth) {
            *name = number(item)?.to_string();
        }
        Some(new)
    }

    /// The names of a JSON pointer (RFC 6901).
    #[must_use]
    pub fn from_pointer(pointer: &str) -> Path {
        let unescape = |name: &str| name.replace("~1", "/").replace("~0", "~");
        Path(pointer.split('/').skip(1).map(unescape).collect())
    }

    /// The path written with dots, as `a.b.0`; the empty text for the whole.
    #[must_use]
    pub fn from_dotted(text: &str) -> Path {
        Path(text.split('.').filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }

    /// What `data` holds here.
    #[must_use]
    pub fn get<'a>(&self, data: &'a Value) -> Option<&'a Value> {
        self.0.iter().try_fold(data, |at, name| child(at, name))
    }
}

impl<S: Into<String>> FromIterator<S> for Path {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Path {
        Path(names.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.join("."))
    }
}

/// A property of an object or an item of a list.
pub(super) fn child<'a>(data: &'a Value, name: &str) -> Option<&'a Value> {
    match data {
        Value::Object(map) => map.get(name),
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        _ => None,
    }
}
