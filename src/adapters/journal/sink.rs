//! Where entries go besides the user's own journal.

use super::file::{append_line, own};
use super::syslog::{self, Place};
use crate::domain::model::journal::Entry;
use crate::platform::fault::{Fault, FaultKind};
use std::io;
use std::path::PathBuf;

/// Where the administrator wants entries to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sink {
    /// A file with a line of JSON an entry.
    File(PathBuf),
    /// The system's log, RFC 5424.
    Syslog(Place),
}

impl Sink {
    /// Puts an entry there.
    ///
    /// # Errors
    /// When it is not taken.
    pub fn put(&self, entry: &Entry) -> Result<(), Fault> {
        self.told(match self {
            Sink::File(path) => own(path).and_then(|mut file| append_line(&mut file, entry)),
            Sink::Syslog(place) => place.send(&syslog::message(entry, std::process::id(), &syslog::host())),
        })
    }

    /// Whether an entry would be taken, as far as that can be told without one.
    ///
    /// # Errors
    /// When it would not.
    pub fn try_out(&self) -> Result<(), Fault> {
        self.told(match self {
            Sink::File(path) => own(path).map(drop),
            Sink::Syslog(place) => place.reach(),
        })
    }

    fn told(&self, done: io::Result<()>) -> Result<(), Fault> {
        let place = match self {
            Sink::File(path) => path.display().to_string(),
            Sink::Syslog(place) => place.to_string(),
        };
        let fault = |error: io::Error| {
            let tried = format!("record it in {place}");
            Fault::new(FaultKind::Local, &tried, &error.to_string(), "see `audit` in the configuration")
        };
        done.map_err(fault)
    }
}
