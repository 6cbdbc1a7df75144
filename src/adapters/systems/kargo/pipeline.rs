//! Stages become a pipeline: those that others take from come before these.

use super::Selection;
use crate::domain::model::At;
use crate::domain::model::delivery::{Freight, Pipeline, Promotion, StageNode};
use crate::domain::text::Clean;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Freight and promotions that are kept.
const MOST: usize = 100;

/// The pipeline of a project.
pub(super) fn pipeline(
    cluster: &Arc<str>,
    wanted: &Selection,
    stages: Vec<StageNode>,
    mut freight: Vec<Freight>,
    mut promotions: Vec<Promotion>,
) -> Pipeline {
    freight.sort_by_key(|one| (Reverse(one.created.unwrap_or(At(0))), Arc::clone(&one.name)));
    // freight that is somewhere stays, however old it is
    let mut left = MOST;
    freight.retain(|one| {
        let is_kept = left > 0 || !one.currently_in.is_empty();
        left = left.saturating_sub(1);
        is_kept
    });
    promotions.sort_by(|a, b| newest(b).cmp(&newest(a)));
    promotions.truncate(MOST);
    Pipeline {
        cluster: Arc::clone(cluster),
        project: Arc::clone(&wanted.project),
        own: wanted.stages.clone(),
        stages: ordered(stages),
        freight,
        promotions,
        address: Clean::default(),
    }
}

/// The order of promotions: by the moment, then by their names, which Kargo makes in the order of time.
fn newest(promotion: &Promotion) -> (At, &str) {
    (promotion.created.unwrap_or(At(0)), promotion.name.as_str())
}

/// Those before others first, else by name. A circle is broken at the stage in it that waits for fewest.
fn ordered(stages: Vec<StageNode>) -> Vec<StageNode> {
    let mut left: BTreeMap<Arc<str>, StageNode> =
        stages.into_iter().map(|stage| (Arc::clone(&stage.name), stage)).collect();
    let names: BTreeSet<Arc<str>> = left.keys().cloned().collect();
    let before = |stage: &StageNode| -> BTreeSet<Arc<str>> {
        let from = stage.intakes.iter().flat_map(|intake| intake.stages.iter().cloned());
        from.filter(|name| names.contains(name) && *name != stage.name).collect()
    };
    let mut order: Vec<StageNode> = Vec::new();
    while !left.is_empty() {
        let waits = |stage: &StageNode| before(stage).iter().filter(|name| left.contains_key(*name)).count();
        let Some(next) = left.values().min_by_key(|stage| waits(stage)).map(|stage| Arc::clone(&stage.name)) else {
            break;
        };
        order.extend(left.remove(&next));
    }
    let places: BTreeMap<Arc<str>, usize> =
        order.iter().enumerate().map(|(at, stage)| (Arc::clone(&stage.name), at)).collect();
    for stage in &mut order {
        stage.upstream = before(stage).iter().filter_map(|name| places.get(name).copied()).collect();
        stage.upstream.sort_unstable();
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::delivery::Intake;

    fn stage(name: &str, from: &[&str]) -> StageNode {
        let stages = from.iter().map(|from| (*from).into()).collect();
        StageNode { name: name.into(), intakes: vec![Intake { stages, ..Intake::default() }], ..StageNode::default() }
    }

    fn order(stages: Vec<StageNode>) -> Vec<String> {
        ordered(stages).iter().map(|stage| format!("{}{:?}", stage.name, stage.upstream)).collect()
    }

    #[test]
    fn stages_stand_after_those_that_they_take_from() {
        let all = vec![
            stage("prod", &["uat", "perf"]),
            stage("uat", &["test"]),
            stage("test", &[]),
            stage("perf", &["test"]),
        ];
        assert_eq!(order(all), ["test[]", "perf[0]", "uat[0]", "prod[1, 2]"]);
    }

    #[test]
    fn a_circle_a_stage_that_is_not_there_and_one_that_takes_from_itself_are_no_hindrance() {
        let all = vec![stage("a", &["b"]), stage("b", &["a"]), stage("c", &["b", "gone", "c"])];
        assert_eq!(order(all), ["a[1]", "b[0]", "c[1]"]);
    }

    #[test]
    fn old_freight_stays_where_a_stage_has_it() {
        let wanted = Selection { project: "shop".into(), stages: Vec::new() };
        let mut freight: Vec<Freight> = (0..300)
            .map(|n| Freight { name: format!("f{n:03}").into(), created: Some(At(n)), ..Freight::default() })
            .collect();
        freight.iter_mut().take(1).for_each(|oldest| oldest.currently_in = vec!["prod".into()]);
        let pipeline = pipeline(&"c".into(), &wanted, Vec::new(), freight, Vec::new());
        assert_eq!(pipeline.freight.len(), MOST + 1);
        assert_eq!(pipeline.freight.first().map(|newest| newest.name.to_string()), Some("f299".into()));
    }
}
