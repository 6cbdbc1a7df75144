//! Access for a while: what is asked for, who agreed, how long it lasts, and what came of it.

mod audit;
mod connect;
mod ledger;
mod of_entity;
mod order;
mod policy;
mod request;
mod resource;
mod session;
mod span;
mod standing;
mod ways;

pub use audit::{AuditFilter, AuditKind, AuditRow, audit, audit_csv, audit_json};
pub use connect::{CommandLine, Connection, is_listed};
pub use ledger::{
    ANSWERED_WITHIN, AccessDeed, AccessEvent, AccessLedger, AccessRefusal, Asked, AskedFor, COLLEAGUE, Colleagues,
};
pub use of_entity::{environment_of, kind_of};
pub use order::AccessOrder;
pub use policy::{AccessPolicy, Approval, Approver, PolicyRow, Ruling};
pub use request::{AccessRequest, AccessRequests, Decision, Happened, RequestId, Review, Revoked, Said};
pub use resource::{AccessKind, AccessLevel, Resource, ResourceId};
pub use session::{AccessSession, AccessSessions, Recording, RecordingKind, SessionId, SessionStage};
pub use span::{span, span_words};
pub use standing::AccessState;
pub use ways::{AccessWay, AccessWays, Lack};
