//! Clusters whose certificate is not to be trusted: what `doctor` says of them, and the room of a pipeline.

use super::rooms::{PIPELINE, stage_over};
use crate::cluster::limits;
use crate::stand::Stand;
use base64::Engine as _;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use stagedoor::adapters::cluster::{Clusters, Setup, Way};
use stagedoor::screen::look::Look;
use std::io::Read as _;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// What is wrong with the certificate.
#[derive(Clone, Copy, Debug)]
enum Wrong {
    /// Another authority signed it than the kubeconfig names.
    Unsigned,
    /// It was good until a day that is over.
    Expired,
}

/// An authority.
fn authority(name: &str) -> (rcgen::Certificate, rcgen::Issuer<'static, rcgen::KeyPair>) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    (params.self_signed(&key).unwrap(), rcgen::Issuer::new(params, key))
}

/// A kubeconfig that leads to a server with such a certificate. Nobody gets as far as asking it for something.
fn kubeconfig(folder: &TempDir, wrong: Wrong) -> PathBuf {
    let ((named, issuer), (_, other)) = (authority("Acme clusters"), authority("Someone else"));
    let key = rcgen::KeyPair::generate().unwrap();
    let mut leaf = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    leaf.not_before = rcgen::date_time_ymd(2019, 1, 1);
    let leaf = match wrong {
        Wrong::Unsigned => leaf.signed_by(&key, &other).unwrap(),
        Wrong::Expired => {
            leaf.not_after = rcgen::date_time_ymd(2020, 1, 1);
            leaf.signed_by(&key, &issuer).unwrap()
        }
    };
    let port = serve(&leaf, &key);
    let data = base64::engine::general_purpose::STANDARD.encode(named.pem());
    let path = folder.path().join(format!("{wrong:?}"));
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: test\n\
         clusters: [{{name: here, cluster: {{server: 'https://localhost:{port}', certificate-authority-data: {data}}}}}]\n\
         users: [{{name: me, user: {{token: very-secret}}}}]\n\
         contexts: [{{name: test, context: {{cluster: here, user: me}}}}]\n"
    );
    std::fs::write(&path, text).unwrap();
    path
}

fn serve(leaf: &rcgen::Certificate, key: &rcgen::KeyPair) -> u16 {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())))
        .unwrap();
    let (listener, config) = (TcpListener::bind("127.0.0.1:0").unwrap(), Arc::new(config));
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let read = rustls::StreamOwned::new(connection, stream).read(&mut [0; 64]);
            assert!(read.is_err(), "it was told something, and its certificate is none to trust");
        }
    });
    port
}

#[test]
fn doctor_says_what_is_wrong_with_a_clusters_certificate_and_what_to_do() {
    let folder = TempDir::new().unwrap();
    let text = format!(
        "current = 'here'\n[contexts.here]\nworkspace = '.'\n\
         [[contexts.here.clusters]]\nname = 'unsigned'\nkubeconfig = '{}'\n\
         [[contexts.here.clusters]]\nname = 'expired'\nkubeconfig = '{}'\n",
        kubeconfig(&folder, Wrong::Unsigned).display(),
        kubeconfig(&folder, Wrong::Expired).display(),
    );
    let ran = Stand::new().configured(&text).run(&["doctor", "-o", "json"]).ends(1);
    let rows = ran.json();
    let systems = rows.as_array().unwrap().iter().filter(|row| row["check"] == "system");
    let told: Vec<String> = systems.map(|row| format!("{}; {}", row["detail"], row["cure"])).collect();
    assert!(
        told[0].contains("unsigned") && told[0].contains("is not trusted (invalid peer certificate: UnknownIssuer"),
        "{told:?}"
    );
    assert!(told[0].contains("into the kubeconfig (certificate-authority-data)"), "{told:?}");
    assert!(told[1].contains("expired") && told[1].contains("has expired ("), "{told:?}");
    assert!(told[1].contains("have to renew the certificate"), "{told:?}");
    assert!(!ran.out.contains("very-secret"));
}

#[test]
fn a_pipeline_of_a_cluster_that_is_not_to_be_trusted_says_why_it_is_not_shown() {
    let folder = TempDir::new().unwrap();
    for (wrong, why) in [(Wrong::Unsigned, "is not trusted"), (Wrong::Expired, "has expired")] {
        let setup = Setup {
            name: "prod".into(),
            way: Way::Kubeconfig { file: Some(kubeconfig(&folder, wrong)), context: None },
            namespaces: Vec::new(),
            limits: limits(),
            is_offline: false,
        };
        let mut stage = stage_over(Clusters::new([setup]), PIPELINE, (120, 36), Look::default());
        stage.until(why);
    }
}
