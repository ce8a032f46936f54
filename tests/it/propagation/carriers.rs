//! Carriers find headers in any casing, show repeated ones, and hold each once when they are written.

use std::collections::{BTreeMap, HashMap};

use traced::{Extract, Inject, Propagation, SpanContext, SpanId, TextMap, TraceId};

fn check<C: Inject + Extract>(mut carrier: C, keeps_case: bool) {
    carrier.set("Traceparent", "one");
    carrier.set("other", "x");
    carrier.set("traceparent", "two");
    for name in ["traceparent", "TRACEPARENT", "TraceParent"] {
        assert_eq!(carrier.get(name), Some("two"));
        assert_eq!(carrier.get_all(name).collect::<Vec<_>>(), ["two"]);
    }
    assert_eq!((carrier.get("trace-parent"), carrier.get_all("").next()), (None, None));
    let mut keys: Vec<_> = carrier.keys().collect();
    keys.sort_unstable();
    assert_eq!(keys, if keeps_case { ["Traceparent", "other"] } else { ["other", "traceparent"] });
}

#[test]
fn each_kind() {
    check(HashMap::<String, String>::new(), true);
    check(BTreeMap::<String, String>::new(), true);
    check(Vec::<(String, String)>::new(), true);
    check(http::HeaderMap::new(), false);
    check(TextMap(HashMap::<String, String>::new()), true);
    check(TextMap(&mut Vec::<(String, String)>::new()), true);
}

#[test]
fn of_repeated_headers_one_is_left() {
    let line = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut lines = vec![line("a", "1"), line("B3", "x"), line("c", "2"), line("b3", "y"), line("d", "3")];
    lines.set("b3", "z");
    assert_eq!(lines, [line("a", "1"), line("B3", "z"), line("c", "2"), line("d", "3")]);
    let mut headers = http::HeaderMap::new();
    headers.append("b3", "x".parse().unwrap());
    headers.append("b3", "y".parse().unwrap());
    assert_eq!(headers.get_all("B3").iter().count(), 2);
    headers.set("b3", "z");
    assert_eq!(Extract::get_all(&headers, "b3").collect::<Vec<_>>(), ["z"]);
}

#[test]
fn headers_that_are_no_text_are_there_all_the_same() {
    let mut headers = http::HeaderMap::new();
    headers.append("traceparent", http::HeaderValue::from_bytes(b"\xff").unwrap());
    assert_eq!(Propagation::W3c.extract(&headers).unwrap_err().header, "traceparent");
    headers.append("traceparent", "00-12345678901234567890123456789012-1234567890123456-01".parse().unwrap());
    assert!(Propagation::W3c.extract(&headers).is_err(), "there are two");
}

#[test]
fn what_no_header_can_hold_is_left_out() {
    let mut headers = http::HeaderMap::new();
    headers.set("a b", "1");
    headers.set("a", "1\r\n");
    assert!(headers.is_empty());
    let baggage = [("ok", "1"), ("a b", "2"), ("nl", "3\n")].into_iter().collect();
    let context = SpanContext::new(TraceId::new(1), SpanId::new(2), true).with_baggage(baggage);
    Propagation::OpenTracing.inject(&context, &mut headers);
    assert_eq!(headers.get("ot-baggage-ok").unwrap(), "1");
    assert_eq!(headers.len(), 4);
}

#[test]
fn every_field_is_one_that_is_written() {
    let context = SpanContext::new(TraceId::new(1), SpanId::new(2), true).with_trace_state("a=1");
    let context = context.with_baggage([("k", "v")].into_iter().collect());
    use Propagation::{
        B3, B3Single, Baggage, CloudTrace, Jaeger, OpenCensusBinary, OpenTracing, OtTrace, TraceContext, W3c, XRay,
    };
    let all =
        [W3c, TraceContext, Baggage, B3, B3Single, Jaeger, XRay, CloudTrace, OpenCensusBinary, OpenTracing, OtTrace];
    for format in all {
        let mut written = BTreeMap::new();
        format.inject(&context, &mut written);
        let named: Vec<_> =
            written.keys().filter(|name| !name.contains("ctx-") && !name.contains("ot-baggage")).collect();
        assert!(named.iter().all(|name| format.fields().contains(&name.as_str())), "{format:?}: {named:?}");
        let missing = format.fields().len() - named.len();
        assert_eq!(missing, usize::from(format == B3), "{format:?}: the debug flag alone is not always there");
    }
}

#[test]
fn a_trait_object_will_do_to_write_to() {
    let mut headers = HashMap::new();
    let carrier: &mut dyn Inject = &mut headers;
    Propagation::B3Single.inject(&SpanContext::new(TraceId::new(1), SpanId::new(2), true), carrier);
    assert_eq!(headers.len(), 1);
}
