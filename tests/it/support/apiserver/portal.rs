//! Backstage's proxy of clusters in front of the server: `/api/kubernetes/proxy`.

use super::ApiServer;
use super::wire::{Reply, Request};
use serde_json::json;

#[derive(Default)]
pub struct Portal {
    /// The portal's name for this cluster; there is no portal without one.
    cluster: Option<String>,
    /// The portal's tokens that are accepted; any where there is none.
    tokens: Vec<String>,
    /// The provider whose token the cluster wants, as it stands in the header.
    provider: Option<String>,
}

impl ApiServer {
    /// Stands behind a portal, under that name.
    pub fn behind_portal(&self, cluster: &str, provider: Option<&str>) {
        self.shared.change(|state| {
            state.portal.cluster = Some(cluster.to_owned());
            state.portal.provider = provider.map(str::to_lowercase);
        });
    }

    /// The portal accepts these tokens and no others.
    pub fn portal_accepts(&self, tokens: &[&str]) {
        let tokens = tokens.iter().map(|token| (*token).to_owned()).collect();
        self.shared.change(|state| state.portal.tokens = tokens);
    }
}

fn refused(status: u16, name: &str, message: &str) -> Reply {
    Reply::json(status, &json!({"error": {"name": name, "message": message}, "response": {"statusCode": status}}))
}

/// The request as the cluster gets it; the portal's refusal.
pub fn through(portal: &Portal, mut request: Request) -> Result<Request, Reply> {
    let parts: Vec<&str> = request.path.iter().map(String::as_str).collect();
    let (["api", "kubernetes", "proxy", ..], Some(cluster)) = (parts.as_slice(), &portal.cluster) else {
        return Ok(request);
    };
    let bearer = request.header("authorization").strip_prefix("Bearer ").unwrap_or_default().to_owned();
    if bearer.is_empty() || !portal.tokens.is_empty() && !portal.tokens.contains(&bearer) {
        return Err(refused(401, "AuthenticationError", "Illegal token"));
    }
    let named = request.header("backstage-kubernetes-cluster").to_owned();
    if named != *cluster {
        return Err(refused(404, "NotFoundError", &format!("Cluster '{named}' not found")));
    }
    let own = match &portal.provider {
        Some(provider) => request.header(&format!("backstage-kubernetes-authorization-{provider}")).to_owned(),
        None => "the-portals-own".to_owned(),
    };
    request.path.drain(..3);
    request.headers.retain(|(name, _)| name != "authorization");
    if !own.is_empty() {
        request.headers.push(("authorization".into(), format!("Bearer {own}")));
    }
    Ok(request)
}
