//! Which relations a walk follows, and which way each of them points.

use crate::domain::text::Clean;
use std::collections::BTreeSet;

/// Which way along relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// To what an entity needs, belongs to, or is owned by.
    Out,
    /// To what needs it, belongs to it, or is owned by it.
    In,
}

/// Which ways a graph goes from its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// What the root stands on.
    Out,
    /// What stands on the root.
    In,
    /// Each way by itself: what the root stands on, and what stands on it. What else stands on the
    /// same things is not part of it.
    #[default]
    Both,
}

impl Direction {
    /// All directions.
    pub const ALL: [Direction; 3] = [Direction::Out, Direction::In, Direction::Both];

    /// The word that stands for it in links and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Direction::Out => "out",
            Direction::In => "in",
            Direction::Both => "both",
        }
    }

    /// What the word stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.word() == word)
    }

    /// The next one: out, in, both.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Direction::Out => Direction::In,
            Direction::In => Direction::Both,
            Direction::Both => Direction::Out,
        }
    }

    /// The ways that it goes.
    pub fn ways(self) -> &'static [Way] {
        match self {
            Direction::Out => &[Way::Out],
            Direction::In => &[Way::In],
            Direction::Both => &[Way::Out, Way::In],
        }
    }
}

/// A relation of Backstage's with its two names.
struct Pair {
    /// The name of both together.
    name: &'static str,
    /// Its name at the end that needs, belongs, or is owned, and in words.
    out: (&'static str, &'static str),
    /// Its name at the other end.
    back: (&'static str, &'static str),
}

const fn pair(name: &'static str, out: (&'static str, &'static str), back: (&'static str, &'static str)) -> Pair {
    Pair { name, out, back }
}

/// Backstage's well-known relations. An API stands on whoever provides it, so that "consumes" and
/// "provided by" follow each other: when a provider fails, so do its API and that API's consumers.
const PAIRS: [Pair; 7] = [
    pair("dependsOn", ("dependsOn", "depends on"), ("dependencyOf", "needed by")),
    pair("consumesApi", ("consumesApi", "consumes"), ("apiConsumedBy", "consumed by")),
    pair("providesApi", ("apiProvidedBy", "provided by"), ("providesApi", "provides")),
    pair("partOf", ("partOf", "part of"), ("hasPart", "has part")),
    pair("ownedBy", ("ownedBy", "owned by"), ("ownerOf", "owns")),
    pair("memberOf", ("memberOf", "member of"), ("hasMember", "has member")),
    pair("childOf", ("childOf", "child of"), ("parentOf", "parent of")),
];

/// A relation that a walk follows: one of the well-known ones, or a type of the catalog's own, which
/// points from the entity that has it to its target.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Link {
    /// Its place among the well-known ones; those of the catalog's own come after them.
    rank: u8,
    name: Clean,
}

impl Link {
    /// The relation of that type, by either of its names.
    pub fn of_kind(kind: &str) -> Self {
        let known = (0..).zip(&PAIRS).find(|(_, pair)| [pair.name, pair.out.0, pair.back.0].contains(&kind));
        match known {
            Some((rank, pair)) => Self { rank, name: pair.name.into() },
            None => Self { rank: u8::MAX, name: Clean::line(kind) },
        }
    }

    fn pair(&self) -> Option<&'static Pair> {
        PAIRS.get(usize::from(self.rank))
    }

    /// The name in links and on the command line.
    pub fn name(&self) -> &Clean {
        &self.name
    }

    /// Whether it is a type of the catalog's own, which is stated at one end alone.
    pub fn is_custom(&self) -> bool {
        self.pair().is_none()
    }

    /// What it is called at the end that one comes from when going that way, as in `depends on`.
    pub fn word(&self, way: Way) -> Clean {
        match (self.pair(), way) {
            (Some(pair), Way::Out) => pair.out.1.into(),
            (Some(pair), Way::In) => pair.back.1.into(),
            (None, Way::Out) => self.name.clone(),
            (None, Way::In) => Clean::line(&format!("{} from", self.name)),
        }
    }

    /// The type of the relation seen from the end that needs, as `dependsOn`.
    pub fn stated(&self) -> Clean {
        self.pair().map_or_else(|| self.name.clone(), |pair| pair.out.0.into())
    }

    /// The way that a relation of this type goes, where it is one of these.
    pub(super) fn way_of(&self, kind: &str) -> Option<Way> {
        match self.pair() {
            Some(pair) if pair.out.0 == kind => Some(Way::Out),
            Some(pair) if pair.back.0 == kind => Some(Way::In),
            Some(_) => None,
            None => (self.name.as_str() == kind).then_some(Way::Out),
        }
    }
}

/// The relations that a walk follows, each once, the well-known ones first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Links(Vec<Link>);

impl Links {
    fn of(kinds: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let links: BTreeSet<Link> = kinds.into_iter().map(|kind| Link::of_kind(kind.as_ref())).collect();
        Self(links.into_iter().collect())
    }

    /// What the graph of an entity of that kind follows where nothing else is said: what it needs to
    /// run. Groups and users need nothing to run: there it is who belongs to whom and owns what;
    /// systems and domains are shown with their parts.
    pub fn usual(kind: &str) -> Self {
        match kind {
            "group" | "user" => Self::of(["ownedBy", "memberOf", "childOf"]),
            "system" | "domain" => Self::of(["dependsOn", "consumesApi", "providesApi", "partOf"]),
            _ => Self::of(["dependsOn", "consumesApi", "providesApi"]),
        }
    }

    /// What carries a failure on to others: whoever depends on a thing; the APIs it provides, and
    /// their consumers; and the parts of a whole. That something is a part does not take down the
    /// whole, and owners do not go down with what they own. When it is a group or a user that falls
    /// out, it is what they own, and what stands on that.
    pub fn carrying(kind: &str) -> Self {
        let things = ["dependsOn", "consumesApi", "providesApi", "partOf"];
        match kind {
            "group" | "user" => Self::of(things.into_iter().chain(["ownedBy", "childOf"])),
            _ => Self::of(things),
        }
    }

    /// Reads names with commas between them, either name of a relation; a hundred of them at most, as
    /// they may come from anybody's link.
    pub fn parse(text: &str) -> Self {
        Self::of(text.split(',').map(str::trim).filter(|name| !name.is_empty()).take(100))
    }

    /// The well-known relations and those others that a catalog has, in their order.
    pub fn known<'a>(kinds: impl Iterator<Item = &'a str>) -> Self {
        Self::of(PAIRS.iter().map(|pair| pair.name).chain(kinds))
    }

    /// The relations.
    pub fn iter(&self) -> impl Iterator<Item = &Link> {
        self.0.iter()
    }

    /// The relation at that place.
    pub fn get(&self, at: u16) -> Option<&Link> {
        self.0.get(usize::from(at))
    }

    /// Whether it is followed.
    pub fn has(&self, link: &Link) -> bool {
        self.0.binary_search(link).is_ok()
    }

    /// Follows it, or leaves it when it is followed.
    pub fn toggle(&mut self, link: &Link) {
        match self.0.binary_search(link) {
            Ok(at) => drop(self.0.remove(at)),
            Err(at) => self.0.insert(at, link.clone()),
        }
    }

    /// Whether nothing is followed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Display for Links {
    /// The names with commas between them, as [`Links::parse`] reads them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (n, link) in self.0.iter().enumerate() {
            write!(f, "{}{}", if n > 0 { "," } else { "" }, link.name)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::descriptor::inverse_of;

    #[test]
    fn every_relation_of_the_model_is_well_known_by_both_its_names() {
        for pair in &PAIRS {
            assert_eq!(inverse_of(pair.out.0), Some(pair.back.0).filter(|_| inverse_of(pair.out.0).is_some()));
            assert!(inverse_of(pair.out.0).is_some() || inverse_of(pair.back.0) == Some(pair.out.0), "{}", pair.name);
            for name in [pair.name, pair.out.0, pair.back.0] {
                assert_eq!(Link::of_kind(name).name().as_str(), pair.name);
            }
        }
    }

    #[test]
    fn links_read_back_as_they_are_written_whatever_their_order() {
        let links = Links::parse("triggers, hasPart,dependencyOf,dependsOn");
        assert_eq!(links.to_string(), "dependsOn,partOf,triggers");
        assert_eq!(Links::parse(&links.to_string()), links);
        assert_eq!(Links::parse("").to_string(), "");
    }
}
