//! A batch to `Batch`es, each no larger than a limit.

use std::{fmt, marker::PhantomData};

use traced_encode::{Parts, PerCallsite};
use traced_runtime::export::{Batch, Resource, SpanView};

use super::{
    prefix::Prefix,
    process::process,
    span::{Extent, Trace, span},
};
use crate::thrift::{Binary, Compact, Thrift};

/// `Agent.emitBatch`'s argument, and `Batch`'s fields.
const BATCH: u8 = 1;
const PROCESS: u8 = 1;
const SPANS: u8 = 2;

/// Ends the batch, and the arguments.
const STOPS: usize = 2;
/// The most that the beginning of a call and of a list take, in either protocol.
const HEADS: usize = 32;

/// One request's body, or one datagram.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packet<'a> {
    pub(crate) body: &'a [u8],
    /// How many spans it disposes of. None: there are no more.
    pub(crate) spans: usize,
    /// How many of them are not in it, as not even the least of them fits.
    pub(crate) lost: usize,
}

/// Writes batches as Jaeger's Thrift. It keeps its buffers, so that from the second batch on it allocates next to nothing.
pub struct Encoder<T> {
    prefixes: PerCallsite<Prefix>,
    trace: Trace,
    process: Vec<u8>,
    /// A gap for what stands in front, then the spans.
    body: Vec<u8>,
    front: Vec<u8>,
    parts: Parts,
    sequence: u32,
    protocol: PhantomData<fn() -> T>,
}

/// For the agent: calls of its `emitBatch`.
pub type CompactEncoder = Encoder<Compact>;
/// For the collector: bare batches.
pub type BinaryEncoder = Encoder<Binary>;

impl<T> Default for Encoder<T> {
    fn default() -> Self {
        Encoder {
            prefixes: PerCallsite::default(),
            trace: Trace::default(),
            process: Vec::new(),
            body: Vec::new(),
            front: Vec::new(),
            parts: Parts::default(),
            sequence: 0,
            protocol: PhantomData,
        }
    }
}

impl CompactEncoder {
    /// The whole batch as one call.
    pub fn encode(&mut self, batch: &Batch<'_>) -> &[u8] {
        self.start(batch.resource());
        self.call(&mut batch.spans(), usize::MAX).body
    }

    /// The next spans in one call of at most `limit` bytes. A span that does not fit even alone loses its logs; if that is not
    /// enough its tags; and if that is not enough it is lost.
    pub(crate) fn call<'a>(
        &mut self,
        views: &mut (impl Iterator<Item = SpanView<'a>> + ?Sized),
        limit: usize,
    ) -> Packet<'_> {
        let (spans, lost) = self.fill(views, limit, limit);
        self.front.clear();
        Compact::oneway(&mut self.front, "emitBatch", self.sequence);
        self.sequence = self.sequence.wrapping_add(1) & 0x7fff_ffff;
        Compact::open(&mut self.front, 0, BATCH);
        Compact::stop(&mut self.body);
        Packet { body: self.finish(spans - lost), spans, lost }
    }
}

impl BinaryEncoder {
    /// The whole batch.
    pub fn encode(&mut self, batch: &Batch<'_>) -> &[u8] {
        self.start(batch.resource());
        self.bare(&mut batch.spans(), usize::MAX).body
    }

    /// The next spans, as many as fit into `limit` bytes, but always one.
    pub(crate) fn bare<'a>(
        &mut self,
        views: &mut (impl Iterator<Item = SpanView<'a>> + ?Sized),
        limit: usize,
    ) -> Packet<'_> {
        let (spans, lost) = self.fill(views, limit, usize::MAX);
        self.front.clear();
        Packet { body: self.finish(spans - lost), spans, lost }
    }
}

impl<T: Thrift> Encoder<T> {
    /// An encoder that has seen nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a batch.
    pub(crate) fn start(&mut self, resource: &Resource) {
        self.parts.start();
        self.process.clear();
        process::<T>(&mut self.process, resource);
    }

    fn gap(&self) -> usize {
        self.process.len() + HEADS
    }

    /// Writes spans behind the gap, up to `limit`; none is longer than what `most` leaves to it. How many they are, and how many were lost.
    #[inline]
    fn fill<'a>(
        &mut self,
        views: &mut (impl Iterator<Item = SpanView<'a>> + ?Sized),
        limit: usize,
        most: usize,
    ) -> (usize, usize) {
        let gap = self.gap();
        let room = most.saturating_sub(gap + STOPS);
        let Self { parts, body, prefixes, trace, .. } = self;
        body.clear();
        body.resize(gap, 0);
        let mut lost = 0;
        let spans = parts.fill(body, views, limit.saturating_sub(STOPS), |body, view| {
            let prefix = prefixes.of(view.callsite(), Prefix::of::<T>);
            let from = body.len();
            span::<T>(body, trace, prefix, view, Extent::All);
            if body.len() - from > room {
                lost += usize::from(!shortened::<T>(body, from, room, trace, prefix, view));
            }
        });
        (spans, lost)
    }

    /// Ends the batch, and puts what stands in front of the spans right before them, now that their number is known.
    fn finish(&mut self, spans: usize) -> &[u8] {
        let gap = self.gap();
        T::open(&mut self.front, 0, PROCESS);
        self.front.extend_from_slice(&self.process);
        T::list(&mut self.front, PROCESS, SPANS, spans);
        T::stop(&mut self.body);
        let start = gap - self.front.len();
        self.body[start..gap].copy_from_slice(&self.front);
        &self.body[start..]
    }
}

/// Writes a span that was too long again, as much of it as fits: whether any of it does.
#[cold]
fn shortened<T: Thrift>(
    body: &mut Vec<u8>,
    from: usize,
    room: usize,
    trace: &mut Trace,
    prefix: &Prefix,
    view: SpanView<'_>,
) -> bool {
    for extent in Extent::SHORTENED {
        body.truncate(from);
        span::<T>(body, trace, prefix, view, extent);
        if body.len() - from <= room {
            return true;
        }
    }
    body.truncate(from);
    false
}

impl<T> fmt::Debug for Encoder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").finish_non_exhaustive()
    }
}
