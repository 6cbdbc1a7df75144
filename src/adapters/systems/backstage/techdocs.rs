//! Docs as the TechDocs backend serves them: what was built, its files, and building.

use super::Backstage;
use super::loose::{List, Number, Text, loose};
use crate::adapters::http::{Call, Event, Failure, File};
use crate::domain::model::{At, Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of one file of a site: the largest page seen has 1.5 MB, the largest index 6 MB.
const FILE: usize = 16 << 20;

loose! {
    Metadata {
        "site_name" => name: Text<'de>,
        "site_description" => description: Text<'de>,
        "build_timestamp" => built: Number,
        "files" => files: List<Text<'de>>,
    }
}

/// What is said of a site as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocsFacts {
    /// What it is called.
    pub title: Clean,
    /// What it is about.
    pub description: Clean,
    /// When it was built.
    pub built: Option<At>,
    /// The paths of its files; older backends do not tell them.
    pub files: Vec<String>,
}

impl DocsFacts {
    /// Reads `techdocs_metadata.json`; nothing where it is none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?.trim_start();
        let metadata: Metadata<'_> = serde_json::from_str(text.starts_with('{').then_some(text)?).ok()?;
        // what MkDocs writes where there is no description
        let description = Some(&*metadata.description.0).filter(|text| *text != "None").unwrap_or_default();
        let built = i64::try_from(metadata.built.0).ok().filter(|built| *built > 0).map(At);
        let files = metadata.files.0.into_iter().map(|file| file.0.into_owned()).filter(|file| !file.is_empty());
        Some(Self {
            title: Clean::line(&metadata.name.0),
            description: Clean::line(description),
            built,
            files: files.collect(),
        })
    }
}

/// What is said while docs are built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncEvent {
    /// Lines of the log.
    Log(Vec<Clean>),
    /// It is over, and whether something newer is there.
    Finish {
        /// Something newer was built.
        updated: bool,
    },
    /// It failed.
    Error(Clean),
}

impl Backstage {
    /// What is said of an entity's site (`techdocs_metadata.json`, see [`DocsFacts::read`]); nothing
    /// where it is what is held.
    ///
    /// # Errors
    /// Where nothing was built, among others, with 404.
    pub async fn docs_metadata(&self, of: &EntityRef, held: Option<&str>) -> Result<Option<File>, Failure> {
        let path = ["api", "techdocs", "metadata", "techdocs", of.namespace(), of.kind(), of.name()];
        let call = Call::get(&format!("read the docs of {of}"), &path);
        self.file(call.unless(held).at_most(FILE)).await
    }

    /// A file of an entity's site, by its path; nothing where it is what is held.
    ///
    /// # Errors
    /// Where there is no such file, among others, with 404.
    pub async fn docs_file(&self, of: &EntityRef, path: &str, held: Option<&str>) -> Result<Option<File>, Failure> {
        let mut segments = vec!["api", "techdocs", "static", "docs", of.namespace(), of.kind(), of.name()];
        segments.extend(path.split('/'));
        let call = Call::get(&format!("read {path} of the docs of {of}"), &segments);
        self.file(call.accepting("*/*").unless(held).at_most(FILE)).await
    }

    /// The entity that docs belong to, as TechDocs sees it: with where its sources are.
    ///
    /// # Errors
    /// When there is no such entity, among others.
    pub async fn docs_entity(&self, of: &EntityRef) -> Result<Option<(Entity, Clean)>, Failure> {
        let path = ["api", "techdocs", "metadata", "entity", of.namespace(), of.kind(), of.name()];
        let body = self.send(Call::get(&format!("read the docs of {of}"), &path)).await?;
        let mut value: serde_json::Value = body.json().map_err(Failure::unread)?;
        let said = value.as_object_mut().and_then(|entity| entity.remove("locationMetadata"));
        let source = said.as_ref().and_then(|said| said.get("target")?.as_str()).unwrap_or_default();
        Ok(Entity::new(value).map(|entity| (entity, Clean::line(source))))
    }

    /// Has the backend look whether newer docs are to be built, and build them. Hands on what it says.
    ///
    /// # Errors
    /// When it cannot be asked, or stops talking.
    pub async fn docs_sync(&self, of: &EntityRef, each: impl FnMut(SyncEvent) + Send) -> Result<(), Fault> {
        let path = ["api", "techdocs", "sync", of.namespace(), of.kind(), of.name()];
        let call = &Call::get(&format!("have the docs of {of} built"), &path);
        // a token that is refused is so before the first event: nothing is handed on twice
        let each = &Arc::new(Mutex::new(each));
        let sent = self.signed(move |token| {
            let each = Arc::clone(each);
            async move {
                let hand_on = move |event: Event| {
                    let read = sync_event(&event);
                    let is_end = matches!(read, Some(SyncEvent::Finish { .. } | SyncEvent::Error(_)));
                    if let Some(read) = read {
                        (each.lock().unwrap_or_else(PoisonError::into_inner))(read);
                    }
                    !is_end
                };
                self.client.events(call, token.as_ref(), hand_on).await
            }
        });
        sent.await.map_err(|failure| failure.fault)
    }
}

fn sync_event(event: &Event) -> Option<SyncEvent> {
    let text = || serde_json::from_str::<String>(&event.data).unwrap_or_else(|_| event.data.clone());
    match event.name.as_str() {
        "log" => Some(SyncEvent::Log(text().lines().map(log_line).filter(|line| !line.is_empty()).collect())),
        "finish" => {
            let value: serde_json::Value = serde_json::from_str(&event.data).unwrap_or_default();
            let updated = value.get("updated").and_then(serde_json::Value::as_bool).unwrap_or_default();
            Some(SyncEvent::Finish { updated })
        }
        "error" => Some(SyncEvent::Error(log_line(&text()))),
        _ => None,
    }
}

/// A line of the log, without what colours it and without the moment that winston puts behind it.
fn log_line(raw: &str) -> Clean {
    let line = Clean::line(raw.trim_end());
    let text = line.as_str();
    match text.rsplit_once(" {\"timestamp\":") {
        Some((said, rest)) if rest.ends_with('}') => Clean::line(said),
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_read_as_far_as_its_backend_tells() {
        let facts = DocsFacts::read(
            br#"{"site_name":"Hand\u001b[31mbook","site_description":"None","build_timestamp":1795573876781,"files":["index.html",7]}"#,
        );
        let facts = facts.unwrap();
        assert_eq!((facts.title.as_str(), facts.description.as_str()), ("Handbook", ""));
        assert_eq!((facts.built, facts.files.len()), (Some(At(1_795_573_876_781)), 1));
        assert_eq!(DocsFacts::read(b"<html>"), None);
        assert_eq!(DocsFacts::read(b"{}"), Some(DocsFacts::default()));
    }

    #[test]
    fn the_log_is_told_without_colours_and_moments() {
        let event = |name: &str, data: &str| sync_event(&Event { name: name.into(), data: data.into() });
        let log = r#""\u001b[32minfo\u001b[39m: Step 1 of 3 {\"timestamp\":\"2026-11-25T02:31:14.821Z\"}\n\nDEBUG x""#;
        assert_eq!(event("log", log), Some(SyncEvent::Log(vec!["info: Step 1 of 3".into(), "DEBUG x".into()])));
        assert_eq!(event("finish", r#"{"updated":true}"#), Some(SyncEvent::Finish { updated: true }));
        assert_eq!(event("error", r#""no annotation""#), Some(SyncEvent::Error("no annotation".into())));
        assert_eq!(event("ping", ""), None);
    }
}
