//! Writing what is on the screen to a file.

use crate::domain::text::Clean;
use crate::screen::overlays::Tone;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Other names that are tried when one is taken.
const TRIES: usize = 999;

/// Writes a text to a new file in the folder where the program was started; what is to be told.
pub(super) fn export(name: &str, text: &str) -> (Tone, Clean) {
    let written = std::env::current_dir().and_then(|folder| write_new(&folder, name, text));
    match written {
        Ok(path) => (Tone::Good, Clean::line(&format!("wrote {}", path.display()))),
        Err(error) => {
            let words =
                format!("cannot write {name} here: {error}; start stagedoor in a folder that can be written to");
            (Tone::Bad, Clean::line(&words))
        }
    }
}

/// Never over another file: `-2`, `-3` and so on are tried.
fn write_new(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    let name = safe(name);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, "txt"));
    for n in 1..=TRIES {
        let number = if n == 1 { String::new() } else { format!("-{n}") };
        let path = folder.join(format!("{stem}{number}.{extension}"));
        match File::create_new(&path) {
            Ok(mut file) => return file.write_all(text.as_bytes()).map(|()| path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Names come from entities: only what no file system and no shell takes for something else.
fn safe(name: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let name: String = name.chars().map(fits).take(120).collect();
    name.trim_start_matches(['.', '-']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let first = write_new(folder.path(), "impact payments.txt", "one").unwrap();
        let second = write_new(folder.path(), "impact payments.txt", "two").unwrap();
        assert!(first.ends_with("impact-payments.txt") && second.ends_with("impact-payments-2.txt"));
        assert_eq!(std::fs::read_to_string(first).unwrap(), "one");
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        assert_eq!(safe("../../etc/pass wd.txt"), "etc-pass-wd.txt");
        assert_eq!(safe("-rf.json"), "rf.json");
    }
}
