//! What a request and a response say about themselves: OpenTelemetry's semantic conventions for HTTP (1.23 and later).

use http::{HeaderMap, HeaderName, HeaderValue, Uri, Version, header::USER_AGENT, request};
use traced_runtime::{
    Kind, Span, Value,
    bridge::{self, Captured, Writer},
};

use crate::{
    address::Address,
    config::Config,
    fields, grpc, method,
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

static FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The scheme; behind a proxy it is known to that alone.
fn scheme(request: &request::Parts) -> &str {
    let forwarded = || request.headers.get(&FORWARDED_PROTO)?.to_str().ok().filter(|s| ["http", "https"].contains(s));
    request.uri.scheme_str().or_else(forwarded).unwrap_or("http")
}

fn text(writer: &Writer<'_>, field: usize, text: &str) {
    writer.nth_tag(field, Captured::Str(text));
}

/// Writes down what a request says of itself, at once.
pub(crate) fn request(
    span: &Span,
    request: &request::Parts,
    config: &Config,
    kind: Kind,
    call: Option<&grpc::Call<'_>>,
    route: Option<&str>,
) {
    bridge::on_span(span, |writer| {
        match call {
            Some(call) => {
                text(writer, fields::RPC_SYSTEM, "grpc");
                text(writer, fields::RPC_SERVICE, call.service);
                text(writer, fields::RPC_METHOD, call.method);
            }
            None => http_request(writer, request, config, kind, route),
        }
        if let Some(address) = Address::of(request, kind) {
            text(writer, fields::ADDRESS, address.host);
            if let Some(port) = address.port {
                writer.nth_tag(fields::PORT, Captured::I64(port.into()));
            }
        }
        if let Some(version) = protocol(request.version).filter(|_| kind == Kind::Server) {
            text(writer, fields::PROTOCOL, version);
        }
    });
}

fn http_request(writer: &Writer<'_>, request: &request::Parts, config: &Config, kind: Kind, route: Option<&str>) {
    let client = kind == Kind::Client;
    let shown = method::as_tag(&request.method);
    text(writer, fields::METHOD, shown);
    if shown != request.method.as_str() {
        text(writer, fields::METHOD_ORIGINAL, request.method.as_str());
    }
    if let Some(url) = client.then(|| full_url(&request.uri, config.query)).flatten() {
        text(writer, fields::URL_FULL, &url);
    } else {
        text(writer, fields::URL_PATH, request.uri.path());
        if let Some(query) = request.uri.query().filter(|_| config.query) {
            text(writer, fields::URL_QUERY, &without_secrets(query));
        }
    }
    if kind == Kind::Server {
        text(writer, fields::URL_SCHEME, scheme(request));
        if let Some(agent) = request.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()) {
            text(writer, fields::USER_AGENT, agent);
        }
    }
    if let Some(route) = route {
        text(writer, if kind == Kind::Server { fields::ROUTE } else { fields::TEMPLATE }, route);
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
