//! What the portal permits, against a policy of our own over loopback.

mod asked;
mod faults;
mod program;
mod sets;
mod who;

use crate::systems::{Act, Asked, Server, answer, envelope, json, setup};
use base64::Engine as _;
use serde_json::{Value, json as value};
use stagedoor::adapters::portal::{Portal, PortalPermissions, PortalSetup};
use stagedoor::adapters::session::TokenSource;
use stagedoor::domain::text::Secret;
use stagedoor::platform::capability::Capability;
use stagedoor::platform::fault::Fault;
use stagedoor::platform::permissions::{PermissionPort as _, Permits, Question, Thing, Unkept};
use std::sync::Arc;

/// A token of alice's that ends long after these tests.
pub fn token() -> String {
    token_of(
        &value!({"sub": "user:default/alice", "exp": 4_000_000_000_i64, "ent": ["user:default/alice", "group:default/team-a"]}),
    )
}

pub fn token_of(claims: &Value) -> String {
    let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims.to_string());
    format!("e30.{payload}.c2ln")
}

/// What the policy says to a permission, of a thing or of none.
pub type Policy = dyn Fn(&str, Option<&str>) -> Say + Send + Sync;

/// What a policy can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Say {
    Allow,
    Deny,
    /// Neither.
    Conditional,
    /// Its conditions can be applied to nothing: the whole request fails.
    Spoil,
}

impl Say {
    fn word(self) -> Value {
        match self {
            Say::Allow => "ALLOW".into(),
            Say::Deny => "DENY".into(),
            Say::Conditional | Say::Spoil => "CONDITIONAL".into(),
        }
    }
}

/// What a portal answers to questions about permissions; `None` for other questions.
pub fn framework(asked: &Asked, policy: &Policy) -> Option<Act> {
    match asked.path() {
        "/api/catalog/.well-known/backstage/permissions/metadata" => Some(json(200, &published().to_string())),
        path if path.ends_with("/permissions/metadata") => Some(answer(404, &[], b"")),
        "/api/permission/authorize" => Some(authorize(asked, policy)),
        _ => None,
    }
}

fn authorize(asked: &Asked, policy: &Policy) -> Act {
    let body: Value = serde_json::from_str(&asked.body).unwrap();
    let mut results = Vec::new();
    let mut is_spoiled = false;
    for item in body["items"].as_array().unwrap() {
        let name = item["permission"]["name"].as_str().unwrap();
        let mut say = |on: Option<&str>| {
            let say = policy(name, on);
            is_spoiled |= say == Say::Spoil;
            say.word()
        };
        let result = match &item["resourceRef"] {
            Value::Array(refs) => {
                let says: Vec<Value> = refs.iter().map(|on| say(on.as_str())).collect();
                // as the portal does where its policy needs no look at the things
                let is_one = says.iter().all(|say| say == &says[0] && say != "CONDITIONAL");
                if is_one { says[0].clone() } else { says.into() }
            }
            Value::Null if item["permission"]["type"] == "resource" => {
                return envelope(400, "InputError", "Resource permissions require a resourceRef to be set.");
            }
            one => say(one.as_str()),
        };
        results.push(value!({"id": item["id"], "result": result}));
    }
    match is_spoiled {
        true => envelope(501, "ResponseError", "Request failed with 501 Not Implemented"),
        false => json(200, &value!({"items": results}).to_string()),
    }
}

/// What the catalog publishes.
fn published() -> Value {
    let of = |name: &str, action: &str| value!({"type": "basic", "name": name, "attributes": {"action": action}});
    let on = |name: &str, action: &str| value!({"type": "resource", "name": name, "attributes": {"action": action}, "resourceType": "catalog-entity"});
    value!({"permissions": [
        on("catalog.entity.read", "read"), on("catalog.entity.delete", "delete"), on("catalog.entity.refresh", "update"),
        of("catalog.entity.create", "create"), of("catalog.location.create", "create"),
        value!({"type": "basic", "name": "catalog.entity.validate", "attributes": {}}), 7, {"name": null},
    ], "rules": []})
}

pub fn portal(base: &str, token: &str) -> Arc<Portal> {
    let token = TokenSource::Fixed(Secret::new(token.to_owned()));
    Arc::new(Portal::new(PortalSetup { token, ..setup(base) }).unwrap())
}

pub fn permissions(server: &Server) -> PortalPermissions {
    PortalPermissions::new(portal(&server.base, &token()), None, Arc::new(Unkept))
}

pub fn question(name: &'static str, on: Option<&str>) -> Question {
    Question { capability: Capability::of(name), on: on.map(|on| Thing::Entity(on.parse().unwrap())) }
}

pub async fn ask(permissions: &PortalPermissions, questions: Vec<Question>) -> Result<Permits, Fault> {
    permissions.permits(questions).await.map(|told| told.answer.as_ref().clone())
}

/// The requests for decisions that a server got.
pub fn decisions(server: &Server) -> Vec<Asked> {
    server.asked().into_iter().filter(|asked| asked.path() == "/api/permission/authorize").collect()
}
