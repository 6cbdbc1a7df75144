//! `stagedoor doctor`: what could keep stagedoor from working here. Each check says what to do.

mod machine;
mod session;
mod systems;

use super::desk::{Desk, STATIC_CURE, unused_token, wait};
use super::ending::{Ended, Ending};
use super::out::{Column, Row};
use super::platforms::How;
use crate::config::{Chosen, Config, ConfigProblem, FileState, Portal, Token};
use crate::domain::model::Age;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Ports, Wanted};
use serde_json::json;
use std::path::{Path, PathBuf};
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
    checks.extend(machine::checks(&desk.folders));
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
    let how =
        How { folders: &desk.folders, offline: desk.global.offline, kept: false, restricted: desk.restricted.as_ref() };
    let connected = match desk.platforms.open(chosen, &how) {
        Ok(connected) => connected,
        Err(fault) => return vec![failed("platform", &fault)],
    };
    let copy = copy(chosen, connected.cache);
    let asked = wait(async { Ok(reach(&connected.ports).await) });
    let kept = desk.platforms.sign_in_kept(chosen, &desk.folders);
    let who = kept.as_ref().and_then(|kept| kept.who.as_ref());
    let mut checks = match asked {
        Ok(asked) => judged(chosen, who, asked),
        Err(_) => vec![bad("platform", "interrupted", "")],
    };
    let is_refused = checks.iter().any(|check| check.check == "token" && !check.ok);
    checks.extend(kept.iter().flat_map(|kept| session::checks(kept, is_refused)));
    checks.extend(in_clear(chosen, who.is_some()));
    checks.extend(systems::checks(&connected.checks));
    checks.extend(copy);
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
fn judged(chosen: &Chosen, who: Option<&Clean>, asked: Result<(), Fault>) -> Vec<Check> {
    let Portal::Backstage { base, token, .. } = &chosen.portal else {
        return vec![match asked {
            Ok(()) => good("platform", format!("the folder of {} is readable", chosen.name)),
            Err(fault) => failed("platform", &fault),
        }];
    };
    let there = good("platform", format!("{base} answers"));
    let source = match token {
        Token::None => {
            who.map_or_else(|| "no token".to_owned(), |who| format!("the token of {who}, who is signed in,"))
        }
        Token::Env(name) => format!("the token of the variable {name}"),
        Token::File(path) => format!("the token of {}", path.display()),
        Token::Command(words) => format!("the token of the command {}", words.first().map_or("", String::as_str)),
    };
    if let (Some(why), true) = (unused_token(chosen), was_answered(&asked)) {
        return vec![there, bad("token", why, format!("{STATIC_CURE}, or unset the variable"))];
    }
    match asked {
        Ok(()) if *token == Token::None && who.is_none() => {
            vec![there, good("token", "none is sent, and none is asked for")]
        }
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

fn in_clear(chosen: &Chosen, is_signed_in: bool) -> Option<Check> {
    chosen.sends_token_in_clear(is_signed_in).then(|| {
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
    // other things lie beside the copy
    let is_of_copy = |file: &std::fs::DirEntry| {
        let name = file.file_name();
        ["rows.", "bodies."].iter().any(|start| name.to_string_lossy().starts_with(start))
    };
    let ages =
        files.flatten().filter(is_of_copy).filter_map(|file| file.metadata().ok()?.modified().ok()?.elapsed().ok());
    ages.min()
}

fn aged(age: Duration) -> String {
    match Age(age).to_string().as_str() {
        "now" => "just now".to_owned(),
        age => format!("{age} ago"),
    }
}
