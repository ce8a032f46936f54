//! The rules for every variable, and that secrets stay hidden.

use std::{ffi::OsString, time::Duration};

use traced_http::{Compression, ConfigError};

use super::{Path, Protocol, Settings};

/// Settings as an environment of these variables makes them.
fn read(variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let mut settings = Settings::default();
    let get = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value));
    settings.read_env(&get)?;
    settings.finish()
}

/// Settings with this address from the builder.
fn at(protocol: Protocol, address: &str) -> Result<Settings, ConfigError> {
    let mut settings = Settings { protocol, ..Settings::default() };
    settings.set_address("endpoint", address, Path::Either);
    settings.finish()
}

#[track_caller]
fn mistake(variable: &str, value: &str) -> String {
    let error = read(&[(variable, value)]).expect_err("it is a mistake");
    assert_eq!(error.setting(), variable);
    error.to_string()
}

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
const TRACES_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
const INSECURE: &str = "OTEL_EXPORTER_OTLP_INSECURE";
const TRACES_INSECURE: &str = "OTEL_EXPORTER_OTLP_TRACES_INSECURE";
const PROTOCOL: &str = "OTEL_EXPORTER_OTLP_PROTOCOL";
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
        assert_eq!(at(Protocol::HttpJson, value).unwrap().http.endpoint, endpoint);
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
    for (value, protocol) in
        [("http/protobuf", Protocol::HttpProtobuf), ("http/json", Protocol::HttpJson), ("grpc", Protocol::Grpc)]
    {
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
        mistake("OTEL_EXPORTER_OTLP_PROTOCOL", "http"),
        "OTEL_EXPORTER_OTLP_PROTOCOL: found \"http\", accepted is `http/protobuf`, `http/json` or `grpc`"
    );
    assert_eq!(
        mistake("OTEL_EXPORTER_OTLP_INSECURE", "yes"),
        "OTEL_EXPORTER_OTLP_INSECURE: found \"yes\", accepted is `true` or `false`"
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
        for protocol in [Protocol::HttpProtobuf, Protocol::Grpc] {
            let shown = match at(protocol, address) {
                Ok(settings) => format!("{settings:?}"),
                Err(error) => error.to_string(),
            };
            assert!(!shown.contains("hunter2"), "{shown}");
        }
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
fn a_build_without_grpc_says_which_feature_it_needs() {
    assert_eq!(
        Protocol::Grpc.check("OTEL_EXPORTER_OTLP_PROTOCOL", false).unwrap_err().to_string(),
        "OTEL_EXPORTER_OTLP_PROTOCOL: found \"grpc\", accepted is `http/protobuf` or `http/json`, or `grpc` in a program that enables \
         the feature `grpc` of traced-otlp"
    );
    assert_eq!(Protocol::Grpc.check("protocol", true), Ok(()));
    assert_eq!(Protocol::HttpJson.check("protocol", false), Ok(()));
}

/// "Configuration Options" of OpenTelemetry's specification of exporters: the scheme decides; where there is none, `INSECURE` does.
#[test]
fn grpc_goes_to_a_host_and_a_port() {
    for (variables, endpoint) in [
        (&[][..], "http://localhost:4317/"),
        (&[(ENDPOINT, "http://c:4317")], "http://c:4317/"),
        (&[(ENDPOINT, "https://c:4317/otlp?key=1")], "https://c:4317/"),
        (&[(TRACES_ENDPOINT, "https://c/v1/traces")], "https://c/"),
        (&[(ENDPOINT, "HTTP://[::1]:4317")], "http://[::1]:4317/"),
        (&[(ENDPOINT, "c:4317")], "https://c:4317/"),
        (&[(ENDPOINT, "[::1]:4317")], "https://[::1]:4317/"),
        (&[(ENDPOINT, "c")], "https://c/"),
        (&[(ENDPOINT, "c:4317"), (INSECURE, "true")], "http://c:4317/"),
        (&[(ENDPOINT, "c:4317"), (INSECURE, "TRUE")], "http://c:4317/"),
        (&[(ENDPOINT, "c:4317"), (INSECURE, "false")], "https://c:4317/"),
        (&[(ENDPOINT, "c:4317"), (INSECURE, "true"), (TRACES_INSECURE, "false")], "https://c:4317/"),
        (&[(ENDPOINT, "https://c:4317"), (INSECURE, "true")], "https://c:4317/"),
        (&[(ENDPOINT, "http://c:4317"), (INSECURE, "false")], "http://c:4317/"),
        (&[(ENDPOINT, "http://general"), (TRACES_ENDPOINT, "traces:1")], "https://traces:1/"),
    ] {
        let variables: Vec<_> = variables.iter().copied().chain([(PROTOCOL, "grpc")]).collect();
        assert_eq!(read(&variables).unwrap().http.endpoint, endpoint, "{variables:?}");
    }
}

#[test]
fn what_is_no_target_of_grpc_is_a_mistake() {
    for address in [
        "",
        " ",
        "ftp://x",
        "http://",
        "unix:/tmp/socket",
        "unix:///tmp/socket",
        "dns:///c:4317",
        "dns:c:4317",
        ":4317",
        "c:",
        "c:port",
        "c:99999",
        "/v1/traces",
        "http://a b/",
        "[::1",
    ] {
        let text = at(Protocol::Grpc, address).expect_err(address).to_string();
        assert!(text.starts_with(&format!("endpoint: found {address:?}, ")), "{text}");
        assert!(text.ends_with("such as `http://localhost:4317`, or a host and a port"), "{text}");
    }
    let error = read(&[(TRACES_ENDPOINT, "c:x"), (PROTOCOL, "grpc")]).unwrap_err();
    assert_eq!(error.setting(), TRACES_ENDPOINT);
}

/// The example of RFC 7617 §2, and what stands percent-encoded in an address.
#[test]
fn credentials_in_an_address_are_the_authorization() {
    for (address, header) in [
        ("http://Aladdin:open%20sesame@c:4317", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        ("Aladdin:open%20sesame@c:4317", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        ("http://token@c:4317", "Basic dG9rZW46"),
    ] {
        let settings = at(Protocol::Grpc, address).unwrap();
        assert_eq!(settings.http.headers.get("authorization"), Some(header), "{address}");
        assert!(settings.http.endpoint.to_string().ends_with("://c:4317/"), "{}", settings.http.endpoint);
    }
    let mut settings = Settings { protocol: Protocol::Grpc, ..Settings::default() };
    settings.http.set_header("Authorization", "Bearer x").unwrap();
    settings.set_address("endpoint", "http://user:password@c", Path::Either);
    assert_eq!(settings.finish().unwrap().http.headers.get("authorization"), Some("Bearer x"));
}

#[test]
fn the_protocol_may_be_chosen_before_or_after_the_address() {
    let mut settings = Settings::default();
    settings.read_env(&|name| (name == ENDPOINT).then(|| "c:4317".into())).unwrap();
    settings.protocol = Protocol::Grpc;
    assert_eq!(settings.clone().finish().unwrap().http.endpoint, "https://c:4317/");
    settings.protocol = Protocol::HttpProtobuf;
    assert_eq!(settings.finish().unwrap_err().setting(), ENDPOINT);
}

/// "Custom-Metadata" and "Call-Definition" of gRPC's specification.
#[test]
fn headers_that_are_no_metadata_are_a_mistake_of_grpc_only() {
    for (name, value, mistake) in [
        ("trace-bin", "AA", "found \"trace-bin\", accepted is a metadata key that does not end in `-bin`, which"),
        ("grpc-timeout", "1S", "found \"grpc-timeout\", accepted is any metadata key but those that gRPC"),
        ("TE", "trailers", "found \"te\", accepted is any metadata key but those that gRPC and HTTP/2 keep"),
        ("a*b", "x", "found a name with `*` in it, accepted is a metadata key of letters, digits, `-`, `_` and `.`"),
        (
            "key",
            "Zoë",
            "found another value for \"key\", accepted is a metadata value of visible ASCII characters and spaces",
        ),
    ] {
        let mut settings = Settings::default();
        settings.http.set_header(name, value).unwrap();
        settings.clone().finish().unwrap();
        settings.protocol = Protocol::Grpc;
        let text = settings.clone().finish().unwrap_err().to_string();
        assert!(text.starts_with(&format!("header: {mistake}")), "{text}");

        let list = format!("fine=1,{name}={value}");
        settings.read_env(&|name| (name == HEADERS).then(|| (&list).into())).unwrap();
        assert_eq!(settings.clone().finish().unwrap_err().setting(), HEADERS);
        // What the program says after that is the program's again.
        settings.http.set_header(name, value).unwrap();
        assert_eq!(settings.finish().unwrap_err().setting(), "header");
    }
    let settings = read(&[(HEADERS, "x_y.z-0=a b~"), (PROTOCOL, "grpc")]).unwrap();
    assert_eq!(settings.http.headers.get("x_y.z-0"), Some("a b~"));
}

#[test]
fn a_spool_has_variables_of_its_own() {
    let settings = read(&[("TRACED_SPOOL_DIR", "/all"), ("TRACED_OTLP_SPOOL_DIR", "/own")]).unwrap();
    assert_eq!(settings.http.spool(), Some(("TRACED_OTLP_SPOOL_DIR", "/own".as_ref())));
}
