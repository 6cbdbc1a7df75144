//! Templates that are called like one that is not there.

use super::super::ending::Ending;
use crate::domain::model::EntityRef;
use crate::domain::text::edits;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Ports, Wanted};

/// Names that are told at most.
const MOST: usize = 5;
/// Names that have so many first letters in common may be meant by each other.
const ALIKE: usize = 4;

/// That there is no such template, with the names near it; any other ending as it is.
pub(super) async fn told(ports: &Ports, wanted: &EntityRef, ending: Ending) -> Ending {
    let Ending::Fault(fault) = ending else { return ending };
    if fault.kind != FaultKind::NotFound {
        return Ending::Fault(fault);
    }
    let templates = Wanted { kind: Some("template".into()), ..Wanted::default() };
    let Ok(all) = ports.catalog.entities(templates).await else { return Ending::Fault(fault) };
    let near = near(wanted.name(), all.answer.iter().map(|template| template.reference().name()));
    let cure = match near.is_empty() {
        true => "`stagedoor get templates` lists them".to_owned(),
        false => format!("near it: {}; `stagedoor get templates` lists all", near.join(", ")),
    };
    Fault::new(FaultKind::NotFound, fault.tried.as_str(), "there is no template of that name", &cure).into()
}

/// The names that are most like the one that is wanted, the nearest first.
fn near<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut near: Vec<(usize, &str)> = names.filter_map(|name| Some((apart(wanted, name)?, name))).collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(MOST).map(|(_, name)| name).collect()
}

/// How far two names are apart; `None` where they are not alike.
fn apart(wanted: &str, name: &str) -> Option<usize> {
    let (wanted, name) = (wanted.to_lowercase(), name.to_lowercase());
    let common = wanted.chars().zip(name.chars()).take_while(|(a, b)| a == b).count();
    let steps = edits(&wanted, &name);
    let is_like = common >= ALIKE || (name.len() >= ALIKE && wanted.contains(&name)) || name.contains(&wanted);
    (is_like || steps <= 1 + wanted.chars().count() / 3).then_some(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_that_is_nearly_called_so_is_named_and_others_are_not() {
        let near = |wanted: &str| near(wanted, ["postgresql", "redis", "go-service", "node-service"].into_iter());
        assert_eq!(near("postgres-database"), ["postgresql"]);
        assert_eq!(near("service"), ["go-service", "node-service"]);
        assert_eq!(near("rediss"), ["redis"]);
        assert!(near("terraform-vpc").is_empty());
    }
}
