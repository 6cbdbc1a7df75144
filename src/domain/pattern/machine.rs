//! The machine that runs a compiled expression over a text, going back where a way ends.

use super::TooCostly;
use super::compile::{One, Program, Step};
use super::fold::canonical;
use super::set::{is_line_end, is_word};
use std::ops::Range;

/// Steps that one match may take: some hundredths of a second.
const STEPS: usize = 2_000_000;
/// Steps more for each unit of the text.
const STEPS_A_UNIT: usize = 16;
/// Ways that may wait at the same time.
const WAYS: usize = 1_000_000;

/// Start and end of each group that took part.
pub type Groups = Vec<Option<(usize, usize)>>;

/// The first match from `from` on: start and end of each group.
pub fn search(program: &Program, text: &[u32], from: usize, only_there: bool) -> Result<Option<Groups>, TooCostly> {
    let mut machine = Machine {
        program,
        text,
        slots: vec![None; program.groups * 2],
        cells: vec![0; program.cells],
        ways: Vec::new(),
        left: STEPS + STEPS_A_UNIT * text.len(),
    };
    let last = if only_there || program.anchored && !program.multiline { from } else { text.len() };
    if program.anchored && from > 0 {
        return Ok(None);
    }
    for start in from..=last {
        if machine.run(start)? {
            return Ok(Some(machine.groups()));
        }
    }
    Ok(None)
}

/// What to do when a way ends.
enum Way {
    /// Try there.
    Fork {
        step: usize,
        at: usize,
    },
    /// Give one more back, until none is left.
    Run {
        step: usize,
        at: usize,
        least: usize,
    },
    /// Something was written over: put it back, and go on back.
    Slot {
        slot: usize,
        before: Option<usize>,
    },
    Cell {
        cell: usize,
        before: usize,
    },
}

struct Machine<'a> {
    program: &'a Program,
    text: &'a [u32],
    slots: Vec<Option<usize>>,
    cells: Vec<usize>,
    ways: Vec<Way>,
    left: usize,
}

impl Machine<'_> {
    fn groups(&self) -> Groups {
        self.slots.chunks(2).map(|pair| Some(((*pair.first()?)?, (*pair.last()?)?))).collect()
    }

    fn run(&mut self, start: usize) -> Result<bool, TooCostly> {
        self.ways.clear();
        self.slots.fill(None);
        let mut next = Some((0, start));
        while let Some((step, at)) = next {
            self.pay(1)?;
            match self.program.steps.get(step) {
                None | Some(Step::Done) => return Ok(true),
                Some(taken) => next = self.take(taken, step + 1, at)?,
            }
            if next.is_none() {
                next = self.go_back();
            }
        }
        Ok(false)
    }

    fn pay(&mut self, steps: usize) -> Result<(), TooCostly> {
        self.left = self.left.checked_sub(steps).ok_or(TooCostly)?;
        if self.ways.len() > WAYS { Err(TooCostly) } else { Ok(()) }
    }

    /// Takes one step: where to go on, or `None` when this way ends.
    fn take(&mut self, taken: &Step, next: usize, at: usize) -> Result<Option<(usize, usize)>, TooCostly> {
        Ok(match taken {
            Step::One { one, back } => {
                self.moved(at, *back).filter(|(unit, _)| self.fits(one, *unit)).map(|(_, to)| (next, to))
            }
            Step::Run { one, least, most, back } => self.run_of(one, *least..*most, *back, next, at)?,
            Step::Start => self.is_start(at).then_some((next, at)),
            Step::End => self.is_end(at).then_some((next, at)),
            Step::Boundary { negative } => (self.is_boundary(at) != *negative).then_some((next, at)),
            Step::Fork { other } => {
                self.ways.push(Way::Fork { step: *other, at });
                Some((next, at))
            }
            Step::Jump { to } => Some((*to, at)),
            Step::Keep { slot } => {
                self.keep(*slot, Some(at));
                Some((next, at))
            }
            Step::Reference { group, back } => self.again(*group, *back, at)?.map(|to| (next, to)),
            _ => self.control(taken, next, at),
        })
    }

    /// Loops and looks.
    fn control(&mut self, taken: &Step, next: usize, at: usize) -> Option<(usize, usize)> {
        match taken {
            Step::LoopStart { cell } => self.write(*cell, 0),
            Step::LoopTest { cell, least, most, greedy, out } => {
                return self.another(self.cell(*cell), *least..*most, *greedy, [next, *out], at);
            }
            Step::LoopRound { cell, groups } => {
                self.write(*cell, self.cell(*cell) + 1);
                self.write(*cell + 1, at);
                (groups.start * 2..groups.end * 2).for_each(|slot| self.keep(slot, None));
            }
            Step::LoopBack { cell, least, test } => {
                // a round that took nothing and was not asked for leads nowhere
                let idle = self.cell(*cell) > *least as usize && self.cell(*cell + 1) == at;
                return (!idle).then_some((*test, at));
            }
            Step::LookStart { cell, negative, after } => {
                self.write(*cell, at);
                self.write(*cell + 1, self.ways.len() + 1);
                if *negative {
                    self.ways.push(Way::Fork { step: *after, at });
                }
            }
            Step::LookEnd { cell, negative } => return self.looked(*cell, *negative, next),
            _ => {}
        }
        Some((next, at))
    }

    /// A loop after so many rounds.
    fn another(
        &mut self,
        rounds: usize,
        bounds: Range<u32>,
        greedy: bool,
        [round, out]: [usize; 2],
        at: usize,
    ) -> Option<(usize, usize)> {
        if rounds < bounds.start as usize {
            return Some((round, at));
        }
        if rounds >= bounds.end as usize {
            return Some((out, at));
        }
        let (first, other) = if greedy { (round, out) } else { (out, round) };
        self.ways.push(Way::Fork { step: other, at });
        Some((first, at))
    }

    /// What was looked for is there. No way into a look leads back, but what it wrote is put back later.
    fn looked(&mut self, cell: usize, negative: bool, next: usize) -> Option<(usize, usize)> {
        let at = self.cell(cell);
        let height = self.cell(cell + 1);
        if !negative {
            let inside = self.ways.split_off(height.min(self.ways.len()));
            self.ways.extend(inside.into_iter().filter(|way| matches!(way, Way::Slot { .. } | Way::Cell { .. })));
            return Some((next, at));
        }
        // the way that waits for a look that finds nothing is the one at `height`; it goes as well
        while self.ways.len() > height {
            match self.ways.pop() {
                Some(Way::Slot { slot, before }) => self.put(slot, before),
                Some(Way::Cell { cell, before }) => self.put_cell(cell, before),
                _ => {}
            }
        }
        None
    }

    fn go_back(&mut self) -> Option<(usize, usize)> {
        loop {
            match self.ways.pop()? {
                Way::Fork { step, at } => return Some((step, at)),
                Way::Slot { slot, before } => self.put(slot, before),
                Way::Cell { cell, before } => self.put_cell(cell, before),
                Way::Run { step, at, least } if at == least => return Some((step, at)),
                Way::Run { step, at, least } => {
                    let shorter = if at > least { at - 1 } else { at + 1 };
                    self.ways.push(Way::Run { step, at: shorter, least });
                    return Some((step, at));
                }
            }
        }
    }

    /// As many units as fit, with the ways back to fewer.
    fn run_of(
        &mut self,
        one: &One,
        bounds: Range<u32>,
        back: bool,
        next: usize,
        at: usize,
    ) -> Result<Option<(usize, usize)>, TooCostly> {
        let most = bounds.end as usize;
        let (mut taken, mut to) = (0, at);
        while taken < most
            && let Some((unit, further)) = self.moved(to, back)
            && self.fits(one, unit)
        {
            taken += 1;
            to = further;
        }
        self.pay(taken / 4)?;
        let least = bounds.start as usize;
        if taken < least {
            return Ok(None);
        }
        if taken > least {
            let shortest = if back { at - least } else { at + least };
            let shorter = if back { to + 1 } else { to - 1 };
            self.ways.push(Way::Run { step: next, at: shorter, least: shortest });
        }
        Ok(Some((next, to)))
    }

    /// What a group caught, once more; nothing where it caught nothing.
    fn again(&mut self, group: usize, back: bool, at: usize) -> Result<Option<usize>, TooCostly> {
        let slot = |slot: usize| self.slots.get(slot).copied().flatten();
        let (Some(start), Some(end)) = (slot(group * 2), slot(group * 2 + 1)) else { return Ok(Some(at)) };
        let length = end.saturating_sub(start);
        self.pay(length / 4)?;
        let here = if back { at.checked_sub(length) } else { Some(at) };
        let Some(here) = here else { return Ok(None) };
        let (Some(caught), Some(text)) = (self.text.get(start..end), self.text.get(here..here + length)) else {
            return Ok(None);
        };
        let same = caught.iter().zip(text).all(|(one, other)| self.folded(*one) == self.folded(*other));
        Ok(same.then_some(if back { here } else { here + length }))
    }

    fn moved(&self, at: usize, back: bool) -> Option<(u32, usize)> {
        let from = if back { at.checked_sub(1)? } else { at };
        Some((*self.text.get(from)?, if back { from } else { at + 1 }))
    }

    fn fits(&self, one: &One, unit: u32) -> bool {
        match one {
            One::Char(wanted) => unit == *wanted || self.folded(unit) == *wanted,
            One::Set(set) => set.has(unit, self.program.folding),
            One::Dot => !is_line_end(unit),
            One::Anything => true,
        }
    }

    fn folded(&self, unit: u32) -> u32 {
        self.program.folding.map_or(unit, |folding| canonical(unit, folding))
    }

    fn is_start(&self, at: usize) -> bool {
        at == 0 || self.program.multiline && self.moved(at, true).is_some_and(|(unit, _)| is_line_end(unit))
    }

    fn is_end(&self, at: usize) -> bool {
        at == self.text.len()
            || self.program.multiline && self.moved(at, false).is_some_and(|(unit, _)| is_line_end(unit))
    }

    fn is_boundary(&self, at: usize) -> bool {
        let folded = self.program.folding == Some(super::fold::Folding::Unicode);
        let word = |back| self.moved(at, back).is_some_and(|(unit, _)| is_word(unit, folded));
        word(true) != word(false)
    }

    fn keep(&mut self, slot: usize, value: Option<usize>) {
        if let Some(place) = self.slots.get_mut(slot)
            && *place != value
        {
            self.ways.push(Way::Slot { slot, before: *place });
            *place = value;
        }
    }

    fn cell(&self, cell: usize) -> usize {
        self.cells.get(cell).copied().unwrap_or_default()
    }

    fn write(&mut self, cell: usize, value: usize) {
        if let Some(place) = self.cells.get_mut(cell) {
            self.ways.push(Way::Cell { cell, before: *place });
            *place = value;
        }
    }

    fn put(&mut self, slot: usize, before: Option<usize>) {
        if let Some(place) = self.slots.get_mut(slot) {
            *place = before;
        }
    }

    fn put_cell(&mut self, cell: usize, before: usize) {
        if let Some(place) = self.cells.get_mut(cell) {
            *place = before;
        }
    }
}
