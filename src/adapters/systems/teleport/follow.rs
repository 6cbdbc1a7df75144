//! Requests, looked at again and again while somebody looks: `tsh` does not tell of changes.

use super::complaint::of_request;
use super::connect::unread;
use super::memory::Names;
use super::status::{Profile, Standing};
use super::{NAME, Teleport, named, request};
use crate::domain::model::access::{AccessRequest, AccessRequests, AccessState, RequestId, Revoked, Said};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::CatalogPort;
use crate::platform::steps::{Step, Steps, Told};
use std::sync::Arc;
use std::time::Duration;

/// Looks without an answer after which the pause is no longer doubled.
const DOUBLINGS: u32 = 4;
/// So near its end what is gone is no longer said to be taken back, nor what is not heard of to be over: clocks differ by
/// minutes.
const NEAR_THE_END: Duration = Duration::from_secs(300);

impl Teleport {
    /// Requests, followed; it ends only where the first look fails.
    pub(super) async fn follow_all(&self, catalog: &dyn CatalogPort, steps: &Steps<AccessRequests>) -> Fault {
        let mut told = match self.all(catalog).await {
            Ok(first) => first,
            Err(fault) => return fault,
        };
        steps.send(Step::Whole(Told::now(told.clone())));
        let mut failed = 0;
        loop {
            tokio::time::sleep(self.pause(&told, failed)).await;
            let next = match self.all(catalog).await {
                Ok(next) => {
                    failed = 0;
                    next
                }
                Err(fault) => {
                    failed += 1;
                    behind(&told, &fault)
                }
            };
            if next != told {
                told = next;
                steps.send(Step::Whole(Told::now(told.clone())));
            }
        }
    }

    /// One request, followed until nothing can come of it any more.
    ///
    /// # Errors
    /// When the first look fails, and when it is gone.
    pub(super) async fn follow_one(
        &self,
        id: &RequestId,
        catalog: &dyn CatalogPort,
        steps: &Steps<AccessRequest>,
    ) -> Result<AccessRequest, Fault> {
        let mut told = self.one(id, catalog).await?;
        let mut failed = 0;
        steps.send(Step::Whole(Told::now(told.clone())));
        loop {
            let state = told.stands(self.tsh().now());
            if state.is_over() {
                return Ok(told);
            }
            tokio::time::sleep(self.pause_of(state, failed)).await;
            match self.one(id, catalog).await {
                Ok(next) => {
                    failed = 0;
                    if next != told {
                        told = next;
                        steps.send(Step::Whole(Told::now(told.clone())));
                    }
                }
                Err(fault) if fault.kind == FaultKind::NotFound => return Err(fault),
                Err(_) => failed += 1,
            }
        }
    }

    /// All requests as they are now.
    async fn all(&self, catalog: &dyn CatalogPort) -> Result<AccessRequests, Fault> {
        let tried = "list requests for access";
        let standing = self.standing(tried).await?;
        let ways = self.ways(&standing).await;
        let Standing::SignedIn(profile) = &standing else {
            let why = "nobody is signed in to Teleport, or no longer";
            return Ok(AccessRequests {
                requests: Vec::new(),
                ways,
                sources: vec![source(Known::Unknown(why.into()))],
            });
        };
        let value = self.tsh().json(&["request", "ls"], &["--format=json".into()], tried).await?;
        if !(value.is_array() || value.is_null()) {
            return Err(unread(tried));
        }
        let requests = request::requests(&value, profile, self.memory());
        let requests = match self.learn_names(&requests, tried).await {
            true => request::requests(&value, profile, self.memory()),
            false => requests,
        };
        let mut requests = self.with_gone(requests, profile).await;
        let names = self.names(catalog, &profile.cluster).await;
        for one in &mut requests {
            name(one, &names);
        }
        Ok(AccessRequests { requests, ways, sources: vec![source(Known::Yes)] })
    }

    /// One request as it is now.
    pub(super) async fn one(&self, id: &RequestId, catalog: &dyn CatalogPort) -> Result<AccessRequest, Fault> {
        let tried = "show the request";
        let profile = self.signed_in(tried).await?;
        let mut one = match self.shown(id, &profile, tried).await {
            Ok(one) => Arc::new(one),
            Err(fault) if fault.kind == FaultKind::NotFound => match self.taken_back(id) {
                Some(gone) => Arc::new(gone),
                None => return Err(fault),
            },
            Err(fault) => return Err(fault),
        };
        name(&mut one, &self.names(catalog, &profile.cluster).await);
        Ok(Arc::unwrap_or_clone(one))
    }

    /// A request as `tsh request show` has it.
    pub(super) async fn shown(&self, id: &RequestId, profile: &Profile, tried: &str) -> Result<AccessRequest, Fault> {
        let args = ["--format=json".to_owned(), id.to_string()];
        let value = self.tsh().json(&["request", "show"], &args, tried).await;
        let value = value.map_err(|fault| of_request(fault, id))?;
        let one = request::request(&value, profile, self.memory()).filter(|one| one.id == *id);
        let one = one.ok_or_else(|| unread(tried))?;
        self.remember(&Arc::new(one.clone()));
        Ok(one)
    }

    fn remember(&self, one: &Arc<AccessRequest>) {
        match one.stands(self.tsh().now()) {
            AccessState::Approved | AccessState::Active if one.is_mine => self.memory().keep_granted(one),
            _ => self.memory().forget_granted(&one.id),
        }
    }

    /// The list with what was granted and is no longer in it. Only where Teleport says that it has no such request
    /// it was taken back; where it says anything else nobody knows.
    async fn with_gone(&self, mut requests: Vec<Arc<AccessRequest>>, profile: &Profile) -> Vec<Arc<AccessRequest>> {
        requests.iter().for_each(|one| self.remember(one));
        for gone in self.memory().granted() {
            if requests.iter().any(|one| one.id == gone.id) {
                continue;
            }
            match self.shown(&gone.id, profile, "show the request").await {
                Ok(one) => requests.push(Arc::new(one)),
                Err(fault) if fault.kind == FaultKind::NotFound => {
                    requests.extend(self.taken_back(&gone.id).map(Arc::new));
                }
                Err(_) if self.is_long_over(&gone) => self.memory().forget_granted(&gone.id),
                Err(_) => {
                    let unknown = Said::Other("it is in no list of Teleport's any more".into());
                    requests.push(Arc::new(AccessRequest { said: unknown, ..AccessRequest::clone(&gone) }));
                }
            }
        }
        requests.sort_by(|a, b| b.created_at.cmp(&a.created_at).then_with(|| a.id.cmp(&b.id)));
        requests
    }

    /// Whether its end is past, by whichever clock.
    fn is_long_over(&self, gone: &AccessRequest) -> bool {
        gone.expires_at.is_none_or(|end| end.after(NEAR_THE_END) < self.tsh().now())
    }

    /// A request that was granted and is gone: taken back where that was before its end.
    fn taken_back(&self, id: &RequestId) -> Option<AccessRequest> {
        let gone = self.memory().was_granted(id)?;
        let is_early = gone.expires_at.is_some_and(|end| self.tsh().now().after(NEAR_THE_END) < end);
        if !is_early {
            self.memory().forget_granted(id);
            return None;
        }
        let because = "Teleport has the request no longer, before its time was over".into();
        let revoked = Some(Revoked { by: Clean::default(), at: None, because });
        Some(AccessRequest { revoked, is_assumed: false, ..AccessRequest::clone(&gone) })
    }

    /// How long until the next look at all of them.
    fn pause(&self, told: &AccessRequests, failed: u32) -> Duration {
        let now = self.tsh().now();
        let waits = told.requests.iter().any(|one| one.stands(now) == AccessState::Pending);
        self.pause_of(if waits { AccessState::Pending } else { AccessState::Approved }, failed)
    }

    fn pause_of(&self, state: AccessState, failed: u32) -> Duration {
        let limits = self.tsh().limits();
        let pause = if state == AccessState::Pending { limits.soon } else { limits.seldom };
        pause * 2_u32.saturating_pow(failed.min(DOUBLINGS))
    }
}

/// What was told before, with why there is nothing newer beside it.
fn behind(told: &AccessRequests, fault: &Fault) -> AccessRequests {
    let known = Known::Failed(Clean::line(&fault.to_string()));
    AccessRequests { sources: vec![source(known)], ..told.clone() }
}

fn source(known: Known) -> SourceState {
    SourceState { name: NAME.into(), known, remark: None }
}

/// Says which entities the things of a request are.
fn name(one: &mut Arc<AccessRequest>, names: &Names) {
    if one.resources.iter().all(|resource| named::entity_of(names, &resource.id).is_none()) {
        return;
    }
    for resource in &mut Arc::make_mut(one).resources {
        resource.entity = named::entity_of(names, &resource.id);
    }
}
