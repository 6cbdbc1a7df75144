//! What is there and cannot be read: it is told, tried again where that helps, and never written over.
#![cfg(unix)]

use crate::session::keyring::{Ring, with_ring};
use crate::session::{ALICE, held};
use crate::support::alone::alone;
use crate::support::terminal::{Pty, Start};
use stagedoor::adapters::kept::{Sessions, Theirs};
use stagedoor::adapters::session::{Pointer, Vault};
use stagedoor::domain::model::EntityRef;
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::ports::{Saved, SessionPort as _};
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use tempfile::TempDir;

fn starred(names: &[&str]) -> Saved {
    let starred = names.iter().map(|name| EntityRef::new("component", "default", name)).collect();
    Saved { starred, ..Saved::default() }
}

/// Puts a link that leads to itself in the place of a file, which nobody can read then, and which a new
/// file could take the place of; what puts the file back.
pub fn unreadable(path: &Path) -> impl FnOnce() + use<> {
    let aside = path.with_extension("aside");
    fs::rename(path, &aside).unwrap();
    symlink(path, path).unwrap();
    let path = path.to_owned();
    move || {
        assert!(path.is_symlink(), "nothing took its place");
        fs::rename(aside, path).unwrap();
    }
}

#[test]
fn a_session_that_cannot_be_read_is_not_written_over_and_what_is_saved_later_comes_on_top() {
    let folder = TempDir::new().unwrap();
    let sessions = || Sessions::new(folder.path().to_owned());
    sessions().save(&starred(&["kept"])).unwrap();
    let readable_again = unreadable(&folder.path().join("session.json"));
    let screen = sessions();
    let fault = screen.load().unwrap_err();
    assert!(fault.to_string().contains("cannot read the session"), "{fault}");
    let fault = screen.save(&starred(&["new"])).unwrap_err();
    assert!(fault.to_string().contains("cannot save the session"), "{fault}");
    readable_again();
    screen.save(&starred(&["new"])).unwrap();
    assert_eq!(sessions().load().unwrap().starred, starred(&["kept", "new"]).starred);
}

#[test]
fn a_session_of_whom_nobody_can_tell_whether_they_are_signed_in_is_not_dropped_without_a_word() {
    let folder = TempDir::new().unwrap();
    let theirs = Theirs::as_long_as(|| Err(io::Error::other("who is signed in is not known")));
    let sessions = Sessions::new(folder.path().to_owned()).while_theirs(theirs);
    let fault = sessions.save(&starred(&["new"])).unwrap_err();
    assert!(fault.to_string().contains("who is signed in is not known"), "{fault}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn who_cannot_be_read_to_be_signed_in_is_not_taken_for_nobody() {
    let folder = TempDir::new().unwrap();
    let vault = || Vault::in_folder(folder.path().to_owned(), None);
    vault().keep(&held(ALICE, None)).await.unwrap();
    let readable_again = unreadable(&folder.path().join("signed-in.json"));
    assert!(Pointer::read(folder.path()).is_err());
    assert!(vault().held().await.is_err());
    readable_again();
    assert_eq!(vault().held().await.unwrap(), Some(held(ALICE, None)));
}

#[tokio::test]
async fn a_keyring_that_may_hold_tokens_and_does_not_let_go_leaves_what_says_so() {
    let (folder, ring) = (TempDir::new().unwrap(), Arc::<Ring>::default());
    let vault = || with_ring(folder.path(), &ring);
    vault().keep(&held(ALICE, None)).await.unwrap();
    let readable_again = unreadable(&folder.path().join("account/signed-in.json"));
    ring.closed.store(true, SeqCst);
    assert!(vault().purge().await.is_err());
    ring.closed.store(false, SeqCst);
    readable_again();
    assert_eq!(vault().held().await.unwrap(), Some(held(ALICE, None)));
}

#[test]
fn the_screen_says_that_the_session_cannot_be_read_and_leaves_it_as_it_is() {
    let mut first = Pty::example();
    first.until("101 entities").text_keys("gcq");
    assert_eq!(first.end(), 0);
    let folders = fs::read_dir(first.home.path().join("state")).unwrap().flatten();
    let session = folders.map(|folder| folder.path().join("session.json")).find(|path| path.exists()).unwrap();
    let before = fs::read(&session).unwrap();
    let readable_again = unreadable(&session);
    let mut second = Pty::start(Start { args: vec!["--example"], home: first.home, ..Start::default() });
    second.until("cannot read the session").text_keys("q");
    assert_eq!(second.end(), 1);
    assert!(second.text().contains("cannot save the session"), "{}", second.text());
    readable_again();
    assert_eq!(fs::read(&session).unwrap(), before);
}

/// Does something in a folder while no more file can be opened, and closes some once it has been tried
/// twice for certain: each try begins with the folder.
fn in_want_of_files<T: Send>(folder: &Path, work: impl FnOnce() -> T + Send) -> T {
    let few = rustix::process::Rlimit { current: Some(64), maximum: Some(64) };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, few).unwrap();
    let opened: Vec<File> = std::iter::from_fn(|| File::open("/dev/null").ok()).collect();
    std::thread::scope(|scope| {
        let working = scope.spawn(work);
        for _ in 0..2 {
            fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
            while fs::metadata(folder).unwrap().permissions().mode() & 0o777 != 0o700 && !working.is_finished() {
                std::thread::yield_now();
            }
        }
        drop(opened);
        working.join().unwrap()
    })
}

#[test]
fn a_session_is_saved_though_too_many_files_are_open_for_a_moment() {
    if !alone("unread::a_session_is_saved_though_too_many_files_are_open_for_a_moment") {
        return;
    }
    let folder = TempDir::new().unwrap();
    let sessions = || Sessions::new(folder.path().to_owned());
    sessions().save(&starred(&["kept"])).unwrap();
    in_want_of_files(folder.path(), || sessions().save(&starred(&["new"]))).unwrap();
    assert_eq!(sessions().load().unwrap().starred, starred(&["kept", "new"]).starred);
}

#[test]
fn tokens_are_kept_though_too_many_files_are_open_for_a_moment() {
    if !alone("unread::tokens_are_kept_though_too_many_files_are_open_for_a_moment") {
        return;
    }
    let folder = TempDir::new().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let vault = Vault::in_folder(folder.path().to_owned(), None);
    in_want_of_files(folder.path(), || runtime.block_on(vault.keep(&held(ALICE, None)))).unwrap();
    assert_eq!(runtime.block_on(vault.read_anew()).unwrap(), Some(held(ALICE, None)));
}

#[test]
fn tokens_that_too_many_open_files_hide_ask_nobody_to_sign_in_again() {
    if !alone("unread::tokens_that_too_many_open_files_hide_ask_nobody_to_sign_in_again") {
        return;
    }
    let folder = TempDir::new().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let vault = Vault::in_folder(folder.path().to_owned(), None);
    runtime.block_on(vault.keep(&held(ALICE, None))).unwrap();
    let few = rustix::process::Rlimit { current: Some(64), maximum: Some(64) };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, few).unwrap();
    let opened: Vec<File> = std::iter::from_fn(|| File::open("/dev/null").ok()).collect();
    let fault = runtime.block_on(vault.read_anew()).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Local, "{fault}");
    drop(opened);
    assert_eq!(runtime.block_on(vault.read_anew()).unwrap(), Some(held(ALICE, None)));
}
