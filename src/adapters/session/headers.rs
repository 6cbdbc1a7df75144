//! The headers that a proxy in front of the portal wants, by where their values are read.

use super::source::of_file;
use crate::adapters::http::Headers;
use crate::domain::text::Secret;
use crate::platform::fault::{Fault, FaultKind};
use futures_util::future::BoxFuture;
use std::path::PathBuf;

/// Where the value of a header is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderSource {
    /// A variable of the environment, by name.
    Env(String),
    /// A file that only its owner can read.
    File(PathBuf),
}

/// Headers by name, and where the value of each is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxyHeaders(pub Vec<(String, HeaderSource)>);

impl Headers for ProxyHeaders {
    fn read<'a>(&'a self) -> BoxFuture<'a, Result<Vec<(String, Secret)>, Fault>> {
        Box::pin(async move {
            let mut read = Vec::with_capacity(self.0.len());
            for (name, source) in &self.0 {
                read.push((name.clone(), source.value().await.map_err(|why| missing(name, &why))?));
            }
            Ok(read)
        })
    }
}

impl HeaderSource {
    async fn value(&self) -> Result<Secret, String> {
        let raw = match self {
            HeaderSource::Env(name) => {
                std::env::var(name).map(Secret::new).map_err(|_| format!("the variable {name} is not set"))?
            }
            HeaderSource::File(path) => {
                let path = path.clone();
                let read = tokio::task::spawn_blocking(move || of_file(&path)).await;
                let read = read.map_err(|_| "the file could not be read".to_owned())?;
                read.map_err(|fault| fault.happened.as_str().to_owned())?
            }
        };
        Ok(Secret::new(raw.reveal().trim().to_owned()))
    }
}

fn missing(name: &str, why: &str) -> Fault {
    let cure = "see to what the context's proxy names in the configuration";
    Fault::new(FaultKind::NotSignedIn, "reach the portal", &format!("no header {name}: {why}"), cure)
}
