//! Other programs, run within bounds: no terminal, so much output, so much time. Whoever stops
//! waiting for one ends it with all that it started.

use crate::platform::programs;
use std::ffi::OsStr;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
#[cfg(unix)]
use std::time::Instant;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};

/// Bytes of complaints that are read; the first lines say what is wrong.
const COMPLAINT: u64 = 4 << 10;
/// Bytes that are read at a time.
const CHUNK: usize = 64 << 10;
/// What a program has for putting its things away after it was asked to end.
#[cfg(unix)]
const GRACE: Duration = Duration::from_secs(2);

/// A program to be run, with its arguments and variables. It is started here and nowhere else.
#[derive(Debug)]
pub struct Program(Command);

impl Program {
    /// A program by its path, or by a name that is looked for along `PATH`. It gets none of the secrets that are
    /// in this process's own variables.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        for name in programs::withheld() {
            command.env_remove(name);
        }
        command.envs(programs::provided());
        Self(command)
    }

    /// One more argument.
    pub fn arg(&mut self, arg: impl AsRef<OsStr>) -> &mut Self {
        self.0.arg(arg);
        self
    }

    /// More arguments.
    pub fn args<S: AsRef<OsStr>>(&mut self, args: impl IntoIterator<Item = S>) -> &mut Self {
        self.0.args(args);
        self
    }

    /// A variable of its environment.
    pub fn env(&mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> &mut Self {
        self.0.env(name, value);
        self
    }

    /// Variables of its environment.
    pub fn envs<K: AsRef<OsStr>, V: AsRef<OsStr>>(&mut self, all: impl IntoIterator<Item = (K, V)>) -> &mut Self {
        self.0.envs(all);
        self
    }

    /// A variable that it does not get.
    pub fn env_remove(&mut self, name: impl AsRef<OsStr>) -> &mut Self {
        self.0.env_remove(name);
        self
    }

    /// The folder that it is run in.
    pub fn current_dir(&mut self, folder: impl AsRef<Path>) -> &mut Self {
        self.0.current_dir(folder);
        self
    }
}

/// How much of a program's doing is taken.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// From its start to its end.
    pub time: Duration,
    /// Bytes on its standard output. A program that has more to say is ended.
    pub output: u64,
}

/// What a program left behind.
#[derive(Debug)]
pub struct Ran {
    /// How it ended; `None` where it was ended because enough of it was heard.
    pub status: Option<ExitStatus>,
    /// Its standard output.
    pub output: Vec<u8>,
    /// The beginning of its standard error, as text.
    pub complaint: String,
    /// Whether it had more to say than was taken.
    pub is_cut: bool,
}

impl Ran {
    /// Whether it ended by itself and well.
    pub fn is_good(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }
}

/// Why a program came to no end of its own.
#[derive(Debug)]
pub enum Failure {
    /// It could not be started, or not be spoken to.
    NotStarted(io::Error),
    /// It took longer than it may, and was ended.
    TooLong,
}

/// Runs a program and gives all it says. `input` is given to it; without one its standard input is
/// empty.
///
/// # Errors
/// When it does not start, or not end in time.
pub async fn run(program: Program, input: Option<&[u8]>, bounds: Bounds) -> Result<Ran, Failure> {
    let mut output = Vec::new();
    let ran = hear(program, input, bounds, |bytes| {
        output.extend_from_slice(bytes);
        ControlFlow::Continue(())
    })
    .await?;
    Ok(Ran { output, ..ran })
}

/// Runs a program and hands on what it says as it says it; it is ended when `each` has heard enough.
///
/// # Errors
/// When it does not start, or not end in time.
pub async fn hear(
    program: Program,
    input: Option<&[u8]>,
    bounds: Bounds,
    each: impl FnMut(&[u8]) -> ControlFlow<()>,
) -> Result<Ran, Failure> {
    let Program(mut command) = program;
    let words = command.as_std();
    programs::ask_for(words.get_program(), words.get_args()).map_err(Failure::NotStarted)?;
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    // where there are no groups it is ended at once
    command.kill_on_drop(cfg!(not(unix)));
    // a group of its own: it cannot write over the screen, and goes with all that it started
    #[cfg(unix)]
    command.process_group(0);
    let mut child = command.spawn().map_err(Failure::NotStarted)?;
    let group = Group(child.id());
    let heard = tokio::time::timeout(bounds.time, attend(&mut child, input, bounds.output, each)).await;
    let ran = heard.map_err(|_| Failure::TooLong)?;
    if ran.status.is_some() {
        group.let_be();
    }
    Ok(ran)
}

async fn attend(
    child: &mut Child,
    input: Option<&[u8]>,
    limit: u64,
    each: impl FnMut(&[u8]) -> ControlFlow<()>,
) -> Ran {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let give = async move {
        if let (Some(mut stdin), Some(input)) = (stdin, input) {
            // one that does not want to hear it says so by how it ends
            let _ = stdin.write_all(input).await;
        }
    };
    let mut complaint = Vec::new();
    let (complete, is_cut) = {
        let mut hearing = pin!(async move { tokio::join!(give, listen(stdout, limit, each)).1 });
        let mut complaining = pin!(complain(stderr, &mut complaint));
        tokio::select! {
            heard = &mut hearing => {
                if heard.0 {
                    complaining.await;
                }
                heard
            }
            () = &mut complaining => hearing.await,
        }
    };
    let status = if complete { child.wait().await.ok() } else { None };
    Ran { status, output: Vec::new(), complaint: String::from_utf8_lossy(&complaint).into_owned(), is_cut }
}

/// Whether the end was reached, and whether the limit was.
async fn listen(
    pipe: Option<impl AsyncRead + Unpin>,
    limit: u64,
    mut each: impl FnMut(&[u8]) -> ControlFlow<()>,
) -> (bool, bool) {
    let Some(mut pipe) = pipe else { return (true, false) };
    let (mut buffer, mut left) = (vec![0; CHUNK], limit);
    loop {
        let read = pipe.read(&mut buffer).await.unwrap_or(0);
        let heard = buffer.get(..read.min(usize::try_from(left).unwrap_or(usize::MAX))).unwrap_or_default();
        left -= heard.len() as u64;
        match (read, each(heard)) {
            (0, _) => return (true, false),
            (_, ControlFlow::Break(())) => return (false, false),
            _ if heard.len() < read => return (false, true),
            _ => {}
        }
    }
}

/// All is read, so that nobody waits with a full pipe; the beginning is kept.
async fn complain(pipe: Option<impl AsyncRead + Unpin>, kept: &mut Vec<u8>) {
    let Some(mut pipe) = pipe else { return };
    let _ = (&mut pipe).take(COMPLAINT).read_to_end(kept).await;
    let mut rest = [0; 1024];
    while pipe.read(&mut rest).await.is_ok_and(|read| read > 0) {}
}

/// The processes that a program consists of; they end when this is dropped.
struct Group(Option<u32>);

impl Group {
    /// The program ended by itself: its number may belong to others from here on.
    fn let_be(mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(pid) = self.0.and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw) {
            end(pid);
        }
    }
}

/// Asked first: git takes its locks away when it is asked to end, and leaves them when it is killed.
#[cfg(unix)]
fn end(group: rustix::process::Pid) {
    use rustix::process::{Signal, kill_process_group, test_kill_process_group};
    let _ = kill_process_group(group, Signal::TERM);
    let wait = move || {
        let begun = Instant::now();
        while test_kill_process_group(group).is_ok() {
            if begun.elapsed() > GRACE {
                let _ = kill_process_group(group, Signal::KILL);
                return;
            }
            std::thread::sleep(GRACE / 100);
        }
    };
    if std::thread::Builder::new().spawn(wait).is_err() {
        let _ = kill_process_group(group, Signal::KILL);
    }
}
