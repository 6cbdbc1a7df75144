//! The log: to a file that only its owner can read, or with `-v` to standard error. Without
//! either nothing is recorded and nothing costs anything.

use super::args::Global;
use super::ending::Ending;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;
use tracing_subscriber::filter::LevelFilter;

/// Starts the log. `on_screen`: standard error belongs to the screen, so only a file will do.
pub(super) fn start(global: &Global, on_screen: bool) -> Result<(), Ending> {
    let level = match global.verbose {
        0 => LevelFilter::INFO,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let log = tracing_subscriber::fmt().with_ansi(false).with_max_level(level);
    let started = match &global.log {
        Some(path) => log.with_writer(Mutex::new(open(path)?)).try_init(),
        None if global.verbose > 0 && !on_screen => log.with_writer(|| Cleaned).try_init(),
        None => Ok(()),
    };
    started.map_err(|error| Fault::new(FaultKind::Local, "start the log", &error.to_string(), "").into())
}

fn open(path: &Path) -> Result<File, Ending> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let opened = options.open(path).and_then(|file| restrict(&file).map(|()| file));
    opened.map_err(|error| {
        let tried = format!("write the log to {}", path.display());
        Fault::new(FaultKind::Local, &tried, &error.to_string(), "name a file in a folder that you can write to").into()
    })
}

/// A file that was there before may have been readable by others.
#[cfg(unix)]
fn restrict(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if !file.metadata()?.is_file() {
        return Ok(());
    }
    file.set_permissions(std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn restrict(_: &File) -> io::Result<()> {
    Ok(())
}

/// Standard error, where a log may carry other people's text to a terminal.
struct Cleaned;

impl Write for Cleaned {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let mut err = io::stderr().lock();
        for line in text.lines() {
            writeln!(err, "{}", Clean::line(line))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
