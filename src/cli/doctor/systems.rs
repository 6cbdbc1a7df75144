//! The systems beside a platform.

use super::super::desk::wait;
use super::super::platforms::SystemCheck;
use super::{Check, bad, failed, good};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use futures_util::future::join_all;
use std::time::Duration;

/// Whether the systems beside it are reached; all are asked at once.
pub(super) fn checks(systems: &[SystemCheck]) -> Vec<Check> {
    let ask = async |system: &SystemCheck| {
        let asked = tokio::time::timeout(Duration::from_secs(15), (system.ask)()).await;
        match asked {
            Ok(Ok(said)) => good("system", format!("{}: {said}", system.name)),
            Ok(Err(fault)) => failed("system", &named(fault, system)),
            Err(_) => bad("system", format!("{}: no answer within 15 s", system.name), "try again later"),
        }
    };
    wait(async { Ok(join_all(systems.iter().map(ask)).await) }).unwrap_or_default()
}

/// The fault with the system in it, where its words do not name it.
fn named(fault: Fault, system: &SystemCheck) -> Fault {
    match fault.tried.as_str().contains(system.name.as_str()) {
        true => fault,
        false => Fault { tried: Clean::line(&format!("reach the {}", system.name)), ..fault },
    }
}
