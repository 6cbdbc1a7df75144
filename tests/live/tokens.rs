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
        Self::find(desk).expect("somebody is signed in")
    }

    /// The same; none where nobody is signed in.
    #[track_caller]
    pub fn find(desk: &Desk) -> Option<Self> {
        let accounts = desk.home.path().join("state/accounts");
        let files = fs::read_dir(&accounts).into_iter().flatten().flatten();
        let files = files.map(|account| account.path().join("tokens.json"));
        let found: Vec<PathBuf> = files.filter(|path| path.exists()).collect();
        assert!(found.len() <= 1, "{found:?}");
        let path = found.into_iter().next()?;
        let json = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        Some(Self { path, json })
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

    /// Puts another text in the place of the portal's access token.
    pub fn forge(mut self, access: &str) {
        let grants = self.json["grants"].as_array_mut().unwrap();
        let grant = grants.iter_mut().find(|grant| grant["issuer"] == "portal").unwrap();
        grant["access"] = URL_SAFE_NO_PAD.encode(access).into();
        fs::write(&self.path, self.json.to_string()).unwrap();
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
