//! What the screen keeps between two runs, in a file of its own.

use super::files;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Saved, SessionPort};
use serde_json::Value;
use std::io::Write as _;
use std::path::PathBuf;

const NAME: &str = "session.json";

/// The session of one context and one subject.
#[derive(Clone, Debug)]
pub struct Sessions {
    folder: PathBuf,
}

impl Sessions {
    /// Keeps the session in `folder`, as `session.json`.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }
}

impl SessionPort for Sessions {
    fn load(&self) -> Saved {
        let bytes = std::fs::read(self.folder.join(NAME)).unwrap_or_default();
        serde_json::from_slice(&bytes).map(readable).unwrap_or_default()
    }

    fn save(&self, saved: &Saved) -> Result<(), Fault> {
        let fail = |error: &dyn std::fmt::Display| {
            let happened = format!("{}: {error}", self.folder.join(NAME).display());
            let cure = format!("see that {} can be written", self.folder.display());
            Fault::new(FaultKind::Local, "save the session", &happened, &cure)
        };
        let text = serde_json::to_string_pretty(saved).map_err(|error| fail(&error))?;
        let written = files::replace(&self.folder, NAME, |file| file.write_all(text.as_bytes()));
        written.map_err(|error| fail(&error))
    }
}

/// What can be read of it: a field that another version wrote differently costs that field, and an
/// entry that is no reference costs that entry.
fn readable(value: Value) -> Saved {
    let Value::Object(fields) = value else { return Saved::default() };
    let whole = |name: &str, value: Value| {
        let one = Value::Object(std::iter::once((name.to_owned(), value)).collect());
        serde_json::from_value::<Saved>(one).is_ok()
    };
    let fields = fields.into_iter().map(|(name, value)| match value {
        Value::Array(items) => {
            let items = items.into_iter().filter(|item| whole(&name, Value::Array(vec![item.clone()]))).collect();
            (name, Value::Array(items))
        }
        value => (name, value),
    });
    let fields = fields.filter(|(name, value)| whole(name, value.clone())).collect();
    serde_json::from_value(Value::Object(fields)).unwrap_or_default()
}
