//! The rooms of pipelines and of runs, over what a cluster holds.

use super::tekton::{run, task, with_tekton};
use super::{catalog, clusters, kargo_of, promotion, with_kargo};
use crate::pictures::picture;
use crate::rooms::setup;
use crate::support::apiserver::ApiServer;
use crate::support::scripted::Scripted;
use crate::support::stage::Stage;
use serde_json::json;
use stagedoor::adapters::cluster::Clusters;
use stagedoor::adapters::delivery::JoinedDelivery;
use stagedoor::adapters::systems::kargo::KargoDelivery;
use stagedoor::adapters::systems::tekton::TektonDelivery;
use stagedoor::platform::delivery::DeliveryPart;
use stagedoor::platform::ports::Systems;
use stagedoor::screen::app::Setup;
use stagedoor::screen::look::{Glyphs, Look};
use std::sync::Arc;

pub const PIPELINE: &str = "stagedoor://catalog/component/default/shop/runtime/pipeline/prod/shop";
const RUN: &str = "stagedoor://catalog/component/default/shop/runtime/run/prod/ci/r1";

fn stage(server: &ApiServer, place: &str, size: (u16, u16), look: Look) -> Stage {
    stage_over(clusters(&[("prod", server)]), place, size, look)
}

/// The program over these clusters, at a place.
pub fn stage_over(clusters: Clusters, place: &str, size: (u16, u16), look: Look) -> Stage {
    let annotations = json!({"stagedoor.dev/kargo-project": "shop", "stagedoor.dev/kargo-stage": "prod",
        "tekton.dev/cicd": "true", "backstage.io/kubernetes-id": "shop"});
    let parts: Vec<Arc<dyn DeliveryPart>> =
        vec![Arc::new(KargoDelivery::new(kargo_of(&clusters))), Arc::new(TektonDelivery::new(clusters))];
    let mut scripted = Arc::into_inner(catalog(annotations.clone())).unwrap();
    let delivery = Arc::new(JoinedDelivery::new(parts, catalog(annotations)));
    scripted.systems = Systems { delivery, ..Systems::default() };
    let ports = Scripted::ports(Arc::new(scripted));
    Stage::new(Setup { look, ..setup(place) }, size, ports)
}

fn ascii() -> Look {
    Look { glyphs: Glyphs::ASCII, ..Look::default() }
}

#[test]
fn a_pipeline_is_drawn_and_listed_where_that_is_too_narrow() {
    let server = with_kargo();
    server.put(promotion("perf", "old", "Running", "2026-09-21T13:00:00Z", "admin"));
    for (name, size, look) in [
        ("pipeline-120x36", (120, 36), Look::default()),
        ("pipeline-80x24", (80, 24), Look::default()),
        ("pipeline-ascii-120x36", (120, 36), ascii()),
        ("pipeline-50x24", (50, 24), Look::default()),
    ] {
        let mut stage = stage(&server, PIPELINE, size, look);
        stage.until("dull-dog");
        picture(name, &stage);
    }
}

#[test]
fn one_walks_along_the_stages_and_chooses_freight_for_one() {
    let server = with_kargo();
    let mut stage = stage(&server, PIPELINE, (120, 36), Look::default());
    // the entity's own stage is where one begins
    stage.until("Freight for prod");
    stage.keys("left");
    assert!(stage.text().contains("Freight for perf"), "{}", stage.text());
    assert!(stage.text().contains("the load test is red"), "what is wrong with it is said");
    stage.keys("j");
    assert!(stage.text().contains("Freight for uat"), "{}", stage.text());
    stage.keys("right H");
    assert!(stage.text().contains("by jane@example.com"), "{}", stage.text());
    stage.keys("f");
    picture("pipeline-freight-120x36", &stage);
    // what may not come cannot be promoted
    stage.keys("k");
    stage.keys("p");
    assert!(!stage.text().contains("prod gets"), "{}", stage.text());
}

#[test]
fn a_run_shows_its_tasks_and_steps_and_where_their_logs_are() {
    let server = with_tekton(&["v1"]);
    let steps = json!([{"name": "unit", "container": "step-unit", "terminated": {"exitCode": 2, "reason": "Error"}},
        {"name": "report", "container": "step-report", "terminated": {"exitCode": 1, "reason": "Skipped"}}]);
    let done =
        json!([{"name": "fetch", "container": "step-fetch", "terminated": {"exitCode": 0, "reason": "Completed"}}]);
    server.put_all([
        run("v1", "r1", "2026-09-21T12:00:00Z", "False", "Failed"),
        task("v1", "r1", "clone", "2026-09-21T12:01:00Z", ("True", "Succeeded"), done),
        task("v1", "r1", "test", "2026-09-21T12:02:00Z", ("False", "Failed"), steps),
    ]);
    for (name, size) in [("run-120x36", (120, 36)), ("run-80x24", (80, 24))] {
        let mut stage = stage(&server, RUN, size, Look::default());
        stage.until("exit code 2");
        picture(name, &stage);
    }
}
