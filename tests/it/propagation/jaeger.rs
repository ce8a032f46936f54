//! Jaeger: the cases that OpenTelemetry's implementations agree on, and what Jaeger's own clients do beyond them.

use std::collections::BTreeMap;

use traced::{Baggage, Propagation, SpanContext, TextMap};

const T: &str = "a1ce929d0e0e4736a3ce929d0e0e4736";
const HALF: &str = "a3ce929d0e0e4736";
const S: &str = "00f067aa0ba902b7";

fn extracted(value: &str) -> Result<Option<SpanContext>, traced::ExtractError> {
    Propagation::Jaeger.extract(&BTreeMap::from([("uber-trace-id".to_owned(), value.to_owned())]))
}

#[test]
fn valid_headers() {
    let cases = [
        (format!("{T}:{S}:0:0"), T, false, false),
        (format!("{T}:{S}:0:1"), T, true, false),
        (format!("{T}:{S}:0:3"), T, true, true),
        (format!("{T}:{S}:0:2"), T, false, false),
        (format!("{T}:{S}:0:00001"), T, true, false),
        (format!("{T}:{S}:0:ff"), T, true, true),
        (format!("{HALF}:{S}:0:1"), HALF, true, false),
        (format!("{T}:{S}:whatever:1"), T, true, false),
        // Zeros that clients drop, colons that they escape, and what others send.
        (format!("{T}:f067aa0ba902b7:0:1"), T, true, false),
        (format!("{T}%3A{S}%3a0%3A1"), T, true, false),
        (format!("{T}:{S}:0:01"), T, true, false),
        (format!("{T}:{S}:0000000000000000:03"), T, true, true),
        (format!(" {T}:{S}::1\t"), T, true, false),
        (format!("7:{S}:0:1"), "7", true, false),
    ];
    for (value, trace, sampled, debug) in cases {
        let context = extracted(&value).unwrap().unwrap();
        assert_eq!(context.trace_id(), trace.parse().unwrap(), "{value}");
        assert_eq!(context.span_id(), S.parse().unwrap(), "{value}");
        assert_eq!((context.is_sampled(), context.is_debug()), (sampled, debug), "{value}");
    }
    assert_eq!(Propagation::Jaeger.extract(&BTreeMap::new()), Ok(None));
}

#[test]
fn invalid_headers() {
    for value in [
        format!("{T}0000:{S}:0:1"),
        format!("{T}:{S}0000:0:1"),
        format!("zcd00v0000000000a3ce929d0e0e4736:{S}:0:1"),
        format!("{T}:00f0wiredba902b7:0:1"),
        format!("{T}:{S}:0:wired"),
        format!("{T}-{S}-0-1"),
        String::new(),
        format!("{T}:{S}:0"),
        format!("{T}:{S}:0:1:1"),
        format!("{T}:{S}:0:"),
        format!(":{S}:0:1"),
        format!("{T}::0:1"),
        format!("0:{S}:0:1"),
        format!("{T}:0:0:1"),
        "%".repeat(1000),
    ] {
        let error = extracted(&value).unwrap_err();
        assert_eq!((error.header, &*error.found), ("uber-trace-id", &value[..value.len().min(128)]));
    }
    let other = BTreeMap::from([("uber-trace-idnot".to_owned(), format!("{T}:{S}:0:1"))]);
    assert_eq!(Propagation::Jaeger.extract(&other), Ok(None));
}

#[test]
fn written_headers() {
    let context = |sampled| SpanContext::new(T.parse().unwrap(), S.parse().unwrap(), sampled);
    for (context, flags) in [
        (context(true), "1"),
        (context(false), "0"),
        (context(false).with_debug(), "3"),
        (context(false).deferred(), "0"),
    ] {
        let mut headers = BTreeMap::new();
        Propagation::Jaeger.inject(&context, &mut headers);
        assert_eq!(headers, BTreeMap::from([("uber-trace-id".into(), format!("{T}:{S}:0:{flags}"))]));
    }
    let mut nothing = BTreeMap::new();
    Propagation::Jaeger.inject(&SpanContext::none(), &mut nothing);
    assert!(nothing.is_empty());
}

#[test]
fn baggage_is_encoded_in_headers_and_plain_in_text_maps() {
    let baggage: Baggage = [("k1", "v 1,é\r\n"), ("k2", "100%")].into_iter().collect();
    let context = SpanContext::none().with_baggage(baggage.clone());
    let (mut headers, mut map) = (BTreeMap::new(), BTreeMap::new());
    Propagation::Jaeger.inject(&context, &mut headers);
    Propagation::Jaeger.inject(&context, &mut TextMap(&mut map));
    assert_eq!(headers["uberctx-k1"], "v%201%2C%C3%A9%0D%0A");
    assert_eq!(map["uberctx-k1"], "v 1,é\r\n");
    assert_eq!(Propagation::Jaeger.extract(&headers).unwrap().unwrap().baggage(), &baggage);
    assert_eq!(Propagation::Jaeger.extract(&TextMap(&map)).unwrap().unwrap().baggage(), &baggage);
    // Clients in languages whose headers have a canonical casing send it.
    let canonical =
        vec![("Uberctx-Key".to_owned(), "v%201".to_owned()), ("Uber-Trace-Id".to_owned(), format!("{T}:{S}:0:1"))];
    let context = Propagation::Jaeger.extract(&canonical).unwrap().unwrap();
    assert_eq!(context.baggage().get("key"), Some("v 1"));
    assert!(context.is_valid());
}

#[test]
fn binary() {
    let context =
        SpanContext::new(T.parse().unwrap(), S.parse().unwrap(), true).with_baggage(Baggage::new().with("k", "é"));
    let mut bytes = vec![7];
    assert!(Propagation::Jaeger.inject_binary(&context, &mut bytes));
    assert_eq!((bytes.len(), bytes[0]), (1 + 33 + 4 + 4 + 1 + 4 + 2, 7));
    assert_eq!(Propagation::Jaeger.extract_binary(&bytes[1..]), Ok(Some(context.remote())));
    for end in 1..bytes.len() - 1 {
        let error = Propagation::Jaeger.extract_binary(&bytes[1..=end]).unwrap_err();
        assert_eq!(error.header, "Jaeger binary");
    }
    assert_eq!(Propagation::Jaeger.extract_binary(&[]), Ok(None));
    // A count and lengths that nothing stands behind.
    let mut lies = bytes[1..34].to_vec();
    lies.extend_from_slice(&[0xff; 8]);
    assert!(Propagation::Jaeger.extract_binary(&lies).is_err());
}
