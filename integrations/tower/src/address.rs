//! Who is called: by the URI, or by the header `Host`.

use http::{header::HOST, request, uri::Authority};
use traced_runtime::Kind;

/// A host without brackets, and a port.
pub(crate) struct Address<'a> {
    pub(crate) host: &'a str,
    pub(crate) port: Option<u16>,
}

impl<'a> Address<'a> {
    pub(crate) fn of(request: &'a request::Parts, kind: Kind) -> Option<Self> {
        let Some(authority) = request.uri.authority() else {
            return Self::parse(request.headers.get(HOST)?.to_str().ok()?);
        };
        // What stands before an `@` is a credential; `host` is without it.
        let host = authority.host().trim_matches(['[', ']']);
        let default = || if kind == Kind::Client { default_port(request.uri.scheme_str()?) } else { None };
        Some(Self { host, port: authority.port_u16().or_else(default) })
    }

    fn parse(text: &'a str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        let end = text.bytes().position(|byte| !plain(byte)).unwrap_or(text.len());
        let (host, rest) = text.split_at(end);
        match rest.strip_prefix(':') {
            _ if rest.is_empty() && !host.is_empty() => Some(Self { host, port: None }),
            Some(port) if !host.is_empty() && !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(Self { host, port: port.parse().ok() })
            }
            _ => Self::parse_any(text),
        }
    }

    /// Whatever else may stand there: addresses in brackets, and what is no host.
    #[cold]
    fn parse_any(text: &'a str) -> Option<Self> {
        let authority: Authority = text.parse().ok()?;
        // It owns its text; ours is the same.
        let host = authority.host();
        let at = text.rfind(host)?;
        Some(Self { host: text.get(at..at + host.len())?.trim_matches(['[', ']']), port: authority.port_u16() })
    }
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
