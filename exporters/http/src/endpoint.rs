//! Where requests go: the rules that make one address of what was configured.

use ureq::http::Uri;

use crate::error::{ConfigError, quoted};

/// A kind of receiver: where one listens on this machine unless something else is configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// Scheme, host and port of the default.
    pub address: &'static str,
    /// The path that takes spans, without a slash in front.
    pub path: &'static str,
}

/// How the path of an address is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    /// Of a receiver for all signals: that of the signal is appended.
    Base,
    /// Of this signal: taken as it is.
    Exact,
    /// As it is where there is one, else the signal's.
    Either,
}

pub(crate) fn parse(setting: &str, text: &str, path: Path, service: &Service) -> Result<Uri, ConfigError> {
    let refused = || {
        let accepted = format!("an `http://` or `https://` address such as `{}`", service.address);
        ConfigError::new(setting, quoted(&without_credentials(text)), accepted)
    };
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
    let mut target = format!("{}/{}", uri.path().trim_end_matches('/'), service.path);
    if let Some(query) = uri.query() {
        target.push('?');
        target.push_str(query);
    }
    let mut parts = uri.into_parts();
    parts.path_and_query = Some(target.parse().map_err(|_| refused())?);
    Uri::from_parts(parts).map_err(|_| refused())
}

/// Whether a text can be the name of a host, or an address of IPv4, with nothing before or behind it.
pub fn is_host_name(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control() || ":/@[]".contains(c))
}

/// An address as messages show it: what stands before an `@` is nobody's business.
#[must_use]
pub fn without_credentials(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let Some(at) = rest[..end].rfind('@') else { return address.to_owned() };
    let slashes = if scheme.is_empty() { "" } else { "://" };
    format!("{scheme}{slashes}{}", &rest[at + 1..])
}
