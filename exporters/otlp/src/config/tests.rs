//! The rules for every variable, and that secrets stay hidden.

use std::{ffi::OsString, time::Duration};

use traced_http::{Compression, ConfigError};

use super::{Protocol, Settings};

/// Settings as an environment of these variables makes them.
fn read(variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let mut settings = Settings::default();
    let get = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value));
    settings.read_env(&get).map(|()| settings)
}

#[track_caller]
fn mistake(variable: &str, value: &str) -> String {
    let error = read(&[(variable, value)]).expect_err("it is a mistake");
    assert_eq!(error.setting(), variable);
    error.to_string()
}

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
const TRACES_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
const HEADERS: &str = "OTEL_EXPORTER_OTLP_HEADERS";

#[test]
fn an_empty_environment_leaves_the_defaults() {
    let settings = read(&[(ENDPOINT, ""), ("OTEL_EXPORTER_OTLP_TIMEOUT", " ")]).unwrap();
    assert_eq!(settings.http.endpoint, "http://localhost:4318/v1/traces");
    assert_eq!(settings.http.timeout, Some(Duration::from_secs(10)));
    assert_eq!(settings.http.compression, Compression::None);
    assert!(settings.http.headers.is_empty());
}

#[test]
fn the_general_endpoint_is_completed_and_the_signals_own_is_not() {
    for (variable, value, endpoint) in [
        (ENDPOINT, "http://c:4318", "http://c:4318/v1/traces"),
        (ENDPOINT, "http://c:4318/", "http://c:4318/v1/traces"),
        (ENDPOINT, "https://c/otlp/", "https://c/otlp/v1/traces"),
        (ENDPOINT, "https://c/otlp?key=1", "https://c/otlp/v1/traces?key=1"),
        (ENDPOINT, "http://[::1]:4318", "http://[::1]:4318/v1/traces"),
        (TRACES_ENDPOINT, "http://c:4318", "http://c:4318/"),
        (TRACES_ENDPOINT, "http://c:4318/in", "http://c:4318/in"),
    ] {
        assert_eq!(read(&[(variable, value)]).unwrap().http.endpoint, endpoint, "{variable}={value}");
    }
}

#[test]
fn the_builders_endpoint_is_completed_where_it_has_no_path() {
    for (value, endpoint) in [
        ("http://c:4318", "http://c:4318/v1/traces"),
        ("http://c:4318/", "http://c:4318/v1/traces"),
        ("http://c:4318/v1/traces", "http://c:4318/v1/traces"),
        ("http://c:4318/in", "http://c:4318/in"),
    ] {
        let mut settings = Settings::default();
        settings.http.set_endpoint(value).unwrap();
        assert_eq!(settings.http.endpoint, endpoint);
    }
}

#[test]
fn the_variable_of_the_signal_wins() {
    let settings = read(&[
        (ENDPOINT, "http://general"),
        (TRACES_ENDPOINT, "http://traces/x"),
        (HEADERS, "a=1,b=2"),
        ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=3"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "1"),
        ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "2500"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "none"),
        ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "gzip"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"),
    ])
    .unwrap();
    assert_eq!(settings.http.endpoint, "http://traces/x");
    assert_eq!(settings.http.timeout, Some(Duration::from_millis(2500)));
    assert_eq!(settings.http.compression, Compression::Gzip);
    assert_eq!(settings.http.headers.get("a").unwrap(), "3");
    assert_eq!(settings.http.headers.get("b"), None);
    assert_eq!(settings.protocol, Protocol::HttpProtobuf);
}

#[test]
fn header_values_are_percent_decoded() {
    let settings = read(&[(HEADERS, " api-key = a%20b%3Dc , x=1==,, ")]).unwrap();
    assert_eq!(settings.http.headers.get("api-key").unwrap(), "a b=c");
    assert_eq!(settings.http.headers.get("x").unwrap(), "1==");
}

#[test]
fn a_header_of_the_environment_takes_the_place_of_one_of_the_program() {
    let mut settings = Settings::default();
    settings.http.set_header("Api-Key", "program").unwrap();
    settings.http.set_header("other", "stays").unwrap();
    settings.read_env(&|name| (name == HEADERS).then(|| "api-key=environment".into())).unwrap();
    assert_eq!(settings.http.headers.get("api-key").unwrap(), "environment");
    assert_eq!(settings.http.headers.get("other").unwrap(), "stays");
}

#[test]
fn a_protocol_is_chosen_by_its_name() {
    for (value, protocol) in [("http/protobuf", Protocol::HttpProtobuf), ("http/json", Protocol::HttpJson)] {
        assert_eq!(read(&[("OTEL_EXPORTER_OTLP_PROTOCOL", value)]).unwrap().protocol, protocol);
    }
    assert_eq!(read(&[]).unwrap().protocol, Protocol::HttpProtobuf);
}

#[test]
fn a_timeout_of_zero_is_none() {
    assert_eq!(read(&[("OTEL_EXPORTER_OTLP_TIMEOUT", "0")]).unwrap().http.timeout, None);
}

#[test]
fn a_mistake_names_the_variable_what_was_found_and_what_is_accepted() {
    assert_eq!(
        mistake("OTEL_EXPORTER_OTLP_TIMEOUT", "10s"),
        "OTEL_EXPORTER_OTLP_TIMEOUT: found \"10s\", accepted is a whole number of milliseconds such as `10000`, or `0` for no limit"
    );
    assert_eq!(
        mistake("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "zstd"),
        "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: found \"zstd\", accepted is `gzip` or `none`"
    );
    assert_eq!(
        mistake("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        "OTEL_EXPORTER_OTLP_PROTOCOL: found \"grpc\", accepted is `http/protobuf` or `http/json`"
    );
    for address in ["localhost:4318", "ftp://x", "http://", "/v1/traces", "http://a b/"] {
        let text = mistake(ENDPOINT, address);
        assert!(text.contains(&format!("{address:?}")) && text.contains("`http://localhost:4318`"), "{text}");
    }
}

#[test]
fn a_long_value_is_shown_in_part() {
    let text = mistake("OTEL_EXPORTER_OTLP_TIMEOUT", &"x".repeat(10_000));
    assert!(text.len() < 300, "{text}");
}

#[cfg(unix)]
#[test]
fn bytes_that_are_not_text_are_a_mistake() {
    use std::os::unix::ffi::OsStringExt as _;
    let error = Settings::default().read_env(&|name| (name == HEADERS).then(|| OsString::from_vec(vec![0xff])));
    assert!(error.unwrap_err().to_string().contains("not UTF-8"));
}

#[test]
fn values_of_headers_are_never_shown() {
    let settings = read(&[(HEADERS, "authorization=hunter2")]).unwrap();
    let shown = format!("{settings:?}");
    assert!(shown.contains("authorization") && !shown.contains("hunter2"), "{shown}");
    // Also not where the entry is broken: what stands in it may be the secret.
    for broken in
        ["hunter2", "a=1,hunter2", "hunter2 z=x", "k=hunter2%0", "k=hunter2%0a", "k=%ffhunter2", "host=hunter2"]
    {
        let text = mistake(HEADERS, broken);
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn credentials_in_an_address_are_never_shown() {
    for address in ["http://user:hunter2@c:4318", "ftp://user:hunter2@c", "user:hunter2@c"] {
        let mut settings = Settings::default();
        let shown = match settings.http.set_endpoint(address) {
            Ok(()) => format!("{settings:?}"),
            Err(error) => error.to_string(),
        };
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn headers_that_belong_to_the_transport_are_refused() {
    let mut settings = Settings::default();
    assert!(settings.http.set_header("Content-Type", "text/plain").unwrap_err().to_string().contains("content-type"));
    assert!(settings.http.set_header("a b", "x").is_err());
    assert!(settings.http.set_header("a", "x\ny").is_err());
}

#[test]
fn certificates_are_read_when_they_are_named() {
    const CERTIFICATE: &str = "OTEL_EXPORTER_OTLP_CERTIFICATE";
    let missing = mistake(CERTIFICATE, "/no/such/file.pem");
    assert!(missing.contains("\"/no/such/file.pem\" ("), "{missing}");
    let none = mistake(CERTIFICATE, concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    assert!(none.contains("no certificate in it"), "{none}");
}

#[test]
fn a_spool_has_variables_of_its_own() {
    let settings = read(&[("TRACED_SPOOL_DIR", "/all"), ("TRACED_OTLP_SPOOL_DIR", "/own")]).unwrap();
    assert_eq!(settings.http.spool(), Some(("TRACED_OTLP_SPOOL_DIR", "/own".as_ref())));
}
