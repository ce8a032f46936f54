//! Whatever a carrier holds: nothing panics, and what comes out is within limits and can be written again.
//!
//! For a long run: `PROPTEST_CASES=1000000 cargo test --release -p traced --test it propagation::properties`.

use std::collections::BTreeMap;

use proptest::prelude::*;
use traced::{Baggage, Propagation, SpanContext, SpanId, TextMap, TraceId};

const FORMATS: [Propagation; 11] = [
    Propagation::W3c,
    Propagation::TraceContext,
    Propagation::Baggage,
    Propagation::B3,
    Propagation::B3Single,
    Propagation::Jaeger,
    Propagation::XRay,
    Propagation::CloudTrace,
    Propagation::OpenCensusBinary,
    Propagation::OpenTracing,
    Propagation::OtTrace,
];

const BINARY: [Propagation; 3] = [Propagation::Jaeger, Propagation::OpenCensusBinary, Propagation::OpenTracing];

const NAMES: &[&str] = &[
    "traceparent",
    "tracestate",
    "baggage",
    "b3",
    "x-b3-traceid",
    "x-b3-spanid",
    "x-b3-parentspanid",
    "x-b3-sampled",
    "x-b3-flags",
    "uber-trace-id",
    "uberctx-k",
    "uberctx-",
    "X-Amzn-Trace-Id",
    "X-Cloud-Trace-Context",
    "grpc-trace-bin",
    "ot-tracer-traceid",
    "ot-tracer-spanid",
    "ot-tracer-sampled",
    "ot-baggage-K",
];

/// Text made of what formats are made of, of whole valid values, and of anything.
fn value() -> impl Strategy<Value = String> {
    let hex = prop_oneof!["[0-9a-f]{16}", "[0-9a-f]{32}", "[0-9a-fA-F]{0,40}"];
    let parts = prop_oneof![
        hex,
        "[-:;/=,%. \t]{1,3}",
        "(00|ff|cc|1|0|d|true|Root=1-|Parent=|Sampled=|;o=1)",
        "[a-z]{1,8}=[ -~]{0,8}",
        ".{0,10}",
    ];
    let valid = prop::sample::select(vec![
        "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
        "0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-1",
        "0af7651916cd43dd8448eb211c80319c:00f067aa0ba902b7:0:1",
        "Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=00f067aa0ba902b7;Sampled=1",
        "0af7651916cd43dd8448eb211c80319c/67667974448284343;o=1",
        "AAAK92UZFs1D3YRI6yEcgDGcAQDwZ6oLqQK3AgE",
        "0af7651916cd43dd8448eb211c80319c",
        "00f067aa0ba902b7",
        "1",
        "k=v;p=%20,l = 2",
    ]);
    // A valid value in which one character is another.
    let nearly = (valid.clone(), any::<prop::sample::Index>(), any::<char>()).prop_map(|(text, at, c)| {
        let at = at.index(text.len());
        format!("{}{c}{}", &text[..at], &text[at + 1..])
    });
    prop_oneof![
        valid.prop_map(str::to_owned),
        nearly,
        prop::collection::vec(parts, 0..12).prop_map(|parts| parts.concat()),
        ("[a-z=,; %]{1,4}", 0..3000_usize).prop_map(|(text, times)| text.repeat(times)),
    ]
}

fn carrier() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![9 => prop::sample::select(NAMES).prop_map(str::to_owned), 1 => ".{0,12}"];
    prop::collection::vec((name, value()), 0..8)
}

fn context() -> impl Strategy<Value = SpanContext> {
    let entries = prop::collection::vec((".{0,12}", ".{0,40}"), 0..6);
    (1..=u128::MAX, 1..=u64::MAX, 0..4_u8, any::<[bool; 2]>(), entries).prop_map(
        |(trace, span, flags, more, entries)| {
            let context = SpanContext::new(TraceId::new(trace), SpanId::new(span), false).with_trace_flags(flags);
            let context = context.with_baggage(entries.into_iter().collect());
            match more {
                [true, _] => context.with_debug(),
                [_, true] => context.deferred(),
                _ => context,
            }
        },
    )
}

/// What OpenTracing's formats keep of a trace id.
fn low_half(context: &SpanContext) -> u128 {
    context.trace_id().number() & u128::from(u64::MAX)
}

/// Limits hold, and what was read is written so that it is read again.
fn check(format: Propagation, context: &SpanContext) -> Result<(), TestCaseError> {
    let bytes: usize = context.baggage().iter().map(|(key, value)| key.len() + value.len() + 2).sum();
    prop_assert!(bytes <= 8193 && context.baggage().len() <= 512);
    prop_assert!(context.trace_state().unwrap_or("").len() <= 32 * 514);
    prop_assert!(context.is_remote() && !(context.is_deferred() && context.is_sampled()));
    let mut headers = BTreeMap::new();
    format.inject(context, &mut headers);
    for (name, value) in &headers {
        prop_assert!(name.bytes().all(|byte| byte.is_ascii_graphic()), "{name}");
        prop_assert!(value.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{value}");
    }
    for entry in headers.get("baggage").iter().flat_map(|value| value.split(',')) {
        let value = entry.split(';').next().and_then(|entry| entry.split_once('=')).map(|(_, value)| value);
        prop_assert!(value.is_some_and(|value| !value.contains('+')), "{entry}");
    }
    prop_assert!(headers.get("baggage").is_none_or(|value| value.len() <= 8192));
    let again = format.extract(&headers).unwrap();
    if context.is_valid() {
        let again = again.unwrap();
        prop_assert_eq!(again.span_id(), context.span_id());
        prop_assert_eq!(low_half(&again), low_half(context));
        prop_assert_eq!(again.is_sampled(), context.is_sampled());
        prop_assert_eq!(again.trace_state(), context.trace_state());
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_carrier(carrier in carrier()) {
        for format in FORMATS {
            match format.extract(&carrier) {
                Ok(Some(context)) => check(format, &context)?,
                Ok(None) => {}
                Err(error) => {
                    prop_assert!(error.found.len() <= 128 && !error.accepted.is_empty());
                    prop_assert!(error.to_string().starts_with(error.header));
                }
            }
            let _ = format.extract(&TextMap(&carrier));
        }
    }

    #[test]
    fn any_bytes(mut bytes in prop::collection::vec(any::<u8>(), 0..80), cut in any::<prop::sample::Index>(), context in context()) {
        for format in BINARY {
            let _ = format.extract_binary(&bytes);
            // What is nearly right gets further.
            let mut written = Vec::new();
            format.inject_binary(&context, &mut written);
            prop_assert!(format.extract_binary(&written).unwrap().is_some());
            let at = cut.index(written.len());
            let _ = format.extract_binary(&written[..at]);
            bytes.first().into_iter().for_each(|byte| written[at] = *byte);
            if let Ok(Some(context)) = format.extract_binary(&written) {
                check(format, &context)?;
            }
        }
        bytes.truncate(cut.index(bytes.len() + 1));
        for format in FORMATS {
            let _ = format.extract_binary(&bytes);
        }
    }

    #[test]
    fn what_is_written_is_read(context in context()) {
        for format in FORMATS.into_iter().filter(|format| *format != Propagation::Baggage) {
            let mut headers = BTreeMap::new();
            format.inject(&context, &mut headers);
            let read = format.extract(&headers).unwrap().unwrap();
            check(format, &read)?;
            prop_assert_eq!(read.span_id(), context.span_id());
            let is_b3 = matches!(format, Propagation::B3 | Propagation::B3Single);
            if is_b3 || format == Propagation::Jaeger {
                prop_assert_eq!(read.is_debug(), context.is_debug());
            }
            if is_b3 || matches!(format, Propagation::XRay | Propagation::CloudTrace) {
                prop_assert_eq!(read.is_deferred(), context.is_deferred());
            }
            if matches!(format, Propagation::W3c | Propagation::TraceContext) {
                prop_assert_eq!(read.trace_flags(), context.trace_flags());
            }
            if matches!(format, Propagation::W3c | Propagation::Jaeger) {
                let is_token = |key: &str| !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
                let sent: BTreeMap<_, _> = context.baggage().iter().filter(|(key, _)| is_token(key)).collect();
                let lower = |key: &str| if format == Propagation::W3c { key.to_owned() } else { key.to_ascii_lowercase() };
                let keys: std::collections::BTreeSet<_> = sent.keys().map(|key| lower(key)).collect();
                if keys.len() == sent.len() {
                    let read: BTreeMap<_, _> = read.baggage().iter().map(|(k, v)| (k.to_owned(), v)).collect();
                    prop_assert_eq!(read, sent.into_iter().map(|(k, v)| (lower(k), v)).collect());
                }
            }
        }
    }

    #[test]
    fn binary_forms_keep_all_they_can(context in context()) {
        let mut bytes = Vec::new();
        Propagation::Jaeger.inject_binary(&context, &mut bytes);
        let read = Propagation::Jaeger.extract_binary(&bytes).unwrap().unwrap();
        prop_assert_eq!(read.baggage(), context.baggage());
        prop_assert_eq!((read.trace_id(), read.is_debug()), (context.trace_id(), context.is_debug()));
        bytes.clear();
        Propagation::OpenTracing.inject_binary(&context, &mut bytes);
        let read = Propagation::OpenTracing.extract_binary(&bytes);
        if low_half(&context) != 0 {
            let read = read.unwrap().unwrap();
            prop_assert_eq!(read.baggage(), context.baggage());
        }
    }
}

#[test]
fn huge_carriers_give_what_fits() {
    let header = |name: &str, value: String| (name.to_owned(), value);
    let numbered = (0..200_000).map(|n| format!("k{n}=v")).collect::<Vec<_>>().join(",");
    let carrier = vec![
        header("baggage", numbered.clone()),
        header("baggage", format!("a={}", "%20".repeat(1_000_000))),
        header("tracestate", numbered),
        header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01".to_owned()),
    ];
    let context = Propagation::W3c.extract(&carrier).unwrap().unwrap();
    assert_eq!((context.baggage().len(), context.trace_state()), (512, None));
    let prefixed: Vec<_> = (0..2000).map(|n| header(&format!("uberctx-{n}"), "x".repeat(100))).collect();
    let baggage = Propagation::Jaeger.extract(&prefixed).unwrap().unwrap().baggage().clone();
    assert!(baggage.len() > 70 && baggage.len() < 80, "{}", baggage.len());
    let long = SpanContext::none().with_baggage(Baggage::new().with("k", &"é".repeat(4000)));
    let mut headers = BTreeMap::new();
    Propagation::Baggage.inject(&long, &mut headers);
    assert!(headers.is_empty(), "it is too long once it is encoded");
}
