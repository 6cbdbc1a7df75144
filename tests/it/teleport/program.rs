//! The configuration of it, as the real program reads it.

use super::Stage;
use crate::stand::Stand;
use serde_json::{Value, json};

fn configured(stage: &Stage, rest: &str) -> Stand {
    let home = stage.home("alice");
    let text = format!(
        "current = 'a'\n[contexts.a]\nworkspace = '{}'\n[contexts.a.teleport]\nhome = '{}'\n{rest}",
        env!("CARGO_MANIFEST_DIR"),
        home.display()
    );
    Stand::new().configured(&text)
}

fn check(rows: &Value) -> Value {
    rows.as_array().unwrap().iter().find(|row| row["check"] == "system").unwrap().clone()
}

#[test]
fn what_is_wrong_with_it_is_said_with_its_place() {
    let wrong = |rest: &str, column: u64, words: &str| {
        let text = format!("[contexts.a]\nworkspace = '/w'\n[contexts.a.teleport]\n{rest}\n");
        let rows = Stand::new().configured(&text).run(&["config", "check", "-o", "json"]).ends(7).json();
        let message = rows[0]["message"].as_str().unwrap();
        assert!(message.contains(words), "{message}");
        assert_eq!((&rows[0]["line"], &rows[0]["column"]), (&json!(4), &json!(column)), "{message}");
    };
    wrong("proxy = 'https://teleport.example.com/web'", 9, "no address of a proxy");
    wrong("proxy = '--insecure'", 9, "no address of a proxy");
    wrong("proxy = ''", 9, "no address of a proxy");
    wrong("user = '-d'", 8, "no name of a user");
    wrong("cluster = 'a b'", 11, "no name of a cluster");
    wrong("command = ''", 11, "the command is empty");
    wrong("home = ''", 8, "the folder is empty");
    wrong("token = 'x'", 1, "unknown field `token`");
    let good = "[contexts.a]\nworkspace = '/w'\n[contexts.a.teleport]\nproxy = 'https://t.example.com:3080/'\nhome = '~/.tsh'\n";
    Stand::new().configured(good).run(&["config", "check"]).ends(0);
    Stand::new()
        .configured("[contexts.a]\nworkspace = '/w'\n[contexts.a.teleport]\n")
        .run(&["config", "check"])
        .ends(0);
}

#[test]
fn the_doctor_says_whether_it_answers_and_what_to_do_where_it_does_not() {
    let stage = Stage::new();
    // the program goes by the clock on the wall
    stage.change(|world| world["signed_in"]["alice"]["until"] = json!(4_102_444_800_000_i64));
    let there = configured(&stage, &format!("command = '{}'\n", super::program()));
    let row = check(&there.run(&["doctor", "-o", "json"]).json());
    assert_eq!(row["ok"], true, "{row}");
    assert_eq!(row["detail"], "Teleport: you are alice at teleport.example.com:443, by tsh 17.4.2");
    stage.change(|world| world["signed_in"]["alice"] = json!({}));
    let row = check(&there.run(&["doctor", "-o", "json"]).json());
    assert_eq!(row["ok"], false);
    assert!(row["cure"].as_str().unwrap().contains("login"), "{row}");
    let gone = configured(&stage, "command = '/nowhere/tsh'\n");
    let row = check(&gone.run(&["doctor", "-o", "json"]).json());
    assert!(row["detail"].as_str().unwrap().contains("`/nowhere/tsh` is not there"), "{row}");
}
