use super::super::{Graph, GroupOf, Shape, Shares, Side, Way};
use serde_json::{Value, json as object};

/// A graph as JSON: what was asked, the entities with their distances, the relations among them,
/// each from the end that needs to the end that is needed, and the cycles. An impact has the owners
/// as well.
pub fn json(graph: &Graph, shape: Shape) -> Value {
    let mut value = object!({
        "root": graph.walk.root.as_str(),
        "direction": graph.walk.direction.word(),
        "depth": graph.walk.depth,
        "relations": graph.walk.links.iter().map(|link| link.name().as_str()).collect::<Vec<_>>(),
        "complete": !graph.has_more(),
        "entities": entities(graph),
    });
    let more = match (shape, graph.side(0)) {
        (Shape::ByDistance | Shape::ByOwner, Some(side)) => owners(&Shares::of(graph, side)),
        _ => object!({}),
    };
    let rest = object!({ "edges": edges(graph), "cycles": cycles(graph) });
    if let Some(map) = value.as_object_mut() {
        for object in [more, rest] {
            map.extend(object.as_object().cloned().unwrap_or_default());
        }
    }
    value
}

fn entities(graph: &Graph) -> Vec<Value> {
    let side = |(n, side): (u8, &Side)| {
        let places = (0..).zip(side.reach.nodes()).skip(1).map(|(place, _)| place);
        places.filter(|place| !graph.is_told(n, *place)).map(|place| entity(graph, n, place)).collect::<Vec<_>>()
    };
    (0..).zip(graph.sides()).flat_map(side).collect()
}

/// An entity that was reached: its reference, what a row says of it, how far away it is, and over
/// which relation from which entity it was reached. `way` is `out` for what the root needs and `in`
/// for what needs the root.
pub fn entity(graph: &Graph, side: u8, place: u32) -> Value {
    let Some((reach, cycles)) = graph.side(side).map(|side| (&side.reach, side.cycles())) else { return Value::Null };
    let Some(node) = reach.node(place) else { return Value::Null };
    let row = graph.row(node.end);
    let text = |text: Option<crate::domain::text::Shown<'_>>| {
        text.map(|text| text.as_str().to_owned()).filter(|text| !text.is_empty())
    };
    let via = reach.node(node.by).map(|before| graph.name(before.end).as_str().to_owned());
    let link = graph.walk.links.get(node.link).map(|link| link.name().as_str().to_owned());
    object!({
        "ref": graph.name(node.end).as_str(),
        "title": text(row.map(|row| row.title())),
        "type": text(row.map(|row| row.kind_type())),
        "lifecycle": text(row.map(|row| row.lifecycle())),
        "owner": text(row.map(|row| row.owner())),
        "system": text(row.map(|row| row.system())),
        "way": match reach.way { Way::Out => "out", Way::In => "in" },
        "distance": node.distance,
        "via": via,
        "relation": link,
        "in_catalog": row.is_some(),
        "on_cycle": cycles.group(place).is_some(),
    })
}

fn owners(shares: &Shares) -> Value {
    let owner = |share: &super::super::Group| {
        let GroupOf::Owner(Some(owner)) = &share.of else { return Value::Null };
        object!({ "owner": owner.as_str(), "entities": share.count, "nearest": share.nearest })
    };
    object!({
        "owners": shares.owners.iter().map(owner).collect::<Vec<_>>(),
        "without_owner": shares.ownerless,
    })
}

fn edges(graph: &Graph) -> Vec<Value> {
    let edge = |edge: &super::super::Edge| {
        object!({
            "from": graph.name(edge.from).as_str(),
            "to": graph.name(edge.to).as_str(),
            "relation": graph.walk.links.get(edge.link).map(|link| link.stated().as_str().to_owned()),
        })
    };
    graph.edges().iter().map(edge).collect()
}

fn cycles(graph: &Graph) -> Vec<Value> {
    let names = |ends: Vec<u32>| ends.iter().map(|end| graph.name(*end).as_str().to_owned()).collect::<Vec<_>>();
    graph.cycles().into_iter().map(|ends| object!(names(ends))).collect()
}
