//! Who the user is: by the token, and by what the portal adds to it.

use super::Portal;
use crate::adapters::session::{Claims, claims_of, jwt_claims};
use crate::adapters::systems::backstage::Owner;
use crate::domain::model::{At, Claims as Said, EntityRef, Identity, Principal};
use crate::domain::text::Secret;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Answering, IdentityPort, Steps, Told};

impl IdentityPort for Portal {
    fn who_am_i<'a>(&'a self, _steps: Steps<Identity>) -> Answering<'a, Identity> {
        Box::pin(async move { Ok(Told::now(self.identity().await?)) })
    }
}

/// What is known of a token's owner.
struct Known {
    principal: Principal,
    user: Option<EntityRef>,
    /// The user and the groups, where somebody says.
    ownership: Vec<EntityRef>,
    said: Said,
}

impl Portal {
    async fn identity(&self) -> Result<Identity, Fault> {
        let token = self.backstage.token().await?;
        let claims = token.as_ref().map(|token| jwt_claims(token).unwrap_or_default());
        let known = match &claims {
            Some(claims) => self.known(claims).await?,
            None => Known { principal: Principal::Nobody, user: None, ownership: Vec::new(), said: Said::default() },
        };
        let source = match (&self.user, known.principal) {
            (Some(_), _) => "configuration",
            (None, Principal::Nobody) => "no token",
            (None, Principal::Service) => "service token",
            (None, Principal::User) => "token",
        };
        // the configuration says whose rows are one's own; it proves nothing
        let user = self.user.clone().or_else(|| known.user.clone());
        let ownership = match &user {
            None => Vec::new(),
            Some(user) if known.ownership.is_empty() || known.user.as_ref() != Some(user) => {
                self.ownership_of(user).await?
            }
            Some(_) => known.ownership,
        };
        let ends = claims.and_then(|claims| claims.expires_at).map(|seconds| At(seconds.saturating_mul(1_000)));
        let renews = self.backstage.renews_token().await;
        let claims = Some(self.with_providers(known.said).await);
        Ok(Identity { user, ownership, source: source.into(), principal: known.principal, claims, ends, renews })
    }

    /// Whom the claims of a token are about. A Backstage token of a user names the user and leaves the
    /// groups to `userinfo`; anything else that a portal takes is a service's.
    async fn known(&self, claims: &Claims) -> Result<Known, Fault> {
        let user = claims.subject.as_ref().and_then(|subject| subject.parse::<EntityRef>().ok());
        let user = user.filter(|user| user.kind() == "user");
        let service = |said: &Said| {
            let said = said.clone();
            Known { principal: Principal::Service, user: None, ownership: Vec::new(), said }
        };
        if user.is_none() {
            // a workload's token has a subject too, and no user
            return Ok(service(&claims.said));
        }
        let known = |claims: &Claims, said: Said| {
            let ownership = claims.ownership.iter().filter_map(|text| text.parse().ok()).collect();
            Known { principal: Principal::User, user: user.clone(), ownership, said }
        };
        if !claims.ownership.is_empty() || self.backstage.is_offline() {
            return Ok(known(claims, claims.said.clone()));
        }
        Ok(match self.backstage.owner().await? {
            Owner::Service => service(&claims.said),
            Owner::Untold => known(claims, claims.said.clone()),
            Owner::User(more) => {
                let more = claims_of(&more);
                let mut said = claims.said.clone();
                said.join(more.said.clone());
                known(&more, said)
            }
        })
    }

    /// What the provider's tokens say besides. A provider that cannot be asked takes nothing away: what
    /// only it would say is not said then.
    async fn with_providers(&self, mut said: Said) -> Said {
        let Some(provider) = &self.provider else { return said };
        match provider.token().await {
            Ok(token) => said.join(said_by(token.as_ref())),
            Err(fault) => tracing::warn!("what the provider says of the user is not known: {fault}"),
        }
        said
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

fn said_by(token: Option<&Secret>) -> Said {
    token.and_then(jwt_claims).unwrap_or_default().said
}
