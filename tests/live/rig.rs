//! The real Backstage backend of `tests/backstage/`, started once for the whole
//! test process and gone with it: the rig holds the reading end of a pipe whose
//! other end is ours, and ends when that closes, however we end.

#![allow(dead_code, reason = "each live suite uses its own part of the rig")]

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{self, ChildStdin, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// May do everything; stands for no user.
pub const ADMIN_TOKEN: &str = "stagedoor-rig-admin";
/// May read the catalog, and nothing else anywhere.
pub const READER_TOKEN: &str = "stagedoor-rig-catalog-reader";

/// Whether the live suite was asked for. Says so, once a test, when it was not:
///
/// ```ignore
/// if !rig::live() { return; }
/// ```
pub fn live() -> bool {
    let asked = env::var_os("STAGEDOOR_LIVE").is_some_and(|value| !value.is_empty());
    if !asked {
        // Past the test harness, which keeps what a passing test prints to itself.
        // One write, so that lines of several threads do not mix.
        let _ = io::stdout().write_all(b"skipped: STAGEDOOR_LIVE is not set\n");
    }
    asked
}

/// The running backend; the first caller starts it, and installs it if need be.
///
/// # Panics
/// Fails the test with what `run.sh` said when the backend cannot be started.
pub fn rig() -> &'static Rig {
    static RIG: OnceLock<Result<Rig, String>> = OnceLock::new();
    must(RIG.get_or_init(Rig::start).as_ref().map_err(String::clone))
}

static CATALOG: RwLock<()> = RwLock::new(());

/// As long as this is held no other test changes the catalog: for whoever counts.
pub fn unchanged() -> RwLockReadGuard<'static, ()> {
    CATALOG.read().unwrap_or_else(PoisonError::into_inner)
}

/// Held by whoever changes the catalog, until it is as it was.
pub fn changing() -> RwLockWriteGuard<'static, ()> {
    CATALOG.write().unwrap_or_else(PoisonError::into_inner)
}

/// Looks until there is what is looked for.
///
/// # Panics
/// After two minutes: a bound against hanging, not a measure.
#[track_caller]
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(120);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "{what} never came");
        // the other side works on it with the same processors
        thread::park_timeout(Duration::from_millis(20));
    }
}

/// A Backstage backend on loopback, filled and searchable.
pub struct Rig {
    /// Where it listens, as `http://127.0.0.1:PORT`.
    pub url: String,
    /// Where `good.yaml` and `bad.yaml` are served from, likewise.
    pub files_url: String,
    port: u16,
    dir: PathBuf,
    _alive: ChildStdin,
}

impl Rig {
    fn start() -> Result<Self, String> {
        let runs = Path::new(env!("CARGO_TARGET_TMPDIR"));
        forget_finished(runs);
        let dir = runs.join(format!("backstage-{}", process::id()));
        let held = run_and_hold(&dir, &[])?;
        Self::of(dir, held)
    }

    /// Another one, which builds docs with the `mkdocs` of a folder.
    pub fn building(mkdocs: &OsStr) -> Result<Self, String> {
        let runs = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let dir = runs.join(format!("backstage-docs-{}", process::id()));
        let mut path = mkdocs.to_owned();
        path.push(":");
        path.push(env::var_os("PATH").unwrap_or_default());
        let held = run_and_hold(&dir, &[("STAGEDOOR_RIG_DOCS", OsStr::new("1")), ("PATH", &path)])?;
        Self::of(dir, held)
    }

    /// Another one, which knows after a restart what it knew before.
    pub fn keeping() -> Result<Self, String> {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("backstage-kept-{}", process::id()));
        let held = run_and_hold(&dir, &[("STAGEDOOR_RIG_KEEP", OsStr::new("1"))])?;
        Self::of(dir, held)
    }

    /// Ends it at once, and has it begin anew at the same address.
    pub fn restart(&mut self) {
        must(run_sh("stop", &self.dir).output().map_err(|error| error.to_string()).and_then(|output| said(&output)));
        let port = self.port.to_string();
        let also = [("STAGEDOOR_RIG_KEEP", OsStr::new("1")), ("STAGEDOOR_RIG_PORT", OsStr::new(&port))];
        let (_, alive) = must(run_and_hold(&self.dir, &also));
        self._alive = alive;
    }

    fn of(dir: PathBuf, (said, alive): (String, ChildStdin)) -> Result<Self, String> {
        let port = port_in(&said).ok_or_else(|| format!("run.sh start printed {said:?}, not a port"))?;
        let files = read(&dir.join("files-port"))?;
        Ok(Self {
            url: format!("http://127.0.0.1:{port}"),
            files_url: format!("http://127.0.0.1:{}", files.trim()),
            port,
            dir,
            _alive: alive,
        })
    }

    /// Has the policy decide so about carol, by permission: `allow`, `deny`, `broken` (its conditions
    /// cannot be applied), `gone` (nor even be asked). What is not named is decided as for bob. Holds
    /// until what it gives is dropped.
    pub fn deciding(&self, says: &[(&str, &str)]) -> Deciding {
        static ONE: Mutex<()> = Mutex::new(());
        let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let says: BTreeMap<&str, &str> = says.iter().copied().collect();
        let text = serde_json::json!({"user:default/carol": says}).to_string();
        let (unfinished, file) = (self.dir.join("policy.json.new"), self.dir.join("policy.json"));
        fs::write(&unfinished, text).unwrap();
        fs::rename(unfinished, &file).unwrap();
        Deciding { file, _one: one }
    }

    /// A fresh token of `alice`, `bob`, `carol` or `guest`, good for an hour.
    pub fn token_for(&self, user: &str) -> String {
        let answer = match user {
            "guest" => self.get("/api/auth/guest/refresh", &[]),
            _ => self.get("/api/auth/oauth2Proxy/refresh", &[("X-Forwarded-User", user)]),
        };
        must(token_in(&answer.1).ok_or_else(|| format!("{user} cannot sign in: {answer:?}")))
    }

    /// Status and body of a GET, for looking past the program at what the portal holds.
    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
        must(exchange(self.port, "GET", path, headers, "").map_err(|error| format!("GET {path}: {error}")))
    }

    /// What the portal itself says to somebody.
    pub fn json(&self, path: &str, token: &str) -> Value {
        let (status, body) = self.get(path, &[("Authorization", &format!("Bearer {token}"))]);
        assert_eq!(status, 200, "GET {path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Status and body of a request as the administrator.
    pub fn send(&self, method: &str, path: &str, body: &Value) -> (u16, String) {
        self.send_as(ADMIN_TOKEN, method, path, body)
    }

    /// The same as somebody.
    pub fn send_as(&self, token: &str, method: &str, path: &str, body: &Value) -> (u16, String) {
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        let answer = exchange(self.port, method, path, &headers, &body.to_string());
        must(answer.map_err(|error| format!("{method} {path}: {error}")))
    }

    /// Has somebody run the template that logs and waits, for no time; the id of the run.
    pub fn run_template(&self, token: &str) -> String {
        let values = serde_json::json!({"channel": "north", "seconds": 0});
        let task = serde_json::json!({"templateRef": "template:default/dredge-channel", "values": values});
        let (status, body) = self.send_as(token, "POST", "/api/scaffolder/v2/tasks", &task);
        assert_eq!(status, 201, "{body}");
        let task: Value = serde_json::from_str(&body).unwrap();
        task["id"].as_str().unwrap().to_owned()
    }

    /// How many entities somebody sees that pass a filter in Backstage's words.
    pub fn total(&self, filter: &str, token: &str) -> usize {
        let filter = if filter.is_empty() { String::new() } else { format!("&filter={filter}") };
        let page = self.json(&format!("/api/catalog/entities/by-query?limit=0{filter}"), token);
        usize::try_from(page["totalItems"].as_u64().unwrap()).unwrap()
    }

    /// Serves a file of a test's own beside `good.yaml`, in place of an earlier one of that name;
    /// its address.
    pub fn serve(&self, name: &str, text: &str) -> String {
        let folder = self.dir.join("served");
        fs::create_dir_all(&folder).unwrap();
        let unfinished = self.dir.join(format!("{name}.new"));
        fs::write(&unfinished, text).unwrap();
        fs::rename(unfinished, folder.join(name)).unwrap();
        format!("{}/{name}", self.files_url)
    }

    /// Back to the seed: what tests registered is gone, what they deleted is there, and
    /// the search index is new. Concerns every test of the process.
    pub fn refill(&self) {
        let run = run_sh("refill", &self.dir).stdin(Stdio::null()).output();
        must(run.map_err(|error| error.to_string()).and_then(|output| said(&output)));
    }

    /// The backend's log: a JSON object a line, one for each request it answered.
    pub fn log(&self) -> String {
        must(read(&self.dir.join("backstage.log")))
    }
}

/// Decisions of a test's own, as long as it is held.
pub struct Deciding {
    file: PathBuf,
    _one: MutexGuard<'static, ()>,
}

impl Drop for Deciding {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.file);
    }
}

fn must<T>(result: Result<T, String>) -> T {
    result.unwrap_or_else(|why| panic!("the live Backstage backend: {why}"))
}

fn run_sh(command: &str, dir: &Path) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/backstage/run.sh");
    let mut run = Command::new(script);
    run.arg(command).env("STAGEDOOR_RIG_DIR", dir);
    run
}

/// Starts a rig that lives as long as the pipe returned; the string is what it printed.
fn run_and_hold(dir: &Path, also: &[(&str, &OsStr)]) -> Result<(String, ChildStdin), String> {
    let mut child = run_sh("start", dir)
        .env("STAGEDOOR_RIG_HOLD", "1")
        .envs(also.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("tests/backstage/run.sh: {error}"))?;
    let alive = child.stdin.take().ok_or("run.sh has no standard input")?;
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    Ok((said(&output)?, alive))
}

fn said(output: &Output) -> Result<String, String> {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

/// From `ready PORT PID`.
fn port_in(said: &str) -> Option<u16> {
    let mut words = said.strip_prefix("ready ")?.split_whitespace();
    words.next()?.parse().ok()
}

fn token_in(body: &str) -> Option<String> {
    let (_, rest) = body.split_once(r#""backstageIdentity":{"token":""#)?;
    Some(rest.split_once('"')?.0.to_owned())
}

pub fn exchange(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    // HTTP/1.0: the answer is neither chunked nor compressed, and ends with the connection.
    let mut request = format!("{method} {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n");
    if !body.is_empty() {
        request.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{request}\r\n{body}").as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    parse(&answer).ok_or_else(|| io::Error::other(format!("not an HTTP answer: {answer:?}")))
}

fn parse(answer: &str) -> Option<(u16, String)> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split_whitespace().nth(1)?.parse().ok()?;
    Some((status, body.to_owned()))
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

/// Removes the folders of earlier test processes; the last one's stays until now, for its log.
fn forget_finished(runs: &Path) {
    for entry in fs::read_dir(runs).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.rsplit_once('-'));
        let is_ours =
            |name: &str| ["backstage", "oidc", "keycloak", "sign-in", "vault"].iter().any(|rig| name.starts_with(rig));
        if owner.is_some_and(|(name, pid)| is_ours(name) && !Path::new("/proc").join(pid).exists()) {
            // Another process may be doing the same.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
