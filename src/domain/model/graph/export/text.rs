use super::super::{Direction, Folds, Graph, Group, GroupOf, Outline, OutlineRow, RowOf, Shape, Shares, Way};
use crate::domain::text::Clean;

/// The signs that a tree is drawn with, each four columns wide.
#[derive(Clone, Copy, Debug)]
pub struct Signs {
    between: &'static str,
    last: &'static str,
    passing: &'static str,
}

impl Signs {
    /// For what shows Unicode.
    pub const UNICODE: Self = Self { between: "├── ", last: "└── ", passing: "│   " };
    /// For all others.
    pub const ASCII: Self = Self { between: "|-- ", last: "`-- ", passing: "|   " };
}

/// Levels that are told apart by their distance from the edge; deeper ones all stand there.
const DEEPEST: u32 = 40;

/// A graph as text: a line an entity, everything open.
pub fn text(graph: &Graph, shape: Shape, signs: Signs) -> String {
    let mut folds = Folds::default();
    folds.open_all();
    let outline = Outline::of(graph, &folds, shape);
    let mut out = String::new();
    let mut add = |line: &str| {
        out.push_str(line);
        out.push('\n');
    };
    add(graph.walk.root.as_str());
    summary(graph, shape).iter().for_each(|line| add(line.as_str()));
    add("");
    for row in outline.rows().iter().skip(1) {
        let words = words(graph, &outline, row);
        add(&format!("{}{words}", rails(row, signs)));
    }
    if outline.rows().len() == 1 {
        add("nothing");
    }
    out
}

fn rails(row: &OutlineRow, signs: Signs) -> String {
    let passes = |level: u32| 1_u64.checked_shl(level).is_some_and(|bit| row.rails & bit != 0);
    let deep = row.level.min(DEEPEST);
    let above = (1..deep).map(|level| if passes(level) { signs.passing } else { "    " });
    above.chain([if row.is_last { signs.last } else { signs.between }]).collect()
}

fn words(graph: &Graph, outline: &Outline, row: &OutlineRow) -> String {
    let side = graph.side(row.side);
    match (row.of, outline.group(row), side) {
        (_, Some(group), _) => group_words(group),
        (RowOf::Side, _, Some(side)) => match side.reach.way {
            Way::Out => format!("out: {}", counted(side.reach.nodes().len().saturating_sub(1), "entity", "entities")),
            Way::In => format!("in: {}", counted(side.reach.nodes().len().saturating_sub(1), "entity", "entities")),
        },
        (RowOf::Node, _, Some(side)) => {
            let end = side.reach.node(row.place).map_or(u32::MAX, |node| node.end);
            let from = side.reach.node(row.from).map_or(u32::MAX, |node| node.end);
            let word = graph.walk.links.get(row.link).map(|link| link.word(side.reach.way)).unwrap_or_default();
            // in a list of groups the row above is not what led here
            let via = match outline.groups().is_empty() || row.from == 0 {
                true => String::new(),
                false => format!(", over {}", graph.short(from)),
            };
            let owner = graph.owner(end).map(|owner| format!(", owner {owner}")).unwrap_or_default();
            let gone = if graph.row(end).is_none() { ", not in the catalog" } else { "" };
            let seen = if row.is_first { "" } else { " (*)" };
            let cycle = if row.is_cycle { " (cycle)" } else { "" };
            match outline.groups().is_empty() {
                true => format!("{word} {}{owner}{gone}{cycle}{seen}", graph.short(end)),
                false => format!("{}{owner}{gone}, {word}{via}", graph.short(end)),
            }
        }
        _ => String::new(),
    }
}

fn group_words(group: &Group) -> String {
    let entities = counted(group.count as usize, "entity", "entities");
    match &group.of {
        GroupOf::Distance(1) => format!("direct: {entities}, {}", counted(group.owners as usize, "owner", "owners")),
        GroupOf::Distance(distance) => {
            format!("{distance} steps: {entities}, {}", counted(group.owners as usize, "owner", "owners"))
        }
        GroupOf::Owner(Some(owner)) => format!("{owner}: {entities}, nearest {}", group.nearest),
        GroupOf::Owner(None) => format!("without an owner: {entities}, nearest {}", group.nearest),
    }
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// Owners that a summary names.
const NAMED: usize = 3;

/// A graph in a sentence or two: how much it is, and of an impact whose.
pub fn summary(graph: &Graph, shape: Shape) -> Vec<Clean> {
    match (shape, graph.side(0)) {
        (Shape::ByDistance | Shape::ByOwner, Some(side)) => impact_summary(graph, &Shares::of(graph, side)),
        _ => vec![graph_summary(graph)],
    }
}

fn graph_summary(graph: &Graph) -> Clean {
    let depth = match graph.walk.depth {
        None => "all depths".to_owned(),
        Some(depth) if graph.has_more() => format!("depth {depth}, more beyond"),
        Some(depth) => format!("depth {depth}, all there is"),
    };
    let direction = match graph.walk.direction {
        Direction::Out => "out",
        Direction::In => "in",
        Direction::Both => "out and in",
    };
    let entities = counted(graph.entity_count(), "entity", "entities");
    let relations = counted(graph.relation_count(), "relation", "relations");
    let cycles = counted(graph.cycle_count(), "cycle", "cycles");
    Clean::line(&format!("{entities}, {relations}, {cycles}; {depth}, {direction}; {}", followed(graph)))
}

/// The relations that were followed, in words: without them two counts cannot be compared.
fn followed(graph: &Graph) -> String {
    graph.walk.links.to_string().replace(',', ", ")
}

/// An impact in a sentence or two, whose owners were counted already.
pub fn impact_summary(graph: &Graph, shares: &Shares) -> Vec<Clean> {
    let count = graph.entity_count();
    let ownerless = match shares.ownerless {
        0 => String::new(),
        some => format!(", {some} without an owner"),
    };
    let within = graph.walk.depth.filter(|_| graph.has_more()).map(|depth| format!(" within {depth} steps"));
    let first = format!(
        "{} {} affected{}, of {}{ownerless}",
        counted(count, "entity", "entities"),
        if count == 1 { "is" } else { "are" },
        within.unwrap_or_default(),
        counted(shares.owners.len(), "owner", "owners")
    );
    let most = shares.owners.iter().take(NAMED).filter_map(|share| match &share.of {
        GroupOf::Owner(Some(owner)) => Some(format!("{} {}", short(owner.as_str()), share.count)),
        _ => None,
    });
    let most: Vec<String> = most.collect();
    let rest = if shares.owners.len() > NAMED { ", and others" } else { "" };
    let second = (!most.is_empty()).then(|| Clean::line(&format!("most affected: {}{rest}", most.join(", "))));
    let third = Clean::line(&format!("followed: {}", followed(graph)));
    [Clean::line(&first)].into_iter().chain(second).chain([third]).collect()
}

fn short(reference: &str) -> &str {
    reference.strip_prefix("group:default/").unwrap_or(reference)
}
