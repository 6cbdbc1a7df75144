use super::{Provision, Provisions};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use std::sync::Arc;

impl Provisions {
    /// What a word names, by the first of these that names any: the id; an object, with its cluster before it or
    /// without; a task, as `task/ID` or the id alone; a name. Several where it names several.
    pub fn find(&self, word: &str) -> Vec<&Arc<Provision>> {
        let ways: [&dyn Fn(&Provision) -> bool; 4] = [
            &|one| &*one.id.0 == word,
            &|one| is_object(one, word),
            &|one| one.tasks.iter().any(|task| task.as_str() == word.strip_prefix("task/").unwrap_or(word)),
            &|one| one.name.as_str() == word,
        ];
        let found = |way: &&dyn Fn(&Provision) -> bool| -> Vec<&Arc<Provision>> {
            self.list.iter().filter(|one| way(one)).collect()
        };
        let found = ways.iter().map(found).find(|found| !found.is_empty()).unwrap_or_default();
        // what is there is meant before what is only proposed of it
        let there: Vec<&Arc<Provision>> = found.iter().copied().filter(|one| one.object.is_some()).collect();
        if there.len() == 1 { there } else { found }
    }

    /// What may be meant by a word that names nothing: names that hold it or are held by it, or begin alike; at most
    /// so many, in the order of the list.
    pub fn near(&self, word: &str, most: usize) -> Vec<&Arc<Provision>> {
        let word = word.rsplit('/').next().unwrap_or(word).to_lowercase();
        let begins = |name: &str| name.chars().zip(word.chars()).take_while(|(a, b)| a == b).count() >= ALIKE;
        let is_near = |one: &&Arc<Provision>| {
            let name = one.name.as_str().to_lowercase();
            !word.is_empty() && !name.is_empty() && (name.contains(&word) || word.contains(&name) || begins(&name))
        };
        self.list.iter().filter(|one| !one.is_ending).filter(is_near).take(most).collect()
    }
}

/// That something is not known yet, where systems are still being asked; none where all have answered.
pub fn not_known_yet(sources: &[SourceState]) -> Option<Clean> {
    let asked = sources.iter().filter(|source| source.known == Known::Asking).map(|source| source.name.as_str());
    let asked: Vec<&str> = asked.collect();
    (!asked.is_empty()).then(|| Clean::line(&format!("not known yet: asking {}", asked.join(", "))))
}

/// Names that have so many first letters in common may be meant by each other.
const ALIKE: usize = 4;

/// Whether the word is `KIND.GROUP/[NAMESPACE/]NAME` of its object, with its cluster or its file before it or not.
fn is_object(one: &Provision, word: &str) -> bool {
    let Some(id) = &one.object else { return false };
    let Some(before) = word.strip_suffix(id.object.to_string().as_str()) else { return false };
    match before.strip_suffix(':') {
        Some(before) => before == &*id.cluster || one.file.as_ref().is_some_and(|(_, path)| path.as_str() == before),
        None => before.is_empty(),
    }
}
