//! Commands that a vault carries out, before the port of all others: lending, making longer, giving back.

use super::ledger::{Lent, id_of, wipe_in_time};
use super::place::Reached;
use super::reach::read;
use super::wire::{Envelope, Field, Hidden, LeaseState};
use super::{Vault, Vaults, no_lease};
use crate::adapters::http::Failure;
use crate::domain::model::credential::{CredentialRole, Lease, LeaseEnd, LeaseId};
use crate::domain::model::{EntityRef, Problem};
use crate::domain::text::{Clean, Secret};
use crate::platform::command::{Command, Forecast};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;
use crate::platform::ports::{Answering, CatalogPort, CommandPort, Told};
use crate::platform::query::{Ask, CredentialsOf};
use futures_util::future::BoxFuture;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Credentials that are lent; whatever else is to be done goes on to the port behind.
#[derive(Clone)]
pub struct VaultDeeds {
    pub(super) vaults: Vaults,
    pub(super) catalog: Arc<dyn CatalogPort>,
    behind: Arc<dyn CommandPort>,
}

/// What was lent, by the names of its fields.
type Fields = BTreeMap<String, Field>;

impl VaultDeeds {
    /// The port of these vaults, before another.
    pub fn before(behind: Arc<dyn CommandPort>, vaults: Vaults, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { vaults, catalog, behind }
    }

    async fn carry_out(&self, command: Command) -> Outcome {
        let tried = command.words();
        let done = match command {
            Command::LendCredential { role, entity } => self.lend(role, entity, tried.as_str()).await,
            Command::RenewLease(id) => self.vaults.renew(&id, tried.as_str()).await,
            Command::RevokeLease(id) => self.vaults.give_back(&id, tried.as_str()).await,
            other => Ok(self.behind.command(other).await),
        };
        done.unwrap_or_else(Outcome::Refused)
    }

    async fn lend(&self, role: CredentialRole, entity: Option<EntityRef>, tried: &str) -> Result<Outcome, Fault> {
        let vault = self.vaults.named(&role.vault, tried)?;
        vault.sound(&role, tried)?;
        let place = vault.reached(&*self.catalog, &role, entity.as_ref()).await;
        // what is lent counts from here: it never seems to last longer than it does
        let now = self.vaults.now();
        let answer = match vault.lend(&role).await {
            Ok(answer) => answer,
            Err(failure) if failure.lost => return Ok(in_doubt(failure, &role, entity)),
            Err(failure) => return Err(failure.fault),
        };
        let lease = Lease {
            id: LeaseId("".into()),
            username: Clean::default(),
            issued_at: now,
            expires_at: now.after(Duration::from_secs(answer.lease_duration)),
            renewable: answer.renewable,
            ended: None,
            connect: None,
            entity: entity.clone(),
            role,
        };
        let (lease, lent) = taken(lease, answer, &place, tried)?;
        let lease = self.vaults.keep(lease, lent);
        let told = format!("{} was lent as lease {}; it ends by itself", lease.username, lease.id);
        let told = match place {
            Reached::Refused(_) => format!("{told}; {}", place.words()),
            _ => told,
        };
        Ok(Outcome::done(&told, stale(entity)))
    }
}

impl Vaults {
    /// Keeps what was lent, and wipes it in time.
    fn keep(&self, lease: Lease, lent: Lent) -> Arc<Lease> {
        let lease = self.ledger.add(lease, lent);
        tokio::spawn(wipe_in_time(Arc::downgrade(&self.ledger), lease.id.clone(), Arc::clone(&self.clock)));
        lease
    }

    /// A lease that is live, its vault, and the vault's id of it.
    pub(super) fn meant(&self, id: &LeaseId, tried: &str) -> Result<(&Vault, Arc<Lease>, Secret), Fault> {
        let (lease, theirs) = self.ledger.live(id, self.now()).ok_or_else(|| no_lease(id, tried))?;
        Ok((self.named(&lease.role.vault, tried)?, lease, theirs))
    }

    /// How the vault says that a lease stands: the seconds that are left, or `None` where there is none any more.
    /// What it says is taken over.
    pub(super) async fn look_up(&self, lease: &Lease) -> Result<Option<Duration>, Fault> {
        let (vault, lease, theirs) = self.meant(&lease.id, "look the lease up")?;
        let now = self.now();
        let Some(state) = vault.leased(&theirs).await? else {
            self.ledger.ended(&lease.id, LeaseEnd::Gone);
            return Ok(None);
        };
        let left = Duration::from_secs(state.ttl);
        let until = now.after(left);
        // the vault counts whole seconds: nothing is taken over that differs by no more
        let differs = until.since(lease.expires_at).max(lease.expires_at.since(until)) > Duration::from_secs(2);
        if differs || state.renewable != lease.renewable {
            self.ledger.lasts(&lease.id, now, left, state.renewable);
        }
        Ok(Some(left))
    }

    async fn renew(&self, id: &LeaseId, tried: &str) -> Result<Outcome, Fault> {
        let (vault, lease, theirs) = self.meant(id, tried)?;
        let span = lease.expires_at.since(lease.issued_at).as_secs();
        let body = json!({"lease_id": theirs.reveal(), "increment": span});
        let call = vault.api.post("make a lease longer", &["sys", "leases", "renew"], &body);
        let now = self.now();
        match vault.sent::<Fields>(call, &theirs).await {
            Ok(answer) => {
                let left = Duration::from_secs(answer.lease_duration);
                self.ledger.lasts(id, now, left, answer.renewable);
                let longer = now.after(left).since(lease.expires_at);
                let told = match longer.as_secs() {
                    0 => "it lasts no longer than before: the role allows no more".to_owned(),
                    _ => format!("the lease {id} lasts {} s from now", answer.lease_duration),
                };
                Ok(Outcome::done(&told, stale(lease.entity.clone())))
            }
            Err(failure) if failure.lost => self.renewed_or_not(&lease, failure).await,
            Err(failure) => self.explained(&lease, failure),
        }
    }

    /// The answer to a renewal was lost: how long the lease lasts is asked.
    async fn renewed_or_not(&self, lease: &Lease, failure: Failure) -> Result<Outcome, Fault> {
        let probe = CredentialsOf { of: lease.entity.clone() }.into();
        Ok(match self.look_up(lease).await {
            Ok(Some(left)) => {
                let told = format!("the answer was lost; the lease {} lasts {} s from now", lease.id, left.as_secs());
                Outcome::done(&told, stale(lease.entity.clone()))
            }
            Ok(None) => Outcome::Refused(no_lease(&lease.id, failure.fault.tried.as_str())),
            Err(_) => Outcome::InDoubt { probe, fault: failure.fault },
        })
    }

    async fn give_back(&self, id: &LeaseId, tried: &str) -> Result<Outcome, Fault> {
        let (vault, lease, theirs) = self.meant(id, tried)?;
        // synchronous, so that its success means that the user is gone
        let body = json!({"lease_id": theirs.reveal(), "sync": true});
        let call = vault.api.post("give a lease back", &["sys", "leases", "revoke"], &body);
        let done = |told: String| {
            self.ledger.ended(id, LeaseEnd::GivenBack);
            Ok(Outcome::done(&told, stale(lease.entity.clone())))
        };
        match vault.sent::<serde::de::IgnoredAny>(call, &theirs).await {
            Ok(_) => done(format!("the lease {id} has ended: {} is no user any more", lease.username)),
            Err(failure) if failure.lost => match self.look_up(&lease).await {
                Ok(None) => done(format!("the lease {id} has ended; the answer was lost, and it was looked up")),
                _ => {
                    let probe = CredentialsOf { of: lease.entity.clone() }.into();
                    Ok(Outcome::InDoubt { probe, fault: failure.fault })
                }
            },
            Err(failure) => self.explained(&lease, failure),
        }
    }

    /// A refusal: where the lease has ended that is known from now on.
    fn explained(&self, lease: &Lease, failure: Failure) -> Result<Outcome, Fault> {
        let fault = failure.fault;
        if failure.status == Some(400) && fault.happened.as_str().contains("lease") {
            let is_gone = ["invalid lease", "lease not found", "expired"];
            if is_gone.iter().any(|word| fault.happened.as_str().contains(word)) {
                self.ledger.ended(&lease.id, LeaseEnd::Gone);
                return Err(Fault { kind: FaultKind::NotFound, cure: "it has ended; lend anew".into(), ..fault });
            }
        }
        if failure.status == Some(403) {
            let cure = "your policies in the vault do not allow it; the lease ends by itself";
            return Err(Fault { cure: cure.into(), ..fault });
        }
        Err(fault)
    }
}

impl Vault {
    async fn lend(&self, role: &CredentialRole) -> Result<Envelope<Fields>, Failure> {
        let words = format!("lend by {}", super::roles::path(role));
        // it reads by its method, and makes a user: never twice
        let call = self.api.get(&words, &[&role.mount, "creds", &role.name]).once();
        self.api.ask(call).await
    }

    /// How a lease stands; `None` where there is none any more.
    async fn leased(&self, theirs: &Secret) -> Result<Option<LeaseState>, Fault> {
        let body = json!({"lease_id": theirs.reveal()});
        let call = self.api.post("look up a lease", &["sys", "leases", "lookup"], &body).repeatable();
        let (plain, token) = self.api.told(&call).await?;
        if plain.status == 400 && super::errors::says(&plain, "invalid lease") {
            return Ok(None);
        }
        Ok(Some(read::<LeaseState>(plain, &call, &[&token, theirs])?.data.unwrap_or_default()))
    }

    async fn sent<T: serde::de::DeserializeOwned>(
        &self,
        call: crate::adapters::http::Call,
        theirs: &Secret,
    ) -> Result<Envelope<T>, Failure> {
        let (plain, token) = self.api.told(&call).await?;
        read(plain, &call, &[&token, theirs])
    }
}

/// A lease of what was lent, and its secrets.
fn taken(lease: Lease, answer: Envelope<Fields>, place: &Reached, tried: &str) -> Result<(Lease, Lent), Fault> {
    let Some(data) = answer.data else {
        let happened = match answer.wrap_info {
            Some(_) => "the vault wants the word of others first (a control group)",
            None => "the vault gave no credentials",
        };
        let cure = "ask those who run the vault; `bao read` or `vault read` of the same path tells more";
        return Err(Fault::new(FaultKind::Unsupported, tried, happened, cure));
    };
    let mut username = Clean::default();
    let mut fields = Vec::with_capacity(data.len());
    for (name, field) in data {
        match field {
            Field::Text(Hidden(Some(text))) if name == "username" => username = Clean::line(text.reveal()),
            Field::Text(Hidden(Some(text))) => fields.push((Clean::line(&name), text)),
            Field::Text(Hidden(None)) | Field::Other(_) => {}
        }
    }
    let connect = place.line(username.as_str());
    // an engine without leases gives none: nothing could be given back
    let theirs = answer.lease_id.0.unwrap_or_else(|| Secret::new(String::new()));
    let id = id_of(&theirs, &username);
    Ok((Lease { id, username, connect, ..lease }, Lent { theirs, fields }))
}

/// Nobody knows whether a user was made; nothing is sent again.
fn in_doubt(failure: Failure, role: &CredentialRole, entity: Option<EntityRef>) -> Outcome {
    let cure = format!(
        "the vault may have made a user that nobody knows the password of: it ends by itself with its lease; who may \
         sees it with `bao list sys/leases/lookup/{}`",
        super::roles::path(role)
    );
    let fault = Fault { cure: Clean::line(&cure), ..failure.fault };
    Outcome::InDoubt { probe: CredentialsOf { of: entity }.into(), fault }
}

/// What is no longer true.
fn stale(entity: Option<EntityRef>) -> Vec<Ask> {
    // what is looked at is told of each change by itself
    let of = entity.map(|entity| CredentialsOf { of: Some(entity) }.into());
    of.into_iter().chain([CredentialsOf { of: None }.into()]).collect()
}

impl CommandPort for VaultDeeds {
    fn foresee<'a>(&'a self, command: Command) -> Answering<'a, Forecast> {
        match command {
            Command::LendCredential { .. } | Command::RenewLease(_) | Command::RevokeLease(_) => {
                Box::pin(async move { Ok(Told::now(self.forecast(command).await?)) })
            }
            other => self.behind.foresee(other),
        }
    }

    fn command<'a>(&'a self, command: Command) -> BoxFuture<'a, Outcome> {
        Box::pin(self.carry_out(command))
    }

    fn verdict<'a>(&'a self, reference: EntityRef, text: String) -> Answering<'a, Vec<Problem>> {
        self.behind.verdict(reference, text)
    }
}
