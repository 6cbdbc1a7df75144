//! The real binary in folders of its own, with nothing of the machine's configuration.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Folders for one test.
pub struct Stand {
    temp: tempfile::TempDir,
}

impl Stand {
    pub fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        std::fs::create_dir(temp.path().join("here")).unwrap();
        Self { temp }
    }

    /// Where commands are run.
    pub fn here(&self) -> PathBuf {
        self.temp.path().join("here")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    /// Writes the user's configuration.
    pub fn configured(self, text: &str) -> Self {
        self.write("config/config.toml", text);
        self
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The variables that the binary gets, and no others.
    pub fn variables(&self) -> Vec<(&'static str, PathBuf)> {
        let folder = |name: &str| self.path(name);
        vec![
            ("STAGEDOOR_CONFIG_DIR", folder("config")),
            ("STAGEDOOR_DATA_DIR", folder("data")),
            ("STAGEDOOR_CACHE_DIR", folder("cache")),
            ("STAGEDOOR_STATE_DIR", folder("state")),
            ("HOME", folder("home")),
            ("PATH", std::env::var_os("PATH").unwrap_or_default().into()),
            ("LANG", "C.UTF-8".into()),
        ]
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stagedoor"));
        command.args(args).env_clear().envs(self.variables()).current_dir(self.here());
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }
}

/// What a command printed, and how it ended.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// It ended with this code, and if that is no 0 it said something.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "out: {}\nerr: {}", self.out, self.err);
        self
    }

    /// It complained with these words, and put no complaint among the results.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(self.err.contains(words), "{words:?} is not in {:?}", self.err);
        assert!(!self.out.contains("stagedoor: "), "{}", self.out);
        self
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }
}

/// An HTTP server on loopback that answers everything alike; gives its address.
pub fn answering(head: &'static str) -> String {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut heard = [0; 4096];
            let _ = stream.read(&mut heard);
            let _ = write!(stream, "HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    format!("http://{address}")
}

/// The keys of a JSON object, in order.
pub fn keys(value: &serde_json::Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Whether text can be put on a terminal.
pub fn harmless(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || !stagedoor::domain::text::unsafe_to_show(c))
}

/// The bundled example as it lies in the repository.
pub fn example() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/example"))
}
