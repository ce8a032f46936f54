//! Methods as tags and names may show them: those that everybody knows.

use http::Method;

/// Those of RFC 9110, and PATCH (RFC 5789); callers may send any others.
fn is_known(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET
            | Method::HEAD
            | Method::POST
            | Method::PUT
            | Method::DELETE
            | Method::CONNECT
            | Method::OPTIONS
            | Method::TRACE
            | Method::PATCH
    )
}

/// For the tag `http.request.method`; `_OTHER` where it is not known.
pub(crate) fn as_tag(method: &Method) -> &str {
    if is_known(method) { method.as_str() } else { "_OTHER" }
}

/// For the name of a span; `HTTP` where it is not known.
pub(crate) fn as_name(method: &Method) -> &str {
    if is_known(method) { method.as_str() } else { "HTTP" }
}
