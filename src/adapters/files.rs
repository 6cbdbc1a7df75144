//! Files of the user's machine, read when they are named.

use crate::domain::form::Attachment;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::files::{FilePort, LARGEST};
use crate::platform::ports::{Answering, Told, fell_over};
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

/// The files that the user may read.
#[derive(Clone, Debug)]
pub struct Files {
    home: PathBuf,
}

impl Files {
    /// Those of a user with this home folder.
    pub fn of(home: PathBuf) -> Self {
        Self { home }
    }

    fn place(&self, path: &str) -> PathBuf {
        match path.strip_prefix('~') {
            Some("") => self.home.clone(),
            Some(below) if below.starts_with('/') => self.home.join(below.trim_start_matches('/')),
            _ => PathBuf::from(path),
        }
    }
}

impl FilePort for Files {
    fn file<'a>(&'a self, path: String) -> Answering<'a, String> {
        let place = self.place(&path);
        Box::pin(async move {
            let tried = format!("read {path}");
            let read = tokio::task::spawn_blocking(move || read(&place, &tried)).await;
            Ok(Told::now(read.map_err(|_| fell_over("read the file"))??))
        })
    }
}

fn read(place: &Path, tried: &str) -> Result<String, Fault> {
    let fault = |kind, happened: &str, cure: &str| Fault::new(kind, tried, happened, cure);
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => fault(FaultKind::NotFound, "there is no such file", "name one that is there"),
        _ => fault(FaultKind::Local, &error.to_string(), "name a file that you can read"),
    };
    let too_large = || {
        let happened = format!("it is larger than {} MiB", LARGEST >> 20);
        fault(FaultKind::Invalid, &happened, "a form takes no larger files")
    };
    let known = std::fs::metadata(place).map_err(failed)?;
    // to open a pipe would wait for whoever writes into it
    if !known.is_file() {
        let what = if known.is_dir() { "it is a folder" } else { "it is no plain file" };
        return Err(fault(FaultKind::Invalid, what, "name a file"));
    }
    if known.len() > LARGEST {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    File::open(place).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large());
    }
    let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Attachment::url(&name, &bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(place: &Path) -> String {
        read(place, "read it").unwrap_err().to_string()
    }

    #[test]
    fn a_file_is_read_from_the_home_folder_too() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("a.json"), "{}").unwrap();
        let files = Files::of(home.path().to_owned());
        let url = read(&files.place("~/a.json"), "read it").unwrap();
        assert_eq!(url, "data:application/json;name=a.json;base64,e30=");
        assert_eq!(files.place("~other/a.json"), PathBuf::from("~other/a.json"));
    }

    #[test]
    fn what_cannot_be_sent_is_told() {
        let folder = tempfile::tempdir().unwrap();
        assert!(told(folder.path()).contains("it is a folder"));
        assert!(told(&folder.path().join("none")).contains("there is no such file"));
        let large = folder.path().join("large");
        File::create(&large).unwrap().set_len(LARGEST + 1).unwrap();
        assert!(told(&large).contains("it is larger than 2 MiB"));
        File::create(&large).unwrap().set_len(LARGEST).unwrap();
        assert!(read(&large, "read it").is_ok());
    }
}
