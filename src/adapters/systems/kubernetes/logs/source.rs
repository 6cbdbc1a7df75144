//! The log of one container, which can be taken up where it broke off.

use super::said::Said;
use crate::adapters::cluster::{Cluster, LogAsk, LogStream, Refusal};
use std::sync::Arc;

/// A line as a container said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// When, in nanoseconds since 1970.
    pub(super) at: i128,
    /// Whose it is, by its place among the streams.
    pub(super) stream: u16,
    pub(super) text: String,
}

/// The log of a container.
pub(super) struct Source {
    pub(super) cluster: Arc<Cluster>,
    pub(super) namespace: Arc<str>,
    pub(super) pod: Arc<str>,
    /// Its name; empty where there is one alone and nobody knows it.
    pub(super) container: Arc<str>,
    pub(super) stream: u16,
    /// How it is asked for the first time.
    pub(super) first: LogAsk,
    said: Said,
    open: Option<LogStream>,
}

impl Source {
    pub(super) fn new(cluster: &Arc<Cluster>, whose: [&Arc<str>; 3], stream: u16, first: LogAsk) -> Self {
        let [namespace, pod, container] = whose.map(Arc::clone);
        Self {
            cluster: Arc::clone(cluster),
            namespace,
            pod,
            container,
            stream,
            first,
            said: Said::default(),
            open: None,
        }
    }

    /// Opens it, from where it is known to.
    pub(super) async fn open(&mut self, follow: bool, previous: bool) -> Result<(), Refusal> {
        self.open = None;
        let since_time = self.said.take_up();
        let is_first = since_time.is_none();
        let ask = LogAsk {
            container: Some(self.container.to_string()).filter(|name| !name.is_empty()),
            previous,
            follow,
            since_seconds: self.first.since_seconds.filter(|_| is_first),
            tail: self.first.tail.filter(|_| is_first),
            since_time,
        };
        self.open = Some(self.cluster.log(&self.namespace, &self.pod, &ask).await?);
        Ok(())
    }

    /// The next line that was not said yet; `None` at the end of what is open.
    pub(super) async fn next(&mut self) -> Result<Option<Line>, Refusal> {
        let Some(open) = &mut self.open else { return Ok(None) };
        loop {
            let Some(line) = open.next().await? else { return Ok(None) };
            if line.is_whole {
                if let Some(line) = taken(&mut self.said, self.stream, &line.bytes) {
                    return Ok(Some(line));
                }
                continue;
            }
            // a line without an end is one only where the log ends with it; else it comes again
            return match open.next().await? {
                None => Ok(taken(&mut self.said, self.stream, &line.bytes)),
                Some(_) => continue,
            };
        }
    }
}

fn taken(said: &mut Said, stream: u16, bytes: &[u8]) -> Option<Line> {
    let raw = String::from_utf8_lossy(bytes);
    let (time, text) = raw.split_once(' ').unwrap_or((&raw, ""));
    match time.parse::<jiff::Timestamp>() {
        Ok(stamp) => {
            let at = stamp.as_nanosecond();
            said.is_new(at, text).then(|| Line { at, stream, text: text.to_owned() })
        }
        // what the node itself says about the log has no time
        Err(_) => Some(Line { at: said.newest().unwrap_or(0), stream, text: raw.into_owned() }),
    }
}
