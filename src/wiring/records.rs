//! The journal before a platform's commands: where it is kept, and where else entries go.

use super::keep::Owner;
use crate::adapters::journal::{Journaled, Ledger, Place, Records, Sink};
use crate::cli::How;
use crate::config::{Audit, Chosen, Syslog};
use crate::domain::text::Clean;
use crate::platform::ports::{CommandPort, IdentityPort, JournalPort, Platform};
use std::sync::Arc;

/// The port of commands with the journal before it, and the journal.
pub(super) fn recorded(
    chosen: &Chosen,
    how: &How<'_>,
    owner: Owner,
    commands: Arc<dyn CommandPort>,
    identity: &Arc<dyn IdentityPort>,
    platform: &Platform,
) -> (Arc<dyn CommandPort>, Arc<dyn JournalPort>) {
    let (whole, state) = (chosen.clone(), how.folders.state.clone());
    // of somebody who is not known yet nothing was recorded, and before anything is, they are known
    let folder = move || state.join(owner.key(&whole).unwrap_or_else(|| "unknown".into()));
    let records = Records {
        ledger: Ledger::found(folder),
        sinks: sinks(&chosen.audit),
        required: chosen.audit.required.unwrap_or(false),
    };
    let context = chosen.context.as_deref().map_or_else(|| platform.name.clone(), Clean::line);
    let journaled = Arc::new(Journaled::new(commands, Arc::clone(identity), context, records));
    (Arc::clone(&journaled) as Arc<_>, journaled)
}

fn sinks(audit: &Audit) -> Vec<Sink> {
    let syslog = audit.syslog.as_ref().map(|syslog| {
        Sink::Syslog(match syslog {
            Syslog::Local => Place::local(),
            Syslog::Socket(path) => Place::Local(path.clone()),
            Syslog::Udp(host, port) => Place::Udp(host.clone(), *port),
            Syslog::Tcp(host, port) => Place::Tcp(host.clone(), *port),
        })
    });
    syslog.into_iter().chain(audit.file.clone().map(Sink::File)).collect()
}
