//! The ports of a portal.

use super::Opening;
use super::account;
use super::beside::Beside;
use super::checks;
use super::docs;
use super::files;
use super::keep::{self, Owner};
use super::permissions;
use super::records;
use super::session::Account;
use super::systems;
use super::timeline;
use super::ways::Ways;
use crate::adapters::kept::{Kept, KeptIdentity};
use crate::adapters::portal::{Portal, PortalSetup};
use crate::adapters::session::{Issuer, Session, TokenSource, Vault};
use crate::cli::How;
use crate::config::{Chosen, Token};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::ports::{CatalogPort, IdentityPort, Platform, Ports};
use crate::platform::templates::TemplatePort;
use std::sync::Arc;

pub(super) fn portal(
    chosen: &Chosen,
    (base, web): (&str, &str),
    token: &Token,
    how: &How<'_>,
    cache: &std::path::Path,
    (owner, vault): (Owner, Arc<Vault>),
) -> Result<Opening, Fault> {
    let issuers = account::issuers(chosen, base, how.offline)?;
    let who = Account::of(chosen, base, how, &issuers, (owner, vault));
    let setup = PortalSetup {
        name: chosen.name.clone(),
        base: base.to_owned(),
        token: who.source(token, chosen),
        whose: who.whose.clone(),
        headers: who.headers.clone(),
        user: chosen.user.clone(),
        offline: how.offline,
    };
    let at_provider = chosen.sign_in.oidc.is_some().then(|| who.stored(Issuer::Provider));
    let portal = Portal::new(setup)?;
    let portal = Arc::new(match at_provider {
        Some(stored) => portal.with_provider(Arc::new(Session::new(TokenSource::Stored(stored)))),
        None => portal,
    });
    let direct: Arc<dyn CatalogPort> = Arc::clone(&portal) as Arc<dyn CatalogPort>;
    let asked: Arc<dyn IdentityPort> = Arc::clone(&portal) as Arc<dyn IdentityPort>;
    // whose it is has to be known before anything is kept
    let is_kept = how.kept && !how.is_in_memory() && matches!(who.owner, Owner::Known(_));
    let theirs = keep::theirs(&who.owner, chosen, how.folders);
    let (catalog, identity): (Arc<dyn CatalogPort>, Arc<dyn IdentityPort>) = match is_kept {
        true => (
            Arc::new(Kept::new(direct, cache.to_owned()).while_theirs(theirs.clone())),
            Arc::new(KeptIdentity::new(asked, cache.to_owned(), how.offline).while_theirs(theirs.clone())),
        ),
        false => (direct, asked),
    };
    let (signed_in, way) = who.vault.signed_in();
    let is_signed_in = *token == Token::None && !signed_in.is_empty();
    let badges = [
        (*token != Token::None, "static token"),
        (chosen.sends_token_in_clear(is_signed_in), "token in clear"),
        (chosen.unused_token.is_some(), "token not used"),
        (how.offline, "offline"),
    ];
    let platform = Platform {
        name: chosen.name.clone(),
        place: Clean::line(base),
        web: Some(Clean::line(web)),
        backend: Some(Clean::line(base)),
        context: chosen.context.clone(),
        root: None,
        is_workspace: false,
        way: if *token == Token::None { Clean::line(&way) } else { Clean::default() },
        badges: badges.into_iter().filter(|(is, _)| *is).map(|(_, badge)| badge.into()).collect(),
        golden: chosen.golden.clone(),
        access: Arc::new(chosen.access.clone()),
        quotas: chosen.systems.quotas.clone(),
    };
    let ways = Ways { chosen, how, who: Some(&who) };
    let (beside, checks) = (Beside::of(&ways)?, checks::of(&ways));
    let deeds = beside.before(Arc::clone(&portal) as Arc<_>, &catalog);
    let (commands, journal) = records::recorded(chosen, how, who.owner.clone(), deeds, &identity, &platform);
    let account = account::account(chosen, issuers, Arc::clone(&who.vault), &who.owner);
    let docs = docs::of_portal(&portal, (cache.to_owned(), theirs.clone()), is_kept);
    let templates: Arc<dyn TemplatePort> = Arc::clone(&portal) as Arc<_>;
    let prefix = &chosen.systems.annotations.crossplane;
    let common = systems::Common { catalog: &catalog, templates: &templates, prefix };
    let systems = beside.systems(&catalog, systems::of_portal(&common));
    let mut past = beside.past(&catalog);
    past.push(systems::past(&systems, &catalog));
    let timeline = Arc::new(timeline::of_portal(beside.has_forge(), past));
    let permissions = permissions::of_portal(&portal, chosen, (cache.to_owned(), theirs), is_kept);
    let ports = Ports {
        catalog,
        search: portal,
        identity,
        commands,
        journal,
        docs,
        templates,
        drafts: keep::drafts(&who.owner, chosen, how),
        files: files::of(how),
        timeline,
        account,
        permissions,
        systems,
    };
    Ok((ports, platform, checks))
}
