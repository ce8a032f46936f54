//! The rules for every variable, and that secrets stay hidden.

use std::{ffi::OsString, time::Duration};

use traced_http::ConfigError;

use super::{Protocol, Settings};

const PREFIX: &str = "OTEL_EXPORTER_JAEGER_";

fn read(variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let mut settings = Settings::default();
    let get = |name: &str| {
        let name = name.strip_prefix(PREFIX).unwrap_or(name);
        assert!(!name.starts_with("OTEL_"), "only Jaeger's are asked for: {name}");
        variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
    };
    settings.read_env(&get).map(|()| settings)
}

#[track_caller]
fn mistake(variable: &str, value: &str) -> String {
    let error = read(&[(variable, value)]).expect_err("it is a mistake");
    assert_eq!(error.setting(), format!("{PREFIX}{variable}"));
    error.to_string()
}

#[test]
fn an_empty_environment_leaves_the_defaults() {
    let settings = read(&[("ENDPOINT", ""), ("TIMEOUT", " "), ("AGENT_HOST", "")]).unwrap();
    assert_eq!(settings.protocol, Protocol::HttpThriftBinary);
    assert_eq!(settings.http.endpoint, "http://localhost:14268/api/traces?format=jaeger.thrift");
    assert_eq!(settings.http.timeout, Some(Duration::from_secs(10)));
    assert_eq!((&*settings.agent_host, settings.agent_port), ("127.0.0.1", 6831));
    assert_eq!(settings.max_packet_bytes, 65_000);
    assert!(settings.http.headers.is_empty());
}

#[test]
fn an_endpoint_is_completed_where_it_has_neither_path_nor_query() {
    for (value, endpoint) in [
        ("http://j:14268", "http://j:14268/api/traces?format=jaeger.thrift"),
        ("http://j:14268/api/traces", "http://j:14268/api/traces"),
        ("https://j/x?key=1", "https://j/x?key=1"),
        ("https://j?key=1", "https://j/?key=1"),
    ] {
        assert_eq!(read(&[("ENDPOINT", value)]).unwrap().http.endpoint, endpoint);
    }
}

#[test]
fn the_protocol_is_the_one_named_or_that_of_the_address() {
    let http = ("ENDPOINT", "http://j:14268");
    for (variables, protocol) in [
        (&[("AGENT_HOST", "agent")][..], Protocol::UdpThriftCompact),
        (&[("AGENT_PORT", "1")], Protocol::UdpThriftCompact),
        (&[("AGENT_PORT", "1"), http], Protocol::HttpThriftBinary),
        (&[http, ("PROTOCOL", "udp/thrift.compact")], Protocol::UdpThriftCompact),
        (&[("AGENT_HOST", "agent"), ("PROTOCOL", "http/thrift.binary")], Protocol::HttpThriftBinary),
    ] {
        assert_eq!(read(variables).unwrap().protocol, protocol, "{variables:?}");
    }
}

#[test]
fn an_agent_is_named_or_has_an_address() {
    for (value, host) in
        [("agent.example", "agent.example"), ("::1", "::1"), ("[::1]", "::1"), ("192.0.2.1", "192.0.2.1")]
    {
        assert_eq!(read(&[("AGENT_HOST", value)]).unwrap().agent_host, host);
    }
    for value in ["http://agent", "agent:6831", "a b", "[agent]", "user@agent"] {
        assert!(mistake("AGENT_HOST", value).contains(&format!("{value:?}")));
    }
}

#[test]
fn a_timeout_is_in_milliseconds() {
    assert_eq!(read(&[("TIMEOUT", "250")]).unwrap().http.timeout, Some(Duration::from_millis(250)));
    assert_eq!(read(&[("TIMEOUT", "0")]).unwrap().http.timeout, None);
}

/// RFC 7617 has this pair as its example.
#[test]
fn credentials_are_basic_authentication_and_hidden() {
    let settings = read(&[("USER", "Aladdin"), ("PASSWORD", "open sesame")]).unwrap();
    assert_eq!(settings.http.headers.get("authorization"), Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    let shown = format!("{settings:?}");
    assert!(!shown.contains("sesame") && !shown.contains("QWxh"), "{shown}");
    let settings = read(&[("USER", "Aladdin")]).unwrap();
    assert_eq!(settings.http.headers.get("authorization"), Some("Basic QWxhZGRpbjo="));
    let text = mistake("USER", "hunter:2");
    assert!(!text.contains("hunter"), "{text}");
    let text = mistake("PASSWORD", "hunter2");
    assert!(!text.contains("hunter") && text.contains("OTEL_EXPORTER_JAEGER_USER"), "{text}");
}

#[test]
fn a_mistake_names_the_variable_what_was_found_and_what_is_accepted() {
    assert_eq!(
        mistake("ENDPOINT", "localhost:14268"),
        "OTEL_EXPORTER_JAEGER_ENDPOINT: found \"localhost:14268\", accepted is an `http://` or `https://` address such as `http://localhost:14268`"
    );
    assert_eq!(
        mistake("PROTOCOL", "grpc"),
        "OTEL_EXPORTER_JAEGER_PROTOCOL: found \"grpc\", accepted is `http/thrift.binary` or `udp/thrift.compact`"
    );
    for port in ["0", "65536", "x", "-1"] {
        assert_eq!(
            mistake("AGENT_PORT", port),
            format!(
                "OTEL_EXPORTER_JAEGER_AGENT_PORT: found \"{port}\", accepted is a port from 1 to 65535 such as `6831`"
            )
        );
    }
    assert_eq!(
        mistake("TIMEOUT", "1s"),
        "OTEL_EXPORTER_JAEGER_TIMEOUT: found \"1s\", accepted is a whole number of milliseconds such as `10000`, or `0` for no limit"
    );
}

#[test]
fn a_packet_is_no_larger_than_udp_allows() {
    let mut settings = Settings::default();
    settings.set_max_packet_bytes(65_507).unwrap();
    for bytes in [0, 65_508] {
        assert_eq!(
            settings.set_max_packet_bytes(bytes).unwrap_err().to_string(),
            format!("max_packet_bytes: found {bytes}, accepted is from 512 to 65507 bytes")
        );
    }
}

#[test]
fn a_spool_is_for_a_collector() {
    let spool = |name| read(&[(name, "/spool")]).unwrap().http;
    for name in ["TRACED_SPOOL_DIR", "TRACED_JAEGER_SPOOL_DIR"] {
        assert_eq!(spool(name).spool().map(|(setting, _)| setting), Some(name));
        let mistake = spool(name).refuse_spool("UDP", "HTTP").unwrap_err();
        assert_eq!(mistake.setting(), name);
    }
    assert_eq!(read(&[]).unwrap().http.refuse_spool("UDP", "HTTP"), Ok(()));
}
