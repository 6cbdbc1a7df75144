//! The pager of the user.

use crate::cli::ending::complain;
use crate::config::system_env;
use crate::domain::text::Clean;
use crate::platform::programs;
use std::ffi::OsString;

/// Shows a text in the pager; whether there was one.
pub(super) fn show(text: &str) -> bool {
    let Some((program, args)) = pager() else { return false };
    match programs::fed(&program, &args, text.as_bytes()) {
        Ok(()) => true,
        Err(error) => {
            complain(&Clean::line(&format!("cannot start the pager {program}: {error}")));
            false
        }
    }
}

/// What `PAGER` names, else `less` with colours and lines that go on beyond the edge; none where it is
/// `cat`, or empty.
fn pager() -> Option<(String, Vec<OsString>)> {
    let words = match std::env::var_os("PAGER") {
        None => vec!["less".to_owned(), "-RS".to_owned()],
        Some(_) => shell_words::split(&system_env("PAGER")?.to_string_lossy()).ok()?,
    };
    let (program, args) = words.split_first()?;
    let mut args: Vec<OsString> = args.iter().map(OsString::from).collect();
    let name = program.rsplit(['/', '\\']).next().unwrap_or_default();
    if args.is_empty() && name == "less" && system_env("LESS").is_none() {
        // without it less shows the sequences of the colours
        args.push("-R".into());
    }
    (name != "cat").then(|| (program.clone(), args))
}
