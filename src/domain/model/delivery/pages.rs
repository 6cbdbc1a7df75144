//! The pages of pipelines and of runs, below what runs of an entity.

use super::promote::PipelineId;
use super::run::RunId;
use crate::domain::model::{EntityRef, Place, Tab};

/// The first words of these pages.
const PIPELINE: &str = "pipeline";
const RUN: &str = "run";

impl Place {
    /// A pipeline that an entity comes to run by.
    pub fn pipeline(subject: EntityRef, id: &PipelineId) -> Self {
        let page = format!("{PIPELINE}/{}/{}", id.cluster, id.project);
        Self { tab: Tab::Runtime, page, ..Self::entity(subject) }
    }

    /// The pipeline that a page of what runs is about.
    pub fn pipeline_id(&self) -> Option<PipelineId> {
        let [cluster, project] = self.names_after(PIPELINE)?;
        Some(PipelineId { cluster: cluster.into(), project: project.into() })
    }

    /// A run of an entity's pipeline.
    pub fn run(subject: EntityRef, id: &RunId) -> Self {
        let page = format!("{RUN}/{}/{}/{}", id.cluster, id.namespace, id.name);
        Self { tab: Tab::Runtime, page, ..Self::entity(subject) }
    }

    /// The run that a page of what runs is about.
    pub fn run_id(&self) -> Option<RunId> {
        let [cluster, namespace, name] = self.names_after(RUN)?;
        Some(RunId { cluster: cluster.into(), namespace: namespace.into(), name: name.into() })
    }

    /// The names that a page of what runs has after its first word.
    fn names_after<const N: usize>(&self, word: &str) -> Option<[&str; N]> {
        let page = self.page.strip_prefix(word).filter(|_| self.tab == Tab::Runtime)?.strip_prefix('/')?;
        let names: Vec<&str> = page.split('/').filter(|name| !name.is_empty()).collect();
        names.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_pipelines_and_runs_are_read_as_they_are_written() {
        let shop: EntityRef = "component:default/shop".parse().unwrap();
        let pipeline = PipelineId { cluster: "prod".into(), project: "shop".into() };
        let link = Place::pipeline(shop.clone(), &pipeline).to_string();
        assert_eq!(link, "stagedoor://catalog/component/default/shop/runtime/pipeline/prod/shop");
        assert_eq!(Place::parse(&link).unwrap().pipeline_id(), Some(pipeline));
        let run = RunId { cluster: "prod".into(), namespace: "ci".into(), name: "r1".into() };
        let place = Place::parse(&Place::run(shop, &run).to_string()).unwrap();
        assert_eq!((place.run_id(), place.pipeline_id()), (Some(run), None));
        for page in ["pipeline/prod", "pipeline/prod/shop/more", "pipelines/prod/shop", "run/a/b"] {
            let place = Place { page: page.into(), ..place.clone() };
            assert_eq!((place.run_id(), place.pipeline_id()), (None, None), "{page}");
        }
    }
}
