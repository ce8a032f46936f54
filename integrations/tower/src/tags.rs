//! What a request and a response say about themselves: OpenTelemetry's semantic conventions for HTTP (1.23 and later).

use http::{
    HeaderMap, HeaderName, HeaderValue, Uri, Version,
    header::{HOST, USER_AGENT},
    request,
    uri::Authority,
};
use traced_runtime::{Kind, Span, Value};

use crate::{
    config::Config,
    grpc, method,
    secret::{REDACTED, looks_secret, without_secrets},
};

/// `1.1`, `2`, ..: the tag `network.protocol.version`.
pub(crate) fn protocol(version: Version) -> Option<&'static str> {
    Some(match version {
        Version::HTTP_09 => "0.9",
        Version::HTTP_10 => "1.0",
        Version::HTTP_11 => "1.1",
        Version::HTTP_2 => "2",
        Version::HTTP_3 => "3",
        _ => return None,
    })
}

/// Headers that were asked for, each as `PREFIX.NAME`; those that look like credentials as `[redacted]`.
pub(crate) fn headers(span: &Span, prefix: &str, names: &[HeaderName], headers: &HeaderMap) {
    for name in names {
        let is_secret = looks_secret(name.as_str());
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let show = |value| if is_secret { Value::from(REDACTED) } else { Value::from(text(value)) };
        let values: Vec<_> = headers.get_all(name).iter().map(show).collect();
        if !values.is_empty() {
            span.set_tag(format!("{prefix}.{name}"), Value::List(values));
        }
    }
}

/// Who is called: by the URI, or by the header `Host`.
fn authority(request: &request::Parts) -> Option<Authority> {
    request.uri.authority().cloned().or_else(|| request.headers.get(HOST)?.to_str().ok()?.parse().ok())
}

/// The scheme; behind a proxy it is known to that alone.
fn scheme(request: &request::Parts) -> &str {
    let forwarded =
        || request.headers.get("x-forwarded-proto")?.to_str().ok().filter(|s| ["http", "https"].contains(s));
    request.uri.scheme_str().or_else(forwarded).unwrap_or("http")
}

fn default_port(uri: &Uri) -> Option<u16> {
    match uri.scheme_str()? {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

/// Tags that a server and a client have in common.
pub(crate) fn address(span: &Span, request: &request::Parts, kind: Kind) {
    let Some(authority) = authority(request) else { return };
    // What stands before an `@` is a credential; `host` is without it.
    span.set_tag("server.address", authority.host().trim_matches(['[', ']']).to_owned());
    let default = if kind == Kind::Client { default_port(&request.uri) } else { None };
    if let Some(port) = authority.port_u16().or(default) {
        span.set_tag("server.port", i64::from(port));
    }
}

/// Tags of a gRPC call.
pub(crate) fn call(span: &Span, call: &grpc::Call<'_>) {
    span.set_tag("rpc.system", "grpc")
        .set_tag("rpc.service", call.service.to_owned())
        .set_tag("rpc.method", call.method.to_owned());
}

/// Tags of a request that is no gRPC call.
pub(crate) fn request(span: &Span, request: &request::Parts, config: &Config, kind: Kind, route: Option<String>) {
    let shown = method::as_tag(&request.method);
    span.set_tag("http.request.method", shown.to_owned());
    if shown != request.method.as_str() {
        span.set_tag("http.request.method_original", request.method.as_str().to_owned());
    }
    if let Some(url) = full_url(&request.uri, config.query).filter(|_| kind == Kind::Client) {
        span.set_tag("url.full", url);
    } else {
        span.set_tag("url.path", request.uri.path().to_owned());
        if let Some(query) = request.uri.query().filter(|_| config.query) {
            span.set_tag("url.query", without_secrets(query));
        }
    }
    if kind == Kind::Server {
        span.set_tag("url.scheme", scheme(request).to_owned());
        if let Some(agent) = request.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()) {
            span.set_tag("user_agent.original", agent.to_owned());
        }
    }
    if let Some(route) = route {
        span.set_tag(if kind == Kind::Server { "http.route" } else { "url.template" }, route);
    }
}

/// The URL without user and password, and without its query unless that is wanted.
fn full_url(uri: &Uri, query: bool) -> Option<String> {
    let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
    let port = authority.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
    let mut url = format!("{scheme}://{}{port}{}", authority.host(), uri.path());
    if let Some(query) = uri.query().filter(|_| query) {
        url.push('?');
        url.push_str(&without_secrets(query));
    }
    Some(url)
}
