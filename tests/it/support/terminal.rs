//! The real program in a real pseudo-terminal, read through a screen model.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read as _, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The longest that anything may take before a test gives up.
const LIMIT: Duration = Duration::from_secs(30);

pub struct Pty {
    pub screen: vt100::Parser,
    /// Every byte that the program has sent.
    pub raw: Vec<u8>,
    pub child: Box<dyn Child + Send + Sync>,
    pub home: TempDir,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    read: Receiver<Vec<u8>>,
    /// While locked, nobody reads what the program sends.
    reading: Arc<Mutex<()>>,
    ended: bool,
}

/// Sends a signal to a process.
#[track_caller]
pub fn signal(name: &str, pid: &str) {
    assert!(std::process::Command::new("kill").args([format!("-{name}").as_str(), pid]).status().unwrap().success());
}

/// How a program is started.
pub struct Start<'a> {
    pub args: Vec<&'a str>,
    pub size: (u16, u16),
    pub env: Vec<(&'a str, &'a str)>,
    pub folder: Option<&'a Path>,
    pub home: TempDir,
}

impl Default for Start<'_> {
    fn default() -> Self {
        Self { args: Vec::new(), size: (120, 36), env: Vec::new(), folder: None, home: TempDir::new().unwrap() }
    }
}

impl Pty {
    /// The program on the bundled example.
    pub fn example() -> Self {
        Self::start(Start { args: vec!["--example"], ..Start::default() })
    }

    pub fn start(start: Start<'_>) -> Self {
        Self::program(env!("CARGO_BIN_EXE_stagedoor"), start)
    }

    pub fn program(program: &str, start: Start<'_>) -> Self {
        let (cols, rows) = start.size;
        let pair = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(&start.args);
        command.env_clear();
        for name in ["PATH", "LLVM_PROFILE_FILE"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8")].iter().chain(&start.env) {
            command.env(name, value);
        }
        for (name, folder) in [("CONFIG", "config"), ("DATA", "data"), ("CACHE", "cache"), ("STATE", "state")] {
            command.env(format!("STAGEDOOR_{name}_DIR"), start.home.path().join(folder));
        }
        command.env("HOME", start.home.path());
        command.cwd(start.folder.unwrap_or(start.home.path()));
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (send, read) = channel();
        let reading = Arc::new(Mutex::new(()));
        let may_read = Arc::clone(&reading);
        std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(n) = reader.read(&mut buffer) {
                drop(may_read.lock());
                if n == 0 || send.send(buffer[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let screen = vt100::Parser::new(rows, cols, 0);
        Self {
            screen,
            raw: Vec::new(),
            child,
            home: start.home,
            master: pair.master,
            keys,
            read,
            reading,
            ended: false,
        }
    }

    fn take(&mut self, limit: Duration) -> bool {
        match self.read.recv_timeout(limit) {
            Ok(bytes) => {
                self.screen.process(&bytes);
                self.raw.extend(bytes);
                true
            }
            Err(error) => {
                self.ended |= error == std::sync::mpsc::RecvTimeoutError::Disconnected;
                false
            }
        }
    }

    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits until the screen is as wanted.
    #[track_caller]
    pub fn wait(&mut self, what: &str, wanted: impl Fn(&str) -> bool) -> &mut Self {
        let end = Instant::now() + LIMIT;
        while !wanted(&self.text()) {
            let left = end.saturating_duration_since(Instant::now());
            if !self.take(left) && (self.ended || left.is_zero()) {
                panic!("{what} never came:\n{}", self.text());
            }
        }
        self
    }

    #[track_caller]
    pub fn until(&mut self, text: &str) -> &mut Self {
        self.wait(text, |screen| screen.contains(text))
    }

    pub fn send(&mut self, bytes: &[u8]) -> &mut Self {
        // a program that has ended reads no more
        let _ = self.keys.write_all(bytes).and_then(|()| self.keys.flush());
        self
    }

    pub fn text_keys(&mut self, text: &str) -> &mut Self {
        self.send(text.as_bytes())
    }

    /// Sends a key and waits until the screen has answered it.
    pub fn send_alone(&mut self, bytes: &[u8]) -> &mut Self {
        let before = self.raw.len();
        self.send(bytes);
        while self.raw.len() == before && self.take(LIMIT) {}
        self
    }

    /// Takes what still comes until nothing has come for that long.
    pub fn silence(&mut self, quiet: Duration) -> &mut Self {
        while self.take(quiet) {}
        self
    }

    pub fn resize(&mut self, cols: u16, rows: u16) -> &mut Self {
        self.screen.screen_mut().set_size(rows, cols);
        self.resize_to(cols, rows)
    }

    /// Says a size that the screen model does not have.
    pub fn resize_to(&mut self, cols: u16, rows: u16) -> &mut Self {
        self.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        self
    }

    pub fn signal(&mut self, name: &str) -> &mut Self {
        signal(name, &self.child.process_id().unwrap().to_string());
        self
    }

    /// Waits, without reading what the program sends, until it has ended; its exit code.
    pub fn end_unread(&mut self) -> u32 {
        let end = Instant::now() + LIMIT;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(Instant::now() < end, "the program did not end");
            std::thread::yield_now();
        }
    }

    /// Reads to the end of the program; its exit code.
    pub fn end(&mut self) -> u32 {
        let end = Instant::now() + LIMIT;
        while !self.ended && Instant::now() < end {
            self.take(end.saturating_duration_since(Instant::now()));
        }
        assert!(self.ended, "the program did not end:\n{}", self.text());
        self.child.wait().unwrap().exit_code()
    }

    /// Whether the program left the terminal as a shell wants it.
    #[track_caller]
    pub fn assert_sane(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "still on the other screen");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(!screen.bracketed_paste(), "pastes are still bracketed");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "the mouse is still caught");
        self.assert_cooked();
    }

    /// Whether the terminal edits lines, echoes them and turns Ctrl-C into a signal.
    #[track_caller]
    pub fn assert_cooked(&self) {
        use rustix::termios::LocalModes;
        let modes = self.master.get_termios().unwrap().local_flags.bits();
        for (name, mode) in [("ICANON", LocalModes::ICANON), ("ECHO", LocalModes::ECHO), ("ISIG", LocalModes::ISIG)] {
            assert!(modes & mode.bits() != 0, "the terminal is left without {name}");
        }
    }

    /// Sets the terminal as a shell wants it for itself.
    pub fn cook(&self) {
        let name = self.master.tty_name().unwrap();
        let status = std::process::Command::new("stty").arg("-F").arg(name).arg("sane").status();
        assert!(status.unwrap().success());
    }

    /// The processes of that name below the program, by number.
    pub fn below(&self, name: &str) -> Vec<String> {
        let parent = self.child.process_id().unwrap().to_string();
        let found = std::process::Command::new("pgrep").args(["-P", &parent, name]).output().unwrap();
        String::from_utf8(found.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// Nobody reads what the program sends from here on, as long as the guard is held.
    pub fn stop_reading(&self) -> impl Drop + use<> {
        Unread::of(Arc::clone(&self.reading))
    }

    /// Closes the terminal under the program's feet.
    pub fn hang_up(self) -> (Box<dyn Child + Send + Sync>, TempDir) {
        let Self { child, home, master, mut keys, read, .. } = self;
        drop(read);
        // the thread that reads has the terminal open too, and leaves at the next byte that nobody takes
        let _ = keys.write_all(b"\x0c").and_then(|()| keys.flush());
        drop(keys);
        drop(master);
        (child, home)
    }
}

/// Holds the lock of the thread that reads, on a thread of its own, until it is dropped.
struct Unread(Option<Sender<()>>);

impl Unread {
    fn of(reading: Arc<Mutex<()>>) -> Self {
        let (release, released) = channel::<()>();
        let (held, is_held) = channel();
        std::thread::spawn(move || {
            let _guard = reading.lock();
            let _ = held.send(());
            let _ = released.recv();
        });
        is_held.recv().unwrap();
        Self(Some(release))
    }
}

impl Drop for Unread {
    fn drop(&mut self) {
        self.0.take();
    }
}
