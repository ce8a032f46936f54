//! What answers say, well-formed or not.

use std::time::{Duration, SystemTime};

use super::{answer::partial_success, answer::refusal, retry_after::parse};
use crate::wire::{bytes, message, uint};

fn response(rejected: u64, text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    message(&mut out, 1, 1, |out| {
        uint(out, 1, rejected);
        bytes(out, 2, text.as_bytes());
    });
    out
}

#[test]
fn a_partial_success_tells_how_many_and_why() {
    assert_eq!(partial_success(&response(3, "too old"), 10), (3, "too old".into()));
    assert_eq!(partial_success(&response(0, "please use gRPC"), 10), (0, "please use gRPC".into()));
    assert_eq!(partial_success(&[], 10), (0, String::new()));
}

#[test]
fn impossible_numbers_are_brought_into_range() {
    assert_eq!(partial_success(&response(99, ""), 10).0, 10);
    assert_eq!(partial_success(&response(u64::MAX, ""), 10).0, 0, "-1 as protobuf writes it");
}

#[test]
fn garbage_says_nothing() {
    let mut broken = response(3, "too old");
    broken.pop();
    for body in [&broken[..], b"{\"ok\":1}", b"<html>", &[0xff; 100]] {
        assert_eq!(partial_success(body, 10), (0, String::new()));
    }
}

#[test]
fn a_refusal_is_shown_on_one_short_line() {
    let mut status = Vec::new();
    uint(&mut status, 1, 3);
    bytes(&mut status, 2, b"bad\nrequest \x1b[31m");
    assert_eq!(refusal(&status, true), "bad request [31m");
    assert_eq!(refusal(b"not found\n", false), "not found");
    assert_eq!(refusal("ä".repeat(5000).as_bytes(), false).chars().count(), 202);
    assert_eq!(refusal(&[0xff], false), "");
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
