use super::Drawing;
use crate::domain::docs::ids::Key;
use crate::domain::text::{Clean, width};
use std::collections::HashMap;

/// The longest source that is drawn, in bytes; a page has had of all its drawings as much.
const LONGEST: usize = 16 * 1024;

/// The largest that a drawing gets.
const LINES: usize = 1000;
const COLUMNS: usize = 1000;

/// Stack of the thread that draws: graphs are walked by recursion.
const STACK: usize = 8 * 1024 * 1024;

/// Columns that a drawing is made for where its kind can be made narrower.
const WISHED: usize = 92;

/// Draws all on a thread of its own: what falls over there costs that drawing alone, and is no end of a
/// program whose main thread asked.
pub(super) fn all(sources: Vec<(Key, String)>) -> HashMap<Key, Drawing> {
    let mut drawings = HashMap::new();
    let mut rest = sources.as_slice();
    while !rest.is_empty() {
        let done = on_a_thread(rest);
        rest = rest.get(done.len()..).unwrap_or_default();
        drawings.extend(done);
        // it ended before its time: at the next one
        if let Some(((key, _), after)) = rest.split_first() {
            drawings.insert(*key, undrawn("the drawing fell over"));
            rest = after;
        }
    }
    drawings
}

/// Draws one after the other up to the one that falls over.
fn on_a_thread(sources: &[(Key, String)]) -> Vec<(Key, Drawing)> {
    let (give, take) = std::sync::mpsc::channel();
    let sources = sources.to_vec();
    let work = move || {
        for (key, source) in sources {
            // nobody who takes it: nobody who wants it
            let _ = give.send((key, one(&source)));
        }
    };
    match std::thread::Builder::new().name("drawing".to_owned()).stack_size(STACK).spawn(work) {
        // how it ended is told by what is missing
        Ok(thread) => drop(thread.join()),
        Err(_) => return Vec::new(),
    }
    take.iter().collect()
}

fn one(source: &str) -> Drawing {
    if source.len() > LONGEST {
        return undrawn("too large to be drawn");
    }
    match mermaid_text::render_with_width(source, Some(WISHED)) {
        Ok(text) => drawn(&text),
        Err(mermaid_text::Error::UnsupportedDiagram(_)) => undrawn("a kind that cannot be drawn as text"),
        Err(_) => undrawn("not understood"),
    }
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
