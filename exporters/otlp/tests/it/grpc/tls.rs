//! TLS: a receiver is believed when an authority that was named vouches for it, and only then.

use std::{fs, path::PathBuf};

use rcgen::{CertificateParams, KeyPair};
use tonic::transport::Identity;
use traced_otlp::Builder;

use super::{answers::grpc, server::Server};
use crate::{
    http::{retried, send},
    tls::{Authority, authority, receiver},
};

const HERE: &[&str] = &["localhost", "127.0.0.1"];

/// With a certificate for these names.
fn server(authority: &Authority, names: &[&str]) -> (Server, String) {
    let key = KeyPair::generate().unwrap();
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    let params = CertificateParams::new(names).unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let identity = Identity::from_pem(certificate.pem(), key.serialize_pem());
    let server = Server::start_at("127.0.0.1:0".parse().unwrap(), [], Some(identity));
    let address = server.address.to_string();
    (server, address)
}

fn believing(authority: &Authority, name: &str, address: String) -> Builder {
    let file: PathBuf = [env!("CARGO_TARGET_TMPDIR"), name].iter().collect();
    fs::write(&file, authority.pem()).unwrap();
    grpc(address).certificates(file)
}

#[test]
fn a_receiver_of_an_authority_that_was_named_is_believed() {
    let authority = authority();
    let (server, address) = server(&authority, HERE);
    send(believing(&authority, "grpc-1.pem", format!("https://{address}")), 2).unwrap();
    // Without a scheme it is the same.
    send(believing(&authority, "grpc-1.pem", address.clone()), 2).unwrap();
    send(believing(&authority, "grpc-1.pem", address.replace("127.0.0.1", "localhost")), 2).unwrap();
    let numbers: Vec<_> = server.calls().into_iter().map(|call| call.numbers).collect();
    assert_eq!(numbers, [[0, 1], [0, 1], [0, 1]]);
}

#[test]
fn a_receiver_that_nobody_vouches_for_is_told_nothing() {
    let (server, address) = server(&authority(), HERE);
    let (_, message) = retried(send(grpc(&address), 2));
    assert!(message.contains("certificate"), "{message}");
    let (_, message) = retried(send(believing(&authority(), "grpc-2.pem", address), 2));
    assert!(message.contains("certificate"), "{message}");
    assert!(server.calls().is_empty());
}

#[test]
fn a_receiver_with_anothers_certificate_is_told_nothing() {
    let authority = authority();
    let (server, address) = server(&authority, &["collector.example"]);
    let (_, message) = retried(send(believing(&authority, "grpc-3.pem", address), 2));
    assert!(message.contains("not valid for name"), "{message}");
    assert!(server.calls().is_empty());
}

#[test]
fn a_receiver_of_http_1_is_told_nothing() {
    let authority = authority();
    let (url, received) = receiver(&authority);
    let (_, message) = retried(send(believing(&authority, "grpc-4.pem", url), 2));
    assert!(message.contains("HTTP/2"), "{message}");
    assert_eq!(received.join().unwrap(), None);
}

#[test]
fn a_host_that_can_have_no_certificate_is_a_mistake() {
    let text = grpc("https://user:hunter2@a..b:4317").build().unwrap_err().to_string();
    assert!(text.starts_with("endpoint: found \"https://a..b:4317/\" ("), "{text}");
    assert!(text.ends_with("accepted is an address whose host can have a certificate"), "{text}");
    // Without TLS it is a name like any other, which nobody knows.
    grpc("http://a..b:4317").build().unwrap();
}
