//! The one client of Kubernetes clusters, for every system that lives in one: by a kubeconfig or through
//! Backstage's `/api/kubernetes/proxy`, the same from there on.
//!
//! What is wanted of a cluster is followed by a list and a watch with selectors of the server's
//! ([`Cluster::follow`]); each object is made thin ([`Thin`]) as soon as it is read, and two that want the
//! same share a watch. Nothing here writes, but [`Cluster::create`], which is for what a system itself takes
//! as an order.

mod access;
mod client;
mod clusters;
mod connect;
mod exec;
mod field;
mod follow;
mod logs;
mod page;
mod reach;
mod served;
mod setup;
mod table;
mod thin;
mod wanted;
mod watch;
mod words;

pub use access::Allowed;
pub use client::Cluster;
pub use clusters::Clusters;
pub use field::{amount, at, conditions, event_time, list, refs_of, text, whole};
pub use follow::{Following, Snapshot};
pub use logs::{LogAsk, LogLine, LogStream};
pub use served::ServedKind;
pub use setup::{Limits, PortalWay, Setup, Way};
pub use table::Table;
pub use thin::{Origin, Thin};
pub use wanted::Wanted;
pub use words::Refusal;
