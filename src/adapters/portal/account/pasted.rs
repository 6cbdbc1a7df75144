use super::browser::replaced;
use super::end::Gain;
use super::renewal::grant_of_token;
use super::{Account, say};
use crate::adapters::session::flow::{Attempt, Refusal, any_port};
use crate::adapters::session::{Grant, jwt_claims};
use crate::adapters::systems::backstage::sign_in;
use crate::domain::text::{Clean, Secret};
use crate::platform::account::SignIn;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::steps::Steps;

const HINT: &str = "in a browser that is signed in to the portal, open the developer tools (F12), choose Network, \
                    reload, choose a request to /api/, and copy what stands behind `Bearer` in its Authorization \
                    header; it holds for an hour at most";
const LASTING: &str = "; it is made into a session of up to 30 days";

impl Account {
    /// With a token of the portal's pages.
    pub(super) async fn pasted(&self, steps: &Steps<SignIn>) -> Result<Gain, Fault> {
        let mut hands = self.hands.open();
        let lasting = if self.setup.approve_pasted { LASTING } else { "" };
        let asked = SignIn::Paste { hint: Clean::line(&format!("{HINT}{lasting}")) };
        let again = |why: &str| SignIn::Again { why: Clean::line(why), asked: Box::new(asked.clone()) };
        say(steps, asked.clone());
        while let Some(pasted) = hands.recv().await {
            let token = match tidied(&pasted) {
                Ok(token) => token,
                Err(why) => {
                    say(steps, again(why));
                    continue;
                }
            };
            say(steps, SignIn::Asking(Clean::line(&format!("asking {}", self.issuers.portal.place()))));
            match sign_in::user_of(&self.issuers.portal, &token).await {
                Ok(_) => return Ok(self.of_token(token).await),
                Err(fault) if fault.kind == FaultKind::NotSignedIn => {
                    say(steps, again("the portal does not accept this token; it may have run out: copy a newer one"));
                }
                Err(fault) if fault.kind == FaultKind::Invalid => {
                    say(steps, again(&format!("{}; {}", fault.happened, fault.cure)));
                }
                Err(fault) => return Err(fault),
            }
        }
        Err(replaced())
    }

    /// A token that the portal accepts, or, where the administrator allows it, the session that the
    /// portal gives for it.
    async fn of_token(&self, token: Secret) -> Gain {
        if !self.setup.approve_pasted {
            return Gain::of_grant(grant_of_token(token));
        }
        let (grant, told) = match self.approved(&token).await {
            Ok(grant) => (grant, "the token was made into a session: it is renewed for up to 30 days".to_owned()),
            Err(fault) => (grant_of_token(token), format!("no lasting session came of it: {fault}")),
        };
        Gain { told: vec![Clean::line(&told)], ..Gain::of_grant(grant) }
    }

    /// The session that comes of approving one's own request, as the portal's page of consent does.
    async fn approved(&self, token: &Secret) -> Result<Grant, Fault> {
        let client = &self.issuers.portal;
        let (endpoints, entry) = self.portal().await?;
        let port = self.setup.redirect_port.unwrap_or_else(any_port);
        let redirect = format!("http://127.0.0.1:{port}/callback");
        let client_id = entry.client_id(client, &endpoints, &redirect).await?;
        let party = self.portal_party(endpoints, client_id);
        let mut attempt = Attempt::new(&party, port)?;
        let answer = sign_in::approve(client, attempt.address(), token).await?;
        let code = attempt.accept_pasted(&answer).map_err(|refusal| match refusal {
            Refusal::Ended(ended) => ended.fault,
            Refusal::Foreign(why) => Fault::new(FaultKind::Malformed, &party.tried(), why.as_str(), ""),
        })?;
        Ok(attempt.redeem(client, &party, &self.keys, code).await?.grant)
    }
}

/// The token alone, of what was copied with it; why it cannot be one.
fn tidied(pasted: &Secret) -> Result<Secret, &'static str> {
    let text = pasted.reveal().trim();
    let text =
        text.strip_prefix("Authorization:").or_else(|| text.strip_prefix("authorization:")).unwrap_or(text).trim();
    let text = text.strip_prefix("Bearer ").or_else(|| text.strip_prefix("bearer ")).unwrap_or(text).trim();
    if text.is_empty() {
        return Err("nothing was pasted");
    }
    let token = Secret::new(text.to_owned());
    // what is no token of the portal's may be anything, a password too: it is not sent anywhere
    let claims = jwt_claims(&token).ok_or("this is no token of the portal's pages; paste the token alone")?;
    let is_user = claims.subject.is_some_and(|subject| subject.starts_with("user:"));
    if is_user {
        Ok(token)
    } else {
        Err("this token stands for no user of the portal; copy one from the portal's own pages")
    }
}
