//! What containers say: what they said so far, in the order of its time, and then what they go on saying.

mod history;
mod pods;
mod pump;
mod said;
mod source;
mod weave;

use crate::adapters::cluster::Snapshot;
use crate::adapters::cluster::{Cluster, Limits, LogAsk};
use crate::adapters::systems::kubernetes::pod::PodSeen;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::runtime::{LogWanted, PodLog};
use crate::platform::steps::{Step, Steps, Told};
use futures_util::future::{join_all, select_all};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use pods::{Group, Known, Whose};
use pump::{News, Pump};
use source::Source;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use weave::Weave;

/// Containers whose logs are read at once.
const STREAMS: usize = 64;
/// Lines that wait to be taken in.
const WAITING: usize = 1_024;
/// Lines that are taken in at once, and that wait for their order.
const AT_ONCE: usize = 512;

/// Reads what is wanted of these clusters.
pub(super) async fn read(
    clusters: &[Arc<Cluster>],
    wanted: &LogWanted,
    steps: &Steps<PodLog>,
) -> Result<PodLog, Fault> {
    let Some(limits) = clusters.first().map(|cluster| *cluster.limits()) else {
        return Err(no_cluster(wanted));
    };
    let mut groups = pods::groups(clusters, wanted);
    let snapshots = join_all(groups.iter_mut().map(|group| group.pods.whole())).await;
    let mut reading = Reading::new(wanted, steps, limits);
    let known: Known = snapshots;
    let mut all = reading.new_containers(&groups, &known);
    if all.is_empty() && !(wanted.follow && wanted.selector.is_some() && known.iter().all(|it| it.fault().is_none())) {
        return Err(nothing(wanted, &known));
    }
    // what has not begun has said nothing
    let begun = |whose: &Whose| whose.is_blind() || whose.find(&known).is_some_and(|(_, run)| run.has_begun);
    let (mut sources, later): (Vec<_>, Vec<_>) = all.drain(..).partition(|(whose, _)| begun(whose));
    let mut logs: Vec<Source> = Vec::with_capacity(sources.len());
    let mut whose = Vec::with_capacity(sources.len());
    for (it, source) in sources.drain(..) {
        whose.push(it);
        logs.push(source);
    }
    let times = (limits.pause, limits.frame);
    let fault = history::read(&mut logs, wanted.previous, &mut reading.weave, steps, times).await;
    if !wanted.follow || wanted.previous {
        return match fault.filter(|_| reading.weave.is_empty()) {
            Some(fault) => Err(fault),
            None => Ok(reading.weave.now(true)),
        };
    }
    steps.send(Step::Whole(Told::now(reading.weave.now(false))));
    let begun = whose.into_iter().zip(logs);
    Ok(reading.follow(groups, known, begun.chain(later).collect()).await)
}

fn no_cluster(wanted: &LogWanted) -> Fault {
    let happened = match &*wanted.cluster {
        "" => "no cluster is configured".to_owned(),
        name => format!("the configuration has no cluster {name}"),
    };
    let cure = "`stagedoor config path` tells where clusters are named";
    Fault::new(FaultKind::NotFound, "read the log", &happened, cure)
}

/// Why there is nothing to read.
fn nothing(wanted: &LogWanted, known: &Known) -> Fault {
    if let Some(fault) = known.iter().find_map(|snapshot| snapshot.fault()) {
        return fault.clone();
    }
    let has_pods = known.iter().any(|snapshot| !snapshot.objects.is_empty());
    let named = wanted.pods.iter().map(|pod| format!(" {pod}")).collect::<String>();
    let happened = match (&wanted.container, has_pods, wanted.previous) {
        (_, false, _) => format!("there is no such pod{named}"),
        (_, true, true) => "no container was started anew, so there is no log of before".to_owned(),
        (Some(container), ..) => format!("there is no container {container}"),
        (None, ..) => "the pods have no containers".to_owned(),
    };
    Fault::new(FaultKind::NotFound, "read the log", &happened, "the runtime tab of the entity shows what runs")
}

/// One reading of logs.
struct Reading<'a> {
    wanted: &'a LogWanted,
    steps: &'a Steps<PodLog>,
    limits: Limits,
    weave: Weave,
    taken: HashSet<Whose>,
}

impl<'a> Reading<'a> {
    fn new(wanted: &'a LogWanted, steps: &'a Steps<PodLog>, limits: Limits) -> Self {
        Self { wanted, steps, limits, weave: Weave::default(), taken: HashSet::new() }
    }

    /// Containers that came, each with its log.
    fn new_containers(&mut self, groups: &[Group], known: &Known) -> Vec<(Whose, Source)> {
        let is_there = |whose: &Whose| whose.is_blind() || whose.find(known).is_some();
        self.taken.retain(is_there);
        let mut came = Vec::new();
        self.weave.lacks = known.iter().find_map(|it| it.fault()).map(|fault| Clean::line(&fault.to_string()));
        for whose in pods::containers(groups, known, self.wanted) {
            if self.taken.contains(&whose) {
                continue;
            }
            if self.taken.len() >= STREAMS {
                let words =
                    format!("there are more than {STREAMS} containers; these are the logs of {STREAMS} of them");
                self.weave.lacks = Some(Clean::line(&words));
                break;
            }
            let stream = self.weave.stream(&whose.pod, &whose.container);
            let (Some(stream), Some(group)) = (stream, groups.get(whose.group)) else { continue };
            let source = Source::new(
                &group.cluster,
                [&whose.namespace, &whose.pod, &whose.container],
                stream,
                LogAsk { since_seconds: self.wanted.since, tail: self.wanted.tail, ..LogAsk::default() },
            );
            self.taken.insert(whose.clone());
            came.push((whose, source));
        }
        came
    }

    /// Goes on for as long as something can be said.
    async fn follow(mut self, mut groups: Vec<Group>, first: Known, begun: Vec<(Whose, Source)>) -> PodLog {
        let (to, mut news) = mpsc::channel(WAITING);
        let (tell, known) = watch::channel(Arc::new(first));
        let mut pumps = FuturesUnordered::new();
        let limits = self.limits;
        let pump = |(whose, source): (Whose, Source)| {
            Pump { whose, source, known: known.clone(), to: to.clone(), limits }.run()
        };
        begun.into_iter().for_each(|it| pumps.push(pump(it)));
        let (mut taken, mut due, mut last) = (Vec::with_capacity(AT_ONCE), None::<Instant>, None::<Instant>);
        loop {
            if self.is_over(pumps.is_empty(), &tell.borrow()) {
                while let Ok(it) = news.try_recv() {
                    self.take(it);
                }
                self.weave.flush();
                return self.weave.now(true);
            }
            tokio::select! {
                (snapshot, n) = next_of(&mut groups) => {
                    let mut now = Known::clone(&tell.borrow());
                    if let Some(place) = now.get_mut(n) {
                        *place = snapshot;
                    }
                    let lacked = self.weave.lacks.clone();
                    let came = self.new_containers(&groups, &now);
                    tell.send_replace(Arc::new(now));
                    if self.weave.lacks != lacked {
                        due = due.or(Some(Instant::now()));
                    }
                    came.into_iter().for_each(|it| pumps.push(pump(it)));
                }
                _ = news.recv_many(&mut taken, AT_ONCE) => {
                    let is_other = taken.drain(..).filter_map(|it| self.take(it).then_some(())).count() > 0;
                    if self.weave.waiting() >= AT_ONCE * 4 {
                        self.weave.flush();
                    }
                    if is_other && due.is_none() {
                        due = Some(self.next_frame(last));
                    }
                }
                Some(()) = pumps.next(), if !pumps.is_empty() => {}
                () = until(due), if due.is_some() => {
                    (last, due) = (Some(Instant::now()), None);
                    self.weave.flush();
                    self.steps.send(Step::Whole(Told::now(self.weave.now(false))));
                }
            }
        }
    }

    /// Takes in what a log tells; whether there is something to hand on.
    fn take(&mut self, news: News) -> bool {
        match news {
            News::Line(line) => {
                self.weave.wait(line);
                true
            }
            News::Behind(stream, why) => self.weave.behind(stream, why),
        }
    }

    /// Whether nothing can be said any more: pods that are named are gone or over. Those that a selector finds
    /// may come at any time.
    fn is_over(&self, is_silent: bool, known: &Known) -> bool {
        let over = |seen: &Arc<PodSeen>| seen.is_over;
        let can_come = |snapshot: &Arc<Snapshot<PodSeen>>| {
            snapshot.fault().is_some_and(|fault| fault.kind.passes()) || !snapshot.objects.iter().all(over)
        };
        is_silent && !self.wanted.pods.is_empty() && !known.iter().any(can_come)
    }

    /// When what came is handed on: what several say at once is put in order meanwhile.
    fn next_frame(&self, last: Option<Instant>) -> Instant {
        let (now, frame): (Instant, Duration) = (Instant::now(), self.limits.frame);
        match self.taken.len() {
            0 | 1 => last.map_or(now, |last| (last + frame).max(now)),
            _ => now + frame,
        }
    }
}

/// The next state of the pods of any group, and which group that is.
async fn next_of(groups: &mut [Group]) -> (Arc<Snapshot<PodSeen>>, usize) {
    let (snapshot, n, _) = select_all(groups.iter_mut().map(|group| Box::pin(group.pods.next()))).await;
    (snapshot, n)
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}
