//! In the catalog: the entity that says what it was made for.

use super::known::Known;
use super::line::Line;
use crate::domain::model::provision::{Cataloged, Progress, Stage, StageName};
use crate::domain::model::timeline::{Lead, LeadsTo};
use crate::domain::text::Clean;

/// What the catalog has of a line.
pub(super) enum Entry<'e> {
    /// The entity that it is.
    One(&'e Cataloged),
    /// Several that were made for it, none of which has its name.
    Several(Vec<&'e Cataloged>),
    /// None; why.
    None(String),
}

/// The entity of a line: of those made for its requests, or that stand for its object, the one of its name, else the
/// only one.
pub(super) fn entry<'e>(known: &Known<'e>, line: &Line<'_>, is_alone: bool) -> Entry<'e> {
    let object = line.object.as_ref();
    let name = object.or_else(|| line.file.map(|file| &file.object)).map(|object| object.name.to_lowercase());
    let is_named = |entity: &&'e Cataloged| name.as_deref() == Some(entity.entity.name());
    let requests = line.requests.iter().filter(|_| line.doubt.is_none());
    let mut made: Vec<&'e Cataloged> = requests.flat_map(|id| known.entities_of(id)).copied().collect();
    // an entity that stands for other objects is not of this one
    made.retain(|entity| entity.objects.is_empty() || object.is_none_or(|object| entity.objects.contains(object)));
    let standing = object.map_or(&[][..], |object| known.entities_for(object));
    let elsewhere = standing.len() + made.len() > 0 && !is_alone;
    if is_alone {
        made.extend(standing);
    }
    made.sort_by(|a, b| a.entity.cmp(&b.entity));
    made.dedup_by(|a, b| a.entity == b.entity);
    let of_name: Vec<&'e Cataloged> = made.iter().copied().filter(is_named).collect();
    match (of_name.as_slice(), made.as_slice()) {
        ([one], _) | ([], [one]) => Entry::One(one),
        (_, []) if elsewhere => Entry::None("an entity stands for an object of its name, which several have".into()),
        (_, []) => Entry::None("no entity names it, by its request or by its object".into()),
        _ => Entry::Several(made),
    }
}

/// In the catalog, or not yet.
pub(super) fn cataloged(known: &Known<'_>, entry: &Entry<'_>, committed: &Stage) -> Stage {
    const NAME: StageName = StageName::Cataloged;
    match entry {
        Entry::One(entity) => {
            let lead = Lead { title: "In the catalog".into(), to: LeadsTo::Entity(entity.entity.clone()) };
            Stage { lead: Some(lead), ..Stage::new(NAME, Progress::Done).known_by(entity.entity.as_str()) }
        }
        Entry::Several(all) => {
            let names: Vec<&str> = all.iter().map(|entity| entity.entity.as_str()).collect();
            Stage::new(NAME, Progress::Done).known_by(&names.join(", "))
        }
        Entry::None(_) if committed.progress != Progress::Done => {
            committed.leaves(NAME, "nothing is committed that is known")
        }
        Entry::None(why) if known.hears_catalog => {
            Stage::new(NAME, Progress::Waiting).waits_for("the catalog").because(why)
        }
        Entry::None(_) => Stage::unknown(NAME, "the catalog was not heard"),
    }
}

/// The environment that an entity names.
pub(super) fn environment(entry: &Entry<'_>) -> Clean {
    match entry {
        Entry::One(entity) => entity.environment.clone(),
        Entry::Several(_) | Entry::None(_) => Clean::default(),
    }
}
