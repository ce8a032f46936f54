//! Headers, written and read by way of OpenTelemetry's API.

use std::{collections::HashMap, sync::OnceLock};

use opentelemetry::{
    Context, KeyValue, StringValue,
    baggage::BaggageExt,
    global,
    propagation::TextMapPropagator,
    trace::{Span as _, TraceContextExt, Tracer},
};
use opentelemetry_http::{HeaderExtractor, HeaderInjector};
use traced::{Propagation, Tracing, testing::capture};
use traced_opentelemetry::{Propagator, from_context};

use super::support::tracer;

pub fn install() {
    static INSTALLED: OnceLock<Tracing> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        global::set_text_map_propagator(Propagator::new());
        traced::builder().propagators([Propagation::W3c, Propagation::B3Single]).install().unwrap()
    });
}

fn inject(context: &Context) -> HashMap<String, String> {
    let mut headers = HashMap::new();
    global::get_text_map_propagator(|propagator| propagator.inject_context(context, &mut headers));
    headers
}

fn extract(headers: &[(&str, &str)]) -> Context {
    let headers: HashMap<_, _> = headers.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    global::get_text_map_propagator(|propagator| propagator.extract(&headers))
}

#[test]
fn what_is_current_with_us_is_injected() {
    install();
    let run = capture(|| {
        let span = tracer().start("client");
        let own = inject(&Context::current_with_span(span));
        let _ours = traced::span!("ours");
        traced::current().set_baggage_item("user", "jo");
        let current = inject(&Context::current().with_baggage([KeyValue::new("tenant", "a b")]));
        (own, current)
    });
    let (own, current) = run.value();
    for (headers, name) in [(own, "client"), (current, "ours")] {
        let context = &run.span(name).context;
        let ids = format!("{}-{}", context.trace_id(), context.span_id());
        assert_eq!(headers["traceparent"], format!("00-{ids}-{:02x}", context.trace_flags()));
        assert_eq!(headers["b3"], format!("{ids}-1"));
    }
    assert_eq!(current["baggage"], "user=jo,tenant=a%20b");
}

#[test]
fn what_was_extracted_is_the_parent() {
    install();
    let run = capture(|| {
        let cx = extract(&[
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01"),
            ("tracestate", "rojo=1"),
            ("baggage", "tenant=a"),
        ]);
        assert!(cx.span().span_context().is_remote());
        assert_eq!(cx.baggage().get("tenant").map(StringValue::as_str), Some("a"));
        drop(tracer().start_with_context("given", &cx));
        let _attached = cx.attach();
        let span = tracer().start("attached");
        let sent = inject(&Context::current_with_span(span));
        drop(traced::span!("ours"));
        sent
    });
    for name in ["given", "attached", "ours"] {
        let span = run.span(name);
        assert_eq!(span.context.trace_id().to_string(), "0af7651916cd43dd8448eb211c80319c", "{name}");
        assert_eq!(span.parent_id.unwrap().to_string(), "00f067aa0ba902b7", "{name}");
    }
    assert_eq!((&*run.value()["tracestate"], &*run.value()["baggage"]), ("rojo=1", "tenant=a"));
}

/// B3: a caller that has decided nothing, and one that debugs.
#[test]
fn decisions_that_w3c_has_no_place_for() {
    install();
    let ids = "0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7";
    let open = extract(&[("b3", ids)]);
    assert!(from_context(&open).is_deferred());
    let run = capture(|| {
        assert!(tracer().start_with_context("decided", &open).span_context().is_sampled());
        let debug = extract(&[("b3", &format!("{ids}-d"))]);
        let span = tracer().start_with_context("debugged", &debug);
        inject(&Context::new().with_span(span))
    });
    assert_eq!(run.span("decided").parent_id.unwrap().to_string(), "00f067aa0ba902b7");
    assert!(run.value()["b3"].ends_with("-d"), "{:?}", run.value());
}

#[test]
fn less_than_a_trace_is_something_too() {
    install();
    let cx = extract(&[("baggage", "tenant=a")]);
    let run = capture(|| {
        let span = tracer().start_with_context("begins", &cx);
        let sent = inject(&cx.with_span(span));
        let _ours = traced::span!("ours");
        drop(tracer().start_with_context("below", &cx));
        sent
    });
    assert_eq!(run.span("begins").context.baggage().get("tenant"), Some("a"));
    assert_eq!(run.value()["baggage"], "tenant=a");
    assert_eq!(run.span("below").parent_id, Some(run.span("ours").context.span_id()));
}

#[test]
fn nothing_and_nonsense() {
    install();
    let before = Context::new().with_value(7_u32);
    for headers in [&[][..], &[("traceparent", "00-nonsense")]] {
        let headers: HashMap<String, String> = headers.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let cx = Propagator::new().extract_with_context(&before, &headers);
        assert!(!cx.has_active_span());
        assert_eq!(cx.get::<u32>(), Some(&7));
    }
    let mut headers = http::HeaderMap::new();
    Propagator::new().inject_context(&Context::new(), &mut HeaderInjector(&mut headers));
    assert!(headers.is_empty());
    let fields: Vec<_> = Propagator::of(&[Propagation::B3Single]).fields().map(str::to_owned).collect();
    assert_eq!(fields, ["b3"]);
}

/// W3C Trace Context §3.3.1: of `tracestate` there may be several lines.
#[test]
fn repeated_headers() {
    install();
    let mut headers = http::HeaderMap::new();
    headers.insert("traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01".parse().unwrap());
    headers.append("tracestate", "rojo=1".parse().unwrap());
    headers.append("tracestate", "congo=2".parse().unwrap());
    let cx = Propagator::new().extract(&HeaderExtractor(&headers));
    assert_eq!(cx.span().span_context().trace_state().header(), "rojo=1,congo=2");
}
