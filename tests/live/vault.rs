//! Credentials that a real OpenBao lends for a real PostgreSQL (`tests/vault/`), to somebody whom the provider of
//! `tests/oidc/` knows.

use crate::login::{by_browser, desk_at};
use crate::program::{Desk, Screen};
use crate::rig;
use crate::servers::{self, Server};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

/// How a role of the database is made, and nothing else is allowed to it but to read.
const MAKE: &str = "CREATE ROLE \"{{name}}\" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'; \
                    GRANT pg_read_all_data TO \"{{name}}\";";
/// What `shop` may, and `narrow` less of.
const SHOP: &str = r#"path "database/roles" { capabilities = ["list"] }
path "database/creds/*" { capabilities = ["read"] }
path "sys/leases/revoke" { capabilities = ["update"] }
path "secret/metadata" { capabilities = ["list"] }
path "secret/metadata/*" { capabilities = ["list"] }"#;
const NARROW: &str = r#"path "database/creds/reader" { capabilities = ["read"] }
path "secret/metadata/shop/*" { capabilities = ["list"] }"#;

/// The vault with its database, as these tests want them.
struct Rig {
    server: Server,
}

fn vault() -> &'static Rig {
    static RIG: OnceLock<Rig> = OnceLock::new();
    RIG.get_or_init(|| {
        let rig = Rig { server: Server::start("vault", &[]) };
        rig.fill();
        rig
    })
}

impl Rig {
    /// As its administrator.
    #[track_caller]
    fn say(&self, path: &str, body: &Value) -> String {
        let headers = [("X-Vault-Token", "root"), ("Content-Type", "application/json")];
        let (status, said) =
            rig::exchange(self.server.port, "POST", &format!("/v1/{path}"), &headers, &body.to_string()).unwrap();
        assert!((200..300).contains(&status), "{path}: {status} {said}");
        said
    }

    fn database(&self) -> u16 {
        self.server.ports[1]
    }

    fn fill(&self) {
        let address = format!(
            "postgresql://{{{{username}}}}:{{{{password}}}}@127.0.0.1:{}/postgres?sslmode=disable",
            self.database()
        );
        self.say("sys/mounts/database", &json!({"type": "database"}));
        self.say(
            "database/config/shop",
            &json!({"plugin_name": "postgresql-database-plugin", "allowed_roles": "*",
            "connection_url": address, "username": "admin", "password": "admin"}),
        );
        for (name, usual, most) in [("reader", "10m", "1h"), ("brief", "6s", "6s")] {
            let role = json!({"db_name": "shop", "default_ttl": usual, "max_ttl": most, "creation_statements": [MAKE]});
            self.say(&format!("database/roles/{name}"), &role);
        }
        self.say("secret/data/shop/api", &json!({"data": {"key": "never-to-be-read-9f2"}}));
        for (name, policy) in [("shop", SHOP), ("narrow", NARROW)] {
            self.say(&format!("sys/policies/acl/{name}"), &json!({"policy": policy}));
        }
        self.say("sys/auth/jwt", &json!({"type": "jwt"}));
        self.say("auth/jwt/config", &json!({"oidc_discovery_url": servers::oidc().url}));
        for role in ["shop", "narrow"] {
            let made = json!({"role_type": "jwt", "bound_audiences": ["vault"], "user_claim": "preferred_username",
                "token_policies": [role], "token_ttl": "1h"});
            self.say(&format!("auth/jwt/role/{role}"), &made);
        }
    }

    /// Runs a statement in the database as somebody.
    fn psql(&self, user: &str, password: &str, statement: &str) -> Output {
        let port = self.database().to_string();
        let args = ["-h", "127.0.0.1", "-p", &port, "-U", user, "-d", "postgres", "-Atc", statement];
        Command::new("psql").args(args).env("PGPASSWORD", password).output().unwrap()
    }

    /// Whether the database has a role of that name.
    fn has_role(&self, name: &str) -> bool {
        let said = self.psql("admin", "admin", &format!("select count(*) from pg_roles where rolname = '{name}'"));
        String::from_utf8(said.stdout).unwrap().trim() == "1"
    }
}

/// A desk of alice's, who is signed in at the provider, with that vault by that role of its.
#[track_caller]
fn desk(role: &str, databases: &str) -> Desk {
    let (vault, oidc) = (vault(), servers::oidc());
    let lines = format!(
        "[contexts.work.oidc]\nissuer = \"{}\"\nclient_id = \"stagedoor-wide\"\naudiences = [\"vault\"]\n\
         [[contexts.work.vaults]]\nname = \"main\"\nurl = \"{}\"\naudience = \"vault\"\nrole = \"{role}\"\n\
         databases = [\"{databases}\"]\naddresses = {{ database = \"127.0.0.1:{}/postgres\" }}\n\
         [[rules]]\ncapability = \"credentials.*\"\ngroups = [\"platform\"]",
        oidc.url,
        vault.server.url,
        vault.database()
    );
    let desk = desk_at(&servers::backstage().url, &lines);
    let said = by_browser(&desk, &["--browser"]);
    assert_eq!(said.code, 0, "{said:?}");
    desk
}

/// Lends by the only role that is offered, and goes to what was lent; the user's name in the database.
#[track_caller]
fn lend(screen: &mut Screen, role: &str) -> String {
    screen
        .pty
        .until(&format!("main:database/creds/{role}"))
        .until("n Lend")
        .text_keys("n")
        .until("makes a user of the database");
    screen.pty.text_keys("y").until("was lent as lease");
    screen.escape();
    screen.pty.until("Lent to you").text_keys("gg");
    word(&screen.pty.text(), "v-jwt")
}

/// The word on the screen that begins so.
#[track_caller]
fn word(text: &str, start: &str) -> String {
    let found = text.split_whitespace().find(|word| word.starts_with(start));
    found.unwrap_or_else(|| panic!("no {start} in:\n{text}")).to_owned()
}

/// The password of the lease under the cursor, as the screen shows it.
#[track_caller]
fn password(screen: &mut Screen) -> String {
    let shown = |text: &str| {
        let line = text.lines().find(|line| line.trim_start().starts_with("password "))?;
        line.split_whitespace().nth(1).map(str::to_owned)
    };
    screen.pty.text_keys("v").wait("the password", |text| shown(text).is_some());
    shown(&screen.pty.text()).unwrap()
}

/// Files below a folder that hold a text.
fn holding(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holding(&path, text));
        } else if std::fs::read(&path).is_ok_and(|bytes| bytes.windows(text.len()).any(|it| it == text.as_bytes())) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn what_is_lent_opens_the_database_until_it_is_given_back_and_is_kept_nowhere() {
    if !rig::live() {
        return;
    }
    let mut screen = desk("shop", "database/creds/reader").screen(&["credentials"], 36);
    let user = lend(&mut screen, "reader");
    assert!(vault().has_role(&user));
    let secret = password(&mut screen);
    let said = vault().psql(&user, &secret, "select current_user");
    assert_eq!(String::from_utf8(said.stdout).unwrap().trim(), user);
    screen.pty.text_keys("v").wait("the password hidden", |text| !text.contains(&secret));
    // made longer, as far as its role allows
    screen.pty.text_keys("e").until("lasts longer").text_keys("y").until("1 done");
    screen.escape();
    screen.pty.text_keys("x").until("is no user of the database any more").text_keys("y").until("is no user any more");
    screen.escape();
    screen.pty.until("given back");
    assert!(!vault().has_role(&user));
    assert!(!vault().psql(&user, &secret, "select 1").status.success());
    let desk = screen.leave();
    for text in [&secret, "hvs.", "never-to-be-read"] {
        assert_eq!(holding(desk.home.path(), text), [""; 0], "{text}");
    }
    let journal = desk.run(&["audit", "-o", "json"]).out;
    assert!(journal.contains("credentials.lend") && journal.contains("credentials.revoke"), "{journal}");
}

#[test]
fn a_lease_that_ends_is_seen_to_end_and_so_does_its_user() {
    if !rig::live() {
        return;
    }
    let mut screen = desk("shop", "database/creds/brief").screen(&["credentials"], 36);
    let user = lend(&mut screen, "brief");
    let secret = password(&mut screen);
    screen.pty.until("has ended").wait("the password gone", |text| !text.contains(&secret));
    rig::eventually("the end of the user", || (!vault().has_role(&user)).then_some(()));
    screen.leave();
}

#[test]
fn what_policies_keep_away_is_told_and_what_they_leave_is_there() {
    if !rig::live() {
        return;
    }
    let mut screen = desk("narrow", "database").screen(&["credentials"], 36);
    screen.pty.until("may not be listed").until("nothing: no role").until("main:secret/").text_keys("G\r");
    screen.pty.until("do not let you list it");
    screen.leave();
    let mut screen =
        desk("shop", "database").screen(&["stagedoor://credentials?vault=main&mount=secret&path=shop/"], 36);
    screen.pty.until("main:database/creds/brief").until("main:database/creds/reader").until("  api");
    let desk = screen.leave();
    let doctor = desk.run(&["doctor"]);
    assert!(doctor.out.contains("vault main") && doctor.out.contains("version 2."), "{doctor:?}");
    let mut screen = desk_with_another_role(desk).screen(&["credentials"], 36);
    screen.pty.until("could not be found").until("`role`");
    screen.leave();
}

/// The same desk, whose configuration names a role that is none.
fn desk_with_another_role(desk: Desk) -> Desk {
    let file = desk.home.path().join("config/config.toml");
    let text = std::fs::read_to_string(&file).unwrap().replace("role = \"shop\"", "role = \"nosuch\"");
    desk.configure(&text);
    desk
}
