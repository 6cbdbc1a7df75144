use super::party::{Arrived, Party};
use super::wire::Wire;
use crate::adapters::session::{Grant, Tokens, jwt_claims};
use crate::domain::text::Secret;
use crate::platform::fault::Fault;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet, CoreJwsSigningAlgorithm as Alg};
use openidconnect::{
    ClaimsVerificationError, ClientId, DiscoveryError, IssuerUrl, JsonWebKeySetUrl, Nonce, SignatureVerificationError,
};
use std::str::FromStr as _;
use std::time::SystemTime;
use tokio::sync::Mutex;

/// Signatures that are believed: those with a key that only the provider has.
const BELIEVED: [Alg; 9] = [
    Alg::RsaSsaPkcs1V15Sha256,
    Alg::RsaSsaPkcs1V15Sha384,
    Alg::RsaSsaPkcs1V15Sha512,
    Alg::RsaSsaPssSha256,
    Alg::RsaSsaPssSha384,
    Alg::RsaSsaPssSha512,
    Alg::EcdsaP256Sha256,
    Alg::EcdsaP384Sha384,
    Alg::EdDsa,
];
const DISTRUST: &str = "do not sign in there again before those who run it have looked at this";

/// The subject, and the name for people.
type Owner = (String, Option<String>);

/// The keys of a provider, fetched when they are needed first, and once more for a key that is not
/// among them.
#[derive(Debug, Default)]
pub struct Keys(Mutex<Option<CoreJsonWebKeySet>>);

impl Keys {
    /// Whom an ID token is about, once signature, issuer, audience, nonce and end were found
    /// right (OpenID Connect Core 1.0, 3.1.3.7). `time` is what the provider's own clock says.
    async fn owner_of(
        &self,
        wire: &Wire<'_>,
        party: &Party,
        token: &Secret,
        nonce: Option<Nonce>,
        time: SystemTime,
    ) -> Result<Owner, Fault> {
        let odd =
            |_| party.untrusted("its ID token cannot be read", "try again; if it stays so, tell those who run it");
        let token = CoreIdToken::from_str(token.reveal()).map_err(odd)?;
        let mut held = self.0.lock().await;
        let known = match held.take() {
            Some(known) => known,
            None => fetch(wire, party).await?,
        };
        let first = judge(party, &token, known.clone(), nonce.as_ref(), time);
        let (keys, judged) = match first {
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                let newer = fetch(wire, party).await?;
                let second = judge(party, &token, newer.clone(), nonce.as_ref(), time);
                (newer, second)
            }
            first => (known, first),
        };
        *held = Some(keys);
        judged.map_err(|error| said(party, &error))
    }
}

/// Somebody with tokens, once it is certain who it is. `nonce` is that of the request, where a browser
/// carried one.
pub(super) async fn arrived(
    wire: &Wire<'_>,
    party: &Party,
    keys: &Keys,
    tokens: Tokens,
    nonce: Option<Nonce>,
) -> Result<Arrived, Fault> {
    let (subject, name) = match (party.is_openid, &tokens.id) {
        (true, Some(token)) => keys.owner_of(wire, party, token, nonce, wire.their_time()).await?,
        (true, None) => return Err(party.untrusted("it gave no ID token", "check the client with those who run it")),
        // it came from the server itself, which reads it again at each request
        (false, _) => (jwt_claims(&tokens.access).and_then(|claims| claims.subject).unwrap_or_default(), None),
    };
    let grant = Grant {
        issuer: party.issuer,
        tokens,
        client_id: party.client_id.clone(),
        token_endpoint: party.endpoints.token.clone(),
        revocation_endpoint: party.endpoints.revocation.clone(),
    };
    Ok(Arrived { subject, name, grant })
}

async fn fetch(wire: &Wire<'_>, party: &Party) -> Result<CoreJsonWebKeySet, Fault> {
    let odd = || party.untrusted("its keys cannot be read", "try again; if it stays so, tell those who run it");
    let address = JsonWebKeySetUrl::new(party.endpoints.keys.clone()).map_err(|_| odd())?;
    CoreJsonWebKeySet::fetch_async(&address, wire).await.map_err(|error| match error {
        DiscoveryError::Request(fault) => fault,
        _ => odd(),
    })
}

fn judge(
    party: &Party,
    token: &CoreIdToken,
    keys: CoreJsonWebKeySet,
    nonce: Option<&Nonce>,
    time: SystemTime,
) -> Result<Owner, ClaimsVerificationError> {
    let issuer = IssuerUrl::new(party.endpoints.issuer.clone())
        .map_err(|_| ClaimsVerificationError::InvalidIssuer("no address".into()))?;
    let verifier = CoreIdTokenVerifier::new_public_client(ClientId::new(party.client_id.clone()), issuer, keys)
        .set_allowed_algs(BELIEVED)
        .set_time_fn(move || time.into())
        // a token for several is taken when it was made for this client: see below
        .set_other_audience_verifier_fn(|_| true);
    let expected = |found: Option<&Nonce>| match nonce {
        Some(nonce) if found.map(Nonce::secret) != Some(nonce.secret()) => Err("another".to_owned()),
        // a code that was typed elsewhere carries none
        _ => Ok(()),
    };
    let claims = token.claims(&verifier, expected)?;
    let party_of = claims.authorized_party().map(|party| party.as_str());
    let is_ours = party_of.map_or(claims.audiences().len() == 1, |of| of == party.client_id);
    match is_ours {
        true => Ok((claims.subject().to_string(), claims.preferred_username().map(|name| name.to_string()))),
        false => Err(ClaimsVerificationError::InvalidAudience("made for another".into())),
    }
}

fn said(party: &Party, error: &ClaimsVerificationError) -> Fault {
    use ClaimsVerificationError as E;
    let happened = match error {
        E::Expired(_) => {
            let cure = "sign in again; if it stays so, its clock is wrong: tell those who run it";
            return party.untrusted("the ID token had run out when it came", cure);
        }
        E::InvalidAudience(_) => "the ID token was made for another program",
        E::InvalidIssuer(_) => "the ID token names another issuer",
        E::InvalidNonce(_) => "the ID token answers another request",
        E::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            "the ID token is signed with a key that the provider does not have"
        }
        E::SignatureVerification(_) => "the signature of the ID token is wrong",
        _ => "the ID token is not as it should be",
    };
    party.untrusted(happened, DISTRUST)
}

/// Which of the audiences an access token lacks; all of them where it does not show any.
pub fn missing_audiences(access: &Secret, wanted: &[String]) -> Vec<String> {
    let held = audiences(access).unwrap_or_default();
    wanted.iter().filter(|audience| !held.contains(audience)).cloned().collect()
}

fn audiences(access: &Secret) -> Option<Vec<String>> {
    let payload = access.reveal().split('.').nth(1)?;
    let payload = zeroize::Zeroizing::new(URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?);
    let claims: serde_json::Value = serde_json::from_slice(&payload).ok()?;
    match claims.get("aud")? {
        serde_json::Value::String(one) => Some(vec![one.clone()]),
        serde_json::Value::Array(all) => Some(all.iter().filter_map(|one| Some(one.as_str()?.to_owned())).collect()),
        _ => None,
    }
}
