//! The way to a portal inside a company: an authority of its own, and a proxy before it.

use crate::stand::Stand;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, mpsc};

/// An empty page of entities, as a portal without any gives it.
const EMPTY: &str = r#"{"items":[],"totalItems":0,"pageInfo":{}}"#;

/// An authority, and a server on loopback whose certificate it signed; the authority's PEM and the
/// server's address.
fn secured() -> (String, String) {
    let authority_key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.distinguished_name.push(rcgen::DnType::CommonName, "Acme internal authority");
    let authority = params.self_signed(&authority_key).unwrap();
    let issuer = rcgen::Issuer::new(params, authority_key);
    let key = rcgen::KeyPair::generate().unwrap();
    let leaf = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())))
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let config = Arc::new(config);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let config = Arc::clone(&config);
            std::thread::spawn(move || {
                let connection = rustls::ServerConnection::new(config).unwrap();
                let mut stream = rustls::StreamOwned::new(connection, stream.unwrap());
                let mut heard = [0; 4096];
                while stream.read(&mut heard).is_ok_and(|read| read > 0) {
                    let head = format!(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                        EMPTY.len()
                    );
                    if write!(stream, "{head}{EMPTY}").is_err() {
                        return;
                    }
                }
            });
        }
    });
    (authority.pem(), format!("https://localhost:{port}"))
}

#[test]
fn a_portal_behind_an_authority_of_the_company_is_reached_once_the_machine_trusts_it() {
    let stand = Stand::new();
    let (authority, address) = secured();
    let trusted = stand.write("authority.pem", &authority);
    let args = ["--url", &address, "get", "component", "-o", "json"];
    let mut command = stand.command(&args);
    let ran = crate::stand::Ran::of(command.env("SSL_CERT_FILE", trusted).output().unwrap()).ends(0);
    assert_eq!(ran.json(), serde_json::json!([]));
}

#[test]
fn a_certificate_that_nobody_trusts_is_refused_with_what_to_do() {
    let stand = Stand::new();
    let (_, address) = secured();
    let (other, _) = secured();
    let trusted = stand.write("authority.pem", &other);
    let mut command = stand.command(&["--url", &address, "get", "component"]);
    let ran = crate::stand::Ran::of(command.env("SSL_CERT_FILE", trusted).output().unwrap());
    ran.ends(6).says("is not trusted").says("add the authority that signed its certificate");
}

#[test]
fn a_portal_is_asked_through_the_proxy_that_the_environment_names() {
    let stand = Stand::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let (heard, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut first = String::new();
            reader.read_line(&mut first).unwrap();
            let head = reader.by_ref().lines().map(Result::unwrap).take_while(|line| !line.is_empty());
            let _ = head.collect::<Vec<_>>();
            heard.send(first).unwrap();
            let length = EMPTY.len();
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{EMPTY}"
            );
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    let mut command = stand.command(&["--url", "http://portal.invalid", "get", "component", "-o", "json"]);
    let ran = crate::stand::Ran::of(command.env("http_proxy", &proxy).output().unwrap()).ends(0);
    assert_eq!(ran.json(), serde_json::json!([]));
    let first = lines.recv().unwrap();
    assert!(first.starts_with("GET http://portal.invalid/api/catalog/"), "{first}");
    // and what is secured goes through it as a tunnel, whose inside it does not see
    let mut command = stand.command(&["--url", "https://portal.invalid", "get", "component"]);
    crate::stand::Ran::of(command.env("https_proxy", &proxy).output().unwrap()).ends(6);
    assert!(lines.try_iter().any(|line| line.starts_with("CONNECT portal.invalid:443 ")));
}
