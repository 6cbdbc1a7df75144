//! What is told once the screen is gone.

use crate::domain::text::Clean;
use std::io::Write as _;

/// A panic is told once the terminal is given back, whatever state it is in. What fell over may
/// have had text of others in hand.
pub fn tell_fall(report: &str) {
    crate::screen::terminal::restore();
    report.lines().for_each(tell_last);
}

/// A panic on a thread that works for the screen goes to the log.
pub fn log_fall(panic: &str) {
    tracing::error!("{}", Clean::line(panic));
}

/// A line on standard error; where that is gone there is nobody to tell.
pub(super) fn tell_last(line: &str) {
    let _ = writeln!(std::io::stderr(), "{}", Clean::line(line));
}
