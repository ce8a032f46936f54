//! Which authorities vouch for the receiver.

use std::path::Path;

use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

use crate::error::{ConfigError, quoted};

const ACCEPTED: &str = "the path of a file with certificates in PEM form";

/// The certificates in this file, to be trusted in place of the built-in ones.
pub(crate) fn read(setting: &str, path: &Path) -> Result<RootCerts, ConfigError> {
    let refused = |why: &dyn std::fmt::Display| {
        ConfigError::new(setting, format!("{} ({why})", quoted(&path.to_string_lossy())), ACCEPTED)
    };
    let pem = std::fs::read(path).map_err(|error| refused(&error))?;
    let mut certificates: Vec<Certificate<'static>> = Vec::new();
    for item in parse_pem(&pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => {}
            Err(_) => return Err(refused(&"broken PEM")),
        }
    }
    if certificates.is_empty() {
        return Err(refused(&"no certificate in it"));
    }
    Ok(RootCerts::new_with_certs(&certificates))
}
