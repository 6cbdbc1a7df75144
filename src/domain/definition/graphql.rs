//! GraphQL's schema definition language, as of October 2021.
//!
//! Read by a parser of our own: it goes on after an error, with what it could read and the line of
//! what it could not, and it takes a schema of megabytes in the time of a frame.

use super::lex::{Dialect, Kind, Tokens, Unexpected};
use super::source::Source;
use super::summary::MAX_FLAWS;
use super::types::{Field, Type, Types, scalar};
use super::words::Words;
use super::{Body, Definition, Detail, Fact, Family, Operation, Parameter, Response, SchemaAt};
use crate::domain::text::Clean;
use std::collections::HashSet;
use std::sync::Arc;

/// How deep lists in lists, and values in values, are read.
const MAX_DEPTH: usize = 32;

/// What is said of something, each with its label.
type Facts = Vec<(&'static str, String)>;

const KEYWORDS: [&str; 9] = ["schema", "scalar", "type", "interface", "union", "enum", "input", "directive", "extend"];
/// The fields that are operations: what a root type does, its usual name, and the word in `schema`.
const ROOTS: [(&str, &str); 3] = [("query", "Query"), ("mutation", "Mutation"), ("subscription", "Subscription")];

pub(super) fn read(mut definition: Definition) -> Definition {
    let text = Arc::clone(&definition.text);
    definition.family = Family::Graphql;
    let mut reader = Reader {
        tokens: Tokens::new(&text, Dialect::Graphql),
        types: Types::new(Dialect::Graphql, Arc::clone(&text)),
        roots: Vec::new(),
        title: Words::default(),
        wrong: Vec::new(),
    };
    while !reader.tokens.at_end() {
        if let Err(wrong) = reader.definition() {
            definition.unexpected(&wrong);
            reader.skip_to_next();
        }
    }
    for wrong in &reader.wrong {
        definition.unexpected(wrong);
    }
    definition.description = reader.title.lines(&text);
    let (types, roots) = (reader.types, reader.roots);
    operations(&mut definition, &types, &roots);
    let is_root = |name: &str| root_of(&roots, name).is_some();
    for one in types.list.iter().filter(|one| !is_root(&one.name) && one.kind != "directive") {
        definition.add_schema(Clean::line(&one.name), one.kind.into(), SchemaAt::new(&one.name));
    }
    unknown(&mut definition, &types);
    definition.source = Source::Graphql(types);
    definition
}

/// What a type of that name does as a root, where it is one.
fn root_of(roots: &[(String, String)], name: &str) -> Option<&'static str> {
    let given = |word: &str| roots.iter().find(|(root, _)| root == word).map(|(_, name)| name.as_str());
    // `schema` names all there are; without it the usual names count
    let is = |(word, usual): &&(&str, &str)| if roots.is_empty() { *usual == name } else { given(word) == Some(name) };
    ROOTS.iter().find(is).map(|(word, _)| *word)
}

fn operations(definition: &mut Definition, types: &Types, roots: &[(String, String)]) {
    let mut found: Vec<(usize, &Type, &'static str)> =
        types.list.iter().enumerate().filter_map(|(n, one)| Some((n, one, root_of(roots, &one.name)?))).collect();
    found.sort_by_key(|(_, _, word)| ROOTS.iter().position(|(root, _)| root == word));
    for (index, one, word) in found {
        for (n, field) in one.fields.iter().enumerate() {
            let operation = Operation {
                id: Clean::line(&format!("{}.{}", one.name, field.name)),
                kind: word.into(),
                path: Clean::line(&field.name),
                summary: field.description.first_line(&types.text),
                deprecated: field.deprecated,
                tags: Vec::new(),
                at: format!("@{index}.{n}").into(),
            };
            definition.add(operation, &one.name);
        }
    }
}

/// Names of types that are nowhere defined.
fn unknown(definition: &mut Definition, types: &Types) {
    let mut told = HashSet::new();
    for one in &types.list {
        for field in one.fields.iter().flat_map(|field| std::iter::once(field).chain(&field.args)) {
            let name = field.of.trim_matches(['[', ']', '!']);
            let known = types.index(name).is_some() || scalar(Dialect::Graphql, name).is_some();
            if !known && !name.is_empty() && told.insert(name) {
                definition.flaw(None, &format!("{name}, the type of {}.{}, is not defined", one.name, field.name));
            }
        }
    }
}

struct Reader<'t> {
    tokens: Tokens<'t>,
    types: Types,
    /// What `schema` says: `query` and the name of its type.
    roots: Vec<(String, String)>,
    title: Words,
    /// What was wrong without keeping the rest from being read.
    wrong: Vec<Unexpected>,
}

impl Reader<'_> {
    fn definition(&mut self) -> Result<(), Unexpected> {
        let description = self.description();
        let extends = self.tokens.eat_word("extend");
        let word = self.tokens.word("a definition")?;
        match word.text {
            "schema" => {
                self.title = description;
                return self.schema();
            }
            "directive" => return self.directive(description),
            _ => {}
        }
        let kind = KEYWORDS.iter().find(|keyword| **keyword == word.text && **keyword != "extend");
        let Some(kind) = kind.copied() else {
            return Err(Unexpected { at: word.at, words: format!("`{}` begins no definition of a schema", word.text) });
        };
        let mut one = Type { name: self.name("the type's name")?, kind, description, ..Type::default() };
        let at = word.at;
        let outcome = self.body(&mut one);
        if extends {
            self.types.extend(one);
        } else {
            let name = one.name.clone();
            if !self.types.add(one) {
                return Err(Unexpected { at, words: format!("{name} is defined twice") });
            }
        }
        outcome
    }

    fn body(&mut self, one: &mut Type) -> Result<(), Unexpected> {
        if self.tokens.eat_word("implements") {
            one.facts.push(("implements", self.names(b'&').join(", ")));
        }
        let (deprecated, facts) = self.directives()?;
        one.deprecated = deprecated;
        one.facts.extend(facts);
        match one.kind {
            "union" if self.tokens.eat(b'=') => one.members = self.names(b'|'),
            "enum" if self.tokens.eat(b'{') => self.listed(b'}', &mut one.values, Self::value)?,
            "type" | "interface" | "input" if self.tokens.eat(b'{') => {
                self.listed(b'}', &mut one.fields, Self::field)?
            }
            _ => {}
        }
        Ok(())
    }

    /// Items up to a closing bracket. Those before an error are kept; of those with the same name the last.
    fn listed(
        &mut self,
        close: u8,
        into: &mut Vec<Field>,
        item: fn(&mut Self) -> Result<Field, Unexpected>,
    ) -> Result<(), Unexpected> {
        while !self.tokens.eat(close) {
            into.push(item(self)?);
        }
        let mut names: Vec<(&str, usize)> = into.iter().enumerate().map(|(n, item)| (item.name.as_str(), n)).collect();
        names.sort_unstable();
        let pairs = names.iter().zip(names.iter().skip(1));
        let twice: HashSet<usize> =
            pairs.filter(|((one, _), (other, _))| one == other).map(|((_, at), _)| *at).collect();
        if twice.is_empty() {
            return Ok(());
        }
        let at = self.tokens.peek().at;
        let told = MAX_FLAWS.saturating_sub(self.wrong.len());
        for (_, item) in into.iter().enumerate().filter(|(n, _)| twice.contains(n)).take(told) {
            self.wrong.push(Unexpected { at, words: format!("{} is defined twice", item.name) });
        }
        let mut n = 0..;
        into.retain(|_| n.next().is_none_or(|n| !twice.contains(&n)));
        Ok(())
    }

    fn schema(&mut self) -> Result<(), Unexpected> {
        self.directives()?;
        self.tokens.expect(b'{')?;
        while !self.tokens.eat(b'}') {
            let word = self.name("query, mutation or subscription")?;
            self.tokens.expect(b':')?;
            let name = self.name("the type's name")?;
            self.roots.push((word, name));
        }
        Ok(())
    }

    fn directive(&mut self, description: Words) -> Result<(), Unexpected> {
        self.tokens.expect(b'@')?;
        let name = format!("@{}", self.name("the directive's name")?);
        let mut fields = Vec::new();
        if self.tokens.eat(b'(') {
            self.listed(b')', &mut fields, Self::argument)?;
        }
        self.tokens.eat_word("repeatable");
        if !self.tokens.eat_word("on") {
            return Err(self.tokens.unexpected("`on`"));
        }
        let places = self.names(b'|').join(", ");
        let facts = vec![("stands on", places)];
        self.types.add(Type { name, kind: "directive", description, fields, facts, ..Type::default() });
        Ok(())
    }

    fn field(&mut self) -> Result<Field, Unexpected> {
        let description = self.description();
        let mut field = Field { name: self.name("a field's name")?, description, ..Field::default() };
        if self.tokens.eat(b'(') {
            self.listed(b')', &mut field.args, Self::argument)?;
        }
        self.typed(field)
    }

    /// An argument, which has none of its own: brackets in brackets would be followed without an end.
    fn argument(&mut self) -> Result<Field, Unexpected> {
        let description = self.description();
        let argument = Field { name: self.name("an argument's name")?, description, ..Field::default() };
        self.typed(argument)
    }

    /// What follows a name: type, default and directives.
    fn typed(&mut self, mut field: Field) -> Result<Field, Unexpected> {
        self.tokens.expect(b':')?;
        self.of(&mut field.of, 0)?;
        if self.tokens.eat(b'=') {
            field.default = Some(self.constant()?);
        }
        (field.deprecated, field.facts) = self.directives()?;
        Ok(field)
    }

    fn value(&mut self) -> Result<Field, Unexpected> {
        let description = self.description();
        let name = self.name("a value's name")?;
        let (deprecated, facts) = self.directives()?;
        Ok(Field { name, description, deprecated, facts, ..Field::default() })
    }

    fn of(&mut self, out: &mut String, depth: usize) -> Result<(), Unexpected> {
        if depth > MAX_DEPTH {
            return Err(self.tokens.unexpected("a type that nests less"));
        }
        if self.tokens.eat(b'[') {
            out.push('[');
            self.of(out, depth + 1)?;
            self.tokens.expect(b']')?;
            out.push(']');
        } else {
            out.push_str(&self.name("a type")?);
        }
        if self.tokens.eat(b'!') {
            out.push('!');
        }
        Ok(())
    }

    /// A value as it is written.
    fn constant(&mut self) -> Result<String, Unexpected> {
        let from = self.tokens.peek().at;
        match self.tokens.peek().kind {
            Kind::Mark(b'[' | b'{') => self.tokens.skip_bracket(),
            Kind::Mark(b'-' | b'$') => {
                self.tokens.next();
                self.number()?;
            }
            Kind::Text | Kind::Block => {
                self.tokens.next();
            }
            _ => self.number()?,
        }
        let to = self.tokens.peek().at;
        let whole = self.tokens.between(from, to);
        // what comes after begins at its remark or description, not at its name
        Ok(whole.lines().next().unwrap_or_default().trim_end_matches([' ', ',', '\t']).to_owned())
    }

    /// A word, with the dot of a number.
    fn number(&mut self) -> Result<(), Unexpected> {
        self.tokens.word("a value")?;
        if self.tokens.eat(b'.') {
            self.tokens.word("a number")?;
            if self.tokens.eat(b'-') {
                self.tokens.word("a number")?;
            }
        }
        Ok(())
    }

    /// Passes over directives; whether one says deprecated, and why.
    fn directives(&mut self) -> Result<(bool, Facts), Unexpected> {
        let (mut deprecated, mut facts) = (false, Vec::new());
        while self.tokens.eat(b'@') {
            let name = self.name("the directive's name")?;
            let from = self.tokens.peek().at;
            let arguments = if self.tokens.is(b'(') {
                self.tokens.skip_bracket();
                self.tokens.between(from, self.tokens.peek().at)
            } else {
                ""
            };
            let arguments = arguments.rsplit_once(')').map_or("", |(inside, _)| inside).trim_start_matches('(').trim();
            if name == "deprecated" {
                deprecated = true;
                let reason = arguments.trim_start_matches("reason").trim_start_matches([':', ' ']).trim_matches('"');
                facts.push(("deprecated", reason.to_owned()));
            } else {
                let said = if arguments.is_empty() { name } else { format!("{name}({arguments})") };
                facts.push(("directive", said));
            }
        }
        Ok((deprecated, facts))
    }

    fn names(&mut self, between: u8) -> Vec<String> {
        let mut names = Vec::new();
        self.tokens.eat(between);
        while self.tokens.peek().kind == Kind::Word
            && !(self.tokens.peek().leads && KEYWORDS.contains(&self.tokens.peek().text))
        {
            names.push(self.tokens.next().text.to_owned());
            if !self.tokens.eat(between) {
                break;
            }
        }
        names
    }

    fn name(&mut self, what: &str) -> Result<String, Unexpected> {
        self.tokens.word(what).map(|token| token.text.to_owned())
    }

    fn description(&mut self) -> Words {
        match self.tokens.peek().kind {
            Kind::Text | Kind::Block => Words::quoted(&self.tokens.next()),
            _ => Words::default(),
        }
    }

    /// Passes over what cannot be read, to the next line that begins a definition.
    fn skip_to_next(&mut self) {
        while !self.tokens.at_end() {
            let token = self.tokens.peek();
            let begins = token.kind == Kind::Word && KEYWORDS.contains(&token.text);
            // a field can be called `type` too, but then it is indented or has a colon after it
            if token.leads && (begins || token.kind == Kind::Block) && self.starts_line(token.at) {
                return;
            }
            self.tokens.next();
        }
    }

    fn starts_line(&self, at: usize) -> bool {
        at == 0 || self.tokens.between(at - 1, at) == "\n"
    }
}

pub(super) fn detail(types: &Types, at: &str) -> Detail {
    let Some(field) = types.field(at) else { return Detail::default() };
    let parameter = |(n, arg): (usize, &Field)| Parameter {
        place: "argument".into(),
        name: Clean::line(&arg.name),
        required: arg.of.ends_with('!') && arg.default.is_none(),
        deprecated: arg.deprecated,
        description: arg.description.lines(&types.text),
        schema: Some(SchemaAt::new(&format!("{at}.{n}"))),
        given: None,
    };
    let body = Body { title: Clean::line(&field.of), schema: Some(SchemaAt::new(&field.of)), ..Body::default() };
    Detail {
        description: field.description.lines(&types.text),
        facts: field.facts.iter().map(|(label, said)| Fact::new(*label, Clean::line(said))).collect(),
        parameters: field.args.iter().enumerate().map(parameter).collect(),
        request: Vec::new(),
        responses: vec![Response { status: "returns".into(), bodies: vec![body], ..Response::default() }],
    }
}
