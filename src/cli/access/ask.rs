//! `access request`: an order, what it needs, and what came of it.

use super::before::asked_before;
use super::change::told;
use super::model::value_of;
use super::sought::sought;
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, Ending, complain};
use crate::cli::platforms::Connected;
use crate::cli::task::{Agreed, send};
use crate::domain::model::access::{AccessKind, AccessLevel, AccessOrder, span};
use crate::domain::text::Clean;
use crate::platform::access::within;
use crate::platform::clock::now;
use crate::platform::command::Command;
use std::time::Duration;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct RequestArgs {
    /// To what: an entity (resource:default/payments-db), a resource of the access system (/CLUSTER/KIND/NAME), or a
    /// role (role:dba); several of one system: all of them
    #[arg(long, value_name = "R", required = true)]
    pub resource: Vec<String>,
    /// What you want to do: read, write, admin
    #[arg(long = "type", value_name = "TYPE")]
    pub level: String,
    /// For how long: 30m, 2h, 1h30m; as long as is usual for it without
    #[arg(long, value_name = "DURATION")]
    pub duration: Option<String>,
    /// Why; who reviews it and the audit see it
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub reason: String,
    /// What sort of access, where the resource does not tell: database, ssh, kubernetes, port-forward
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Who is to be asked, as the access system names them; it decides without
    #[arg(long, value_name = "NAME")]
    pub reviewer: Vec<String>,
    /// Send it without asking
    #[arg(long, short = 'y')]
    pub yes: bool,
}

pub(super) fn run(desk: &mut Desk<'_>, args: &RequestArgs) -> Ended {
    let wanted = Wanted::read(args)?;
    let config = desk.config()?;
    let chosen = desk.choose(&config, None)?;
    let gate = desk.gate(&chosen);
    let connected = desk.connect_to(&chosen)?;
    let order = wait(wanted.order(&connected))?;
    if let Some(before) = wait(async { Ok::<_, Ending>(asked_before(&connected.ports, &order).await) })? {
        let (id, state) = (&before.id, before.stands(now()).word());
        complain(&Clean::line(&format!("you asked for that just before: {id}, it is {state}; nothing was sent")));
        return desk.out.one(&Clean::line(&format!("request/{id}")), &value_of(&before, now())).map(|()| 0);
    }
    let sent = send(&connected, gate, Command::AskAccess(Box::new(order)), Agreed::asked_where_heard(args.yes))?;
    told(desk, &connected, &sent, None)
}

/// What is asked for, as far as the words say it.
struct Wanted<'a> {
    resources: &'a [String],
    level: AccessLevel,
    lasts: Option<Duration>,
    reason: &'a str,
    kind: Option<AccessKind>,
    reviewers: &'a [String],
}

impl<'a> Wanted<'a> {
    fn read(args: &'a RequestArgs) -> Result<Self, Ending> {
        let reason = args.reason.trim();
        if reason.is_empty() {
            return Err(Ending::usage("say why: --reason TEXT; who reviews it has to know"));
        }
        if let Some(odd) = args.reviewer.iter().find(|name| name.is_empty() || name.starts_with('-')) {
            return Err(Ending::usage(&format!("`{odd}` names nobody who could be asked")));
        }
        let (level, kind) = (level(&args.level)?, args.kind.as_deref().map(kind).transpose()?);
        let lasts = args.duration.as_deref().map(lasts).transpose()?;
        Ok(Self { resources: &args.resource, level, lasts, reason, kind, reviewers: &args.reviewer })
    }

    async fn order(&self, connected: &Connected) -> Result<AccessOrder, Ending> {
        let mut order: Option<AccessOrder> = None;
        for word in self.resources {
            let one = sought(&connected.ports, word).await?;
            order = Some(match order {
                None => one,
                Some(order) => together(order, one)?,
            });
        }
        let order = order.ok_or_else(|| Ending::usage("say to what: --resource R"))?;
        let own = (order.kind, Clean::line(&order.environment));
        let order = AccessOrder { kind: self.kind.unwrap_or(order.kind), level: self.level, ..order };
        // what is named by roles alone is nothing that could be judged by itself
        let things = if order.resources.is_empty() && order.entity.is_none() { Vec::new() } else { vec![own] };
        let ruling = connected.platform.access.ruling_of(&order, &things);
        let lasts = self.lasts.or(ruling.usual);
        let lasts = lasts.ok_or_else(|| Ending::usage("say for how long: --duration 30m"))?;
        within(&ruling, lasts, "ask for access")?;
        // the system itself may say more with what would come of it
        complain(&Clean::line(&format!("{}, says {}", ruling.words(), ruling.from)));
        let (reason, reviewers) = (self.reason.to_owned(), self.reviewers.to_vec());
        Ok(AccessOrder { lasts, reason, reviewers, ..order })
    }
}

/// One request for several things: of the same sort and environment, or it could be told of none who has to agree.
fn together(one: AccessOrder, other: AccessOrder) -> Result<AccessOrder, Ending> {
    if (one.kind, &one.environment) != (other.kind, &other.environment) {
        let why = "what is asked for together has to be of one sort and environment; ask for each by itself";
        return Err(Ending::usage(why));
    }
    let entity = one.entity.clone().filter(|entity| other.entity.as_ref() == Some(entity));
    let resources = one.resources.iter().chain(&other.resources).cloned().collect();
    let roles = one.roles.iter().chain(&other.roles).cloned().collect();
    Ok(AccessOrder { entity, resources, roles, ..one })
}

fn level(word: &str) -> Result<AccessLevel, Ending> {
    let words = AccessLevel::ALL.map(AccessLevel::word).join(", ");
    AccessLevel::of_word(word)
        .ok_or_else(|| Ending::usage(&format!("there is no type `{word}` of access; there are: {words}")))
}

fn kind(word: &str) -> Result<AccessKind, Ending> {
    let words = AccessKind::ALL.map(AccessKind::word).join(", ");
    AccessKind::of_word(word)
        .ok_or_else(|| Ending::usage(&format!("there is no kind `{word}` of access; there are: {words}")))
}

fn lasts(text: &str) -> Result<Duration, Ending> {
    span(text).ok_or_else(|| Ending::usage(&format!("`{text}` is no duration; write 30m, 2h or 1h30m")))
}
