//! `SpanContext`: the part of a span that travels — ids, sampling decision, trace state, baggage. Immutable.

use std::{fmt, sync::Arc};

use crate::id::{SpanId, TraceId};

/// Key:value pairs that accompany a trace within and across processes (OpenTracing; W3C Baggage).
///
/// Cheap to clone. Never written as tags by itself. At most 64 entries and 8192 bytes are kept (W3C Baggage §3.3.2).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Baggage {
    entries: Option<Arc<[Entry]>>,
}

type Entry = (Box<str>, Box<str>);

/// W3C Baggage §3.3.2: a platform must propagate at least this many members…
const MAX_ENTRIES: usize = 64;
/// …and this many bytes; we keep no more.
const MAX_BYTES: usize = 8192;

impl Baggage {
    /// No entries.
    pub const fn new() -> Self {
        Self { entries: None }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.iter().find(|(k, _)| *k == key).map(|(_, v)| v)
    }

    /// The entries, in the order in which their keys were first set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().flat_map(|entries| entries.iter()).map(|(k, v)| (&**k, &**v))
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.as_ref().map_or(0, |entries| entries.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same with one more entry, or with that key's value replaced; unchanged where a limit would be passed.
    #[must_use]
    pub fn with(&self, key: &str, value: &str) -> Self {
        let mut entries: Vec<Entry> = self.iter().map(|(k, v)| (k.into(), v.into())).collect();
        match entries.iter_mut().find(|(k, _)| **k == *key) {
            Some(entry) => entry.1 = value.into(),
            None => entries.push((key.into(), value.into())),
        }
        let bytes: usize = entries.iter().map(|(k, v)| k.len() + v.len() + 2).sum();
        if entries.len() > MAX_ENTRIES || bytes > MAX_BYTES {
            return self.clone();
        }
        Self { entries: Some(entries.into()) }
    }
}

impl fmt::Debug for Baggage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: AsRef<str>, V: AsRef<str>> FromIterator<(K, V)> for Baggage {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        entries.into_iter().fold(Self::new(), |baggage, (k, v)| baggage.with(k.as_ref(), v.as_ref()))
    }
}

/// W3C trace flag: the trace is recorded.
pub(crate) const SAMPLED: u8 = 1;

/// What is rarely there, behind one pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extras {
    pub(crate) baggage: Baggage,
    pub(crate) trace_state: Option<Box<str>>,
}

impl Extras {
    pub(crate) fn is_empty(&self) -> bool {
        self.baggage.is_empty() && self.trace_state.is_none()
    }
}

/// Identifies a span to other tasks and processes, and carries what must travel with it (OpenTracing `SpanContext`).
///
/// A context holds no memory of the span and never keeps it open.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SpanContext {
    trace_id: TraceId,
    span_id: SpanId,
    flags: u8,
    remote: bool,
    /// Which capture or pipeline the spans below belong to; see `route`.
    pub(crate) route: u32,
    extras: Option<Arc<Extras>>,
}

impl SpanContext {
    /// The context of no span: what `current()` has where nothing is current.
    pub const fn none() -> Self {
        Self { trace_id: TraceId::INVALID, span_id: SpanId::INVALID, flags: 0, remote: false, route: 0, extras: None }
    }

    /// A context from its parts, as if it had come from this process.
    pub const fn new(trace_id: TraceId, span_id: SpanId, sampled: bool) -> Self {
        Self { trace_id, span_id, flags: if sampled { SAMPLED } else { 0 }, remote: false, route: 0, extras: None }
    }

    pub(crate) fn from_parts(
        trace_id: TraceId,
        span_id: SpanId,
        flags: u8,
        route: u32,
        extras: Option<Arc<Extras>>,
    ) -> Self {
        Self { trace_id, span_id, flags, remote: false, route, extras }
    }

    /// The same, marked as having come from another process.
    #[must_use]
    pub fn remote(mut self) -> Self {
        self.remote = true;
        self
    }

    /// The same with these W3C trace flags (bit 0: sampled; bit 1: the trace id is random).
    #[must_use]
    pub fn with_trace_flags(mut self, flags: u8) -> Self {
        self.flags = flags;
        self
    }

    /// The same with this W3C `tracestate`, which is passed on as it is.
    #[must_use]
    pub fn with_trace_state(self, trace_state: &str) -> Self {
        let trace_state = (!trace_state.is_empty()).then(|| trace_state.into());
        self.with_extras(|extras| extras.trace_state = trace_state)
    }

    /// The same with this baggage.
    #[must_use]
    pub fn with_baggage(self, baggage: Baggage) -> Self {
        self.with_extras(|extras| extras.baggage = baggage)
    }

    fn with_extras(mut self, change: impl FnOnce(&mut Extras)) -> Self {
        let mut extras = self.extras.as_deref().cloned().unwrap_or_default();
        change(&mut extras);
        self.extras = if extras.is_empty() { None } else { Some(Arc::new(extras)) };
        self
    }

    /// The trace's id.
    pub const fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// The span's id.
    pub const fn span_id(&self) -> SpanId {
        self.span_id
    }

    /// Whether both ids are there.
    pub const fn is_valid(&self) -> bool {
        self.trace_id.is_valid() && self.span_id.is_valid()
    }

    /// Whether the trace is recorded.
    pub const fn is_sampled(&self) -> bool {
        self.flags & SAMPLED != 0
    }

    /// The W3C trace flags.
    pub const fn trace_flags(&self) -> u8 {
        self.flags
    }

    /// The W3C `tracestate`, if there is one.
    pub fn trace_state(&self) -> Option<&str> {
        self.extras.as_deref().and_then(|extras| extras.trace_state.as_deref())
    }

    /// The baggage.
    pub fn baggage(&self) -> &Baggage {
        const NONE: &Baggage = &Baggage::new();
        self.extras.as_deref().map_or(NONE, |extras| &extras.baggage)
    }

    /// Whether it came from another process.
    pub const fn is_remote(&self) -> bool {
        self.remote
    }

    pub(crate) fn extras(&self) -> Option<&Arc<Extras>> {
        self.extras.as_ref()
    }
}

impl fmt::Debug for SpanContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpanContext({}-{}-{:02x}", self.trace_id, self.span_id, self.flags)?;
        if self.remote {
            f.write_str(" remote")?;
        }
        if !self.baggage().is_empty() {
            write!(f, " {:?}", self.baggage())?;
        }
        f.write_str(")")
    }
}

/// How a span relates to one that caused it (OpenTracing).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ReferenceKind {
    /// The other span waits for this one.
    ChildOf,
    /// The other span does not wait for this one.
    FollowsFrom,
}

/// A relation to another span beside the parent; a link, in OpenTelemetry's words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// The kind of relation.
    pub kind: ReferenceKind,
    /// The other span.
    pub context: SpanContext,
}
