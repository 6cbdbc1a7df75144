use super::Drawing;
use crate::domain::docs::ids::Key;
use crate::domain::text::{Clean, width};
use mermaid_text::detect::DiagramKind;
use std::collections::HashMap;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

/// The longest source that is drawn, in bytes.
const LONGEST: usize = 16 * 1024;
/// As much is drawn of a page, in bytes of source.
const LONGEST_OF_ALL: usize = 64 * 1024;

/// A drawing is given up after so long, and those of a page after so long.
const PATIENCE: Duration = Duration::from_secs(2);
const PATIENCE_WITH_ALL: Duration = Duration::from_secs(4);

/// The most nodes and edges of a graph: routes among more are looked for without an end.
const MOST: usize = 150;

/// The largest that a drawing gets.
const LINES: usize = 1000;
const COLUMNS: usize = 1000;

/// Stack of the thread that draws: graphs are walked by recursion.
const STACK: usize = 8 * 1024 * 1024;

/// Columns that a drawing is made for where its kind can be made narrower.
const WISHED: usize = 92;

/// Draws all on a thread of its own: what falls over there costs that drawing alone, and is no end of a
/// program whose main thread asked. What takes too long is left to itself.
pub(super) fn all(sources: Vec<(Key, String)>) -> HashMap<Key, Drawing> {
    let end = Instant::now() + PATIENCE_WITH_ALL;
    let mut drawings = HashMap::new();
    let affordable = affordable(sources, &mut drawings);
    let mut rest = affordable.as_slice();
    while !rest.is_empty() {
        let (done, why) = on_a_thread(rest, end);
        rest = rest.get(done.len()..).unwrap_or_default();
        drawings.extend(done);
        // it did not come to its end: at the next one
        if let Some(((key, _), after)) = rest.split_first() {
            drawings.insert(*key, undrawn(why));
            rest = after;
        }
    }
    drawings
}

/// The sources that are drawn; of others is said why they are not.
fn affordable(sources: Vec<(Key, String)>, drawings: &mut HashMap<Key, Drawing>) -> Vec<(Key, String)> {
    let mut left = LONGEST_OF_ALL;
    let (affordable, others) = sources.into_iter().partition(|(_, source)| {
        let is_affordable = source.len() <= LONGEST.min(left);
        left -= if is_affordable { source.len() } else { 0 };
        is_affordable
    });
    let why = |source: &String| {
        if source.len() > LONGEST { "too large to be drawn" } else { "too many drawings on one page" }
    };
    let others: Vec<(Key, String)> = others;
    drawings.extend(others.iter().map(|(key, source)| (*key, undrawn(why(source)))));
    affordable
}

/// Draws one after the other up to the one that falls over or takes too long, and says which of both.
fn on_a_thread(sources: &[(Key, String)], end: Instant) -> (Vec<(Key, Drawing)>, &'static str) {
    let (give, take) = std::sync::mpsc::channel();
    let sources = sources.to_vec();
    let work = move || {
        for (key, source) in sources {
            if give.send((key, one(&source))).is_err() {
                // nobody who takes it: nobody who wants it
                return;
            }
        }
    };
    let mut done = Vec::new();
    if std::thread::Builder::new().name("drawing".to_owned()).stack_size(STACK).spawn(work).is_err() {
        return (done, "there is no thread for it");
    }
    loop {
        // what came in time and was not asked for in time comes too late as well
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return (done, "takes too long to be drawn");
        }
        match take.recv_timeout(PATIENCE.min(left)) {
            Ok(drawing) => done.push(drawing),
            Err(RecvTimeoutError::Timeout) => return (done, "takes too long to be drawn"),
            Err(RecvTimeoutError::Disconnected) => return (done, "the drawing fell over"),
        }
    }
}

fn one(source: &str) -> Drawing {
    if is_tangled(source) {
        return undrawn("too large to be drawn");
    }
    match mermaid_text::render_with_width(source, Some(WISHED)) {
        Ok(text) => drawn(&text),
        Err(mermaid_text::Error::UnsupportedDiagram(_)) => undrawn("a kind that cannot be drawn as text"),
        Err(_) => undrawn("not understood"),
    }
}

/// Whether it is a graph of more than can be laid out soon.
fn is_tangled(source: &str) -> bool {
    let graph = match mermaid_text::detect::detect(source) {
        Ok(DiagramKind::Flowchart) => mermaid_text::parser::parse(source),
        Ok(DiagramKind::State) => mermaid_text::parser::state::parse(source),
        _ => return false,
    };
    graph.is_ok_and(|graph| graph.nodes.len() + graph.edges.len() > MOST)
}

fn drawn(text: &str) -> Drawing {
    let lines: Vec<Clean> = text.lines().map(|line| Clean::line(line.trim_end())).collect();
    let blank = |lines: &[Clean]| lines.iter().take_while(|line| line.is_empty()).count();
    let lines = lines.get(blank(&lines)..).unwrap_or_default().to_vec();
    let columns = lines.iter().map(|line| width(line.as_str())).max().unwrap_or(0);
    if columns == 0 {
        undrawn("there is nothing in it")
    } else if columns > COLUMNS || lines.len() > LINES {
        undrawn("too large to be drawn")
    } else {
        Drawing::Drawn { lines, columns }
    }
}

fn undrawn(why: &'static str) -> Drawing {
    Drawing::Undrawn { why: why.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawings(sources: &[String]) -> Vec<Drawing> {
        let keyed = (0..).map(Key).zip(sources.iter().cloned()).collect();
        let mut all: Vec<_> = all(keyed).into_iter().collect();
        all.sort_by_key(|(key, _)| key.0);
        all.into_iter().map(|(_, drawing)| drawing).collect()
    }

    fn graph(nodes: usize, edges: usize) -> String {
        let edge = |n: usize| format!("N{}-->M{}\n", n % nodes, n * 7 % nodes);
        format!("graph TD\n{}", (0..edges).map(edge).collect::<String>())
    }

    #[test]
    fn a_graph_that_nobody_could_follow_is_told_apart_at_once() {
        let small = graph(4, 6);
        let tangled = graph(200, 400);
        let crossed = format!("graph TD\n{}", ["A & B & C & D & E & F & G & H & I & J & K & L & M"; 2].join("-->"));
        let drawings = drawings(&[tangled, small, crossed]);
        assert_eq!(drawings[0], undrawn("too large to be drawn"));
        assert!(matches!(drawings[1], Drawing::Drawn { .. }));
        assert_eq!(drawings[2], undrawn("too large to be drawn"));
    }

    #[test]
    fn a_page_has_so_much_drawn_and_no_more() {
        let long = format!("pie\n%%{}\n\"a\" : 1\n", "x".repeat(15 * 1024));
        let drawings = drawings(&vec![long; 6]);
        assert!(matches!(drawings[3], Drawing::Drawn { .. }));
        assert_eq!(drawings[4..], vec![undrawn("too many drawings on one page"); 2]);
    }

    #[test]
    fn when_a_pages_time_is_over_the_rest_is_not_waited_for() {
        let (done, why) = on_a_thread(&[(Key(0), graph(60, 75))], Instant::now());
        assert_eq!((done, why), (Vec::new(), "takes too long to be drawn"));
    }
}
