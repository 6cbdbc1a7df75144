use crate::domain::model::Claims as Said;
use crate::domain::text::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// What a token says of its owner. Not verified: it only serves to show who one is; what one may
/// do is judged by the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// `sub`: the user's reference in a Backstage token.
    pub subject: Option<String>,
    /// `ent`: what the user counts as when ownership is asked; mostly left out.
    pub ownership: Vec<String>,
    /// `iat`: when it was given, in seconds since 1970, by the clock of who gave it.
    pub issued_at: Option<i64>,
    /// `exp`: when it ends, in seconds since 1970, by the same clock.
    pub expires_at: Option<i64>,
    /// What rules of the configuration can be about.
    pub said: Said,
}

/// Reads the claims of a JSON Web Token (RFC 7519); `None` when it is none.
pub fn jwt_claims(token: &Secret) -> Option<Claims> {
    let mut parts = token.reveal().split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    claims.as_object().map(claims_of)
}

/// Reads claims as tokens and `userinfo` have them. One that is of another type than it should be is
/// not there; the others are.
pub fn claims_of(claims: &Map<String, Value>) -> Claims {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let ownership = texts(claims.get("ent"));
    Claims {
        subject: text("sub"),
        issued_at: claims.get("iat").and_then(moment),
        expires_at: claims.get("exp").and_then(moment),
        said: said(claims, &ownership),
        ownership,
    }
}

fn said(claims: &Map<String, Value>, ownership: &[String]) -> Said {
    let mut said = Said {
        groups: texts(claims.get("groups")),
        realm_roles: texts(claims.get("realm_access").and_then(|realm| realm.get("roles"))),
        client_roles: client_roles(claims.get("resource_access")),
        teams: texts(claims.get("teams")),
    };
    let groups = ownership.iter().filter(|of| of.to_lowercase().starts_with("group:")).cloned();
    said.join(Said { groups: groups.collect(), ..Said::default() });
    said
}

fn client_roles(access: Option<&Value>) -> Vec<(String, String)> {
    let clients = access.and_then(Value::as_object).into_iter().flatten();
    clients.flat_map(|(client, of)| texts(of.get("roles")).into_iter().map(|role| (client.clone(), role))).collect()
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// Seconds, which may have a fraction (RFC 7519, NumericDate).
#[allow(clippy::cast_possible_truncation, reason = "a float becomes the nearest number that there is")]
fn moment(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(claims: &Value) -> Claims {
        let payload = URL_SAFE_NO_PAD.encode(claims.to_string());
        jwt_claims(&Secret::new(format!("e30.{payload}.sig"))).unwrap()
    }

    #[test]
    fn a_token_tells_who_one_is_and_anything_else_tells_nothing() {
        let claims = read(&json!({"sub": "user:default/alice", "exp": 7, "ent": ["group:default/a", 3]}));
        assert_eq!(claims.subject.as_deref(), Some("user:default/alice"));
        assert_eq!((claims.ownership.len(), claims.expires_at), (1, Some(7)));
        for other in ["static-token", "a.b.c", "e30.W10.x", ""] {
            assert_eq!(jwt_claims(&Secret::new(other.into())), None, "{other}");
        }
    }

    #[test]
    fn groups_roles_and_teams_are_read_as_keycloak_and_backstage_write_them() {
        let said = read(&json!({
            "groups": ["/platform/admins", "team-a"],
            "realm_access": {"roles": ["dba"]},
            "resource_access": {"billing": {"roles": ["refund", "read"]}, "account": {}},
            "teams": ["checkout"],
            "ent": ["user:default/alice", "group:default/team-b", "team-a"],
        }))
        .said;
        assert_eq!(said.groups, ["/platform/admins", "team-a", "group:default/team-b"]);
        assert_eq!(
            (said.realm_roles.as_slice(), said.teams.as_slice()),
            (&["dba".into()][..], &["checkout".into()][..])
        );
        assert_eq!(said.roles(), ["dba", "billing:refund", "billing:read"]);
    }

    #[test]
    fn an_odd_claim_costs_that_claim_alone() {
        for odd in [json!(null), json!("team-a"), json!(7), json!({"a": ["b"]}), json!([7, null, {}, [], ""])] {
            for name in ["groups", "realm_access", "resource_access", "ent", "exp", "sub"] {
                let mut claims = json!({"sub": "s", "groups": ["g"], "teams": ["t"], "realm_access": {"roles": ["r"]}});
                claims[name] = odd.clone();
                let read = read(&claims);
                assert_eq!(read.said.teams, ["t"], "{claims}");
                assert!(name == "groups" || read.said.groups == ["g"], "{claims}");
                assert!(name != "groups" || read.said.groups.is_empty(), "{claims}");
            }
        }
        assert_eq!(read(&json!({"exp": 7.9})).expires_at, Some(7));
    }
}
