//! A text in a file of its own for as long as an editor has it.

use std::fs::{DirBuilder, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// More than a descriptor has.
const LARGEST: u64 = 4 << 20;

/// What the text is after `edit` had it in a file of that name, which only its owner can read.
///
/// # Errors
/// When the file cannot be made, edited or read. What was written in it is kept then, and named.
pub(super) fn written(name: &str, text: &str, edit: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<String> {
    let folder = Folder::make()?;
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let name: String = name.trim_start_matches(['.', '-']).chars().map(safe).take(100).collect();
    let path = folder.0.join(if name.is_empty() { "text".to_owned() } else { name });
    File::create_new(&path)?.write_all(text.as_bytes())?;
    edit(&path).and_then(|()| read(&path)).map_err(|error| folder.keep_if_changed(&path, text, error))
}

fn read(path: &Path) -> io::Result<String> {
    let mut written = String::new();
    File::open(path)?.take(LARGEST + 1).read_to_string(&mut written)?;
    if written.len() as u64 > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 4 MiB"));
    }
    Ok(written)
}

/// A folder of the owner's alone, gone when it is no longer needed.
struct Folder(PathBuf);

impl Folder {
    fn make() -> io::Result<Self> {
        let moment = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let path = std::env::temp_dir().join(format!("stagedoor-{}-{moment}", std::process::id()));
        #[allow(unused_mut, reason = "only some systems have a mode")]
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Self(path))
    }

    /// What somebody wrote is theirs, also where it is not taken.
    fn keep_if_changed(self, path: &Path, text: &str, error: io::Error) -> io::Error {
        let is_same = std::fs::read(path).map_or_else(|_| !path.exists(), |bytes| bytes == text.as_bytes());
        if is_same {
            return error;
        }
        std::mem::forget(self);
        io::Error::new(error.kind(), format!("{error}; what was written is kept in {}", path.display()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_editor_wrote_comes_back_and_its_file_is_gone() {
        let mut seen = PathBuf::new();
        let text = written("../pay ments.yaml", "a: 1\n", |path| {
            seen = path.to_owned();
            assert_eq!(std::fs::read_to_string(path).unwrap(), "a: 1\n");
            std::fs::write(path, "a: 2\n")
        });
        assert_eq!(text.unwrap(), "a: 2\n");
        assert!(seen.ends_with("-pay-ments.yaml") && !seen.exists(), "{seen:?}");
        assert!(written("x", "y", |_| Err(io::Error::other("no editor"))).is_err());
    }

    #[test]
    fn what_was_written_before_the_editor_ended_badly_is_kept_and_named() {
        let mut kept = PathBuf::new();
        let error = written("x", "y", |path| {
            kept = path.to_owned();
            std::fs::write(path, "an hour's work")?;
            Err(io::Error::other("it fell over"))
        });
        assert!(error.unwrap_err().to_string().ends_with(&format!("kept in {}", kept.display())));
        assert_eq!(std::fs::read_to_string(&kept).unwrap(), "an hour's work");
        std::fs::remove_dir_all(kept.parent().unwrap()).unwrap();
    }
}
