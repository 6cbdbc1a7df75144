//! From the tree to the steps of the machine.

use super::Flags;
use super::fold::{Folding, canonical};
use super::set::Set;
use super::tree::{Look, Node, Reference, Repeat, Tree};
use std::ops::Range;

/// A compiled regular expression.
#[derive(Debug, Clone)]
pub struct Program {
    pub steps: Vec<Step>,
    /// Groups, the whole match counted.
    pub groups: usize,
    /// Cells that loops and looks keep something in.
    pub cells: usize,
    pub names: Vec<(String, usize)>,
    pub folding: Option<Folding>,
    pub multiline: bool,
    /// Whether a match can only begin where the text does.
    pub anchored: bool,
}

/// One unit of the text.
#[derive(Debug, Clone)]
pub enum One {
    Char(u32),
    Set(Set),
    /// Anything but a line end.
    Dot,
    Anything,
}

/// A step. `back` goes against the text, inside of a look behind.
#[derive(Debug, Clone)]
pub enum Step {
    One {
        one: One,
        back: bool,
    },
    /// As many as there are, giving back one by one; `most` bounds how many.
    Run {
        one: One,
        least: u32,
        most: u32,
        back: bool,
    },
    Start,
    End,
    Boundary {
        negative: bool,
    },
    /// Go on at the next step, and at `other` when that fails.
    Fork {
        other: usize,
    },
    Jump {
        to: usize,
    },
    /// Keep the place in a slot: twice the group, and one more for its end.
    Keep {
        slot: usize,
    },
    Reference {
        group: usize,
        back: bool,
    },
    LoopStart {
        cell: usize,
    },
    /// Another round, or out.
    LoopTest {
        cell: usize,
        least: u32,
        most: u32,
        greedy: bool,
        out: usize,
    },
    LoopRound {
        cell: usize,
        groups: Range<usize>,
    },
    LoopBack {
        cell: usize,
        least: u32,
        test: usize,
    },
    LookStart {
        cell: usize,
        negative: bool,
        after: usize,
    },
    LookEnd {
        cell: usize,
        negative: bool,
    },
    Done,
}

pub fn compile(tree: &Tree, flags: Flags) -> Program {
    let folding = flags.ignore_case.then_some(if flags.unicode { Folding::Unicode } else { Folding::Capitals });
    let mut compiler = Compiler { steps: Vec::new(), cells: 0, names: &tree.names, dot_all: flags.dot_all, folding };
    compiler.push(Step::Keep { slot: 0 });
    compiler.node(&tree.root, false);
    compiler.push(Step::Keep { slot: 1 });
    compiler.push(Step::Done);
    Program {
        steps: compiler.steps,
        groups: tree.groups + 1,
        cells: compiler.cells,
        names: tree.names.clone(),
        folding,
        multiline: flags.multiline,
        anchored: !flags.multiline && begins_at_start(&tree.root),
    }
}

fn begins_at_start(node: &Node) -> bool {
    match node {
        Node::Start => true,
        Node::Sequence(nodes) => nodes.first().is_some_and(begins_at_start),
        Node::Choice(nodes) => !nodes.is_empty() && nodes.iter().all(begins_at_start),
        Node::Group(_, node) => begins_at_start(node),
        _ => false,
    }
}

struct Compiler<'a> {
    steps: Vec<Step>,
    cells: usize,
    names: &'a [(String, usize)],
    dot_all: bool,
    folding: Option<Folding>,
}

impl Compiler<'_> {
    fn push(&mut self, step: Step) -> usize {
        self.steps.push(step);
        self.steps.len() - 1
    }

    fn here(&self) -> usize {
        self.steps.len()
    }

    fn cells(&mut self, count: usize) -> usize {
        self.cells += count;
        self.cells - count
    }

    fn node(&mut self, node: &Node, back: bool) {
        if let Some(one) = self.one(node) {
            self.push(Step::One { one, back });
            return;
        }
        match node {
            Node::Start => drop(self.push(Step::Start)),
            Node::End => drop(self.push(Step::End)),
            Node::Boundary { negative } => drop(self.push(Step::Boundary { negative: *negative })),
            Node::Sequence(nodes) if back => nodes.iter().rev().for_each(|node| self.node(node, back)),
            Node::Sequence(nodes) => nodes.iter().for_each(|node| self.node(node, back)),
            Node::Choice(nodes) => self.choice(nodes, back),
            Node::Group(group, node) => self.group(*group, node, back),
            Node::Repeat(repeat) => self.repeat(repeat, back),
            Node::Look(look) => self.look(look),
            Node::Reference(reference) => self.reference(reference, back),
            Node::Char(_) | Node::Set(_) | Node::Any => {}
        }
    }

    fn one(&self, node: &Node) -> Option<One> {
        match node {
            Node::Char(unit) => Some(One::Char(self.folding.map_or(*unit, |folding| canonical(*unit, folding)))),
            Node::Set(set) => Some(One::Set(set.clone())),
            Node::Any if self.dot_all => Some(One::Anything),
            Node::Any => Some(One::Dot),
            _ => None,
        }
    }

    fn choice(&mut self, nodes: &[Node], back: bool) {
        let Some((last, earlier)) = nodes.split_last() else { return };
        let mut jumps = Vec::new();
        for node in earlier {
            let fork = self.push(Step::Fork { other: 0 });
            self.node(node, back);
            jumps.push(self.push(Step::Jump { to: 0 }));
            self.set(fork, Step::Fork { other: self.here() });
        }
        self.node(last, back);
        for jump in jumps {
            self.set(jump, Step::Jump { to: self.here() });
        }
    }

    fn set(&mut self, at: usize, step: Step) {
        if let Some(place) = self.steps.get_mut(at) {
            *place = step;
        }
    }

    fn group(&mut self, group: usize, node: &Node, back: bool) {
        let (first, last) = if back { (1, 0) } else { (0, 1) };
        self.push(Step::Keep { slot: group * 2 + first });
        self.node(node, back);
        self.push(Step::Keep { slot: group * 2 + last });
    }

    fn repeat(&mut self, repeat: &Repeat, back: bool) {
        let most = repeat.most.unwrap_or(u32::MAX);
        if let (true, Some(one)) = (repeat.greedy, self.one(&repeat.node)) {
            self.push(Step::Run { one, least: repeat.least, most, back });
            return;
        }
        let cell = self.cells(2);
        self.push(Step::LoopStart { cell });
        let test = self.push(Step::Done);
        self.push(Step::LoopRound { cell, groups: repeat.groups.clone() });
        self.node(&repeat.node, back);
        self.push(Step::LoopBack { cell, least: repeat.least, test });
        let out = self.here();
        self.set(test, Step::LoopTest { cell, least: repeat.least, most, greedy: repeat.greedy, out });
    }

    fn look(&mut self, look: &Look) {
        let cell = self.cells(2);
        let start = self.push(Step::Done);
        self.node(&look.node, look.behind);
        self.push(Step::LookEnd { cell, negative: look.negative });
        self.set(start, Step::LookStart { cell, negative: look.negative, after: self.here() });
    }

    fn reference(&mut self, reference: &Reference, back: bool) {
        let group = match reference {
            Reference::Index(group) => Some(*group),
            Reference::Name(name) => self.names.iter().find(|(known, _)| known == name).map(|(_, group)| *group),
        };
        if let Some(group) = group {
            self.push(Step::Reference { group, back });
        }
    }
}
