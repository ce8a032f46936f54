//! HTTPS: a receiver is believed when an authority that was named vouches for it, and only then.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    net::TcpListener,
    path::Path,
    sync::Arc,
    thread::{self, JoinHandle},
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{ServerConfig, ServerConnection, StreamOwned, crypto::ring, pki_types::PrivateKeyDer};
use traced_otlp::Exporter;
use traced_runtime::export::{ExportError, Exporter as _};

use crate::{decode::numbers, server::answer, tap::with_spans};

pub type Authority = CertifiedIssuer<'static, KeyPair>;

pub fn authority() -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Accepts one connection; what comes back is the body of the request on it, if there was any.
pub fn receiver(authority: &Authority) -> (String, JoinHandle<Option<Vec<u8>>>) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let thread = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let connection = ServerConnection::new(Arc::new(config)).unwrap();
        serve(StreamOwned::new(connection, stream))
    });
    (url, thread)
}

fn serve(stream: impl std::io::Read + std::io::Write) -> Option<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let mut len = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end().to_lowercase().split_once(": ") {
            Some(("content-length", digits)) => len = digits.parse().unwrap(),
            _ if line == "\r\n" => break,
            _ => {}
        }
    }
    let mut body = vec![0; len];
    reader.read_exact(&mut body).ok()?;
    reader.get_mut().write_all(&answer("200 OK", "", b"")).ok()?;
    Some(body)
}

#[test]
fn a_receiver_of_an_authority_that_was_named_is_believed() {
    let authority = authority();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("authority.pem");
    fs::write(&file, authority.pem()).unwrap();
    let (url, received) = receiver(&authority);
    let mut exporter = Exporter::builder().endpoint(url).certificates(file).build().unwrap();
    with_spans(2, move |batch| exporter.export(batch)).unwrap();
    assert_eq!(numbers(&received.join().unwrap().unwrap()), [0, 1]);
}

#[test]
fn a_receiver_that_nobody_vouches_for_is_told_nothing() {
    let (url, received) = receiver(&authority());
    let mut exporter = Exporter::builder().endpoint(url).build().unwrap();
    let result = with_spans(2, move |batch| exporter.export(batch));
    let Err(ExportError::Retry { message, .. }) = result else { panic!("{result:?}") };
    assert!(message.contains("certificate"), "{message}");
    assert_eq!(received.join().unwrap(), None);
}
