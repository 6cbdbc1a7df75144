//! The rows of a graph as a tree: each entity is shown in full once, on a shortest way from the
//! root; at all its other places it only says so.

use super::folds::OpenAt;
use super::row::{OutlineRow, RowOf};
use super::walk::{Graph, Side};

/// The rows of a graph.
pub(super) fn rows(graph: &Graph, open: &OpenAt) -> Vec<OutlineRow> {
    let mut rows = vec![OutlineRow::root()];
    let several = graph.sides().len() > 1;
    for (n, side) in (0..).zip(graph.sides()) {
        let mut head = OutlineRow { side: n, ..OutlineRow::root() };
        let is_last = usize::from(n) + 1 == graph.sides().len();
        if several {
            head = OutlineRow { of: RowOf::Side, level: 1, is_last, ..head };
        }
        head.below = u32::try_from(side.reach.steps(0).len()).unwrap_or(u32::MAX);
        let root = side.reach.node(0).map_or(u32::MAX, |root| root.end);
        head.open = (head.below > 0).then(|| open.is_open(n, root, 0));
        match (several, rows.first_mut()) {
            (false, Some(root)) => *root = head,
            _ => rows.push(head),
        }
        Tree { side, n, open, rows: &mut rows }.below(head);
    }
    rows
}

struct Tree<'a> {
    side: &'a Side,
    n: u8,
    open: &'a OpenAt,
    rows: &'a mut Vec<OutlineRow>,
}

/// A row whose steps are being shown.
struct Frame {
    row: OutlineRow,
    next: usize,
}

impl Tree<'_> {
    /// Adds everything below a row. Without recursion: a chain may be too long for a stack.
    fn below(&mut self, head: OutlineRow) {
        let mut frames: Vec<Frame> =
            (head.open == Some(true)).then_some(Frame { row: head, next: 0 }).into_iter().collect();
        while let Some(frame) = frames.last_mut() {
            let steps = self.side.reach.steps(frame.row.place);
            let Some(step) = steps.get(frame.next) else {
                frames.pop();
                continue;
            };
            frame.next += 1;
            let row = self.row(&frame.row, *step, frame.next == steps.len());
            self.rows.push(row);
            if row.open == Some(true) {
                frames.push(Frame { row, next: 0 });
            }
        }
    }

    fn row(&self, above: &OutlineRow, step: super::Step, is_last: bool) -> OutlineRow {
        let reach = &self.side.reach;
        let is_first = reach.is_first(above.place, step);
        let below = if is_first { u32::try_from(reach.steps(step.to).len()).unwrap_or(u32::MAX) } else { 0 };
        let node = reach.node(step.to);
        let is_open = || node.is_some_and(|node| self.open.is_open(self.n, node.end, node.distance));
        let rail = if above.is_last { 0 } else { 1_u64.checked_shl(above.level).unwrap_or(0) };
        OutlineRow {
            of: RowOf::Node,
            side: self.n,
            place: step.to,
            from: above.place,
            link: step.link,
            level: above.level + 1,
            is_first,
            is_cycle: self.side.cycles().join(above.place, step.to),
            open: (below > 0).then(is_open),
            below,
            rails: above.rails | rail,
            is_last,
        }
    }
}

/// The places of a side from top to bottom, as they would be with everything open, each once.
pub(super) fn preorder(side: &Side) -> Vec<u32> {
    let mut order = Vec::with_capacity(side.reach.nodes().len());
    let mut open = vec![0];
    while let Some(place) = open.pop() {
        order.push(place);
        let steps = side.reach.steps(place).iter().rev();
        open.extend(steps.filter(|step| side.reach.is_first(place, **step)).map(|step| step.to));
    }
    order
}
