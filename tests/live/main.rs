//! The real program against a real Backstage. Runs only with `STAGEDOOR_LIVE=1`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod access;
mod account;
mod away;
mod browser;
#[allow(dead_code, reason = "the hermetic suite uses all of it")]
#[path = "../it/scaffold/case.rs"]
mod case;
mod changes;
mod clustered;
mod clusters;
mod commands;
#[allow(dead_code, reason = "the hermetic suite uses all of it")]
#[path = "../it/scaffold/compared.rs"]
mod compared;
mod costs;
mod definitions;
mod docs;
mod docs_built;
mod fields;
mod forge;
#[allow(dead_code, reason = "the hermetic suite uses all of it")]
#[path = "../it/scaffold/given.rs"]
mod given;
mod keyring;
mod kubernetes;
mod login;
#[path = "../it/support/definitions.rs"]
mod made;
mod openid;
mod permissions;
mod ports;
mod program;
mod providers;
mod proxy;
#[path = "../it/support/reading.rs"]
mod reading;
mod rig;
mod scaffolder;
mod screen;
mod secrets;
mod seen;
mod servers;
mod sessions;
mod sign_in_sheet;
#[cfg(target_os = "linux")]
mod sshd;
mod tasks;
mod templates;
#[path = "../it/support/terminal.rs"]
#[allow(dead_code, reason = "shared with the other suite")]
mod terminal;
mod tokens;
mod vault;
mod writing;

#[test]
fn the_backend_is_ready_and_filled() {
    if !rig::live() {
        return;
    }
    let (status, body) = rig::rig().get("/api/catalog/entities/by-query?limit=0", &[]);
    assert_eq!(status, 401, "{body}");
}
