//! Running the user's editor on a file.

use crate::platform::programs;
use std::ffi::OsString;
use std::io;
use std::path::Path;

/// Editors that take a line as `+LINE`; others might take that for the name of a file.
const TAKE_LINES: [&str; 14] =
    ["vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe", "mg", "ne", "gvim"];

/// Runs `$VISUAL` or `$EDITOR` on a file, at a line where it is an editor known to take one.
pub(super) fn run_editor(path: &Path, line: usize) -> io::Result<()> {
    let editor = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.trim().is_empty());
    let editor = editor.unwrap_or_else(|| "vi".into());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let name = Path::new(program).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let at = TAKE_LINES.contains(&name).then(|| format!("+{line}"));
    let args: Vec<OsString> = words.map(Into::into).chain(at.map(Into::into)).chain([path.into()]).collect();
    let status = programs::in_terminal(program, &args);
    let status = status.map_err(|error| {
        io::Error::new(error.kind(), format!("`{editor}` cannot be run: {error}; set EDITOR to the editor's command"))
    })?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("`{editor}` ended with {status}"))) }
}
