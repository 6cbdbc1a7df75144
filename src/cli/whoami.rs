//! `stagedoor whoami`: who one is here, and what one may do.

use super::desk::{Desk, wait};
use super::ending::{Ended, Ending, complain};
use super::gate::{Asked, gate};
use super::out::{Column, Row};
use super::platforms::Connected;
use super::whole::whole;
use crate::domain::model::{At, Claims, EntityRef, Identity, Principal};
use crate::domain::text::Clean;
use crate::platform::capability::Capability;
use crate::platform::clock::{now, zone};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::gate::{Decision, Gate, Ruling};
use serde_json::{Value, json};
use std::sync::Arc;

const ABOUT: &[Column] = &[Column::new("WHO"), Column::wrapped("IS")];
const MAY: &[Column] =
    &[Column::whole("CAPABILITY"), Column::new("ALLOWED"), Column::wrapped("BECAUSE"), Column::wide("TITLE")];

#[derive(Debug, clap::Args)]
pub(super) struct WhoamiArgs {}

/// Who one is, and what one may do.
struct Known {
    identity: Arc<Identity>,
    gate: Gate,
    capabilities: Vec<Capability>,
    /// Why something of it is not known.
    fault: Option<Fault>,
}

pub(super) fn run(desk: &mut Desk<'_>, _: &WhoamiArgs) -> Ended {
    let config = desk.config()?;
    let chosen = desk.choose(&config, None)?;
    let connected = desk.open_to_ask(&chosen)?;
    let known = wait(known(&connected, gate(&chosen)))?;
    if let Some(fault) = &known.fault {
        complain(&Clean::line(&format!("not all is known: {fault}")));
    }
    if !desk.out.for_people() {
        desk.out.one(&known.name(), &known.json())?;
        return Ok(0);
    }
    desk.out.list(ABOUT, &known.about())?;
    desk.out.text("\n")?;
    let rows: Vec<Row> = known.capabilities.iter().map(|capability| known.row(capability)).collect();
    desk.out.list(MAY, &rows)?;
    Ok(0)
}

async fn known(connected: &Connected, mut gate: Gate) -> Result<Known, Ending> {
    let identity = whole(|steps| connected.ports.identity.who_am_i(steps)).await?;
    if identity.principal == Principal::Nobody && !connected.platform.is_workspace {
        let at = connected.platform.context.as_deref().unwrap_or(connected.platform.place.as_str());
        let cure = format!("sign in with `stagedoor login {at}`; docs/signing-in.md tells of ready-made tokens");
        return Err(Fault::new(FaultKind::NotSignedIn, "tell who you are", "you are not signed in", &cure).into());
    }
    gate.know(identity.claims.clone());
    let capabilities = gate.capabilities();
    let wanted: Vec<_> = capabilities.iter().map(|capability| (capability.clone(), None)).collect();
    let Asked { gate, fault } = Asked::about(connected, gate, &wanted).await?;
    Ok(Known { identity, gate, capabilities, fault })
}

impl Known {
    fn name(&self) -> Clean {
        match (&self.identity.user, self.identity.principal) {
            (Some(user), _) => Clean::line(user.as_str()),
            (None, Principal::Service) => "a service token".into(),
            (None, _) => "nobody".into(),
        }
    }

    /// None from a copy, while the platform is away.
    fn claims(&self) -> Claims {
        self.identity.claims.clone().unwrap_or_default()
    }

    /// The groups that rules are asked about, and those that ownership counts; each once.
    fn groups(&self) -> Vec<String> {
        let mut groups = self.claims().groups;
        for group in self.identity.ownership.iter().filter(|of| of.kind() == "group") {
            let is_known = |known: &String| EntityRef::parse(known, Some("group"), None).as_ref() == Ok(group);
            if !groups.iter().any(is_known) {
                groups.push(group.to_string());
            }
        }
        groups
    }

    fn about(&self) -> Vec<Row> {
        let row = |what: &str, is: String| Row {
            cells: vec![Clean::line(what), Clean::line(&is)],
            name: Clean::line(what),
            value: Value::Null,
        };
        let renewed = |ends: At| if self.identity.renews && ends > now() { "; it renews itself before" } else { "" };
        let ends = |ends: At| format!("{}, {}{}", zone().stamp(ends), left(ends, now()), renewed(ends));
        let only_reads =
            self.gate.is_read_only().then(|| row("read only", "nothing is changed, whatever stands below".into()));
        let rows = vec![
            row("user", self.name().to_string()),
            row("known by", self.identity.source.to_string()),
            row("groups", self.groups().join(", ")),
            row("roles", self.claims().roles().join(", ")),
            row("teams", self.claims().teams.join(", ")),
            row("token ends", self.identity.ends.map(ends).unwrap_or_default()),
        ];
        rows.into_iter().chain(only_reads).collect()
    }

    fn row(&self, capability: &Capability) -> Row {
        let Ruling { decision, because } = self.gate.rule(capability, None);
        let allowed = match decision {
            Decision::Allowed => "yes",
            Decision::Denied => "no",
            Decision::Absent => "not there",
            Decision::Unknown => "unknown",
            Decision::Each => "each",
        };
        let name = Clean::line(&capability.0);
        Row { cells: vec![name.clone(), allowed.into(), because, capability.title().into()], name, value: Value::Null }
    }

    fn json(&self) -> Value {
        let capability = |capability: &Capability| {
            let Ruling { decision, because } = self.gate.rule(capability, None);
            let allowed = match decision {
                Decision::Allowed => Some(true),
                Decision::Denied | Decision::Absent => Some(false),
                Decision::Unknown | Decision::Each => None,
            };
            json!({"name": capability.0, "allowed": allowed, "because": because.as_str()})
        };
        json!({
            "user": self.identity.user.as_ref().map(EntityRef::as_str),
            "groups": self.groups(),
            "roles": self.claims().roles(),
            "token_expires_at": self.identity.ends.map(At::rfc3339),
            "capabilities": self.capabilities.iter().map(capability).collect::<Vec<_>>(),
        })
    }
}

fn left(ends: At, now: At) -> String {
    if ends <= now {
        return "which is over".into();
    }
    let minutes = ends.since(now).as_secs() / 60;
    match minutes {
        0..120 => format!("in {minutes} minutes"),
        _ => format!("in {} hours", minutes / 60),
    }
}
