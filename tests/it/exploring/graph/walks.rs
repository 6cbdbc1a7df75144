//! Walks agree with a plain breadth-first search, and outlines show each entity once.

use super::catalogs::{Catalog, KINDS, name, number, pick, rng};
use stagedoor::domain::model::graph::{Direction, Folds, Graph, Links, Outline, RowOf, Shape, Walk};
use std::collections::BTreeMap;

/// Sizes, relations an entity, how far they lead.
const SHAPES: [(usize, usize, usize); 5] =
    [(10_000, 1, 10_000), (10_000, 2, 10_000), (10_000, 3, 40), (10_000, 1, 3), (10_000, 5, 10_000)];

fn walk(root: usize, kinds: &[&str], direction: Direction, depth: Option<u32>) -> Walk {
    let root = name(root).parse().unwrap();
    Walk { root, links: Links::parse(&kinds.join(",")), direction, depth }
}

/// What a side reached, by its number.
fn reached(graph: &Graph, side: usize) -> BTreeMap<usize, u32> {
    let nodes = graph.sides()[side].reach.nodes().iter();
    nodes.map(|node| (number(graph.name(node.end).as_str()), node.distance)).collect()
}

#[test]
fn what_is_reached_and_how_far_away_it_is_agrees_with_a_plain_search_over_ten_thousand() {
    for (round, (count, per, far)) in SHAPES.into_iter().enumerate() {
        let mut rng = rng(round as u8 + 1);
        let catalog = Catalog::random(&mut rng, count, per, far);
        let listing = catalog.listing();
        for _ in 0..6 {
            // now and then from one that is only named
            let root = if pick(&mut rng, 6) == 0 { catalog.edges[0].2 } else { pick(&mut rng, count) };
            let kinds = &KINDS[..=pick(&mut rng, KINDS.len())];
            let depth = [None, None, Some(1), Some(3), Some(8)][pick(&mut rng, 5)];
            let graph = Graph::of(&listing, &walk(root, kinds, Direction::Both, depth)).unwrap();
            for (side, forward) in [(0, true), (1, false)] {
                let wanted = catalog.distances(root, kinds, forward, depth);
                let what = format!("round {round}, {root} over {kinds:?}, forward {forward}, depth {depth:?}");
                assert_eq!(reached(&graph, side), wanted, "{what}");
                relations_are_those_between_what_was_reached(&catalog, &graph, side, kinds, &what);
                each_is_on_a_shortest_way(&graph, side, &what);
            }
        }
    }
}

fn relations_are_those_between_what_was_reached(
    catalog: &Catalog,
    graph: &Graph,
    side: usize,
    kinds: &[&str],
    what: &str,
) {
    let there = reached(graph, side);
    let between = |(from, kind, to): &&(usize, &str, usize)| {
        kinds.contains(kind) && there.contains_key(from) && there.contains_key(to)
    };
    let wanted = catalog.edges.iter().filter(between).count();
    assert_eq!(graph.sides()[side].reach.step_count(), wanted, "{what}");
}

fn each_is_on_a_shortest_way(graph: &Graph, side: usize, what: &str) {
    let reach = &graph.sides()[side].reach;
    for (place, node) in (0..).zip(reach.nodes()).skip(1) {
        let before = reach.node(node.by).unwrap();
        assert_eq!(before.distance + 1, node.distance, "{what}");
        assert!(reach.steps(node.by).iter().any(|step| step.to == place && step.link == node.link), "{what}");
        assert_eq!(reach.way_back(place).len() as u32, node.distance + 1, "{what}");
    }
}

#[test]
fn with_everything_open_each_entity_is_shown_in_full_exactly_once() {
    for (round, (count, per, far)) in [(10_000, 2, 10_000), (10_000, 1, 3), (3_000, 4, 30)].into_iter().enumerate() {
        let mut rng = rng(round as u8 + 30);
        let catalog = Catalog::random(&mut rng, count, per, far);
        let listing = catalog.listing();
        let graph = Graph::of(&listing, &walk(count / 2, &KINDS, Direction::Both, None)).unwrap();
        let mut folds = Folds::default();
        folds.open_all();
        let outline = Outline::of(&graph, &folds, Shape::Tree);
        for (n, side) in graph.sides().iter().enumerate() {
            let mine = || outline.rows().iter().filter(|row| row.of == RowOf::Node && usize::from(row.side) == n);
            assert_eq!(mine().count(), side.reach.step_count(), "a row a relation");
            let mut shown = vec![0; side.reach.nodes().len()];
            for row in mine().filter(|row| row.is_first) {
                shown[row.place as usize] += 1;
                let node = side.reach.node(row.place).unwrap();
                assert_eq!(row.level, node.distance + 1, "as deep as it is far away, below its side");
            }
            assert!(shown[1..].iter().all(|times| *times == 1));
            assert_eq!(shown[0], 0, "the root is the root");
        }
    }
}

#[test]
fn a_relation_is_marked_as_a_cycle_exactly_when_its_end_leads_back() {
    for round in 0..8 {
        let mut rng = rng(round + 60);
        let catalog = Catalog::random(&mut rng, 150, 1 + usize::from(round % 3), 150);
        let listing = catalog.listing();
        let graph = Graph::of(&listing, &walk(0, &["dependsOn"], Direction::Out, None)).unwrap();
        let side = &graph.sides()[0];
        let mut circles = 0;
        for (place, node) in (0..).zip(side.reach.nodes()) {
            let from = number(graph.name(node.end).as_str());
            for step in side.reach.steps(place) {
                let to = number(graph.name(side.reach.node(step.to).unwrap().end).as_str());
                let leads_back = catalog.distances(to, &["dependsOn"], true, None).contains_key(&from);
                assert_eq!(side.cycles().join(place, step.to), leads_back, "{from} -> {to}");
                circles += usize::from(leads_back);
            }
        }
        assert!(circles == 0 || graph.cycle_count() > 0);
        assert_eq!(circles > 0, graph.cycle_count() > 0);
    }
}

#[test]
fn a_chain_of_a_hundred_thousand_is_walked_and_unfolded() {
    let count = 100_000;
    let edges = (0..count).map(|n| (n, "dependsOn", (n + 1) % count)).collect();
    let listing = Catalog { count, edges }.listing();
    let graph = Graph::of(&listing, &walk(0, &["dependsOn"], Direction::Out, None)).unwrap();
    assert_eq!((graph.entity_count(), graph.cycle_count(), graph.farthest()), (count - 1, 1, 99_999));
    let mut folds = Folds::default();
    folds.open_all();
    assert_eq!(Outline::of(&graph, &folds, Shape::Tree).rows().len(), count + 1);
}

#[test]
fn an_api_stands_on_its_provider_and_its_consumers_on_it() {
    // shop consumes the API that payments provides; payments needs its database
    let row = |kind: &'static str, name: &'static str, relations: &[(&'static str, &'static str)]| {
        stagedoor::domain::model::listing::RowInput {
            kind: kind.into(),
            name: name.into(),
            relations: relations.iter().map(|(kind, to)| ((*kind).into(), (*to).into())).collect(),
            ..Default::default()
        }
    };
    let mut builder = stagedoor::domain::model::listing::ListingBuilder::default();
    builder.push(&row("Component", "shop", &[("consumesApi", "api:default/pay"), ("partOf", "system:default/web")]));
    builder.push(&row("API", "pay", &[]));
    builder.push(&row(
        "Component",
        "payments",
        &[("providesApi", "api:default/pay"), ("dependsOn", "resource:default/db"), ("ownedBy", "group:default/a")],
    ));
    builder.push(&row("Resource", "db", &[]));
    builder.push(&row("System", "web", &[]));
    let inverse = stagedoor::domain::model::descriptor::inverse_of;
    let listing = std::sync::Arc::new(builder.finish_stated(Default::default(), Some, inverse).0);
    let names = |walk: Walk| {
        let graph = Graph::of(&listing, &walk).unwrap();
        let nodes = graph.sides()[0].reach.nodes().to_vec();
        nodes.iter().skip(1).map(|node| (graph.short(node.end).to_string(), node.distance)).collect::<Vec<_>>()
    };
    let wanted = |list: &[(&str, u32)]| list.iter().map(|(name, d)| ((*name).to_owned(), *d)).collect::<Vec<_>>();
    let impact = names(Walk::impact("resource:default/db".parse().unwrap()));
    assert_eq!(impact, wanted(&[("component:payments", 1), ("api:pay", 2), ("component:shop", 3)]));
    let needs = Walk { direction: Direction::Out, ..Walk::usual("component:default/shop".parse().unwrap()) };
    assert_eq!(names(needs), wanted(&[("api:pay", 1), ("component:payments", 2), ("resource:db", 3)]));
    let system = names(Walk::impact("system:default/web".parse().unwrap()));
    assert_eq!(system, wanted(&[("component:shop", 1)]), "a whole takes its parts with it");
}
