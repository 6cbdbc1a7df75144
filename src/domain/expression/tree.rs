//! What a template is made of, once it is read.
//!
//! Chains are flat: a sum of a thousand terms is one node, so that no source nests deeper than its brackets and tags.

use super::units::Str;
use super::value::Value;
use std::ops::Range;
use std::rc::Rc;

/// A part of an expression, and where it is told to be when it fails.
#[derive(Debug)]
pub(super) struct Node {
    pub at: usize,
    pub what: What,
}

#[derive(Debug)]
pub(super) enum What {
    Literal(Value),
    Name(Variable),
    /// `(a, b)`: all are evaluated, the last is the value.
    Group(Vec<Node>),
    List(Vec<Node>),
    Record(Vec<(Str, Node)>),
    /// `a.b[c](d)`.
    Path(Box<Node>, Vec<Step>),
    /// `a | b | c(d)`.
    Filtered(Box<Node>, Vec<Call>),
    /// Signs before a value, the outermost first; `true` is a minus.
    Signed(Vec<bool>, Box<Node>),
    /// So many `not`.
    Not(usize, Box<Node>),
    /// Operators of one precedence, left to right.
    Chain(Box<Node>, Vec<(Operator, Node)>),
    /// `a // b % c // d`: of each part what is divided by, then what the rest is taken of.
    Floors(Box<Node>, Vec<Vec<Node>>),
    /// `a ** b ** c`, left to right.
    Powers(Box<Node>, Vec<Node>),
    /// `and`: the first that is false, or the last.
    All(Vec<Node>),
    /// `or`: the first that is true, or the last.
    Any(Vec<Node>),
    /// `a in b not in c`; `true` is a `not`.
    In(Box<Node>, Vec<(bool, Node)>),
    Is {
        value: Box<Node>,
        not: bool,
        test: Box<Call>,
    },
    If {
        condition: Box<Node>,
        yes: Box<Node>,
        no: Option<Box<Node>>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Plus,
    Minus,
    Join,
    Times,
    Over,
    Rest,
    Like,
    Unlike,
    Same,
    Other,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// A step from a value to another.
#[derive(Debug)]
pub(super) struct Step {
    pub at: usize,
    pub what: StepKind,
}

#[derive(Debug)]
pub(super) enum StepKind {
    Member(Str),
    Index(Node),
    Slice(Box<[Option<Node>; 3]>),
    Call(Arguments),
}

/// A filter or test by its name.
#[derive(Debug)]
pub(super) struct Call {
    pub at: usize,
    pub name: String,
    pub arguments: Arguments,
}

#[derive(Debug, Default)]
pub(super) struct Arguments {
    pub positional: Vec<Node>,
    pub named: Vec<(Str, Node)>,
}

/// A name, and the slot that it was given where it is the variable of a loop, a parameter or a macro.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub name: Str,
    pub slot: Option<Slot>,
}

/// A place for a value in a running body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    /// How many bodies outwards.
    pub out: usize,
    pub index: usize,
}

/// A body with slots of its own: the template, a block, a macro, the body of a call.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub statements: Vec<Statement>,
    pub slots: usize,
}

#[derive(Debug)]
pub(super) enum Statement {
    Text(Range<usize>),
    Output {
        at: usize,
        value: Node,
    },
    If {
        branches: Vec<(Node, Vec<Statement>)>,
        otherwise: Vec<Statement>,
    },
    For(Box<Loop>),
    Set {
        targets: Vec<Variable>,
        value: Given,
    },
    /// `is_global` where it is declared outside of loops and call bodies: then all see it.
    Macro {
        name: Variable,
        is_global: bool,
        macro_: Rc<Macro>,
    },
    /// `{% call(x) m(a) %}…{% endcall %}`.
    Call {
        at: usize,
        call: Node,
        caller: Rc<Macro>,
    },
    Filter {
        at: usize,
        filter: Call,
        body: Vec<Statement>,
    },
    Block {
        body: Rc<Body>,
    },
    Switch {
        value: Node,
        cases: Vec<(Node, Vec<Statement>)>,
        otherwise: Option<Vec<Statement>>,
    },
}

/// What a name is set to.
#[derive(Debug)]
pub(super) enum Given {
    Value(Node),
    Text(Vec<Statement>),
}

#[derive(Debug)]
pub(super) struct Loop {
    pub at: usize,
    pub names: Vec<Variable>,
    pub over: Node,
    pub body: Vec<Statement>,
    pub otherwise: Vec<Statement>,
    /// Where the number of items is kept, which decides over the else branch.
    pub length: usize,
    /// What the first two names are bound to where pairs are looped over, for the else branch.
    pub pair: Option<[usize; 2]>,
}

#[derive(Debug)]
pub(super) struct Macro {
    /// Parameters without a default, with their slots.
    pub positional: Vec<(Str, usize)>,
    /// Parameters with one.
    pub named: Vec<(Str, Node)>,
    pub body: Body,
}
