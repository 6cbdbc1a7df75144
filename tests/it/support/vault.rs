//! A vault on loopback, after OpenBao 2.7.2 as it answered (`bao server -dev`): what is lent is kept, what is given back
//! is gone, and it refuses as the real one does.

use crate::support::scripted::{Mood, Scripted};
use crate::support::stage::NOW;
use crate::systems::{Act, Asked, Server, json as answer};
use serde_json::{Value, json};
use stagedoor::adapters::http::{Client, Limits};
use stagedoor::adapters::session::{Session, TokenSource};
use stagedoor::adapters::systems::vault::{Clock, VaultLogin, VaultSetup, Vaults};
use stagedoor::domain::model::At;
use stagedoor::domain::text::Secret;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// What the user is let in with.
pub const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmVk";
/// What each password begins with, and each token of the vault.
pub const PASSWORD: &str = "Kq7-lent-";
pub const VAULT_TOKEN: &str = "s.vaultToken";

/// What goes wrong, as the test wants it.
#[derive(Clone, Debug, Default)]
pub struct Wrong {
    /// Paths that policies keep away; what begins so as well, with a `*` at its end.
    pub denied: BTreeSet<&'static str>,
    /// What is done at these paths is done, and its answer never comes.
    pub loses: BTreeSet<&'static str>,
    /// What these paths answer in place of what they should.
    pub answers: BTreeMap<&'static str, (u16, String)>,
    /// The signature is not the right one.
    pub refuses_login: bool,
}

#[derive(Default)]
struct State {
    tokens: BTreeSet<String>,
    logins: usize,
    lent: usize,
    leases: BTreeMap<String, u64>,
    wrong: Wrong,
}

/// A vault on loopback.
pub struct FakeVault {
    pub server: Server,
    state: Arc<Mutex<State>>,
    pub clock: Arc<AtomicI64>,
}

impl FakeVault {
    pub fn start() -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        state.lock().unwrap().tokens.insert(VAULT_TOKEN.into());
        let served = Arc::clone(&state);
        let server = Server::start(move |asked| serve(&mut served.lock().unwrap(), asked));
        Self { server, state, clock: Arc::new(AtomicI64::new(NOW.0)) }
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn go_wrong<T>(&self, how: impl FnOnce(&mut Wrong) -> T) -> T {
        how(&mut self.locked().wrong)
    }

    /// All tokens end.
    pub fn forget_tokens(&self) {
        self.locked().tokens.clear();
    }

    /// Takes all leases back, as an administrator does.
    pub fn take_back(&self) {
        self.locked().leases.clear();
    }

    pub fn leases(&self) -> usize {
        self.locked().leases.len()
    }

    /// So much time goes by.
    pub fn pass(&self, span: Duration) {
        self.clock.fetch_add(i64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub fn clock(&self) -> Clock {
        let clock = Arc::clone(&self.clock);
        Arc::new(move || At(clock.load(Ordering::SeqCst)))
    }

    /// Requests to a path.
    pub fn asked(&self, path: &str) -> Vec<Asked> {
        self.server.asked().into_iter().filter(|asked| asked.path() == path).collect()
    }

    pub fn setup(&self) -> VaultSetup {
        let limits = Limits { pause: Duration::from_millis(1), ..Limits::default() };
        let session = Arc::new(Session::new(TokenSource::Fixed(Secret::new(JWT.into()))));
        VaultSetup {
            name: "main".into(),
            client: Client::new(&self.server.base, limits).unwrap(),
            portal: None,
            namespace: None,
            login: VaultLogin::Jwt { mount: "jwt".into(), role: Some("developer".into()), session },
            databases: Vec::new(),
            addresses: [("database".to_owned(), "db.example:5432/shop".to_owned())].into(),
            hosts: Vec::new(),
            web: Some("https://vault.example".into()),
        }
    }

    pub fn vaults(&self) -> Vaults {
        Vaults::new(vec![self.setup()], self.clock())
    }
}

/// A catalog with a component that has these annotations.
pub fn catalog(annotations: Value) -> Arc<Scripted> {
    let entity = json!({"apiVersion": "backstage.io/v1alpha1", "kind": "Component",
        "metadata": {"name": "payments", "annotations": annotations},
        "spec": {"type": "service", "lifecycle": "production", "owner": "team-a"}});
    Scripted::new(Mood::Well, vec![entity], NOW)
}

fn serve(state: &mut State, asked: &Asked) -> Act {
    let path = asked.path().strip_prefix("/v1/").unwrap_or_default().to_owned();
    if let Some((status, body)) = state.wrong.answers.get(path.as_str()).cloned() {
        return answer(status, &body);
    }
    let done = act(state, asked, &path);
    if state.wrong.loses.contains(path.as_str()) { Act::SendAndClose(Vec::new()) } else { done }
}

fn errors(status: u16, said: &[&str]) -> Act {
    answer(status, &json!({"errors": said}).to_string())
}

fn data(data: Value) -> Act {
    let envelope = json!({"request_id": "e015209b", "lease_id": "", "renewable": false, "lease_duration": 0,
        "data": data, "wrap_info": null, "warnings": null, "auth": null});
    answer(200, &envelope.to_string())
}

fn act(state: &mut State, asked: &Asked, path: &str) -> Act {
    match path {
        "sys/health" => return answer(200, r#"{"initialized":true,"sealed":false,"standby":false,"version":"2.7.2"}"#),
        "auth/jwt/login" => return login(state, asked),
        _ => {}
    }
    let token = asked.header("x-vault-token").unwrap_or_default();
    if !state.tokens.contains(token) || is_denied(&state.wrong, path) {
        return errors(403, &["permission denied"]);
    }
    match path {
        "auth/token/lookup-self" => {
            data(json!({"id": token, "display_name": "jwt-alice", "policies": ["default", "shop"],
            "ttl": 3600, "creation_ttl": 3600, "renewable": true, "type": "service", "expire_time": "2026-11-30T13:09:25Z"}))
        }
        "auth/token/renew-self" => auth(token),
        "sys/internal/ui/mounts" => data(json!({"auth": {}, "secret": {
            "cubbyhole/": {"type": "cubbyhole", "options": null, "running_plugin_version": "v2.7.2+builtin.bao"},
            "database/": {"type": "database", "options": null, "running_plugin_version": "v2.7.2+builtin.bao"},
            "old/kv/": {"type": "kv", "options": {"version": "1"}},
            "secret/": {"type": "kv", "options": {"version": "2"}}}})),
        "sys/capabilities-self" => capabilities(state, asked),
        "database/roles" => data(json!({"keys": ["app-ro", "app-rw"]})),
        "database/roles/app-ro" => data(json!({"default_ttl": 3600, "max_ttl": 86400, "db_name": "shop"})),
        "secret/metadata" => data(json!({"keys": ["shop/", "one\u{1b}[31m"]})),
        "secret/metadata/shop" => data(json!({"keys": ["api/", "db"]})),
        "old/kv" => data(json!({"keys": ["legacy"]})),
        "secret/metadata/shop/api" => errors(404, &[]),
        "sys/leases/lookup" | "sys/leases/renew" | "sys/leases/revoke" => lease(state, asked, path),
        _ if path.starts_with("database/creds/") => lend(state, path),
        _ => errors(404, &[&format!("no handler for route \"{path}\". route entry not found.")]),
    }
}

fn is_denied(wrong: &Wrong, path: &str) -> bool {
    wrong.denied.iter().any(|denied| match denied.strip_suffix('*') {
        Some(start) => path.starts_with(start),
        None => *denied == path,
    })
}

fn login(state: &mut State, asked: &Asked) -> Act {
    let body: Value = serde_json::from_str(&asked.body).unwrap();
    if state.wrong.refuses_login || body["jwt"] != JWT {
        let said =
            format!("error validating token: error verifying token signature: {}", body["jwt"].as_str().unwrap());
        return errors(400, &[&said]);
    }
    state.logins += 1;
    let token = format!("{VAULT_TOKEN}{}", state.logins);
    state.tokens.insert(token.clone());
    auth(&token)
}

fn auth(token: &str) -> Act {
    let envelope = json!({"request_id": "1", "lease_id": "", "data": null, "auth": {"client_token": token,
        "policies": ["default", "shop"], "lease_duration": 3600, "renewable": true, "mfa_requirement": null}});
    answer(200, &envelope.to_string())
}

fn capabilities(state: &State, asked: &Asked) -> Act {
    let body: Value = serde_json::from_str(&asked.body).unwrap();
    let may = |path: &str| if is_denied(&state.wrong, path) { json!(["deny"]) } else { json!(["read", "update"]) };
    let all = body["paths"].as_array().unwrap().iter().map(|path| path.as_str().unwrap());
    data(all.map(|path| (path.to_owned(), may(path))).collect::<serde_json::Map<_, _>>().into())
}

fn lend(state: &mut State, path: &str) -> Act {
    state.lent += 1;
    let id = format!("{path}/Wxu1{}", state.lent);
    state.leases.insert(id.clone(), 3600);
    let envelope = json!({"request_id": "2", "lease_id": id, "renewable": true, "lease_duration": 3600,
        "data": {"password": format!("{PASSWORD}{}", state.lent), "username": format!("v-jwt-ali-app-ro-{}", state.lent)},
        "wrap_info": null, "warnings": null, "auth": null});
    answer(200, &envelope.to_string())
}

fn lease(state: &mut State, asked: &Asked, path: &str) -> Act {
    let body: Value = serde_json::from_str(&asked.body).unwrap();
    let id = body["lease_id"].as_str().unwrap().to_owned();
    let Some(ttl) = state.leases.get_mut(&id) else { return errors(400, &["invalid lease"]) };
    match path {
        "sys/leases/lookup" => data(json!({"id": id, "ttl": ttl, "renewable": true, "issue_time": "x"})),
        "sys/leases/renew" => {
            *ttl = 7200;
            let envelope = json!({"lease_id": id, "renewable": true, "lease_duration": 7200, "data": null});
            answer(200, &envelope.to_string())
        }
        _ => {
            state.leases.remove(&id);
            crate::systems::answer(204, &[], b"")
        }
    }
}
