//! Where the boxes of a pipeline stand: stages in columns, each right of those that it takes freight from.

use crate::domain::model::delivery::Pipeline;

/// Rows of a box, with its frame.
pub(super) const BOX_ROWS: usize = 5;
/// Rows between two boxes.
const BETWEEN: usize = 1;
/// Columns of a box, at least and at most.
const NARROW: usize = 15;
const WIDE: usize = 26;

/// Where everything stands, in columns and rows of the drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Columns of each box.
    pub width: usize,
    /// Of each stage its column of boxes, and its place in that.
    pub cells: Vec<(usize, usize)>,
    /// Of each column of boxes where it begins.
    pub lefts: Vec<usize>,
    /// Of each column of boxes, how many stages lead on from it.
    pub lanes: Vec<Vec<usize>>,
    /// Rows of the whole.
    pub height: usize,
}

impl Layout {
    /// The layout of a pipeline in so many columns; `None` where they are too few.
    pub fn of(pipeline: &Pipeline, columns: usize) -> Option<Self> {
        let cells = cells(pipeline);
        let count = cells.iter().map(|(column, _)| column + 1).max()?;
        let lanes = (0..count).map(|column| lanes(pipeline, &cells, column)).collect::<Vec<_>>();
        let gaps: Vec<usize> = lanes.iter().map(|lanes| if lanes.is_empty() { 2 } else { lanes.len() + 3 }).collect();
        let gaps_width: usize = gaps.iter().take(count - 1).sum();
        let width = (columns.checked_sub(gaps_width)? / count).min(WIDE);
        if width < NARROW {
            return None;
        }
        let mut left = 0;
        let lefts = gaps.iter().map(|gap| {
            let here = left;
            left += width + gap;
            here
        });
        let lefts = lefts.collect();
        let rows = cells.iter().map(|(_, row)| row + 1).max().unwrap_or(0);
        let height = (rows * (BOX_ROWS + BETWEEN)).saturating_sub(BETWEEN);
        Some(Self { width, cells, lefts, lanes, height })
    }

    /// The upper left corner of a box.
    pub fn corner(&self, stage: usize) -> Option<(usize, usize)> {
        let (column, row) = *self.cells.get(stage)?;
        Some((*self.lefts.get(column)?, row * (BOX_ROWS + BETWEEN)))
    }

    /// The stage whose box holds a cell.
    pub fn at(&self, x: usize, y: usize) -> Option<usize> {
        (0..self.cells.len()).find(|stage| {
            let holds = |(left, top): (usize, usize)| {
                (left..left + self.width).contains(&x) && (top..top + BOX_ROWS).contains(&y)
            };
            self.corner(*stage).is_some_and(holds)
        })
    }

    /// The stage above or below in the same column.
    pub fn beside(&self, stage: usize, by: isize) -> Option<usize> {
        let (column, row) = *self.cells.get(stage)?;
        let wanted = (column, row.checked_add_signed(by)?);
        self.cells.iter().position(|cell| *cell == wanted)
    }
}

/// Columns and rows: a stage stands right of all before it that it takes from. Circles lead back, and move nothing.
fn cells(pipeline: &Pipeline) -> Vec<(usize, usize)> {
    let mut columns: Vec<usize> = Vec::with_capacity(pipeline.stages.len());
    for (at, stage) in pipeline.stages.iter().enumerate() {
        let before =
            stage.upstream.iter().filter(|upstream| **upstream < at).filter_map(|upstream| columns.get(*upstream));
        columns.push(before.map(|column| column + 1).max().unwrap_or(0));
    }
    let mut filled: Vec<usize> = vec![0; columns.iter().max().map_or(0, |most| most + 1)];
    let place = |column: &usize| {
        let row = filled.get(*column).copied().unwrap_or_default();
        filled.iter_mut().skip(*column).take(1).for_each(|rows| *rows += 1);
        (*column, row)
    };
    columns.iter().map(place).collect()
}

/// The stages of a column that lead to the next one.
fn lanes(pipeline: &Pipeline, cells: &[(usize, usize)], column: usize) -> Vec<usize> {
    let column_of = |stage: usize| cells.get(stage).map(|(column, _)| *column);
    let own = (0..cells.len()).filter(|stage| column_of(*stage) == Some(column));
    own.filter(|stage| {
        let takes = |(at, other): (usize, &crate::domain::model::delivery::StageNode)| {
            column_of(at) == Some(column + 1) && other.upstream.contains(stage)
        };
        pipeline.stages.iter().enumerate().any(takes)
    })
    .collect()
}
