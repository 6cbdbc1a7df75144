use super::{Progress, Provision, Stage, StageName};

impl Provision {
    /// One of its stages.
    pub fn stage(&self, name: StageName) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name == name)
    }

    /// The stage at which it is: the first that stopped; else the first that goes on or waits; else the first that is
    /// unknown after those that are behind, the catalog left aside as it may come early; else the last.
    pub fn here(&self) -> Option<&Stage> {
        let first = |fits: &dyn Fn(&Stage) -> bool| self.stages.iter().find(|stage| fits(stage));
        let is_behind = |stage: &Stage| stage.progress == Progress::Done && stage.name != StageName::Cataloged;
        let last_done = self.stages.iter().rposition(is_behind);
        let after = self.stages.iter().skip(last_done.map_or(0, |at| at + 1));
        first(&|stage| stage.progress == Progress::Failed)
            .or_else(|| first(&|stage| matches!(stage.progress, Progress::Active | Progress::Waiting)))
            .or_else(|| after.clone().find(|stage| stage.progress == Progress::Unknown))
            .or_else(|| self.stages.last())
    }

    /// Whether a stage of it stopped.
    pub fn is_failing(&self) -> bool {
        self.stages.iter().any(|stage| stage.progress == Progress::Failed)
    }

    /// Whether it can be used.
    pub fn is_ready(&self) -> bool {
        self.stage(StageName::Ready).is_some_and(|stage| stage.progress == Progress::Done)
    }
}
