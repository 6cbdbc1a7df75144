use crate::stand::Stand;
use crate::support::terminal::{Pty, Start};
use crate::support::vault::{FakeVault, JWT, PASSWORD, VAULT_TOKEN};
use std::path::Path;

const COMPONENT: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: payments\nspec:\n  type: service\n  lifecycle: production\n  owner: team-a\n";

/// The lines of a context that uses that vault, with a token in a file.
fn lines(fake: &FakeVault, token: &Path) -> String {
    let base = &fake.server.base;
    format!(
        "[[contexts.work.vaults]]\nname = \"main\"\nurl = {base:?}\ntoken_file = {token:?}\nrole = \"developer\"\n\
         addresses = {{ database = \"db.example:5432/shop\" }}\n"
    )
}

fn private(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn the_doctor_says_whether_a_vault_lets_the_user_in() {
    let fake = FakeVault::start();
    let stand = stand(&fake);
    let ran = stand.run(&["doctor", "--context", "work"]);
    assert!(ran.out.contains("vault main") && ran.out.contains("as jwt-alice"), "{} {}", ran.out, ran.err);
    fake.go_wrong(|wrong| wrong.refuses_login = true);
    let ran = stand.run(&["doctor", "--context", "work"]);
    assert!(ran.out.contains("vault main") && !ran.out.contains("as jwt-alice"), "{}", ran.out);
    assert!(!ran.out.contains(JWT) && !ran.err.contains(JWT), "{}", ran.out);
}

/// Files below a folder that hold a text, but for the token that the user put there.
fn holding(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holding(&path, text));
        } else if entry.file_name() != "token" {
            let bytes = std::fs::read(&path).unwrap();
            if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

fn count(raw: &[u8], text: &str) -> usize {
    raw.windows(text.len()).filter(|window| *window == text.as_bytes()).count()
}

/// The screen over a folder and that vault, at what it lends.
fn screen(fake: &FakeVault) -> Pty {
    screen_with(fake, &[], Vec::new())
}

fn screen_with(fake: &FakeVault, more: &[&str], env: Vec<(&str, &str)>) -> Pty {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("catalog");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::create_dir_all(home.path().join("config")).unwrap();
    std::fs::write(folder.join("catalog-info.yaml"), COMPONENT).unwrap();
    private(&home.path().join("token"), JWT);
    let lines = lines(fake, &home.path().join("token"));
    let text = format!("[contexts.work]\nworkspace = {folder:?}\n{lines}");
    std::fs::write(home.path().join("config/config.toml"), text).unwrap();
    let args = [&["--context", "work", "credentials"], more].concat();
    Pty::start(Start { args, env, home, ..Start::default() })
}

/// Lends by the first role, with a yes on the sheet.
fn lend(pty: &mut Pty) {
    pty.until("main:database/creds/app-ro").text_keys("n").until("makes a user of the database").text_keys("y");
    pty.until("was lent as lease").send(b"\x1b").until("in the memory of this program alone").text_keys("gg");
}

#[test]
fn a_password_is_on_the_screen_while_it_is_shown_and_nowhere_before_or_after() {
    let fake = FakeVault::start();
    let mut pty = screen(&fake);
    lend(&mut pty);
    assert_eq!(count(&pty.raw, PASSWORD), 0, "it is lent, and not shown");
    pty.text_keys("v").until("hidden in").until(PASSWORD).text_keys("v");
    pty.wait("the password hidden", |text| !text.contains(PASSWORD));
    let shown = count(&pty.raw, PASSWORD);
    // what is looked at meanwhile brings nothing of it back
    pty.text_keys("gj").until("credentials.lend").text_keys("h").until("Lent to you").text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
    assert_eq!(count(&pty.raw, PASSWORD), shown);
    assert!(!pty.text().contains(PASSWORD), "{}", pty.text());
    assert!(pty.text().contains("v-jwt-ali-app-ro-1 is still lent"), "{}", pty.text());
    for secret in [PASSWORD, VAULT_TOKEN, JWT, "Wxu1"] {
        assert_eq!(holding(pty.home.path(), secret), [""; 0], "{secret}");
    }
}

#[test]
fn however_it_ends_while_a_password_is_shown_nothing_of_it_is_left() {
    for signal in ["TERM", "HUP", "QUIT"] {
        let fake = FakeVault::start();
        let mut pty = screen(&fake);
        lend(&mut pty);
        pty.text_keys("v").until(PASSWORD).signal(signal);
        pty.end();
        assert!(!pty.text().contains(PASSWORD), "after SIG{signal}: {}", pty.text());
        assert_eq!(holding(pty.home.path(), PASSWORD), [""; 0], "after SIG{signal}");
    }
}

#[test]
fn a_fall_while_a_password_is_shown_leaves_nothing_of_it_in_any_report_or_log() {
    let fake = FakeVault::start();
    let env = vec![("STAGEDOOR_TEST_FALL_AT", "f9"), ("RUST_BACKTRACE", "full")];
    let mut pty = screen_with(&fake, &["--log", "all.log", "-vv"], env);
    lend(&mut pty);
    pty.text_keys("v").until(PASSWORD).send(b"\x1b[20~");
    assert_ne!(pty.end(), 0);
    pty.assert_sane();
    // what it says is longer than a screen
    assert!(count(&pty.raw, "told to fall over") > 0, "{}", pty.text());
    assert!(!pty.text().contains(PASSWORD), "{}", pty.text());
    assert!(std::fs::metadata(pty.home.path().join("all.log")).is_ok_and(|log| log.len() > 0), "there is a log");
    for secret in [PASSWORD, VAULT_TOKEN, JWT, "Wxu1"] {
        assert_eq!(holding(pty.home.path(), secret), [""; 0], "{secret}");
    }
}

/// A machine with that vault in its configuration.
fn stand(fake: &FakeVault) -> Stand {
    let stand = Stand::new();
    stand.write("here/catalog-info.yaml", COMPONENT);
    let token = stand.write("token", "");
    private(Path::new(&token), JWT);
    let here = stand.here();
    let text = format!("[contexts.work]\nworkspace = {here:?}\n{}", lines(fake, Path::new(&token)));
    stand.configured(&text)
}

#[test]
fn a_program_is_lent_credentials_as_long_as_it_runs() {
    let fake = FakeVault::start();
    let script = "echo $PGUSER; test $PGPASSWORD = Kq7-lent-1 && exit 7";
    let ran =
        stand(&fake).run(&["access", "credential", "app-ro", "--context", "work", "--", "sh", "-c", script]).ends(7);
    assert_eq!(ran.out.trim(), "v-jwt-ali-app-ro-1", "{} {}", ran.out, ran.err);
    assert!(ran.err.contains("is no user any more") && !ran.err.contains(PASSWORD), "{}", ran.err);
    assert_eq!(fake.leases(), 0);
}

#[test]
fn being_told_to_end_while_the_program_runs_ends_it_and_gives_back_what_it_was_lent() {
    for (signal, code) in [("TERM", 143), ("HUP", 129)] {
        let fake = FakeVault::start();
        let stand = stand(&fake);
        let script = format!("kill -{signal} $PPID; exec sleep 600");
        let ran =
            stand.run(&["access", "credential", "app-ro", "--context", "work", "--", "sh", "-c", &script]).ends(code);
        assert!(ran.err.contains("is no user any more"), "{}", ran.err);
        assert_eq!(fake.leases(), 0, "after SIG{signal}");
        let told = stand.run(&["audit", "--context", "work"]);
        assert!(told.out.contains("access.connect"), "the run is in the journal: {} {}", told.out, told.err);
    }
}

#[test]
fn where_the_database_is_not_known_nothing_is_lent() {
    let fake = FakeVault::start();
    let stand = stand(&fake);
    let (here, token) = (stand.here(), stand.path("token"));
    let lines = lines(&fake, Path::new(&token)).replace("database =", "other =");
    let stand = stand.configured(&format!("[contexts.work]\nworkspace = {here:?}\n{lines}"));
    let ran = stand.run(&["access", "credential", "app-ro", "--context", "work"]);
    assert!(ran.err.contains("nobody says where the database is"), "{}", ran.err);
    assert!(fake.asked("/v1/database/creds/app-ro").is_empty());
}

#[test]
fn what_a_program_was_lent_and_cannot_be_given_back_is_said_to_end_by_itself() {
    let fake = FakeVault::start();
    fake.go_wrong(|wrong| wrong.denied.insert("sys/leases/revoke"));
    let args = ["access", "credential", "database/creds/app-rw", "--context", "work", "--", "true"];
    let ran = stand(&fake).run(&args).ends(0);
    assert!(ran.err.contains("ends by itself") && fake.leases() == 1, "{}", ran.err);
}

#[test]
fn a_role_that_is_none_or_a_program_that_is_not_there_lends_nothing_for_long() {
    let fake = FakeVault::start();
    let stand = stand(&fake);
    let ran = stand.run(&["access", "credential", "nosuch", "--context", "work", "--", "true"]).ends(3);
    assert!(ran.err.contains("main:database/creds/app-ro"), "{}", ran.err);
    stand.run(&["access", "credential", "app-ro", "--context", "work", "--", "/nowhere/at-all"]).ends(1);
    assert_eq!(fake.leases(), 0);
}
