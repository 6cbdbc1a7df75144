use crate::domain::text::{Clean, Shown};
use std::fmt;
use std::sync::Arc;

/// The name of an entity: `kind:namespace/name`, in lower case, as Backstage writes and compares
/// them (`stringifyEntityRef`). All three parts are clean text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityRef {
    text: Arc<str>,
    colon: u32,
    slash: u32,
}

/// Why a text names no entity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not an entity reference: {why}; write kind:namespace/name, for example component:default/payments"
)]
pub struct RefError {
    text: Clean,
    why: &'static str,
}

impl EntityRef {
    /// A reference of its three parts.
    pub fn new(kind: &str, namespace: &str, name: &str) -> Self {
        let mut text = String::with_capacity(kind.len() + namespace.len() + name.len() + 2);
        let mut add = |part: &str| {
            text.push_str(&Clean::line(part).as_str().to_lowercase());
            u32::try_from(text.len()).unwrap_or(u32::MAX)
        };
        let colon = add(kind);
        add(":");
        let slash = add(namespace);
        add("/");
        add(name);
        Self { text: text.into(), colon, slash }
    }

    /// Reads `[kind:][namespace/]name`; what is left out comes from the defaults (the namespace is
    /// `default` when none is given).
    ///
    /// # Errors
    /// When a part is empty, or when there is no kind and no default for it.
    pub fn parse(text: &str, default_kind: Option<&str>, default_namespace: Option<&str>) -> Result<Self, RefError> {
        let fail = |why| RefError { text: Clean::line(text), why };
        // as in Backstage, a colon behind the first slash belongs to the name
        let slash = text.find('/');
        let colon = text.find(':').filter(|colon| slash.is_none_or(|slash| *colon < slash));
        let (kind, rest) = match colon.and_then(|at| Some((text.get(..at)?, text.get(at + 1..)?))) {
            Some((kind, rest)) => (Some(kind), rest),
            None => (default_kind, text),
        };
        let (namespace, name) = match rest.split_once('/') {
            Some((namespace, name)) => (Some(namespace), name),
            None => (default_namespace.or(Some("default")), rest),
        };
        let kind = kind.ok_or_else(|| fail("the kind is missing"))?;
        let reference = Self::new(kind, namespace.unwrap_or_default(), name);
        // asked of what is left when it is cleaned: that is what it will be known by
        match (reference.kind(), reference.namespace(), reference.name()) {
            ("", ..) => Err(fail("the kind is empty")),
            (_, "", _) => Err(fail("the namespace is empty")),
            (.., "") => Err(fail("the name is empty")),
            _ => Ok(reference),
        }
    }

    /// The kind, in lower case.
    pub fn kind(&self) -> &str {
        self.text.get(..self.colon as usize).unwrap_or_default()
    }

    /// The namespace, in lower case.
    pub fn namespace(&self) -> &str {
        self.text.get(self.colon as usize + 1..self.slash as usize).unwrap_or_default()
    }

    /// The name, in lower case.
    pub fn name(&self) -> &str {
        self.text.get(self.slash as usize + 1..).unwrap_or_default()
    }

    /// `kind:namespace/name`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The reference as text that may be shown.
    pub fn shown(&self) -> Shown<'_> {
        Shown::of_cleaned(&self.text)
    }

    /// As short as it can be said: without the namespace where that is `default`.
    pub fn short(&self) -> Clean {
        match self.namespace() {
            "default" => Clean::line(&format!("{}:{}", self.kind(), self.name())),
            _ => Clean::line(&self.text),
        }
    }
}

impl fmt::Display for EntityRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for EntityRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::str::FromStr for EntityRef {
    type Err = RefError;

    fn from_str(text: &str) -> Result<Self, RefError> {
        Self::parse(text, None, None)
    }
}

impl serde::Serialize for EntityRef {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> serde::Deserialize<'de> for EntityRef {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_with_its_defaults_and_compares_in_lower_case() {
        let full: EntityRef = "Component:Default/Payments".parse().unwrap();
        assert_eq!(full.as_str(), "component:default/payments");
        assert_eq!((full.kind(), full.namespace(), full.name()), ("component", "default", "payments"));
        assert_eq!(EntityRef::parse("team-a", Some("Group"), None).unwrap().as_str(), "group:default/team-a");
        assert_eq!(EntityRef::parse("x/team-a", Some("Group"), None).unwrap().as_str(), "group:x/team-a");
        assert_eq!(EntityRef::parse("user:y", Some("Group"), Some("ns")).unwrap().as_str(), "user:ns/y");
    }

    #[test]
    fn what_is_missing_is_said() {
        assert!("payments".parse::<EntityRef>().unwrap_err().to_string().contains("kind is missing"));
        assert!("component:default/".parse::<EntityRef>().unwrap_err().to_string().contains("name is empty"));
        assert!(":default/x".parse::<EntityRef>().unwrap_err().to_string().contains("kind is empty"));
        assert!("component:/x".parse::<EntityRef>().unwrap_err().to_string().contains("namespace is empty"));
    }

    #[test]
    fn a_reference_can_carry_nothing_that_a_terminal_would_obey() {
        let sly = EntityRef::new("component", "default", "pay\u{1b}[2Jments");
        assert_eq!(sly.as_str(), "component:default/payments");
    }
}
