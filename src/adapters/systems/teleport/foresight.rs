//! What a command about access would do.

use super::ask::{go_duration, is_sound};
use super::connect::EVERYTHING_ELSE;
use super::deeds::TeleportDeeds;
use super::review::seen;
use super::{Teleport, mark};
use crate::domain::document::{Line, Role};
use crate::domain::model::access::{AccessLevel, AccessOrder, AccessRequest, AccessWay, Decision, RequestId, Ruling};
use crate::domain::text::Clean;
use crate::platform::command::{Command, Forecast};
use crate::platform::fault::{Fault, FaultKind};

/// Teleport knows roles and resources, and no types of access.
const NOT_TOLD: &str = "Teleport is not told the type; what it grants its roles decide";

impl TeleportDeeds {
    pub(super) async fn forecast(&self, command: Command) -> Result<Forecast, Fault> {
        let tried = command.words();
        let tried = tried.as_str();
        match command {
            Command::AskAccess(order) => self.foresee_asking(*order, tried).await,
            Command::ReviewAccess { id, decision, comment, .. } => {
                self.teleport.foresee_review(id, decision, comment, tried).await
            }
            Command::AssumeAccess(id) => self.teleport.foresee_assuming(id, tried).await,
            Command::DropAccess(id) => self.teleport.foresee_giving_up(id, tried).await,
            Command::RevokeAccess { id, .. } => Err(self.teleport.cannot_revoke(&id, tried)),
            other => Ok(Forecast::new(other, tried)),
        }
    }

    async fn foresee_asking(&self, order: AccessOrder, tried: &str) -> Result<Forecast, Fault> {
        let mut order = self.complete(order, tried).await?;
        is_sound(&order, tried)?;
        let profile = self.teleport.signed_in(tried).await?;
        let ruling = self.permitted(&order, &profile, tried).await?;
        if order.roles.is_empty() {
            order.roles.clone_from(&ruling.roles);
            is_sound(&order, tried)?;
        }
        let now = self.teleport.tsh().now();
        let mut lines = Vec::new();
        for id in &order.resources {
            let resource = self.teleport.memory().resource(id);
            let about = if resource.about.is_empty() {
                Clean::default()
            } else {
                Clean::line(&format!("  {}", resource.about))
            };
            lines.push(Line::of("+ ", Role::Good).and(resource.title, Role::Text).and(about, Role::Dim));
        }
        lines.extend(order.roles.iter().map(|role| said(&format!("+ role {role}"), Role::Text)));
        lines.extend((!is_told(&order, &ruling)).then(|| said(NOT_TOLD, Role::Warn)));
        if profile.until.is_some_and(|until| now.after(order.lasts) > until) {
            let words = "you are signed in for less long than that: access ends with your session at the latest";
            lines.push(said(words, Role::Warn));
        }
        if !order.resources.is_empty() {
            lines.push(said(EVERYTHING_ELSE, Role::Dim));
            lines.extend(self.teleport.lacks(AccessWay::Resources));
        }
        let told = format!(
            "ask {} for access to {} for {}; Teleport decides who has to agree, and does not tell before",
            profile.proxy,
            order.what(),
            go_duration(order.lasts)
        );
        Ok(Forecast { exactly: Command::AskAccess(Box::new(order)), told: Clean::line(&told), lines })
    }

    /// The order with what was found out: the resources that its entity is, and a mark.
    async fn complete(&self, mut order: AccessOrder, tried: &str) -> Result<AccessOrder, Fault> {
        if let (Some(entity), true, true) = (&order.entity, order.resources.is_empty(), order.roles.is_empty()) {
            order.resources = self.teleport.resources_of(&*self.catalog, entity, tried).await?;
            if order.resources.is_empty() {
                let cure = format!(
                    "give it the annotation {}, or pick a resource of Teleport's",
                    self.teleport.tsh().setup().annotation
                );
                return Err(Fault::new(
                    FaultKind::NotFound,
                    tried,
                    "the entity does not say what it is in Teleport",
                    &cure,
                ));
            }
        }
        if !mark::is_mark(&order.mark) {
            order.mark = mark::new();
        }
        Ok(order)
    }
}

impl Teleport {
    async fn foresee_review(
        &self,
        id: RequestId,
        decision: Decision,
        comment: String,
        tried: &str,
    ) -> Result<Forecast, Fault> {
        let profile = self.signed_in(tried).await?;
        let request = self.shown(&id, &profile, tried).await?;
        self.awaits(&request, &profile, tried)?;
        let told = match decision {
            Decision::Approve => {
                format!("{} gets access to {}, as soon as enough agree", request.requester, request.what())
            }
            Decision::Deny => format!("{} does not get access to {}", request.requester, request.what()),
        };
        let mut lines = context(&request);
        lines.extend(self.lacks(AccessWay::Reviews));
        let seen = Some(seen(&request));
        Ok(Forecast { exactly: Command::ReviewAccess { id, decision, comment, seen }, told: Clean::line(&told), lines })
    }

    async fn foresee_assuming(&self, id: RequestId, tried: &str) -> Result<Forecast, Fault> {
        let profile = self.signed_in(tried).await?;
        let request = self.shown(&id, &profile, tried).await?;
        self.may_assume(&request, tried)?;
        let until = request.expires_at.map(|end| format!(" until {}", end.rfc3339())).unwrap_or_default();
        let told = format!("your certificate has access to {}{until}", request.what());
        let lines = (!request.resources.is_empty()).then(|| said(EVERYTHING_ELSE, Role::Warn)).into_iter().collect();
        Ok(Forecast { exactly: Command::AssumeAccess(id), told: Clean::line(&told), lines })
    }

    async fn foresee_giving_up(&self, id: RequestId, tried: &str) -> Result<Forecast, Fault> {
        let profile = self.signed_in(tried).await?;
        if !profile.active.contains(&id) {
            return Err(Fault::new(FaultKind::Conflict, tried, "it is not in use", "there is nothing to give up"));
        }
        let told = "it is shed from your certificate; that takes nothing back, and you can take it into use again";
        Ok(Forecast::new(Command::DropAccess(id), told))
    }

    /// `tsh` has no command that takes access back.
    pub(super) fn cannot_revoke(&self, id: &RequestId, tried: &str) -> Fault {
        let cure = format!("an administrator of Teleport can: tctl lock --access-request={id}");
        Fault::new(FaultKind::Unsupported, tried, "tsh cannot take access back", &cure)
    }

    fn lacks(&self, way: AccessWay) -> Option<Line> {
        let lack = self.memory().lacks().into_iter().find(|lack| lack.way == way)?;
        Some(said(&format!("Teleport refused that before: {}; instead: {}", lack.because, lack.instead), Role::Warn))
    }
}

/// Whether Teleport is told what one wants to do: by the roles that the policy names for that.
fn is_told(order: &AccessOrder, ruling: &Ruling) -> bool {
    !order.roles.is_empty() && order.roles.iter().all(|role| ruling.roles.contains(role))
}

/// What a reviewer has to know: why, for how long, what others said.
fn context(request: &AccessRequest) -> Vec<Line> {
    let mut lines = vec![said(&format!("because: {}", request.reason), Role::Text)];
    let level = |level: AccessLevel| said(&format!("wanted is {} access, says who asks", level.word()), Role::Text);
    lines.extend(request.level.map(level));
    lines.extend(request.expires_at.map(|end| said(&format!("until {}", end.rfc3339()), Role::Dim)));
    lines.extend((!request.needs.is_empty()).then(|| said(request.needs.as_str(), Role::Dim)));
    lines.extend(request.reviews.iter().map(|review| {
        let comment = if review.comment.is_empty() { String::new() } else { format!(": {}", review.comment) };
        said(&format!("{} {}{comment}", review.by, review.decision.word()), Role::Dim)
    }));
    lines
}

fn said(text: &str, role: Role) -> Line {
    Line::of(Clean::line(text), role)
}
