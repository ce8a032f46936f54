//! A public endpoint: what callers send is a cause, and neither a parent nor a decision nor baggage.

use std::{collections::HashMap, time::Duration};

use traced::{
    FutureExt, Propagation, ReferenceKind, Sampler, Span, SpanContext, SpanData, current, export::Memory, traced,
};

#[traced(parent = parent, skip_all)]
fn handle(parent: &SpanContext) -> SpanContext {
    current().context()
}

#[traced(parent = parent, skip_all)]
async fn handle_later(parent: &SpanContext) -> SpanContext {
    std::future::ready(()).await;
    current().context()
}

#[traced]
fn work() -> SpanContext {
    current().context()
}

#[test]
fn callers_are_causes_and_not_parents() {
    let memory = Memory::new();
    let tracing = traced::builder()
        .sampler(Sampler::default())
        .propagators([Propagation::W3c, Propagation::B3])
        .public_endpoint(true)
        .exporter(memory.clone())
        .install()
        .expect("nothing is installed yet");
    let headers = [
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-00"),
        ("tracestate", "a=1"),
        ("baggage", "user=root"),
    ];
    let headers: HashMap<_, _> = headers.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    let caller = traced::extract(&headers).expect("it is well-formed").expect("it is there");
    assert!(caller.is_remote() && !caller.is_sampled());

    let by_hand = Span::builder("by hand").child_of(&caller).start();
    let contexts = [
        handle(&caller),
        futures::executor::block_on(handle_later(&caller)),
        by_hand.context(),
        Span::builder("caused").root().follows_from(&caller).start().context(),
    ];
    by_hand.finish();
    for (index, context) in contexts.iter().enumerate() {
        assert_ne!(context.trace_id(), caller.trace_id(), "{index}");
        assert!(context.is_sampled(), "{index}: the caller's decision does not count");
        assert!(context.baggage().is_empty() && context.trace_state().is_none(), "{index}");
    }
    // Made current without a span of ours there is nothing to hang below it.
    let work = futures::executor::block_on(async { work() }.in_span(&caller));
    assert_ne!(work.trace_id(), caller.trace_id());
    assert!(work.baggage().is_empty());

    let alone = HashMap::from([("b3".to_owned(), "0".to_owned())]);
    let denied = traced::extract(&alone).expect("it is well-formed").expect("it is there");
    assert!(handle(&denied).is_sampled());

    tracing.flush(Duration::from_secs(30)).expect("the exporter takes all");
    let spans = memory.spans();
    let named = |name: &str| -> &SpanData { spans.iter().find(|span| span.name == name).expect("it was exported") };
    for name in ["handle", "handle_later", "by hand", "caused"] {
        let span = named(name);
        assert_eq!(span.parent_id, None, "{name}");
        let [cause] = &span.references[..] else { panic!("one reference: {span:?}") };
        assert_eq!(cause.kind, ReferenceKind::FollowsFrom, "{name}");
        assert_eq!(
            (cause.context.trace_id(), cause.context.span_id()),
            (caller.trace_id(), caller.span_id()),
            "{name}"
        );
        assert!(cause.context.is_remote() && cause.context.trace_state() == Some("a=1"), "{name}");
    }
    assert!(named("work").references.is_empty());
    assert_eq!(spans.iter().filter(|span| span.name == "handle").map(|span| span.references.len()).sum::<usize>(), 1);
}
