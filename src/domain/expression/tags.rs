//! Tags that hold a body of their own: macros, calls, filters, blocks, switches.

use super::failure::{Failure, Outcome};
use super::lexer::{Lexeme, Token};
use super::reader::{Reader, Tag, bare};
use super::tree::{Arguments, Body, Macro, Node, Statement, StepKind, What};
use super::units::Str;
use std::ops::Range;
use std::rc::Rc;

impl Reader<'_> {
    pub fn macro_(&mut self, tag: &Tag) -> Outcome<Statement> {
        let invalid = || Failure::at(tag.at, "Invalid macro signature");
        if !self.is_signature(&tag.inside) {
            return Err(invalid());
        }
        let tokens = self.tokens(tag.inside.clone())?;
        let name = match tokens.as_slice() {
            [Token { what: Lexeme::Name(name), .. }, Token { what: Lexeme::Sign("("), .. }, .., last, _]
                if matches!(last.what, Lexeme::Sign(")")) =>
            {
                name.clone()
            }
            _ => return Err(invalid()),
        };
        let place = tokens.first().map_or(tag.at, |token| token.at);
        super::parser::allow(place, &name)?;
        let parameters = tokens.get(1..).unwrap_or_default();
        let macro_ = Rc::new(self.body(tag, "endmacro", parameters, false)?);
        self.macros += 1;
        self.scopes.bind(&name);
        let name = self.scopes.variable(&name);
        Ok(Statement::Macro { name, is_global: self.scopes.is_bottom(), macro_ })
    }

    /// Whether it looks like `name(…)`.
    fn is_signature(&self, inside: &Range<usize>) -> bool {
        let text = self.string(inside.clone());
        let name = text.trim_start_matches(|letter: char| letter == '_' || letter.is_ascii_alphanumeric());
        name.len() < text.len() && name.trim_start().starts_with('(') && text.ends_with(')')
    }

    /// A body with parameters, which are tokens from `(` to `)`.
    fn body(&mut self, tag: &Tag, end: &str, parameters: &[Token], sees_out: bool) -> Outcome<Macro> {
        self.scopes.open(sees_out);
        let Arguments { positional, named } = self.parameters(parameters)?;
        let names = positional.into_iter().map(|node| match node.what {
            What::Name(variable) => Ok(variable.name),
            _ => Err(Failure::at(node.at, "Formal parameters must be names")),
        });
        let names: Vec<Str> = names.collect::<Outcome<_>>()?;
        let positional = names.into_iter().map(|name| {
            let slot = self.scopes.bind(&name.to_text());
            (name, slot)
        });
        let positional = positional.collect();
        let statements = self.inside(tag, end)?;
        Ok(Macro { positional, named, body: Body { statements, slots: self.scopes.close() } })
    }

    fn parameters(&mut self, tokens: &[Token]) -> Outcome<Arguments> {
        if tokens.is_empty() {
            return Ok(Arguments::default());
        }
        let mut parser = self.parser(tokens);
        let arguments = parser.arguments()?;
        parser.finish()?;
        Ok(arguments)
    }

    pub fn call(&mut self, tag: &Tag) -> Outcome<Statement> {
        let mut tokens = self.tokens(tag.inside.clone())?;
        let mut parameters = Vec::new();
        if matches!(tokens.first().map(|token| &token.what), Some(Lexeme::Sign("("))) {
            let end = closing(&tokens).ok_or_else(|| Failure::at(tag.at, "Invalid call-block arguments"))?;
            let rest = tokens.split_off(end + 1);
            let at = tokens.last().map_or(tag.at, |token| token.at + 1);
            parameters = tokens;
            parameters.push(Token { at, what: Lexeme::End });
            tokens = rest;
        }
        let call = self.parser(&tokens).whole()?;
        if !is_call(&call) {
            return Err(Failure::at(tag.at, "Call block requires a function call"));
        }
        let caller = Rc::new(self.body(tag, "endcall", &parameters, true)?);
        Ok(Statement::Call { at: tag.at, call, caller })
    }

    pub fn filter(&mut self, tag: &Tag) -> Outcome<Statement> {
        let body = self.captured(tag, "endfilter")?;
        let tokens = self.tokens(tag.inside.clone())?;
        let mut parser = self.parser(&tokens);
        let filter = parser.filter()?;
        parser.finish()?;
        Ok(Statement::Filter { at: tag.at, filter, body })
    }

    pub fn block(&mut self, tag: &Tag) -> Outcome<Statement> {
        let What::Name(variable) = self.expression(tag.inside.clone())?.what else {
            return Err(Failure::at(tag.at, "Block name must be an identifier"));
        };
        let name = variable.name.to_text();
        if let Some(first) = self.blocks.insert(name.clone(), tag.at) {
            let (line, column) = super::position(self.source, first);
            let first = format!("the first declaration is at line {line}, column {column}");
            let failure = Failure::at(tag.at, format!("Block \"{name}\" is declared more than once; {first}"));
            self.twice.get_or_insert(failure);
        }
        self.scopes.open(false);
        let (statements, end) = self.closed(tag, &["endblock"])?;
        let said = self.string(end.inside.clone());
        if !said.is_empty() && said != name {
            return Err(Failure::at(end.at, "Endblock name must match its opening block"));
        }
        Ok(Statement::Block { body: Rc::new(Body { statements, slots: self.scopes.close() }) })
    }

    fn string(&self, range: Range<usize>) -> String {
        String::from_utf16_lossy(self.source.get(self.trimmed(range)).unwrap_or_default())
    }

    pub fn switch(&mut self, tag: &Tag) -> Outcome<Statement> {
        let value = self.expression(tag.inside.clone())?;
        let (before, mut next) = self.closed(tag, &["case", "default", "endswitch"])?;
        if !before.is_empty() {
            return Err(Failure::at(tag.at, "Switch content must begin with case or default"));
        }
        let mut cases = Vec::new();
        while next.name == "case" {
            let case = self.expression(next.inside)?;
            let (body, after) = self.closed(tag, &["case", "default", "endswitch"])?;
            cases.push((case, body));
            next = after;
        }
        bare(&next)?;
        let otherwise = if next.name == "default" { Some(self.inside(tag, "endswitch")?) } else { None };
        if cases.is_empty() && otherwise.is_none() {
            return Err(Failure::at(tag.at, "Switch requires at least one case or default"));
        }
        Ok(Statement::Switch { value, cases, otherwise })
    }
}

fn is_call(node: &Node) -> bool {
    matches!(&node.what, What::Path(_, steps) if matches!(steps.last().map(|step| &step.what), Some(StepKind::Call(_))))
}

/// The place of the bracket that closes the first.
fn closing(tokens: &[Token]) -> Option<usize> {
    let mut open = 0usize;
    tokens.iter().position(|token| {
        match token.what {
            Lexeme::Sign("(") => open += 1,
            Lexeme::Sign(")") => open = open.saturating_sub(1),
            _ => {}
        }
        open == 0
    })
}
