//! `stagedoor login`: signing in without the screen.

mod attempt;
mod pasted;
mod place;
mod shown;

use super::desk::{Desk, wait};
use super::ending::{Ended, Ending, complain};
use super::unasked;
use crate::config::{AuthWay, Chosen, Portal};
use crate::domain::model::EntityRef;
use crate::domain::text::{Clean, Secret};
use crate::platform::account::{SignedIn, Way, Ways};
use crate::platform::fault::{Fault, FaultKind};
use attempt::Attempt;
use pasted::Lines;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub(super) use place::known;

#[derive(Debug, clap::Args)]
pub(super) struct LoginArgs {
    /// A context, or the address of a portal, which becomes a context of its host's name
    #[arg(value_name = "CONTEXT|https://PORTAL")]
    pub at: Option<String>,
    #[command(flatten)]
    pub way: WayArgs,
}

/// The way to go, where it is not the best one.
#[derive(Debug, Default, clap::Args)]
#[group(multiple = false)]
pub(super) struct WayArgs {
    /// In a browser on this machine, which comes back by itself
    #[arg(long, help_heading = "Way")]
    pub browser: bool,
    /// In a browser anywhere; the address that it ends at is pasted here
    #[arg(long, help_heading = "Way")]
    pub paste: bool,
    /// In a browser anywhere, with a short code
    #[arg(long, help_heading = "Way")]
    pub device: bool,
    /// By the proxy in front of the portal, as the context says
    #[arg(long, help_heading = "Way")]
    pub proxy: bool,
    /// As the portal's guest
    #[arg(long, help_heading = "Way")]
    pub guest: bool,
    /// With a token of the portal's pages, pasted here
    #[arg(long, help_heading = "Way")]
    pub token: bool,
    /// The same, from a file of your own; `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = "Way")]
    pub token_file: Option<PathBuf>,
}

impl WayArgs {
    fn asked(&self) -> Option<Way> {
        let said = [
            (self.browser, Way::Browser),
            (self.paste, Way::Paste),
            (self.device, Way::Device),
            (self.proxy, Way::Proxy),
            (self.guest, Way::Guest),
            (self.token || self.token_file.is_some(), Way::Token),
        ];
        said.into_iter().find_map(|(said, way)| said.then_some(way))
    }
}

pub(super) fn run(desk: &mut Desk<'_>, args: &LoginArgs) -> Ended {
    let file = args.way.token_file.as_deref();
    let token = file.map(token_in).transpose()?.flatten();
    let lines = Lines::of(file.map(Path::to_owned).zip(token));
    let (chosen, added) = place::chosen(desk, args.at.as_deref(), args.way.asked())?;
    if let Portal::Workspace(_) | Portal::Example { .. } = chosen.portal {
        return Err(nobody_signs_in(&chosen).into());
    }
    if unasked::keeps_nothing(desk.restricted.as_ref()) {
        return Err(unasked::kept_nowhere(&chosen).into());
    }
    // whose it was is not known any more afterwards
    let replace = desk.platforms.replacing(&chosen, &desk.folders);
    let signed_in = match signed_in(desk, &chosen, args.way.asked(), lines) {
        Ok(signed_in) => signed_in,
        Err(ending) => {
            added.take_back();
            return Err(ending);
        }
    };
    added.tell();
    replace()?;
    tell(desk, &chosen, &signed_in)?;
    Ok(0)
}

fn signed_in(desk: &Desk<'_>, chosen: &Chosen, asked: Option<Way>, lines: Lines) -> Result<SignedIn, Ending> {
    let account = desk.open(chosen)?.ports.account;
    wait(async {
        let ways = account.ways().await?.answer;
        let way = way(&ways, asked).map_err(|ways| match (asked, ways) {
            (Some(way), _) => closed(desk, chosen, ways, way),
            (None, ways) => no_way(ways),
        })?;
        Attempt::new(&*account, lines, shown::Look::of(&desk.global)).go(way).await
    })
}

fn nobody_signs_in(chosen: &Chosen) -> Fault {
    let tried = format!("sign in to {}", chosen.name);
    let cure = "name a context of a portal, or its address: stagedoor login https://portal.example";
    Fault::new(FaultKind::Unsupported, &tried, "it is a folder, and nobody signs in to a folder", cure)
}

/// The way that is gone: the one that was asked for, or else the best.
fn way(ways: &Ways, asked: Option<Way>) -> Result<Way, &Ways> {
    match asked {
        None => best(ways),
        Some(way) if ways.open.contains(&way) => Ok(way),
        Some(_) => Err(ways),
    }
}

/// The best way that is open. Where none leads through a browser or a code it is told why.
fn best(ways: &Ways) -> Result<Way, &Ways> {
    let best = ways.open.first().copied().ok_or(ways)?;
    if !matches!(best, Way::Browser | Way::Paste | Way::Device) {
        ways.closed.iter().for_each(|(way, why)| complain(&Clean::line(&format!("not by --{}: {why}", way.word()))));
    }
    Ok(best)
}

const READY_MADE: &str = "change the token there, or name other ways in the context, as `auth = [\"oidc\"]`";

/// There is none at all: each with its reason, which names what has to be configured.
fn no_way(ways: &Ways) -> Fault {
    if let Some(instead) = &ways.instead {
        return Fault::new(FaultKind::NotSignedIn, &tried(ways), instead.as_str().trim_end_matches('.'), READY_MADE);
    }
    let reasons: Vec<String> = ways.closed.iter().map(|(way, why)| format!("{}: {why}", way.word())).collect();
    let (happened, cure) = match reasons.is_empty() {
        true => (
            "there is no way to do so here".to_owned(),
            "name the ways in the context, as `auth = [\"oidc\"]`; docs/signing-in.md says what the portal must switch on",
        ),
        false => (reasons.join("; "), "docs/signing-in.md says what the context and the portal must switch on"),
    };
    Fault::new(FaultKind::NotSignedIn, &tried(ways), &happened, cure)
}

fn closed(desk: &Desk<'_>, chosen: &Chosen, ways: &Ways, way: Way) -> Fault {
    let reason = ways.closed.iter().find(|(closed, _)| *closed == way).map(|(_, why)| why.to_string());
    let open: Vec<String> = ways.open.iter().map(|way| format!("--{}", way.word())).collect();
    let open = if open.is_empty() { String::new() } else { format!("open here: {}", open.join(", ")) };
    let word = word_of(way);
    let (happened, cure) = match reason {
        _ if chosen.allowed_ways.as_ref().is_some_and(|allowed| !allowed.contains(&word)) => {
            let happened = format!("the administrator's configuration does not allow `{}`", word.word());
            (happened, open)
        }
        _ if !chosen.sign_in.takes(word) => {
            let (name, file) = (&chosen.name, desk.folders.config_file());
            let add = format!("add `{}` to `auth` of the context {name} in {}", word.word(), file.display());
            (
                "the context does not take that way".to_owned(),
                if open.is_empty() { add } else { format!("{add}; {open}") },
            )
        }
        reason => (reason.unwrap_or_else(|| "it is not open here".to_owned()), open),
    };
    let cure = match cure.is_empty() {
        true => "docs/signing-in.md says what the context and the portal must switch on".to_owned(),
        false => cure,
    };
    Fault::new(FaultKind::NotSignedIn, &format!("{} by --{}", tried(ways), way.word()), &happened, &cure)
}

/// The word that stands for a way in the `auth` of a context.
fn word_of(way: Way) -> AuthWay {
    match way {
        Way::Browser | Way::Paste | Way::Device => AuthWay::Oidc,
        Way::Proxy => AuthWay::Proxy,
        Way::Guest => AuthWay::Guest,
        Way::Token => AuthWay::Paste,
    }
}

fn tried(ways: &Ways) -> String {
    if ways.at.is_empty() { "sign in".to_owned() } else { format!("sign in to {}", ways.at) }
}

/// The longest that a file with a token may be.
const LONGEST: u64 = 64 << 10;

/// The token of a file that nobody else can read; none when it is to come from standard input.
fn token_in(path: &Path) -> Result<Option<Secret>, Ending> {
    if path.as_os_str() == "-" {
        return Ok(None);
    }
    let refused = |kind: FaultKind, happened: &str, cure: &str| {
        Ending::from(Fault::new(kind, &format!("read the token in {}", path.display()), happened, cure))
    };
    let failed = |error: std::io::Error| {
        refused(FaultKind::Local, &error.to_string(), "name a file that you can read, or `-` for standard input")
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    let known = file.metadata().map_err(failed)?;
    if is_open_to_others(&known) {
        let cure = format!("chmod 600 {}", path.display());
        return Err(refused(FaultKind::NotSignedIn, "others can read it", &cure));
    }
    pasted::line_of(std::io::Read::take(file, LONGEST), pasted::Echo::No)
        .map_err(failed)?
        .map(Some)
        .ok_or_else(|| refused(FaultKind::NotSignedIn, "it is empty", "write the token into it, on one line"))
}

#[cfg(unix)]
fn is_open_to_others(known: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    known.is_file() && known.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_: &std::fs::Metadata) -> bool {
    false
}

/// Who is signed in goes to standard output, all else that there is to tell to standard error.
fn tell(desk: &mut Desk<'_>, chosen: &Chosen, signed_in: &SignedIn) -> Result<(), Ending> {
    let (who, more) = signed_in.told.split_first().unzip();
    more.into_iter().flatten().for_each(complain);
    let told: Vec<&str> = signed_in.told.iter().map(Clean::as_str).collect();
    let value = json!({
        "context": chosen.context, "user": signed_in.user.as_ref().map(EntityRef::as_str), "told": told,
        "ends": signed_in.ends.map_or(Value::Null, |at| at.rfc3339().into()),
    });
    let who = who.cloned().unwrap_or_else(|| Clean::line(&format!("signed in to {}", chosen.name)));
    desk.out.one(&who, &value)
}
