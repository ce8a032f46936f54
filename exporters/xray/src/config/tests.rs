//! The forms of the variable, and what is said about others.

use std::ffi::OsString;

use traced_http::ConfigError;

use super::Settings;

fn read(value: &str) -> Result<Settings, ConfigError> {
    let mut settings = Settings::default();
    settings.read_env(&|name| (name == "AWS_XRAY_DAEMON_ADDRESS").then(|| OsString::from(value))).map(|()| settings)
}

#[track_caller]
fn daemon(value: &str) -> (String, u16) {
    let daemon = read(value).unwrap().daemon;
    (daemon.host, daemon.port)
}

#[test]
fn an_empty_environment_leaves_the_default() {
    assert_eq!(daemon(" "), ("127.0.0.1".to_owned(), 2000));
    assert_eq!(read("").unwrap().max_packet_bytes, 65_507);
}

/// The examples of the SDKs' documentation, and hosts that are not addresses of IPv4.
#[test]
fn an_address_is_for_both_protocols_or_for_each() {
    for (value, host, port) in [
        ("127.0.0.1:2000", "127.0.0.1", 2000),
        ("xray-service.default:3000", "xray-service.default", 3000),
        ("tcp:127.0.0.1:2000 udp:127.0.0.2:2001", "127.0.0.2", 2001),
        ("udp:127.0.0.1:2000 tcp:127.0.0.2:2001", "127.0.0.1", 2000),
        ("udp:daemon:2000", "daemon", 2000),
        (" udp:[::1]:2001  tcp:[::1]:2000 ", "::1", 2001),
        ("[2001:db8::7]:2000", "2001:db8::7", 2000),
    ] {
        assert_eq!(daemon(value), (host.to_owned(), port), "{value}");
    }
}

#[test]
fn others_are_refused() {
    for value in [
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:0",
        "127.0.0.1:65536",
        ":2000",
        "http://127.0.0.1:2000",
        "::1:2000",
        "[daemon]:2000",
        "user@daemon:2000",
        "udp:2000",
        "tcp:127.0.0.1:2000",
        "udp:127.0.0.1:2000 udp:127.0.0.1:2001",
        "127.0.0.1:2000 udp:127.0.0.1:2001",
        "udp:127.0.0.1:2000 tcp:nowhere",
        "udp:127.0.0.1:2000,tcp:127.0.0.1:2000",
    ] {
        let text = read(value).expect_err(value).to_string();
        assert_eq!(
            text,
            format!(
                "AWS_XRAY_DAEMON_ADDRESS: found {value:?}, accepted is an address such as `127.0.0.1:2000`, or \
                 `udp:127.0.0.1:2000`, with or without `tcp:127.0.0.1:2000` beside it"
            )
        );
    }
}

#[test]
fn a_packet_is_no_larger_than_udp_allows() {
    let mut settings = Settings::default();
    settings.set_max_packet_bytes(65_507).unwrap();
    settings.set_max_packet_bytes(2048).unwrap();
    for bytes in [0, 2047, 65_508] {
        assert_eq!(
            settings.set_max_packet_bytes(bytes).unwrap_err().to_string(),
            format!("max_packet_bytes: found {bytes}, accepted is from 2048 to 65507 bytes")
        );
    }
}
