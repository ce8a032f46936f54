//! Methods as tags and names may show them: those that everybody knows.

use http::Method;

/// Its name, if it is one of those of RFC 9110, or PATCH (RFC 5789); callers may send any others.
fn known(method: &Method) -> Option<&'static str> {
    Some(match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::CONNECT => "CONNECT",
        Method::OPTIONS => "OPTIONS",
        Method::TRACE => "TRACE",
        Method::PATCH => "PATCH",
        _ => return None,
    })
}

/// For the tag `http.request.method`; `_OTHER` where it is not known.
pub(crate) fn as_tag(method: &Method) -> &'static str {
    known(method).unwrap_or("_OTHER")
}

/// For the name of a span; `HTTP` where it is not known.
pub(crate) fn as_name(method: &Method) -> &'static str {
    known(method).unwrap_or("HTTP")
}
