//! What a cluster holds, as far as stagedoor looks at it: objects of any kind, thin, with their
//! conditions and events; and of what runs the workloads, pods and logs.

mod condition;
mod event;
mod object;
mod workload;

pub use condition::{Condition, Truth};
pub use event::{Gravity, ObjectEvent};
pub use object::{Kind, Object, ObjectId, ObjectRef, REQUEST_LABEL};
pub use workload::{Amounts, ClusterPart, Container, Pod, Runtime, Workload};
