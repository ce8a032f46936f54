//! A propagator that is not ours, in a process of its own: asked and answering in lines of JSON.

use std::{collections::BTreeMap, path::Path};

use serde_json::json;
use traced::{Baggage, SpanContext};
use traced_exporter_tests::foreign::Foreign;

/// What formats agree on.
#[derive(Clone, PartialEq, Debug)]
pub struct Context {
    pub trace: String,
    pub span: String,
    pub sampled: bool,
    pub baggage: BTreeMap<String, String>,
}

impl Context {
    pub fn of(context: &SpanContext) -> Self {
        Self {
            trace: context.trace_id().to_string(),
            span: context.span_id().to_string(),
            sampled: context.is_sampled(),
            baggage: context.baggage().iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
        }
    }

    pub fn ours(&self) -> SpanContext {
        let ids = (self.trace.parse().expect("an id"), self.span.parse().expect("an id"));
        let baggage: Baggage = self.baggage.iter().collect();
        SpanContext::new(ids.0, ids.1, self.sampled).with_baggage(baggage)
    }
}

pub struct Peer(Foreign);

impl Peer {
    /// Starts `program script`, as `tests/interop/propagators/run` has set them up.
    pub fn start(program: &str, script: &str) -> Self {
        Self(Foreign::start(
            program,
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/propagators").join(script),
        ))
    }

    /// What it writes.
    pub fn inject(&mut self, format: &str, context: &Context) -> BTreeMap<String, String> {
        let Context { trace, span, sampled, baggage } = context;
        let context = json!({ "trace": trace, "span": span, "sampled": sampled, "baggage": baggage });
        let carrier = self.0.ask(&json!({ "ask": "inject", "format": format, "context": context }));
        serde_json::from_value(carrier).expect("headers are text")
    }

    /// What it reads.
    pub fn extract(&mut self, format: &str, carrier: &BTreeMap<String, String>) -> Context {
        let answer = self.0.ask(&json!({ "ask": "extract", "format": format, "carrier": carrier }));
        let text = |key: &str| answer[key].as_str().expect("text").to_owned();
        Context {
            trace: text("trace"),
            span: text("span"),
            sampled: answer["sampled"].as_bool().expect("a decision"),
            baggage: serde_json::from_value(answer["baggage"].clone()).expect("entries are text"),
        }
    }
}
