use crate::domain::model::At;
use crate::domain::text::Clean;

/// A program with its arguments. It is run as it is, without a shell; for a shell it is quoted
/// ([`CommandLine::quoted`]).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommandLine {
    /// What it does, in words.
    pub title: Clean,
    /// The program.
    pub program: String,
    /// Its arguments.
    pub args: Vec<String>,
}

impl CommandLine {
    /// The line for a POSIX shell: one line, each word quoted where it has to be, nothing in it that a terminal
    /// would obey. `None` where a word cannot be written so: it holds a control character.
    pub fn quoted(&self) -> Option<Clean> {
        let words: Option<Vec<String>> =
            std::iter::once(&self.program).chain(&self.args).map(|word| quoted(word)).collect();
        words.map(|words| Clean::line(&words.join(" ")))
    }
}

fn quoted(word: &str) -> Option<String> {
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '=' | ',' | '@' | '+' | '%');
    match word {
        // what is taken out or shown otherwise would be another word when it is pasted
        _ if Clean::line(word).as_str() != word => None,
        "" => Some("''".into()),
        _ if word.chars().all(is_plain) => Some(word.into()),
        _ => Some(format!("'{}'", word.replace('\'', r"'\''"))),
    }
}

/// How to connect with what was granted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    /// What is to be run, one after the other; the last one connects.
    pub commands: Vec<CommandLine>,
    /// What there is to know besides.
    pub notes: Vec<Clean>,
    /// Until when it works.
    pub until: Option<At>,
    /// It is only played: there is nothing to connect to.
    pub simulated: bool,
}
