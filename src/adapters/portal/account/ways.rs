use super::Account;
use crate::adapters::http::Client;
use crate::adapters::session::flow::Endpoints;
use crate::adapters::systems::backstage::sign_in::{Door, door};
use crate::domain::text::Clean;
use crate::platform::account::{Way, Ways};
use crate::platform::fault::Fault;
use futures_util::future::join;

/// What is behind signing in with a browser or a code.
struct Found {
    portal: Result<Door, Fault>,
    provider: Option<Result<Endpoints, Fault>>,
}

impl Account {
    /// The ways that are open here. A server that cannot be asked closes what goes through it, and
    /// nothing else.
    pub(super) async fn found(&self) -> Result<Ways, Fault> {
        let taken = |way| self.setup.standings.against(way).is_none();
        let found = if self.shut(Way::Browser).is_none() { Some(self.looked().await) } else { None };
        let mut ways = Ways {
            at: Clean::line(&self.at()),
            instead: self.setup.ready_made.as_ref().map(instead),
            ..Ways::default()
        };
        for way in self.order(found.as_ref()) {
            match self.shut(way).or_else(|| self.against(way, found.as_ref())) {
                None => ways.open.push(way),
                // what nobody asked for is no news, unless there is nothing else
                Some(why) if taken(way) => ways.closed.push((way, Clean::line(&why))),
                Some(_) => {}
            }
        }
        if ways.open.is_empty() {
            // with nobody to ask there is no answer, rather than a wrong one
            if let Some(Found { portal: Err(fault), provider: None | Some(Err(_)) }) = found {
                return Err(fault);
            }
            let others = Way::ALL.into_iter().filter(|way| *way != Way::Device);
            let others = others.filter_map(|way| Some((way, Clean::line(&self.setup.standings.against(way)?))));
            ways.closed.extend(others);
        }
        Ok(ways)
    }

    async fn looked(&self) -> Found {
        let (portal, provider) =
            join(door(&self.issuers.portal, self.setup.client_id.as_deref()), self.provider()).await;
        Found { portal, provider }
    }

    /// Why a way is closed before anybody is asked: by the configuration, or because everybody on the
    /// way to the portal could read what it gives.
    pub(super) fn shut(&self, way: Way) -> Option<String> {
        let portal = &self.issuers.portal;
        let in_clear = || portal.is_in_clear().then(|| in_clear(portal));
        self.setup.standings.against(way).or_else(in_clear)
    }

    /// Where the provider does what; `None` when the context has none.
    pub(super) async fn provider(&self) -> Option<Result<Endpoints, Fault>> {
        let (setup, client) = (self.setup.provider.as_ref()?, self.issuers.provider.as_ref()?);
        Some(Endpoints::of_provider(client, &setup.issuer).await)
    }

    fn order(&self, found: Option<&Found>) -> [Way; 6] {
        let has_portal = found.is_some_and(|found| matches!(found.portal, Ok(Door::Open(..))));
        let [first, second, third] = match (self.setup.has_browser, has_portal) {
            (true, _) => [Way::Browser, Way::Paste, Way::Device],
            (false, true) => [Way::Paste, Way::Device, Way::Browser],
            (false, false) => [Way::Device, Way::Paste, Way::Browser],
        };
        [first, second, third, Way::Proxy, Way::Guest, Way::Token]
    }

    /// Why a way that the configuration takes cannot be gone.
    fn against(&self, way: Way, found: Option<&Found>) -> Option<String> {
        match (way, found) {
            (Way::Browser | Way::Paste, Some(found)) => found.against_browser(),
            (Way::Device, Some(found)) => found.against_device(),
            (Way::Proxy, _) if self.setup.proxy.is_none() => Some("the context names no provider of its proxy".into()),
            _ => None,
        }
    }

    fn at(&self) -> String {
        let portal = self.issuers.portal.place();
        match &self.issuers.provider {
            Some(provider) => format!("{portal} and {}", provider.place()),
            None => portal,
        }
    }
}

fn in_clear(client: &Client) -> String {
    format!("the address of {} begins with http://, so that tokens could be read on the way", client.place())
}

fn instead(source: &Clean) -> Clean {
    Clean::line(&format!("There is nothing to sign in to: the context takes a ready-made token, from {source}."))
}

impl Found {
    fn against_browser(&self) -> Option<String> {
        match (&self.portal, &self.provider) {
            (Ok(Door::Open(..)), _) | (_, Some(Ok(_))) => None,
            (Ok(Door::Closed(why)), None) => Some(why.clone()),
            (Ok(Door::Closed(why)), Some(Err(fault))) => Some(format!("{why}; {fault}")),
            (Err(fault), _) => Some(fault.to_string()),
        }
    }

    fn against_device(&self) -> Option<String> {
        match &self.provider {
            None => Some("Backstage has no codes to type, and the context has no provider (oidc) that may".into()),
            Some(Err(fault)) => Some(fault.to_string()),
            Some(Ok(endpoints)) if endpoints.device.is_empty() => Some("the provider has no device grant".into()),
            Some(Ok(_)) => None,
        }
    }
}
