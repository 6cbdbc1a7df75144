use super::{ObjectEvent, ObjectRef};
use crate::domain::model::At;
use crate::domain::model::timeline::Known;
use crate::domain::text::Clean;
use std::sync::Arc;

/// Amounts of what a container uses or asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Thousandths of a core.
    pub cpu: Option<u64>,
    /// Bytes.
    pub memory: Option<u64>,
}

/// A container of a pod.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Container {
    /// Its name.
    pub name: Clean,
    /// Its image.
    pub image: Clean,
    /// Whether it runs before the others.
    pub is_init: bool,
    /// Whether it is ready.
    pub is_ready: bool,
    /// How often it was started anew.
    pub restarts: u32,
    /// How it stands, in the cluster's word: `running`, `CrashLoopBackOff`, `Completed`.
    pub state: Clean,
    /// Why it ended the last time, and when.
    pub last_end: Option<(Clean, Option<At>)>,
    /// What it asks for.
    pub requests: Amounts,
    /// What it may have at most.
    pub limits: Amounts,
    /// What it uses, where the cluster measures that.
    pub usage: Option<Amounts>,
}

/// A pod.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pod {
    /// Which.
    pub object: ObjectRef,
    /// How it stands as `kubectl get pods` says it: `Running`, `Terminating`, `CrashLoopBackOff`.
    pub state: Clean,
    /// Whether it serves.
    pub is_ready: bool,
    /// When it was created.
    pub created: Option<At>,
    /// Where it runs.
    pub node: Clean,
    /// What it belongs to, as the object's own name: a ReplicaSet's deployment, a StatefulSet.
    pub owner: Option<ObjectRef>,
    /// Its containers, those first that run before the others.
    pub containers: Vec<Container>,
}

/// A deployment, a stateful set, a daemon set, a cron job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workload {
    /// Which.
    pub object: ObjectRef,
    /// Pods wanted.
    pub wanted: u32,
    /// Pods that serve.
    pub ready: u32,
    /// Pods of the newest state.
    pub updated: u32,
    /// Why it does not go on, in the cluster's words; empty where it does.
    pub trouble: Clean,
    /// The images that it runs.
    pub images: Vec<Clean>,
    /// When it was created.
    pub created: Option<At>,
    /// What else there is to say of it in a line: when a cron job runs, how a job stands.
    pub note: Clean,
    /// What it belongs to: a job's cron job.
    pub owner: Option<ObjectRef>,
    /// The selector of labels that finds its pods; empty where it has none.
    pub selector: Arc<str>,
}

/// What runs of an entity in one cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterPart {
    /// The cluster's name.
    pub cluster: Arc<str>,
    /// The namespace that was looked in; empty for all that are looked at there.
    pub namespace: Arc<str>,
    /// The selector of labels that what is the entity's is found by.
    pub selector: Arc<str>,
    /// Of each sort of thing what is known: `pods`, and that it is not permitted.
    pub known: Vec<(Clean, Known)>,
    /// Workloads.
    pub workloads: Vec<Workload>,
    /// Pods.
    pub pods: Vec<Pod>,
    /// Events of these, newest first.
    pub events: Vec<ObjectEvent>,
}

/// What runs of an entity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Runtime {
    /// By cluster, in the order of the configuration.
    pub clusters: Vec<ClusterPart>,
}
