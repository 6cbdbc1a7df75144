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
        let first = std::iter::once(program(&self.program));
        let words: Option<Vec<String>> = first.chain(self.args.iter().map(|word| quoted(word))).collect();
        let words = words.map(|words| words.join(" "))?;
        // words that are as they should be can still make a line that is not: by two blanks, or by what belongs together
        Some(Clean::line(&words)).filter(|line| line.as_str() == words)
    }

    /// Whether it is one of the commands of a list, each the path of a program and the beginning of its arguments, word
    /// by word.
    pub fn is_listed(&self, listed: &[Vec<String>]) -> bool {
        is_listed(listed, std::iter::once(&*self.program).chain(self.args.iter().map(|arg| &**arg)))
    }
}

/// Whether some words, a program first, begin with those of a row of the list. An empty row lets nothing.
pub fn is_listed<'w>(listed: &[Vec<String>], words: impl Iterator<Item = &'w str> + Clone) -> bool {
    let begins = |row: &Vec<String>| {
        let mut words = words.clone();
        !row.is_empty() && row.iter().all(|word| words.next() == Some(word))
    };
    listed.iter().any(begins)
}

/// Words that a shell understands for itself where a program stands.
const RESERVED: [&str; 22] = [
    "case",
    "coproc",
    "do",
    "done",
    "elif",
    "else",
    "end",
    "esac",
    "fi",
    "for",
    "foreach",
    "function",
    "if",
    "in",
    "nocorrect",
    "repeat",
    "select",
    "then",
    "time",
    "until",
    "while",
    "noglob",
];

fn program(word: &str) -> Option<String> {
    match quoted(word)? {
        plain if plain == word && (word.contains('=') || RESERVED.contains(&word)) => Some(format!("'{word}'")),
        written => Some(written),
    }
}

fn quoted(word: &str) -> Option<String> {
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '=' | ',' | '@' | '+' | '%');
    match word {
        // what is taken out or shown otherwise would be another word when it is pasted
        _ if Clean::line(word).as_str() != word => None,
        "" => Some("''".into()),
        // zsh takes a word that begins with `=` for the path of a program
        _ if word.chars().all(is_plain) && !word.starts_with('=') => Some(word.into()),
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
    /// The first of them takes the request into use, which is allowed or not by itself.
    pub assumes: bool,
    /// It is only played: there is nothing to connect to.
    pub simulated: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &[&str]) -> CommandLine {
        let (program, args) = words.split_first().unwrap();
        let args = args.iter().map(|word| (*word).to_owned()).collect();
        CommandLine { title: Clean::default(), program: (*program).to_owned(), args }
    }

    fn listed(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|word| (*word).to_owned()).collect()).collect()
    }

    #[test]
    fn a_line_is_quoted_where_it_has_to_be() {
        let quoted = |words: &[&str]| line(words).quoted().map(|line| line.to_string());
        assert_eq!(quoted(&["tsh", "ssh", "root@db-1"]).unwrap(), "tsh ssh root@db-1");
        assert_eq!(quoted(&["tsh", "db", "a b", "", "it's", "$(id)"]).unwrap(), r"tsh db 'a b' '' 'it'\''s' '$(id)'");
        assert_eq!(quoted(&["A=b", "=ls", "if"]).unwrap(), "'A=b' '=ls' if");
        for odd in ["a\nb", "a\u{1b}[2J", "a\u{202e}b", "a\tb"] {
            assert_eq!(quoted(&["tsh", odd]), None, "{odd:?}");
        }
    }

    #[test]
    fn nothing_is_listed_that_is_not_named() {
        assert!(!line(&["/usr/bin/tsh"]).is_listed(&[]));
        assert!(!line(&["/bin/sh"]).is_listed(&listed(&[&[]])), "an empty row is no permission for everything");
    }

    #[test]
    fn of_a_listed_command_program_and_first_arguments_are_exactly_those() {
        let rows = listed(&[&["/usr/bin/tsh", "ssh"], &["/usr/bin/psql"]]);
        for words in [&["/usr/bin/tsh", "ssh", "root@db"][..], &["/usr/bin/tsh", "ssh"], &["/usr/bin/psql", "-h", "db"]]
        {
            assert!(line(words).is_listed(&rows), "{words:?}");
        }
        let odd: [&[&str]; 7] = [
            &["/usr/bin/tsh"],
            &["/usr/bin/tsh", "sshx"],
            &["/usr/bin/tsh", "-d", "ssh"],
            &["tsh", "ssh"],
            &["/usr/bin/../bin/tsh", "ssh"],
            &["/usr/bin/tsh ssh"],
            &["/usr/bin/psql-extra"],
        ];
        for words in odd {
            assert!(!line(words).is_listed(&rows), "{words:?}");
        }
    }
}
