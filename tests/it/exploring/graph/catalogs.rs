//! Catalogs of random relations, and a search over them that is as plain as can be.

use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use stagedoor::domain::model::At;
use stagedoor::domain::model::descriptor::inverse_of;
use stagedoor::domain::model::listing::{Listing, ListingBuilder, RowInput};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// The kinds of relations of the random catalogs: two well-known ones, and one of their own.
pub const KINDS: [&str; 3] = ["dependsOn", "partOf", "triggers"];

/// A catalog by its relations: which entity states which relation to which. Numbers from `count` on
/// are not in the catalog.
#[derive(Clone, Debug)]
pub struct Catalog {
    pub count: usize,
    pub edges: Vec<(usize, &'static str, usize)>,
}

pub fn name(n: usize) -> String {
    format!("component:default/c{n:05}")
}

/// The number in a name.
pub fn number(name: &str) -> usize {
    name.rsplit_once('c').unwrap().1.parse().unwrap()
}

pub fn rng(seed: u8) -> TestRng {
    TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32])
}

pub fn pick(rng: &mut TestRng, n: usize) -> usize {
    rng.next_u32() as usize % n
}

impl Catalog {
    /// `per` relations an entity. `far` is how far away the other end is at most: small numbers give
    /// long chains, large ones tangles.
    pub fn random(rng: &mut TestRng, count: usize, per: usize, far: usize) -> Self {
        let mut edges = Vec::new();
        for n in 0..count {
            for _ in 0..pick(rng, per * 2 + 1) {
                let kind = KINDS[pick(rng, 10).saturating_sub(7)];
                let to = (n + count + 1 + pick(rng, far * 2)).saturating_sub(far) % (count + count / 50 + 1);
                edges.push((n, kind, to));
            }
        }
        edges.sort_unstable();
        edges.dedup();
        Self { count, edges }
    }

    pub fn listing(&self) -> Arc<Listing> {
        let mut builder = ListingBuilder::default();
        for n in 0..self.count {
            let mine = self.edges.iter().skip(self.edges.partition_point(|edge| edge.0 < n));
            let mine = mine.take_while(|edge| edge.0 == n);
            let owner = ("ownedBy".into(), format!("group:default/team-{}", n % 7).into());
            builder.push(&RowInput {
                kind: "Component".into(),
                name: format!("c{n:05}").into(),
                relations: mine.map(|(_, kind, to)| ((*kind).into(), name(*to).into())).chain([owner]).collect(),
                ..RowInput::default()
            });
        }
        Arc::new(builder.finish_stated(At::default(), Some, inverse_of).0)
    }

    /// Distances from `root`, over relations of these kinds; `forward` from who states them.
    pub fn distances(&self, root: usize, kinds: &[&str], forward: bool, depth: Option<u32>) -> BTreeMap<usize, u32> {
        let mut next: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (from, kind, to) in self.edges.iter().filter(|(_, kind, _)| kinds.contains(kind)) {
            let _ = kind;
            let (here, there) = if forward { (*from, *to) } else { (*to, *from) };
            next.entry(here).or_default().push(there);
        }
        let mut found = BTreeMap::from([(root, 0)]);
        let mut queue = VecDeque::from([root]);
        while let Some(here) = queue.pop_front() {
            let distance = found[&here];
            if depth.is_some_and(|depth| distance >= depth) {
                continue;
            }
            for there in next.get(&here).into_iter().flatten() {
                if !found.contains_key(there) {
                    found.insert(*there, distance + 1);
                    queue.push_back(*there);
                }
            }
        }
        found
    }
}
