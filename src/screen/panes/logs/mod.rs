//! What containers of an entity say, as they say it: of one pod, or of several together in the order of time.

mod update;
mod view;

use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::{EntityRef, LogPlace, Place};
use crate::domain::text::Clean;
use crate::platform::query::Logs;
use crate::platform::runtime::{LogWanted, PodLog};
use crate::screen::ctx::Ctx;
use crate::screen::panes::{absence, tabs};
use crate::screen::widgets::find::Find;
use crate::screen::widgets::log::LogView;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Lines of each container that are read where nothing says how far back.
const LAST: u64 = 1_000;
/// How far back one can go: as links write it, in words, and in seconds.
const SPANS: [(&str, &str, u64); 4] = [
    ("5m", "the last 5 minutes", 300),
    ("1h", "the last hour", 3_600),
    ("1d", "the last day", 86_400),
    ("all", "everything that is kept", u64::MAX),
];
/// Lines that what is wrong gets.
const WORDS: usize = 3;

/// What containers say.
#[derive(Clone, Debug)]
pub struct LogsRoom {
    entity: EntityRef,
    of: LogPlace,
    previous: bool,
    /// How far back, by its place among the spans; the last lines without one.
    since: Option<usize>,
    log: LogView,
    find: Find,
    said: Option<Arc<PodLog>>,
    /// What stands above the log.
    head: Vec<Line>,
}

impl LogsRoom {
    /// The room as a link says; `None` for a place that names no log.
    pub fn open(place: &Place) -> Option<Self> {
        let (entity, of) = (place.subject.clone()?, place.log_of()?);
        let since = place.param("since").and_then(|text| SPANS.iter().position(|(word, ..)| *word == text));
        let previous = place.param("previous").is_some();
        Some(Self {
            entity,
            of,
            previous,
            since,
            log: LogView::default(),
            find: Find::default(),
            said: None,
            head: Vec::new(),
        })
    }

    fn here(&self) -> Place {
        let mut place = Place::logs(self.entity.clone(), &self.of);
        let since = self.since.and_then(|at| SPANS.get(at)).map(|(word, ..)| *word);
        place.query.extend(since.map(|word| ("since".to_owned(), word.to_owned())));
        place.query.extend(self.previous.then(|| ("previous".to_owned(), "yes".to_owned())));
        place
    }

    fn question(&self) -> Logs {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let seconds = self.since.and_then(|at| SPANS.get(at)).map(|(.., seconds)| *seconds);
        let wanted = LogWanted {
            cluster: self.of.cluster.as_str().into(),
            namespace: self.of.namespace.as_str().into(),
            pods: some(&self.of.pod).into_iter().map(Arc::from).collect(),
            selector: some(&self.of.selector),
            container: some(&self.of.container).map(Arc::from),
            previous: self.previous,
            since: seconds.filter(|seconds| *seconds != u64::MAX),
            tail: seconds.is_none().then_some(LAST),
            follow: !self.previous,
        };
        Logs { wanted }
    }

    /// Asks for another log: what was said before is not shown beside it.
    fn ask_anew(&mut self) {
        self.said = None;
        self.log.of_step(None);
        self.log.set(Default::default());
    }

    /// Shows what the next container says, and after the last one all again.
    fn next_container(&mut self) {
        let count = self.said.as_ref().map_or(0, |said| said.streams.len());
        if count < 2 && !self.of.container.is_empty() {
            self.of.container.clear();
            return self.ask_anew();
        }
        let next = self.log.step().map_or(0, |step| step + 1);
        self.log.of_step(Some(next).filter(|next| usize::from(*next) < count));
    }

    /// Whether there is another container to choose.
    fn has_containers(&self) -> bool {
        !self.of.container.is_empty() || self.said.as_ref().is_some_and(|said| said.streams.len() > 1)
    }

    fn take_in(&mut self, ctx: &Ctx<'_>) {
        let remote = ctx.store.get(&self.question());
        if let Some(said) = remote.answer() {
            let is_same = self.said.as_ref().is_some_and(|known| Arc::ptr_eq(known, said));
            if !is_same {
                self.log.name_steps(if said.streams.len() > 1 { short_names(&said.streams) } else { Vec::new() });
                self.log.set(said.log.clone());
                self.said = Some(Arc::clone(said));
            }
        }
        let columns = usize::from(ctx.body.width.saturating_sub(3));
        let behind = self.said.as_ref().and_then(|said| said.behind.clone());
        self.head = match (&self.said, behind, remote.fault) {
            (None, ..) => absence(&remote, "the log", columns),
            (_, Some(behind), _) => told(&behind, columns),
            (_, None, Some(fault)) => told(&Clean::line(&format!("this may be behind: {}", fault.happened)), columns),
            (_, None, None) => Vec::new(),
        };
        self.head.truncate(if self.said.is_none() { usize::MAX } else { WORDS });
        let (_, log) = self.areas(ctx);
        self.log.fit(usize::from(log.height), usize::from(log.width));
    }

    /// The head, whose last row is the rule, and the log.
    fn areas(&self, ctx: &Ctx<'_>) -> (Rect, Rect) {
        let page = tabs::page(ctx.body);
        let page = Rect { x: page.x + 1.min(page.width), width: page.width.saturating_sub(1), ..page };
        let lines = u16::try_from(self.head.len()).unwrap_or(u16::MAX).saturating_add(1);
        let head = Rect { height: lines.min(page.height), ..page };
        let rest = Rect { y: head.bottom(), height: page.height - head.height, ..page };
        (head, self.find.above(rest))
    }
}

fn told(words: &Clean, columns: usize) -> Vec<Line> {
    wrap(words.shown(), columns.max(8)).into_iter().map(|line| Line::of(line, Role::Warn)).collect()
}

/// What pods and containers are called beside each other: without what all names begin with, and without what is
/// the same for all.
fn short_names(streams: &[(Clean, Clean)]) -> Vec<Clean> {
    let pods: Vec<&str> = streams.iter().map(|(pod, _)| pod.as_str()).collect();
    let first = streams.first();
    let one_pod = streams.iter().all(|(pod, _)| first.is_some_and(|(first, _)| first == pod));
    let one_container = streams.iter().all(|(_, name)| first.is_some_and(|(_, first)| first == name));
    let shared = shared_start(&pods);
    let name = |(pod, container): &(Clean, Clean)| {
        let pod = pod.as_str().get(shared..).unwrap_or_default();
        match (one_pod, one_container) {
            (true, _) => container.clone(),
            (false, true) => Clean::line(pod),
            (false, false) => Clean::line(&format!("{pod}/{container}")),
        }
    };
    streams.iter().map(name).collect()
}

/// Bytes that all names begin with, up to a `-`.
fn shared_start(names: &[&str]) -> usize {
    let Some((first, rest)) = names.split_first() else { return 0 };
    let ends = first.match_indices('-').map(|(at, _)| at + 1);
    let is_shared =
        |end: &usize| first.get(..*end).is_some_and(|start| rest.iter().all(|name| name.starts_with(start)));
    ends.take_while(is_shared).last().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(streams: &[(&'static str, &'static str)]) -> Vec<String> {
        let streams: Vec<(Clean, Clean)> = streams.iter().map(|(pod, name)| ((*pod).into(), (*name).into())).collect();
        short_names(&streams).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn pods_are_called_by_what_tells_them_apart() {
        assert_eq!(names(&[("shop-5d9-abc", "app"), ("shop-5d9-xyz", "app")]), ["abc", "xyz"]);
        assert_eq!(names(&[("shop-5d9-abc", "app"), ("shop-5d9-abc", "proxy")]), ["app", "proxy"]);
        assert_eq!(names(&[("shop-0", "app"), ("shop-0", "proxy"), ("shop-1", "app")]), ["0/app", "0/proxy", "1/app"]);
        assert_eq!(names(&[("shop", "app"), ("cart", "app")]), ["shop", "cart"]);
    }
}
