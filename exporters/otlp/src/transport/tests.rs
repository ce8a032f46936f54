//! What answers say, well-formed or not.

use traced_encode::wire::{bytes, message, uint};

use super::answer::{
    Form::{self, Json, Protobuf, Text},
    partial_success, refusal,
};
use crate::config::Protocol::{HttpJson, HttpProtobuf};

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
    assert_eq!(partial_success(&response(3, "too old"), Protobuf, 10), (3, "too old".into()));
    assert_eq!(partial_success(&response(0, "please use gRPC"), Protobuf, 10), (0, "please use gRPC".into()));
    assert_eq!(partial_success(&[], Protobuf, 10), (0, String::new()));
}

/// OTLP's JSON: names in lowerCamelCase, integers of 64 bits as text, also accepted as numbers.
#[test]
fn a_partial_success_in_json_is_understood() {
    for (body, rejected, message) in [
        (r#"{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too\nold"}}"#, 3, "too old"),
        (r#"{"partialSuccess":{"rejectedSpans":3}}"#, 3, ""),
        (r#"{"partialSuccess":{"errorMessage":"please use gRPC"}}"#, 0, "please use gRPC"),
        (r#"{"partialSuccess":{"rejectedSpans":"-1"}}"#, 0, ""),
        (r#"{"partialSuccess":{"rejectedSpans":"99"}}"#, 10, ""),
        (r#"{"partialSuccess":null}"#, 0, ""),
        (r#"{"partialSuccess":{"rejectedSpans":true,"errorMessage":1}}"#, 0, ""),
        ("{}", 0, ""),
        (r#"{"ok":1}"#, 0, ""),
        ("[]", 0, ""),
        ("", 0, ""),
        ("{\"partialSuccess\"", 0, ""),
    ] {
        assert_eq!(partial_success(body.as_bytes(), Json, 10), (rejected, message.into()), "{body}");
    }
}

#[test]
fn an_answer_that_does_not_say_what_it_is_has_the_form_of_the_question() {
    for (content_type, protocol, form) in [
        (None, HttpProtobuf, Protobuf),
        (None, HttpJson, Json),
        (Some("application/json; charset=utf-8"), HttpProtobuf, Json),
        (Some("application/x-protobuf"), HttpJson, Protobuf),
        (Some("text/html"), HttpJson, Text),
    ] {
        assert_eq!(Form::of(content_type, protocol), form, "{content_type:?}");
    }
}

#[test]
fn impossible_numbers_are_brought_into_range() {
    assert_eq!(partial_success(&response(99, ""), Protobuf, 10).0, 10);
    assert_eq!(partial_success(&response(u64::MAX, ""), Protobuf, 10).0, 0, "-1 as protobuf writes it");
}

#[test]
fn garbage_says_nothing() {
    let mut broken = response(3, "too old");
    broken.pop();
    for body in [&broken[..], b"{\"ok\":1}", b"<html>", &[0xff; 100]] {
        assert_eq!(partial_success(body, Protobuf, 10), (0, String::new()));
    }
}

#[test]
fn a_refusal_is_shown_on_one_short_line() {
    let mut status = Vec::new();
    uint(&mut status, 1, 3);
    bytes(&mut status, 2, b"bad\nrequest \x1b[31m");
    assert_eq!(refusal(&status, Protobuf), "bad request [31m");
    assert_eq!(refusal(br#"{"code":3,"message":"bad\nrequest"}"#, Json), "bad request");
    assert_eq!(refusal(b"[not\n a status]", Json), "[not a status]");
    assert_eq!(refusal(b"not found\n", Text), "not found");
    assert_eq!(refusal("ä".repeat(5000).as_bytes(), Text).chars().count(), 202);
    assert_eq!(refusal(&[0xff], Text), "");
}
