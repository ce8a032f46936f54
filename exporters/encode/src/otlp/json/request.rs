//! A batch to `ExportTraceServiceRequest`s, each no larger than a limit and on one line.

use std::fmt;

use traced_runtime::export::{Batch, Resource, SpanView};

use super::{
    prefix::Prefix,
    span::{Form, span},
    value::owned_attribute,
};
use crate::{
    callsites::PerCallsite,
    json::{self, close},
    parts::{Part, Parts},
};

/// Writes batches as OTLP's JSON. It keeps its buffers, so that from the second batch on it allocates nothing.
#[derive(Default)]
pub struct OtlpJson {
    form: Form,
    prefixes: PerCallsite<Prefix>,
    body: Vec<u8>,
    /// What stands in front of the spans of the batch in hand.
    front: Vec<u8>,
    parts: Parts,
}

impl OtlpJson {
    /// An encoder that has seen nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The whole batch as one `ExportTraceServiceRequest`.
    pub fn encode(&mut self, batch: &Batch<'_>) -> &[u8] {
        self.start(batch.resource());
        self.part(&mut batch.spans(), usize::MAX).body
    }

    /// Begins a batch.
    pub fn start(&mut self, resource: &Resource) {
        self.parts.start();
        let front = &mut self.front;
        front.clear();
        front.extend_from_slice(b"{\"resourceSpans\":[{\"resource\":{\"attributes\":[");
        for (key, value) in resource.iter() {
            owned_attribute(front, key, value);
        }
        close(front, b']');
        front.extend_from_slice(b"},\"scopeSpans\":[{\"scope\":{\"name\":\"traced\",\"version\":");
        json::string(front, env!("CARGO_PKG_VERSION"));
        front.extend_from_slice(b"},\"spans\":[");
    }

    /// The next spans, as many as fit into `limit` bytes, but always one; without spans when there are no more.
    #[inline]
    pub fn part<'a>(&mut self, views: &mut (impl Iterator<Item = SpanView<'a>> + ?Sized), limit: usize) -> Part<'_> {
        const BACK: &[u8] = b"}]}]}";
        let Self { form, prefixes, body, front, parts } = self;
        body.clear();
        body.extend_from_slice(front);
        let limit = limit.saturating_sub(BACK.len());
        let spans = parts.fill(body, views, limit, |body, view| span(body, form, prefixes, view));
        close(body, b']');
        body.extend_from_slice(BACK);
        Part { body, spans }
    }
}

impl fmt::Debug for OtlpJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OtlpJson").finish_non_exhaustive()
    }
}
