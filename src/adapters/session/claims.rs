use crate::domain::text::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// What a token says of its owner. Not verified: it only serves to show who one is; what one may
/// do is judged by the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// `sub`: the user's reference in a Backstage token.
    pub subject: Option<String>,
    /// `ent`: what the user counts as when ownership is asked; mostly left out.
    pub ownership: Vec<String>,
    /// `exp`: when it ends, in seconds since 1970.
    pub expires_at: Option<i64>,
}

/// Reads the claims of a JSON Web Token (RFC 7519); `None` when it is none.
pub fn jwt_claims(token: &Secret) -> Option<Claims> {
    let mut parts = token.reveal().split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let claims = claims.as_object()?;
    let ownership = claims.get("ent").and_then(Value::as_array).into_iter().flatten();
    Some(Claims {
        subject: claims.get("sub").and_then(Value::as_str).map(str::to_owned),
        ownership: ownership.filter_map(Value::as_str).map(str::to_owned).collect(),
        expires_at: claims.get("exp").and_then(Value::as_i64),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_tells_who_one_is_and_anything_else_tells_nothing() {
        let payload = URL_SAFE_NO_PAD.encode(r#"{"sub":"user:default/alice","exp":7,"ent":["group:default/a",3]}"#);
        let claims = jwt_claims(&Secret::new(format!("e30.{payload}.sig"))).unwrap();
        assert_eq!(claims.subject.as_deref(), Some("user:default/alice"));
        assert_eq!((claims.ownership.len(), claims.expires_at), (1, Some(7)));
        for other in ["static-token", "a.b.c", "e30.W10.x", ""] {
            assert_eq!(jwt_claims(&Secret::new(other.into())), None, "{other}");
        }
    }
}
