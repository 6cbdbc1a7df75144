//! Real servers beside the main backend: two providers of OpenID Connect, and a Backstage that one
//! can sign in to. Each is started by the first who asks, and gone with the test process.

use crate::rig;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;

/// A server that runs as long as this is kept: it ends when its standard input does.
pub struct Server {
    pub port: u16,
    pub url: String,
    /// All ports that it says, its own first.
    pub ports: Vec<u16>,
    child: Child,
    alive: Option<ChildStdin>,
}

impl Server {
    /// Starts one of the folders of `tests/`, and waits until it says that it is ready.
    #[track_caller]
    pub fn start(folder: &str, vars: &[(&str, String)]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{folder}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let mut command = Command::new(root.join("tests").join(folder).join("run.sh"));
        command.arg("start").env("STAGEDOOR_RIG_DIR", &dir).envs(vars.iter().map(|(name, value)| (name, value)));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let alive = child.stdin.take();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let rest = said.strip_prefix("ready ").unwrap_or_default();
        let ports: Vec<u16> = rest.split_whitespace().map_while(|word| word.parse().ok()).collect();
        let port = *ports.first().unwrap_or_else(|| panic!("tests/{folder}/run.sh start says {said:?}"));
        Self { port, url: format!("http://127.0.0.1:{port}"), ports, child, alive }
    }

    /// What is behind an address of the rig's own, asked for past the program.
    pub fn get(&self, path: &str) -> (u16, String) {
        rig::exchange(self.port, "GET", path, &[], "").unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.alive.take());
        let _ = self.child.wait();
    }
}

/// The provider of `tests/oidc/`.
pub fn oidc() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| Server::start("oidc", &[]))
}

/// The provider of `tests/keycloak/`, and the issuer of its realm.
pub fn keycloak() -> (&'static Server, String) {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let server = SERVER.get_or_init(|| Server::start("keycloak", &[]));
    (server, format!("{}/realms/stagedoor", server.url))
}

/// The Backstage that one can sign in to; few entities, user tokens of ten minutes.
pub fn backstage() -> &'static Backstage {
    static SERVER: OnceLock<Backstage> = OnceLock::new();
    SERVER.get_or_init(|| Backstage::start(None))
}

/// A Backstage that one can sign in to.
pub struct Backstage {
    pub server: Server,
    /// What is shown of it: its own address, or that of what is in front.
    pub url: String,
    /// The only redirect of its static client `stagedoor`.
    pub redirect_port: u16,
}

impl Backstage {
    /// One of a test's own; `before` is what stands in front of it.
    pub fn start(before: Option<(u16, String)>) -> Self {
        let mut vars = vec![
            ("STAGEDOOR_RIG_SIGN_IN", "1".to_owned()),
            ("STAGEDOOR_RIG_HOLD", "1".to_owned()),
            ("STAGEDOOR_RIG_COMPONENTS", "0".to_owned()),
        ];
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let name = before.as_ref().map_or("sign-in".to_owned(), |(port, _)| format!("sign-in-{port}"));
        let dir = dir.join(format!("{name}-{}", std::process::id()));
        vars.push(("STAGEDOOR_RIG_DIR", dir.to_str().unwrap().to_owned()));
        if let Some((port, url)) = &before {
            vars.push(("STAGEDOOR_RIG_PORT", port.to_string()));
            vars.push(("STAGEDOOR_RIG_BASE_URL", url.clone()));
        }
        let server = Server::start("backstage", &vars);
        let redirect = std::fs::read_to_string(dir.join("redirect")).unwrap();
        let redirect_port = url::Url::parse(redirect.trim()).unwrap().port().unwrap();
        let url = before.map_or_else(|| server.url.clone(), |(_, url)| url);
        Self { server, url, redirect_port }
    }
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
