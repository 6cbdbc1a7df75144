//! `stagedoor doctor`: what could keep stagedoor from working here. Each check says what to do.

use super::desk::{Desk, STATIC_CURE, unused_token, wait};
use super::ending::{Ended, Ending};
use super::out::{Column, Row};
use super::platforms::How;
use crate::config::{Chosen, Config, ConfigProblem, FileState, Portal, Token, system_env};
use crate::domain::model::Age;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Ports, Wanted};
use serde_json::json;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

#[derive(Debug, clap::Args)]
pub(super) struct DoctorArgs {
    /// Check every configured context, and not only the one that would be used
    #[arg(long)]
    pub all: bool,
}

/// One thing that was looked at.
struct Check {
    check: &'static str,
    ok: bool,
    detail: String,
    cure: String,
}

fn good(check: &'static str, detail: impl Into<String>) -> Check {
    Check { check, ok: true, detail: detail.into(), cure: String::new() }
}

fn bad(check: &'static str, detail: impl Into<String>, cure: impl Into<String>) -> Check {
    Check { check, ok: false, detail: detail.into(), cure: cure.into() }
}

const COLUMNS: &[Column] = &[Column::whole("CHECK"), Column::whole("OK"), Column::new("DETAIL"), Column::new("CURE")];

pub(super) fn run(desk: &mut Desk<'_>, args: &DoctorArgs) -> Ended {
    let mut checks = Vec::new();
    match Config::load(&desk.folders) {
        Ok(config) => {
            checks.push(configuration(&config));
            checks.extend(platforms(desk, &config, args.all));
        }
        Err(problems) => checks.push(broken(&problems)),
    }
    checks.extend(folders(desk));
    checks.extend([terminal(), colours(), locale(), clipboard(), git()]);
    let rows: Vec<Row> = checks.iter().map(row).collect();
    desk.out.list(COLUMNS, &rows)?;
    Ok(u8::from(checks.iter().any(|check| !check.ok)))
}

fn row(check: &Check) -> Row {
    let cells = [check.check, if check.ok { "yes" } else { "no" }, &check.detail, &check.cure];
    Row {
        cells: cells.into_iter().map(Clean::line).collect(),
        name: check.check.into(),
        value: json!({
            "check": check.check,
            "ok": check.ok,
            "detail": Clean::line(&check.detail).as_str(),
            "cure": Clean::line(&check.cure).as_str(),
        }),
    }
}

fn configuration(config: &Config) -> Check {
    let told: Vec<String> = config
        .files
        .iter()
        .filter_map(|(path, state)| match state {
            FileState::Read => Some(format!("{} was read", path.display())),
            FileState::Ignored(reason) => Some(format!("{} is ignored: {reason}", path.display())),
            FileState::Absent => None,
        })
        .collect();
    let ignored = config.files.iter().any(|(_, state)| matches!(state, FileState::Ignored(_)));
    match (ignored, told.is_empty()) {
        (true, _) => bad("configuration", told.join(", "), "have the administrator correct owner and mode"),
        (_, true) => good("configuration", "there is none, and none is needed"),
        _ => good("configuration", told.join(", ")),
    }
}

fn broken(problems: &[ConfigProblem]) -> Check {
    let first = problems.first().map(ToString::to_string).unwrap_or_default();
    bad("configuration", first, "`stagedoor config check` lists everything that is wrong")
}

fn folders(desk: &Desk<'_>) -> Vec<Check> {
    let folders = &desk.folders;
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

/// The platform that would be used, or all that are configured.
fn platforms(desk: &Desk<'_>, config: &Config, all: bool) -> Vec<Check> {
    if all && !config.contexts.is_empty() {
        let names = config.contexts.iter().map(|context| context.name.as_str());
        return names.flat_map(|name| one_of_all(desk, config, name)).collect();
    }
    match desk.choose(config, None) {
        Ok(chosen) => {
            let mut checks = vec![good("context", which(&chosen, config))];
            checks.extend(platform(desk, &chosen));
            checks
        }
        Err(ending) => unchosen(ending),
    }
}

fn one_of_all(desk: &Desk<'_>, config: &Config, name: &str) -> Vec<Check> {
    let mut checks = vec![good("context", format!("`{name}`"))];
    checks.extend(match desk.choose_context(config, name) {
        Ok(chosen) => platform(desk, &chosen),
        Err(ending) => unchosen(ending),
    });
    checks
}

fn unchosen(ending: Ending) -> Vec<Check> {
    match ending {
        Ending::Usage(why) => vec![bad("platform", why.as_str(), "name another platform")],
        Ending::Fault(fault) => vec![failed("platform", &fault)],
        _ => Vec::new(),
    }
}

/// Which context is checked, and which others there are.
fn which(chosen: &Chosen, config: &Config) -> String {
    let used = chosen.context.as_deref();
    let others: Vec<&str> =
        config.contexts.iter().map(|context| context.name.as_str()).filter(|name| Some(*name) != used).collect();
    let used = used.map_or_else(|| format!("none; {} is used", chosen.name), |name| format!("`{name}`"));
    match others.as_slice() {
        [] => used,
        others => format!("{used}; not checked: {} (`stagedoor doctor --all` checks all)", others.join(", ")),
    }
}

fn platform(desk: &Desk<'_>, chosen: &Chosen) -> Vec<Check> {
    // asked itself, not its copy
    let how = How { folders: &desk.folders, offline: desk.global.offline, kept: false };
    let connected = match desk.platforms.open(chosen, &how) {
        Ok(connected) => connected,
        Err(fault) => return vec![failed("platform", &fault)],
    };
    let asked = wait(async { Ok(reach(&connected.ports).await) });
    let mut checks = match asked {
        Ok(asked) => judged(chosen, asked),
        Err(_) => vec![bad("platform", "interrupted", "")],
    };
    checks.extend(in_clear(chosen));
    checks.extend(copy(chosen, connected.cache));
    checks
}

async fn reach(ports: &Ports) -> Result<(), Fault> {
    let one = Wanted { limit: Some(1), ..Wanted::default() };
    tokio::time::timeout(Duration::from_secs(15), ports.catalog.entities(one)).await.map_or_else(
        |_| Err(Fault::new(FaultKind::TimedOut, "read the catalog", "no answer within 15 s", "try again later")),
        |answer| answer.map(|_| ()),
    )
}

/// What one question to the catalog tells: whether the platform is there, and whether it takes the
/// token.
fn judged(chosen: &Chosen, asked: Result<(), Fault>) -> Vec<Check> {
    let Portal::Backstage { base, token, .. } = &chosen.portal else {
        return vec![match asked {
            Ok(()) => good("platform", format!("the folder of {} is readable", chosen.name)),
            Err(fault) => failed("platform", &fault),
        }];
    };
    let there = good("platform", format!("{base} answers"));
    let source = match token {
        Token::None => "no token".to_owned(),
        Token::Env(name) => format!("the token of the variable {name}"),
        Token::File(path) => format!("the token of {}", path.display()),
        Token::Command(words) => format!("the token of the command {}", words.first().map_or("", String::as_str)),
    };
    if let (Some(why), true) = (unused_token(chosen), was_answered(&asked)) {
        return vec![there, bad("token", why, format!("{STATIC_CURE}, or unset the variable"))];
    }
    match asked {
        Ok(()) if *token == Token::None => vec![there, good("token", "none is sent, and none is asked for")],
        Ok(()) => vec![there, good("token", format!("{source} is accepted"))],
        Err(fault) => match fault.kind {
            FaultKind::NotSignedIn | FaultKind::NotPermitted => vec![there, failed("token", &fault)],
            FaultKind::Local => vec![failed("token", &fault)],
            _ => vec![failed("platform", &fault)],
        },
    }
}

/// Whether the platform answered, be it that it refused.
fn was_answered(asked: &Result<(), Fault>) -> bool {
    asked.as_ref().err().is_none_or(|fault| matches!(fault.kind, FaultKind::NotSignedIn | FaultKind::NotPermitted))
}

fn in_clear(chosen: &Chosen) -> Option<Check> {
    chosen.sends_token_in_clear().then(|| {
        let detail = "the token goes in clear: the address begins with http:// and is of another machine";
        bad("encryption", detail, "use the https:// address of the portal")
    })
}

fn failed(check: &'static str, fault: &Fault) -> Check {
    bad(check, format!("cannot {}: {}", fault.tried, fault.happened), fault.cure.as_str())
}

fn copy(chosen: &Chosen, cache: PathBuf) -> Option<Check> {
    matches!(chosen.portal, Portal::Backstage { .. }).then(|| match newest(&cache) {
        Some(age) => good("copy on disk", format!("{}, written {}", cache.display(), aged(age))),
        None => good("copy on disk", "none yet; the first start of the screen makes one"),
    })
}

fn newest(folder: &Path) -> Option<Duration> {
    let files = std::fs::read_dir(folder).ok()?;
    let ages = files.filter_map(|file| file.ok()?.metadata().ok()?.modified().ok()?.elapsed().ok());
    ages.min()
}

fn aged(age: Duration) -> String {
    match Age(age).to_string().as_str() {
        "now" => "just now".to_owned(),
        age => format!("{age} ago"),
    }
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
    let asked = Command::new("git").arg("--version").stdin(Stdio::null()).stderr(Stdio::null()).output();
    match asked {
        Ok(output) if output.status.success() => good("git", String::from_utf8_lossy(&output.stdout).trim().to_owned()),
        _ => bad("git", "there is none in PATH", "install git"),
    }
}
