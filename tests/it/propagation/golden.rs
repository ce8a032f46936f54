//! What real clients of each format have sent, byte for byte, and how they are read.

use std::collections::BTreeMap;

use traced::{Baggage, Propagation, SpanContext, TextMap};

const T: &str = "0af7651916cd43dd8448eb211c80319c";
const S: &str = "00f067aa0ba902b7";

fn context() -> SpanContext {
    SpanContext::new(T.parse().unwrap(), S.parse().unwrap(), true)
}

fn written(format: Propagation, context: &SpanContext) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::new();
    format.inject(context, &mut headers);
    headers
}

fn map(headers: &[(&str, &str)]) -> BTreeMap<String, String> {
    headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// The headers are what we write, and read as the context.
#[track_caller]
fn both(format: Propagation, headers: &[(&str, &str)]) {
    assert_eq!(written(format, &context()), map(headers));
    assert_eq!(format.extract(&map(headers)), Ok(Some(context().remote())));
}

#[test]
fn text() {
    both(Propagation::W3c, &[("traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01")]);
    both(Propagation::B3Single, &[("b3", "0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-1")]);
    both(Propagation::B3, &[("x-b3-traceid", T), ("x-b3-spanid", S), ("x-b3-sampled", "1")]);
    both(Propagation::Jaeger, &[("uber-trace-id", "0af7651916cd43dd8448eb211c80319c:00f067aa0ba902b7:0:1")]);
    both(
        Propagation::XRay,
        &[("X-Amzn-Trace-Id", "Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=00f067aa0ba902b7;Sampled=1")],
    );
    // 0x00f067aa0ba902b7 in decimal.
    both(
        Propagation::CloudTrace,
        &[("X-Cloud-Trace-Context", "0af7651916cd43dd8448eb211c80319c/67667974448284343;o=1")],
    );
    both(Propagation::OpenCensusBinary, &[("grpc-trace-bin", "AAAK92UZFs1D3YRI6yEcgDGcAQDwZ6oLqQK3AgE")]);
}

#[test]
fn uber_trace_id_of_other_clients() {
    let read = |value: &str| Propagation::Jaeger.extract(&map(&[("uber-trace-id", value)])).unwrap().unwrap();
    assert_eq!(read(&format!("{T}:{S}:0:01")), context().remote());
    assert_eq!(read(&format!("{T}:{S}:0000000000000000:03")), context().with_debug().remote());
    let short = read("40322f0d2c87067a:80e1917ed7700820:0:1");
    assert_eq!(short.trace_id().number(), 0x4032_2f0d_2c87_067a);
    assert_eq!(short.span_id().number(), 0x80e1_917e_d770_0820);
}

#[test]
fn baggage() {
    let baggage = |value: &str| Baggage::new().with("k1", value);
    let with = |value: &str| context().with_baggage(baggage(value));
    assert_eq!(written(Propagation::W3c, &with("v 1,é"))["baggage"], "k1=v%201%2C%C3%A9");
    let mut text = BTreeMap::new();
    Propagation::Jaeger.inject(&with("v 1"), &mut TextMap(&mut text));
    assert_eq!(text["uberctx-k1"], "v 1");
    assert_eq!(written(Propagation::Jaeger, &with("v 1"))["uberctx-k1"], "v%201");
    assert_eq!(
        written(Propagation::OpenTracing, &context().with_baggage(Baggage::new().with("K1", "v 1")))["ot-baggage-K1"],
        "v 1"
    );
}

/// The reference tracer's trace ids have 64 bits, and no zeros before them.
#[test]
fn open_tracing_text() {
    let expected = [
        ("ot-tracer-traceid", "8448eb211c80319c"),
        ("ot-tracer-spanid", "f067aa0ba902b7"),
        ("ot-tracer-sampled", "true"),
    ];
    assert_eq!(written(Propagation::OpenTracing, &context()), map(&expected));
    let half = SpanContext::new("8448eb211c80319c".parse().unwrap(), S.parse().unwrap(), true);
    let read = |headers: &[(&str, &str)]| Propagation::OpenTracing.extract(&map(headers)).unwrap().unwrap();
    assert_eq!(read(&expected), half.clone().remote());
    let padded = [expected[0], ("ot-tracer-spanid", S), expected[2]];
    assert_eq!(written(Propagation::OtTrace, &context()), map(&padded));
    assert_eq!(read(&padded), half.clone().remote());
    let canonical =
        [("Ot-Tracer-Traceid", T), ("Ot-Tracer-Spanid", S), ("Ot-Tracer-Sampled", "false"), ("Ot-Baggage-K1", "v 1")];
    let unsampled = SpanContext::new(T.parse().unwrap(), S.parse().unwrap(), false);
    assert_eq!(read(&canonical), unsampled.with_baggage(Baggage::new().with("k1", "v 1")).remote());
    for headers in [
        &[("ot-tracer-traceid", T)][..],
        &[("ot-tracer-spanid", S)],
        &[("ot-tracer-traceid", "0"), ("ot-tracer-spanid", S)],
        &[("ot-tracer-traceid", T), ("ot-tracer-spanid", "x")],
        &[("ot-tracer-traceid", T), ("ot-tracer-spanid", S), ("ot-tracer-sampled", "perhaps")],
    ] {
        assert!(Propagation::OpenTracing.extract(&map(headers)).is_err(), "{headers:?}");
    }
}

#[test]
fn open_tracing_binary() {
    let half = SpanContext::new("8448eb211c80319c".parse().unwrap(), S.parse().unwrap(), true);
    let with_baggage = half.clone().with_baggage(Baggage::new().with("K1", "v 1"));
    let golden = hex("0000001f 09 9c31801c21eb4884 11 b702a90baa67f000 1801 2209 0a024b311203762031");
    let written = |context: &SpanContext| {
        let mut bytes = Vec::new();
        assert!(Propagation::OpenTracing.inject_binary(context, &mut bytes));
        bytes
    };
    assert_eq!(written(&context().with_baggage(Baggage::new().with("K1", "v 1"))), golden);
    assert_eq!(Propagation::OpenTracing.extract_binary(&golden), Ok(Some(with_baggage.remote())));
    // Go leaves out what is false.
    let unsampled = SpanContext::new(half.trace_id(), half.span_id(), false);
    assert_eq!(written(&unsampled), hex("00000012 09 9c31801c21eb4884 11 b702a90baa67f000"));
    assert_eq!(Propagation::OpenTracing.extract_binary(&written(&unsampled)), Ok(Some(unsampled.remote())));
    let long = half.with_baggage(Baggage::new().with("k", &"x".repeat(300)));
    assert_eq!(Propagation::OpenTracing.extract_binary(&written(&long)), Ok(Some(long.remote())));
    for end in 1..golden.len() {
        assert!(Propagation::OpenTracing.extract_binary(&golden[..end]).is_err(), "{end}");
    }
}

#[test]
fn jaeger_binary() {
    let golden = hex(
        "000000000000000040322f0d2c87067a 80e1917ed7700820 0000000000000000 01 00000001 00000002 6b31 00000003 762031",
    );
    let context = SpanContext::new("40322f0d2c87067a".parse().unwrap(), "80e1917ed7700820".parse().unwrap(), true)
        .with_baggage(Baggage::new().with("k1", "v 1"));
    let mut bytes = Vec::new();
    assert!(Propagation::Jaeger.inject_binary(&context, &mut bytes));
    assert_eq!(bytes, golden);
    assert_eq!(Propagation::Jaeger.extract_binary(&golden), Ok(Some(context.remote())));
}

#[test]
fn open_census_binary() {
    let golden = hex("00000af7651916cd43dd8448eb211c80319c0100f067aa0ba902b70201");
    let mut bytes = Vec::new();
    assert!(Propagation::OpenCensusBinary.inject_binary(&context(), &mut bytes));
    assert_eq!(bytes, golden);
    let read = |bytes: &[u8]| Propagation::OpenCensusBinary.extract_binary(bytes);
    assert_eq!(read(&golden), Ok(Some(context().remote())));
    // As the Go implementation reads it: fields may be missing at the end.
    assert_eq!(
        read(&golden[..27]).unwrap().unwrap(),
        SpanContext::new(T.parse().unwrap(), S.parse().unwrap(), false).remote()
    );
    let trace_only = read(&golden[..18]).unwrap().unwrap();
    assert_eq!((trace_only.trace_id(), trace_only.span_id().is_valid()), (context().trace_id(), false));
    for bytes in [&golden[..2], &golden[..3], &golden[1..], &[0, 1], &[0; 29]] {
        let error = read(bytes).unwrap_err();
        assert!(error.header == "grpc-trace-bin" && error.found.starts_with('0'), "{error}");
    }
    let text = |value: &str| Propagation::OpenCensusBinary.extract(&map(&[("grpc-trace-bin", value)]));
    assert_eq!(text("AAAK92UZFs1D3YRI6yEcgDGcAQDwZ6oLqQK3AgE="), Ok(Some(context().remote())));
    assert!(text("AAAK").is_err() && text("!").is_err() && text("").is_err());
}

#[test]
fn x_ray_fields_in_any_order() {
    let read = |value: &str| Propagation::XRay.extract(&map(&[("x-amzn-trace-id", value)]));
    let root = "Root=1-0af76519-16cd43dd8448eb211c80319c";
    let deferred = SpanContext::new(T.parse().unwrap(), S.parse().unwrap(), false).deferred().remote();
    assert_eq!(read(&format!("Parent={S};Sampled=?;{root}")), Ok(Some(deferred.clone())));
    assert_eq!(
        read(&format!("Self=1-67891234-12456789abcdef012345678; {root} ; Parent={S};Lineage=a87bd80c:1|68fd508a:5")),
        Ok(Some(deferred.clone()))
    );
    assert_eq!(written(Propagation::XRay, &deferred)["X-Amzn-Trace-Id"], format!("{root};Parent={S};Sampled=?"));
    assert!(!read(&format!("{root};Parent={S};Sampled=0")).unwrap().unwrap().is_sampled());
    // A load balancer has no span of its own.
    let balancer = read(root).unwrap().unwrap();
    assert_eq!((balancer.trace_id(), balancer.is_valid(), balancer.is_deferred()), (context().trace_id(), false, true));
    for value in [
        "",
        "Parent=00f067aa0ba902b7;Sampled=1",
        "Root=1-0af76519-16cd43dd8448eb211c80319",
        "Root=2-0af76519-16cd43dd8448eb211c80319c",
        "Root=1-00000000-000000000000000000000000",
        "Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=00f067aa0ba902b",
        "Root=1-0af76519-16cd43dd8448eb211c80319c;Sampled=2",
    ] {
        assert_eq!(read(value).unwrap_err().header, "X-Amzn-Trace-Id", "{value}");
    }
}

#[test]
fn cloud_trace_with_and_without_its_parts() {
    let read = |value: &str| Propagation::CloudTrace.extract(&map(&[("x-cloud-trace-context", value)]));
    let unsampled = SpanContext::new(T.parse().unwrap(), S.parse().unwrap(), false);
    assert_eq!(read(&format!("{T}/67667974448284343;o=0")), Ok(Some(unsampled.clone().remote())));
    assert_eq!(read(&format!("{T}/67667974448284343")), Ok(Some(unsampled.clone().deferred().remote())));
    assert_eq!(read(&format!("{T}/67667974448284343;o=3")), Ok(Some(context().remote())));
    assert_eq!(
        written(Propagation::CloudTrace, &unsampled.deferred())["X-Cloud-Trace-Context"],
        format!("{T}/67667974448284343")
    );
    for first in [format!("{T}/0;o=1"), format!("{T};o=1"), format!("{T}/0;o=1")] {
        let context = read(&first).unwrap().unwrap();
        assert_eq!((context.span_id().is_valid(), context.is_sampled()), (false, true), "{first}");
    }
    for value in [
        "",
        "/1;o=1",
        "0af7/1;o=1",
        &format!("{T}/x;o=1"),
        &format!("{T}/18446744073709551616"),
        &format!("{T}/1;o="),
        &format!("{T}/1;o=x"),
        &format!("{T}/-1"),
        &format!("{}/1;o=1", "0".repeat(32)),
    ] {
        assert_eq!(read(value).unwrap_err().header, "X-Cloud-Trace-Context", "{value}");
    }
}

#[test]
fn formats_without_a_binary_form_say_so() {
    let mut bytes = Vec::new();
    assert!(!Propagation::W3c.inject_binary(&context(), &mut bytes) && bytes.is_empty());
    let error = Propagation::XRay.extract_binary(&[1, 2]).unwrap_err();
    assert!(error.found == "0102" && error.to_string().contains("OpenCensusBinary"), "{error}");
}
