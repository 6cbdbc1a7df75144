//! Where a line stands: the one stage that says how it is, and what comes first of many.

use super::{Progress, Provision, Stage, StageName};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;

/// How pressing a line is; what is most pressing comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pressing {
    /// It stopped.
    Failed,
    /// It waits for the one who looks.
    ForMe,
    /// It waits for somebody else.
    ForOthers,
    /// It goes on, or waits for its own stages.
    Running,
    /// Where it stands is not known.
    Unknown,
    /// It can be used.
    Ready,
}

impl Provision {
    /// The stage where it stands: the one that stopped, goes on, or waits; of a line that is through the last one.
    pub fn here(&self) -> Option<&Stage> {
        let first = |progress| self.stages.iter().find(|stage| stage.progress == progress);
        let asks = self.stages.iter().find(|stage| stage.asks_somebody());
        let failed = first(Progress::Failed).or(asks).or(first(Progress::Active));
        failed.or_else(|| self.after_the_last())
    }

    /// The stage after the last one that is behind, where that says how it stands; else that one.
    fn after_the_last(&self) -> Option<&Stage> {
        // that the catalog has it does not say that it can be used
        let counts = |stage: &Stage| stage.name <= StageName::Ready || self.is_ready();
        let last = self.stages.iter().rposition(|stage| stage.progress == Progress::Done && counts(stage));
        let Some(last) = last else { return self.stages.first() };
        let next =
            self.stages.get(last + 1).filter(|_| self.stages.get(last).is_some_and(|it| it.name < StageName::Ready));
        next.or(self.stages.get(last))
    }

    /// The stage of that name.
    pub fn stage(&self, name: StageName) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name == name)
    }

    /// Whether a stage stopped.
    pub fn is_failing(&self) -> bool {
        self.stages.iter().any(|stage| stage.progress == Progress::Failed)
    }

    /// Whether it can be used.
    pub fn is_ready(&self) -> bool {
        self.stage(StageName::Ready).is_some_and(|stage| stage.progress == Progress::Done)
    }

    /// Since when it stands where it stands; `None` where nothing tells.
    pub fn since(&self) -> Option<At> {
        let stage = self.here()?;
        let own = match stage.progress {
            Progress::Failed | Progress::Done => stage.ended.or(stage.started),
            Progress::Active | Progress::Waiting | Progress::Unknown => stage.started,
        };
        let before = self.stages.iter().filter(|it| it.name <= stage.name);
        own.or_else(|| before.filter_map(|it| it.ended.or(it.started)).max())
    }

    /// How pressing it is for somebody who counts as any of these.
    pub fn pressing(&self, me: &[EntityRef]) -> Pressing {
        let Some(stage) = self.here() else { return Pressing::Unknown };
        match stage.progress {
            Progress::Failed => Pressing::Failed,
            Progress::Waiting if stage.awaits(me) => Pressing::ForMe,
            Progress::Waiting if stage.asks_somebody() => Pressing::ForOthers,
            Progress::Active | Progress::Waiting => Pressing::Running,
            Progress::Unknown => Pressing::Unknown,
            Progress::Done => Pressing::Ready,
        }
    }

    /// Whether somebody who counts as any of these asked for it or owns it.
    pub fn is_of(&self, any: &[EntityRef]) -> bool {
        [&self.owner, &self.requested_by].into_iter().flatten().any(|one| any.contains(one))
    }
}

impl Stage {
    /// Whether it waits for somebody: not for the stages before it, nor for the catalog, which takes it up by itself.
    pub fn asks_somebody(&self) -> bool {
        let is_stage = |named: &Clean| StageName::of_word(named.as_str()).is_some();
        let waits = self.progress == Progress::Waiting && self.name != StageName::Cataloged;
        waits && !self.waiting_for.iter().all(is_stage)
    }

    /// Why it stands so, in one line: the reason, whom it waits for, or what is known it by.
    pub fn why(&self) -> Clean {
        let waits = self.waiting_for.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ");
        match (self.reason.is_empty(), waits.is_empty()) {
            (false, _) => self.reason.clone(),
            (true, false) => Clean::line(&format!("waits for {waits}")),
            (true, true) => self.evidence.clone(),
        }
    }

    /// Whether it waits for somebody who counts as any of these: named as a reference, or by the name alone.
    pub fn awaits(&self, any: &[EntityRef]) -> bool {
        let is_meant = |named: &str| {
            any.iter().any(|one| named == one.as_str() || named == one.short().as_str() || named == one.name())
        };
        self.waiting_for.iter().any(|named| is_meant(named.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::provision::{ProvisionId, ProvisionKind};

    /// A line as its signs: `d` done, `a` active, `w` waiting, `f` failed, `?` unknown.
    fn line(signs: &str) -> Provision {
        let progress = |sign| match sign {
            'd' => Progress::Done,
            'a' => Progress::Active,
            'w' => Progress::Waiting,
            'f' => Progress::Failed,
            _ => Progress::Unknown,
        };
        let stages = StageName::ALL.into_iter().zip(signs.chars()).map(|(name, sign)| Stage::new(name, progress(sign)));
        Provision {
            id: ProvisionId("x".into()),
            name: "x".into(),
            kind: ProvisionKind::Topic,
            environment: Clean::default(),
            owner: None,
            requested_by: None,
            entity: None,
            object: None,
            file: None,
            made_by: None,
            facts: Vec::new(),
            tasks: Vec::new(),
            stages: stages.collect(),
            is_ending: false,
            simulated: false,
        }
    }

    fn stands(signs: &str) -> StageName {
        line(signs).here().unwrap().name
    }

    #[test]
    fn a_line_stands_where_it_stopped_goes_on_or_waits() {
        assert_eq!(stands("dddfwwww"), StageName::Committed);
        assert_eq!(stands("dddddaww"), StageName::Provisioning);
        assert_eq!(stands("ddddwwww"), StageName::Synced);
        assert_eq!(stands("????????"), StageName::Requested);
        assert_eq!(stands("dddddddd"), StageName::Cataloged);
    }

    #[test]
    fn a_stage_that_only_waits_for_the_one_before_it_is_not_where_the_line_stands() {
        let mut one = line("dddddaww");
        one.stages[6].waiting_for = vec!["provisioning".into()];
        assert_eq!(one.here().unwrap().name, StageName::Provisioning);
        assert_eq!(one.pressing(&[]), Pressing::Running);
        let mut one = line("dddddddw");
        one.stages[7].waiting_for = vec!["the catalog".into()];
        assert_eq!((one.here().unwrap().name, one.pressing(&[])), (StageName::Ready, Pressing::Ready));
        let mut one = line("ddddwwww");
        one.stages[4].waiting_for = vec!["committed".into()];
        assert_eq!(one.pressing(&[]), Pressing::Running, "nobody is waited for");
        assert_eq!(one.here().unwrap().why().as_str(), "waits for committed", "and yet it says why");
    }

    #[test]
    fn what_is_not_known_on_the_way_or_of_the_catalog_does_not_make_it_less_ready() {
        assert_eq!(stands("????ddd?"), StageName::Ready);
        assert_eq!(line("ddd?ddd?").pressing(&[]), Pressing::Ready);
        assert_eq!(stands("dddd????"), StageName::Synced);
        assert_eq!(stands("???d???d"), StageName::Synced, "what the catalog has need not be ready");
        assert_eq!(line("dddd????").pressing(&[]), Pressing::Unknown);
    }

    #[test]
    fn what_waits_for_me_is_more_pressing_than_what_waits_for_others() {
        let mut one = line("dddwwwww");
        one.stages[3].waiting_for = vec!["group:default/dbas".into()];
        let me = ["user:default/ada".parse().unwrap(), "group:default/dbas".parse().unwrap()];
        assert_eq!(one.pressing(&me), Pressing::ForMe);
        assert_eq!(one.pressing(&[]), Pressing::ForOthers);
        one.stages[3].waiting_for = vec!["dbas".into()];
        assert_eq!(one.pressing(&me), Pressing::ForMe);
        assert!(Pressing::Failed < Pressing::ForMe && Pressing::ForMe < Pressing::Running);
    }
}
