use crate::adapters::session::flow::Issuers;
use crate::adapters::session::{Grant, Issuer, Renew, Tokens, Unrenewed, jwt_claims};
use crate::adapters::systems::backstage::sign_in;
use crate::domain::model::At;
use crate::domain::text::Secret;
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// Where a token of the portal's pages comes from, in place of an endpoint: `page:guest`.
const PAGE: &str = "page:";

/// Gets newer tokens, whichever way the old ones came: from an authorization server by their refresh
/// token, or from the portal's own pages, which give one without a question to a guest and to whom a
/// proxy vouches for.
#[derive(Debug)]
pub struct Renewal(Arc<Issuers>);

impl Renewal {
    /// Renews at these.
    pub fn new(issuers: Arc<Issuers>) -> Self {
        Self(issuers)
    }
}

impl Renew for Renewal {
    fn can(&self, grant: &Grant) -> bool {
        goes_on(grant)
    }

    fn renew<'a>(&'a self, grant: &'a Grant) -> BoxFuture<'a, Result<Tokens, Unrenewed>> {
        Box::pin(async move {
            match grant.token_endpoint.strip_prefix(PAGE) {
                // what a proxy says of today is no word about tomorrow
                Some(provider) => Ok(sign_in::page_tokens(&self.0.portal, provider).await?),
                None => self.0.renew(grant).await,
            }
        })
    }
}

/// What a page of the portal gave.
pub(super) fn grant_of_page(provider: &str, tokens: Tokens) -> Grant {
    Grant { token_endpoint: format!("{PAGE}{provider}"), ..grant(tokens) }
}

/// A token that cannot be renewed. When it came is not known: its end is what it says itself.
pub(super) fn grant_of_token(access: Secret) -> Grant {
    let ends = jwt_claims(&access).and_then(|claims| claims.expires_at);
    let ends = ends.map(|seconds| At(seconds.saturating_mul(1_000)));
    grant(Tokens { access, refresh: None, id: None, ends })
}

fn grant(tokens: Tokens) -> Grant {
    Grant {
        issuer: Issuer::Portal,
        tokens,
        client_id: String::new(),
        token_endpoint: String::new(),
        revocation_endpoint: String::new(),
    }
}

/// Whether a grant goes on without the user.
pub(super) fn goes_on(grant: &Grant) -> bool {
    grant.tokens.refresh.is_some() || grant.token_endpoint.starts_with(PAGE)
}
