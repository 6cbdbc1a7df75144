//! Templates, from pieces to statements.

use super::failure::{Failure, Outcome};
use super::lexer::{self, Token, is_word};
use super::parser::Parser;
use super::scan::{self, Piece};
use super::scopes::Scopes;
use super::tree::{Body, Given, Loop, Node, Statement, Variable};
use super::units::is_space;
use super::whitespace::Options;
use std::collections::HashMap;
use std::ops::Range;

/// Tags that end or part others.
const CLOSING: [&str; 11] =
    ["elif", "elseif", "else", "endif", "endfor", "endset", "endmacro", "endcall", "endfilter", "case", "default"];

/// Tags that would load other templates.
const LOADING: [&str; 4] = ["include", "import", "from", "extends"];

/// A tag: where it begins, its name, and what follows the name.
#[derive(Debug, Clone)]
pub(super) struct Tag {
    pub at: usize,
    pub name: String,
    pub inside: Range<usize>,
}

pub(super) struct Reader<'a> {
    pub(super) source: &'a [u16],
    pieces: std::vec::IntoIter<Piece>,
    pub(super) scopes: Scopes,
    pub(super) blocks: HashMap<String, usize>,
    depth: usize,
    /// A block that is declared a second time, which is told when all else is right.
    pub(super) twice: Option<Failure>,
    /// How many macros were declared so far.
    pub(super) macros: usize,
}

/// Reads a template.
///
/// # Errors
/// On the first thing in it that is none.
pub(super) fn read(source: &[u16], options: Options) -> Outcome<Body> {
    if source.len() > super::bounds::SOURCE {
        return Err(Failure::at(0, format!("Template source cannot exceed {} code units", super::bounds::SOURCE)));
    }
    let pieces = scan::scan(source, options)?.into_iter();
    let mut reader =
        Reader { source, pieces, scopes: Scopes::default(), blocks: HashMap::new(), depth: 0, twice: None, macros: 0 };
    reader.scopes.open(false);
    let (statements, _) = reader.statements(&[])?;
    if let Some(failure) = reader.twice {
        return Err(failure);
    }
    Ok(Body { statements, slots: reader.scopes.close() })
}

impl Reader<'_> {
    /// Statements up to one of the tags that are named, or to the end.
    pub fn statements(&mut self, until: &[&str]) -> Outcome<(Vec<Statement>, Option<Tag>)> {
        let mut statements = Vec::new();
        while let Some(piece) = self.pieces.next() {
            match piece {
                Piece::Text(range) | Piece::Raw { inside: range, .. } => statements.push(Statement::Text(range)),
                Piece::Output { at, inside } => {
                    statements.push(Statement::Output { at, value: self.expression(inside)? });
                }
                Piece::Tag { at, name, inside } => {
                    let tag = Tag { at, name, inside };
                    if until.contains(&tag.name.as_str()) {
                        return Ok((statements, Some(tag)));
                    }
                    statements.push(self.deeper(&tag, until)?);
                }
            }
        }
        Ok((statements, None))
    }

    fn deeper(&mut self, tag: &Tag, until: &[&str]) -> Outcome<Statement> {
        self.depth += 1;
        if self.depth > super::bounds::BRACKETS {
            return Err(Failure::at(tag.at, "Template parsing exceeded the nesting depth limit"));
        }
        let statement = self.tag(tag, until)?;
        self.depth -= 1;
        Ok(statement)
    }

    fn tag(&mut self, tag: &Tag, until: &[&str]) -> Outcome<Statement> {
        match tag.name.as_str() {
            "if" => self.condition(tag),
            "for" => self.repetition(tag),
            "set" => self.assignment(tag),
            "macro" => self.macro_(tag),
            "call" => self.call(tag),
            "filter" => self.filter(tag),
            "block" => self.block(tag),
            "switch" => self.switch(tag),
            "raw" | "verbatim" => {
                Err(Failure::at(tag.at, format!("{} tag does not accept trailing content", tag.name)))
            }
            name if !name.starts_with(|letter: char| letter == '_' || letter.is_ascii_alphabetic()) => {
                Err(Failure::at(tag.at, "Template block tag cannot be empty"))
            }
            name => Err(Failure::at(tag.at, misplaced(name, until))),
        }
    }

    /// Statements up to one of the tags, which has to come.
    ///
    /// # Errors
    /// When it does not.
    pub fn closed(&mut self, opened: &Tag, until: &[&str]) -> Outcome<(Vec<Statement>, Tag)> {
        let (statements, tag) = self.statements(until)?;
        let end = until.last().copied().unwrap_or_default();
        let tag = tag.ok_or_else(|| Failure::at(opened.at, format!("Missing {end} tag")))?;
        Ok((statements, tag))
    }

    /// Statements up to the tag that ends this one.
    ///
    /// # Errors
    /// When it does not come, or says more.
    pub fn inside(&mut self, opened: &Tag, end: &str) -> Outcome<Vec<Statement>> {
        let (statements, tag) = self.closed(opened, &[end])?;
        bare(&tag)?;
        Ok(statements)
    }

    /// As [`Self::inside`], where no macro may be declared.
    ///
    /// # Errors
    /// When one is.
    pub fn captured(&mut self, opened: &Tag, end: &str) -> Outcome<Vec<Statement>> {
        let before = self.macros;
        let statements = self.inside(opened, end)?;
        if self.macros > before {
            let what = format!("Macro declarations are not supported inside {} captures", opened.name);
            return Err(Failure::at(opened.at, what));
        }
        Ok(statements)
    }

    pub fn tokens(&self, range: Range<usize>) -> Outcome<Vec<Token>> {
        lexer::tokens(self.source, range)
    }

    pub fn parser<'t>(&'t mut self, tokens: &'t [Token]) -> Parser<'t> {
        Parser::new(tokens, &mut self.scopes)
    }

    pub fn expression(&mut self, range: Range<usize>) -> Outcome<Node> {
        let tokens = self.tokens(range)?;
        self.parser(&tokens).whole()
    }

    fn condition(&mut self, tag: &Tag) -> Outcome<Statement> {
        let mut branches = Vec::new();
        let mut condition = self.expression(tag.inside.clone())?;
        loop {
            let (body, next) = self.closed(tag, &["elif", "elseif", "else", "endif"])?;
            branches.push((condition, body));
            match next.name.as_str() {
                "elif" | "elseif" => condition = self.expression(next.inside)?,
                name => {
                    bare(&next)?;
                    let otherwise = if name == "else" { self.inside(tag, "endif")? } else { Vec::new() };
                    return Ok(Statement::If { branches, otherwise });
                }
            }
        }
    }

    fn repetition(&mut self, tag: &Tag) -> Outcome<Statement> {
        let (names, over) = self.header(tag)?;
        if let [name] = names.as_slice()
            && name == "loop"
        {
            return Err(Failure::at(tag.at, "A single loop target cannot be named loop"));
        }
        self.scopes.push();
        let over = self.expression(over)?;
        let length = self.scopes.slot();
        let slots: Vec<usize> = names.iter().map(|name| self.scopes.bind(name)).collect();
        let variables: Vec<Variable> = names.iter().map(|name| self.scopes.variable(name)).collect();
        let (body, next) = self.closed(tag, &["else", "endfor"])?;
        bare(&next)?;
        let pair = (slots.len() > 1).then(|| [self.scopes.slot(), self.scopes.slot()]);
        for (name, slot) in names.iter().zip(pair.into_iter().flatten()) {
            self.scopes.bind_to(name, slot);
        }
        let otherwise = if next.name == "else" { self.inside(tag, "endfor")? } else { Vec::new() };
        self.scopes.pop();
        Ok(Statement::For(Box::new(Loop { at: tag.at, names: variables, over, body, otherwise, length, pair })))
    }

    /// The names of a loop, and where what it goes over stands.
    fn header(&mut self, tag: &Tag) -> Outcome<(Vec<String>, Range<usize>)> {
        let missing = || Failure::at(tag.at, "For tag requires an in expression");
        let place = self.find_in(tag.inside.clone()).ok_or_else(missing)?;
        let names = self.trimmed(tag.inside.start..place);
        let names = if names.is_empty() { tag.inside.end..tag.inside.end } else { names };
        Ok((self.targets(names)?, place + 2..tag.inside.end))
    }

    /// Where `in` stands outside of brackets and texts.
    fn find_in(&self, range: Range<usize>) -> Option<usize> {
        let unit = |at: usize| self.source.get(at).copied().filter(|_| range.contains(&at)).unwrap_or(0);
        let (mut open, mut quote) = (0usize, 0);
        for at in range.clone() {
            match unit(at) {
                found if quote != 0 => quote = if found == quote { 0 } else { quote },
                found @ (0x22 | 0x27) => quote = found,
                0x28 | 0x5b | 0x7b => open += 1,
                0x29 | 0x5d | 0x7d => open = open.saturating_sub(1),
                0x69 if open == 0 && self.is_in(at, &range) => return Some(at),
                _ => {}
            }
        }
        None
    }

    /// Whether the word `in` stands here.
    fn is_in(&self, at: usize, range: &Range<usize>) -> bool {
        let unit = |at: usize| self.source.get(at).copied().filter(|_| range.contains(&at));
        let begins = at == range.start || unit(at - 1).is_none_or(|before| !is_word(before));
        begins && unit(at + 1) == Some(0x6e) && unit(at + 2).is_none_or(is_space)
    }

    fn assignment(&mut self, tag: &Tag) -> Outcome<Statement> {
        let sign = tag.inside.clone().find(|at| self.source.get(*at) == Some(&0x3d));
        let end = sign.unwrap_or(tag.inside.end);
        let trimmed = self.trimmed(tag.inside.start..end);
        let names = self.targets(if trimmed.is_empty() { tag.inside.end..tag.inside.end } else { trimmed })?;
        let targets = names.iter().map(|name| self.scopes.variable(name)).collect();
        let value = match sign {
            Some(sign) => Given::Value(self.expression(sign + 1..tag.inside.end)?),
            None => Given::Text(self.captured(tag, "endset")?),
        };
        Ok(Statement::Set { targets, value })
    }

    /// Names with commas between them.
    fn targets(&mut self, range: Range<usize>) -> Outcome<Vec<String>> {
        let tokens = self.tokens(range)?;
        let mut parser = self.parser(&tokens);
        let mut names = Vec::new();
        loop {
            let (at, name) = parser.name()?;
            if matches!(name.as_str(), "true" | "false" | "none" | "null") {
                return Err(Failure::at(at, "Binding targets must be ordinary names"));
            }
            names.push(name);
            if !parser.skip(",") {
                break;
            }
        }
        parser.finish()?;
        Ok(names)
    }

    pub fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let is_text = |at: &usize| self.source.get(*at).is_some_and(|unit| !is_space(*unit));
        let start = range.clone().find(is_text).unwrap_or(range.end);
        let end = (start..range.end).rev().find(is_text).map_or(start, |at| at + 1);
        start..end
    }
}

/// Whether a tag is its name alone.
///
/// # Errors
/// When it says more.
pub(super) fn bare(tag: &Tag) -> Outcome<()> {
    if tag.inside.is_empty() {
        return Ok(());
    }
    Err(Failure::at(tag.at, format!("{} tag does not accept trailing content", tag.name)))
}

/// What is wrong with a tag that cannot stand where it does.
fn misplaced(name: &str, until: &[&str]) -> String {
    if LOADING.contains(&name) {
        return format!("Unsupported template-loading tag \"{name}\"");
    }
    if !CLOSING.contains(&name) && name != "endswitch" {
        return format!("Unknown template tag \"{name}\"");
    }
    if until.is_empty() {
        return format!("Unexpected \"{name}\" tag without a matching opening tag");
    }
    let expected = until.iter().map(|tag| format!("\"{tag}\"")).collect::<Vec<String>>().join(", ");
    format!("Unexpected \"{name}\" tag; expected {expected}")
}
