//! Expressions, from tokens to their tree.

use super::bounds::{BRACKETS, DEPTH};
use super::failure::{Failure, Outcome};
use super::lexer::{Lexeme, Token};
use super::scopes::Scopes;
use super::tree::{Arguments, Call, Node, Step, StepKind, What};
use super::units::Str;

/// Names that would reach into JavaScript's own objects.
const RESERVED: [&str; 3] = ["constructor", "prototype", "__proto__"];

pub(super) struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    pub(super) scopes: &'a mut Scopes,
    depth: usize,
}

/// Whether a name may be used.
///
/// # Errors
/// When it is reserved.
pub(super) fn allow(at: usize, name: &str) -> Outcome<()> {
    if RESERVED.contains(&name) {
        return Err(Failure::at(at, format!("Template name \"{name}\" is reserved")));
    }
    Ok(())
}

impl<'a> Parser<'a> {
    /// A parser of tokens, the last of which is the end.
    pub fn new(tokens: &'a [Token], scopes: &'a mut Scopes) -> Self {
        Self { tokens, at: 0, scopes, depth: 0 }
    }

    /// The whole of the tokens as one expression.
    ///
    /// # Errors
    /// On anything else.
    pub fn whole(mut self) -> Outcome<Node> {
        let node = self.expression()?;
        self.finish()?;
        Ok(node)
    }

    /// Nothing more follows.
    ///
    /// # Errors
    /// When something does.
    pub fn finish(&self) -> Outcome<()> {
        match self.what() {
            Lexeme::End => Ok(()),
            other => Err(self.wrong(format!("Expected eof, received \"{}\"", other.shown()))),
        }
    }

    pub fn what(&self) -> &'a Lexeme {
        self.tokens.get(self.at).map_or(&Lexeme::End, |token| &token.what)
    }

    /// Where the next token stands.
    pub fn place(&self) -> usize {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(0, |token| token.at)
    }

    pub fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len().saturating_sub(1));
    }

    pub fn wrong(&self, message: impl Into<String>) -> Failure {
        Failure::at(self.place(), message)
    }

    pub fn is_sign(&self, sign: &str) -> bool {
        matches!(self.what(), Lexeme::Sign(found) if *found == sign)
    }

    pub fn is_word(&self, word: &str) -> bool {
        matches!(self.what(), Lexeme::Name(found) if found == word)
    }

    /// Whether the token after the next is `in`.
    pub fn is_before_in(&self) -> bool {
        matches!(self.tokens.get(self.at + 1).map(|token| &token.what), Some(Lexeme::Name(name)) if name == "in")
    }

    /// Goes past a sign, if it is next.
    pub fn skip(&mut self, sign: &str) -> bool {
        let is = self.is_sign(sign);
        if is {
            self.advance();
        }
        is
    }

    /// Goes past a word, if it is next.
    pub fn skip_word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        if is {
            self.advance();
        }
        is
    }

    pub fn expect(&mut self, sign: &str) -> Outcome<()> {
        if self.skip(sign) { Ok(()) } else { Err(self.wrong(format!("Expected {sign}"))) }
    }

    /// A name, and where it stands.
    ///
    /// # Errors
    /// When something else is next, or the name is reserved.
    pub fn name(&mut self) -> Outcome<(usize, String)> {
        let at = self.place();
        let Lexeme::Name(name) = self.what() else {
            let found = self.what();
            let shown = if matches!(found, Lexeme::End) { found.shown() } else { format!("\"{}\"", found.shown()) };
            return Err(self.wrong(format!("Expected name, received {shown}")));
        };
        allow(at, name)?;
        self.advance();
        Ok((at, name.clone()))
    }

    /// An expression: `a if b else c`, and all below.
    ///
    /// # Errors
    /// When it is none, or nested too deep.
    pub fn expression(&mut self) -> Outcome<Node> {
        self.depth += 1;
        if self.depth > BRACKETS {
            return Err(self.wrong(format!("Template parsing exceeded the nesting depth limit of {BRACKETS}")));
        }
        let yes = self.any()?;
        let node = if self.skip_word("if") { self.conditional(yes)? } else { yes };
        self.depth -= 1;
        Ok(node)
    }

    fn conditional(&mut self, yes: Node) -> Outcome<Node> {
        let condition = Box::new(self.any()?);
        let no = if self.skip_word("else") { Some(Box::new(self.any()?)) } else { None };
        Ok(Node { at: yes.at, what: What::If { condition, yes: Box::new(yes), no } })
    }

    /// A value with signs before it, and filters after it where they may be.
    ///
    /// # Errors
    /// When there is none.
    pub fn unary(&mut self) -> Outcome<Node> {
        let at = self.place();
        let mut signs = Vec::new();
        loop {
            let here = self.place();
            let minus = self.is_sign("-");
            if !minus && !self.is_sign("+") {
                break;
            }
            if signs.last() == Some(&minus) {
                let sign = if minus { "-" } else { "+" };
                return Err(Failure::at(here, format!("Repeated unparenthesized unary {sign} is not supported")));
            }
            if signs.len() >= DEPTH {
                return Err(self.wrong(format!("Template parsing exceeded the nesting depth limit of {DEPTH}")));
            }
            signs.push(minus);
            self.advance();
        }
        let node = self.primary()?;
        let node = if signs.is_empty() { node } else { Node { at, what: What::Signed(signs, Box::new(node)) } };
        self.filtered(node)
    }

    fn filtered(&mut self, node: Node) -> Outcome<Node> {
        let mut filters = Vec::new();
        while self.skip("|") {
            filters.push(self.filter()?);
        }
        Ok(match filters.last() {
            Some(last) => Node { at: last.at, what: What::Filtered(Box::new(node), filters) },
            None => node,
        })
    }

    /// A filter's name, with its arguments.
    ///
    /// # Errors
    /// When there is none.
    pub fn filter(&mut self) -> Outcome<Call> {
        let (at, mut name) = self.name()?;
        while self.skip(".") {
            let (_, part) = self.name()?;
            name = format!("{name}.{part}");
        }
        let arguments = if self.is_sign("(") { self.arguments()? } else { Arguments::default() };
        Ok(Call { at, name, arguments })
    }

    /// A value with what is looked up in it and called of it.
    ///
    /// # Errors
    /// When there is none.
    pub fn primary(&mut self) -> Outcome<Node> {
        let base = self.single()?;
        let mut steps = Vec::new();
        let mut at = base.at;
        loop {
            let what = if self.is_sign("(") {
                StepKind::Call(self.arguments()?)
            } else if self.skip("[") {
                at = self.place();
                self.subscript()?
            } else if self.skip(".") {
                let (place, name) = self.name()?;
                at = place;
                StepKind::Member(Str::from(name))
            } else {
                break;
            };
            steps.push(Step { at, what });
        }
        Ok(if steps.is_empty() { base } else { Node { at, what: What::Path(Box::new(base), steps) } })
    }

    fn subscript(&mut self) -> Outcome<StepKind> {
        if self.is_sign("]") {
            return Err(self.wrong("Expected subscript expression"));
        }
        let mut parts = [None, None, None];
        let mut is_slice = false;
        for (index, part) in parts.iter_mut().enumerate() {
            if index > 0 && !self.skip(":") {
                break;
            }
            is_slice |= index > 0;
            let ends = self.is_sign("]") || (index < 2 && self.is_sign(":"));
            if !ends {
                *part = Some(self.key()?);
            }
        }
        self.expect("]")?;
        let [first, ..] = &mut parts;
        match first.take() {
            Some(index) if !is_slice => Ok(StepKind::Index(index)),
            start => {
                *first = start;
                Ok(StepKind::Slice(Box::new(parts)))
            }
        }
    }

    fn key(&mut self) -> Outcome<Node> {
        if let Lexeme::Text(text) = self.what() {
            allow(self.place(), &text.to_text())?;
        }
        self.expression()
    }

    /// `(a, b, c=d)`.
    ///
    /// # Errors
    /// When it is not.
    pub fn arguments(&mut self) -> Outcome<Arguments> {
        let mut arguments = Arguments::default();
        self.expect("(")?;
        if self.skip(")") {
            return Ok(arguments);
        }
        loop {
            let value = self.expression()?;
            match value.what {
                What::Name(variable) if self.skip("=") => {
                    let given = self.expression()?;
                    arguments.named.push((variable.name, given));
                }
                what => arguments.positional.push(Node { at: value.at, what }),
            }
            if !self.skip(",") {
                break;
            }
        }
        self.expect(")")?;
        Ok(arguments)
    }
}
