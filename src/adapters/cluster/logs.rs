//! What containers say, as raw lines with the time of each (RFC 3339, nanoseconds).

use super::client::Cluster;
use super::reach::Call;
use super::served::escaped;
use super::watch::Lines;
use super::words::{self, Refusal};
use std::time::Duration;
use url::form_urlencoded::Serializer;

/// Bytes of one line.
const LONGEST: usize = 1 << 20;

/// Which part of a log is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogAsk {
    /// The container; the only one of the pod without it.
    pub container: Option<String>,
    /// What it said before it was started anew.
    pub previous: bool,
    /// Not older than so many seconds.
    pub since_seconds: Option<u64>,
    /// Not older than this moment, as RFC 3339 writes it. The cluster cuts it to whole seconds.
    pub since_time: Option<String>,
    /// At most so many lines from before now.
    pub tail: Option<u64>,
    /// Goes on as long as it is read.
    pub follow: bool,
}

impl LogAsk {
    fn query(&self) -> Vec<(&'static str, String)> {
        let flag = |is: bool| is.then(|| "true".to_owned());
        let number = |number: Option<u64>| number.map(|number| number.to_string());
        let all = [
            ("timestamps", flag(true)),
            ("follow", flag(self.follow)),
            ("previous", flag(self.previous)),
            ("sinceSeconds", number(self.since_seconds)),
            ("tailLines", number(self.tail)),
            ("sinceTime", self.since_time.clone()),
            ("container", self.container.clone()),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// It, with the time at its beginning, without its end.
    pub bytes: Vec<u8>,
    /// Whether its end came; the last line of what was cut has none.
    pub is_whole: bool,
}

/// A log as it comes. Dropping it ends it.
pub struct LogStream {
    lines: Lines,
    tried: String,
    is_over: bool,
}

impl Cluster {
    /// The log of a container. An answer of this kind may be silent for hours.
    ///
    /// # Errors
    /// What the cluster has against it.
    pub async fn log(&self, namespace: &str, pod: &str, ask: &LogAsk) -> Result<LogStream, Refusal> {
        let tried = format!("read the log of {pod} in {namespace} of the cluster {}", self.name());
        let query = Serializer::new(String::new()).extend_pairs(ask.query()).finish();
        let path = format!("/api/v1/namespaces/{}/pods/{}/log", escaped(namespace), escaped(pod));
        let call = Call::get(&tried, format!("{path}?{query}")).accepting("*/*");
        // the head comes with the first line, where it is followed
        let patience = if ask.follow { Duration::from_secs(u64::from(u32::MAX)) } else { Duration::ZERO };
        let response = self.reach.send(&call.waiting(patience)).await?;
        let lines = Lines::of(response.into_body(), LONGEST);
        Ok(LogStream { lines, tried, is_over: false })
    }
}

impl LogStream {
    /// The next line; `None` at the end of the log. It may be dropped while it waits, and nothing is lost.
    ///
    /// # Errors
    /// When the stream was cut, after what had come of its last line.
    pub async fn next(&mut self) -> Result<Option<LogLine>, Refusal> {
        if !self.is_over {
            if let Some(bytes) = self.lines.next().await {
                return Ok(Some(LogLine { bytes, is_whole: true }));
            }
            self.is_over = true;
            let bytes = self.lines.rest();
            if !bytes.is_empty() {
                return Ok(Some(LogLine { bytes, is_whole: false }));
            }
        }
        match self.lines.is_whole {
            true => Ok(None),
            false => Err(words::malformed(&self.tried, "the log broke off")),
        }
    }
}
