//! The environment of a restricted session: a list of what is let in, and nothing else.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

/// What is let in, besides `LC_*` and [`ORIGINAL`].
const PASSED: [&str; 10] =
    ["COLORTERM", "LANG", "LOGNAME", "NO_COLOR", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY", "TERM", "TZ", "USER"];

/// What sshd was asked to do, where its configuration forces another command.
pub(super) const ORIGINAL: &str = "SSH_ORIGINAL_COMMAND";

/// Nothing is looked for along it; some libraries are surprised where there is none.
const PATH: &str = "/usr/bin:/bin";

/// Longer than the name of any terminal, language, user or connection.
const LONGEST: usize = 256;

/// What is let in of an environment. There is no `HOME` in it, so that the home folder is the one of
/// the password database; and nothing of the user's that names a file, a program or a proxy.
pub(super) fn clean(variables: &[(OsString, OsString)]) -> Vec<(OsString, OsString)> {
    let mut clean: BTreeMap<OsString, OsString> = BTreeMap::from([("PATH".into(), PATH.into())]);
    for (name, value) in variables {
        if passes(name, value) {
            // of several the first is what everybody reads
            clean.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    clean.into_iter().collect()
}

/// Whether two environments say the same, in whatever order; a variable that is there twice differs
/// from one that is there once.
pub(super) fn is_same(one: &[(OsString, OsString)], other: &[(OsString, OsString)]) -> bool {
    let sorted = |variables: &[(OsString, OsString)]| {
        let mut sorted = variables.to_vec();
        sorted.sort();
        sorted
    };
    sorted(one) == sorted(other)
}

fn passes(name: &OsStr, value: &OsStr) -> bool {
    // whatever letters it is in: who reads it says what is wrong with them
    if name == ORIGINAL {
        return true;
    }
    let (Some(name), Some(value)) = (name.to_str(), value.to_str()) else { return false };
    match name {
        "TZ" => is_zone(value),
        _ => (PASSED.contains(&name) || is_locale(name)) && is_plain(value),
    }
}

fn is_locale(name: &str) -> bool {
    name.strip_prefix("LC_").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_uppercase()))
}

fn is_plain(value: &str) -> bool {
    value.len() <= LONGEST && value.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

/// The name of a zone or a rule of POSIX, and not the path of a file.
fn is_zone(value: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_+-/,.<>:".contains(&byte);
    let is_path = value.starts_with(['/', ':', '.']) || value.contains("..");
    value.len() <= LONGEST && value.bytes().all(fits) && !is_path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(variables: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
        variables.iter().map(|(name, value)| (name.into(), value.into())).collect()
    }

    fn kept(variables: &[(&str, &str)]) -> Vec<String> {
        let kept = clean(&pairs(variables)).into_iter().map(|(name, _)| name.into_string().unwrap());
        kept.filter(|name| name != "PATH").collect()
    }

    #[test]
    fn what_the_terminal_the_language_and_ssh_say_is_let_in() {
        let good = [
            ("COLORTERM", "truecolor"),
            ("LANG", "de_DE.UTF-8"),
            ("LC_ALL", "C.UTF-8"),
            ("LC_TIME", "en_GB"),
            ("LOGNAME", "alice"),
            ("NO_COLOR", "1"),
            ("SSH_CLIENT", "::1 5 22"),
            ("SSH_CONNECTION", "::1 5 ::1 22"),
            ("SSH_ORIGINAL_COMMAND", "get all; `id` \u{1b}"),
            ("SSH_TTY", "/dev/pts/1"),
            ("TERM", "xterm-256color"),
            ("TZ", "Europe/Berlin"),
            ("USER", "alice"),
        ];
        assert_eq!(kept(&good), good.map(|(name, _)| name));
        assert_eq!(kept(&[("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")]), ["TZ"]);
    }

    #[test]
    fn nothing_else_is_let_in_and_the_search_path_is_ours() {
        let bad = [
            "HOME",
            "STAGEDOOR_URL",
            "STAGEDOOR_TOKEN",
            "STAGEDOOR_CONFIG_DIR",
            "STAGEDOOR_TEST_FALL_AT",
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
            "XDG_RUNTIME_DIR",
            "HTTPS_PROXY",
            "http_proxy",
            "ALL_PROXY",
            "NO_PROXY",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "EDITOR",
            "VISUAL",
            "BROWSER",
            "PAGER",
            "SHELL",
            "DISPLAY",
            "LD_PRELOAD",
            "LD_LIBRARY_PATH",
            "RUST_LOG",
            "RUST_BACKTRACE",
            "GIT_SSH_COMMAND",
            "KUBECONFIG",
            "TMPDIR",
            "DBUS_SESSION_BUS_ADDRESS",
            "MALLOC_CONF",
            "GCONV_PATH",
            "LOCPATH",
            "TZDIR",
            "TERMINFO",
            "LC_",
            "LC_x",
            "LC_ALL=",
            "lang",
            "TERMCAP",
            "COLUMNS",
            "SSH_AUTH_SOCK",
            "SSH_ASKPASS",
            "SSH_USER_AUTH",
        ];
        for name in bad {
            assert_eq!(kept(&[(name, "x")]), [""; 0], "{name}");
        }
        let clean = clean(&pairs(&[("PATH", "/tmp/mine")]));
        assert_eq!(clean, pairs(&[("PATH", PATH)]));
    }

    #[test]
    fn a_value_that_names_a_file_or_carries_control_characters_is_left_out() {
        for zone in ["/etc/passwd", ":/etc/passwd", ":Europe/Berlin", "../../tmp/x", "Europe/../../tmp/x", "a b", "./x"]
        {
            assert_eq!(kept(&[("TZ", zone)]), [""; 0], "{zone}");
        }
        assert_eq!(kept(&[("TERM", "x\u{1b}]0;y")]), [""; 0]);
        assert_eq!(kept(&[("LANG", &"x".repeat(300))]), [""; 0]);
    }

    #[test]
    fn what_was_cleaned_is_clean_and_a_variable_that_is_there_twice_is_not() {
        let once = clean(&pairs(&[("TERM", "a"), ("LANG", "C"), ("EDITOR", "x"), ("TERM", "b")]));
        assert_eq!(once, pairs(&[("LANG", "C"), ("PATH", PATH), ("TERM", "a")]));
        assert!(is_same(&once, &clean(&once)));
        let mut turned = once.clone();
        turned.reverse();
        assert!(is_same(&turned, &clean(&turned)));
        turned.push(("TERM".into(), "a".into()));
        assert!(!is_same(&turned, &clean(&turned)));
    }
}
