use super::{Follower, catalog, clusters, entity, freight, kargo_of, name_of, promotion, stage, until, with_kargo};
use crate::support::apiserver::ApiServer;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use stagedoor::adapters::cluster::Clusters;
use stagedoor::adapters::systems::kargo::{KargoDeeds, KargoDelivery, KargoPromotions};
use stagedoor::domain::model::delivery::{Delivery, Pipeline};
use stagedoor::domain::model::timeline::{EventKind, Known};
use stagedoor::domain::model::{EntityRef, Problem};
use stagedoor::platform::command::{Command, Forecast, Promotion};
use stagedoor::platform::delivery::DeliveryPart as _;
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{Answering, CommandPort, Steps};
use stagedoor::platform::timeline::{TimelineFeed as _, Window};
use std::sync::Arc;

const NAMED: &str = "stagedoor.dev/kargo-project";

fn follow(clusters: &Clusters) -> impl FnOnce(Steps<Delivery>) -> Answering<'static, Delivery> {
    let part: &'static KargoDelivery = Box::leak(Box::new(KargoDelivery::new(kargo_of(clusters))));
    |steps| part.delivery(entity(json!({NAMED: "shop"})), steps)
}

fn names(pipeline: &Pipeline) -> Vec<String> {
    pipeline.stages.iter().map(|stage| stage.name.to_string()).collect()
}

fn known(delivery: &Delivery) -> &Known {
    &delivery.known[0].1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stages_of_a_project_stand_in_their_order_with_what_they_have_and_change_while_one_looks() {
    let server = with_kargo();
    let all = clusters(&[("prod", &server)]);
    let mut follower = Follower::of(follow(&all));
    let delivery = follower.until(|told| *known(told) == Known::Yes).await;
    let pipeline = &delivery.pipelines[0];
    assert_eq!(names(pipeline), ["test", "perf", "uat", "prod"]);
    assert_eq!(pipeline.stages[3].upstream, [1, 2]);
    assert_eq!(pipeline.stages[1].issues[0].as_str(), "the load test is red");
    assert_eq!(
        pipeline.freight.iter().map(|it| it.alias.as_str()).collect::<Vec<_>>(),
        ["dull-dog", "brave-bee", "calm-cat"]
    );
    assert_eq!((pipeline.promotions[0].stage.as_str(), pipeline.promotions[0].by.as_str()), ("uat", "by itself"));
    server.put(stage("prod", false, &["uat", "perf"], "old", "Progressing"));
    let has = |told: &Delivery| told.pipelines[0].stage("prod").and_then(|it| Some(it.holds.first()?.freight.clone()));
    follower.until(|told| has(told).as_deref() == Some(&name_of("old"))).await;
    assert_eq!(server.count("list", "stages"), 1, "a change needs no other list");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_without_kargo_and_a_project_that_is_not_there_are_said_to_be_that() {
    let none = ApiServer::start();
    let told = until(follow(&clusters(&[("dev", &none)])), |told| *known(told) != Known::Asking).await;
    assert_eq!(*known(&told), Known::Unknown("no cluster that is configured has Kargo".into()));
    let empty = with_kargo();
    ["test", "uat", "perf", "prod"].iter().for_each(|name| empty.remove("Stage", "shop", name));
    let told =
        until(follow(&clusters(&[("dev", &none), ("prod", &empty)])), |told| *known(told) != Known::Asking).await;
    assert!(matches!(known(&told), Known::Unknown(why) if why.as_str().contains("shop has no stages")), "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn freight_that_may_not_be_read_is_said_and_the_stages_stay() {
    let server = with_kargo();
    server.deny("*", "freights", "shop");
    let told = until(follow(&clusters(&[("prod", &server)])), |told| *known(told) != Known::Asking).await;
    assert_eq!(names(&told.pipelines[0]).len(), 4);
    assert!(matches!(known(&told), Known::Failed(why) if why.as_str().contains("forbidden")), "{:?}", known(&told));
}

/// A port behind, which is asked for nothing here.
struct Nothing;

impl CommandPort for Nothing {
    fn foresee<'a>(&'a self, command: Command) -> Answering<'a, Forecast> {
        panic!("{command:?}")
    }
    fn command<'a>(&'a self, command: Command) -> BoxFuture<'a, Outcome> {
        panic!("{command:?}")
    }
    fn verdict<'a>(&'a self, _: EntityRef, _: String) -> Answering<'a, Vec<Problem>> {
        async { Err(Fault::new(FaultKind::Unsupported, "", "", "")) }.boxed()
    }
}

fn deeds(server: &ApiServer) -> KargoDeeds {
    let catalog = catalog(json!({NAMED: "shop", "stagedoor.dev/kargo-stage": "prod"}));
    KargoDeeds::before(Arc::new(Nothing), kargo_of(&clusters(&[("prod", server)])), catalog)
}

fn order(stage: Option<&str>, freight: Option<&str>) -> Command {
    Command::Promote(Box::new(Promotion {
        entity: "component:default/shop".parse().unwrap(),
        stage: stage.map(str::to_owned),
        freight: freight.map(str::to_owned),
        to: None,
        seen: None,
    }))
}

async fn foreseen(deeds: &KargoDeeds, order: Command) -> Result<Forecast, Fault> {
    deeds.foresee(order).await.map(|told| told.answer.as_ref().clone())
}

fn orders(server: &ApiServer) -> usize {
    server.count("create", "promotions")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_promotion_says_before_what_comes_in_place_of_what_and_then_orders_exactly_that() {
    let server = with_kargo();
    let deeds = deeds(&server);
    // the entity's own stage, the freight by its alias
    let forecast = foreseen(&deeds, order(None, Some("brave-bee"))).await.unwrap();
    assert_eq!(forecast.told.as_str(), "prod gets brave-bee in place of calm-cat");
    let lines: Vec<String> = forecast.lines.iter().map(|line| line.text()).collect();
    assert_eq!(lines[..2], ["- registry.example/shop:1.3.0", "+ registry.example/shop:1.4.0"]);
    assert_eq!(orders(&server), 0, "a forecast does nothing");
    let Outcome::Done { told, .. } = deeds.command(forecast.exactly).await else { panic!("it was not done") };
    assert!(told.as_str().starts_with("the promotion prod.01"), "{told}");
    let name = told.as_str().split(' ').nth(2).unwrap();
    let made = server.object("Promotion", "shop", name).unwrap();
    assert_eq!(
        (made["spec"]["stage"].as_str(), made["spec"]["freight"].as_str()),
        (Some("prod"), Some(&*name_of("old")))
    );
    assert_eq!(made["spec"]["steps"], json!([{"uses": "git-clone"}, {"uses": "git-push"}]), "the steps of the stage");
    assert!(name.ends_with(".old0000") && name.len() == "prod..old0000".len() + 26, "{name}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn freight_that_was_not_found_good_before_is_refused_with_what_there_is() {
    let server = with_kargo();
    let deeds = deeds(&server);
    let fault = foreseen(&deeds, order(Some("prod"), Some("dull-dog"))).await.unwrap_err();
    assert!(fault.happened.as_str().contains("not found good in uat or perf"), "{fault}");
    let fault = foreseen(&deeds, order(Some("prod"), None)).await.unwrap_err();
    assert!(fault.cure.as_str().contains("prod takes brave-bee"), "{fault}");
    let fault = foreseen(&deeds, order(Some("nowhere"), Some("brave-bee"))).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotFound);
    assert_eq!(orders(&server), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_promote_to_the_stage_is_told_before() {
    let server = with_kargo();
    server.deny("promote", "stages", "shop");
    let fault = foreseen(&deeds(&server), order(None, Some("brave-bee"))).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotPermitted);
    assert!(fault.happened.as_str().contains("promote to prod in shop"), "{fault}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_whose_answer_is_lost_is_found_and_never_sent_twice() {
    let server = with_kargo();
    let deeds = deeds(&server);
    let forecast = foreseen(&deeds, order(None, Some("brave-bee"))).await.unwrap();
    server.lose_answer_once("create", "promotions");
    let Outcome::Done { told, .. } = deeds.command(forecast.exactly).await else { panic!("it was done") };
    assert!(told.as_str().contains("the answer was lost, and the promotion was found"), "{told}");
    assert_eq!(orders(&server), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_is_lost_and_not_found_stays_in_doubt() {
    let server = with_kargo();
    let deeds = deeds(&server);
    let forecast = foreseen(&deeds, order(None, Some("brave-bee"))).await.unwrap();
    server.lose_answer_once("create", "promotions");
    server.deny("list", "promotions", "shop");
    // the promotions are watched no more, so they are listed when the order is looked for
    let outcome = deeds.command(forecast.exactly).await;
    assert!(!matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    assert!(orders(&server) <= 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stage_that_got_other_freight_since_it_was_shown_is_left_alone() {
    let server = with_kargo();
    let deeds = deeds(&server);
    let forecast = foreseen(&deeds, order(None, Some("brave-bee"))).await.unwrap();
    server.put(stage("prod", false, &["uat", "perf"], "new", "Healthy"));
    let Outcome::Refused(fault) = deeds.command(forecast.exactly).await else { panic!("it was sent") };
    assert_eq!((fault.kind, orders(&server)), (FaultKind::Conflict, 0));
}

/// `prod` with freight of two warehouses, and freight of the settings that is newer than what it has.
fn with_two_warehouses() -> ApiServer {
    let server = with_kargo();
    let settings = |name: &str, alias: &str, tag: &str, created: &str, current: &[&str]| {
        let mut value = freight(name, alias, tag, created, current, &["uat"]);
        value["origin"]["name"] = json!("settings");
        value
    };
    server.put(settings("set1", "low-lark", "7.0.0", "2026-09-01T08:00:00Z", &["prod"]));
    server.put(settings("set2", "high-hen", "7.1.0", "2026-09-05T08:00:00Z", &[]));
    server.put(prod_with("older", "set1"));
    server
}

fn prod_with(images: &str, settings: &str) -> Value {
    let mut value = stage("prod", false, &["uat", "perf"], images, "Healthy");
    let from_settings = json!({"origin": {"kind": "Warehouse", "name": "settings"}, "sources": {"stages": ["uat"]}});
    value["spec"]["requestedFreight"].as_array_mut().unwrap().push(from_settings);
    value["status"]["freightHistory"][0]["items"]["Warehouse/settings"] = json!({"name": name_of(settings)});
    value
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn freight_comes_in_place_of_that_of_its_own_warehouse_and_the_other_stays() {
    let server = with_two_warehouses();
    let forecast = foreseen(&deeds(&server), order(None, Some("high-hen"))).await.unwrap();
    assert_eq!(forecast.told.as_str(), "prod gets high-hen in place of low-lark");
    let lines: Vec<String> = forecast.lines.iter().map(|line| line.text()).collect();
    assert_eq!(
        lines[..3],
        ["- registry.example/shop:7.0.0", "+ registry.example/shop:7.1.0", "calm-cat of images stays"]
    );
    assert!(!lines.iter().any(|line| line.contains("older")), "it is newer than what is there of its own: {lines:?}");
    // the one that is there of the other warehouse is no reason to run the steps again
    let there = foreseen(&deeds(&server), order(None, Some("calm-cat"))).await.unwrap();
    assert!(there.lines.iter().any(|line| line.text().contains("has this freight already")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_other_freight_of_the_same_warehouse_makes_what_was_shown_untrue() {
    let server = with_two_warehouses();
    let deeds = deeds(&server);
    let forecast = foreseen(&deeds, order(None, Some("high-hen"))).await.unwrap();
    server.put(prod_with("older", "set2"));
    let Outcome::Refused(fault) = deeds.command(forecast.exactly.clone()).await else { panic!("it was sent") };
    assert_eq!((fault.kind, orders(&server)), (FaultKind::Conflict, 0));
    server.put(prod_with("old", "set1"));
    assert!(matches!(deeds.command(forecast.exactly).await, Outcome::Done { .. }));
    assert_eq!(orders(&server), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_promoted_to_the_stages_of_an_entity_is_on_its_timeline() {
    let server = with_kargo();
    server.put(promotion("prod", "old", "Running", "2026-09-21T08:00:00Z", "admin"));
    let catalog = catalog(json!({NAMED: "shop", "stagedoor.dev/kargo-stage": "prod, uat"}));
    let feed: &'static KargoPromotions =
        Box::leak(Box::new(KargoPromotions::new(kargo_of(&clusters(&[("prod", &server)])), catalog)));
    let window = Window { since: None, limit: 10 };
    let reference: EntityRef = "component:default/shop".parse().unwrap();
    let heard = until(|steps| feed.events(reference, window, steps), |heard| heard.source.known == Known::Yes).await;
    let told: Vec<_> =
        heard.events.iter().map(|event| (event.title.as_str(), event.who.as_str(), &event.kind)).collect();
    assert_eq!(
        told,
        [
            ("the promotion of brave-bee to uat failed", "by itself", &EventKind::Alert),
            ("prod got calm-cat", "jane@example.com", &EventKind::Promotion),
        ],
        "one that goes on has not happened yet"
    );
    assert_eq!(heard.events[0].text[0].as_str(), "push was rejected");
}
