use crate::domain::docs::code::Token;
use std::collections::HashMap;
use std::sync::OnceLock;
use two_face::re_exports::syntect::parsing::{Scope, ScopeStack, ScopeStackOp};

/// What scopes are, the longer ones first where one begins another
/// (<https://www.sublimetext.com/docs/scope_naming.html>).
const TOKENS: &[(&str, Token)] = &[
    ("comment", Token::Comment),
    ("string", Token::String),
    ("constant.numeric", Token::Number),
    ("constant.character.escape", Token::Constant),
    ("constant", Token::Constant),
    ("keyword.operator.word", Token::Keyword),
    ("keyword.operator.logical.python", Token::Keyword),
    ("keyword.operator", Token::Operator),
    ("keyword", Token::Keyword),
    ("storage", Token::Keyword),
    ("entity.name.function", Token::Function),
    ("entity.name.tag", Token::Tag),
    ("entity.name.section", Token::Heading),
    ("entity.name.label", Token::Constant),
    ("entity.name", Token::Type),
    ("entity.other.attribute-name", Token::Attribute),
    ("entity.other.inherited-class", Token::Type),
    ("support.function", Token::Function),
    ("support.macro", Token::Function),
    ("support.type.property-name", Token::Attribute),
    ("support.type", Token::Type),
    ("support.class", Token::Type),
    ("support.constant", Token::Constant),
    ("variable.function", Token::Function),
    ("variable.annotation", Token::Attribute),
    ("variable.parameter", Token::Plain),
    ("variable.other.member", Token::Plain),
    ("variable", Token::Variable),
    ("markup.heading", Token::Heading),
    ("markup.inserted", Token::Inserted),
    ("markup.deleted", Token::Deleted),
    ("markup.raw", Token::String),
    ("meta.diff.header", Token::Heading),
    ("meta.diff.range", Token::Heading),
    ("meta.interpolation", Token::Plain),
    ("invalid", Token::Error),
];

/// What the text is at a place of the code.
#[derive(Clone, Debug, Default)]
pub(super) struct Tokens {
    stack: ScopeStack,
    known: HashMap<Scope, Option<Token>>,
}

impl Tokens {
    pub(super) fn apply(&mut self, step: &ScopeStackOp) {
        // a step that does not fit the stack is a fault of a syntax, and changes a colour at most
        let _ = self.stack.apply(step);
    }

    pub(super) fn now(&mut self) -> Token {
        let known = &mut self.known;
        let innermost = self.stack.as_slice().iter().rev();
        innermost
            .into_iter()
            .find_map(|scope| *known.entry(*scope).or_insert_with(|| token_of(*scope)))
            .unwrap_or_default()
    }
}

fn token_of(scope: Scope) -> Option<Token> {
    static SCOPES: OnceLock<Vec<(Scope, Token)>> = OnceLock::new();
    let scopes = SCOPES
        .get_or_init(|| TOKENS.iter().filter_map(|(name, token)| Some((Scope::new(name).ok()?, *token))).collect());
    scopes.iter().find(|(begin, _)| begin.is_prefix_of(scope)).map(|(_, token)| *token)
}
