//! What is left of URLs.

use super::{scrub, shown};

#[test]
fn urls() {
    for (url, expected) in [
        ("http://ada:pw@h/p/q?x=1#f", "http://h/p/q"),
        ("https://h:8443", "https://h:8443/"),
        ("https://h:443/", "https://h/"),
        ("http://[::1]:80/a", "http://[::1]/a"),
    ] {
        assert_eq!(shown(&url.parse().expect("a URL")), expected);
    }
}

#[test]
fn messages() {
    for (message, expected) in [
        ("no URL: at all", "no URL: at all"),
        ("request for url (http://h/p?token=x)", "request for url (http://h/p)"),
        ("request for url (http://h/p?a=(b)&c=x)", "request for url (http://h/p)"),
        ("(http://h/p)", "(http://h/p)"),
        ("https://ada:p@w@h?x, then http://[::1]:8/#y then z", "https://h then http://[::1]:8/ then z"),
        ("\"http://h/?x=1\" failed", "\"http://h/\" failed"),
        ("://", "://"),
    ] {
        assert_eq!(scrub(message), expected);
    }
}
