//! A batch to `ExportTraceServiceRequest`s, each no larger than a limit.

use std::fmt;

use traced_runtime::export::{Batch, Resource, SpanView};

use super::{prefix::Prefix, span::span, value::owned_attribute};
use crate::{
    callsites::PerCallsite,
    parts::{Part, Parts},
    wire,
};

/// `ExportTraceServiceRequest.resource_spans`, and `ResourceSpans`' fields.
const RESOURCE_SPANS: u32 = 1;
const RESOURCE: u32 = 1;
const SCOPE_SPANS: u32 = 2;
/// `Resource.attributes`.
const ATTRIBUTES: u32 = 1;
/// `ScopeSpans.scope`, and `InstrumentationScope`'s fields.
const SCOPE: u32 = 1;
const SCOPE_NAME: u32 = 1;
const SCOPE_VERSION: u32 = 2;

/// The most that keys and lengths in front of the spans can take: four of each.
const KEYS_AND_LENGTHS: usize = 4 * (1 + 10);

/// Writes batches as OTLP's protobuf. It keeps its buffers, so that from the second batch on it allocates nothing.
#[derive(Default)]
pub struct OtlpProtobuf {
    prefixes: PerCallsite<Prefix>,
    /// A gap for what stands in front, then the spans.
    body: Vec<u8>,
    /// `Resource` and `InstrumentationScope` of the batch in hand, and all that fills the gap.
    resource: Vec<u8>,
    scope: Vec<u8>,
    front: Vec<u8>,
    parts: Parts,
}

impl OtlpProtobuf {
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
        self.resource.clear();
        for (key, value) in resource.iter() {
            owned_attribute(&mut self.resource, ATTRIBUTES, key, value);
        }
        self.scope.clear();
        wire::bytes(&mut self.scope, SCOPE_NAME, b"traced");
        wire::bytes(&mut self.scope, SCOPE_VERSION, env!("CARGO_PKG_VERSION").as_bytes());
    }

    /// The next spans, as many as fit into `limit` bytes, but always one; without spans when there are no more.
    #[inline]
    pub fn part<'a>(&mut self, views: &mut (impl Iterator<Item = SpanView<'a>> + ?Sized), limit: usize) -> Part<'_> {
        let gap = self.resource.len() + self.scope.len() + KEYS_AND_LENGTHS;
        self.body.clear();
        self.body.resize(gap, 0);
        let Self { parts, body, prefixes, .. } = self;
        let spans = parts.fill(body, views, limit, |body, view| span(body, prefixes, view));
        Part { body: self.finish(gap), spans }
    }

    /// Puts what stands in front of the spans right before them, now that their length is known.
    fn finish(&mut self, gap: usize) -> &[u8] {
        let spans = self.body.len() - gap;
        let scope_spans = wire::field_len(self.scope.len()) + spans;
        let resource_spans = wire::field_len(self.resource.len()) + wire::field_len(scope_spans);
        self.front.clear();
        wire::open(&mut self.front, RESOURCE_SPANS, resource_spans);
        wire::bytes(&mut self.front, RESOURCE, &self.resource);
        wire::open(&mut self.front, SCOPE_SPANS, scope_spans);
        wire::bytes(&mut self.front, SCOPE, &self.scope);
        let start = gap - self.front.len();
        self.body[start..gap].copy_from_slice(&self.front);
        &self.body[start..]
    }
}

impl fmt::Debug for OtlpProtobuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OtlpProtobuf").finish_non_exhaustive()
    }
}
