//! What is committed towards the lines: objects in the files of repositories that lie on this machine.
//!
//! Looked at are the checkout that the workspace is, the checkouts in it, and the bare repositories that templates
//! published to. Of each the branch that is rolled out is read, and branches beside it that hold something else: these
//! are proposed. Nothing is fetched.

mod history;
mod place;
mod read;
mod told;
mod watch;

use super::Git;
use crate::domain::model::provision::Evidence;
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::ports::{Answering, Step, Steps, Told};
use crate::platform::provisioning::{Leading, ProvisionFeed};
use std::path::PathBuf;
use watch::Changes;

/// What it is called among the sources.
const SOURCE: &str = "git";
const TRIED: &str = "read what is committed";

/// Tells of the repositories of a workspace.
#[derive(Clone, Debug)]
pub struct GitOpsFeed {
    root: PathBuf,
    /// Where bare repositories of templates are kept.
    repositories: PathBuf,
}

impl GitOpsFeed {
    /// The repositories of the workspace in that folder, and those that its templates publish to. git is looked for
    /// when it is needed.
    pub fn new(root: PathBuf, repositories: PathBuf) -> Self {
        Self { root, repositories }
    }

    async fn read(&self) -> Result<(Evidence, Vec<PathBuf>), Fault> {
        let git = Git::find_beside(vec![self.root.clone()]).await?;
        let places = place::places(&git, &self.root, &self.repositories).await?;
        let mut evidence = Evidence::default();
        let mut unread = Vec::new();
        for place in &places {
            match read::read(&git, place).await {
                Ok(told) => {
                    evidence.manifests.extend(told.manifests);
                    evidence.changes.extend(told.changes);
                }
                Err(fault) => unread.push(format!("{}: {}", place.folder.display(), fault.happened)),
            }
        }
        let remark = (!unread.is_empty()).then(|| Clean::line(&unread.join("; ")));
        evidence.source = Some(SourceState { name: SOURCE.into(), known: known(places.is_empty()), remark });
        Ok((evidence, places.into_iter().map(|place| place.git_folder).collect()))
    }
}

fn known(is_nowhere: bool) -> Known {
    match is_nowhere {
        true => Known::Unknown("the workspace is in no git repository; `git init` there begins one".into()),
        false => Known::Yes,
    }
}

impl ProvisionFeed for GitOpsFeed {
    fn name(&self) -> &str {
        SOURCE
    }

    fn evidence<'a>(&'a self, _: Leading, steps: Steps<Evidence>) -> Answering<'a, Evidence> {
        Box::pin(async move {
            let mut watched: Vec<PathBuf> = Vec::new();
            let mut changes = None;
            let mut last: Option<Evidence> = None;
            loop {
                let (now, repositories) = self.read().await?;
                if changes.is_none() || watched != repositories {
                    // what happens between reading and watching is read once more
                    changes =
                        Changes::of(vec![self.root.clone(), self.repositories.clone()], repositories.clone()).await;
                    watched = repositories;
                    if changes.is_some() {
                        continue;
                    }
                }
                if last.as_ref() != Some(&now) {
                    steps.send(Step::Whole(Told::now(now.clone())));
                    last = Some(now.clone());
                }
                let Some(changes) = &mut changes else { return Ok(Told::now(now)) };
                changes.next().await;
            }
        })
    }
}
