use super::Portal;
use crate::adapters::session::jwt_claims;
use crate::domain::model::{EntityRef, Identity};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Answering, IdentityPort, Steps, Told};

impl IdentityPort for Portal {
    fn who_am_i<'a>(&'a self, _steps: Steps<Identity>) -> Answering<'a, Identity> {
        Box::pin(async move { Ok(Told::now(self.identity().await?)) })
    }
}

impl Portal {
    async fn identity(&self) -> Result<Identity, Fault> {
        if let Some(user) = &self.user {
            let ownership = self.ownership_of(user).await?;
            return Ok(Identity {
                user: Some(user.clone()),
                ownership,
                source: "configuration".into(),
                ..Identity::default()
            });
        }
        let Some(token) = self.backstage.token().await? else {
            return Ok(Identity { source: "no token".into(), ..Identity::default() });
        };
        let claims = jwt_claims(&token).unwrap_or_default();
        let user: Option<EntityRef> = claims.subject.and_then(|subject| subject.parse().ok());
        // a workload's token has a subject too, and no user
        let Some(user) = user.filter(|user| user.kind() == "user") else {
            return Ok(Identity { source: "service token".into(), ..Identity::default() });
        };
        let entitled: Vec<EntityRef> = claims.ownership.iter().filter_map(|text| text.parse().ok()).collect();
        let ownership = if entitled.is_empty() { self.ownership_of(&user).await? } else { entitled };
        Ok(Identity { user: Some(user), ownership, source: "token".into(), ..Identity::default() })
    }

    /// The user and the groups that the user's own entity is a member of.
    async fn ownership_of(&self, user: &EntityRef) -> Result<Vec<EntityRef>, Fault> {
        let mut ownership = vec![user.clone()];
        match self.backstage.entity(user).await {
            Ok(entity) => {
                let groups = entity.relations().into_iter().filter(|relation| relation.kind.as_str() == "memberOf");
                ownership.extend(groups.map(|relation| relation.target));
                Ok(ownership)
            }
            // a user without an entity owns by name alone; offline nothing more can be known
            Err(fault) if fault.kind == FaultKind::NotFound || self.backstage.is_offline() => Ok(ownership),
            Err(fault) => Err(fault),
        }
    }
}
