//! What every exporter over HTTP relies on.

use std::{
    ffi::OsString,
    time::{Duration, SystemTime},
};

use crate::{ConfigError, Headers, Service, Settings, headers::percent_decoded, retry_after::parse, short};

const SERVICE: Service = Service { address: "http://localhost:9411", path: "api/v2/spans" };

#[test]
fn an_address_is_completed_as_its_setting_says() {
    type Set = fn(&mut Settings, &str, &str) -> Result<(), ConfigError>;
    let (either, base, exact): (Set, Set, Set) = (Settings::set_endpoint_of, Settings::set_base, Settings::set_exact);
    for (set, address, endpoint) in [
        (either, "http://c:1", "http://c:1/api/v2/spans"),
        (either, "http://c:1/", "http://c:1/api/v2/spans"),
        (either, "http://c:1/in", "http://c:1/in"),
        (base, "http://c:1/in?a=b", "http://c:1/in/api/v2/spans?a=b"),
        (exact, "http://c:1", "http://c:1/"),
    ] {
        let mut settings = Settings::new(&SERVICE);
        set(&mut settings, "SETTING", address).unwrap();
        assert_eq!(settings.endpoint, endpoint, "{address}");
        let mistake = set(&mut settings, "SETTING", "c:1").unwrap_err().to_string();
        let expected =
            "SETTING: found \"c:1\", accepted is an `http://` or `https://` address such as `http://localhost:9411`";
        assert_eq!(mistake, expected);
    }
}

#[test]
fn later_headers_take_the_place_of_earlier_ones() {
    let mut headers = Headers::parse("LIST", "a=1, b=x%20y").unwrap();
    headers.extend(Headers::parse("OTHER", "A=2").unwrap());
    assert_eq!((headers.get("a"), headers.get("b"), headers.get("c")), (Some("2"), Some("x y"), None));
    assert_eq!(["a", "b", "c"].map(|name| headers.setting(name)), [Some("OTHER"), Some("LIST"), None]);
    assert_eq!(format!("{headers:?}"), r#"{"a": "<hidden>", "b": "<hidden>"}"#);
}

#[test]
fn percent_encoding_is_undone() {
    for (text, decoded) in [("", Some("")), ("a%20b+c", Some("a b+c")), ("%C3%a9", Some("é"))] {
        assert_eq!(percent_decoded(text).as_deref(), decoded, "{text}");
    }
    for broken in ["%", "%2", "%zz", "%ff"] {
        assert_eq!(percent_decoded(broken), None, "{broken}");
    }
}

#[test]
fn a_text_is_shown_on_one_short_line() {
    assert_eq!(short(b"bad\nrequest \x1b[31m"), "bad request [31m");
    assert_eq!(short("ä".repeat(5000).as_bytes()).chars().count(), 202);
    assert_eq!(short(&[0xff]), "");
}

#[test]
fn retry_after_is_seconds_or_a_moment() {
    let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
    assert_eq!(parse(" 120 ", now), Some(Duration::from_secs(120)));
    assert_eq!(parse("Sun, 06 Nov 1994 08:50:07 GMT", now), Some(Duration::from_secs(30)));
    assert_eq!(parse("Sun, 06 Nov 1994 08:49:07 GMT", now), Some(Duration::ZERO));
    for other in ["", "soon", "-1", "1.5"] {
        assert_eq!(parse(other, SystemTime::now()), None, "{other}");
    }
}

#[test]
fn a_spool_is_where_the_exporters_own_variable_says_or_that_of_all() {
    let read = |variables: &[(&str, &str)]| {
        let mut settings = Settings::new(&SERVICE);
        let get = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value));
        settings.read_spool_env(&get, "TRACED_X_").map(|()| settings)
    };
    let (all, own) = (("TRACED_SPOOL_DIR", "/all"), ("TRACED_X_SPOOL_DIR", "/own"));
    for (variables, spool) in [
        (&[][..], None),
        (&[all], Some(all)),
        (&[all, own], Some(own)),
        (&[("TRACED_X_SPOOL_DIR", " "), ("TRACED_SPOOL_LIMIT", "65536")], None),
    ] {
        let settings = read(variables).unwrap();
        assert_eq!(settings.spool(), spool.map(|(name, path)| (name, path.as_ref())));
    }
    for (name, value, found) in
        [("TRACED_SPOOL_LIMIT", "64MiB", "\"64MiB\""), ("TRACED_X_SPOOL_LIMIT", "65535", "65535")]
    {
        let mistake = read(&[(name, value)]).unwrap_err().to_string();
        assert_eq!(mistake, format!("{name}: found {found}, accepted is a number of bytes from 65536 (64 KiB)"));
    }
}
