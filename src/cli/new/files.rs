//! Files that fields of a form take.

use crate::cli::ending::Ending;
use crate::domain::form::Attachment;
use crate::platform::files::FilePort;
use serde_json::Value;

/// The files that an argument names, each `@PATH`; what is a data URL already is taken as it is.
///
/// # Errors
/// When one is named in another way, or cannot be read.
pub(super) async fn named(files: &dyn FilePort, name: &str, value: &Value) -> Result<Value, Ending> {
    match value {
        Value::Array(items) => {
            let mut urls = Vec::with_capacity(items.len());
            for item in items {
                urls.push(Value::from(one(files, name, item).await?));
            }
            Ok(Value::Array(urls))
        }
        value => Ok(one(files, name, value).await?.into()),
    }
}

async fn one(files: &dyn FilePort, name: &str, value: &Value) -> Result<String, Ending> {
    let text = value.as_str().unwrap_or_default();
    match text.strip_prefix('@') {
        Some(path) => read(files, path).await,
        None if Attachment::of(text).is_some() => Ok(text.to_owned()),
        None => Err(Ending::usage(&format!("{name} takes a file: give --set {name}=@PATH"))),
    }
}

/// The files that somebody typed who was asked; several with commas between them.
///
/// # Errors
/// When one cannot be read.
pub(super) async fn typed(files: &dyn FilePort, text: &str, are_several: bool) -> Result<Option<Value>, Ending> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    if !are_several {
        return Ok(Some(read(files, text).await?.into()));
    }
    let mut urls = Vec::new();
    for path in text.split(',').filter(|path| !path.trim().is_empty()) {
        urls.push(Value::from(read(files, path).await?));
    }
    Ok(Some(Value::Array(urls)))
}

async fn read(files: &dyn FilePort, path: &str) -> Result<String, Ending> {
    let path = path.trim();
    let path = path.strip_prefix('@').unwrap_or(path);
    Ok(files.file(path.to_owned()).await?.answer.to_string())
}
