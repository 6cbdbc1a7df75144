//! Errors of the file system in the words that the reference has for them.

use crate::domain::template::Failure;
use std::io::{Error, ErrorKind};
use std::path::Path;

/// An error of a call about one path: `ENOENT: no such file or directory, lstat '/x'`.
pub(super) fn of(error: &Error, call: &str, path: &Path) -> Failure {
    Failure::error(format!("{}, {call} '{}'", words(error), path.display()))
}

/// An error of a call about two paths.
pub(super) fn of_two(error: &Error, call: &str, from: &Path, to: &Path) -> Failure {
    Failure::error(format!("{}, {call} '{}' -> '{}'", words(error), from.display(), to.display()))
}

/// The code of an error, and what it means.
fn words(error: &Error) -> String {
    let (code, meaning) = match error.kind() {
        ErrorKind::NotFound => ("ENOENT", "no such file or directory"),
        ErrorKind::PermissionDenied => ("EACCES", "permission denied"),
        ErrorKind::AlreadyExists => ("EEXIST", "file already exists"),
        ErrorKind::NotADirectory => ("ENOTDIR", "not a directory"),
        ErrorKind::IsADirectory => ("EISDIR", "illegal operation on a directory"),
        ErrorKind::DirectoryNotEmpty => ("ENOTEMPTY", "directory not empty"),
        ErrorKind::StorageFull => ("ENOSPC", "no space left on device"),
        ErrorKind::ReadOnlyFilesystem => ("EROFS", "read-only file system"),
        ErrorKind::InvalidFilename => ("ENAMETOOLONG", "name too long"),
        ErrorKind::InvalidInput => ("EINVAL", "invalid argument"),
        _ => return error.to_string(),
    };
    format!("{code}: {meaning}")
}

/// What the log has of an error besides its words: code, number, call and path.
pub(super) fn parts(error: &Error, call: &str, path: &Path) -> serde_json::Value {
    let code = words(error);
    let code = code.split(':').next().unwrap_or_default();
    let number = -error.raw_os_error().unwrap_or_default();
    serde_json::json!({"errno": number, "code": code, "syscall": call, "path": path.display().to_string()})
}
