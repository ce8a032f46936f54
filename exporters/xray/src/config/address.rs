//! Where the daemon is, in the forms that X-Ray's own SDKs take: `host:port`, and `udp:host:port` beside `tcp:host:port`.

use std::net::Ipv6Addr;

use traced_http::{ConfigError, is_host_name, quoted};

const ACCEPTED: &str =
    "an address such as `127.0.0.1:2000`, or `udp:127.0.0.1:2000`, with or without `tcp:127.0.0.1:2000` beside it";

/// A host, by name or address, and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) host: String,
    pub(crate) port: u16,
}

/// Where datagrams go. An address for TCP is where X-Ray's SDKs ask what to sample, which is not asked here: it is only checked.
pub(super) fn address(setting: &str, text: &str) -> Result<Address, ConfigError> {
    parse(text).ok_or_else(|| ConfigError::new(setting, quoted(text), ACCEPTED))
}

fn parse(text: &str) -> Option<Address> {
    let (mut udp, mut tcp) = (None, None);
    for word in text.split_ascii_whitespace() {
        let (place, rest) = match (word.strip_prefix("udp:"), word.strip_prefix("tcp:")) {
            (Some(rest), _) => (&mut udp, rest),
            (None, Some(rest)) => (&mut tcp, rest),
            // For both, and then alone.
            (None, None) if word == text.trim() => return endpoint(word),
            (None, None) => return None,
        };
        if place.replace(endpoint(rest)?).is_some() {
            return None;
        }
    }
    udp
}

/// A host and its port; an address of IPv6 in brackets.
fn endpoint(text: &str) -> Option<Address> {
    let (host, port) = text.rsplit_once(':')?;
    let port = port.parse().ok().filter(|port| *port != 0)?;
    let host = match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(|_| inner),
        None => Some(host).filter(|host| is_host_name(host)),
    }?;
    Some(Address { host: host.to_owned(), port })
}
