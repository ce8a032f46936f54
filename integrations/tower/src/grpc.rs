//! gRPC: how its requests are known, and what its status codes mean.

use http::{HeaderMap, HeaderName, Method, header::CONTENT_TYPE, request};

/// The name of a call: `/package.Service/Method`.
pub(crate) struct Call<'a> {
    pub(crate) service: &'a str,
    pub(crate) method: &'a str,
}

/// The call that a request is, by its method and content type (gRPC over HTTP/2, "Requests"): `application/grpc`, alone or with a format.
pub(crate) fn call(request: &request::Parts) -> Option<Call<'_>> {
    if request.method != Method::POST {
        return None;
    }
    let kind = request.headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let rest = kind.strip_prefix("application/grpc")?;
    if !rest.is_empty() && !rest.starts_with(['+', ';']) {
        return None;
    }
    let (service, method) = request.uri.path().strip_prefix('/')?.rsplit_once('/')?;
    Some(Call { service, method })
}

/// Where a stream ends without a status, its status is this one.
pub(crate) const UNKNOWN: i64 = 2;

/// There is no such method.
pub(crate) const UNIMPLEMENTED: i64 = 12;

static STATUS: HeaderName = HeaderName::from_static("grpc-status");

/// The status in these headers or trailers.
pub(crate) fn status(headers: &HeaderMap) -> Option<i64> {
    headers.get(&STATUS)?.to_str().ok()?.parse().ok()
}

/// The name of a status code (gRPC, "Status codes and their use").
pub(crate) fn name(status: i64) -> &'static str {
    const NAMES: [&str; 17] = [
        "OK",
        "CANCELLED",
        "UNKNOWN",
        "INVALID_ARGUMENT",
        "DEADLINE_EXCEEDED",
        "NOT_FOUND",
        "ALREADY_EXISTS",
        "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION",
        "ABORTED",
        "OUT_OF_RANGE",
        "UNIMPLEMENTED",
        "INTERNAL",
        "UNAVAILABLE",
        "DATA_LOSS",
        "UNAUTHENTICATED",
    ];
    usize::try_from(status).ok().and_then(|status| NAMES.get(status).copied()).unwrap_or("UNKNOWN")
}

/// Whether a server has failed: what the caller is to blame for is no failure of ours (OpenTelemetry, gRPC status).
pub(crate) fn is_server_error(status: i64) -> bool {
    !(0..=16).contains(&status)
        || matches!(
            name(status),
            "UNKNOWN" | "DEADLINE_EXCEEDED" | "UNIMPLEMENTED" | "INTERNAL" | "UNAVAILABLE" | "DATA_LOSS"
        )
}
