//! The log of a run on disk, within a bound.

use super::record::Said;
use crate::domain::template::{LogLine, StepStatus};
use std::fs::File;
use std::io::{Result, Write as _};

/// Bytes of a log that are kept.
const LOG: usize = 64 << 20;
/// Letters that are kept of a line that has to be kept when there is no more room.
const SHORT: usize = 1_000;
const FULL: &str = "the log is longer than what is kept of it";

/// A log that is written to.
#[derive(Debug)]
pub(super) struct LogFile {
    file: File,
    /// Bytes that it may still take.
    room: usize,
}

impl LogFile {
    pub(super) fn new(file: File) -> Self {
        Self { file, room: LOG }
    }

    /// Adds a line. When there is no more room, that is said once; what happens to steps is kept all the same, for
    /// there are only so many of them, and without it they would seem to run for ever.
    pub(super) fn say(&mut self, said: &Said) -> Result<()> {
        if self.room > 0 {
            let line = serde_json::to_vec(said).unwrap_or_default();
            self.room = self.room.saturating_sub(line.len());
            if self.room > 0 {
                return self.put(line);
            }
            self.put_part(said, None, FULL.to_owned())?;
        }
        match said.line.status {
            status @ Some(_) => self.put_part(said, status, said.line.message.chars().take(SHORT).collect()),
            None => Ok(()),
        }
    }

    fn put_part(&mut self, said: &Said, status: Option<StepStatus>, message: String) -> Result<()> {
        let line = LogLine { message, status, ..said.line.clone() };
        self.put(serde_json::to_vec(&Said { line, ..*said }).unwrap_or_default())
    }

    fn put(&mut self, mut line: Vec<u8>) -> Result<()> {
        line.push(b'\n');
        self.file.write_all(&line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::At;

    fn said(message: &str, status: Option<StepStatus>) -> Said {
        Said { at: At(1), line: LogLine { step_id: Some("a".into()), status, message: message.into() } }
    }

    #[test]
    fn a_log_without_end_says_so_once_and_goes_on_telling_how_steps_ended() {
        let path = tempfile::NamedTempFile::new().unwrap();
        let mut log = LogFile { room: 500, ..LogFile::new(path.reopen().unwrap()) };
        for _ in 0..100 {
            log.say(&said(&"x".repeat(100), None)).unwrap();
        }
        log.say(&said(&"y".repeat(5_000), Some(StepStatus::Failed))).unwrap();
        let text = std::fs::read_to_string(path.path()).unwrap();
        let lines: Vec<Said> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let messages: Vec<&str> = lines.iter().map(|said| said.line.message.as_str()).collect();
        assert_eq!(messages.iter().filter(|message| **message == FULL).count(), 1, "{messages:?}");
        let last = lines.last().unwrap();
        assert_eq!((last.line.status, last.line.message.len()), (Some(StepStatus::Failed), 1_000));
        assert!(text.len() < 2_500, "{text}");
    }
}
