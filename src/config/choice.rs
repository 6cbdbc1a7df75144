//! Which platform is meant.

use super::address::{ADDRESS_CURE, portal_address};
use super::audit::Audit;
use super::ceiling::Ceiling;
use super::checkout::workspace_above;
use super::layers::{Config, Context, Home};
use super::sign_in::SignInSettings;
use super::systems::SystemSettings;
use super::table::AuthWay;
use crate::domain::model::access::AccessPolicy;
use crate::domain::model::{EntityRef, Rules, WebAddress};
use crate::domain::template::golden::GoldenPath;
use crate::domain::text::Clean;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What the command line says about the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picks {
    /// `--context`.
    pub context: Option<String>,
    /// `--url`.
    pub url: Option<String>,
    /// `--workspace`.
    pub workspace: Option<PathBuf>,
    /// `--example`.
    pub example: bool,
    /// `--fresh`.
    pub fresh: bool,
}

/// Where a token comes from. Never the token itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Token {
    /// There is none.
    #[default]
    None,
    /// A variable of the environment, by name.
    Env(String),
    /// A file.
    File(PathBuf),
    /// A command that prints it.
    Command(Vec<String>),
}

/// Which kind of platform, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Portal {
    /// A Backstage backend.
    Backstage {
        /// Its base address, without a slash at the end.
        base: String,
        /// The address of its pages.
        web: String,
        /// Where the token comes from.
        token: Token,
    },
    /// A folder.
    Workspace(PathBuf),
    /// The bundled example; anew, when so said.
    Example {
        /// Start it anew.
        fresh: bool,
    },
}

/// The platform that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Its name: of the context, the host, the folder.
    pub name: Clean,
    /// The context, where it is one.
    pub context: Option<String>,
    /// What it is, and where.
    pub portal: Portal,
    /// Who the user is, as far as it is configured.
    pub user: Option<EntityRef>,
    /// Only reading.
    pub read_only: bool,
    /// How one signs in.
    pub sign_in: SignInSettings,
    /// The ways of proving who one is that may be used at all; `None` is all.
    pub allowed_ways: Option<Vec<AuthWay>>,
    /// Who may do what.
    pub rules: Rules,
    /// Who has to agree to access for a while.
    pub access: AccessPolicy,
    /// Where what is done is recorded, besides the user's own journal.
    pub audit: Audit,
    /// What the user and the administrator say of the golden path.
    pub golden: GoldenPath,
    /// The systems beside it.
    pub systems: SystemSettings,
    /// The variable that holds a token which is not used, because the context does not list `static`.
    pub unused_token: Option<&'static str>,
}

impl Chosen {
    /// Whether access for a while is only played here: in a folder that no system beside it grants access to.
    pub fn plays_access(&self) -> bool {
        match self.portal {
            Portal::Workspace(_) | Portal::Example { .. } => true,
            Portal::Backstage { .. } => false,
        }
    }

    /// Whether a token goes to another machine without TLS, be it ready made or that of who is signed
    /// in.
    pub fn sends_token_in_clear(&self, is_signed_in: bool) -> bool {
        match &self.portal {
            Portal::Backstage { base, token, .. } => {
                (is_signed_in || *token != Token::None)
                    && WebAddress::parse(base).is_ok_and(|address| address.is_in_clear())
            }
            Portal::Workspace(_) | Portal::Example { .. } => false,
        }
    }
}

/// Why it cannot be told which platform is meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsageError {
    /// The context is unknown.
    #[error("there is no context `{name}`; {cure}")]
    Context {
        /// The name that was given.
        name: Clean,
        /// What to do.
        cure: String,
    },
    /// The address is none.
    #[error("{from}: {why}; {ADDRESS_CURE}")]
    Address {
        /// The flag or the variable.
        from: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The administrator does not let a ready-made token be used.
    #[error(
        "the administrator's configuration does not allow static tokens; unset {0}, or ask for another way to sign in"
    )]
    Locked(&'static str),
}

/// The platform: flags before variables, then the configuration's current context, then the folder
/// where it holds a catalog, then the example. `folder` is where the user is, `home` the user's own.
///
/// # Errors
/// When a context is unknown, an address is none, or its token may not be used.
pub fn choose(
    picks: &Picks,
    env: &dyn Fn(&str) -> Option<OsString>,
    config: &Config,
    folder: &Path,
    home: &Path,
) -> Result<Chosen, UsageError> {
    let chooser = Chooser { env, config };
    let said = |name: &str| env(name).and_then(|value| value.into_string().ok());
    if picks.example {
        return Ok(chooser.example(picks.fresh));
    }
    if let Some(name) = &picks.context {
        return chooser.context(name);
    }
    if let Some(url) = &picks.url {
        return chooser.url("--url", url);
    }
    if let Some(path) = &picks.workspace {
        return Ok(chooser.workspace(&folder.join(path)));
    }
    if let Some(name) = said("STAGEDOOR_CONTEXT") {
        return chooser.context(&name);
    }
    if let Some(url) = said("STAGEDOOR_URL") {
        return chooser.url("STAGEDOOR_URL", &url);
    }
    if let Some(path) = env("STAGEDOOR_WORKSPACE") {
        return Ok(chooser.workspace(&folder.join(path)));
    }
    if let Some(name) = &config.current {
        return chooser.context(name);
    }
    // whoever is restricted is in no folder of theirs
    let here = if config.restricted { None } else { workspace_above(folder, home) };
    match here {
        Some(root) => Ok(chooser.workspace(&root)),
        None => Ok(chooser.example(false)),
    }
}

struct Chooser<'a> {
    env: &'a dyn Fn(&str) -> Option<OsString>,
    config: &'a Config,
}

impl Chooser<'_> {
    fn chosen(&self, name: &str, portal: Portal) -> Chosen {
        Chosen {
            name: Clean::line(name),
            context: None,
            portal,
            user: None,
            read_only: self.config.read_only,
            sign_in: SignInSettings::default(),
            allowed_ways: self.config.auth.clone(),
            rules: Rules(self.config.rules.clone()),
            access: AccessPolicy::default(),
            audit: self.config.audit.clone(),
            golden: self.config.golden.clone(),
            systems: SystemSettings::default(),
            unused_token: None,
        }
    }

    fn example(&self, fresh: bool) -> Chosen {
        self.chosen("example", Portal::Example { fresh })
    }

    fn workspace(&self, path: &Path) -> Chosen {
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let name = path.file_name().map_or_else(|| "/".into(), |name| name.to_string_lossy().into_owned());
        self.chosen(&name, Portal::Workspace(path))
    }

    fn url(&self, from: &'static str, url: &str) -> Result<Chosen, UsageError> {
        let base = portal_address(url).map_err(|why| UsageError::Address { from, why })?;
        let host = base.split("://").nth(1).unwrap_or(&base).to_owned();
        // a token in the environment says by itself that it is meant, but only the administrator
        // says that it may be
        let ceiling = Ceiling::at(&base, self.config);
        let token = match self.env_token() {
            Some((variable, _)) if !self.allows_static(&ceiling) => return Err(UsageError::Locked(variable)),
            Some((_, token)) => token,
            None => Token::None,
        };
        Ok(ceiling.lower(self.chosen(&host, Portal::Backstage { web: base.clone(), base, token })))
    }

    fn allows_static(&self, ceiling: &Ceiling<'_>) -> bool {
        self.config.allows(AuthWay::Static) && ceiling.allows(AuthWay::Static)
    }

    /// What the administrator says of the portal of a context, where the context is another's.
    fn ceiling(&self, context: &Context) -> Ceiling<'_> {
        match &context.home {
            Home::Portal { base, .. } if !context.is_administrators => Ceiling::at(base, self.config),
            Home::Portal { .. } | Home::Workspace(_) => Ceiling::none(),
        }
    }

    fn env_token(&self) -> Option<(&'static str, Token)> {
        const TOKEN: &str = "STAGEDOOR_TOKEN";
        const FILE: &str = "STAGEDOOR_TOKEN_FILE";
        match (self.env)(TOKEN) {
            Some(_) => Some((TOKEN, Token::Env(TOKEN.into()))),
            None => (self.env)(FILE).map(|path| (FILE, Token::File(path.into()))),
        }
    }

    fn context(&self, name: &str) -> Result<Chosen, UsageError> {
        let Some(context) = self.config.context(name) else {
            return Err(UsageError::Context { name: Clean::line(name), cure: self.known_contexts() });
        };
        let ceiling = self.ceiling(context);
        let is_portal = matches!(context.home, Home::Portal { .. });
        let refused = is_portal && !context.sign_in.takes(AuthWay::Static);
        let portal = match &context.home {
            Home::Workspace(path) => Portal::Workspace(path.clone()),
            Home::Portal { base, web } => Portal::Backstage {
                base: base.clone(),
                web: web.clone().unwrap_or_else(|| base.clone()),
                token: self.context_token(context, &ceiling)?,
            },
        };
        Ok(ceiling.lower(Chosen {
            name: Clean::line(name),
            context: Some(name.to_owned()),
            portal,
            user: context.user.clone(),
            read_only: self.config.read_only || context.read_only,
            sign_in: context.sign_in.clone(),
            allowed_ways: self.config.auth.clone(),
            rules: Rules(self.config.rules.iter().chain(&context.rules).cloned().collect()),
            access: AccessPolicy::over(context.access.clone()),
            audit: self.config.audit.clone(),
            golden: self.config.golden.clone(),
            systems: context.systems.clone(),
            unused_token: self.env_token().filter(|_| refused).map(|(variable, _)| variable),
        }))
    }

    /// The environment's token counts only where the context accepts ready-made ones.
    fn context_token(&self, context: &Context, ceiling: &Ceiling<'_>) -> Result<Token, UsageError> {
        if !context.sign_in.takes(AuthWay::Static) {
            return Ok(Token::None);
        }
        let from_env = self.env_token();
        let used = from_env.is_some() || context.token != Token::None;
        if used && !self.allows_static(ceiling) {
            return Err(UsageError::Locked(from_env.map_or("the token of the context", |(variable, _)| variable)));
        }
        Ok(from_env.map_or_else(|| context.token.clone(), |(_, token)| token))
    }

    fn known_contexts(&self) -> String {
        let names: Vec<&str> = self.config.contexts.iter().map(|context| context.name.as_str()).collect();
        match names.as_slice() {
            [] => "none is configured: `stagedoor context add` adds one".into(),
            names => format!("there are: {}", names.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
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
}
