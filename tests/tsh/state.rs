//! What the program knows: one file that all users share, behind a lock, and one that says who this user is.

use super::End;
use super::args::Args;
use serde_json::{Value, json};
use std::fs::{File, read_to_string, write};
use std::path::PathBuf;

pub struct World {
    pub user: String,
    pub value: Value,
    file: PathBuf,
    lock: Option<File>,
}

impl World {
    /// Reads the file; nobody else does until it is closed.
    pub fn open() -> Self {
        let home = PathBuf::from(std::env::var_os("TELEPORT_HOME").expect("TELEPORT_HOME"));
        let own: Value = serde_json::from_str(&read_to_string(home.join("shim.json")).unwrap()).unwrap();
        let file = PathBuf::from(own["state"].as_str().unwrap());
        let lock = File::create(file.with_extension("lock")).unwrap();
        lock.lock().unwrap();
        let value = serde_json::from_str(&read_to_string(&file).unwrap()).unwrap();
        Self { user: own["user"].as_str().unwrap().to_owned(), value, file, lock: Some(lock) }
    }

    /// Writes it, and lets others have it.
    pub fn close(&mut self) {
        if let Some(lock) = self.lock.take() {
            write(&self.file, serde_json::to_string(&self.value).unwrap()).unwrap();
            lock.unlock().unwrap();
        }
    }

    /// Keeps what was called.
    pub fn note(&mut self, args: &Args) {
        let call = json!({"user": self.user, "args": args.all, "words": args.words()});
        self.list("calls").push(call);
    }

    /// What is to be said word by word to a command.
    pub fn canned(&self, args: &Args) -> Option<End> {
        let canned = self.value["canned"].get(args.words())?;
        let text = |name: &str| canned[name].as_str().unwrap_or_default().to_owned();
        Some(match canned["code"].as_u64().unwrap_or(0) {
            0 => End::Told(text("out"), text("err")),
            _ => End::Badly(text("out"), text("err")),
        })
    }

    pub fn list(&mut self, name: &str) -> &mut Vec<Value> {
        let list = &mut self.value[name];
        if !list.is_array() {
            *list = json!([]);
        }
        list.as_array_mut().unwrap()
    }

    pub fn now(&self) -> i64 {
        self.value["now"].as_i64().unwrap()
    }

    pub fn text(&self, name: &str) -> String {
        self.value[name].as_str().unwrap_or_default().to_owned()
    }

    pub fn is_community(&self) -> bool {
        self.text("edition") == "community"
    }

    /// The user's certificate.
    pub fn certificate(&mut self) -> &mut Value {
        &mut self.value["signed_in"][&self.user]
    }

    pub fn is_signed_in(&mut self) -> bool {
        let now = self.now();
        self.certificate()["until"].as_i64().is_some_and(|until| until > now)
    }
}
