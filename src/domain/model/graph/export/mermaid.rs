use super::super::{Graph, Link, Way};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A graph as a Mermaid flowchart: an arrow leads from what needs to what is needed; one on a cycle
/// is thick, and what is not in the catalog has a dashed frame.
///
/// Source: <https://mermaid.js.org/syntax/flowchart.html>; names of others stand in quotes, with
/// everything but letters, digits and a few harmless signs as `#code;`.
pub fn mermaid(graph: &Graph) -> String {
    let mut out = String::from("flowchart LR\n");
    let mut ids: BTreeMap<u32, usize> = BTreeMap::new();
    let ends = graph.sides().iter().flat_map(|side| side.reach.nodes()).map(|node| node.end);
    for end in ends {
        let next = ids.len();
        if let std::collections::btree_map::Entry::Vacant(free) = ids.entry(end) {
            free.insert(next);
            let class = class(graph, end, next == 0);
            let _ = writeln!(out, "  n{next}[\"{}\"]{class}", escaped(graph.short(end).as_str()));
        }
    }
    for edge in graph.edges() {
        let (Some(from), Some(to)) = (ids.get(&edge.from), ids.get(&edge.to)) else { continue };
        let arrow = if edge.is_cycle { "==>" } else { "-->" };
        let word = graph.walk.links.get(edge.link).map(word).unwrap_or_default();
        let _ = writeln!(out, "  n{from} {arrow}|\"{word}\"| n{to}");
    }
    out.push_str("  classDef root stroke-width:3px\n  classDef gone stroke-dasharray:4\n");
    out
}

fn class(graph: &Graph, end: u32, is_root: bool) -> &'static str {
    match (is_root, graph.row(end).is_none()) {
        (_, true) => ":::gone",
        (true, false) => ":::root",
        (false, false) => "",
    }
}

fn word(link: &Link) -> String {
    escaped(link.word(Way::Out).as_str())
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '-' | '_' | '.' | ':' | '/' => out.push(c),
            c if c.is_alphanumeric() => out.push(c),
            c => drop(write!(out, "#{};", u32::from(c))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_label_or_begin_markup_is_escaped() {
        assert_eq!(escaped("a\"]; click n0 \"x"), "a#34;#93;#59; click n0 #34;x");
        assert_eq!(escaped("<b>&#%%{init}`"), "#60;b#62;#38;#35;#37;#37;#123;init#125;#96;");
        assert_eq!(escaped("api:default/pay-2.x 日本"), "api:default/pay-2.x 日本");
    }
}
