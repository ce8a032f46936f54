//! The rules for every variable.

use std::{ffi::OsString, time::Duration};

use traced_http::ConfigError;

use super::Settings;

const ENDPOINT: &str = "OTEL_EXPORTER_ZIPKIN_ENDPOINT";
const TIMEOUT: &str = "OTEL_EXPORTER_ZIPKIN_TIMEOUT";

fn read(variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let mut settings = Settings::default();
    let get = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value));
    settings.read_env(&get).map(|()| settings)
}

#[test]
fn an_empty_environment_leaves_the_defaults() {
    let settings = read(&[(ENDPOINT, ""), (TIMEOUT, " ")]).unwrap().http;
    assert_eq!(settings.endpoint, "http://localhost:9411/api/v2/spans");
    assert_eq!(settings.timeout, Some(Duration::from_secs(10)));
}

#[test]
fn an_endpoint_is_completed_where_it_has_no_path() {
    for (value, endpoint) in [
        ("http://z:9411/api/v2/spans", "http://z:9411/api/v2/spans"),
        ("https://z/spans", "https://z/spans"),
        ("http://z:9411", "http://z:9411/api/v2/spans"),
    ] {
        assert_eq!(read(&[(ENDPOINT, value)]).unwrap().http.endpoint, endpoint);
    }
}

#[test]
fn a_timeout_is_in_milliseconds() {
    assert_eq!(read(&[(TIMEOUT, "250")]).unwrap().http.timeout, Some(Duration::from_millis(250)));
    assert_eq!(read(&[(TIMEOUT, "0")]).unwrap().http.timeout, None);
}

#[test]
fn a_mistake_names_the_variable_what_was_found_and_what_is_accepted() {
    assert_eq!(
        read(&[(ENDPOINT, "localhost:9411")]).unwrap_err().to_string(),
        "OTEL_EXPORTER_ZIPKIN_ENDPOINT: found \"localhost:9411\", accepted is an `http://` or `https://` address such as `http://localhost:9411`"
    );
    assert_eq!(
        read(&[(TIMEOUT, "1s")]).unwrap_err().to_string(),
        "OTEL_EXPORTER_ZIPKIN_TIMEOUT: found \"1s\", accepted is a whole number of milliseconds such as `10000`, or `0` for no limit"
    );
}

#[test]
fn a_spool_has_variables_of_its_own() {
    let settings = read(&[("TRACED_SPOOL_DIR", "/all"), ("TRACED_ZIPKIN_SPOOL_DIR", "/own")]).unwrap();
    assert_eq!(settings.http.spool(), Some(("TRACED_ZIPKIN_SPOOL_DIR", "/own".as_ref())));
}
