//! How one signs in to a portal, from what the configuration says.

use super::keep::Owner;
use crate::adapters::http::{Client, Limits};
use crate::adapters::portal::{Account, AccountSetup, ProviderSetup, Standing, Standings};
use crate::adapters::session::Vault;
use crate::adapters::session::flow::Issuers;
use crate::config::{AuthWay, Chosen, Oidc, Portal, Token};
use crate::domain::text::Clean;
use crate::platform::browser;
use crate::platform::fault::Fault;
use std::sync::Arc;

/// The servers that one signs in to: the portal at `base`, and the provider where there is one.
pub(super) fn issuers(chosen: &Chosen, base: &str, offline: bool) -> Result<Arc<Issuers>, Fault> {
    let client = |base: &str| Ok::<_, Fault>(Client::new(base, Limits::default())?.offline(offline));
    let provider = chosen.sign_in.oidc.as_ref().map(|oidc| client(&oidc.issuer)).transpose()?;
    // the proxy stands in front of the portal alone
    let portal = client(base)?.with_headers(super::session::headers(chosen));
    Ok(Arc::new(Issuers { portal, provider }))
}

/// The account of a portal.
pub(super) fn account(chosen: &Chosen, issuers: Arc<Issuers>, vault: Arc<Vault>, owner: &Owner) -> Arc<Account> {
    let sign_in = &chosen.sign_in;
    let setup = AccountSetup {
        name: chosen.name.clone(),
        shown: match owner {
            Owner::Known(subject) => Some(subject.clone()),
            Owner::Unknown(_) => None,
        },
        standings: standings(chosen),
        client_id: sign_in.client_id.clone(),
        redirect_port: sign_in.redirect_port,
        approve_pasted: sign_in.approve_pasted,
        provider: sign_in.oidc.as_ref().map(provider),
        proxy: sign_in.proxy.as_ref().map(|proxy| proxy.provider.clone()),
        ready_made: ready_made(chosen),
        has_browser: browser::can_open(),
    };
    Arc::new(Account::new(setup, issuers, vault))
}

/// Where a context's token comes from that nobody signs in for.
fn ready_made(chosen: &Chosen) -> Option<Clean> {
    let Portal::Backstage { token, .. } = &chosen.portal else { return None };
    let words = match token {
        Token::None => return None,
        Token::Env(name) => format!("the variable {name}"),
        Token::File(path) => format!("the file {}", path.display()),
        Token::Command(words) => format!("the command `{}`", words.first().map_or("", String::as_str)),
    };
    Some(Clean::line(&words))
}

fn standings(chosen: &Chosen) -> Standings {
    let of = |way| match &chosen.allowed_ways {
        Some(allowed) if !allowed.contains(&way) => Standing::Locked,
        _ if chosen.sign_in.takes(way) => Standing::Taken,
        _ => Standing::NotListed,
    };
    Standings {
        oidc: of(AuthWay::Oidc),
        proxy: of(AuthWay::Proxy),
        guest: of(AuthWay::Guest),
        paste: of(AuthWay::Paste),
    }
}

fn provider(oidc: &Oidc) -> ProviderSetup {
    ProviderSetup {
        issuer: oidc.issuer.clone(),
        client_id: oidc.client_id.clone(),
        scopes: oidc.scopes.clone(),
        audiences: oidc.audiences.clone(),
        redirect_port: oidc.redirect_port,
    }
}
