//! Services of Protocol Buffers and their methods.

use super::lex::{Token, Unexpected};
use super::protobuf_reader::{Reader, full, is_deprecated};
use super::types::{Field, Type};

impl Reader<'_> {
    pub(super) fn service(&mut self, word: &Token<'_>) -> Result<(), Unexpected> {
        let name = self.tokens.word("the service's name")?.text;
        let name = full(&self.package, name);
        let mut service = Type { name, kind: "service", description: self.remark(word), ..Type::default() };
        let outcome = self.methods(&mut service);
        self.add(service, word.at);
        outcome
    }

    fn methods(&mut self, service: &mut Type) -> Result<(), Unexpected> {
        self.tokens.expect(b'{')?;
        while !self.tokens.eat(b'}') {
            if self.tokens.at_end() {
                return Err(self.tokens.unexpected("`}`"));
            }
            if self.tokens.is_word("rpc") {
                match self.method() {
                    Ok(method) => service.fields.push(method),
                    Err(wrong) => {
                        self.is_wrong(wrong);
                        self.skip_statement();
                    }
                }
            } else if !self.tokens.eat(b';') {
                self.skip_statement();
            }
        }
        Ok(())
    }

    /// A method. That a side streams stands in the `default` of its field, which has no other use here.
    fn method(&mut self) -> Result<Field, Unexpected> {
        let word = self.tokens.next();
        let name = self.tokens.word("the method's name")?.text.to_owned();
        let input = self.side()?;
        if !self.tokens.eat_word("returns") {
            return Err(self.tokens.unexpected("`returns`"));
        }
        let output = self.side()?;
        let mut method = Field { name, args: vec![input], description: self.remark(&word), ..output };
        if !self.tokens.eat(b';') {
            self.tokens.expect(b'{')?;
            while !self.tokens.eat(b'}') {
                if self.tokens.at_end() {
                    return Err(self.tokens.unexpected("`}`"));
                }
                if self.tokens.eat_word("option") { self.option(&mut method.facts)? } else { self.skip_statement() }
            }
            self.tokens.eat(b';');
        }
        method.deprecated = method.facts.iter().any(|(_, said)| is_deprecated(said));
        Ok(method)
    }

    fn side(&mut self) -> Result<Field, Unexpected> {
        self.tokens.expect(b'(')?;
        let streams = self.tokens.eat_word("stream").then(|| "stream".to_owned());
        let of = self.field_type()?;
        self.tokens.expect(b')')?;
        Ok(Field { of, default: streams, ..Field::default() })
    }
}
