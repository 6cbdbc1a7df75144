//! Whether the administrator's file is the administrator's.

use std::path::Path;

/// Why an administrator's file is not obeyed: it, its folder or a folder above could have been
/// written by someone else. `None` where it can be trusted, or is not there.
#[cfg(unix)]
pub(super) fn untrusted(file: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    let real = std::fs::canonicalize(file).ok()?;
    for path in real.ancestors() {
        let Ok(known) = std::fs::metadata(path) else { return Some(format!("cannot look at {}", path.display())) };
        if known.uid() != 0 {
            return Some(format!("{} does not belong to root", path.display()));
        }
        if known.mode() & 0o022 != 0 {
            return Some(format!("{} can be written by others than root", path.display()));
        }
    }
    None
}

/// Where nothing can be known about who may write, nothing is obeyed.
#[cfg(not(unix))]
pub(super) fn untrusted(file: &Path) -> Option<String> {
    file.exists().then(|| "this system does not tell who may write it".to_owned())
}
