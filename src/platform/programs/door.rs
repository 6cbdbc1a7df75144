use crate::domain::model::access::is_listed;
use std::ffi::OsStr;
use std::io;
use std::sync::OnceLock;

static DOOR: Door = Door(OnceLock::new());

/// Once it is shut, what is let through all the same. It can only be shut: there is no way back.
struct Door(OnceLock<Vec<Vec<String>>>);

impl Door {
    fn shut(&self, listed: Vec<Vec<String>>) {
        // the first list counts: a second one could only be wider
        let _ = self.0.set(listed);
    }

    fn ask(&self) -> io::Result<()> {
        if self.0.get().is_none() { Ok(()) } else { Err(refused("no other program is started in restricted mode")) }
    }

    fn ask_for<'w>(&self, program: &'w OsStr, args: impl Iterator<Item = &'w OsStr>) -> io::Result<()> {
        let Some(listed) = self.0.get() else { return Ok(()) };
        // what is no text is on no list
        let words: Option<Vec<&str>> = std::iter::once(program).chain(args).map(OsStr::to_str).collect();
        match words.is_some_and(|words| is_listed(listed, words.into_iter())) {
            true => Ok(()),
            false => Err(refused("in restricted mode only programs that the administrator lists are started")),
        }
    }
}

fn refused(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, why)
}

/// From here on this process starts no other programs than these, each named by its path and the beginning of its
/// arguments, word by word.
pub fn shut(listed: Vec<Vec<String>>) {
    DOOR.shut(listed);
}

/// Whether any program may be started. Whoever starts one that no list could name asks here first.
///
/// # Errors
/// Once the door is shut.
pub fn ask() -> io::Result<()> {
    DOOR.ask()
}

/// Whether exactly this program may be started. Whoever starts it asks here first.
///
/// # Errors
/// Once the door is shut, and it is not let through all the same.
pub fn ask_for<'w>(program: &'w OsStr, args: impl Iterator<Item = &'w OsStr>) -> io::Result<()> {
    DOOR.ask_for(program, args)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(door: &Door, words: &[&str]) -> bool {
        door.ask_for(OsStr::new(words[0]), words[1..].iter().map(OsStr::new)).is_ok()
    }

    #[test]
    fn a_door_that_was_shut_stays_so_and_says_why() {
        let door = Door(OnceLock::new());
        assert!(door.ask().is_ok() && passes(&door, &["/bin/sh"]));
        door.shut(Vec::new());
        door.shut(vec![vec!["/bin/sh".into()]]);
        assert!(door.ask().unwrap_err().to_string().contains("restricted mode"));
        assert!(!passes(&door, &["/bin/sh"]), "a second list opens nothing");
    }

    #[test]
    fn what_is_listed_passes_with_those_first_arguments_and_nothing_else_does() {
        let door = Door(OnceLock::new());
        door.shut(vec![vec!["/usr/bin/tsh".into(), "ssh".into()]]);
        assert!(passes(&door, &["/usr/bin/tsh", "ssh", "root@db"]));
        for words in [&["/usr/bin/tsh"][..], &["/usr/bin/tsh", "ls"], &["tsh", "ssh"], &["/bin/sh"]] {
            assert!(!passes(&door, words), "{words:?}");
        }
        assert!(door.ask().is_err(), "what asks for any program gets none");
    }
}
