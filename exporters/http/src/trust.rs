//! Which authorities vouch for the receiver.

use std::{path::Path, sync::Arc};

use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

use crate::error::{ConfigError, quoted};

const ACCEPTED: &str = "the path of a file with certificates in PEM form";

/// Mozilla's authorities unless there are others.
#[derive(Clone)]
pub(crate) struct Trust {
    pub(crate) roots: RootCerts,
    /// The file's text, where there is one.
    pub(crate) pem: Option<Arc<[u8]>>,
}

impl Trust {
    pub(crate) const MOZILLA: Trust = Trust { roots: RootCerts::WebPki, pem: None };
}

/// The certificates in this file, to be trusted in place of the built-in ones.
pub(crate) fn read(setting: &str, path: &Path) -> Result<Trust, ConfigError> {
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
    Ok(Trust { roots: RootCerts::new_with_certs(&certificates), pem: Some(pem.into()) })
}
