//! `stagedoor logs`: what containers of an entity say.

use super::desk::{Desk, wait};
use super::ending::{Ended, Ending, complain};
use super::named::Named;
use super::out::Out;
use super::span::span;
use super::whole::whole;
use crate::domain::model::EntityRef;
use crate::domain::model::cluster::{ClusterPart, Pod};
use crate::domain::model::timeline::Known;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Ports, Step, Steps};
use crate::platform::runtime::{LogWanted, PodLog};
use serde_json::json;
use std::sync::Arc;
use tokio::sync::watch;

#[derive(Debug, clap::Args)]
pub(super) struct LogsArgs {
    /// The entity: component:default/payments, or payments where only one is called so
    #[arg(value_name = "REF")]
    pub reference: String,
    /// Go on as long as there may be more
    #[arg(long, short = 'f')]
    pub follow: bool,
    /// Only what this container says
    #[arg(long, short = 'c', value_name = "NAME")]
    pub container: Option<String>,
    /// Only what this pod says [default: all pods of the entity]
    #[arg(long, value_name = "NAME")]
    pub pod: Option<String>,
    /// What was said before the containers were started anew
    #[arg(long, short = 'p', conflicts_with = "follow")]
    pub previous: bool,
    /// None older than this: 30s, 10m, 2h, 1d
    #[arg(long, value_name = "SPAN")]
    pub since: Option<String>,
    /// At most so many lines of each container from before now
    #[arg(long, value_name = "N")]
    pub tail: Option<u64>,
}

pub(super) fn run(desk: &mut Desk<'_>, args: &LogsArgs) -> Ended {
    let named = Named::parse(&args.reference)?;
    let since = args.since.as_deref().map(span).transpose()?.map(|span| span.as_secs().max(1));
    let connected = desk.connect()?;
    let out = &mut desk.out;
    wait(async {
        let reference = named.resolve(&connected.ports).await?;
        let wanted = LogWanted {
            container: args.container.as_deref().map(Arc::from),
            previous: args.previous,
            since,
            tail: args.tail,
            follow: args.follow,
            ..whose(&connected.ports, &reference, args.pod.as_deref()).await?
        };
        print(&connected.ports, wanted, out).await
    })?;
    Ok(0)
}

/// Where the pods of the entity are.
async fn whose(ports: &Ports, reference: &EntityRef, pod: Option<&str>) -> Result<LogWanted, Ending> {
    let runtime = whole(|steps| ports.systems.runtime.runtime(reference.clone(), steps)).await?;
    let Some(pod) = pod else {
        let has_pods = |part: &&ClusterPart| !part.pods.is_empty();
        let mut parts = runtime.clusters.iter().filter(has_pods);
        let part = parts.next().ok_or_else(|| nothing(reference, &runtime.clusters))?;
        let cluster = if parts.next().is_none() { Arc::clone(&part.cluster) } else { Arc::default() };
        let selector = Some(part.selector.to_string());
        return Ok(LogWanted { cluster, namespace: Arc::clone(&part.namespace), selector, ..LogWanted::default() });
    };
    let pods = || runtime.clusters.iter().flat_map(|part| part.pods.iter().map(move |pod| (part, pod)));
    let found = pods().find(|(_, known)| &*known.object.name == pod);
    let (part, found): (&ClusterPart, &Pod) = found.ok_or_else(|| {
        let names: Vec<&str> = pods().map(|(_, pod)| &*pod.object.name).take(12).collect();
        let cure = format!("its pods: {}", names.join(", "));
        let happened = format!("{reference} has no pod {pod}");
        Ending::from(Fault::new(FaultKind::NotFound, "read the log", &happened, &cure))
    })?;
    Ok(LogWanted {
        cluster: Arc::clone(&part.cluster),
        namespace: Arc::clone(&found.object.namespace),
        pods: vec![Arc::clone(&found.object.name)],
        ..LogWanted::default()
    })
}

/// Why there is nothing to read: none, or none that is known of.
fn nothing(reference: &EntityRef, parts: &[ClusterPart]) -> Ending {
    let tried = format!("read the log of {reference}");
    let known = parts.iter().flat_map(|part| &part.known);
    let why =
        known.filter(|(what, _)| matches!(what.as_str(), "pods" | "cluster")).find_map(|(what, known)| match known {
            Known::Unknown(why) if what.as_str() == "pods" => Some((FaultKind::NotPermitted, why)),
            Known::Unknown(why) => Some((FaultKind::NotFound, why)),
            Known::Failed(why) => Some((FaultKind::Unreachable, why)),
            Known::Yes | Known::Asking => None,
        });
    let fault = match why {
        Some((kind, why)) => {
            Fault::new(kind, &tried, &format!("its pods are not known: {why}"), "its runtime tab tells more")
        }
        None => {
            let cure = "label its pods with backstage.io/kubernetes-id, as the entity says";
            Fault::new(FaultKind::NotFound, &tried, "no pod of it was found", cure)
        }
    };
    fault.into()
}

/// Prints lines as they come.
async fn print(ports: &Ports, wanted: LogWanted, out: &mut Out) -> Result<(), Ending> {
    let (send, mut told) = watch::channel(Arc::new(PodLog::default()));
    let steps = Steps::to(move |step| {
        let (Step::Part(told) | Step::Whole(told)) = step;
        send.send_replace(told.answer);
    });
    let mut asked = ports.systems.runtime.logs(wanted, steps);
    let mut printed = Printed::default();
    loop {
        tokio::select! {
            biased;
            ended = &mut asked => {
                let last = ended?.answer;
                printed.print(out, &last)?;
                return Ok(());
            }
            changed = told.changed() => {
                changed.map_err(|_| crate::platform::ports::fell_over("read the log"))?;
                let now = Arc::clone(&told.borrow_and_update());
                printed.print(out, &now)?;
            }
        }
    }
}

/// What was printed so far.
#[derive(Default)]
struct Printed {
    /// Lines, with those that are not held any more.
    lines: usize,
    behind: Option<Clean>,
}

impl Printed {
    fn print(&mut self, out: &mut Out, said: &PodLog) -> Result<(), Ending> {
        if said.behind != self.behind {
            said.behind.iter().for_each(complain);
            self.behind.clone_from(&said.behind);
        }
        let (gone, many) = (said.log.left_out(), said.streams.len() > 1);
        if gone > self.lines {
            complain(&Clean::line(&format!("{} lines are kept no more", gone - self.lines)));
        }
        for n in self.lines.max(gone)..gone + said.log.len() {
            let Some(line) = said.log.seen(n - gone) else { continue };
            let stream = line.step.and_then(|step| said.streams.get(usize::from(step)));
            let (pod, container) = stream.map_or(("", ""), |(pod, name)| (pod.as_str(), name.as_str()));
            let text = line.text.to_clean();
            let text = if many { Clean::line(&format!("{pod} {container}: {text}")) } else { text };
            let value =
                json!({"at": line.at.rfc3339(), "pod": pod, "container": container, "text": line.text.as_str()});
            out.line_of(&text, &value)?;
        }
        self.lines = gone + said.log.len();
        out.flush()
    }
}
