//! What somebody sends along, as our own command line. It is taken apart at blanks and quotation
//! marks as a shell does it, and nothing else of a shell is in it: `;`, `$`, `` ` `` and their like
//! are letters as any others.

use super::environment::ORIGINAL;
use super::refused;
use crate::cli::args::Args;
use crate::cli::ending::Ending;
use clap::Parser as _;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// What login shells are told what to do with.
const COMMAND: &str = "-c";

/// Programs that copy files over ssh: they speak to one of their kind at this end.
const COPIERS: [&str; 7] =
    ["scp", "sftp-server", "internal-sftp", "rsync", "git-upload-pack", "git-receive-pack", "git-upload-archive"];

/// Whether the program was started as a login shell or in the place of one.
pub(super) fn is_login(args: &[OsString]) -> bool {
    let by_name = args.first().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with('-'));
    by_name || args.get(1).is_some_and(|first| first == COMMAND)
}

/// The arguments; with `-c` those that its text holds.
pub(super) fn of_arguments(args: &[OsString]) -> Result<Vec<OsString>, Ending> {
    let name = args.first().cloned().unwrap_or_else(|| "stagedoor".into());
    match args {
        [_, flag, text] if flag == COMMAND => Ok([vec![name], split(text)?].concat()),
        [_, flag, ..] if flag == COMMAND => Err(Ending::usage("`-c` takes one text: what is to be done")),
        args => Ok(args.to_vec()),
    }
}

/// The same with what sshd was asked for, where nothing but flags was forced.
pub(super) fn with_original(words: Vec<OsString>) -> Result<Vec<OsString>, Ending> {
    match std::env::var_os(ORIGINAL) {
        Some(original) if is_open(&words) => Ok([words, split(&original)?].concat()),
        _ => Ok(words),
    }
}

/// Whether arguments leave open what is to be done. Those that are wrong, or ask for help, do not.
fn is_open(words: &[OsString]) -> bool {
    Args::try_parse_from(words).is_ok_and(|args| args.link.is_none() && args.command.is_none())
}

/// The words of a text, without the name of this program before them.
fn split(text: &OsStr) -> Result<Vec<OsString>, Ending> {
    let text = text.to_str().ok_or_else(|| Ending::usage("what is to be done is not written in UTF-8"))?;
    let words = shell_words::split(text);
    let words = words.map_err(|_| Ending::usage("what is to be done has a quotation mark without its other one"))?;
    let first = words.first().map(|first| file_name(first));
    if first.is_some_and(|first| COPIERS.contains(&first)) {
        let cure = "there is a screen here, and commands that print: `stagedoor --help`";
        return Err(refused("copy files", "no other program is started, and no file is read or written", cure));
    }
    let ours = usize::from(first == Some("stagedoor"));
    Ok(words.into_iter().skip(ours).map(OsString::from).collect())
}

fn file_name(word: &str) -> &str {
    Path::new(word).file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(args: &[&str]) -> Result<Vec<String>, Ending> {
        let args: Vec<OsString> = args.iter().map(Into::into).collect();
        of_arguments(&args).map(|words| words.into_iter().map(|word| word.into_string().unwrap()).collect())
    }

    fn sent(text: &str) -> Vec<String> {
        words(&["-stagedoor", "-c", text]).unwrap().split_off(1)
    }

    #[test]
    fn a_text_is_taken_apart_with_or_without_our_name_before_it() {
        assert_eq!(sent("get component payments -o json"), ["get", "component", "payments", "-o", "json"]);
        assert_eq!(sent("stagedoor get  'a b' \"c d\" e\\ f"), ["get", "a b", "c d", "e f"]);
        assert_eq!(sent("/usr/bin/stagedoor --restricted"), ["--restricted"]);
        assert_eq!(sent(""), [""; 0]);
        assert_eq!(sent(" \n "), [""; 0]);
    }

    #[test]
    fn what_a_shell_would_act_on_is_text() {
        assert_eq!(sent("get all; rm -rf /"), ["get", "all;", "rm", "-rf", "/"]);
        assert_eq!(sent("get `id` $(id) ${HOME} $HOME ~ *"), ["get", "`id`", "$(id)", "${HOME}", "$HOME", "~", "*"]);
        assert_eq!(sent("a&&b || c | d > e < f & g"), ["a&&b", "||", "c", "|", "d", ">", "e", "<", "f", "&", "g"]);
        assert_eq!(sent("get all\nsh"), ["get", "all", "sh"]);
        assert_eq!(sent("stagedoor -c 'sh'"), ["-c", "sh"], "it is not taken apart a second time");
        assert_eq!(sent("stagedoor stagedoor get"), ["stagedoor", "get"]);
    }

    #[test]
    fn half_a_text_and_what_copies_files_are_refused() {
        for text in ["get 'all", "get \"all"] {
            assert!(matches!(words(&["x", "-c", text]), Err(Ending::Usage(_))), "{text}");
        }
        for text in ["scp -t /tmp", "/usr/lib/openssh/sftp-server", "rsync --server . x", "git-upload-pack 'x'"] {
            assert!(matches!(words(&["x", "-c", text]), Err(Ending::Fault(_))), "{text}");
        }
        assert!(matches!(words(&["x", "-c"]), Err(Ending::Usage(_))));
        assert!(matches!(words(&["x", "-c", "get", "all"]), Err(Ending::Usage(_))));
    }

    #[test]
    fn only_the_first_argument_is_a_login_shells() {
        assert_eq!(words(&["x", "get", "-c"]).unwrap(), ["x", "get", "-c"]);
        let login = |args: &[&str]| is_login(&args.iter().map(Into::into).collect::<Vec<_>>());
        assert!(login(&["-stagedoor"]) && login(&["stagedoor", "-c", ""]));
        assert!(!login(&["stagedoor", "get", "-c"]) && !login(&[]));
    }
}
