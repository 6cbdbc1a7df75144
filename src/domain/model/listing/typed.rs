//! What is typed into a filter, taken apart: conditions (`owner:payments`, `-lifecycle:deprecated`,
//! `spec.tier:gold,silver`), words that must not be there (`-legacy`), and the rest, which is looked
//! for fuzzily.

use super::columns::Column;
use super::haystack::push_folded;
use super::path::FieldPath;

/// What is typed, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) conditions: Vec<Condition>,
    pub(super) unwanted: Vec<Unwanted>,
    /// The words that are looked for fuzzily.
    pub(super) rest: String,
}

/// A condition on one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) column: Column,
    pub(super) negated: bool,
    /// Any of these has to hold of any of the row's values.
    pub(super) any: Vec<Wish>,
}

/// What a value has to be, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Something: `*`.
    Something,
    /// Exactly this: `=java`.
    Whole(String),
    /// With this in it.
    Part(String),
}

impl Wish {
    /// Whether a value in lower case is as wished.
    pub(super) fn fits(&self, folded: &str) -> bool {
        match self {
            Wish::Something => !folded.is_empty(),
            Wish::Whole(wanted) => folded == wanted,
            Wish::Part(wanted) => folded.contains(wanted.as_str()),
        }
    }
}

/// A word that must not be in name or title, of kinds and namespaces that begin so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unwanted {
    pub(super) kind: String,
    pub(super) namespace: String,
    pub(super) name: String,
}

impl Typed {
    /// Takes a text apart. Half of a condition, as it is there while one is still being typed
    /// (`owner:`, `-`), is none yet.
    pub(super) fn of(text: &str) -> Self {
        let mut typed = Self::default();
        words(text).for_each(|word| typed.take(word));
        typed
    }

    fn take(&mut self, word: &str) {
        let (negated, positive) = match word.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, word),
        };
        if let Some((column, values)) = condition(positive) {
            let any: Vec<Wish> = alternatives(values).filter_map(wish).collect();
            if !any.is_empty() {
                self.conditions.push(Condition { column, negated, any });
            }
        } else if negated {
            self.unwanted.extend(unwanted(positive));
        } else {
            if !self.rest.is_empty() {
                self.rest.push(' ');
            }
            self.rest.push_str(word);
        }
    }

    /// The fields that conditions name.
    pub(super) fn fields(&self) -> impl Iterator<Item = &FieldPath> {
        self.conditions.iter().filter_map(|condition| condition.column.field())
    }
}

/// The words; between quotes right behind a colon or a comma blanks belong to the word.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut before) = (false, ' ');
    let separates = move |c: char| {
        if c == '"' && (quoted || matches!(before, ':' | ',' | '=')) {
            quoted = !quoted;
        }
        before = c;
        c.is_whitespace() && !quoted
    };
    text.split(separates).filter(|word| !word.is_empty())
}

/// The column before the colon and the values behind it. What stands before the colon of a
/// reference (`component:payments`) is a kind and no column.
fn condition(word: &str) -> Option<(Column, &str)> {
    let (column, values) = word.split_once(':')?;
    Some((Column::of_word(column).or_else(|| Column::of_word(&column.to_lowercase()))?, values))
}

/// The values with commas between them; a comma between quotes belongs to the value.
fn alternatives(values: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut before) = (false, ',');
    values.split(move |c: char| {
        if c == '"' && (quoted || matches!(before, ',' | '=')) {
            quoted = !quoted;
        }
        before = c;
        c == ',' && !quoted
    })
}

fn wish(value: &str) -> Option<Wish> {
    let (whole, value) = value.strip_prefix('=').map_or((false, value), |value| (true, value));
    let value = folded(value.trim_matches('"'));
    match value.as_str() {
        "" => None,
        "*" if !whole => Some(Wish::Something),
        _ if whole => Some(Wish::Whole(value)),
        _ => Some(Wish::Part(value)),
    }
}

fn unwanted(word: &str) -> Option<Unwanted> {
    let word = folded(word);
    let (kind, rest) = word.split_once(':').unwrap_or(("", &word));
    let (namespace, name) = rest.split_once('/').unwrap_or(("", rest));
    let is_something = !name.is_empty() || !namespace.is_empty() || !kind.is_empty();
    is_something.then(|| Unwanted { kind: kind.into(), namespace: namespace.into(), name: name.into() })
}

/// In lower case as everything that is compared.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    push_folded(&mut folded, text);
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str) -> Wish {
        Wish::Part(text.into())
    }

    #[test]
    fn words_with_a_column_before_the_colon_are_conditions_and_the_others_stay() {
        let typed = Typed::of("Pay owner:Payments api:cart -lifecycle:deprecated spec.tier:gold,silver tag:=go type:*");
        assert_eq!(typed.rest, "Pay api:cart");
        let conditions: Vec<(String, bool, &[Wish])> =
            typed.conditions.iter().map(|it| (it.column.word().to_string(), it.negated, it.any.as_slice())).collect();
        assert_eq!(
            conditions,
            [
                ("owner".into(), false, [part("payments")].as_slice()),
                ("lifecycle".into(), true, &[part("deprecated")]),
                ("spec.tier".into(), false, &[part("gold"), part("silver")]),
                ("tags".into(), false, &[Wish::Whole("go".into())]),
                ("type".into(), false, &[Wish::Something]),
            ]
        );
    }

    #[test]
    fn a_condition_that_is_only_begun_narrows_nothing() {
        assert_eq!(Typed::of("owner: - spec.tier: -kind:"), Typed::default());
        // no field is asked for before its name is whole
        assert_eq!(Typed::of("spec.ti").fields().count(), 0);
    }

    #[test]
    fn quotes_keep_blanks_together_and_a_minus_rules_out() {
        let typed = Typed::of("title:\"Web shop\" -legacy -api:x/old \"pay");
        assert_eq!(typed.conditions.first().map(|it| it.any.clone()), Some(vec![part("web shop")]));
        assert_eq!(typed.rest, "\"pay");
        let listed = Typed::of("title:\"Shop, the web one\",=\"a,b\",c");
        let wishes = vec![part("shop, the web one"), Wish::Whole("a,b".into()), part("c")];
        assert_eq!(listed.conditions.first().map(|it| it.any.clone()), Some(wishes));
        let unwanted = |kind: &str, namespace: &str, name: &str| Unwanted {
            kind: kind.into(),
            namespace: namespace.into(),
            name: name.into(),
        };
        assert_eq!(typed.unwanted, [unwanted("", "", "legacy"), unwanted("api", "x", "old")]);
    }
}
