//! Names that look like credentials, and query strings with them.

use super::{looks_secret, without_secrets};

#[test]
fn credentials() {
    for name in [
        "Authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-api-key",
        "X-Auth-Token",
        "x-csrf-token",
        "x-amz-security-token",
        "www-authenticate",
        "AWSAccessKeyId",
        "Signature",
        "sig",
        "X-Goog-Signature",
        "userPassword",
        "session_id",
        "key",
        "code",
    ] {
        assert!(looks_secret(name), "{name}");
    }
}

#[test]
fn not_credentials() {
    for name in ["accept", "content-type", "x-request-id", "x-tenant", "keyword", "page", "zip_codes", "design", "user"]
    {
        assert!(!looks_secret(name), "{name}");
    }
}

/// The four that OpenTelemetry names for `url.query`, and others.
#[test]
fn queries() {
    for (query, shown) in [
        ("q=rust&page=2", "q=rust&page=2"),
        ("flag", "flag"),
        ("", ""),
        ("AWSAccessKeyId=AK&x=1", "AWSAccessKeyId=REDACTED&x=1"),
        ("x=1&Signature=a%2Fb", "x=1&Signature=REDACTED"),
        ("sig=1", "sig=REDACTED"),
        ("X-Goog-Signature=1&access_token=2", "X-Goog-Signature=REDACTED&access_token=REDACTED"),
        ("to%6Ben=hidden", "to%6Ben=REDACTED"),
        ("token=a=b", "token=REDACTED"),
    ] {
        assert_eq!(without_secrets(query), shown);
    }
}
