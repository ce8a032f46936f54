//! `OTEL_PROPAGATORS` chooses; and what callers leave open is decided here, once, and sent on.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use traced::{FutureExt, Propagation, Sampler, Span, SpanContext, current, export::Memory, traced};

const CHILD: &str = "PROPAGATORS_FROM_ENVIRONMENT_CHILD";

#[test]
fn the_variable_chooses() {
    if std::env::var_os(CHILD).is_some() {
        return child();
    }
    let program = std::env::current_exe().expect("a test has a path");
    let run = |value: &str| {
        let mut command = std::process::Command::new(&program);
        command.env(CHILD, "1").env("OTEL_PROPAGATORS", value).output().expect("it starts")
    };
    let good = run("b3, b3multi ,baggage");
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stdout));
    let bad = String::from_utf8_lossy(&run("b3,zipkin").stdout).into_owned();
    assert!(["OTEL_PROPAGATORS", "b3,zipkin", "b3multi"].iter().all(|part| bad.contains(part)), "{bad}");
}

#[traced(parent = parent, skip_all)]
fn handle(parent: Option<&SpanContext>) -> SpanContext {
    current().context()
}

fn received(headers: &[(&str, &str)]) -> Option<SpanContext> {
    let headers: HashMap<_, _> = headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    traced::extract(&headers).expect("it is well-formed")
}

fn sent(context: &SpanContext) -> HashMap<String, String> {
    let mut headers = HashMap::new();
    traced::inject(context, &mut headers);
    headers
}

fn child() {
    const T: &str = "0af7651916cd43dd8448eb211c80319c";
    const S: &str = "00f067aa0ba902b7";
    let ids = format!("{T}-{S}");
    assert_eq!(received(&[("b3", &ids)]), None, "nothing is installed");
    assert!(sent(&SpanContext::new(T.parse().unwrap(), S.parse().unwrap(), true)).is_empty());

    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = asked.clone();
    // Records what is asked, and only the operation "yes" where the decision is ours.
    let sampler = Sampler::custom(move |sampling| {
        seen.lock().unwrap().push(sampling.parent_sampled);
        sampling.parent_sampled.unwrap_or(sampling.operation == "yes")
    });
    let memory = Memory::new();
    let builder = traced::builder().sampler(sampler).exporter(memory.clone());
    let tracing = builder.install().unwrap_or_else(|error| panic!("{error}"));

    let deferred = received(&[("b3", &ids)]).expect("it is there");
    assert!(deferred.is_deferred());
    // Passed on untouched the decision is still open.
    assert_eq!(sent(&deferred)["b3"], ids);
    let (yes, no) = (Span::builder("yes").child_of(&deferred).start(), Span::builder("no").child_of(&deferred).start());
    for (span, state) in [(&yes, '1'), (&no, '0')] {
        let context = span.context();
        assert!(!context.is_deferred() && context.trace_id() == deferred.trace_id());
        let headers = sent(&context);
        assert_eq!(headers["b3"], format!("{T}-{}-{state}", context.span_id()));
        assert_eq!(headers["x-b3-sampled"], state.to_string());
        assert!(!headers.contains_key("traceparent"));
    }
    // An instrumented function that is not recorded has an id of its own all the same, and its decision travels.
    let not_recorded = handle(Some(&received(&[("b3", &ids)]).unwrap()));
    assert!(not_recorded.is_valid() && not_recorded.span_id() != deferred.span_id() && !not_recorded.is_sampled());
    assert!(sent(&not_recorded)["b3"].ends_with("-0"));
    let begun = handle(None);
    assert!(begun.is_valid() && !begun.is_sampled() && begun.trace_flags() & 2 == 2, "{begun:?}");

    // Made current as it is, it is decided there; nobody knows for which operation.
    let work = futures::executor::block_on(async { current().context() }.in_span(&deferred));
    assert_eq!((work.is_deferred(), work.is_sampled(), work.trace_id()), (false, false, deferred.trace_id()));

    // Debug is not asked about, decisions that were made are shown, baggage alone leaves it open.
    asked.lock().unwrap().clear();
    assert!(handle(received(&[("b3", &format!("{ids}-d"))]).as_ref()).is_debug());
    assert!(asked.lock().unwrap().is_empty());
    assert!(handle(received(&[("b3", &format!("{ids}-1"))]).as_ref()).is_sampled());
    assert!(!handle(received(&[("b3", "0")]).as_ref()).is_sampled());
    assert_eq!(handle(received(&[("baggage", "k=v")]).as_ref()).baggage().get("k"), Some("v"));
    assert_eq!(*asked.lock().unwrap(), [Some(true), Some(false), None]);
    // Continued random flags stay, as do those that are not there.
    let headers = HashMap::from([("traceparent".to_owned(), format!("00-{T}-{S}-03"))]);
    let random = Propagation::W3c.extract(&headers).unwrap();
    assert_eq!(handle(random.as_ref()).trace_flags(), 3);
    assert_eq!(handle(received(&[("b3", &format!("{ids}-1"))]).as_ref()).trace_flags(), 1);

    drop((yes, no));
    tracing.flush(Duration::from_secs(30)).expect("the exporter takes all");
    let spans = memory.spans();
    assert_eq!(spans.iter().filter(|span| span.parent_id == Some(S.parse().unwrap())).count(), spans.len());
    assert_eq!(spans.len(), 5, "{spans:?}");
}
