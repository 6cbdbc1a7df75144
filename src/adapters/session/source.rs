use super::stored::Stored;
use super::whose::Whose;
use crate::adapters::process::{self, Bounds, Failure, Program};
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::{Fault, FaultKind};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::Mutex;
use zeroize::Zeroizing;

/// Bytes that a token may have.
const LONGEST: u64 = 64 << 10;
const COMMAND_LIMIT: Duration = Duration::from_secs(10);
const TRIED: &str = "read the token";

/// Where a token comes from. Never from an argument.
#[derive(Clone, Debug)]
pub enum TokenSource {
    /// There is none.
    None,
    /// It is known already.
    Fixed(Secret),
    /// From a file that only its owner can read.
    File(PathBuf),
    /// From an environment variable.
    Env(String),
    /// What a command prints, program and arguments; no shell is between.
    Command(Vec<String>),
    /// Of somebody who signed in.
    Stored(Stored),
}

/// Keeps the token that a source gave, until it is refused.
#[derive(Debug)]
pub struct Session {
    source: TokenSource,
    held: Mutex<Option<Secret>>,
    limit: Duration,
    whose: Whose,
}

impl Session {
    /// A session with a source; nothing is read yet.
    pub fn new(source: TokenSource) -> Self {
        Self { source, held: Mutex::new(None), limit: COMMAND_LIMIT, whose: Whose::default() }
    }

    /// The same, for tokens of one subject alone.
    pub fn of(mut self, whose: Whose) -> Self {
        self.whose = whose;
        self
    }

    /// The same; when `offline`, nothing is renewed.
    pub fn offline(mut self, offline: bool) -> Self {
        if let TokenSource::Stored(stored) = self.source {
            self.source = TokenSource::Stored(stored.offline(offline));
        }
        self
    }

    /// The same, with another limit for a command.
    pub fn command_limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// The token, read when first asked for.
    ///
    /// # Errors
    /// [`FaultKind::NotSignedIn`] when the source gives none, or must not be used;
    /// [`FaultKind::AnotherUser`] when it gives somebody else's.
    pub async fn token(&self) -> Result<Option<Secret>, Fault> {
        if let TokenSource::Stored(stored) = &self.source {
            return stored.token().await;
        }
        let mut held = self.held.lock().await;
        if held.is_none() {
            *held = self.read().await?;
        }
        Ok(held.clone())
    }

    /// Another token than the one that was refused, read anew; `None` when there is no other.
    ///
    /// # Errors
    /// As [`Session::token`].
    pub async fn renewed(&self, refused: &Secret) -> Result<Option<Secret>, Fault> {
        if let TokenSource::Stored(stored) = &self.source {
            return stored.renewed(refused).await;
        }
        let mut held = self.held.lock().await;
        // of several requests refused together the first one reads, the others take what it got
        if held.as_ref() == Some(refused) {
            *held = self.read().await?;
        }
        Ok(held.clone().filter(|token| token != refused))
    }

    /// Whether the token is renewed before it ends, without the user.
    pub async fn renews(&self) -> bool {
        match &self.source {
            TokenSource::Stored(stored) => stored.renews().await,
            _ => false,
        }
    }

    /// What the user can do when the token is not accepted.
    pub fn cure(&self) -> String {
        match &self.source {
            TokenSource::None => "set STAGEDOOR_TOKEN_FILE or STAGEDOOR_TOKEN, or auth in the configuration".into(),
            TokenSource::Fixed(_) => "give another token".into(),
            TokenSource::File(path) => format!("put a new token into {}", path.display()),
            TokenSource::Env(name) => format!("set {name} to a new token"),
            TokenSource::Command(words) => format!("see what `{}` gives", program(words)),
            TokenSource::Stored(stored) => stored.cure(),
        }
    }

    async fn read(&self) -> Result<Option<Secret>, Fault> {
        let text = match &self.source {
            TokenSource::None | TokenSource::Stored(_) => return Ok(None),
            TokenSource::Fixed(token) => return Ok(Some(token.clone())),
            TokenSource::Env(name) => {
                let cure = format!("set {name}, or name another source in the configuration");
                let value = std::env::var(name).map(Secret::new);
                value.map_err(|_| fault(&format!("the variable {name} is not set"), &cure))?
            }
            TokenSource::File(path) => {
                let path = path.clone();
                let read = tokio::task::spawn_blocking(move || of_file(&path)).await;
                read.map_err(|_| fault("the file could not be read", ""))??
            }
            TokenSource::Command(words) => of_command(words, self.limit).await?,
        };
        let token = self.checked(text)?;
        self.whose.check(&token)?;
        Ok(Some(token))
    }

    fn checked(&self, raw: Secret) -> Result<Secret, Fault> {
        let token = raw.reveal().trim();
        if token.is_empty() {
            return Err(fault("its source is empty", &self.cure()));
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(fault("what its source gives is not a token alone", &self.cure()));
        }
        Ok(Secret::new(token.to_owned()))
    }
}

fn fault(happened: &str, cure: &str) -> Fault {
    Fault::new(FaultKind::NotSignedIn, TRIED, happened, cure)
}

fn program(words: &[String]) -> &str {
    words.first().map_or("", String::as_str)
}

/// The text of a file that only its owner can read.
///
/// # Errors
/// [`FaultKind::NotSignedIn`] when it cannot be read, is no file, or others can read it.
pub fn of_file(path: &Path) -> Result<Secret, Fault> {
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        fault(
            &format!("{shown} cannot be read: {error}"),
            "check the path, or name another source in the configuration",
        )
    };
    let meta = path.metadata().map_err(unreadable)?;
    // a pipe would keep the reader waiting for ever
    if !meta.is_file() {
        return Err(fault(&format!("{shown} is not a file"), "name a file that holds the token and nothing else"));
    }
    let file = File::open(path).map_err(unreadable)?;
    let known = file.metadata().map_err(unreadable)?;
    if !is_private(&known) {
        return Err(fault(&format!("others can read {shown}"), &format!("chmod 600 {shown}, and renew the token")));
    }
    // all of it at once: a buffer that grows leaves copies behind
    let size = usize::try_from(known.len().min(LONGEST)).unwrap_or(0);
    let mut text = String::with_capacity(size + 1);
    let read = file.take(LONGEST).read_to_string(&mut text);
    let secret = Secret::new(text);
    read.map_err(unreadable)?;
    Ok(secret)
}

#[cfg(unix)]
fn is_private(meta: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    meta.permissions().mode() & 0o077 == 0
}

#[cfg(not(unix))]
fn is_private(_: &std::fs::Metadata) -> bool {
    true
}

async fn of_command(words: &[String], limit: Duration) -> Result<Secret, Fault> {
    let name = program(words).to_owned();
    let cure = format!("try `{name}` by hand, or name another source in the configuration");
    let mut command = Program::new(&name);
    command.args(words.iter().skip(1));
    let ran = process::run(command, None, Bounds { time: limit, output: LONGEST }).await;
    let ran = ran.map_err(|failure| match failure {
        Failure::NotStarted(error) => fault(&format!("`{name}` does not start: {error}"), &cure),
        Failure::TooLong(_) => fault(&format!("`{name}` did not end within {} s", limit.as_secs()), &cure),
    })?;
    let (is_good, output) = (ran.is_good(), Zeroizing::new(ran.output));
    if ran.is_cut {
        return Err(fault(&format!("`{name}` prints more than a token"), &cure));
    }
    if is_good {
        return Ok(Secret::new(String::from_utf8_lossy(&output).into_owned()));
    }
    let complaint = ran.complaint.lines().map(Clean::line).find(|line| !line.is_empty()).unwrap_or_default();
    let happened =
        if complaint.is_empty() { format!("`{name}` failed") } else { format!("`{name}` failed: {complaint}") };
    Err(fault(&happened, &cure))
}
