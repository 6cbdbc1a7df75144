//! What is met in a folder, and why something of it is not read.

use std::fmt;

/// What kind of thing a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    Folder,
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// A name in a folder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    pub(super) kind: EntryKind,
}

/// What shows from outside that a file is still the one that was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) device: u64,
    pub(super) inode: u64,
    pub(super) size: u64,
    /// Seconds and nanoseconds.
    pub(super) modified: (i64, i64),
    /// Of the entry itself, as far as the platform tells.
    pub(super) changed: (i64, i64),
}

impl Stamp {
    /// What is the same for all names of one file on the disk, where the platform tells.
    pub(super) fn identity(&self) -> Option<(u64, u64)> {
        (self.inode != 0).then_some((self.device, self.inode))
    }
}

/// A file that was read.
#[derive(Clone, Debug)]
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    pub(super) stamp: Stamp,
}

/// Why a file or folder was not opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Missing,
    /// Through `..`, an absolute path or a link.
    LeadsOut,
    NotAFile,
    TooLarge {
        cap: u64,
    },
    /// It is not what it was when it was looked at.
    Changed,
    Failed(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Missing => f.write_str("there is no such file"),
            Refusal::LeadsOut => f.write_str("it leads out of the workspace's folder, so it is not read"),
            Refusal::NotAFile => f.write_str("it is not a regular file, so it is not read"),
            Refusal::TooLarge { cap } => {
                write!(f, "it is larger than {} MB, so it is not read", cap / (1024 * 1024))
            }
            Refusal::Changed => f.write_str("it was changed after it was looked at"),
            Refusal::Failed(error) => f.write_str(error),
        }
    }
}

/// The folder part of a path below the root, `""` for the root.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub(super) fn name_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// `name` in `folder`.
pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// Where a relative target leads that stands in a file of `folder`.
///
/// # Errors
/// When it is absolute, or has more `..` than there are folders.
pub(super) fn resolve(folder: &str, target: &str) -> Result<String, Refusal> {
    if target.starts_with('/') || target.contains('\0') {
        return Err(Refusal::LeadsOut);
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop().ok_or(Refusal::LeadsOut)?),
            name => parts.push(name),
        }
    }
    Ok(parts.join("/"))
}

/// Whether `path` is `folder` or lies below it.
pub(super) fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_taken_from_its_file_and_never_leads_out() {
        assert_eq!(resolve("a/b", "../c/./x.yaml").unwrap(), "a/c/x.yaml");
        assert_eq!(resolve("", "x.yaml").unwrap(), "x.yaml");
        assert_eq!(resolve("a", ".."), Ok(String::new()));
        assert_eq!(resolve("a", "../../x"), Err(Refusal::LeadsOut));
        assert_eq!(resolve("a", "b/../../../etc/passwd"), Err(Refusal::LeadsOut));
        assert_eq!(resolve("a", "/etc/passwd"), Err(Refusal::LeadsOut));
    }

    #[test]
    fn a_folder_holds_what_is_below_it_and_not_its_namesakes() {
        assert!(is_within("a/b", "a") && is_within("a", "a") && is_within("x", ""));
        assert!(!is_within("ab", "a"));
    }
}
