//! URLs as spans may show them: without user, password and query.

use reqwest::Url;

/// For the tag `url.full`.
pub(crate) fn shown(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

/// Messages of errors show the URLs they are about, whole, as in `(http://host/?query)`. This leaves of each what may be shown.
pub(crate) fn scrub(message: &str) -> String {
    const MARK: &str = "://";
    let mut kept = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find(MARK) {
        let (before, url) = rest.split_at(at + MARK.len());
        kept.push_str(before);
        // These are always encoded in a URL (WHATWG URL, percent-encode sets); a `)` is not.
        let end = url.find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>')).unwrap_or(url.len());
        let (url, after) = url.split_at(end);
        let shown = &url[..url.find(['?', '#']).unwrap_or(url.len())];
        let authority = &shown[..shown.find('/').unwrap_or(shown.len())];
        kept.push_str(&shown[authority.rfind('@').map_or(0, |at| at + 1)..]);
        if shown.len() < url.len() && url.ends_with(')') {
            kept.push(')');
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests;
