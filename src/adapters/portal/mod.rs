//! The ports of a context that is a portal: a Backstage backend.

mod account;
mod catalog;
mod commands;
mod docs;
mod folder;
mod foresight;
mod identity;
mod origins;
mod permissions;
mod sources;
mod tasks;
mod verdict;
mod wanted;

pub use account::{Account, AccountSetup, ProviderSetup, Renewal, Standing, Standings};

use crate::adapters::http::{Counts, Headers, Limits};
use crate::adapters::session::{Session, TokenSource, Whose};
use crate::adapters::systems::backstage::Backstage;
use crate::domain::model::{EntityRef, Hits, Terms};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::ports::{Answering, SearchPort, Told};
use catalog::Given;
pub use docs::PortalDocs;
use origins::Origins;
pub use permissions::PortalPermissions;
use sources::Sources;
use std::sync::{Arc, Mutex};

/// What a portal is made of, in plain values.
#[derive(Clone, Debug)]
pub struct PortalSetup {
    /// Its name in messages: of the context, or the host of its address.
    pub name: Clean,
    /// The backend's address.
    pub base: String,
    /// Where the token comes from.
    pub token: TokenSource,
    /// Whose it has to be.
    pub whose: Whose,
    /// What goes along with every request, where a proxy in front wants to see it.
    pub headers: Option<Arc<dyn Headers>>,
    /// Who the user is, where the configuration says so.
    pub user: Option<EntityRef>,
    /// Open no connection, whatever is asked.
    pub offline: bool,
}

/// A portal.
#[derive(Debug)]
pub struct Portal {
    backstage: Backstage,
    user: Option<EntityRef>,
    /// The session at the provider beside the portal, whose tokens may say more of the user.
    provider: Option<Arc<Session>>,
    given: Mutex<Given>,
    sources: Mutex<Sources>,
    origins: Origins,
    actions: tasks::Actions,
    ends: tasks::Ends,
}

impl Portal {
    /// The portal of a setup. Nothing is read or sent yet.
    ///
    /// # Errors
    /// When its address cannot be used.
    pub fn new(setup: PortalSetup) -> Result<Self, Fault> {
        Self::with_limits(setup, Limits::default())
    }

    /// The same, with other limits than the usual ones.
    ///
    /// # Errors
    /// As [`Portal::new`].
    pub fn with_limits(setup: PortalSetup, limits: Limits) -> Result<Self, Fault> {
        let PortalSetup { name, base, token, whose, headers, user, offline } = setup;
        let backstage = Backstage::new(name, &base, token, limits)?.of(whose).with_headers(headers).offline(offline);
        let (given, sources, origins) = (Mutex::default(), Mutex::default(), Origins::default());
        let (actions, ends) = (tasks::Actions::default(), tasks::Ends::default());
        Ok(Self { backstage, user, provider: None, given, sources, origins, actions, ends })
    }

    /// The same, with a session at the provider beside it: what its tokens say of the user counts too.
    pub fn with_provider(mut self, provider: Arc<Session>) -> Self {
        self.provider = Some(provider);
        self
    }

    /// What the portal has been asked so far.
    pub fn counts(&self) -> Counts {
        self.backstage.counts()
    }

    /// The backend itself, for what no port asks.
    pub fn backstage(&self) -> &Backstage {
        &self.backstage
    }
}

impl SearchPort for Portal {
    fn search<'a>(&'a self, terms: Terms) -> Answering<'a, Hits> {
        Box::pin(async move { Ok(Told::now(self.backstage.search(&terms).await?)) })
    }
}
