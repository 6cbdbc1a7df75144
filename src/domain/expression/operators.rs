//! Operators, from the loosest to the tightest.
//!
//! The reference first reads an expression by one table of precedences, then writes it down as JavaScript, which reads it
//! by its own. What is built here is the outcome of both: `not` takes the left-most operand of a comparison or sum, and
//! `%` beside `//` lands within the floor.

use super::failure::Outcome;
use super::lexer::Lexeme;
use super::number;
use super::parser::Parser;
use super::tree::{Arguments, Call, Node, Operator, StepKind, What};
use super::value::Value;

fn chained(first: Node, rest: Vec<(Operator, Node)>) -> Node {
    if rest.is_empty() { first } else { Node { at: first.at, what: What::Chain(Box::new(first), rest) } }
}

/// Puts `not` before the left-most operand.
fn negate_left(node: Node, at: usize, count: usize) -> Node {
    let what = match node.what {
        What::Chain(first, rest) => What::Chain(Box::new(negate_left(*first, at, count)), rest),
        what => What::Not(count, Box::new(Node { at: node.at, what })),
    };
    Node { at, what }
}

impl Parser<'_> {
    /// `a or b`.
    ///
    /// # Errors
    /// When it is no expression.
    pub fn any(&mut self) -> Outcome<Node> {
        let first = self.all()?;
        let at = first.at;
        let mut items = vec![first];
        while self.skip_word("or") {
            items.push(self.all()?);
        }
        Ok(if items.len() == 1 { items.remove(0) } else { Node { at, what: What::Any(items) } })
    }

    fn all(&mut self) -> Outcome<Node> {
        let first = self.not()?;
        let at = first.at;
        let mut items = vec![first];
        while self.skip_word("and") {
            items.push(self.not()?);
        }
        Ok(if items.len() == 1 { items.remove(0) } else { Node { at, what: What::All(items) } })
    }

    fn not(&mut self) -> Outcome<Node> {
        let at = self.place();
        let mut count = 0;
        while self.skip_word("not") {
            count += 1;
            if count > super::bounds::DEPTH {
                return Err(self.wrong("Template parsing exceeded the nesting depth limit"));
            }
        }
        let node = self.membership()?;
        Ok(match (count, &node.what) {
            (0, _) => node,
            (_, What::Chain(..)) => negate_left(node, at, count),
            _ => Node { at, what: What::Not(count, Box::new(node)) },
        })
    }

    fn membership(&mut self) -> Outcome<Node> {
        let first = self.test()?;
        let mut rest = Vec::new();
        loop {
            let not = self.is_word("not") && self.is_before_in();
            if not {
                self.advance();
            }
            if !self.skip_word("in") {
                break;
            }
            rest.push((not, self.test()?));
        }
        Ok(if rest.is_empty() { first } else { Node { at: first.at, what: What::In(Box::new(first), rest) } })
    }

    fn test(&mut self) -> Outcome<Node> {
        let value = self.comparison()?;
        if !self.skip_word("is") {
            return Ok(value);
        }
        let not = self.skip_word("not");
        let test = Box::new(test_of(self.comparison()?));
        let at = if not { value.at } else { test.at };
        Ok(Node { at, what: What::Is { value: Box::new(value), not, test } })
    }

    /// Comparisons, of which `<` binds tighter than `==`.
    fn comparison(&mut self) -> Outcome<Node> {
        let mut first = None;
        let mut rest: Vec<(Operator, Node)> = Vec::new();
        let mut equality = None;
        loop {
            let (operand, next) = self.relation()?;
            match equality {
                None => first = Some(operand),
                Some(operator) => rest.push((operator, operand)),
            }
            match next {
                Some(operator) => equality = Some(operator),
                None => break,
            }
        }
        first.map(|first| chained(first, rest)).ok_or_else(|| self.wrong("Unexpected expression token"))
    }

    /// Operands with `<`, `<=`, `>`, `>=` between them, and the equality that follows.
    fn relation(&mut self) -> Outcome<(Node, Option<Operator>)> {
        use Operator::{AtLeast, AtMost, Less, Like, More, Other, Same, Unlike};
        let first = self.sum()?;
        let mut rest = Vec::new();
        loop {
            let Some(operator) = self.operator(&[
                ("<", Less),
                ("<=", AtMost),
                (">", More),
                (">=", AtLeast),
                ("==", Like),
                ("!=", Unlike),
                ("===", Same),
                ("!==", Other),
            ]) else {
                return Ok((chained(first, rest), None));
            };
            if matches!(operator, Like | Unlike | Same | Other) {
                return Ok((chained(first, rest), Some(operator)));
            }
            rest.push((operator, self.sum()?));
        }
    }

    fn sum(&mut self) -> Outcome<Node> {
        let first = self.product()?;
        let mut rest = Vec::new();
        while let Some(operator) =
            self.operator(&[("+", Operator::Plus), ("-", Operator::Minus), ("~", Operator::Join)])
        {
            rest.push((operator, self.product()?));
        }
        Ok(chained(first, rest))
    }

    fn product(&mut self) -> Outcome<Node> {
        let (first, mut rest) = self.floors()?;
        while let Some(operator) = self.operator(&[("*", Operator::Times), ("/", Operator::Over)]) {
            let (operand, rests) = self.floors()?;
            rest.push((operator, operand));
            rest.extend(rests);
        }
        Ok(chained(first, rest))
    }

    /// Operands with `//` and `%` between them. Where there is no `//`, the rests belong to the product around.
    fn floors(&mut self) -> Outcome<(Node, Vec<(Operator, Node)>)> {
        let (first, rests) = self.rests()?;
        if !self.is_sign("//") {
            return Ok((first, rests));
        }
        let first = chained(first, rests);
        let mut parts = Vec::new();
        while self.skip("//") {
            let (over, rests) = self.rests()?;
            parts.push(std::iter::once(over).chain(rests.into_iter().map(|(_, node)| node)).collect());
        }
        Ok((Node { at: first.at, what: What::Floors(Box::new(first), parts) }, Vec::new()))
    }

    fn rests(&mut self) -> Outcome<(Node, Vec<(Operator, Node)>)> {
        let first = self.power()?;
        let mut rests = Vec::new();
        while self.skip("%") {
            rests.push((Operator::Rest, self.power()?));
        }
        Ok((first, rests))
    }

    fn power(&mut self) -> Outcome<Node> {
        let first = self.unary()?;
        let mut rest = Vec::new();
        while self.skip("**") {
            rest.push(self.unary()?);
        }
        Ok(if rest.is_empty() { first } else { Node { at: first.at, what: What::Powers(Box::new(first), rest) } })
    }

    fn operator(&mut self, table: &[(&str, Operator)]) -> Option<Operator> {
        let Lexeme::Sign(sign) = self.what() else { return None };
        let (_, operator) = table.iter().find(|(written, _)| written == sign)?;
        self.advance();
        Some(*operator)
    }
}

/// What is asked by the right side of `is`, which is any expression: its name or its value is that of a test, and where it
/// has neither the test is `undefined`.
fn test_of(node: Node) -> Call {
    let at = node.at;
    let call = |name: String, arguments| Call { at, name, arguments };
    let plain = |name: String| Call { at, name, arguments: Arguments::default() };
    match node.what {
        What::Name(variable) => plain(variable.name.to_text()),
        What::Literal(value) => plain(literal(&value)),
        What::Path(base, mut steps) => match (base.what, steps.pop().map(|step| step.what), steps.is_empty()) {
            (What::Name(variable), Some(StepKind::Call(arguments)), true) => call(variable.name.to_text(), arguments),
            (What::Literal(value), Some(StepKind::Call(arguments)), true) => call(literal(&value), arguments),
            _ => plain("undefined".to_owned()),
        },
        What::Filtered(base, mut filters) => match filters.pop() {
            Some(last) => {
                let mut arguments = last.arguments;
                let first =
                    if filters.is_empty() { *base } else { Node { at: base.at, what: What::Filtered(base, filters) } };
                arguments.positional.insert(0, first);
                call(last.name, arguments)
            }
            None => plain("undefined".to_owned()),
        },
        _ => plain("undefined".to_owned()),
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Bool(is) => is.to_string(),
        Value::Number(number) => number::to_text(*number),
        Value::Text(text) => text.to_text(),
        Value::Pattern(regex) => regex.shown(),
        _ => "null".to_owned(),
    }
}
