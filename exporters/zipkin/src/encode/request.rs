//! A batch to lists of spans, each no larger than a limit.

use std::fmt;

use traced_encode::{Part, Parts, PerCallsite};
use traced_runtime::export::{Batch, Resource, SpanView};

use super::{
    common::Common,
    prefix::Prefix,
    span::{Form, span},
    value::close,
};

/// Writes batches as Zipkin's v2 JSON. It keeps its buffers, so that from the second batch on it allocates next to nothing.
#[derive(Default)]
pub struct Encoder {
    form: Form,
    prefixes: PerCallsite<Prefix>,
    common: Common,
    body: Vec<u8>,
    /// JSON on its way into a text.
    scratch: Vec<u8>,
    parts: Parts,
}

impl Encoder {
    /// An encoder that has seen nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The whole batch as one list.
    pub fn encode(&mut self, batch: &Batch<'_>) -> &[u8] {
        self.start(batch.resource());
        self.part(&mut batch.spans(), usize::MAX).body
    }

    /// Begins a batch.
    pub(crate) fn start(&mut self, resource: &Resource) {
        self.parts.start();
        let common = Common::of(resource);
        if common != self.common {
            // A process has one resource, so this is the first batch.
            (self.common, self.prefixes) = (common, PerCallsite::default());
        }
    }

    /// The next spans, as many as fit into `limit` bytes, but always one; without spans when there are no more.
    pub(crate) fn part<'a>(
        &mut self,
        views: &mut (impl Iterator<Item = SpanView<'a>> + ?Sized),
        limit: usize,
    ) -> Part<'_> {
        let Self { form, prefixes, common, body, scratch, parts } = self;
        body.clear();
        body.push(b'[');
        // The last span's comma becomes the closing bracket.
        let spans = parts.fill(body, views, limit, |body, view| span(body, form, prefixes, common, scratch, view));
        close(body, b']');
        Part { body, spans }
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").finish_non_exhaustive()
    }
}
