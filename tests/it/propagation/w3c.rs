//! W3C Trace Context without a wire: what is read becomes a parent, and what is written names the child.

use std::collections::HashMap;

use traced::{Propagation, Span, SpanContext, SpanId, TraceId, testing::capture};

use super::trace_context::{CASES, Headers};

/// What the contract of W3C's harness asks of a service.
fn serve(headers: &[(&str, &str)], calls: usize) -> Vec<Headers> {
    let carrier: Headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let serve = || {
        let parent = Propagation::W3c.extract(&carrier).unwrap_or_default();
        let request = Span::builder("request").child_of(&parent).start();
        let call = |_| {
            let mut headers = Headers::new();
            Propagation::W3c.inject(&Span::builder("call").child_of(&request).start().context(), &mut headers);
            headers
        };
        (0..calls).map(call).collect()
    };
    capture(serve).into_value()
}

#[test]
fn all_cases_of_the_harness_pass() {
    for (name, case) in CASES {
        let outcome = std::panic::catch_unwind(|| case(&serve));
        assert!(outcome.is_ok(), "{name}");
    }
}

const T: &str = "0af7651916cd43dd8448eb211c80319c";
const S: &str = "00f067aa0ba902b7";

fn extracted(value: &str) -> Option<SpanContext> {
    let headers = HashMap::from([("traceparent".to_owned(), value.to_owned())]);
    Propagation::TraceContext.extract(&headers).unwrap_or_default()
}

#[test]
fn flags_that_nobody_knows_are_cleared() {
    let flags = |flags: &str| extracted(&format!("00-{T}-{S}-{flags}")).unwrap().trace_flags();
    assert_eq!([flags("ff"), flags("fe"), flags("00"), flags("01")], [3, 2, 0, 1]);
    let mut headers = HashMap::new();
    let context = SpanContext::new(TraceId::new(1), SpanId::new(1), false).with_trace_flags(0xff);
    Propagation::W3c.inject(&context, &mut headers);
    assert_eq!(headers["traceparent"], "00-00000000000000000000000000000001-0000000000000001-03");
}

#[test]
fn upper_case_is_not_accepted() {
    assert!(extracted(&format!("00-{}-{S}-01", T.to_uppercase())).is_none());
    assert!(extracted(&format!("00-{T}-{}-01", S.to_uppercase())).is_none());
    assert!(extracted(&format!("AA-{T}-{S}-01")).is_none());
    assert!(extracted(&format!("00-{T}-{S}-0A")).is_none());
}

#[test]
fn an_error_says_which_header_what_was_found_and_what_is_accepted() {
    let headers = HashMap::from([("traceparent".to_owned(), "00-abc".to_owned())]);
    let error = Propagation::W3c.extract(&headers).unwrap_err();
    assert_eq!((error.header, &*error.found), ("traceparent", "00-abc"));
    let text = error.to_string();
    assert!(["traceparent", "00-abc", "32 digits"].iter().all(|part| text.contains(part)), "{text}");
    let long = HashMap::from([("traceparent".to_owned(), "é".repeat(1000))]);
    assert_eq!(Propagation::W3c.extract(&long).unwrap_err().found, "é".repeat(64));
}

#[test]
fn a_context_that_names_no_span_is_not_written() {
    for context in [
        SpanContext::none(),
        SpanContext::new(TraceId::new(1), SpanId::INVALID, true),
        SpanContext::new(TraceId::INVALID, SpanId::new(1), true).with_trace_state("a=1"),
    ] {
        let mut headers = HashMap::new();
        Propagation::W3c.inject(&context, &mut headers);
        assert!(headers.is_empty(), "{headers:?}");
    }
}

#[test]
fn a_tracestate_set_by_hand_is_written_only_if_it_is_one() {
    let written = |state: &str| {
        let mut headers = HashMap::new();
        let context = SpanContext::new(TraceId::new(1), SpanId::new(1), true).with_trace_state(state);
        Propagation::W3c.inject(&context, &mut headers);
        headers.remove("tracestate")
    };
    assert_eq!(written("a=1,b=2").as_deref(), Some("a=1,b=2"));
    assert_eq!(written("a=1\r\nx-evil: 1"), None);
    assert_eq!(written("A=1"), None);
    assert_eq!(written(&format!("a={}", "x".repeat(256))).map(|state| state.len()), Some(258));
    assert_eq!(written(&format!("a={}", "x".repeat(257))), None);
}
