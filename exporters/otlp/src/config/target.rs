//! Where gRPC goes, by the rules of OpenTelemetry's specification of exporters.
//!
//! 1. The scheme decides about TLS. An address without one is trusted to `OTEL_EXPORTER_OTLP_INSECURE`, which is off unless set.
//! 2. An address is a host and a port: a path says nothing, since the method's name is the path.
//! 3. A user name and a password in it become the header `authorization`, unless there is one.

use http::Uri;
use traced_encode::json::base64;
use traced_http::{ConfigError, Headers, percent_decoded, quoted, without_credentials};

use super::address::Address;

pub(super) const DEFAULT: &str = "http://localhost:4317";
const ACCEPTED: &str = "an `http://` or `https://` address such as `http://localhost:4317`, or a host and a port";

/// The target, without its credentials, which go to the headers.
pub(super) fn parse(address: &Address, insecure: bool, headers: &mut Headers) -> Result<Uri, ConfigError> {
    let refused = || ConfigError::new(&address.setting, quoted(&without_credentials(&address.text)), ACCEPTED);
    let text = if address.text.contains("://") {
        address.text.clone()
    } else {
        format!("{}://{}", if insecure { "http" } else { "https" }, address.text)
    };
    let uri: Uri = text.parse().map_err(|_| refused())?;
    let (Some(scheme @ ("http" | "https")), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(refused());
    };
    let (credentials, place) = authority.as_str().rsplit_once('@').unwrap_or(("", authority.as_str()));
    // `unix:` and `host:` have nothing that is a port.
    let port_is_wrong = place.rsplit(']').next().is_some_and(|rest| rest.contains(':')) && uri.port().is_none();
    if authority.host().is_empty() || port_is_wrong {
        return Err(refused());
    }
    if !credentials.is_empty() && headers.get("authorization").is_none() {
        headers.set(&address.setting, "authorization", &basic(credentials))?;
    }
    format!("{scheme}://{place}/").parse().map_err(|_| refused())
}

/// HTTP's basic authentication (RFC 7617) with what stood in an address (RFC 3986 §3.2.1).
fn basic(credentials: &str) -> String {
    let decoded = |text: &str| percent_decoded(text).unwrap_or_else(|| text.to_owned());
    let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
    let mut header = b"Basic ".to_vec();
    base64(&mut header, format!("{}:{}", decoded(user), decoded(password)).as_bytes());
    String::from_utf8(header).unwrap_or_default()
}
