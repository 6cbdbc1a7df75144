//! Paths that stay where they have to.
//!
//! As the reference judges it: a path is put together by its words, then links are followed as far as there are
//! files; where that is outside, the step fails.

use crate::domain::template::Failure;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// Links that are followed one after the other.
const LINKS: usize = 40;

/// A path below a folder.
///
/// # Errors
/// When it leads out, by `..`, by being absolute, or by a link.
pub(super) fn below(base: &Path, path: &str) -> Result<PathBuf, Failure> {
    let target = resolved(base, Path::new(path));
    if is_child(base, &target)? { Ok(target) } else { Err(Failure::leads_out()) }
}

/// The path from the base, with `.` and `..` worked out by their words.
pub(super) fn resolved(base: &Path, path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for component in base.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(whole.pop()),
            other => whole.push(other),
        }
    }
    whole
}

/// Whether a path, links followed, is a folder or something in it. A name that begins with `..` counts as outside:
/// the reference looks at the letters.
pub(super) fn is_child(base: &Path, path: &Path) -> Result<bool, Failure> {
    let (base, path) = (real(base, LINKS)?, real(path, LINKS)?);
    Ok(match path.strip_prefix(&base) {
        Ok(rest) => !rest.to_string_lossy().starts_with(".."),
        Err(_) => false,
    })
}

/// The path without links, as far as it is there.
fn real(path: &Path, left: usize) -> Result<PathBuf, Failure> {
    match path.canonicalize() {
        Ok(real) => return Ok(real),
        Err(error) if error.kind() == ErrorKind::NotFound && left > 0 => {}
        Err(error) => return Err(super::errors::of(&error, "realpath", path)),
    }
    let parent = path.parent();
    if let (Ok(target), Some(parent)) = (path.read_link(), parent) {
        return real(&resolved(parent, &target), left - 1);
    }
    match (parent, path.file_name()) {
        (Some(parent), Some(name)) => Ok(real(parent, left)?.join(name)),
        _ => Ok(path.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_out() {
        let temp = tempfile::tempdir().unwrap();
        let base = temp.path().join("base");
        std::fs::create_dir(&base).unwrap();
        std::fs::write(temp.path().join("secret"), "x").unwrap();
        for path in ["../secret", "/etc/passwd", "a/../../secret", "..secret"] {
            assert_eq!(below(&base, path).unwrap_err().name, "NotAllowedError", "{path}");
        }
        assert_eq!(below(&base, "a/../b").unwrap(), base.join("b"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_before_it_is_judged() {
        let temp = tempfile::tempdir().unwrap();
        let base = temp.path().join("base");
        std::fs::create_dir_all(base.join("in")).unwrap();
        let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, base.join(name)).unwrap();
        link("..", "up");
        link("../gone", "dangling");
        link("in", "inner");
        assert!(below(&base, "up/x").is_err());
        assert!(below(&base, "dangling").is_err());
        assert!(below(&base, "inner/x").is_ok());
        link("loop", "loop");
        assert!(below(&base, "loop").is_err());
    }
}
