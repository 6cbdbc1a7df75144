//! Whether freight may go to a stage.

use super::{Freight, Pipeline, StageNode};
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use std::fmt;
use std::sync::Arc;

/// A pipeline, in one of several clusters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PipelineId {
    /// The cluster.
    pub cluster: Arc<str>,
    /// The project of Kargo: a namespace.
    pub project: Arc<str>,
}

/// A stage of a pipeline, and what led to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StageId {
    /// The entity whose pipeline it is in.
    pub entity: EntityRef,
    /// The pipeline.
    pub pipeline: PipelineId,
    /// Its name.
    pub stage: Arc<str>,
}

impl fmt::Display for StageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.pipeline.cluster, self.pipeline.project, self.stage)
    }
}

/// Whether freight may go to a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// It may; why.
    Yes(Clean),
    /// It may, where something holds that only Kargo can tell.
    Perhaps(Clean),
    /// It may not; why.
    No(Clean),
}

impl Availability {
    /// Why.
    pub fn why(&self) -> &Clean {
        match self {
            Self::Yes(why) | Self::Perhaps(why) | Self::No(why) => why,
        }
    }

    /// Whether Kargo would take it, as far as is known.
    pub fn may_be(&self) -> bool {
        !matches!(self, Self::No(_))
    }
}

impl Pipeline {
    /// Which it is.
    pub fn id(&self) -> PipelineId {
        PipelineId { cluster: Arc::clone(&self.cluster), project: Arc::clone(&self.project) }
    }

    /// The stage of that name.
    pub fn stage(&self, name: &str) -> Option<&StageNode> {
        self.stages.iter().find(|stage| &*stage.name == name)
    }

    /// The freight of that name.
    pub fn freight_named(&self, name: &str) -> Option<&Freight> {
        self.freight.iter().find(|freight| &*freight.name == name)
    }

    /// What people call the freight of that name: the beginning of its name where it is not known.
    pub fn words_of(&self, freight: &str) -> Clean {
        let known = self.freight_named(freight).map(Freight::words);
        known.unwrap_or_else(|| Clean::line(freight.get(..7).unwrap_or(freight)))
    }

    /// What a stage might be given: newest first, without what it has.
    pub fn offers(&self, stage: &StageNode) -> Vec<(&Freight, Availability)> {
        let others = self.freight.iter().filter(|freight| !stage.has(&freight.name));
        others.map(|freight| (freight, stage.takes(freight))).filter(|(_, takes)| takes.may_be()).collect()
    }
}

impl Freight {
    /// What people call it: its alias, or the beginning of its name.
    pub fn words(&self) -> Clean {
        match self.alias.is_empty() {
            true => Clean::line(self.name.get(..7).unwrap_or(&self.name)),
            false => self.alias.clone(),
        }
    }

    fn is_good_in(&self, stage: &str) -> bool {
        self.verified_in.iter().any(|(known, _)| known.as_str() == stage)
    }
}

impl StageNode {
    /// Whether it has that freight.
    pub fn has(&self, freight: &str) -> bool {
        self.holds.iter().any(|held| &*held.freight == freight)
    }

    /// The freight that it has in the place that this would take: that of the same warehouse.
    pub fn in_place_of(&self, freight: &Freight) -> Option<&Arc<str>> {
        self.holds.iter().find(|held| held.warehouse == freight.warehouse).map(|held| &held.freight)
    }

    /// Whether it takes that freight, as far as is known: it has to come from a warehouse that the stage asks for,
    /// and from there itself, or be found good before, or be approved by hand.
    pub fn takes(&self, freight: &Freight) -> Availability {
        let no = |why: &str| Availability::No(Clean::line(why));
        if self.is_control_flow {
            return no("the stage only joins others: nothing is promoted to it");
        }
        let Some(intake) = self.intakes.iter().find(|intake| intake.warehouse == freight.warehouse) else {
            return no(&format!("the stage takes nothing of the warehouse {}", freight.warehouse));
        };
        if freight.approved_for.iter().any(|stage| stage.as_str() == &*self.name) {
            return Availability::Yes("approved for it by hand".into());
        }
        if intake.is_direct {
            return Availability::Yes("it comes from the warehouse itself".into());
        }
        let good: Vec<&str> = intake.stages.iter().map(|it| &**it).filter(|stage| freight.is_good_in(stage)).collect();
        let from = intake.stages.join(if intake.needs_all { " and " } else { " or " });
        if good.is_empty() || (intake.needs_all && good.len() < intake.stages.len()) {
            return no(&format!("it was not found good in {from} yet"));
        }
        match intake.soak.as_str() {
            "" => Availability::Yes(Clean::line(&format!("found good in {}", good.join(", ")))),
            soak => {
                Availability::Perhaps(Clean::line(&format!("it has to be in {from} for {soak}; Kargo judges that")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::delivery::Intake;

    fn stage(intake: Intake) -> StageNode {
        StageNode { name: "prod".into(), intakes: vec![intake], ..StageNode::default() }
    }

    fn freight(verified: &[&str]) -> Freight {
        let verified_in = verified.iter().map(|stage| (Clean::line(stage), None)).collect();
        Freight { name: "0123456789".into(), warehouse: "shop".into(), verified_in, ..Freight::default() }
    }

    #[test]
    fn freight_may_go_on_when_it_was_found_good_before_or_approved_by_hand() {
        let intake =
            Intake { warehouse: "shop".into(), stages: vec!["uat".into(), "perf".into()], ..Intake::default() };
        let prod = stage(intake.clone());
        assert!(!prod.takes(&freight(&["test"])).may_be());
        assert!(matches!(prod.takes(&freight(&["uat"])), Availability::Yes(_)));
        let both = stage(Intake { needs_all: true, ..intake.clone() });
        assert_eq!(both.takes(&freight(&["uat"])).why().as_str(), "it was not found good in uat and perf yet");
        assert!(both.takes(&freight(&["perf", "uat"])).may_be());
        let approved = Freight { approved_for: vec!["prod".into()], ..freight(&[]) };
        assert!(matches!(prod.takes(&approved), Availability::Yes(_)));
        let other = Freight { warehouse: "other".into(), ..freight(&["uat"]) };
        assert!(!prod.takes(&other).may_be());
        let soaking = stage(Intake { soak: "1h".into(), ..intake });
        assert!(
            matches!(soaking.takes(&freight(&["uat"])), Availability::Perhaps(_)),
            "only Kargo knows how long it was there"
        );
    }
}
