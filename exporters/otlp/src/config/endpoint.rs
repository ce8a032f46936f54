//! Where requests go: the rules that make one address of what was configured.

use ureq::http::Uri;

use super::error::{ConfigError, quoted};

/// The signal's path on every receiver.
const TRACES: &str = "v1/traces";
const ACCEPTED: &str = "an `http://` or `https://` address such as `http://localhost:4318`";

/// How the path of an address is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Path {
    /// Of a receiver for all signals: that of the signal is appended.
    Base,
    /// Of this signal: taken as it is.
    Exact,
    /// As it is where there is one, else the signal's.
    Either,
}

pub(super) fn parse(setting: &str, text: &str, path: Path) -> Result<Uri, ConfigError> {
    let refused = || ConfigError::new(setting, quoted(&without_credentials(text)), ACCEPTED);
    let uri: Uri = text.parse().map_err(|_| refused())?;
    let host = uri.host().unwrap_or("");
    if !matches!(uri.scheme_str(), Some("http" | "https")) || host.is_empty() {
        return Err(refused());
    }
    let append = match path {
        Path::Base => true,
        Path::Exact => false,
        Path::Either => uri.path() == "/",
    };
    if !append {
        return Ok(uri);
    }
    let mut target = format!("{}/{TRACES}", uri.path().trim_end_matches('/'));
    if let Some(query) = uri.query() {
        target.push('?');
        target.push_str(query);
    }
    let mut parts = uri.into_parts();
    parts.path_and_query = Some(target.parse().map_err(|_| refused())?);
    Uri::from_parts(parts).map_err(|_| refused())
}

/// An address as messages show it: what stands before an `@` is nobody's business.
pub(crate) fn without_credentials(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let Some(at) = rest[..end].rfind('@') else { return address.to_owned() };
    let slashes = if scheme.is_empty() { "" } else { "://" };
    format!("{scheme}{slashes}{}", &rest[at + 1..])
}
