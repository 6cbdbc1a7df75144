//! What of this machine could be in the way: folders, terminal, locale, programs.

use super::{Check, bad, good};
use crate::config::{Folders, system_env};
use crate::platform::programs;
use std::io::IsTerminal as _;
use std::path::Path;

/// The oldest git that will do.
const OLDEST: (u32, u32) = (2, 31);

pub(super) fn checks(at: &Folders) -> Vec<Check> {
    let mut checks = folders(at);
    checks.extend([terminal(), colours(), locale(), clipboard(), git()]);
    checks
}

fn folders(folders: &Folders) -> Vec<Check> {
    [("data folder", &folders.data), ("cache folder", &folders.cache), ("state folder", &folders.state)]
        .into_iter()
        .map(|(check, path)| folder(check, path))
        .collect()
}

/// Writable, and for its owner alone. One that is not there yet has to be possible.
fn folder(check: &'static str, path: &Path) -> Check {
    let Some(there) = path.ancestors().find(|path| path.exists()) else {
        return bad(check, format!("nothing of {} is there", path.display()), "create it");
    };
    let probe = there.join(format!(".stagedoor-probe-{}", std::process::id()));
    let written = std::fs::OpenOptions::new().write(true).create_new(true).open(&probe);
    if let Err(error) = written {
        return bad(check, format!("cannot write to {}: {error}", there.display()), "make it writable for you");
    }
    let _ = std::fs::remove_file(&probe);
    match readable_by_others(there) {
        true if there == path => {
            bad(check, format!("others can read {}", path.display()), format!("chmod 700 {}", path.display()))
        }
        _ => good(check, path.display().to_string()),
    }
}

#[cfg(unix)]
fn readable_by_others(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).is_ok_and(|known| known.mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn readable_by_others(_: &Path) -> bool {
    false
}

fn var(name: &str) -> String {
    system_env(name).map(|value| value.to_string_lossy().into_owned()).unwrap_or_default()
}

fn in_terminal() -> bool {
    std::io::stdin().is_terminal() || std::io::stdout().is_terminal()
}

fn terminal() -> Check {
    const CHECK: &str = "terminal";
    match var("TERM").as_str() {
        _ if !in_terminal() => good(CHECK, "not in one; commands work, the screen does not"),
        "" => bad(CHECK, "TERM is not set", "set TERM to what your terminal is, xterm-256color say"),
        "dumb" => bad(CHECK, "TERM is dumb", "use a terminal that can move its cursor"),
        term => good(CHECK, term),
    }
}

fn colours() -> Check {
    let detail = match (var("NO_COLOR").as_str(), var("COLORTERM").as_str(), var("TERM").as_str()) {
        ("", "truecolor" | "24bit", _) => "16 million",
        ("", _, term) if term.contains("256") => "256",
        ("", _, _) => "16",
        _ => "none: NO_COLOR is set",
    };
    good("colours", detail)
}

fn locale() -> Check {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().map(var).find(|value| !value.is_empty()).unwrap_or_default();
    let upper = set.to_uppercase();
    match upper.contains("UTF-8") || upper.contains("UTF8") {
        true => good("locale", set),
        false if !in_terminal() || cfg!(any(windows, target_os = "macos")) => good("locale", set),
        false => {
            let told = if set.is_empty() { "none is set".to_owned() } else { format!("{set} is not UTF-8") };
            bad("locale", told, "set LANG to one with UTF-8, C.UTF-8 say, or use --glyphs ascii")
        }
    }
}

/// The screen copies by OSC 52, which the terminal has to take.
fn clipboard() -> Check {
    const CHECK: &str = "clipboard";
    if system_env("TMUX").is_some() {
        return good(CHECK, "OSC 52 through tmux; it needs `set -g set-clipboard on`");
    }
    let remote = if system_env("SSH_CONNECTION").is_some() { ", over SSH too" } else { "" };
    good(CHECK, format!("OSC 52{remote}, where the terminal takes it"))
}

fn git() -> Check {
    let asked = programs::heard("git", &["--version"]);
    match asked {
        Ok(output) if output.status.success() => version(String::from_utf8_lossy(&output.stdout).trim()),
        _ => bad("git", "there is none in PATH", "install git"),
    }
}

/// Histories are asked for with options that an older git does not know.
fn version(told: &str) -> Check {
    let mut parts = told.trim_start_matches("git version ").split('.').map(|part| part.parse::<u32>().ok());
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(major), Some(minor)) if (major, minor) < OLDEST => {
            let oldest = format!("{}.{}", OLDEST.0, OLDEST.1);
            bad("git", format!("{told} is older than {oldest}"), format!("install git {oldest} or newer"))
        }
        _ => good("git", told),
    }
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn a_git_that_is_too_old_is_told_and_what_cannot_be_read_is_not() {
        let is_good = |told: &str| version(told).ok;
        assert!(!is_good("git version 2.30.9") && !is_good("git version 1.9.1.windows.1"));
        assert!(is_good("git version 2.31.0") && is_good("git version 2.39.5 (Apple Git-154)"));
        assert!(is_good("git version 3.0.1") && is_good("git version of somebody's own"));
    }
}
