use crate::domain::text::Secret;
use reqwest::Method;
use serde::Serialize;
use std::time::Duration;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A request, and the words for what it is tried for.
#[derive(Clone, Debug)]
pub struct Call {
    pub(super) method: Method,
    pub(super) path: Vec<String>,
    pub(super) query: Vec<(String, String)>,
    // a form of signing in holds codes and tokens
    pub(super) body: Option<Secret>,
    pub(super) kind: &'static str,
    pub(super) address: Option<String>,
    pub(super) tried: String,
    pub(super) missing: String,
    pub(super) repeatable: bool,
    pub(super) accept: &'static str,
    /// The tag of what is held already.
    pub(super) held: Option<String>,
    /// Bytes that the answer may have, where that is less than usual.
    pub(super) most: Option<usize>,
    /// A stream may come as values one a line.
    pub(super) by_lines: bool,
    /// How long the other side may think before it answers, where that is longer than usual.
    pub(super) patience: Duration,
    /// Headers of this call alone.
    pub(super) worn: Vec<(&'static str, Secret)>,
}

impl Call {
    fn new(method: Method, tried: &str, path: &[&str]) -> Self {
        Self {
            method,
            path: path.iter().map(|segment| (*segment).to_owned()).collect(),
            query: Vec::new(),
            body: None,
            kind: JSON,
            address: None,
            tried: tried.to_owned(),
            missing: String::new(),
            repeatable: false,
            accept: JSON,
            held: None,
            most: None,
            by_lines: false,
            patience: Duration::ZERO,
            worn: Vec::new(),
        }
    }

    /// Reads. `tried` stands behind "cannot"; each item of `path` is one segment, escaped as needed.
    pub fn get(tried: &str, path: &[&str]) -> Self {
        Self { repeatable: true, ..Self::new(Method::GET, tried, path) }
    }

    /// Sends `body` as JSON.
    pub fn post(tried: &str, path: &[&str], body: &impl Serialize) -> Self {
        Self { body: serde_json::to_string(body).ok().map(Secret::new), ..Self::new(Method::POST, tried, path) }
    }

    /// Sends a form to an address, which has to be of the client's own origin.
    pub fn form(tried: &str, address: &str, form: Secret) -> Self {
        Self { body: Some(form), kind: FORM, ..Self::new(Method::POST, tried, &[]) }.at(address)
    }

    /// At an address that the other side named, instead of a path; of the client's own origin, or
    /// nothing is sent.
    pub fn at(self, address: &str) -> Self {
        Self { address: Some(address.to_owned()), ..self }
    }

    /// Removes something.
    pub fn delete(tried: &str, path: &[&str]) -> Self {
        Self::new(Method::DELETE, tried, path)
    }

    /// With a parameter in the address.
    pub fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// Takes an answer of another form than JSON.
    pub fn accepting(self, kind: &'static str) -> Self {
        Self { accept: kind, ..self }
    }

    /// Only when it is another one than what is held, by the tag that came with it (RFC 9110, 13.1.2).
    pub fn unless(self, held: Option<&str>) -> Self {
        Self { held: held.map(str::to_owned), ..self }
    }

    /// With at most so many bytes in the answer.
    pub fn at_most(self, bytes: usize) -> Self {
        Self { most: Some(bytes), ..self }
    }

    /// The other side holds its answer back until there is something to say, for so long. Such a call does not
    /// count among those that are on their way.
    pub fn waiting(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Takes a stream of JSON values one a line as well as one of events.
    pub fn by_lines(self) -> Self {
        Self { by_lines: true, ..self }
    }

    /// Changes nothing over there, whatever its method: may be sent a second time.
    pub fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// Makes something over there though its method says that it reads: is sent once.
    pub fn once(self) -> Self {
        Self { repeatable: false, ..self }
    }

    /// With a header of this call alone, by its name in lower case.
    pub fn wearing(mut self, name: &'static str, value: Secret) -> Self {
        self.worn.push((name, value));
        self
    }

    /// What to do when there is no such thing.
    pub fn when_missing(mut self, cure: &str) -> Self {
        cure.clone_into(&mut self.missing);
        self
    }
}
