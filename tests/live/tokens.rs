//! The tokens of somebody who signed in, as they lie on the disk.

use crate::program::Desk;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// The one file with tokens of a machine.
pub struct TokenFile {
    pub path: PathBuf,
    json: Value,
}

impl TokenFile {
    /// That of a machine where somebody is signed in, without a keyring.
    #[track_caller]
    pub fn of(desk: &Desk) -> Self {
        let accounts = desk.home.path().join("state/accounts");
        let files = fs::read_dir(&accounts).unwrap().flatten().map(|account| account.path().join("tokens.json"));
        let found: Vec<PathBuf> = files.filter(|path| path.exists()).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        let json = serde_json::from_str(&fs::read_to_string(&found[0]).unwrap()).unwrap();
        Self { path: found[0].clone(), json }
    }

    fn grants(&self) -> &[Value] {
        self.json["grants"].as_array().unwrap()
    }

    /// What an issuer gave; none where it gave nothing.
    pub fn secret(&self, issuer: &str, which: &str) -> Option<String> {
        let grant = self.grants().iter().find(|grant| grant["issuer"] == issuer)?;
        Some(unpacked(grant[which].as_str()?))
    }

    /// All of them.
    pub fn secrets(&self) -> Vec<String> {
        let of = |grant: &Value| ["access", "refresh", "id"].map(|which| grant[which].as_str().map(unpacked));
        self.grants().iter().flat_map(of).flatten().collect()
    }

    /// Lets the access tokens have ended a minute ago, as far as this machine knows.
    pub fn end(mut self) {
        let ago = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() - 60_000;
        for grant in self.json["grants"].as_array_mut().unwrap() {
            grant["ends"] = u64::try_from(ago).unwrap().into();
        }
        // in place: its mode stays what it is
        fs::write(&self.path, self.json.to_string()).unwrap();
    }
}

fn unpacked(packed: &str) -> String {
    String::from_utf8(URL_SAFE_NO_PAD.decode(packed).unwrap()).unwrap()
}
