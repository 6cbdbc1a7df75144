//! The real program as a command, with folders of its own.

use crate::rig::{self, Rig};
use crate::terminal::{Pty, Start};
use serde_json::Value;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

/// Somebody at a machine: folders, and variables of the environment.
pub struct Desk {
    pub home: TempDir,
    vars: Vec<(String, String)>,
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Desk {
    /// A fresh machine that knows of no portal.
    pub fn fresh() -> Self {
        Self { home: TempDir::new().unwrap(), vars: Vec::new() }
    }

    /// One that is pointed at the rig.
    pub fn at(rig: &Rig) -> Self {
        Self::fresh().with("STAGEDOOR_URL", &rig.url)
    }

    /// One of somebody at the rig, whose token lies in a file.
    pub fn of(rig: &Rig, user: &str) -> Self {
        let desk = Self::at(rig);
        let file = desk.token_file("token", &rig.token_for(user), 0o600);
        desk.with("STAGEDOOR_TOKEN_FILE", &file)
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.vars.retain(|(known, _)| known != name);
        self.vars.push((name.into(), value.into()));
        self
    }

    /// A file with a token.
    pub fn token_file(&self, name: &str, token: &str, mode: u32) -> String {
        let path = self.home.path().join(name);
        fs::write(&path, format!("{token}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Writes the configuration.
    pub fn configure(&self, text: &str) {
        let folder = self.home.path().join("config");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("config.toml"), text).unwrap();
    }

    /// Begins a command, with which a test goes on.
    #[track_caller]
    pub fn begin(&self, args: &[&str]) -> Running {
        Running::start(self.command(args))
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Said {
        let output = self.command(args).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("stagedoor prints UTF-8");
        Said { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stagedoor"));
        command.args(args).env_clear().stdin(Stdio::null()).current_dir(self.home.path());
        for name in ["PATH", "LLVM_PROFILE_FILE"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command.env("HOME", self.home.path()).env("LANG", "C.UTF-8");
        for (name, folder) in [("CONFIG", "config"), ("DATA", "data"), ("CACHE", "cache"), ("STATE", "state")] {
            command.env(format!("STAGEDOOR_{name}_DIR"), self.home.path().join(folder));
        }
        command.envs(self.vars.iter().map(|(name, value)| (name, value)));
        command
    }

    /// The screen in a terminal of 120 by `rows`.
    pub fn screen(self, args: &[&str], rows: u16) -> Screen {
        self.screen_in(args, rows, None)
    }

    /// The same, started in a folder.
    pub fn screen_in(self, args: &[&str], rows: u16, folder: Option<&Path>) -> Screen {
        let Self { home, vars } = self;
        let env = vars.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let pty = Pty::start(Start { args: args.to_vec(), size: (120, rows), env, folder, home });
        Screen { pty, vars }
    }

    /// The only folder under the cache folder.
    pub fn copy(&self) -> PathBuf {
        let folders: Vec<_> = fs::read_dir(self.home.path().join("cache")).unwrap().flatten().collect();
        assert_eq!(folders.len(), 1, "{folders:?}");
        folders[0].path()
    }
}

/// A command under way, without a terminal.
pub struct Running {
    pub child: Child,
    input: Option<ChildStdin>,
    err: Receiver<String>,
    /// What it has said on standard error so far.
    told: String,
}

impl Running {
    #[track_caller]
    fn start(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let input = child.stdin.take();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (send, err) = channel();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| send.send(line)));
        Self { child, input, err, told: String::new() }
    }

    /// Waits for a line on standard error that is wanted.
    #[track_caller]
    pub fn until<T>(&mut self, what: &str, wanted: impl Fn(&str) -> Option<T>) -> T {
        loop {
            let line = self.err.recv_timeout(Duration::from_secs(30));
            let line = line.unwrap_or_else(|_| panic!("{what} never came: {}", self.told));
            self.told.push_str(&line);
            self.told.push('\n');
            if let Some(found) = wanted(&line) {
                return found;
            }
        }
    }

    /// The next address that it shows.
    #[track_caller]
    pub fn address(&mut self) -> String {
        self.until("an address", |line| line.trim().starts_with("http").then(|| line.trim().to_owned()))
    }

    /// Writes a line to its standard input.
    pub fn paste(&mut self, line: &str) {
        // one that has ended reads no more
        let _ = self.input.as_mut().unwrap().write_all(format!("{line}\n").as_bytes());
    }

    /// Closes its standard input.
    pub fn nothing_more(&mut self) {
        self.input = None;
    }

    /// Waits until it has ended by itself.
    #[track_caller]
    pub fn end(mut self) -> Said {
        let mut out = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        for line in &self.err {
            self.told.push_str(&line);
            self.told.push('\n');
        }
        Said { code, out, err: self.told }
    }
}

/// The screen of somebody at a machine.
pub struct Screen {
    pub pty: Pty,
    vars: Vec<(String, String)>,
}

impl Screen {
    /// Leaves it; the machine, with what was kept on it.
    #[track_caller]
    pub fn leave(mut self) -> Desk {
        self.pty.send(b"\x03");
        assert_eq!(self.pty.end(), 0, "{}", self.pty.text());
        self.pty.assert_sane();
        Desk { home: self.pty.home, vars: self.vars }
    }

    /// Waits until it has ended by itself; the machine, and every byte that was painted.
    #[track_caller]
    pub fn ended(mut self, code: u32) -> (Desk, Vec<u8>) {
        assert_eq!(self.pty.end(), code, "{}", self.pty.text());
        (Desk { home: self.pty.home, vars: self.vars }, self.pty.raw)
    }

    /// Leaves what is being typed, or what lies over the screen: `q` quits again then. Waits for it to
    /// be painted first, all of it, since a frame may come in pieces.
    #[track_caller]
    pub fn escape(&mut self) {
        self.pty.wait("something to leave", |text| !text.contains("? Help")).send(b"\x1b").until("? Help");
    }

    /// What was painted in the rows of the screen, one a line.
    pub fn lines(&self) -> Vec<String> {
        self.pty.text().lines().map(str::to_owned).collect()
    }
}

impl Said {
    /// The results as JSON of a command that was done.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.out).unwrap()
    }

    /// The results as lines of a command that was done.
    #[track_caller]
    pub fn lines(&self) -> Vec<&str> {
        assert_eq!(self.code, 0, "{self:?}");
        self.out.lines().collect()
    }

    /// A command that failed with a code and one line that holds all the words.
    #[track_caller]
    pub fn fails(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.out.is_empty(), "results are for those who get some: {self:?}");
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "{word} is missing: {self:?}");
        }
    }
}

/// The rig, a desk of alice's there, and her token.
pub fn alice() -> (&'static Rig, Desk, String) {
    let rig = rig::rig();
    let token = rig.token_for("alice");
    let desk = Desk::at(rig);
    let file = desk.token_file("token", &token, 0o600);
    (rig, desk.with("STAGEDOOR_TOKEN_FILE", &file), token)
}
