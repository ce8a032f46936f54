//! What the header `Host` may hold (RFC 9110 §7.2), and what else callers send.

use http::{Request, request, uri::Authority};
use traced_runtime::Kind;

use super::Address;

fn request(uri: &str, host: &str) -> request::Parts {
    Request::get(uri).header("host", host).body(()).expect("a request").into_parts().0
}

fn address(uri: &str, host: &str, kind: Kind) -> Option<(String, Option<u16>)> {
    Address::of(&request(uri, host), kind).map(|address| (address.host.to_owned(), address.port))
}

#[test]
fn of_the_header() {
    for (host, expected) in [
        ("shop.example", Some(("shop.example", None))),
        ("shop.example:8443", Some(("shop.example", Some(8443)))),
        ("127.0.0.1:80", Some(("127.0.0.1", Some(80)))),
        ("[::1]:8080", Some(("::1", Some(8080)))),
        ("[::1]", Some(("::1", None))),
        ("ada:pw@shop.example:1", Some(("shop.example", Some(1)))),
        ("shop_1.example", Some(("shop_1.example", None))),
        ("shop.example:99999", Some(("shop.example", None))),
        ("shop.example:", Some(("shop.example", None))),
        ("", None),
        ("shop example", None),
        ("a/b", None),
    ] {
        let expected = expected.map(|(host, port)| (host.to_owned(), port));
        assert_eq!(address("/", host, Kind::Server), expected, "{host}");
    }
}

/// What the crate `http` takes for an authority is read as it reads it.
#[test]
fn as_authorities_are_read() {
    let bytes = b"aZ9.-_:@[]%~/ ";
    for number in 0..bytes.len().pow(4) {
        let text: String =
            (0..4).map(|digit| char::from(bytes[number / bytes.len().pow(digit) % bytes.len()])).collect();
        let theirs = text.parse::<Authority>().ok();
        let expected = theirs.as_ref().map(|it| (it.host().trim_matches(['[', ']']), it.port_u16()));
        let found = Address::parse(&text);
        assert_eq!(found.map(|found| (found.host, found.port)), expected, "{text:?}");
    }
}

#[test]
fn of_the_uri() {
    for (uri, kind, expected) in [
        ("http://shop.example/", Kind::Client, ("shop.example", Some(80))),
        ("https://ada:pw@[::1]/", Kind::Client, ("::1", Some(443))),
        ("https://shop.example/", Kind::Server, ("shop.example", None)),
        ("http://shop.example:81/", Kind::Server, ("shop.example", Some(81))),
    ] {
        let expected = (expected.0.to_owned(), expected.1);
        assert_eq!(address(uri, "other.example", kind), Some(expected), "{uri}");
    }
}
