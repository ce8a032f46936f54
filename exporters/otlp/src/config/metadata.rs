//! Which headers gRPC takes as metadata: fewer than HTTP does ("gRPC over HTTP2").

use traced_http::{ConfigError, Headers, quoted};

const NAME: &str = "a metadata key of letters, digits, `-`, `_` and `.`";
const TEXT: &str = "a metadata key that does not end in `-bin`, which gRPC keeps for values that are not text";
const FREE: &str = "any metadata key but those that gRPC and HTTP/2 keep for themselves";
const VALUE: &str = "a metadata value of visible ASCII characters and spaces";

/// Beside `grpc-…`: what describes the connection, which HTTP/2 does in other ways.
const RESERVED: [&str; 5] = ["te", "keep-alive", "proxy-connection", "upgrade", "http2-settings"];

pub(super) fn check(headers: &Headers) -> Result<(), ConfigError> {
    for (name, value) in headers.iter() {
        let name = name.as_str();
        let setting = headers.setting(name).unwrap_or("header");
        let refused = |found: String, accepted: &'static str| Err(ConfigError::new(setting, found, accepted));
        let strange = |c: &char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.'));
        // An entry put the wrong way round may look like this, so it is not shown.
        if let Some(c) = name.chars().find(strange) {
            return refused(format!("a name with `{c}` in it"), NAME);
        }
        if name.ends_with("-bin") {
            return refused(quoted(name), TEXT);
        }
        if name.starts_with("grpc-") || RESERVED.contains(&name) {
            return refused(quoted(name), FREE);
        }
        if !value.as_bytes().iter().all(|byte| matches!(byte, b' '..=b'~')) {
            return refused(format!("another value for {name:?}"), VALUE);
        }
    }
    Ok(())
}
