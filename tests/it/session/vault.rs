//! The file that tokens are kept in: its owner's alone, whole, and gone when one signs out.

use super::{ALICE, BOB, Renewing, held, session, vault};
use stagedoor::adapters::session::{KeptIn, Pointer, Vault};
use stagedoor::platform::fault::FaultKind;
use std::fs::{Permissions, read_dir, set_permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o7777
}

#[tokio::test]
async fn what_is_kept_is_there_for_the_next_process_and_who_it_is_is_known_without_a_secret() {
    let folder = TempDir::new().unwrap();
    vault(folder.path()).keep(&held(ALICE, None)).await.unwrap();
    assert_eq!(vault(folder.path()).held().await.unwrap(), Some(held(ALICE, None)));
    let account = folder.path().join("account");
    let pointer = Pointer::read(&account).unwrap().unwrap();
    assert_eq!((pointer.subject.as_str(), pointer.kept), (ALICE, KeptIn::File));
    let text = std::fs::read_to_string(account.join("signed-in.json")).unwrap();
    assert!(!text.contains("access-0") && !text.contains("refresh-0"), "{text}");
}

#[tokio::test]
async fn a_file_that_others_could_read_is_refused_and_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    vault(folder.path()).keep(&held(ALICE, None)).await.unwrap();
    let path = folder.path().join("account/tokens.json");
    for wide in [0o644, 0o640, 0o604, 0o666] {
        set_permissions(&path, Permissions::from_mode(wide)).unwrap();
        let fault = vault(folder.path()).held().await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::NotSignedIn);
        assert!(fault.to_string().contains("others can read it"), "{fault}");
        assert!(fault.cure.as_str().contains("chmod 600"), "{fault}");
        assert_eq!(mode(&path), wide);
    }
    // signing in again puts a new file in its place
    vault(folder.path()).keep(&held(ALICE, None)).await.unwrap();
    assert_eq!(mode(&path), 0o600);
}

#[tokio::test]
async fn a_link_in_the_place_of_the_file_is_not_followed() {
    let folder = TempDir::new().unwrap();
    vault(folder.path()).keep(&held(ALICE, None)).await.unwrap();
    let (path, target) = (folder.path().join("account/tokens.json"), folder.path().join("target"));
    std::fs::rename(&path, &target).unwrap();
    symlink(&target, &path).unwrap();
    assert_eq!(vault(folder.path()).held().await.unwrap_err().kind, FaultKind::NotSignedIn);
    let before = std::fs::read(&target).unwrap();
    vault(folder.path()).keep(&held(BOB, None)).await.unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), before, "what the link leads to is not written");
    assert_eq!(vault(folder.path()).held().await.unwrap().unwrap().subject, BOB);
}

#[tokio::test]
async fn a_damaged_file_is_no_session_and_its_words_are_not_shown() {
    let folder = TempDir::new().unwrap();
    vault(folder.path()).keep(&held(ALICE, None)).await.unwrap();
    let path = folder.path().join("account/tokens.json");
    let good = std::fs::read(&path).unwrap();
    for bad in [&good[..good.len() / 2], b"", b"secret-secret", b"{\"version\":1,\"subject\":\"secret-secret\"}"] {
        std::fs::write(&path, bad).unwrap();
        let fault = vault(folder.path()).held().await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::NotSignedIn);
        assert!(!fault.to_string().contains("secret-secret"), "{fault}");
    }
}

#[tokio::test]
async fn who_is_signed_in_is_put_right_when_a_process_fell_over_before_it_said_so() {
    let folder = TempDir::new().unwrap();
    vault(folder.path()).keep(&held(ALICE, None)).await.unwrap();
    let account = folder.path().join("account");
    let pointer = std::fs::read(account.join("signed-in.json")).unwrap();
    vault(folder.path()).keep(&held(BOB, None)).await.unwrap();
    std::fs::write(account.join("signed-in.json"), pointer).unwrap();
    // what was shown before the tokens were read was alice's: nothing is asked for it
    let opened = session(&vault(folder.path()), &Renewing::well(), ALICE);
    assert_eq!(opened.token().await.unwrap_err().kind, FaultKind::AnotherUser);
    assert_eq!(Pointer::read(&account).unwrap().unwrap().subject, BOB);
}

#[tokio::test]
async fn signing_out_leaves_nothing_not_even_what_a_killed_process_left() {
    let folder = TempDir::new().unwrap();
    let account = folder.path().join("account");
    vault(folder.path()).keep(&held(ALICE, None)).await.unwrap();
    std::fs::write(account.join("tokens.json.77-0.new"), "half a token").unwrap();
    vault(folder.path()).purge().await.unwrap();
    assert_eq!(read_dir(folder.path()).unwrap().count(), 0);
    vault(folder.path()).purge().await.unwrap();
}

#[tokio::test]
async fn while_another_process_holds_the_lock_nothing_is_changed() {
    let folder = TempDir::new().unwrap();
    vault(folder.path()).keep(&held(ALICE, None)).await.unwrap();
    let account = folder.path().join("account");
    let other = std::fs::File::create(account.join("tokens.lock")).unwrap();
    other.lock().unwrap();
    let impatient = || Vault::in_folder(account.clone(), None).lock_patience(Duration::ZERO);
    let fault = impatient().keep(&held(BOB, None)).await.unwrap_err();
    assert!(fault.to_string().contains("another stagedoor"), "{fault}");
    assert!(impatient().purge().await.is_err());
    assert_eq!(vault(folder.path()).held().await.unwrap().unwrap().subject, ALICE);
    drop(other);
    impatient().keep(&held(BOB, None)).await.unwrap();
}

#[tokio::test]
async fn in_memory_nothing_is_written_and_all_of_the_process_share_it() {
    let vault = std::sync::Arc::new(Vault::in_memory());
    vault.keep(&held(ALICE, None)).await.unwrap();
    let session = session(&vault, &Renewing::well(), ALICE);
    assert_eq!(session.token().await.unwrap().unwrap().reveal(), "access-0");
    assert!(vault.folder().is_none());
    vault.purge().await.unwrap();
    assert_eq!(session.token().await.unwrap_err().kind, FaultKind::NotSignedIn);
}

#[test]
fn nothing_that_is_printed_for_developers_shows_a_token() {
    let shown = format!("{:?} {:?}", held(ALICE, None), vault(Path::new("/nowhere")));
    assert!(!shown.contains("access-0") && !shown.contains("refresh-0"), "{shown}");
}

#[tokio::test]
async fn who_signed_out_in_another_process_is_signed_out_here_too() {
    let folder = TempDir::new().unwrap();
    let here = vault(folder.path());
    here.keep(&held(ALICE, None)).await.unwrap();
    assert_eq!(here.held().await.unwrap(), Some(held(ALICE, None)));
    vault(folder.path()).purge().await.unwrap();
    assert_eq!(here.held().await.unwrap(), None);
}
