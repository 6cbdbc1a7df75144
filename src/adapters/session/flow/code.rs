use super::endpoints::Endpoints;
use super::given::protocol;
use super::party::{Arrived, Party};
use super::refused::{self, Ended};
use super::verify::{Keys, arrived};
use super::wire::Wire;
use crate::adapters::http::Client;
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::{Fault, FaultKind};
use oauth2::{AuthUrl, AuthorizationCode, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};
use openidconnect::Nonce;
use std::borrow::Cow;
use std::fmt;
use url::{Url, form_urlencoded};

/// One authorization request (RFC 6749, 4.1) with proof of possession of its code (RFC 7636), and
/// what may answer it.
pub struct Attempt {
    address: String,
    redirect: RedirectUrl,
    tried: String,
    issuer: String,
    names_itself: bool,
    // gone once it was used
    state: Option<CsrfToken>,
    verifier: PkceCodeVerifier,
    nonce: Option<Nonce>,
}

/// Why an answer gives no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It does not belong to this attempt, which goes on: why, in words.
    Foreign(Clean),
    /// The other side, or the user there, refused, and the attempt is over.
    Ended(Ended),
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attempt")
    }
}

impl Attempt {
    /// Asks a server for a code that comes back to a port of the browser's machine.
    ///
    /// # Errors
    /// When the server has no page for it.
    pub fn new(party: &Party, port: u16) -> Result<Self, Fault> {
        let tried = party.tried();
        let redirect = RedirectUrl::new(format!("http://127.0.0.1:{port}/callback"));
        let (Ok(redirect), Ok(page)) = (redirect, AuthUrl::new(party.endpoints.authorization.clone())) else {
            let cure = "choose another way of signing in";
            return Err(Fault::new(FaultKind::Unsupported, &tried, "it has no page for signing in", cure));
        };
        let client = protocol(&party.client_id).set_auth_uri(page);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(CsrfToken::new_random)
            .set_pkce_challenge(challenge)
            .set_redirect_uri(Cow::Borrowed(&redirect))
            .add_scopes(party.scopes.iter().cloned().map(Scope::new));
        let nonce = party.is_openid.then(Nonce::new_random);
        if let Some(nonce) = &nonce {
            // a session that outlives the visit is only given with consent (OpenID Connect Core, 11)
            request = request.add_extra_param("nonce", nonce.secret()).add_extra_param("prompt", "consent");
        }
        let (address, state) = request.url();
        let Endpoints { issuer, names_itself, .. } = party.endpoints.clone();
        Ok(Self { address: address.into(), redirect, tried, issuer, names_itself, state: Some(state), verifier, nonce })
    }

    /// The address for the browser.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Where the browser is sent back to.
    pub fn redirect(&self) -> &RedirectUrl {
        &self.redirect
    }

    /// The code in the query of an answer. Only the first answer that carries the state counts.
    ///
    /// # Errors
    /// When the answer is of something else, or a refusal.
    pub fn accept(&mut self, query: &str) -> Result<AuthorizationCode, Refusal> {
        let state = one(query, "state").map(Secret::new);
        let is_ours =
            |expected: &CsrfToken| state.as_ref().is_some_and(|state| same(state.reveal(), expected.secret()));
        match &self.state {
            None => return foreign("it was used already"),
            Some(expected) if is_ours(expected) => {}
            Some(_) => return foreign("it belongs to another attempt to sign in"),
        }
        // servers that say who they are (RFC 9207, 2.4) cannot be taken for each other
        let issuers: Vec<String> = all(query, "iss").collect();
        let is_theirs = match issuers.as_slice() {
            [] => !self.names_itself,
            [one] => *one == self.issuer,
            _ => false,
        };
        if !is_theirs {
            return foreign("another server answered than the one that was asked");
        }
        let (code, error) = (one(query, "code"), one(query, "error"));
        let answer = match (code, error) {
            (_, Some(error)) => Err(self.ended(&error, one(query, "error_description").as_deref())),
            (Some(code), None) => Ok(AuthorizationCode::new(code)),
            (None, None) => return foreign("it holds no code"),
        };
        self.state = None;
        answer
    }

    /// The code in an address that was pasted: it has to be the whole of the one that was issued.
    ///
    /// # Errors
    /// As [`Attempt::accept`].
    pub fn accept_pasted(&mut self, pasted: &Secret) -> Result<AuthorizationCode, Refusal> {
        let expected = self.redirect.as_str();
        let begins = format!("the address begins with {expected}");
        let Ok(address) = Url::parse(pasted.reveal().trim()) else {
            return foreign(&format!(
                "this is no address; paste the whole of the one that the browser ended at: {begins}"
            ));
        };
        let is_issued = address.as_str().strip_prefix(expected).is_some_and(|rest| rest.starts_with('?'));
        if !is_issued {
            return foreign(&format!("this is another address than the one that was agreed on: {begins}"));
        }
        self.accept(address.query().unwrap_or_default())
    }

    /// Makes the code into tokens.
    ///
    /// # Errors
    /// When the server gives none, or what it gives is not to be trusted.
    pub async fn redeem(
        self,
        client: &Client,
        party: &Party,
        keys: &Keys,
        code: AuthorizationCode,
    ) -> Result<Arrived, Fault> {
        // the connection may have died during the visit; a code that did arrive is refused, no more
        let wire = Wire::new(client, party.issuer, &self.tried).repeating();
        let protocol = protocol(&party.client_id).set_token_uri(party.token_url()?).set_redirect_uri(self.redirect);
        let request = protocol.exchange_code(code).set_pkce_verifier(self.verifier);
        let given = request.request_async(&wire).await.map_err(|error| refused::fault(&self.tried, error))?;
        arrived(&wire, party, keys, given.tokens(), self.nonce).await
    }

    fn ended(&self, error: &str, description: Option<&str>) -> Refusal {
        let declined = refused::is_declined(error);
        // what stands there then is a program's word for what the user knows
        let description = description.filter(|_| !declined);
        Refusal::Ended(Ended { fault: refused::refusal(&self.tried, error, description), declined })
    }
}

fn foreign<T>(why: &str) -> Result<T, Refusal> {
    Err(Refusal::Foreign(Clean::line(why)))
}

/// The value of a parameter that is there once; one that is there twice means nothing.
fn one(query: &str, name: &str) -> Option<String> {
    let mut values = all(query, name);
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

fn all<'q>(query: &'q str, name: &'q str) -> impl Iterator<Item = String> + 'q {
    let pairs = form_urlencoded::parse(query.as_bytes());
    pairs.filter(move |(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Compares all of both, however early they differ.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}
