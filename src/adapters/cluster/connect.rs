//! From what is configured to a client that can be asked.

use super::exec::{self, Given};
use super::setup::{Limits, PortalWay, Setup, Way};
use super::words::local;
use crate::adapters::http::{header, install_crypto, words};
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::{Fault, FaultKind};
use http::{HeaderName, HeaderValue, Uri};
use kube::config::{AuthInfo, KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;
use zeroize::Zeroizing;

const TRIED: &str = "connect to the cluster";
const KUBECONFIG_CURE: &str = "see what `kubectl config view` says, or correct the cluster in the configuration";
/// So long before its end a credential is not used any more.
const AHEAD: Duration = Duration::from_secs(10);
const CLUSTER: HeaderName = HeaderName::from_static("backstage-kubernetes-cluster");

/// A client, and what goes along with its requests.
pub(super) struct Connection {
    pub client: Client,
    /// Host and port, for the words of messages.
    pub place: String,
    /// The namespace of the context.
    pub namespace: String,
    /// When what it was made with ends.
    until: Option<jiff::Timestamp>,
    /// Whether another one may have another credential.
    pub renews: bool,
    portal: Option<PortalWay>,
}

/// What proves who one is, as it went along with a request.
#[derive(Debug, Default)]
pub(super) struct Signed {
    pub headers: Vec<(HeaderName, HeaderValue)>,
    portal: Option<Secret>,
    own: Option<Secret>,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("place", &self.place).finish_non_exhaustive()
    }
}

impl Connection {
    /// Connects as a cluster is configured. Nothing is sent yet.
    pub async fn to(setup: &Setup) -> Result<Self, Fault> {
        match &setup.way {
            Way::Kubeconfig { file, context } => by_kubeconfig(file.clone(), context.clone(), setup).await,
            Way::Portal(portal) => by_portal(portal, setup).await,
        }
    }

    /// Whether what it was made with is at its end.
    pub fn is_over(&self) -> bool {
        let ahead = jiff::SignedDuration::try_from(AHEAD).unwrap_or_default();
        self.until.is_some_and(|until| jiff::Timestamp::now() + ahead >= until)
    }

    /// What goes along with a request.
    pub async fn sign(&self) -> Result<Signed, Fault> {
        let Some(portal) = &self.portal else { return Ok(Signed::default()) };
        let own = match &portal.token {
            Some(session) => session.token().await?,
            None => None,
        };
        signed(portal, portal.session.token().await?, own).await
    }

    /// What goes along after the first was refused; `None` where there is nothing else.
    pub async fn sign_anew(&self, refused: &Signed) -> Result<Option<Signed>, Fault> {
        let Some(portal) = &self.portal else { return Ok(None) };
        let newer = |session, old| async move {
            match (session, old) {
                (Some(session), Some(old)) => crate::adapters::session::Session::renewed(session, old).await,
                _ => Ok(None),
            }
        };
        let to_portal = newer(Some(&*portal.session), refused.portal.as_ref()).await?;
        let own = newer(portal.token.as_deref(), refused.own.as_ref()).await?;
        if to_portal.is_none() && own.is_none() {
            return Ok(None);
        }
        let to_portal = to_portal.or_else(|| refused.portal.clone());
        signed(portal, to_portal, own.or_else(|| refused.own.clone())).await.map(Some)
    }

    /// What to do when who one is was not accepted.
    pub fn cure(&self) -> Option<String> {
        self.portal.as_ref().map(|portal| portal.session.cure())
    }

    /// What was said, without the secrets that went along.
    pub fn redact(&self, signed: &Signed, text: String) -> String {
        signed.portal.iter().chain(&signed.own).fold(text, |text, secret| secret.redact(&text))
    }
}

async fn signed(portal: &PortalWay, to_portal: Option<Secret>, own: Option<Secret>) -> Result<Signed, Fault> {
    let mut headers = Vec::new();
    if let Some(extra) = &portal.headers {
        for (name, value) in extra.read().await? {
            headers.push(header(&name, &value, TRIED)?);
        }
    }
    headers.push((CLUSTER, plain(&portal.cluster)?));
    if let Some(token) = &to_portal {
        headers.push((http::header::AUTHORIZATION, secret(&format!("Bearer {}", token.reveal()))?));
    }
    if let Some(token) = &own {
        // a provider's own header takes the token alone, the other one what the cluster is to see
        let (name, value) = match &portal.provider {
            Some(provider) => (
                format!("backstage-kubernetes-authorization-{}", provider.replace('.', "-")),
                token.reveal().to_owned(),
            ),
            None => ("backstage-kubernetes-authorization".to_owned(), format!("Bearer {}", token.reveal())),
        };
        let value = Zeroizing::new(value);
        let named = HeaderName::from_bytes(name.to_lowercase().as_bytes());
        let named =
            named.map_err(|_| local(TRIED, "the provider's name is none for a header", "correct `provider`"))?;
        headers.push((named, secret(&value)?));
    }
    Ok(Signed { headers, portal: to_portal, own })
}

fn plain(text: &str) -> Result<HeaderValue, Fault> {
    HeaderValue::from_str(text)
        .map_err(|_| local(TRIED, "the cluster's name is none for a header", "correct `cluster`"))
}

fn secret(text: &str) -> Result<HeaderValue, Fault> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| Fault::new(FaultKind::NotSignedIn, TRIED, "the token holds characters that no token has", ""))?;
    value.set_sensitive(true);
    Ok(value)
}

async fn by_portal(portal: &PortalWay, setup: &Setup) -> Result<Connection, Fault> {
    let address = format!("{}/api/kubernetes/proxy", portal.base.trim_end_matches('/'));
    let uri = address.parse::<Uri>().map_err(|_| local(TRIED, "the portal's address is none", KUBECONFIG_CURE))?;
    let mut config = Config::new(uri);
    // as the portal's other requests go
    config.proxy_url = proxy_of(&portal.base);
    build(config, &setup.limits, Some(portal.clone()), None, false).await
}

/// The proxy of the environment, but for this machine itself.
fn proxy_of(base: &str) -> Option<Uri> {
    let is_secure = base.starts_with("https:");
    let names = if is_secure { ["HTTPS_PROXY", "https_proxy"] } else { ["http_proxy", "all_proxy"] };
    let host = base.parse::<Uri>().ok()?.host()?.to_owned();
    let excepted = std::env::var("NO_PROXY").or_else(|_| std::env::var("no_proxy")).unwrap_or_default();
    let excepts = |entry: &str| {
        let entry = entry.trim().trim_start_matches('.');
        entry == "*" || !entry.is_empty() && (host == entry || host.ends_with(&format!(".{entry}")))
    };
    if is_loopback(&host) || excepted.split(',').any(excepts) {
        return None;
    }
    names.iter().find_map(|name| std::env::var(name).ok().filter(|said| !said.is_empty())?.parse().ok())
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

async fn by_kubeconfig(file: Option<PathBuf>, context: Option<String>, setup: &Setup) -> Result<Connection, Fault> {
    let read = tokio::task::spawn_blocking(move || match file {
        Some(file) => Kubeconfig::read_from(file),
        None => Kubeconfig::read(),
    });
    let read = read.await.map_err(|_| local(TRIED, "reading the kubeconfig fell over", ""))?;
    let kubeconfig = read.map_err(|error| local(TRIED, &chain(&error), KUBECONFIG_CURE))?;
    let options = KubeConfigOptions { context, ..KubeConfigOptions::default() };
    let known = cluster_of(&kubeconfig, options.context.as_deref());
    let config = Config::from_custom_kubeconfig(kubeconfig, &options).await;
    let mut config = config.map_err(|error| local(TRIED, &chain(&error), KUBECONFIG_CURE))?;
    if is_loopback(config.cluster_url.host().unwrap_or_default()) {
        config.proxy_url = None;
    }
    // kube would start these itself, and past the one door
    if config.auth_info.auth_provider.take().is_some() {
        let happened = "the kubeconfig names an auth-provider, which Kubernetes has given up";
        return Err(local(TRIED, happened, "use an exec plugin in its place"));
    }
    let (mut until, mut renews) = (None, config.auth_info.token_file.is_some());
    if let Some(plugin) = config.auth_info.exec.take() {
        let given = exec::run(&plugin, known).await?;
        (until, renews) = (given.until, true);
        prove(&mut config.auth_info, given);
    }
    build(config, &setup.limits, None, until, renews).await
}

/// What a plugin gave, as if it had stood in the file.
fn prove(auth: &mut AuthInfo, given: Given) {
    if let Some(token) = given.token {
        auth.token =
            serde_json::from_value::<AuthInfo>(json!({"token": token.reveal()})).ok().and_then(|auth| auth.token);
    }
    if let Some((certificate, key)) = given.certificate {
        use base64::Engine as _;
        let encode = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        let data = json!({"client-certificate-data": encode(&certificate), "client-key-data": encode(key.reveal())});
        if let Ok(read) = serde_json::from_value::<AuthInfo>(data) {
            auth.client_certificate_data = read.client_certificate_data;
            auth.client_key_data = read.client_key_data;
        }
    }
}

/// What a plugin is told of its cluster where it wants to know.
fn cluster_of(kubeconfig: &Kubeconfig, context: Option<&str>) -> Option<Value> {
    let context = context.or(kubeconfig.current_context.as_deref())?;
    let named = kubeconfig.contexts.iter().find(|named| named.name == context)?.context.as_ref()?;
    let found = kubeconfig.clusters.iter().find(|cluster| cluster.name == named.cluster)?.cluster.as_ref()?;
    let mut info = serde_json::Map::new();
    let said = [
        ("server", &found.server),
        ("tls-server-name", &found.tls_server_name),
        ("certificate-authority-data", &found.certificate_authority_data),
        ("proxy-url", &found.proxy_url),
    ];
    for (name, value) in said {
        value.iter().for_each(|value| drop(info.insert(name.to_owned(), json!(value))));
    }
    if found.insecure_skip_tls_verify == Some(true) {
        info.insert("insecure-skip-tls-verify".into(), json!(true));
    }
    Some(Value::Object(info))
}

async fn build(
    mut config: Config,
    limits: &Limits,
    portal: Option<PortalWay>,
    until: Option<jiff::Timestamp>,
    renews: bool,
) -> Result<Connection, Fault> {
    install_crypto();
    config.connect_timeout = Some(limits.connect);
    // a watch may be silent for long, and what is asked again is decided here
    (config.read_timeout, config.default_retry) = (None, false);
    let place = config.cluster_url.authority().map(ToString::to_string).unwrap_or_default();
    let namespace = config.default_namespace.clone();
    // reading the machine's certificates takes a while
    let made = tokio::task::spawn_blocking(move || Client::try_from(config)).await;
    let made = made.map_err(|_| local(TRIED, "setting up the connection fell over", ""))?;
    let client = made.map_err(|error| local(TRIED, &chain(&error), KUBECONFIG_CURE))?;
    Ok(Connection { client, place, namespace, until, renews, portal })
}

/// An error and what it comes from, in one line.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let all = std::iter::successors(Some(error), |error: &&(dyn std::error::Error + 'static)| (*error).source())
        .map(ToString::to_string);
    let last = all.fold(String::new(), |said, next| {
        if said.contains(&next) {
            said
        } else if said.is_empty() {
            next
        } else {
            format!("{said}: {next}")
        }
    });
    Clean::line(&words::brief(&last)).as_str().to_owned()
}
