//! The real Kubernetes of `tests/kubernetes/`, started once for the whole test process and gone with it.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// A running API server.
pub struct Kubernetes {
    folder: tempfile::TempDir,
    port: u16,
    faults: u16,
    // ends when its standard input does
    _child: Child,
}

/// It; the first caller starts it.
pub fn kubernetes() -> &'static Kubernetes {
    static RUNNING: OnceLock<Kubernetes> = OnceLock::new();
    RUNNING.get_or_init(Kubernetes::start)
}

impl Kubernetes {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/kubernetes/run.sh");
        let mut child = Command::new(script)
            .arg("start")
            .env("STAGEDOOR_RIG_DIR", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = said.map_while(Result::ok).find_map(|line| line.strip_prefix("ready ").map(str::to_owned));
        let port = ready.expect("it did not start; run tests/kubernetes/run.sh by hand").trim().parse().unwrap();
        let faults = fs::read_to_string(folder.path().join("faults-port")).unwrap().trim().parse().unwrap();
        Self { folder, port, faults, _child: child }
    }

    pub fn kubeconfig(&self) -> PathBuf {
        self.folder.path().join("kubeconfig")
    }

    /// Lets something go wrong, and comes back when it has.
    pub fn fault(&self, what: &str) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.faults)).unwrap();
        write!(stream, "GET /rig/{what} HTTP/1.0\r\nhost: localhost\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains(" 200 ") || answer.contains(" 204 "), "{what}: {answer}");
    }

    /// How often the audit log has a user's requests with these words in their address.
    pub fn asked(&self, verb: &str, words: &str) -> usize {
        let log = fs::read_to_string(self.folder.path().join("audit.log")).unwrap_or_default();
        let is = |line: &&str| {
            let entry: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
            entry["verb"] == verb
                && entry["stage"] == "ResponseComplete"
                && entry["requestURI"].as_str().is_some_and(|uri| uri.contains(words))
        };
        log.lines().filter(is).count()
    }

    /// What an operator would write, as admin: `status` of an object by the path of its API.
    pub fn set_status(&self, path: &str, status: &serde_json::Value) {
        let body = serde_json::json!({"status": status}).to_string();
        let ran = Command::new("curl")
            .args(["-sSf", "--cacert"])
            .arg(self.folder.path().join("pki/ca.crt"))
            .args(["-X", "PATCH", "-H", "content-type: application/merge-patch+json"])
            .args(["-H", "authorization: Bearer stagedoor-rig-kubernetes-admin", "-d", &body])
            .arg(format!("https://127.0.0.1:{}{path}/status", self.port))
            .output()
            .unwrap();
        assert!(ran.status.success(), "{path}: {}", String::from_utf8_lossy(&ran.stderr));
    }
}
