//! What the administrator says of a portal counts under whatever name it is reached: by a flag, by a
//! variable, in a context of the user's own.

use super::choice::Chosen;
use super::layers::{Config, Context, Home};
use super::table::AuthWay;
use crate::domain::model::WebAddress;

/// The administrator's contexts of one portal. Where there are several, each one's limits hold.
pub(super) struct Ceiling<'a>(Vec<&'a Context>);

impl<'a> Ceiling<'a> {
    /// Those of the portal at `base`.
    pub(super) fn at(base: &str, config: &'a Config) -> Self {
        let Ok(base) = WebAddress::parse(base) else { return Self(Vec::new()) };
        let is_there = |context: &&Context| match &context.home {
            Home::Portal { base: theirs, .. } => {
                WebAddress::parse(theirs).is_ok_and(|theirs| theirs.is_place_of(&base))
            }
            Home::Workspace(_) => false,
        };
        Self(config.contexts.iter().filter(|context| context.is_administrators).filter(is_there).collect())
    }

    /// None: what is chosen is the administrator's own, and says itself what counts.
    pub(super) fn none() -> Self {
        Self(Vec::new())
    }

    /// Whether a way of proving who one is may be used here.
    pub(super) fn allows(&self, way: AuthWay) -> bool {
        self.0.iter().all(|context| context.sign_in.takes(way))
    }

    /// Lowers what was chosen to it. Only a provider that the administrator names says of the user
    /// what rules are about: one of the user's own would say what the user likes.
    pub(super) fn lower(&self, mut chosen: Chosen) -> Chosen {
        let Some(first) = self.0.first() else { return chosen };
        let ways = chosen.allowed_ways.unwrap_or_else(|| AuthWay::ALL.to_vec());
        chosen.allowed_ways = Some(ways.into_iter().filter(|way| self.allows(*way)).collect());
        chosen.read_only |= self.0.iter().any(|context| context.read_only);
        chosen.rules.0.extend(self.0.iter().flat_map(|context| context.rules.iter().cloned()));
        let access = self.0.iter().flat_map(|context| context.access.iter().cloned());
        chosen.access = chosen.access.below(access.collect());
        chosen.sign_in.oidc = first.sign_in.oidc.clone();
        let theirs = self.0.iter().filter_map(|context| context.sign_in.decisions);
        chosen.sign_in.decisions = theirs.chain(chosen.sign_in.decisions).min();
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::super::choice::{Picks, UsageError, choose};
    use super::super::layers::merge;
    use super::super::read::read;
    use super::*;
    use std::ffi::OsString;
    use std::path::Path;
    use std::time::Duration;

    const MANAGED: &str = "[contexts.work]\nurl = 'https://portal.example/backend'\nread_only = true\n\
        auth = ['oidc', 'paste']\ndecisions = '5m'\n[contexts.work.oidc]\nissuer = 'https://sso.example'\n\
        client_id = 'stagedoor'\n[[contexts.work.rules]]\ncapability = 'catalog.entity.delete'\ngroups = ['admins']\n";

    fn config(url: &str) -> Config {
        let layer = |file: &str, text: &str| read(Path::new(file), text, Path::new("/home/me")).unwrap();
        let user = format!(
            "[contexts.mine]\nurl = '{url}'\nauth = ['oidc', 'guest', 'static']\ndecisions = '1h'\n\
             token_env = 'MINE'\n[contexts.mine.oidc]\nissuer = 'https://mine.example'\nclient_id = 'mine'\n"
        );
        merge(layer("/etc/m.toml", MANAGED), layer("/home/me/u.toml", &user)).unwrap()
    }

    fn chosen(picks: &Picks, vars: &[(&str, &str)], config: &Config) -> Result<Chosen, UsageError> {
        let said = |name: &str| vars.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value));
        choose(picks, &said, config, Path::new("/nowhere/at/all"), Path::new("/home/me"))
    }

    fn is_lowered(chosen: &Chosen) -> bool {
        let covers = chosen.rules.0.iter().any(|rule| rule.is_administrators && rule.covers == "catalog.entity.delete");
        let decisions = chosen.sign_in.decisions == Some(Duration::from_secs(300));
        let ways = chosen.allowed_ways.as_ref().is_some_and(|ways| *ways == [AuthWay::Oidc, AuthWay::Paste]);
        let issuer = chosen.sign_in.oidc.as_ref().map(|oidc| oidc.issuer.as_str());
        chosen.read_only && covers && decisions && ways && issuer == Some("https://sso.example")
    }

    #[test]
    fn what_the_administrator_says_of_a_portal_counts_when_it_is_named_by_its_address() {
        let config = config("https://elsewhere.example");
        for url in [
            "https://portal.example/backend",
            "https://PORTAL.example:443/x/../backend/",
            "http://portal.example./backend",
        ] {
            let flag = chosen(&Picks { url: Some(url.into()), ..Picks::default() }, &[], &config).unwrap();
            let variable = chosen(&Picks::default(), &[("STAGEDOOR_URL", url)], &config).unwrap();
            assert!(is_lowered(&flag) && is_lowered(&variable), "{url} {flag:?}");
        }
        for url in ["https://portal.example", "https://portal.example:8443/backend", "https://other.example/backend"] {
            let other = chosen(&Picks { url: Some(url.into()), ..Picks::default() }, &[], &config).unwrap();
            assert!(!other.read_only && other.rules.0.is_empty() && other.allowed_ways.is_none(), "{url}");
        }
    }

    #[test]
    fn and_in_a_context_of_the_users_own() {
        let by = |name: &str| Picks { context: Some(name.into()), ..Picks::default() };
        let same = config("https://portal.example/backend");
        assert!(is_lowered(
            &chosen(&by("mine"), &[], &Config { contexts: without_token(&same), ..same.clone() }).unwrap()
        ));
        // their own context says itself what counts, once
        let work = chosen(&by("work"), &[], &same).unwrap();
        assert_eq!((work.rules.0.len(), work.read_only), (1, true));
        let mine = chosen(&by("mine"), &[], &config("https://elsewhere.example")).unwrap();
        assert!(
            !mine.read_only && mine.rules.0.is_empty() && mine.sign_in.decisions == Some(Duration::from_secs(3_600))
        );
    }

    #[test]
    fn who_has_to_agree_by_the_administrators_rows_has_to_under_every_name_of_the_portal() {
        use crate::domain::model::access::{AccessKind, AccessLevel};
        let layer = |file: &str, text: &str| read(Path::new(file), text, Path::new("/home/me")).unwrap();
        let theirs = "[contexts.work]\nurl = 'https://portal.example/backend'\n[[contexts.work.access]]\n\
                      kind = 'database'\nenvironments = ['production']\napprovers = [['security']]\nat_most = '1h'\n";
        let mine = "[contexts.mine]\nurl = 'https://portal.example/backend'\n[[contexts.mine.access]]\n\
                    kind = 'database'\napprovers = []\nat_most = '10h'\n";
        let config = merge(layer("/etc/m.toml", theirs), layer("/home/me/u.toml", mine)).unwrap();
        let by = Picks { context: Some("mine".into()), ..Picks::default() };
        let policy = chosen(&by, &[], &config).unwrap().access;
        let said = |environment: &str| {
            let ruling = policy.ruling(AccessKind::Database, AccessLevel::Read, environment);
            (ruling.words().to_string(), ruling.from.to_string(), ruling.at_most.unwrap_or_default().as_secs() / 3_600)
        };
        let administrators = "the administrator's contexts.work.access".to_owned();
        assert_eq!(said("production"), ("approval by security".into(), administrators, 1));
        assert_eq!(said("lab"), ("no approval".into(), "contexts.mine.access".into(), 10));
        assert_eq!(said("").0, "approval by security", "it may be production");
    }

    #[test]
    fn a_ready_made_token_is_not_used_where_the_administrators_context_takes_none() {
        let url = Picks { url: Some("https://portal.example/backend".into()), ..Picks::default() };
        let mine = Picks { context: Some("mine".into()), ..Picks::default() };
        let config = config("https://portal.example/backend");
        let vars = [("STAGEDOOR_TOKEN", "secret")];
        assert_eq!(chosen(&url, &vars, &config).unwrap_err(), UsageError::Locked("STAGEDOOR_TOKEN"));
        assert_eq!(chosen(&mine, &vars, &config).unwrap_err(), UsageError::Locked("STAGEDOOR_TOKEN"));
        assert_eq!(chosen(&mine, &[], &config).unwrap_err(), UsageError::Locked("the token of the context"));
    }

    fn without_token(config: &Config) -> Vec<Context> {
        let mut contexts = config.contexts.clone();
        contexts.iter_mut().for_each(|context| context.token = super::super::choice::Token::None);
        contexts
    }
}
