use super::browser::Travel;
use super::end::Gain;
use super::{Account, say};
use crate::adapters::session::Issuer;
use crate::adapters::session::flow::{Arrived, DeviceRequest, Ended, Endpoints, Party, missing_audiences};
use crate::adapters::systems::backstage::sign_in::{Door, Entry, door};
use crate::domain::text::Clean;
use crate::platform::account::{SignIn, Way};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::steps::Steps;
use futures_util::future::join;

impl Account {
    /// With a browser, here or anywhere: the provider first, through its own page; the portal then
    /// finds the user signed in there where single sign-on is. What works is kept when the other
    /// fails.
    pub(super) async fn toured(&self, way: Way, steps: &Steps<SignIn>) -> Result<Gain, Fault> {
        let pasted = self.hands.open();
        say(steps, SignIn::Asking(Clean::line(&format!("finding out how to sign in to {}", self.setup.name))));
        let (provider, portal) = join(self.provider(), self.portal()).await;
        let comes_back = way == Way::Browser || (way == Way::Device && self.setup.has_browser);
        // a code that is typed is no visit of ours
        let visits = [way != Way::Device && matches!(provider, Some(Ok(_))), portal.is_ok()];
        let visits = visits.map(u8::from).iter().sum();
        let mut travel = Travel::new(steps, pasted, comes_back).visiting(visits);
        let mut gain = Gain::default();
        if let Some(endpoints) = provider {
            let arrived = match endpoints {
                Ok(endpoints) => self.at_provider(way, endpoints, &mut travel, steps).await,
                Err(fault) => Err(fault.into()),
            };
            match arrived {
                Ok(arrived) => self.provided(arrived, &mut gain),
                // who says no once is not asked again elsewhere
                Err(ended) if ended.declined => {
                    travel.end(false).await;
                    return Err(ended.fault);
                }
                Err(ended) => gain.failed.push(ended.fault),
            }
        }
        let arrived = match portal {
            Ok((endpoints, entry)) => self.at_portal(endpoints, entry, &mut travel).await,
            Err(fault) => Err(fault.into()),
        };
        match arrived {
            Ok(arrived) => gain.arrived.push(arrived),
            Err(ended) => gain.failed.push(ended.fault),
        }
        travel.end(!gain.arrived.is_empty()).await;
        if gain.arrived.is_empty() { Err(one_of(&gain.failed)) } else { Ok(gain) }
    }

    pub(super) async fn portal(&self) -> Result<(Endpoints, Entry), Fault> {
        let client = &self.issuers.portal;
        match door(client, self.setup.client_id.as_deref()).await? {
            Door::Open(endpoints, entry) => Ok((endpoints, entry)),
            Door::Closed(why) => {
                let tried = format!("sign in at {}", client.place());
                Err(Fault::new(
                    FaultKind::Unsupported,
                    &tried,
                    &why,
                    "choose another way (`auth` of the context) meanwhile",
                ))
            }
        }
    }

    pub(super) fn portal_party(&self, endpoints: Endpoints, client_id: String) -> Party {
        Party {
            issuer: Issuer::Portal,
            endpoints,
            client_id,
            scopes: vec!["openid".into(), "offline_access".into()],
            // its ID token is its access token over again
            is_openid: false,
            at: self.issuers.portal.place(),
        }
    }

    async fn at_portal(&self, endpoints: Endpoints, entry: Entry, travel: &mut Travel<'_>) -> Result<Arrived, Ended> {
        let client = &self.issuers.portal;
        let port = travel.port(self.setup.redirect_port).await?;
        let redirect = format!("http://127.0.0.1:{port}/callback");
        let client_id = entry.client_id(client, &endpoints, &redirect).await?;
        let party = self.portal_party(endpoints, client_id);
        travel.visit(client, &party, &self.keys, port).await
    }

    async fn at_provider(
        &self,
        way: Way,
        endpoints: Endpoints,
        travel: &mut Travel<'_>,
        steps: &Steps<SignIn>,
    ) -> Result<Arrived, Ended> {
        let (Some(setup), Some(client)) = (&self.setup.provider, &self.issuers.provider) else {
            return Err(no_provider().into());
        };
        let mut scopes = vec!["openid".to_owned(), "offline_access".to_owned()];
        scopes.extend(
            setup.scopes.iter().filter(|scope| !["openid", "offline_access"].contains(&scope.as_str())).cloned(),
        );
        let client_id = setup.client_id.clone();
        let party =
            Party { issuer: Issuer::Provider, endpoints, client_id, scopes, is_openid: true, at: client.place() };
        if way != Way::Device {
            let port = travel.port(setup.redirect_port).await?;
            return travel.visit(client, &party, &self.keys, port).await;
        }
        let request = DeviceRequest::new(client, &party).await?;
        let code = SignIn::Code {
            address: request.address(),
            complete: request.complete(),
            code: request.code(),
            until: request.until,
        };
        say(steps, code.clone());
        let watch = |lost: Option<&Fault>| match lost {
            Some(fault) => {
                let why = Clean::line(&format!("{fault}; it is asked again as long as the code counts"));
                say(steps, SignIn::Again { why, asked: Box::new(code.clone()) });
            }
            None => say(steps, code.clone()),
        };
        request.wait(client, &party, &self.keys, &*self.pause, &watch).await
    }

    fn provided(&self, arrived: Arrived, gain: &mut Gain) {
        let wanted = self.setup.provider.as_ref().map(|setup| setup.audiences.as_slice()).unwrap_or_default();
        let missing = missing_audiences(&arrived.grant.tokens.access, wanted);
        if !missing.is_empty() {
            let missing = missing.join(", ");
            gain.told.push(Clean::line(&format!(
                "the provider's token is not for {missing}: add the scope for it to the context's oidc, or have an \
                 audience mapper added to the client"
            )));
        }
        gain.arrived.push(arrived);
    }
}

/// One fault of several: the portal's, which comes last, unless it only says that it has no such
/// thing; the others are told in it.
fn one_of(failed: &[Fault]) -> Fault {
    let main = failed.iter().rev().find(|fault| fault.kind != FaultKind::Unsupported).or(failed.last());
    let Some(main) = main else { return no_provider() };
    let others = failed.iter().filter(|fault| !std::ptr::eq(*fault, main));
    let others = others.map(|fault| format!("; besides, it failed to {}: {}", fault.tried, fault.happened));
    let happened = format!("{}{}", main.happened, others.collect::<String>());
    Fault { happened: Clean::line(&happened), ..main.clone() }
}

fn no_provider() -> Fault {
    Fault::new(FaultKind::Unsupported, "sign in", "the context has no provider", "add oidc to the context")
}
