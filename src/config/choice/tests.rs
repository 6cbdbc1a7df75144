use super::*;
use std::collections::HashMap;

fn config() -> Config {
    let context = |name: &str, accepts: &[AuthWay]| Context {
        name: name.into(),
        home: Home::Portal { base: format!("https://{name}.example"), web: None },
        user: None,
        sign_in: SignInSettings { accepts: accepts.to_vec(), ..SignInSettings::default() },
        rules: Vec::new(),
        access: Vec::new(),
        token: Token::File("/t".into()),
        read_only: false,
        systems: SystemSettings::default(),
        is_administrators: false,
    };
    Config { contexts: vec![context("open", &[AuthWay::Static]), context("sso", &[])], ..Config::default() }
}

fn chosen(picks: &Picks, vars: &[(&str, &str)], config: &Config) -> Result<Chosen, UsageError> {
    let vars: HashMap<String, OsString> = vars.iter().map(|(k, v)| ((*k).to_owned(), v.into())).collect();
    choose(picks, &|name| vars.get(name).cloned(), config, Path::new("/nowhere/at/all"), Path::new("/home/me"))
}

fn token(chosen: Chosen) -> Token {
    match chosen.portal {
        Portal::Backstage { token, .. } => token,
        other => panic!("{other:?}"),
    }
}

#[test]
fn flags_go_before_variables_and_those_before_the_configuration() {
    let mut config = config();
    assert_eq!(chosen(&Picks::default(), &[], &config).unwrap().name.as_str(), "example");
    config.current = Some("sso".into());
    assert_eq!(chosen(&Picks::default(), &[], &config).unwrap().name.as_str(), "sso");
    let vars = [("STAGEDOOR_URL", "http://h:7007/"), ("STAGEDOOR_WORKSPACE", "/w")];
    assert_eq!(chosen(&Picks::default(), &vars, &config).unwrap().name.as_str(), "h:7007");
    let picks = Picks { context: Some("open".into()), ..Picks::default() };
    assert_eq!(chosen(&picks, &vars, &config).unwrap().context.as_deref(), Some("open"));
}

#[test]
fn a_token_in_the_environment_counts_where_it_is_accepted_and_nowhere_else() {
    let vars = [("STAGEDOOR_TOKEN", "secret")];
    let by = |name: &str| Picks { context: Some(name.into()), ..Picks::default() };
    let url = Picks { url: Some("https://x".into()), ..Picks::default() };
    let from_env = Token::Env("STAGEDOOR_TOKEN".into());
    assert_eq!(token(chosen(&url, &vars, &config()).unwrap()), from_env);
    assert_eq!(token(chosen(&by("open"), &vars, &config()).unwrap()), from_env);
    assert_eq!(token(chosen(&by("open"), &[], &config()).unwrap()), Token::File("/t".into()));
    let unused = chosen(&by("sso"), &vars, &config()).unwrap();
    assert_eq!((unused.unused_token, token(unused)), (Some("STAGEDOOR_TOKEN"), Token::None));
    assert_eq!(chosen(&by("open"), &vars, &config()).unwrap().unused_token, None);
    let locked = Config { auth: Some(vec![AuthWay::Oidc]), ..config() };
    assert_eq!(chosen(&url, &vars, &locked).unwrap_err(), UsageError::Locked("STAGEDOOR_TOKEN"));
    assert_eq!(token(chosen(&url, &[], &locked).unwrap()), Token::None);
}

#[test]
fn an_address_with_a_password_is_refused_and_not_repeated() {
    let picks = Picks { url: Some("https://alice:hunter2@x".into()), ..Picks::default() };
    let error = chosen(&picks, &[], &config()).unwrap_err().to_string();
    assert!(error.contains("no password") && !error.contains("hunter2"), "{error}");
    for bad in ["x", "ftp://x", "https://", "https://x?y", "https://x#y"] {
        let picks = Picks { url: Some(bad.into()), ..Picks::default() };
        assert!(chosen(&picks, &[], &config()).is_err(), "{bad}");
    }
}

#[test]
fn a_token_in_clear_is_one_that_goes_to_another_machine_without_tls() {
    let at = |url: &str, vars: &[(&str, &str)], is_signed_in| {
        let picks = Picks { url: Some(url.into()), ..Picks::default() };
        chosen(&picks, vars, &config()).unwrap().sends_token_in_clear(is_signed_in)
    };
    let token = [("STAGEDOOR_TOKEN", "secret")];
    assert!(at("http://portal.example", &token, false) && at("http://portal.example", &[], true));
    assert!(!at("http://portal.example", &[], false));
    for safe in ["https://portal.example", "http://localhost:7007"] {
        assert!(!at(safe, &token, false) && !at(safe, &[], true), "{safe}");
    }
}
