//! The real program as a command, with folders of its own.

use crate::rig::{self, Rig};
use crate::terminal::{Pty, Start};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
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

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Said {
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
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("stagedoor prints UTF-8");
        Said { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
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
