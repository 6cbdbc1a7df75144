//! The log of one container, which can be taken up where it broke off.

use super::said::Said;
use crate::adapters::cluster::{Cluster, LogAsk, LogStream, Refusal};
use std::collections::VecDeque;
use std::sync::Arc;

/// Lines of before that are read at most, where a container was started anew after a cut.
const MOST: usize = 20_000;

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
    /// Lines that were read and not handed on yet.
    ready: VecDeque<Line>,
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
            ready: VecDeque::new(),
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
        loop {
            if let Some(line) = self.ready.pop_front() {
                return Ok(Some(line));
            }
            let Some(bytes) = self.whole_line().await? else { return Ok(None) };
            self.take(&bytes).await;
        }
    }

    /// The next line that came to its end.
    async fn whole_line(&mut self) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(open) = &mut self.open else { return Ok(None) };
        let Some(line) = open.next().await? else { return Ok(None) };
        if !line.is_whole {
            // a line without an end is one only where the log ends with it; else it comes again
            open.next().await?;
        }
        Ok(Some(line.bytes))
    }

    /// Takes a line in. Where the container was started anew since a cut, what it said before that comes first.
    async fn take(&mut self, bytes: &[u8]) {
        let line = line_of(bytes);
        if line.as_ref().is_some_and(|(at, _)| self.said.is_another(*at)) {
            self.recover().await;
        }
        self.say(bytes, line);
    }

    fn say(&mut self, bytes: &[u8], line: Option<(i128, String)>) {
        let stream = self.stream;
        match line {
            Some((at, text)) if self.said.is_new(at, &text) => self.ready.push_back(Line { at, stream, text }),
            Some(_) => {}
            // what the node itself says about the log has no time
            None => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                self.ready.push_back(Line { at: self.said.newest().unwrap_or(0), stream, text });
            }
        }
    }

    /// What was said between a cut and the end of the container is in its log of before.
    async fn recover(&mut self) {
        let ask = LogAsk {
            container: Some(self.container.to_string()).filter(|name| !name.is_empty()),
            previous: true,
            since_time: self.said.take_up(),
            ..LogAsk::default()
        };
        if let Ok(mut before) = self.cluster.log(&self.namespace, &self.pod, &ask).await {
            while let Ok(Some(line)) = before.next().await {
                if self.ready.len() < MOST {
                    self.say(&line.bytes, line_of(&line.bytes));
                }
            }
        }
        self.said.begin_anew();
    }
}

/// A line's time in nanoseconds, and its text; none where it has no time.
fn line_of(bytes: &[u8]) -> Option<(i128, String)> {
    let raw = String::from_utf8_lossy(bytes);
    let (time, text) = raw.split_once(' ').unwrap_or((&raw, ""));
    Some((time.parse::<jiff::Timestamp>().ok()?.as_nanosecond(), text.to_owned()))
}
