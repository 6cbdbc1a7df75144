//! Restricted mode, as far as it can be seen without a server for ssh: `tests/live/sshd.rs` is the
//! rest.

mod arguments;
#[cfg(target_os = "linux")]
mod environment;
mod inside;
