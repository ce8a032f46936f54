//! Where the agent is.

use std::net::Ipv6Addr;

use traced_http::{ConfigError, is_host_name, quoted};

/// A host without a port; an address of IPv6 also in brackets.
pub(super) fn host(setting: &str, text: &str) -> Result<String, ConfigError> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let is_address = bare.parse::<Ipv6Addr>().is_ok();
    let in_brackets = bare.len() < text.len();
    if is_address || is_host_name(bare) && !in_brackets {
        Ok(bare.to_owned())
    } else {
        Err(ConfigError::new(
            setting,
            quoted(text),
            "a host's name or address such as `localhost`, without scheme and port",
        ))
    }
}

pub(super) fn port(setting: &str, text: &str) -> Result<u16, ConfigError> {
    let refused = || ConfigError::new(setting, quoted(text), "a port from 1 to 65535 such as `6831`");
    text.parse().ok().filter(|port| *port != 0).ok_or_else(refused)
}
