//! What somebody names in a command line, read within a bound: what is longer is refused, for a part of it would be taken
//! for the whole.

use std::io::{Error, ErrorKind, Read, Result};
use std::path::Path;

/// What a file holds.
///
/// # Errors
/// When it cannot be read, is not UTF-8, or has more bytes than it may.
pub(in crate::cli) fn file(path: &Path, most: u64) -> Result<String> {
    whole(std::fs::File::open(path)?, most)
}

/// The same, of standard input for `-`.
///
/// # Errors
/// Those of [`file`].
pub(in crate::cli) fn file_or_input(path: &Path, most: u64) -> Result<String> {
    match path.as_os_str() == "-" {
        true => whole(std::io::stdin().lock(), most),
        false => file(path, most),
    }
}

fn whole(from: impl Read, most: u64) -> Result<String> {
    let mut bytes = Vec::new();
    from.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(Error::new(ErrorKind::FileTooLarge, format!("it is longer than {most} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| Error::new(ErrorKind::InvalidData, "it is no UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_refused_and_never_cut() {
        assert_eq!(whole("12345".as_bytes(), 5).unwrap(), "12345");
        for long in ["123456", "1234ä", "1234äöü"] {
            assert_eq!(whole(long.as_bytes(), 5).unwrap_err().to_string(), "it is longer than 5 bytes");
        }
    }
}
