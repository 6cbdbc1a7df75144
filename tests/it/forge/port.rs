//! Pull requests and the past of entities.

use super::{ALL, FILE, id, proposed};
use crate::support::forge::{Double, path_of};
use crate::support::scripted::{Mood, Scripted};
use serde_json::{Value, json};
use stagedoor::adapters::systems::forge::{ForgePast, ForgePulls, ForgeSort, Forges};
use stagedoor::domain::model::forge::{Opinion, PullState};
use stagedoor::domain::model::timeline::{EventKind, Heard, Known};
use stagedoor::domain::model::{At, EntityRef};
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::forge::ForgePort as _;
use stagedoor::platform::ports::CatalogPort;
use stagedoor::platform::steps::Steps;
use stagedoor::platform::timeline::{TimelineFeed as _, Window};
use std::sync::Arc;

fn catalog(entities: Vec<Value>) -> Arc<dyn CatalogPort> {
    Scripted::new(Mood::Well, entities, At(0)).ports().catalog
}

pub fn port_of(forges: Forges, entities: Vec<Value>) -> ForgePulls {
    ForgePulls::new(forges, catalog(entities))
}

fn infra(annotation: &str, value: &str) -> Value {
    json!({"apiVersion": "backstage.io/v1alpha1", "kind": "Component",
        "metadata": {"name": "infra", "namespace": "default", "annotations": {annotation: value}}, "spec": {}})
}

fn reference() -> EntityRef {
    "component:default/infra".parse().unwrap()
}

fn location(double: &Double, within: &str) -> Value {
    let mark = match double.world.sort {
        ForgeSort::GitHub => "tree",
        ForgeSort::GitLab => "-/tree",
        ForgeSort::Gitea => "src/branch",
    };
    infra("backstage.io/source-location", &format!("url:https://{}/{mark}/main/{within}", double.repository()))
}

#[tokio::test]
async fn an_entity_has_the_pull_requests_of_its_repository_newest_change_first() {
    for sort in ALL {
        let (double, first) = proposed(sort);
        double.world.merge(first, "squash", "carol");
        double.world.repository.commit("second", &[("s", Some("s\n"))], "Second");
        let second = double.world.open("Second", "second", "ada");
        double.world.ask(second, "bob");
        let pulls = port_of(double.forges(), vec![location(&double, "")]).pulls(reference()).await.unwrap().answer;
        let told: Vec<_> = pulls.list.iter().map(|pull| (pull.id.clone(), pull.state)).collect();
        assert_eq!(told, [(id(&double, second), PullState::Open), (id(&double, first), PullState::Merged)], "{sort:?}");
        assert_eq!(pulls.list[0].reviewers[0].opinion, Opinion::Asked);
        assert!(pulls.list[0].checks.is_some(), "{sort:?}: an open one is told in full");
    }
}

#[tokio::test]
async fn the_annotations_of_github_and_gitlab_name_the_repository_too() {
    let (github, _) = proposed(ForgeSort::GitHub);
    let named = vec![infra("github.com/project-slug", "Acme/Infra")];
    assert_eq!(port_of(github.forges(), named).pulls(reference()).await.unwrap().answer.list.len(), 1);
    let (gitlab, _) = proposed(ForgeSort::GitLab);
    let mut named = infra("gitlab.com/project-slug", path_of(ForgeSort::GitLab));
    named["metadata"]["annotations"]["gitlab.com/instance"] = "gitlab.example".into();
    assert_eq!(port_of(gitlab.forges(), vec![named]).pulls(reference()).await.unwrap().answer.list.len(), 1);
    let none = port_of(gitlab.forges(), vec![infra("x", "y")]).pulls(reference()).await.unwrap_err();
    assert_eq!((none.kind, none.happened.as_str()), (FaultKind::NotFound, "it names no repository"));
}

async fn past(double: &Double, within: &str) -> Heard {
    let feed = ForgePast::new(double.forges(), catalog(vec![location(double, within)]));
    let window = Window { since: None, limit: 50 };
    (*feed.events(reference(), window, Steps::ignored()).await.unwrap().answer).clone()
}

#[tokio::test]
async fn commits_merges_and_open_pull_requests_stand_in_the_timeline_each_once() {
    for sort in ALL {
        let (double, number) = proposed(sort);
        double.world.repository.commit("main", &[("direct.txt", Some("x\n"))], "Straight onto main");
        double.world.merge(number, "squash", "carol");
        double.world.repository.commit("second", &[("s", Some("s\n"))], "Second");
        double.world.open("Second", "second", "ada");
        let heard = past(&double, "").await;
        assert_eq!(heard.source.known, Known::Yes);
        let told: Vec<(String, String)> =
            heard.events.iter().map(|event| (event.kind.word().as_str().to_owned(), event.title.to_string())).collect();
        let said = |kind: &str, title: &str| (kind.to_owned(), title.to_owned());
        assert_eq!(
            told,
            [
                said("pull request", "Proposed: Second"),
                said("merge", "Database orders"),
                said("commit", "Straight onto main"),
                said("commit", "Begin"),
            ],
            "{sort:?}"
        );
        // GitHub's list does not say who merged: whoever made the commit did it
        let who = if sort == ForgeSort::GitHub { "Ada Example" } else { "carol" };
        assert_eq!(heard.events[1].who.as_str(), who, "{sort:?}");
        assert_eq!(heard.events[1].leads.len(), 2, "the pull request and the commit");
    }
}

#[tokio::test]
async fn an_entity_in_a_folder_has_what_changed_that_folder_alone() {
    for sort in ALL {
        let (double, number) = proposed(sort);
        double.world.repository.commit("main", &[("direct.txt", Some("x\n"))], "Straight onto main");
        double.world.merge(number, "squash", "carol");
        let folder = FILE.rsplit_once('/').unwrap().0;
        let heard = past(&double, folder).await;
        let kinds: Vec<&EventKind> = heard.events.iter().map(|event| &event.kind).collect();
        assert_eq!(kinds, [&EventKind::Merge], "{sort:?}");
    }
}
