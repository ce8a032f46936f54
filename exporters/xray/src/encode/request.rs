//! A batch to documents, span by span.

use std::fmt;

use traced_encode::PerCallsite;
use traced_runtime::export::{Batch, Resource, SpanView};

use super::{
    annotation::Keys,
    common::Common,
    prefix::Prefix,
    sheet::{Documents, Sheet},
    span::span,
};

/// Writes spans as segment documents. It keeps its buffers, so that from the second batch on it allocates next to nothing.
pub struct Encoder {
    prefixes: PerCallsite<Prefix>,
    common: Common,
    sheet: Sheet,
    keys: Keys,
}

impl Default for Encoder {
    fn default() -> Self {
        Self::with_limit(usize::MAX)
    }
}

impl Encoder {
    /// An encoder that has seen nothing yet, and writes every span as one document.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, with documents that take no more than so many bytes, the header in front of them included.
    pub fn with_limit(bytes: usize) -> Self {
        Encoder {
            prefixes: PerCallsite::default(),
            common: Common::default(),
            sheet: Sheet::new(bytes),
            keys: Keys::default(),
        }
    }

    /// The datagrams of a whole batch, one behind the other.
    pub fn encode(&mut self, batch: &Batch<'_>) -> &[u8] {
        self.start(batch.resource());
        self.sheet.clear();
        batch.spans().for_each(|view| self.append(view));
        self.sheet.bytes()
    }

    /// Begins a batch.
    pub(crate) fn start(&mut self, resource: &Resource) {
        self.common = Common::of(resource);
    }

    /// The documents of one span.
    pub(crate) fn documents(&mut self, view: SpanView<'_>) -> Documents<'_> {
        self.sheet.clear();
        self.append(view);
        self.sheet.documents()
    }

    fn append(&mut self, view: SpanView<'_>) {
        let Self { prefixes, common, sheet, keys } = self;
        span(sheet, keys, prefixes.of(view.callsite(), Prefix::of), common, view);
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").finish_non_exhaustive()
    }
}
