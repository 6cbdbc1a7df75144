//! Programs that a kubeconfig names for proving who one is: exec plugins of
//! `client.authentication.k8s.io/v1` and `v1beta1`. They have no terminal and must not ask anything; one that
//! has to is said by name, to be run by hand first.

use super::words::local;
use crate::adapters::process::{self, Bounds, Failure, Program};
use crate::domain::text::{Clean, Secret};
use crate::platform::fault::{Fault, FaultKind};
use kube::config::{ExecConfig, ExecInteractiveMode};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;
use zeroize::Zeroizing;

/// Bytes of what it prints: a token, or a certificate with its key.
const LONGEST: u64 = 256 << 10;
/// Long enough for a browser that is asked for nothing, short enough for one that waits.
const TIME: Duration = Duration::from_secs(30);
const INFO: &str = "KUBERNETES_EXEC_INFO";
const TRIED: &str = "prove who you are to the cluster";

/// What a plugin gave.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// A token.
    pub token: Option<Secret>,
    /// A certificate and its key, in PEM.
    pub certificate: Option<(String, Secret)>,
    /// When it ends.
    pub until: Option<jiff::Timestamp>,
}

#[derive(Deserialize)]
struct Credential {
    status: Option<Status>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Status {
    token: Option<String>,
    client_certificate_data: Option<String>,
    client_key_data: Option<String>,
    expiration_timestamp: Option<String>,
}

/// Runs a plugin.
///
/// # Errors
/// When it cannot be run here, fails, wants to ask something, or gives nothing.
pub(super) async fn run(plugin: &ExecConfig, cluster: Option<serde_json::Value>) -> Result<Given, Fault> {
    let name = plugin.command.clone().filter(|name| !name.is_empty());
    let name =
        name.ok_or_else(|| local(TRIED, "the kubeconfig names no command", "correct the user's `exec` in it"))?;
    let by_hand = by_hand(&name, plugin);
    if plugin.interactive_mode == Some(ExecInteractiveMode::Always) {
        return Err(refused(&format!("`{name}` has to ask you something, which it cannot do here"), &by_hand));
    }
    let version = plugin.api_version.as_deref().unwrap_or("client.authentication.k8s.io/v1");
    let mut spec = json!({"interactive": false});
    if let (true, Some(cluster), Some(spec)) = (plugin.provide_cluster_info, cluster, spec.as_object_mut()) {
        spec.insert("cluster".into(), cluster);
    }
    let info = json!({"apiVersion": version, "kind": "ExecCredential", "spec": spec});
    let mut program = Program::new(&name);
    program.args(plugin.args.iter().flatten()).env(INFO, info.to_string());
    for variable in plugin.env.iter().flatten() {
        if let (Some(name), Some(value)) = (variable.get("name"), variable.get("value")) {
            program.env(name, value);
        }
    }
    let ran = process::run(program, None, Bounds { time: TIME, output: LONGEST }).await;
    let ran = ran.map_err(|failure| not_run(&name, plugin, failure, &by_hand))?;
    let (is_good, output) = (ran.is_good(), Zeroizing::new(ran.output));
    if !is_good {
        let said = ran.complaint.lines().map(Clean::line).find(|line| !line.is_empty()).unwrap_or_default();
        let happened = if said.is_empty() { format!("`{name}` failed") } else { format!("`{name}` failed: {said}") };
        return Err(refused(&happened, &by_hand));
    }
    given(&output).ok_or_else(|| refused(&format!("`{name}` gives no token and no certificate"), &by_hand))
}

fn given(output: &[u8]) -> Option<Given> {
    let status = serde_json::from_slice::<Credential>(output).ok()?.status?;
    let token = status.token.filter(|token| !token.is_empty()).map(Secret::new);
    let key = status.client_key_data.map(Secret::new);
    let certificate = status.client_certificate_data.zip(key);
    let until = status.expiration_timestamp.and_then(|text| text.parse().ok());
    (token.is_some() || certificate.is_some()).then_some(Given { token, certificate, until })
}

fn not_run(name: &str, plugin: &ExecConfig, failure: Failure, by_hand: &str) -> Fault {
    match failure {
        Failure::NotStarted(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let hint = plugin.install_hint.as_deref().map(str::trim).filter(|hint| !hint.is_empty());
            let cure =
                hint.map_or_else(|| format!("install `{name}`, or name another user in the kubeconfig"), str::to_owned);
            refused(&format!("`{name}` is not there"), &cure)
        }
        Failure::NotStarted(error) => refused(&format!("`{name}` does not start: {error}"), by_hand),
        Failure::TooLong(_) => refused(&format!("`{name}` did not end within {} s", TIME.as_secs()), by_hand),
    }
}

/// What a person can do: the very command, as a shell takes it.
fn by_hand(name: &str, plugin: &ExecConfig) -> String {
    let words = std::iter::once(name).chain(plugin.args.iter().flatten().map(String::as_str));
    format!("run it by hand once: `{}`", shell_words::join(words))
}

fn refused(happened: &str, cure: &str) -> Fault {
    Fault::new(FaultKind::NotSignedIn, TRIED, happened, cure)
}
