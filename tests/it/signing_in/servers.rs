//! A provider and a portal over loopback: they hold the protocol as strictly as real ones, and each
//! test twists one thing.

use super::browser;
use crate::systems::{Act, Asked, Server, answer, json};
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKeySet, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    Audience, EmptyAdditionalClaims, EndUserUsername, IssuerUrl, JsonWebKeyId, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, PrivateSigningKey as _, StandardClaims, SubjectIdentifier,
};
use serde_json::{Value, json};
use stagedoor::adapters::session::jwt_claims;
use stagedoor::domain::text::Secret;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

/// The example key of RFC 8410, and another one.
pub const KEY: &str = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
pub const OTHER_KEY: &str = "MC4CAQAwBQYDK2VwBCIEIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g";

/// What a server does otherwise than it should.
#[derive(Clone, Default)]
pub struct Twist {
    pub nonce: Option<&'static str>,
    pub audience: Option<&'static str>,
    pub issuer: Option<&'static str>,
    pub key: Option<&'static str>,
    pub key_id: Option<&'static str>,
    /// How far its clock is ahead, in seconds.
    pub ahead: i64,
    /// How long its ID token lasts, in seconds.
    pub lasts: Option<i64>,
    /// What the token endpoint does instead.
    pub token: Option<Act>,
    /// The first answers of the token endpoint.
    pub first: Vec<Act>,
    /// The keys that are served at first, before the right ones.
    pub stale_keys: bool,
    pub no_refresh: bool,
    pub is_away: bool,
    pub subject: Option<&'static str>,
    /// What the document lacks.
    pub lacks: Vec<&'static str>,
    /// The document says something else.
    pub says: Vec<(&'static str, &'static str)>,
}

#[derive(Clone, Default)]
pub struct Requested {
    pub nonce: Option<String>,
    pub challenge: String,
    pub redirect: String,
    pub state: String,
}

#[derive(Default)]
pub struct State {
    pub twist: Twist,
    pub requested: HashMap<String, Requested>,
    pub refresh: Option<String>,
    pub revoked: Vec<String>,
    pub keys_fetched: usize,
    count: usize,
}

/// A scripted server, and what it knows.
pub struct Host {
    pub server: Server,
    pub state: Arc<Mutex<State>>,
}

impl Host {
    pub fn base(&self) -> &str {
        &self.server.base
    }

    pub fn twist(&self, twist: impl FnOnce(&mut Twist)) {
        twist(&mut self.state.lock().unwrap().twist);
    }

    pub fn asked(&self, path: &str) -> Vec<Asked> {
        self.server.asked().into_iter().filter(|asked| asked.path().ends_with(path)).collect()
    }
}

/// A user token of a Backstage, signed by nobody: the program has no way to tell.
pub fn user_token(subject: &str) -> String {
    use base64::Engine as _;
    let part = |value: Value| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string());
    let exp = seconds() + 3_600;
    let payload = json!({"sub": subject, "aud": "backstage", "exp": exp, "iss": "http://portal/api/auth"});
    format!("{}.{}.c2lnbmF0dXJl", part(json!({"typ": "vnd.backstage.user", "alg": "ES256"})), part(payload))
}

fn seconds() -> i64 {
    i64::try_from(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

fn form(asked: &Asked) -> HashMap<String, String> {
    url::form_urlencoded::parse(asked.body.as_bytes()).into_owned().collect()
}

pub fn refusal(code: &str) -> Act {
    json(400, &json!({"error": code, "error_description": "as the test wants it"}).to_string())
}

fn document(twist: &Twist, mut document: Value) -> Act {
    for name in &twist.lacks {
        document.as_object_mut().unwrap().remove(*name);
    }
    for (name, value) in &twist.says {
        document[*name] = json!(value);
    }
    json(200, &document.to_string())
}

/// What the token endpoint does instead of its work.
fn instead(state: &mut State) -> Option<Act> {
    if state.twist.first.is_empty() { state.twist.token.clone() } else { Some(state.twist.first.remove(0)) }
}

/// The token endpoint's checks of a code: known, once, with its verifier and its redirect.
fn redeemed(state: &mut State, form: &HashMap<String, String>) -> Result<Requested, Act> {
    let requested =
        form.get("code").and_then(|code| state.requested.remove(code)).ok_or_else(|| refusal("invalid_grant"))?;
    let verifier = PkceCodeVerifier::new(form.get("code_verifier").cloned().unwrap_or_default());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    let is_right = challenge.as_str() == requested.challenge && form.get("redirect_uri") == Some(&requested.redirect);
    if is_right { Ok(requested) } else { Err(refusal("invalid_grant")) }
}

/// A provider of OpenID Connect at `/realms/main`, with the device grant.
pub fn provider() -> Host {
    let state: Arc<Mutex<State>> = Arc::default();
    let held = Arc::clone(&state);
    let server = Server::start(move |asked| {
        let host = format!("http://{}", asked.header("host").unwrap());
        let base = format!("{host}/realms/main");
        let mut state = held.lock().unwrap();
        if state.twist.is_away {
            return Act::SendAndClose(Vec::new());
        }
        match asked.path().strip_prefix("/realms/main").unwrap_or_default() {
            "/.well-known/openid-configuration" => document(
                &state.twist,
                json!({
                    "issuer": base,
                    "authorization_endpoint": format!("{base}/auth"),
                    "token_endpoint": format!("{base}/token"),
                    "jwks_uri": format!("{base}/keys"),
                    "device_authorization_endpoint": format!("{base}/device"),
                    "revocation_endpoint": format!("{base}/revoke"),
                }),
            ),
            "/keys" => {
                state.keys_fetched += 1;
                let stale = state.twist.stale_keys && state.keys_fetched == 1;
                let key = if stale { signing(OTHER_KEY, "old") } else { signing(KEY, "k1") };
                json(200, &serde_json::to_string(&CoreJsonWebKeySet::new(vec![key.as_verification_key()])).unwrap())
            }
            "/device" => json(
                200,
                &json!({
                    "device_code": "device-code-secret", "user_code": "WDJB-MJHT", "expires_in": 600, "interval": 7,
                    "verification_uri": format!("{base}/enter"),
                    "verification_uri_complete": format!("{base}/enter?user_code=WDJB-MJHT"),
                })
                .to_string(),
            ),
            "/revoke" => {
                let token = form(asked).remove("token").unwrap_or_default();
                state.revoked.push(token);
                json(200, "{}")
            }
            "/token" => provider_token(&mut state, &base, &form(asked)),
            _ => json(404, ""),
        }
    });
    Host { server, state }
}

/// Another origin of a provider, where its tokens, its keys and its codes are.
pub fn elsewhere(host: &Host) -> Server {
    let (held, base) = (Arc::clone(&host.state), format!("{}/realms/main", host.base()));
    Server::start(move |asked| {
        let mut state = held.lock().unwrap();
        match asked.path() {
            "/keys" => {
                let keys = CoreJsonWebKeySet::new(vec![signing(KEY, "k1").as_verification_key()]);
                json(200, &serde_json::to_string(&keys).unwrap())
            }
            "/device" => json(
                200,
                r#"{"device_code":"d","user_code":"WDJB-MJHT","expires_in":600,"verification_uri":"https://x.example"}"#,
            ),
            "/revoke" => {
                state.revoked.push(form(asked).remove("token").unwrap_or_default());
                json(200, "{}")
            }
            "/token" => provider_token(&mut state, &base, &form(asked)),
            _ => json(404, ""),
        }
    })
}

fn provider_token(state: &mut State, base: &str, form: &HashMap<String, String>) -> Act {
    if let Some(act) = instead(state) {
        return act;
    }
    let nonce = match form.get("grant_type").map(String::as_str) {
        Some("authorization_code") => match redeemed(state, form) {
            Ok(requested) => requested.nonce,
            Err(act) => return act,
        },
        Some("refresh_token") if form.get("refresh_token") == state.refresh.as_ref() => None,
        Some("urn:ietf:params:oauth:grant-type:device_code") => None,
        _ => return refusal("invalid_grant"),
    };
    state.count += 1;
    let refresh = format!("provider-refresh-{}", state.count);
    state.refresh = Some(refresh.clone());
    let id = id_token(&state.twist, base, nonce);
    let date = httpdate::fmt_http_date(at(state.twist.ahead));
    let body = json!({
        "access_token": access_token(), "token_type": "bearer", "expires_in": 300, "refresh_token": refresh,
        "id_token": id,
    });
    answer(200, &[("Content-Type", "application/json"), ("Date", &date)], body.to_string().as_bytes())
}

/// An access token for two systems.
fn access_token() -> String {
    use base64::Engine as _;
    let payload = json!({"sub": "u-1", "aud": ["vault", "argocd"]}).to_string();
    format!("e30.{}.cHJvdmlkZXItYWNjZXNz", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(payload))
}

fn at(ahead: i64) -> SystemTime {
    let span = Duration::from_secs(ahead.unsigned_abs());
    if ahead < 0 { SystemTime::now() - span } else { SystemTime::now() + span }
}

fn signing(key: &str, id: &str) -> CoreEdDsaPrivateSigningKey {
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----");
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(id.into()))).unwrap()
}

fn id_token(twist: &Twist, base: &str, nonce: Option<String>) -> String {
    let now = at(twist.ahead);
    let lasts = twist.lasts.unwrap_or(60);
    let claims = CoreIdTokenClaims::new(
        IssuerUrl::new(twist.issuer.map_or_else(|| base.to_owned(), str::to_owned)).unwrap(),
        vec![Audience::new(twist.audience.unwrap_or("stagedoor-cli").into())],
        at(twist.ahead + lasts).into(),
        now.into(),
        StandardClaims::new(SubjectIdentifier::new(twist.subject.unwrap_or("u-1").into()))
            .set_preferred_username(Some(EndUserUsername::new("alice".into()))),
        EmptyAdditionalClaims {},
    )
    .set_nonce(twist.nonce.map(str::to_owned).or(nonce).map(Nonce::new));
    let key = signing(twist.key.unwrap_or(KEY), twist.key_id.unwrap_or("k1"));
    CoreIdToken::new(claims, &key, CoreJwsSigningAlgorithm::EdDsa, None, None).unwrap().to_string()
}

/// A Backstage backend that is an authorization server, in the shapes that were recorded of a real
/// one.
pub fn portal() -> Host {
    let state: Arc<Mutex<State>> = Arc::default();
    let held = Arc::clone(&state);
    let server = Server::start(move |asked| {
        let host = format!("http://{}", asked.header("host").unwrap());
        let base = format!("{host}/api/auth");
        let mut state = held.lock().unwrap();
        if state.twist.is_away {
            return Act::SendAndClose(Vec::new());
        }
        let subject = state.twist.subject.unwrap_or("user:default/alice");
        match asked.path().strip_prefix("/api/auth").unwrap_or_default() {
            "/.well-known/openid-configuration" => document(
                &state.twist,
                json!({
                    "issuer": base,
                    "authorization_endpoint": format!("{base}/v1/authorize"),
                    "token_endpoint": format!("{base}/v1/token"),
                    "jwks_uri": format!("{base}/.well-known/jwks.json"),
                    "revocation_endpoint": format!("{base}/v1/revoke"),
                    "client_id_metadata_document_supported": true,
                }),
            ),
            "/.well-known/oauth-client/cli.json" if !state.twist.lacks.contains(&"cli.json") => {
                json(200, &json!({"client_id": format!("{base}/.well-known/oauth-client/cli.json")}).to_string())
            }
            "/v1/register" => json(201, r#"{"client_id": "registered-1"}"#),
            "/v1/token" => portal_token(&mut state, &form(asked), subject),
            "/v1/revoke" => {
                let token = form(asked).remove("token").unwrap_or_default();
                state.revoked.push(token);
                json(200, "{}")
            }
            "/v1/userinfo" => userinfo(asked),
            "/guest/refresh" => {
                let token = user_token("user:default/guest");
                json(200, &json!({"backstageIdentity": {"token": token, "expiresInSeconds": 3599}}).to_string())
            }
            "/v1/authorize" => {
                browser::request(&mut state, &asked.query().into_iter().collect(), "code-of-session");
                let location = "http://pages/oauth2/authorize/103f556c-c4d3";
                answer(302, &[("Location", location)], b"Found")
            }
            "/v1/sessions/103f556c-c4d3/approve" if asked.header("authorization").is_some() => {
                let (code, requested) =
                    state.requested.iter().next().map(|(code, r)| (code.clone(), r.clone())).unwrap();
                let redirect = format!("{}?code={code}&state={}", requested.redirect, browser::state_of(&state, &code));
                json(200, &json!({"redirectUrl": redirect}).to_string())
            }
            _ => json(404, r#"{"error":{"name":"NotFoundError","message":"none"}}"#),
        }
    });
    Host { server, state }
}

fn userinfo(asked: &Asked) -> Act {
    let bearer = asked.header("authorization").unwrap_or_default().strip_prefix("Bearer ").unwrap_or_default();
    let subject = jwt_claims(&Secret::new(bearer.into())).and_then(|claims| claims.subject).unwrap_or_default();
    match ["user:default/alice", "user:default/bob", "user:default/guest"].contains(&subject.as_str()) {
        true => json(200, &json!({"claims": {"sub": subject, "ent": [subject]}}).to_string()),
        false => json(401, r#"{"error":{"name":"AuthenticationError","message":"Illegal token"}}"#),
    }
}

fn portal_token(state: &mut State, form: &HashMap<String, String>, subject: &str) -> Act {
    if let Some(act) = instead(state) {
        return act;
    }
    let refused = match form.get("grant_type").map(String::as_str) {
        Some("authorization_code") => redeemed(state, form).err(),
        Some("refresh_token") if form.get("refresh_token") == state.refresh.as_ref() => None,
        _ => Some(refusal("invalid_grant")),
    };
    if let Some(act) = refused {
        return act;
    }
    state.count += 1;
    let mut body = json!({"access_token": user_token(subject), "token_type": "Bearer", "expires_in": 3600});
    if !state.twist.no_refresh {
        let refresh = format!("portal-refresh-{}", state.count);
        state.refresh = Some(refresh.clone());
        body["refresh_token"] = json!(refresh);
    }
    json(200, &body.to_string())
}
