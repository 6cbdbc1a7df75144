//! Matching a path by the parts of a glob.

use super::class::Class;
use super::parse::{Guard, Part, Times, parse};
use std::cell::Cell;

/// Steps that one match may take: a glob may be made to explode.
const STEPS: u32 = 200_000;
/// How deep a match may nest.
const DEPTH: u32 = 2_000;

/// A glob that is ready to be matched.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    parts: Vec<Part>,
}

/// What is to come after a part.
type Then<'a> = &'a dyn Fn(usize) -> bool;

struct Match<'a> {
    path: &'a [char],
    steps: Cell<u32>,
    depth: Cell<u32>,
}

impl Matcher {
    pub(super) fn new(glob: &str) -> Self {
        Self { parts: parse(glob) }
    }

    /// Whether a path is meant; one that takes too long to find out is not.
    pub(super) fn is_match(&self, path: &str) -> bool {
        let characters: Vec<char> = path.chars().collect();
        let matching = Match { path: &characters, steps: Cell::new(0), depth: Cell::new(0) };
        let end = characters.len();
        // a glob that ends in a star also means a folder with its slash
        let is_end = |at: usize| at == end || (at + 1 == end && self.takes_slash() && characters.last() == Some(&'/'));
        matching.parts(&self.parts, 0, &is_end)
    }

    fn takes_slash(&self) -> bool {
        matches!(self.parts.last(), Some(Part::Star(_) | Part::Deep | Part::Class(_)))
    }
}

impl Match<'_> {
    fn parts(&self, parts: &[Part], at: usize, then: Then<'_>) -> bool {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > STEPS || self.depth.get() > DEPTH {
            return false;
        }
        let Some((part, rest)) = parts.split_first() else { return then(at) };
        self.depth.set(self.depth.get() + 1);
        let fits = self.part(part, at, &|next| self.parts(rest, next, then));
        self.depth.set(self.depth.get() - 1);
        fits
    }

    fn part(&self, part: &Part, at: usize, then: Then<'_>) -> bool {
        let here = self.path.get(at).copied();
        match part {
            Part::One(wanted) => here == Some(*wanted) && then(at + 1),
            Part::Any => here.is_some_and(|here| here != '/') && then(at + 1),
            Part::Class(class) => self.class(class, at, then),
            Part::Star(needs_one) => self.star(*needs_one, at, then),
            Part::Deep => (at..=self.path.len()).any(then),
            Part::Between => (here.is_none() && then(at)) || (here == Some('/') && self.folders(at + 1, then)),
            Part::Folders => self.folders(at, then),
            Part::Below => at == self.path.len() || (here == Some('/') && then(self.path.len())),
            Part::All => then(self.path.len()),
            Part::Not(choices, guard) => self.not(choices, guard, at, then),
            Part::Group(times, choices) => self.group(*times, choices, at, then),
        }
    }

    fn star(&self, needs_one: bool, at: usize, then: Then<'_>) -> bool {
        if needs_one && at == self.path.len() {
            return false;
        }
        let mut end = at;
        loop {
            if then(end) {
                return true;
            }
            if self.path.get(end).is_none_or(|character| *character == '/') {
                return false;
            }
            end += 1;
        }
    }

    fn folders(&self, at: usize, then: Then<'_>) -> bool {
        let ends = self.path.iter().enumerate().skip(at).filter(|(_, character)| **character == '/');
        then(at) || ends.map(|(slash, _)| slash + 1).any(then)
    }

    fn class(&self, class: &Class, at: usize, then: Then<'_>) -> bool {
        let Some(here) = self.path.get(at).copied() else { return false };
        let is_in = class.ranges.iter().any(|(first, last)| (*first..=*last).contains(&here));
        let fits = if class.is_negated { !is_in && here != '/' } else { is_in };
        let literally = class.literal.as_deref().is_some_and(|literal| {
            self.path.get(at..).is_some_and(|rest| rest.starts_with(literal)) && then(at + literal.len())
        });
        literally || (fits && then(at + 1))
    }

    fn group(&self, times: Times, choices: &[Vec<Part>], at: usize, then: Then<'_>) -> bool {
        let once = |then: Then<'_>| choices.iter().any(|choice| self.parts(choice, at, then));
        // a turn that takes nothing is the last one
        let more = |next: usize| then(next) || (next > at && self.group(Times::Some, choices, next, then));
        match times {
            Times::Once => once(then),
            Times::Perhaps => once(then) || then(at),
            Times::Some => once(&more),
            Times::Any => then(at) || once(&more),
        }
    }

    /// Anything within the folder, as long as none of the choices is there.
    fn not(&self, choices: &[Vec<Part>], guard: &Guard, at: usize, then: Then<'_>) -> bool {
        let is_there = |next: usize| match guard {
            Guard::Whole => next == self.path.len(),
            Guard::Start(rest) => self.parts(rest, next, &|_| true),
        };
        !choices.iter().any(|choice| self.parts(choice, at, &is_there)) && self.star(false, at, then)
    }
}
