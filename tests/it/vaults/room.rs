use super::{Bench, payments};
use crate::pictures::picture;
use crate::rooms::setup;
use crate::support::stage::Stage;
use crate::support::vault::{FakeVault, PASSWORD};
use serde_json::json;
use stagedoor::domain::model::{At, Place};
use stagedoor::domain::text::Secret;
use stagedoor::platform::actions::Action;
use stagedoor::platform::ports::{Ports, Systems};
use stagedoor::platform::query::Ask;
use stagedoor::screen::app::{Effect, Message};
use std::sync::Arc;
use std::time::Duration;

const LARGE: (u16, u16) = (120, 30);
const SMALL: (u16, u16) = (80, 24);

fn ports(vault: &FakeVault) -> Ports {
    let bench = Bench::with(
        vault.vaults(),
        json!({"stagedoor.dev/vault-role": "database/creds/app-rw", "vault.io/secrets-path": "shop",
            "vault.io/secrets-engine": "secret"}),
    );
    let systems = Systems { credentials: Arc::new(bench.port()), ..Systems::default() };
    Ports { commands: Arc::new(bench.deeds()), systems, ..bench.catalog.clone().ports() }
}

fn stage(vault: &FakeVault, place: &str, size: (u16, u16)) -> Stage {
    let mut stage = Stage::new(setup(place), size, ports(vault));
    stage.until("Can be lent");
    rest(&mut stage);
    stage
}

fn rest(stage: &mut Stage) {
    stage.until_only(|ask| matches!(ask, Ask::CredentialsOf(_)));
    stage.take_what_came();
}

fn press(stage: &mut Stage, keys: &str) {
    for key in keys.split_whitespace() {
        stage.press(key);
        rest(stage);
    }
}

/// Lends by the role under the cursor, and goes to what was lent.
fn lend(stage: &mut Stage) {
    press(stage, "n");
    stage.until("the password is kept in the memory");
    press(stage, "y");
    stage.until("was lent as lease");
    press(stage, "esc");
    // it comes by itself, not with the command's end
    stage.until("Lent to you");
    press(stage, "g g");
}

/// So much time goes by, for the vault's clock and for the screen's.
fn pass(stage: &mut Stage, vault: &FakeVault, span: Duration) {
    vault.pass(span);
    stage.now = stage.now.after(span);
    stage.send_in(Message::Wake);
    rest(stage);
}

#[test]
fn what_is_lent_and_can_be_is_seen_and_the_password_after_a_key_alone() {
    let vault = FakeVault::start();
    let mut stage = stage(&vault, "credentials", LARGE);
    picture("credentials-120x30", &stage);
    lend(&mut stage);
    assert!(stage.sees("v-jwt-ali-app-ro-1") && !stage.sees(PASSWORD), "{}", stage.text());
    picture("credentials-lent-120x30", &stage);
    press(&mut stage, "v");
    assert!(stage.sees(&format!("{PASSWORD}1")) && stage.sees("hidden in 30 seconds"), "{}", stage.text());
    picture("credentials-shown-120x30", &stage);
    press(&mut stage, "v");
    assert!(!stage.sees(PASSWORD), "{}", stage.text());
}

#[test]
fn a_password_is_hidden_after_thirty_seconds_by_itself() {
    let vault = FakeVault::start();
    let mut stage = stage(&vault, "credentials", SMALL);
    lend(&mut stage);
    press(&mut stage, "v");
    picture("credentials-shown-80x24", &stage);
    pass(&mut stage, &vault, Duration::from_millis(29_900));
    assert!(stage.sees(PASSWORD) && stage.sees("hidden in 1 second"), "{}", stage.text());
    let wake = stage.app.wake().expect("it wakes by itself");
    assert!(wake.since(stage.now) <= Duration::from_millis(100), "{:?}", wake.since(stage.now));
    pass(&mut stage, &vault, Duration::from_millis(100));
    assert!(!stage.sees(PASSWORD) && !stage.sees("hidden in"), "{}", stage.text());
}

#[test]
fn a_clock_that_is_set_back_keeps_no_password_on_the_screen() {
    let vault = FakeVault::start();
    let mut stage = stage(&vault, "credentials", SMALL);
    lend(&mut stage);
    press(&mut stage, "v");
    assert!(stage.sees(PASSWORD), "{}", stage.text());
    stage.now = At(stage.now.0 - 3_600_000);
    stage.send_in(Message::Wake);
    rest(&mut stage);
    assert!(!stage.sees(PASSWORD) && !stage.sees("hidden in"), "{}", stage.text());
}

#[test]
fn what_others_took_back_is_not_said_to_be_given_back() {
    let vault = FakeVault::start();
    let mut stage = stage(&vault, "credentials", LARGE);
    lend(&mut stage);
    vault.take_back();
    press(&mut stage, "x");
    stage.until("is no user of the database any more");
    press(&mut stage, "y");
    stage.until("it has ended");
    press(&mut stage, "esc");
    stage.until("the vault has it no longer");
    assert!(!stage.sees("app-ro-1  given back"), "{}", stage.text());
}

#[test]
fn a_password_is_hidden_when_its_lease_ends_and_when_one_looks_elsewhere() {
    let vault = FakeVault::start();
    let mut stage = stage(&vault, "credentials", LARGE);
    lend(&mut stage);
    press(&mut stage, "v g h");
    stage.take_what_came();
    press(&mut stage, "h");
    assert!(stage.sees("Lent to you") && !stage.sees(PASSWORD), "{}", stage.text());
    pass(&mut stage, &vault, Duration::from_secs(3590));
    press(&mut stage, "g g v");
    assert!(stage.sees("hidden in 10 seconds"), "{}", stage.text());
    pass(&mut stage, &vault, Duration::from_secs(10));
    assert!(!stage.sees(PASSWORD) && stage.sees("has ended"), "{}", stage.text());
    assert!(!stage.app.offers(Action::CredentialsShow) && !stage.app.offers(Action::CredentialsRevoke));
}

#[test]
fn a_password_is_copied_by_its_own_key_alone_and_nothing_of_it_is_told() {
    let vault = FakeVault::start();
    let mut stage = stage(&vault, "credentials", LARGE);
    lend(&mut stage);
    press(&mut stage, "y c");
    assert!(matches!(stage.effects.last(), Some(Effect::Copy(text)) if text.starts_with("psql ")), "the line alone");
    stage.effects.clear();
    press(&mut stage, "y p");
    stage.until("other programs may read");
    let copied = Effect::CopySecret(Secret::new(format!("{PASSWORD}1")));
    assert!(stage.effects.contains(&copied), "{:?}", stage.effects);
    assert!(!format!("{:?}", stage.effects).contains(PASSWORD));
    assert!(!stage.sees(PASSWORD), "{}", stage.text());
    press(&mut stage, "M");
    assert!(!stage.sees(PASSWORD), "nor among the messages: {}", stage.text());
}

#[test]
fn a_lease_is_given_back_after_a_yes() {
    let vault = FakeVault::start();
    let mut stage = stage(&vault, "credentials", LARGE);
    lend(&mut stage);
    press(&mut stage, "x");
    stage.until("is no user of the database any more");
    assert_eq!(vault.leases(), 1, "not before the yes");
    press(&mut stage, "y");
    stage.until("is no user any more");
    press(&mut stage, "esc");
    stage.until("given back");
    assert_eq!(vault.leases(), 0);
}

#[test]
fn folders_of_secrets_are_walked_by_name() {
    let vault = FakeVault::start();
    let place = Place::credentials(payments()).to_string();
    let mut stage = stage(&vault, &place, LARGE);
    assert!(stage.sees("secret/shop/api/") && stage.sees("main:database/creds/app-rw"), "{}", stage.text());
    press(&mut stage, "G enter");
    assert!(matches!(stage.effects.last(), Some(Effect::Open(address)) if address.as_str().ends_with("show/shop/db")));
    press(&mut stage, "k enter");
    assert!(stage.sees("there is nothing in it"), "{}", stage.text());
    assert_eq!(stage.app.place().unwrap().param("path"), Some("shop/api/"), "a link leads to the folder");
    press(&mut stage, "G enter enter");
    picture("credentials-folder-120x30", &stage);
}
