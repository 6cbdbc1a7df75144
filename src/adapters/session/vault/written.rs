//! Tokens as they are written. Only buffers that are overwritten when they are dropped hold them,
//! and none of them grows: a buffer that grows leaves a copy behind.

use super::super::tokens::{Grant, Held, Issuer, Tokens};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{Error as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::io;
use zeroize::Zeroizing;

/// What is written; read back where it says this number.
const VERSION: u8 = 1;

#[derive(Serialize, Deserialize)]
struct Written {
    version: u8,
    subject: String,
    user: Option<EntityRef>,
    way: String,
    grants: Vec<WrittenGrant>,
}

#[derive(Serialize, Deserialize)]
struct WrittenGrant {
    issuer: Issuer,
    access: Packed,
    refresh: Option<Packed>,
    id: Option<Packed>,
    ends: Option<At>,
    client_id: String,
    token_endpoint: String,
    revocation_endpoint: String,
}

/// A secret in letters that need no escapes: a reader of JSON unescapes into a buffer of its own,
/// which nobody overwrites.
struct Packed(Secret);

impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw = self.0.reveal();
        let mut text = Zeroizing::new(String::with_capacity(raw.len() / 3 * 4 + 4));
        URL_SAFE_NO_PAD.encode_string(raw, &mut text);
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Unpacking)
    }
}

struct Unpacking;

impl<'de> Visitor<'de> for Unpacking {
    type Value = Packed;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a packed secret")
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Packed, E> {
        // unescaped, and so in a buffer that is not ours; without this the words of the error show it
        Err(E::custom("it is no packed secret"))
    }

    // only text that lies in the caller's own buffer: see `Packed`
    fn visit_borrowed_str<E: serde::de::Error>(self, text: &'de str) -> Result<Packed, E> {
        // the words of an error would show a part of it
        let no_secret = || E::custom("it is no packed secret");
        let mut bytes = Zeroizing::new(vec![0; text.len() / 4 * 3 + 3]);
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).map_err(|_| no_secret())?;
        let raw = bytes.get(..length).and_then(|raw| std::str::from_utf8(raw).ok()).ok_or_else(no_secret)?;
        Ok(Packed(Secret::new(raw.to_owned())))
    }
}

/// Counts what is written and keeps none of it.
struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The bytes that stand for tokens.
pub(super) fn write(held: &Held) -> serde_json::Result<Zeroizing<Vec<u8>>> {
    let written = Written {
        version: VERSION,
        subject: held.subject.clone(),
        user: held.user.clone(),
        way: held.way.clone(),
        grants: held.grants.iter().map(WrittenGrant::of).collect(),
    };
    let mut count = Count(0);
    serde_json::to_writer(&mut count, &written)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(count.0));
    serde_json::to_writer(&mut *bytes, &written)?;
    Ok(bytes)
}

/// The tokens that bytes stand for.
pub(super) fn read(bytes: &Zeroizing<Vec<u8>>) -> serde_json::Result<Held> {
    let written: Written = serde_json::from_slice(bytes)?;
    if written.version != VERSION {
        return Err(serde_json::Error::custom("another version wrote it"));
    }
    Ok(Held {
        subject: written.subject,
        user: written.user,
        way: written.way,
        grants: written.grants.into_iter().map(WrittenGrant::grant).collect(),
    })
}

impl WrittenGrant {
    fn of(grant: &Grant) -> Self {
        let Tokens { access, refresh, id, ends } = grant.tokens.clone();
        Self {
            issuer: grant.issuer,
            access: Packed(access),
            refresh: refresh.map(Packed),
            id: id.map(Packed),
            ends,
            client_id: grant.client_id.clone(),
            token_endpoint: grant.token_endpoint.clone(),
            revocation_endpoint: grant.revocation_endpoint.clone(),
        }
    }

    fn grant(self) -> Grant {
        let of = |packed: Packed| packed.0;
        let (refresh, id) = (self.refresh.map(of), self.id.map(of));
        Grant {
            issuer: self.issuer,
            tokens: Tokens { access: self.access.0, refresh, id, ends: self.ends },
            client_id: self.client_id,
            token_endpoint: self.token_endpoint,
            revocation_endpoint: self.revocation_endpoint,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(access: &str) -> Held {
        let tokens = Tokens { access: Secret::new(access.into()), refresh: None, id: None, ends: Some(At(7)) };
        let grant = Grant {
            issuer: Issuer::Portal,
            tokens,
            client_id: "cli \"quoted\"".into(),
            token_endpoint: "https://p/token".into(),
            revocation_endpoint: String::new(),
        };
        Held { subject: "user:default/alice".into(), user: None, way: "browser".into(), grants: vec![grant] }
    }

    #[test]
    fn tokens_of_any_letters_come_back_and_their_buffer_never_grew() {
        for access in ["abc.def.ghi", "a\"b\\c\n\u{e4}", ""] {
            let bytes = write(&held(access)).unwrap();
            assert_eq!(bytes.len(), bytes.capacity());
            assert_eq!(read(&bytes).unwrap(), held(access));
        }
    }

    #[test]
    fn what_is_damaged_is_refused_without_a_word_of_it() {
        let good = String::from_utf8(write(&held("abc.def.ghi")).unwrap().to_vec()).unwrap();
        let packed = URL_SAFE_NO_PAD.encode("abc.def.ghi");
        for bad in
            [good.replace(&packed, "*sec ret*"), good.replace(&packed, "\\u0061sec ret"), good.replace(":1,", ":9,")]
        {
            let error = read(&Zeroizing::new(bad.into_bytes())).unwrap_err().to_string();
            assert!(!error.contains("sec ret"), "{error}");
        }
    }
}
