//! The statements of Protocol Buffers.

use super::lex::{Kind, Token, Tokens, Unexpected};
use super::summary::MAX_FLAWS;
use super::types::{Field, Type, Types};
use super::words::Words;

/// How deep messages in messages are read.
const MAX_DEPTH: usize = 64;

pub(super) struct Reader<'t> {
    pub(super) tokens: Tokens<'t>,
    pub(super) types: Types,
    pub(super) package: String,
    pub(super) format: String,
    pub(super) imports: Vec<String>,
    pub(super) wrong: Vec<Unexpected>,
}

impl Reader<'_> {
    pub(super) fn statement(&mut self) -> Result<(), Unexpected> {
        if self.tokens.eat(b';') {
            return Ok(());
        }
        let word = self.tokens.word("a statement")?;
        match word.text {
            "syntax" | "edition" => {
                self.tokens.expect(b'=')?;
                self.format = self.tokens.next().text.to_owned();
                self.end()
            }
            "import" => {
                while self.tokens.peek().kind == Kind::Word {
                    self.tokens.next();
                }
                let file = self.tokens.next().text.to_owned();
                self.imports.push(file);
                self.end()
            }
            "package" => {
                self.package = self.tokens.word("the package's name")?.text.to_owned();
                self.end()
            }
            "option" => self.option(&mut Vec::new()),
            // who may use what follows, since edition 2024
            "export" | "local" if self.is_type() => self.statement(),
            "message" => self.message(&self.package.clone(), &word, 0),
            "enum" => self.enumeration(&self.package.clone(), &word),
            "service" => self.service(&word),
            "extend" => self.extension(&self.package.clone(), 0),
            other => Err(Unexpected { at: word.at, words: format!("`{other}` begins no statement") }),
        }
    }

    /// Keeps an error, of those that will be told.
    pub(super) fn is_wrong(&mut self, wrong: Unexpected) {
        if self.wrong.len() < MAX_FLAWS {
            self.wrong.push(wrong);
        }
    }

    fn is_type(&self) -> bool {
        self.tokens.is_word("message") || self.tokens.is_word("enum")
    }

    pub(super) fn end(&mut self) -> Result<(), Unexpected> {
        self.tokens.expect(b';').map(drop)
    }

    fn message(&mut self, scope: &str, word: &Token<'_>, depth: usize) -> Result<(), Unexpected> {
        let name = self.tokens.word("the message's name")?.text;
        let mut message =
            Type { name: full(scope, name), kind: "message", description: self.remark(word), ..Type::default() };
        let outcome = self.message_body(&mut message, depth);
        self.add(message, word.at);
        outcome
    }

    pub(super) fn add(&mut self, one: Type, at: usize) {
        let name = one.name.clone();
        if !self.types.add(one) {
            self.is_wrong(Unexpected { at, words: format!("{name} is defined twice") });
        }
    }

    fn message_body(&mut self, message: &mut Type, depth: usize) -> Result<(), Unexpected> {
        if depth > MAX_DEPTH {
            return Err(self.tokens.unexpected("an end of messages in messages"));
        }
        self.tokens.expect(b'{')?;
        while !self.tokens.eat(b'}') {
            if self.tokens.at_end() {
                return Err(self.tokens.unexpected("`}`"));
            }
            if let Err(wrong) = self.member(message, depth) {
                self.is_wrong(wrong);
                self.skip_statement();
            }
        }
        Ok(())
    }

    fn member(&mut self, message: &mut Type, depth: usize) -> Result<(), Unexpected> {
        if self.tokens.eat(b';') {
            return Ok(());
        }
        let word = self.tokens.peek();
        // a field's type can be called like a statement; then a name and `=` follow, not a bracket
        if matches!(word.text, "export" | "local") {
            self.tokens.next();
            if self.is_type() {
                return self.member(message, depth);
            }
            return Err(self.tokens.unexpected("`message` or `enum`"));
        }
        match word.text {
            "message" | "enum" | "oneof" | "extend" | "option" | "reserved" | "extensions"
                if word.kind == Kind::Word =>
            {
                self.tokens.next();
            }
            _ => return self.field(message, None, depth),
        }
        match word.text {
            "message" => self.message(&message.name, &word, depth + 1),
            "enum" => self.enumeration(&message.name, &word),
            "oneof" => self.one_of(message, depth),
            "extend" => self.extension(&message.name, depth),
            "option" => {
                let mut facts = Vec::new();
                let outcome = self.option(&mut facts);
                message.deprecated |= facts.iter().any(|(_, said)| is_deprecated(said));
                outcome
            }
            _ => {
                self.skip_statement();
                Ok(())
            }
        }
    }

    fn one_of(&mut self, message: &mut Type, depth: usize) -> Result<(), Unexpected> {
        let name = self.tokens.word("the oneof's name")?.text.to_owned();
        self.tokens.expect(b'{')?;
        while !self.tokens.eat(b'}') {
            if self.tokens.at_end() {
                return Err(self.tokens.unexpected("`}`"));
            }
            if self.tokens.is_word("option") {
                self.skip_statement();
            } else {
                self.field(message, Some(&name), depth)?;
            }
        }
        Ok(())
    }

    fn field(&mut self, message: &mut Type, one_of: Option<&str>, depth: usize) -> Result<(), Unexpected> {
        let first = self.tokens.peek();
        let mut field = Field::default();
        let mut label = "";
        if matches!(first.text, "repeated" | "optional" | "required") {
            label = self.tokens.next().text;
        }
        if self.tokens.is_word("group") {
            return self.group(message, label, depth);
        }
        field.of = self.field_type()?;
        if label == "repeated" {
            field.of = format!("[{}]", field.of);
        }
        field.name = self.tokens.word("the field's name")?.text.to_owned();
        self.tokens.expect(b'=')?;
        let number = self.tokens.word("the field's number")?.text.to_owned();
        field.facts.push(("number", number));
        if matches!(label, "optional" | "required") {
            field.facts.push((if label == "optional" { "optional" } else { "required" }, String::new()));
        }
        if let Some(name) = one_of {
            field.facts.push(("one of", name.to_owned()));
        }
        self.options_of(&mut field)?;
        let end = self.tokens.expect(b';')?;
        field.description = self.remark(&first);
        if field.description.is_empty() {
            field.description = Words::remark(self.tokens.remark_after(&end));
        }
        message.fields.push(field);
        Ok(())
    }

    /// A group of version 2: a message and a field of its type at once.
    fn group(&mut self, message: &mut Type, label: &str, depth: usize) -> Result<(), Unexpected> {
        let word = self.tokens.next();
        let name = self.tokens.word("the group's name")?.text.to_owned();
        self.tokens.expect(b'=')?;
        let number = self.tokens.word("the group's number")?.text.to_owned();
        let mut inner = Type { name: full(&message.name, &name), kind: "message", ..Type::default() };
        let of = if label == "repeated" { format!("[{}]", inner.name) } else { inner.name.clone() };
        let outcome = self.message_body(&mut inner, depth + 1);
        self.add(inner, word.at);
        message.fields.push(Field {
            name: name.to_lowercase(),
            of,
            facts: vec![("number", number)],
            ..Field::default()
        });
        outcome
    }

    pub(super) fn field_type(&mut self) -> Result<String, Unexpected> {
        let name = self.type_name()?;
        if name != "map" || !self.tokens.eat(b'<') {
            return Ok(name);
        }
        let key = self.tokens.word("the type of the keys")?.text;
        self.tokens.expect(b',')?;
        let value = self.type_name()?;
        self.tokens.expect(b'>')?;
        Ok(format!("{{{key},{value}}}"))
    }

    /// The name of a type, which may go on in the next line at its dots.
    fn type_name(&mut self) -> Result<String, Unexpected> {
        let mut name = String::new();
        if self.tokens.eat(b'.') {
            name.push('.');
        }
        name.push_str(self.tokens.word("a type")?.text);
        while self.tokens.is(b'.') || name.ends_with('.') {
            if self.tokens.eat(b'.') {
                name.push('.');
            }
            name.push_str(self.tokens.word("the rest of the type's name")?.text);
        }
        Ok(name)
    }

    fn options_of(&mut self, field: &mut Field) -> Result<(), Unexpected> {
        let from = self.tokens.peek().at;
        if !self.tokens.is(b'[') {
            return Ok(());
        }
        self.tokens.skip_bracket();
        let options = self.tokens.between(from, self.tokens.peek().at).trim().trim_matches(['[', ']']);
        field.deprecated = is_deprecated(options);
        let default =
            options.split(',').find_map(|one| one.trim().strip_prefix("default")?.trim_start().strip_prefix('='));
        field.default = default.map(|value| value.trim().trim_matches('"').to_owned());
        field.facts.push(("options", options.split_whitespace().collect::<Vec<_>>().join(" ")));
        Ok(())
    }

    fn enumeration(&mut self, scope: &str, word: &Token<'_>) -> Result<(), Unexpected> {
        let name = self.tokens.word("the enum's name")?.text;
        let mut one = Type { name: full(scope, name), kind: "enum", description: self.remark(word), ..Type::default() };
        let outcome = self.values(&mut one);
        self.add(one, word.at);
        outcome
    }

    fn values(&mut self, one: &mut Type) -> Result<(), Unexpected> {
        self.tokens.expect(b'{')?;
        while !self.tokens.eat(b'}') {
            if self.tokens.at_end() {
                return Err(self.tokens.unexpected("`}`"));
            }
            if let Err(wrong) = self.value(one) {
                self.is_wrong(wrong);
                self.skip_statement();
            }
        }
        Ok(())
    }

    fn value(&mut self, one: &mut Type) -> Result<(), Unexpected> {
        if self.tokens.eat(b';') {
            return Ok(());
        }
        if self.tokens.is_word("option") || self.tokens.is_word("reserved") {
            self.skip_statement();
            return Ok(());
        }
        let first = self.tokens.word("a value's name")?;
        self.tokens.expect(b'=')?;
        let mut value = Field { name: first.text.to_owned(), description: self.remark(&first), ..Field::default() };
        self.tokens.eat(b'-');
        self.tokens.word("the value's number")?;
        self.options_of(&mut value)?;
        self.end()?;
        one.values.push(value);
        Ok(())
    }

    /// The fields that an extension adds, as a message of its own.
    fn extension(&mut self, scope: &str, depth: usize) -> Result<(), Unexpected> {
        let at = self.tokens.peek().at;
        let of = self.field_type()?;
        let name = full(scope, &format!("extend {}", of.trim_start_matches('.')));
        let mut message = Type { name, kind: "extension", ..Type::default() };
        let outcome = self.message_body(&mut message, depth + 1);
        match self.types.index(&message.name) {
            Some(_) => self.types.extend(message),
            None => self.add(message, at),
        }
        outcome
    }

    /// An option, up to its semicolon, as it is written.
    pub(super) fn option(&mut self, facts: &mut Vec<(&'static str, String)>) -> Result<(), Unexpected> {
        let from = self.tokens.peek().at;
        while !matches!(self.tokens.peek().kind, Kind::Mark(b';' | b'}') | Kind::End) {
            if self.tokens.is(b'{') || self.tokens.is(b'[') {
                self.tokens.skip_bracket();
            } else {
                self.tokens.next();
            }
        }
        let option = self.tokens.between(from, self.tokens.peek().at);
        facts.push(("option", option.split_whitespace().collect::<Vec<_>>().join(" ")));
        self.end()
    }

    /// Passes over the rest of a statement: up to its semicolon, or to the end of its braces. A brace
    /// that closes what is around stays.
    pub(super) fn skip_statement(&mut self) {
        loop {
            match self.tokens.peek().kind {
                Kind::End => return,
                Kind::Mark(b';') => {
                    self.tokens.next();
                    return;
                }
                Kind::Mark(b'{') => return self.tokens.skip_bracket(),
                Kind::Mark(b'}') => return,
                Kind::Mark(b'[' | b'(') => self.tokens.skip_bracket(),
                _ => {
                    self.tokens.next();
                }
            }
        }
    }

    pub(super) fn remark(&self, token: &Token<'_>) -> Words {
        Words::remark(token.remark)
    }
}

pub(super) fn full(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

pub(super) fn is_deprecated(options: &str) -> bool {
    let squeezed: String = options.chars().filter(|c| !c.is_whitespace()).collect();
    squeezed.split(',').any(|one| one == "deprecated=true")
}
