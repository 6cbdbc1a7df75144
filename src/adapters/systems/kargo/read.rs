//! Stages, freight and promotions as Kargo writes them.

use crate::adapters::cluster::{Origin, Thin, at, conditions, list, text};
use crate::domain::model::cluster::Truth;
use crate::domain::model::delivery::{Freight, Health, Held, Intake, Promotion, PromotionState, StageNode};
use crate::domain::text::Clean;
use serde_json::Value;

/// A stage; what it takes freight from is named, its place among others is not known yet.
#[derive(Debug, PartialEq)]
pub(super) struct StageRead(pub StageNode);

/// Freight.
#[derive(Debug, PartialEq)]
pub(super) struct FreightRead(pub Freight);

/// A promotion, and the order that it was made by.
#[derive(Debug, PartialEq)]
pub(super) struct PromotionRead(pub Promotion);

impl Thin for StageRead {
    fn thin(_: &Origin, value: &Value) -> Self {
        let intakes: Vec<Intake> = list(value, "/spec/requestedFreight").map(intake).collect();
        let has_steps = list(value, "/spec/promotionTemplate/spec/steps").next().is_some();
        let name = text(value, "/metadata/name");
        Self(StageNode {
            name: name.into(),
            upstream: Vec::new(),
            is_first: intakes.iter().any(|intake| intake.is_direct),
            is_control_flow: !has_steps,
            intakes,
            health: health(text(value, "/status/health/status")),
            issues: issues(value),
            holds: holds(value),
            current: value.pointer("/status/currentPromotion").map(|told| brief(told, name, PromotionState::Running)),
            last: value.pointer("/status/lastPromotion").map(|told| brief(told, name, PromotionState::Pending)),
            is_automatic: value.pointer("/status/autoPromotionEnabled").and_then(Value::as_bool) == Some(true),
        })
    }
}

fn intake(value: &Value) -> Intake {
    let names = list(value, "/sources/stages").filter_map(Value::as_str).map(Into::into);
    Intake {
        warehouse: Clean::line(text(value, "/origin/name")),
        is_direct: value.pointer("/sources/direct").and_then(Value::as_bool) == Some(true),
        stages: names.collect(),
        needs_all: text(value, "/sources/availabilityStrategy") == "All",
        soak: Clean::line(text(value, "/sources/requiredSoakTime")),
    }
}

fn health(word: &str) -> Health {
    match word {
        "Healthy" => Health::Healthy,
        "Unhealthy" => Health::Degraded,
        "Progressing" => Health::Progressing,
        _ => Health::Unknown,
    }
}

/// What its health says, and conditions that tell that it does not go on.
fn issues(value: &Value) -> Vec<Clean> {
    let said = list(value, "/status/health/issues").filter_map(Value::as_str).map(Clean::line);
    let conditions = conditions(value).into_iter().filter(|condition| match condition.name.as_str() {
        "Stalled" => condition.holds == Truth::Yes,
        "Ready" | "Verified" => condition.holds == Truth::No,
        _ => false,
    });
    let conditions = conditions.map(|condition| match condition.message.is_empty() {
        true => condition.reason,
        false => condition.message,
    });
    let mut all: Vec<Clean> = Vec::new();
    for issue in said.chain(conditions).filter(|issue| !issue.is_empty()) {
        if !all.contains(&issue) {
            all.push(issue);
        }
    }
    all
}

/// The freight that it has, sorted by warehouse: the newest of its history, `Warehouse/NAME` before each.
fn holds(value: &Value) -> Vec<Held> {
    let items = value.pointer("/status/freightHistory/0/items").and_then(Value::as_object).into_iter().flatten();
    let held = items.filter_map(|(origin, item)| {
        let freight = Some(text(item, "/name")).filter(|name| !name.is_empty())?;
        let warehouse = Some(text(item, "/origin/name")).filter(|name| !name.is_empty());
        let warehouse = warehouse.unwrap_or_else(|| origin.split_once('/').map_or(origin, |(_, name)| name));
        Some(Held { warehouse: Clean::line(warehouse), freight: freight.into() })
    });
    let mut all: Vec<Held> = held.collect();
    all.sort_by(|a, b| a.warehouse.cmp(&b.warehouse));
    all
}

/// A promotion as a stage tells of it.
fn brief(told: &Value, stage: &str, state: PromotionState) -> Promotion {
    let word = text(told, "/status/phase");
    Promotion {
        name: Clean::line(text(told, "/name")),
        stage: Clean::line(stage),
        freight: text(told, "/freight/name").into(),
        state: if word.is_empty() { state } else { PromotionState::of_word(word) },
        message: Clean::line(text(told, "/status/message")),
        started: at(text(told, "/status/startedAt")),
        finished: at(text(told, "/finishedAt")).or_else(|| at(text(told, "/status/finishedAt"))),
        ..Promotion::default()
    }
}

impl Thin for FreightRead {
    fn thin(_: &Origin, value: &Value) -> Self {
        let keys = |pointer: &str| value.pointer(pointer).and_then(Value::as_object).into_iter().flatten();
        let alias = [text(value, "/alias"), text(value, "/metadata/labels/kargo.akuity.io~1alias")];
        let warehouse = [text(value, "/origin/name"), text(value, "/warehouse")];
        let first =
            |said: [&str; 2]| said.into_iter().find(|said| !said.is_empty()).map(Clean::line).unwrap_or_default();
        Self(Freight {
            name: text(value, "/metadata/name").into(),
            alias: first(alias),
            warehouse: first(warehouse),
            created: at(text(value, "/metadata/creationTimestamp")),
            contents: contents(value),
            currently_in: keys("/status/currentlyIn").map(|(stage, _)| Clean::line(stage)).collect(),
            verified_in: keys("/status/verifiedIn")
                .map(|(stage, how)| (Clean::line(stage), at(text(how, "/verifiedAt"))))
                .collect(),
            approved_for: keys("/status/approvedFor").map(|(stage, _)| Clean::line(stage)).collect(),
        })
    }
}

fn contents(value: &Value) -> Vec<Clean> {
    let image = |image: &Value| match text(image, "/tag") {
        "" => format!("{}@{}", text(image, "/repoURL"), text(image, "/digest")),
        tag => format!("{}:{tag}", text(image, "/repoURL")),
    };
    let commit = |commit: &Value| {
        let id = text(commit, "/id");
        let at = Some(text(commit, "/tag")).filter(|tag| !tag.is_empty()).unwrap_or(id.get(..7).unwrap_or(id));
        let message = text(commit, "/message").lines().next().unwrap_or_default();
        format!("{}@{at} {message}", text(commit, "/repoURL")).trim_end().to_owned()
    };
    let chart = |chart: &Value| {
        let name = Some(text(chart, "/name")).filter(|name| !name.is_empty()).map(|name| format!("/{name}"));
        format!("{}{}:{}", text(chart, "/repoURL"), name.unwrap_or_default(), text(chart, "/version"))
    };
    let images = list(value, "/images").map(image);
    let commits = list(value, "/commits").map(commit);
    let charts = list(value, "/charts").map(chart);
    images.chain(commits).chain(charts).map(|line| Clean::line(&line)).collect()
}

impl Thin for PromotionRead {
    fn thin(_: &Origin, value: &Value) -> Self {
        Self(Promotion {
            name: Clean::line(text(value, "/metadata/name")),
            stage: Clean::line(text(value, "/spec/stage")),
            freight: text(value, "/spec/freight").into(),
            state: PromotionState::of_word(text(value, "/status/phase")),
            message: Clean::line(text(value, "/status/message")),
            by: by(text(value, "/metadata/annotations/kargo.akuity.io~1create-actor")),
            created: at(text(value, "/metadata/creationTimestamp")),
            started: at(text(value, "/status/startedAt")),
            finished: at(text(value, "/status/finishedAt")),
        })
    }
}

/// Who asked for it, as people call them: Kargo writes `email:jane@example.com`, `controller:kargo`, `admin`.
fn by(actor: &str) -> Clean {
    Clean::line(match actor.split_once(':') {
        Some(("controller", _)) => "by itself",
        Some(("email" | "subject" | "kubernetes" | "oidc", name)) => name,
        _ => actor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::cluster::Kind;
    use serde_json::json;

    fn origin() -> Origin {
        Origin { cluster: "prod".into(), kind: Kind::default(), version: "v1alpha1".into() }
    }

    #[test]
    fn freight_is_told_with_what_is_in_it_and_where_it_was_found_good() {
        let value = json!({
            "metadata": {"name": "3f1c", "labels": {"kargo.akuity.io/alias": "brave-bee"}}, "origin": {"kind": "Warehouse", "name": "shop"},
            "images": [{"repoURL": "registry.example/shop", "tag": "1.4.0"}, {"repoURL": "registry.example/side", "digest": "sha256:00"}],
            "commits": [{"repoURL": "https://git.example/shop", "id": "0123456789abcdef", "message": "Sell\u{1b}[31m more\n\nmuch"}],
            "charts": [{"repoURL": "oci://charts", "name": "shop", "version": "2.0.0"}],
            "status": {"currentlyIn": {"test": {"since": "2026-11-30T08:00:00Z"}}, "verifiedIn": {"test": {"verifiedAt": "2026-11-30T08:10:00Z"}}, "approvedFor": {"prod": {}}},
        });
        let FreightRead(freight) = FreightRead::thin(&origin(), &value);
        let contents: Vec<&str> = freight.contents.iter().map(Clean::as_str).collect();
        assert_eq!(
            contents,
            [
                "registry.example/shop:1.4.0",
                "registry.example/side@sha256:00",
                "https://git.example/shop@0123456 Sell more",
                "oci://charts/shop:2.0.0"
            ]
        );
        assert_eq!((freight.words().as_str(), freight.warehouse.as_str()), ("brave-bee", "shop"));
        assert_eq!(freight.verified_in.len() + freight.approved_for.len() + freight.currently_in.len(), 3);
    }

    #[test]
    fn a_stage_without_steps_only_joins_others() {
        let of = |template: Value| {
            let value = json!({"metadata": {"name": "uat"}, "spec": {"promotionTemplate": template,
                "requestedFreight": [{"origin": {"kind": "Warehouse", "name": "shop"}, "sources": {"stages": ["test"], "requiredSoakTime": "1h"}}]}});
            StageRead::thin(&origin(), &value).0
        };
        assert!(of(Value::Null).is_control_flow);
        let stage = of(json!({"spec": {"steps": [{"uses": "git-clone"}]}}));
        assert!(!stage.is_control_flow && !stage.is_first);
        assert_eq!(stage.intakes.first().map(|intake| intake.soak.as_str()), Some("1h"));
    }

    #[test]
    fn a_stage_has_freight_of_each_warehouse_that_it_asks() {
        let items = json!({"Warehouse/web": {"name": "b1", "origin": {"kind": "Warehouse", "name": "web"}}, "Warehouse/charts": {"name": "a1"}});
        let value = json!({"metadata": {"name": "prod"}, "status": {"freightHistory": [{"id": "2", "items": items},
            {"id": "1", "items": {"Warehouse/web": {"name": "b0"}}}]}});
        let StageRead(stage) = StageRead::thin(&origin(), &value);
        let held: Vec<(&str, &str)> = stage.holds.iter().map(|it| (it.warehouse.as_str(), &*it.freight)).collect();
        assert_eq!(held, [("charts", "a1"), ("web", "b1")]);
    }

    #[test]
    fn whoever_asked_is_called_as_people_call_them() {
        assert_eq!(by("email:jane@example.com").as_str(), "jane@example.com");
        assert_eq!(by("controller:kargo-controller").as_str(), "by itself");
        assert_eq!(by("admin").as_str(), "admin");
    }
}
