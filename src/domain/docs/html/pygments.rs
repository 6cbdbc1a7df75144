use super::super::code::Token;

/// What a piece of code is, by the short names that Pygments has for its kinds
/// (<https://pygments.org/docs/tokens/>). The first class that says something counts.
pub(super) fn token_of<'a>(classes: impl Iterator<Item = &'a str>) -> Token {
    classes.map(of_class).find(|token| *token != Token::Plain).unwrap_or_default()
}

fn of_class(class: &str) -> Token {
    match class {
        "k" | "kd" | "kn" | "kp" | "kr" | "ow" | "cp" | "cpf" => Token::Keyword,
        "kc" | "no" | "ld" | "bp" => Token::Constant,
        "kt" | "nc" | "ne" | "nn" => Token::Type,
        "nf" | "fm" | "nb" => Token::Function,
        "m" | "mb" | "mf" | "mh" | "mi" | "mo" | "il" => Token::Number,
        "s" | "sa" | "sb" | "sc" | "dl" | "s2" | "se" | "sh" | "si" | "sx" | "sr" | "s1" | "ss" | "l" => Token::String,
        "c" | "ch" | "cm" | "c1" | "cs" | "sd" => Token::Comment,
        "o" => Token::Operator,
        "nv" | "vc" | "vg" | "vi" | "vm" => Token::Variable,
        "na" | "nd" | "py" | "nl" => Token::Attribute,
        "nt" | "ni" => Token::Tag,
        "gh" | "gu" => Token::Heading,
        "gi" => Token::Inserted,
        "gd" => Token::Deleted,
        "gp" => Token::Prompt,
        "go" => Token::Output,
        "gr" | "gt" => Token::Error,
        // names, punctuation, blanks, what is not told apart; and `err`, which is for most a language
        // within another, and no mistake of the author's
        _ => Token::Plain,
    }
}
